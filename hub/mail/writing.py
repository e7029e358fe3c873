"""Writing a letter out: text and HTML beside each other, with headers into which nothing can be slipped."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache, partial
from pathlib import Path

from email_validator import EmailNotValidError, validate_email
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hub.contract import HubError
from hub.mail.content import Content
from hub.mail.readers import ANYBODY, Reader
from hub.mail.settings import Mailing
from hub.records import Text

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_NAME = 100


class AddressRefusedError(HubError):
    """What is known as the reader's e-mail address is none. The letter is not sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter, written out: its subject, and what stands in it as text and as HTML."""

    subject: str
    text: str
    html: str


def written(content: Content, reader: Reader, house: str, public_url: str, decline: str | None = None) -> Written:
    """Write a letter out in the reader's language. `house` is who sends it; `decline` the address to have no more."""
    context = {
        "content": content,
        "reader": one_line(reader.name) or ANYBODY[reader.language],
        "house": one_line(house),
        "link": f"{public_url}{content.action.path}" if content.action else None,
        "decline": decline,
    }
    return Written(
        subject=one_line(content.subject.to(reader.language)),
        text=_environment(reader.language, html=False).get_template("letter.txt").render(context),
        html=_environment(reader.language, html=True).get_template("letter.html").render(context),
    )


def message(  # noqa: PLR0913  # an envelope has all of these
    letter: Written, reader: Reader, house: str, mailing: Mailing, *, key: str, decline: str | None = None
) -> EmailMessage:
    """Put a letter in its envelope. `key` is the same at every attempt, so that a reader's server knows it again.

    Raises `AddressRefusedError`. RFC 3834 (nobody's machine answers), RFC 2369 and 8058 (having no more of them).
    """
    made = EmailMessage(policy=SMTP)
    made.set_raw("From", _mailbox("From", house, mailing.sender))
    made.set_raw("To", _mailbox("To", reader.name, sendable(reader.address)))
    made.set_raw("Subject", _encoded("Subject", letter.subject))
    made["Date"] = format_datetime(datetime.now(UTC))
    made["Message-ID"] = f"<{key}@{mailing.sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    if decline:
        made["List-Unsubscribe"] = f"<{decline}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(letter.text, cte="quoted-printable")
    made.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    made["Content-Language"] = reader.language
    return made


def sendable(address: str) -> str:
    """Return an address as it goes over the wire. Raises `AddressRefusedError` for what is none."""
    try:
        found = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise AddressRefusedError(NO_SUCH_FORM) from None
    return found.ascii_email or found.normalized


def one_line(text: str) -> str:
    """Return text that can stand in a header: one line, without signs that nobody sees, and not without end."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST_NAME]


def _mailbox(header: str, name: str, address: str) -> str:
    return f"{_encoded(header, name)}\n <{address}>" if one_line(name) else address


def _encoded(header: str, text: str) -> str:
    """Encode a whole text, whatever is in it (RFC 2047): a comma or a quote left bare would end a name.

    The standard library's own folding of addresses does leave them bare, or puts spaces in.
    """
    return Header(one_line(text), "utf-8", header_name=header, maxlinelen=76).encode()


@cache
def _environment(language: str, *, html: bool) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=html,  # noqa: S701  # the other one is plain text
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"language": language, "_": lambda nl, en: Text(nl, en).to(language)}
    made.filters["t"] = partial(_said, language=language)
    return made


def _said(text: Text, language: str) -> str:
    return text.to(language)


NO_SUCH_FORM = Text(
    "Wat als e-mailadres bekend is, is geen e-mailadres. Verbeter het in het LAS en verstuur de brief daarna opnieuw.",
    "What is known as the e-mail address is none. Correct it in the LAS, and then send the letter again.",
)
