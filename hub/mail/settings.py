"""How this host sends mail, from the environment: which server, from which address, and where the portal stands."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

from hub.contract import ConfigurationError, Secret
from hub.records import Text


class Safety(Enum):
    """How the connection with the mail server is made safe."""

    NONE = "smtp"
    """Not at all: for a server on this machine or in a network of its own."""
    STARTTLS = "smtp+starttls"
    TLS = "smtps"


PORTS = {Safety.NONE: 25, Safety.STARTTLS: 587, Safety.TLS: 465}
ANSWER = 30.0
"""Seconds in which a mail server must answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """The settings of the host. `host` is `None` where there is no mail server: then letters wait.

    `public_url` is where people reach the portal, without a slash at its end; `per_minute` letters one worker sends.
    """

    host: str | None = None
    port: int = 25
    safety: Safety = Safety.NONE
    user: str | None = None
    password: Secret | None = field(default=None, repr=False)
    sender: str = ""
    public_url: str = ""
    per_minute: float = 120.0
    patience: float = ANSWER

    @property
    def is_set(self) -> bool:
        return self.host is not None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Mailing":
        """Read `HUB_SMTP_URL`, `HUB_SMTP_PASSWORD_FILE`, `HUB_MAIL_FROM`, `HUB_PUBLIC_URL`, `HUB_MAIL_PER_MINUTE`.

        Raises `ConfigurationError`, whose sentence names the setting, and never the password.
        """
        given = environment.get("HUB_SMTP_URL", "").strip()
        if not given:
            return cls()
        url, safety = _server(given)
        user = unquote(url.username) if url.username else None
        password = _password(url, environment.get("HUB_SMTP_PASSWORD_FILE", ""))
        if password is not None and safety is Safety.NONE and not _is_near(url.hostname or ""):
            raise ConfigurationError(PLAIN_PASSWORD)
        return cls(
            host=url.hostname,
            port=url.port or PORTS[safety],
            safety=safety,
            user=user,
            password=password,
            sender=_sender(environment.get("HUB_MAIL_FROM", "")),
            public_url=_public(environment.get("HUB_PUBLIC_URL", "")),
            per_minute=_number("HUB_MAIL_PER_MINUTE", environment.get("HUB_MAIL_PER_MINUTE") or "120"),
            patience=_number("HUB_SMTP_PATIENCE", environment.get("HUB_SMTP_PATIENCE") or "30"),
        )


def _server(given: str) -> tuple[SplitResult, Safety]:
    try:
        url = urlsplit(given)
        safety, _port = Safety(url.scheme), url.port
    except ValueError:
        raise ConfigurationError(NO_SERVER) from None
    if not url.hostname or url.path.strip("/") or url.query:
        raise ConfigurationError(NO_SERVER)
    return url, safety


def _password(url: SplitResult, file: str) -> Secret | None:
    if url.password:
        return Secret(unquote(url.password))
    if not file or not url.username:
        return None
    try:
        found = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        found = ""
    if not found:
        raise ConfigurationError(
            Text(
                f"In {file} (HUB_SMTP_PASSWORD_FILE) staat geen wachtwoord dat de hub kan lezen. Zet het erin, op één "
                "regel, en geef de gebruiker van de hub leesrecht.",
                f"There is no password that the hub can read in {file} (HUB_SMTP_PASSWORD_FILE). Put it in, on one "
                "line, and let the hub's user read it.",
            )
        )
    return Secret(found)


def _is_near(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _sender(given: str) -> str:
    try:
        return str(validate_email(given, check_deliverability=False, test_environment=True).normalized)
    except EmailNotValidError:
        raise ConfigurationError(NO_SENDER) from None


def _public(given: str) -> str:
    url = urlsplit(given.strip())
    plain = url.scheme == "http" and _is_near(url.hostname or "")
    if not url.hostname or url.query or url.fragment or not (plain or url.scheme == "https"):
        raise ConfigurationError(NO_PUBLIC_URL)
    return given.strip().rstrip("/")


def _number(name: str, given: str) -> float:
    try:
        found = float(given)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise ConfigurationError(
            Text(f"Zet {name} op een getal groter dan nul.", f"Set {name} to a number greater than zero.")
        )
    return found


NO_SERVER = Text(
    "HUB_SMTP_URL noemt geen mailserver. Schrijf het zo: smtp+starttls://gebruiker@mail.voorbeeld.nl:587 (of smtps://, "
    "of smtp:// voor een server op deze machine), met het wachtwoord in HUB_SMTP_PASSWORD_FILE.",
    "HUB_SMTP_URL names no mail server. Write it like this: smtp+starttls://user@mail.example.org:587 (or smtps://, or "
    "smtp:// for a server on this machine), with the password in HUB_SMTP_PASSWORD_FILE.",
)
PLAIN_PASSWORD = Text(
    "HUB_SMTP_URL zou het wachtwoord onversleuteld versturen. Schrijf smtp+starttls:// of smtps:// in plaats van "
    "smtp://.",
    "HUB_SMTP_URL would send the password unencrypted. Write smtp+starttls:// or smtps:// instead of smtp://.",
)
NO_SENDER = Text(
    "HUB_MAIL_FROM is geen e-mailadres. Zet er het adres in waarvan de brieven komen, zoals post@school.nl.",
    "HUB_MAIL_FROM is no e-mail address. Set it to the address that letters come from, such as post@school.nl.",
)
NO_PUBLIC_URL = Text(
    "HUB_PUBLIC_URL ontbreekt of is geen adres dat met https:// begint. Zet er het adres in waarop ouders het portaal "
    "openen: elke brief verwijst ernaar.",
    "HUB_PUBLIC_URL is missing, or is no address that begins with https://. Set it to the address at which parents "
    "open the portal: every letter points to it.",
)
