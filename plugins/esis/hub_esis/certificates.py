"""The client certificate: a .p12 with its password, opened in memory. Its key is never on disk in the clear."""

import base64
import binascii
import secrets
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates, load_pkcs12

from hub.contract import ConfigurationError, CredentialsRefusedError
from hub.records import Text

UNREADABLE = Text(
    "Dit certificaat kan niet worden geopend. Kies het .p12-bestand van Rovict opnieuw en typ het wachtwoord dat "
    "erbij hoort.",
    "This certificate cannot be opened. Choose the .p12 file of Rovict again, and type the password that belongs to "
    "it.",
)
KEYLESS = Text(
    "In dit certificaat zit geen sleutel. Kies het .p12-bestand van Rovict, en niet het .cer- of .crt-bestand.",
    "There is no key in this certificate. Choose the .p12 file of Rovict, and not the .cer or .crt file.",
)
NO_PASSWORD = Text(
    "Dit certificaat heeft een wachtwoord. Vul het wachtwoord in dat Rovict erbij gaf.",
    "This certificate has a password. Fill in the password that Rovict gave with it.",
)
SEQUENCE = b"\x30"
"""With this a .p12 begins, as anything does that is written in DER (ITU-T X.690)."""


class PasswordWantedError(ConfigurationError):
    """The certificate seems to be one, and its password was not filled in."""


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """A certificate with its key. It shows neither."""

    _opened: PKCS12KeyAndCertificates = field(repr=False)
    begins_at: datetime
    ends_at: datetime

    @classmethod
    def opened(cls, content: str, password: str) -> "ClientCertificate":
        """Open a .p12, given as base64 or as bytes in a text. Raises `ConfigurationError`."""
        raw = _bytes_of(content)
        try:
            opened = load_pkcs12(raw, password.encode() or None)
        except (ValueError, TypeError):
            if not password and raw.startswith(SEQUENCE):
                raise PasswordWantedError(NO_PASSWORD) from None
            raise ConfigurationError(UNREADABLE) from None
        if opened.key is None or opened.cert is None:
            raise ConfigurationError(KEYLESS)
        certificate = opened.cert.certificate
        return cls(opened, certificate.not_valid_before_utc, certificate.not_valid_after_utc)

    def insist_it_is_valid(self, now: datetime | None = None) -> None:
        """Raise `CredentialsRefusedError` where it is not valid (any more), before the LAS has to say so."""
        now = now or datetime.now(UTC)
        if now > self.ends_at:
            raise CredentialsRefusedError(
                Text(
                    f"Het clientcertificaat voor ESIS is verlopen op {self.ends_at:%d-%m-%Y}. Vraag Rovict om een "
                    "nieuw certificaat en vul het in bij de instellingen.",
                    f"The client certificate for ESIS expired on {self.ends_at:%Y-%m-%d}. Ask Rovict for a new one, "
                    "and fill it in under the settings.",
                )
            )
        if now < self.begins_at:
            raise CredentialsRefusedError(
                Text(
                    f"Het clientcertificaat voor ESIS geldt pas vanaf {self.begins_at:%d-%m-%Y}. Wacht tot dan, of "
                    "kijk of de klok van deze server goed staat.",
                    f"The client certificate for ESIS is valid from {self.begins_at:%Y-%m-%d} only. Wait until "
                    "then, or look whether this server's clock is right.",
                )
            )

    def load_into(self, context: ssl.SSLContext) -> None:
        """Let the context show this certificate. Python takes a file, so that is sealed for the moment."""
        key, cert = self._opened.key, self._opened.cert
        assert key is not None
        assert cert is not None
        password = secrets.token_bytes(32).hex().encode()
        sealed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password))
        chain = [cert.certificate, *(each.certificate for each in self._opened.additional_certs)]
        with TemporaryDirectory(prefix="hub-esis-") as folder:
            path = Path(folder) / "client.pem"
            path.write_bytes(sealed + b"".join(each.public_bytes(Encoding.PEM) for each in chain))
            context.load_cert_chain(path, password=password)


def _bytes_of(content: str) -> bytes:
    compact = "".join(content.split())
    try:
        return base64.b64decode(compact, validate=True)
    except (binascii.Error, ValueError):
        return content.encode("latin-1", "replace")
