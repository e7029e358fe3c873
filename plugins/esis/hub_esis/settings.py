"""What a school or its host fills in for ESIS."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from hub.contract import ConfigurationError, Secret, SettingsRefusedError, secret, setting
from hub.records import Text
from hub_esis.certificates import ClientCertificate, PasswordWantedError

LONGEST = 64
"""UWLR takes so many characters in its header."""


def _address(value: str) -> Text | None:
    """Refuse an address that would carry children's data unprotected, or that is none."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https"):
        return Text(
            "Dit is geen adres. Het hoort eruit te zien als https://school.rovictonline.nl/uwlr2.2.svc.",
            "This is no address. It should look like https://school.rovictonline.nl/uwlr2.2.svc.",
        )
    if parts.scheme == "http" and not is_loopback(host):
        return Text(
            "Dit adres begint met http://, dus zonder beveiliging. Gebruik het adres dat met https:// begint.",
            "This address begins with http://, so without protection. Use the one that begins with https://.",
        )
    if parts.username is not None or parts.password is not None:
        return Text(
            "In dit adres staat een naam of wachtwoord. Haal dat weg; de sleutel hoort in een eigen veld.",
            "This address holds a name or password. Take it out; the key has a field of its own.",
        )
    return None


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself, whose traffic nobody else can see."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _optional_address(value: str) -> Text | None:
    return _address(value) if value else None


def _short(value: str) -> Text | None:
    if len(value) <= LONGEST:
        return None
    return Text("Dit mag ten hoogste 64 tekens lang zijn.", "This may be 64 characters long at most.")


@dataclass(frozen=True, kw_only=True)
class EsisSettings:
    """How to reach ESIS for one school. Plain http is taken on this machine itself only."""

    endpoint: str = setting(
        Text("Adres van UWLR", "Address of UWLR"),
        Text(
            "Het adres van de UWLR-service van uw ESIS. U krijgt het van Rovict.",
            "The address of the UWLR service of your ESIS. Rovict gives it to you.",
        ),
        check=_address,
    )
    authorisation_key: Secret = secret(
        Text("Autorisatiesleutel", "Authorisation key"),
        Text(
            "Maak hem in ESIS, onder Beheer › Koppelingen. Elke school of vestiging heeft een eigen sleutel.",
            "Make it in ESIS, under Beheer › Koppelingen. Every school or location has a key of its own.",
        ),
        check=_short,
    )
    customer_code: str = setting(
        Text("Klantcode", "Customer code"),
        Text("De code van de aanbieder van dit portaal, uitgegeven door Rovict.", "This portal's code, from Rovict."),
        check=_short,
    )
    customer_name: str = setting(
        Text("Klantnaam", "Customer name"),
        Text("De naam die bij de klantcode hoort.", "The name that belongs to the customer code."),
        check=_short,
    )
    certificate: Secret | None = secret(
        Text("Clientcertificaat", "Client certificate"),
        Text(
            "Het .p12-bestand dat Rovict uitgeeft. Leeg: zonder certificaat.",
            "The .p12 file that Rovict gives out. Empty: without a certificate.",
        ),
        default=None,
        file=True,
    )
    certificate_password: Secret | None = secret(
        Text("Wachtwoord van het certificaat", "Password of the certificate"),
        Text("Het wachtwoord dat bij het .p12-bestand hoort.", "The password that belongs to the .p12 file."),
        default=None,
    )
    parent_portal_endpoint: str = setting(
        Text("Adres van de ouderportaal-service", "Address of the parent portal's service"),
        Text(
            "Waar ESIS verzorgers geeft en wijzigingen aanneemt. Leeg: alleen UWLR, dus zonder verzorgers.",
            "Where ESIS gives guardians and takes changes. Empty: UWLR only, so without guardians.",
        ),
        default="",
        check=_optional_address,
    )

    def __post_init__(self) -> None:
        try:
            self.client_certificate()
        except PasswordWantedError as error:
            raise SettingsRefusedError({"certificate_password": error.text}) from None
        except ConfigurationError as error:
            raise SettingsRefusedError({"certificate": error.text}) from None

    def client_certificate(self) -> ClientCertificate | None:
        """Return the certificate, opened. Raises `ConfigurationError` where it cannot be."""
        if self.certificate is None:
            return None
        password = self.certificate_password.reveal() if self.certificate_password else ""
        return ClientCertificate.opened(self.certificate.reveal(), password)
