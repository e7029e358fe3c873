"""The wire to the mail server: one connection for many letters, and what each of its answers means.

RFC 5321: an answer of 4xx is "not now", one of 5xx "never". What is said of one reader ends that one letter; what is
said of us, or nothing at all, makes every letter wait.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import urlsplit

from hub.contract import HubError
from hub.mail.settings import Mailing, Safety
from hub.records import Text

NOT_NOW_OR_NEVER, NEVER = 400, 500
TOO_BUSY = 421
"""The server is about to hang up."""
NO_SUCH_READER = frozenset({550, 551, 553})


class MailRefusedError(HubError):
    """The server refuses this letter for good. It is not tried again; the sentence says what the school can do."""


class MailLaterError(HubError):
    """The server does not take this letter now. It is tried again later; others can go on."""


class MailServerError(HubError):
    """The server cannot be reached, or does not want us. Every letter waits."""


class Line:
    """An open connection."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server

    def introduce(self, sender: str) -> None:
        """Ask whether letters may come from this address, and send none. Raises `MailServerError`."""
        try:
            code, _ = self._server.mail(sender)
            self._server.rset()
        except (smtplib.SMTPException, OSError):
            raise MailServerError(BROKEN_OFF) from None
        if code >= NOT_NOW_OR_NEVER:
            raise MailServerError(_sender_refused(code))

    def send(self, message: EmailMessage, sender: str, reader: str) -> None:
        """Send one letter. Raises `MailRefusedError`, `MailLaterError` or `MailServerError`."""
        try:
            self._server.send_message(message, sender, [reader])
        except smtplib.SMTPRecipientsRefused as error:
            code = next((answer[0] for answer in error.recipients.values()), 0)
            raise _of_reader(code) from None
        except smtplib.SMTPSenderRefused as error:
            raise MailServerError(_sender_refused(error.smtp_code)) from None
        except smtplib.SMTPDataError as error:
            raise _of_letter(error.smtp_code) from None
        except smtplib.SMTPNotSupportedError:
            raise MailRefusedError(ODD_ADDRESS) from None
        except (smtplib.SMTPException, OSError):
            raise MailServerError(BROKEN_OFF) from None


@contextmanager
def connected(mailing: Mailing) -> Iterator[Line]:
    """Open the line to the mail server: reached, its certificate checked, logged in. Raises `MailServerError`."""
    server = _reached(mailing)
    try:
        _log_in(server, mailing)
        yield Line(server)
    finally:
        _hang_up(server)


def reach(mailing: Mailing) -> None:
    """Go to the mail server and come back. Raises `MailServerError` where no letter could be sent."""
    with connected(mailing) as line:
        line.introduce(mailing.sender)


def _reached(mailing: Mailing) -> smtplib.SMTP:
    host, port = mailing.host or "", mailing.port
    own_name = urlsplit(mailing.public_url).hostname  # left to itself, smtplib asks the DNS for one
    try:
        if mailing.safety is Safety.TLS:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, own_name, timeout=mailing.patience, context=context)
        server = smtplib.SMTP(host, port, own_name, timeout=mailing.patience)
    except ssl.SSLError as error:
        raise MailServerError(_unsafe(mailing, error)) from None
    except (smtplib.SMTPException, OSError):
        raise MailServerError(_unreachable(mailing)) from None
    if mailing.safety is Safety.STARTTLS:
        _make_safe(server, mailing)
    return server


def _make_safe(server: smtplib.SMTP, mailing: Mailing) -> None:
    try:
        server.starttls(context=ssl.create_default_context())
    except ssl.SSLError as error:
        server.close()
        raise MailServerError(_unsafe(mailing, error)) from None
    except smtplib.SMTPNotSupportedError:
        _hang_up(server)
        raise MailServerError(_no_starttls(mailing)) from None
    except (smtplib.SMTPException, OSError):
        server.close()
        raise MailServerError(_unreachable(mailing)) from None


def _log_in(server: smtplib.SMTP, mailing: Mailing) -> None:
    try:
        server.ehlo_or_helo_if_needed()
        if mailing.user is not None:
            server.login(mailing.user, mailing.password.reveal() if mailing.password else "")
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPServerDisconnected):  # some hang up instead of saying no
        raise MailServerError(LOGIN_REFUSED) from None
    except smtplib.SMTPNotSupportedError:
        raise MailServerError(NO_LOGIN) from None
    except (smtplib.SMTPException, OSError):
        raise MailServerError(_unreachable(mailing)) from None


def _hang_up(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def _of_reader(code: int) -> HubError:
    if code == TOO_BUSY:
        return MailServerError(BUSY)
    if code < NEVER:
        return MailLaterError(NOT_NOW)
    return MailRefusedError(NO_SUCH_ADDRESS if code in NO_SUCH_READER else READER_REFUSED)


def _of_letter(code: int) -> HubError:
    if code == TOO_BUSY:
        return MailServerError(BUSY)
    return MailLaterError(NOT_NOW) if code < NEVER else MailRefusedError(LETTER_REFUSED)


NO_SUCH_ADDRESS = Text(
    "Het e-mailadres bestaat niet. Kijk het na in het LAS en verstuur de brief daarna opnieuw.",
    "The e-mail address does not exist. Look it up in the LAS, and then send the letter again.",
)
READER_REFUSED = Text(
    "De mailserver van de ontvanger neemt deze brief niet aan. Vraag de ontvanger om een ander e-mailadres.",
    "The reader's mail server does not take this letter. Ask the reader for another e-mail address.",
)
LETTER_REFUSED = Text(
    "De mailserver weigert deze brief. Vraag de beheerder van deze hub om met 'hub mail test' na te kijken waarom.",
    "The mail server refuses this letter. Ask who runs this hub to find out why with 'hub mail test'.",
)
ODD_ADDRESS = Text(
    "Het e-mailadres heeft tekens die de mailserver niet aankan. Vraag de ontvanger om een ander e-mailadres.",
    "The e-mail address has signs that the mail server cannot handle. Ask the reader for another e-mail address.",
)
NOT_NOW = Text(
    "De mailserver neemt de brief nu niet aan. De hub probeert het vanzelf opnieuw.",
    "The mail server does not take the letter now. The hub tries again by itself.",
)
BUSY = Text(
    "De mailserver heeft het te druk. De hub probeert het vanzelf opnieuw.",
    "The mail server is too busy. The hub tries again by itself.",
)
BROKEN_OFF = Text(
    "De mailserver brak het gesprek af. De hub probeert het vanzelf opnieuw; de brief kan dubbel aankomen.",
    "The mail server broke off. The hub tries again by itself; the letter may arrive twice.",
)
LOGIN_REFUSED = Text(
    "De mailserver weigert de gebruiker of het wachtwoord in HUB_SMTP_URL. Kijk ze na.",
    "The mail server refuses the user or the password in HUB_SMTP_URL. Check them.",
)
NO_LOGIN = Text(
    "De mailserver laat niemand inloggen op deze manier. Laat gebruiker en wachtwoord weg uit HUB_SMTP_URL, of "
    "gebruik smtp+starttls:// of smtps://.",
    "The mail server lets nobody log in this way. Leave user and password out of HUB_SMTP_URL, or use smtp+starttls:// "
    "or smtps://.",
)


def _place(mailing: Mailing) -> str:
    return f"{mailing.host}:{mailing.port}"


def _unreachable(mailing: Mailing) -> Text:
    place = _place(mailing)
    return Text(
        f"De mailserver {place} is niet te bereiken of geeft geen bruikbaar antwoord. Klopt HUB_SMTP_URL, staat de "
        "server aan, en laat de firewall de hub erbij?",
        f"The mail server {place} cannot be reached, or gives no answer of use. Is HUB_SMTP_URL right, is the server "
        "on, and does the firewall let the hub through?",
    )


def _unsafe(mailing: Mailing, error: ssl.SSLError) -> Text:
    place = _place(mailing)
    if not isinstance(error, ssl.SSLCertVerificationError):
        return Text(
            f"Met de mailserver {place} komt geen veilige verbinding tot stand. Gebruikt hij misschien "
            "smtp+starttls:// (poort 587) in plaats van smtps:// (poort 465)?",
            f"No safe connection with the mail server {place} comes about. Does it use smtp+starttls:// (port 587) "
            "instead of smtps:// (port 465)?",
        )
    return Text(
        f"Het certificaat van de mailserver {place} klopt niet ({error.verify_message}). Er is niets verstuurd. Noem "
        "in HUB_SMTP_URL de naam die in het certificaat staat, of laat het vernieuwen; een eigen certificaat maakt u "
        "bekend met SSL_CERT_FILE.",
        f"The certificate of the mail server {place} is not right ({error.verify_message}). Nothing was sent. Use the "
        "name in the certificate in HUB_SMTP_URL, or have it renewed; make one of your own known with SSL_CERT_FILE.",
    )


def _no_starttls(mailing: Mailing) -> Text:
    place = _place(mailing)
    return Text(
        f"De mailserver {place} biedt geen STARTTLS aan. Gebruik smtps://, of een andere poort.",
        f"The mail server {place} does not offer STARTTLS. Use smtps://, or another port.",
    )


def _sender_refused(code: int) -> Text:
    return Text(
        f"De mailserver neemt geen brieven aan van het adres in HUB_MAIL_FROM ({code}). Gebruik een adres dat bij deze "
        "server hoort.",
        f"The mail server takes no letters from the address in HUB_MAIL_FROM ({code}). Use an address that belongs to "
        "this server.",
    )
