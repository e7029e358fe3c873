"""What the tests of this plugin share: a real HTTP server that answers as the standard does, and real pulls."""  # noqa: INP001 - no package

import re
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from hub_esis.connector import EsisConnector
from hub_esis.pacing import Patience
from hub_esis.settings import EsisSettings

from hub.contract import Ask, School, Secret
from hub.records import Pulled, SchoolCode

UWLR = "http://www.edustandaard.nl/leerresultaten/2/leerlinggegevens"
PORTAL = "urn:koppelhub:ouderportaal:1"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
LONG = timedelta(days=30)
IMPATIENT = Patience(connect=2, hear=1, whole=5, pauses=(0.01, 0.01))
SCHOOL_BLOCK = (
    "<school><schooljaar>2026-2027</schooljaar><brincode>99XX</brincode>"
    "<aanmaakdatum>2026-11-02T08:00:00Z</aanmaakdatum><xsdversie>2.2</xsdversie></school>"
)
GROUPS = '<groepen><groep key="g3"><naam>3a</naam><jaargroep>3</jaargroep></groep></groepen>'
PUPIL = '<leerling key="p1" eckid="e1"><achternaam>Bos</achternaam><roepnaam>An</roepnaam><groep key="g3"/></leerling>'


def envelope(content: str, namespace: str = UWLR) -> bytes:
    """Return a SOAP answer around this content, in the given default namespace."""
    inside = re.sub(r"^<([\w-]+)", rf'<\1 xmlns="{namespace}"', content)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<s:Envelope xmlns:s="{SOAP}"><s:Body>{inside}</s:Body></s:Envelope>'
    ).encode()


@dataclass(slots=True, kw_only=True)
class Answer:
    """What the server says. `cut`: so many bytes only; `hang`: seconds before it speaks; `dozes`: in the middle."""

    body: bytes
    status: int = 200
    content_type: str = "text/xml; charset=utf-8"
    cut: int | None = None
    hang: float = 0
    dozes: float = 0
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Asked:
    """One question as it came over the wire."""

    headers: dict[str, str]
    body: bytes

    @property
    def operation(self) -> str:
        return self.headers.get("SOAPAction", "").strip('"').rpartition("/")[2]

    def text(self, tag: str) -> str | None:
        found = re.search(rf"<(?:\w+:)?{tag}>([^<]*)<".encode(), self.body)
        return found[1].decode() if found else None


class Las:
    """A server on this machine. Each operation has its answers in turn; the last one stays."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self._answers: dict[str, list[Answer]] = {}
        self._server = _Quiet(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._tls = context is not None
        if context is not None:
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        port = self._server.server_address[1]
        return f"https://localhost:{port}/uwlr2.2.svc" if self._tls else f"http://127.0.0.1:{port}/uwlr2.2.svc"

    def says(self, operation: str, *contents: str, namespace: str = UWLR, **how: Any) -> None:
        """Answer with these contents in an envelope, one after the other."""
        self._answers[operation] = [Answer(body=envelope(each, namespace), **how) for each in contents]

    def sends(self, operation: str, *bodies: bytes, **how: Any) -> None:
        """Answer with these bytes."""
        self._answers[operation] = [Answer(body=each, **how) for each in bodies]

    def then(self, operation: str, content: str) -> None:
        """Answer with this content after what it says already."""
        self._answers[operation].append(Answer(body=envelope(content)))

    def faults(self, operation: str, code: str, status: int = 500, said: str = "-", **how: Any) -> None:
        """Answer with a SOAP fault."""
        inside = f"<s:Fault><faultcode>{code}</faultcode><faultstring>{said}</faultstring></s:Fault>"
        body = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{inside}</s:Body></s:Envelope>'.encode()
        self._answers[operation] = [Answer(body=body, status=status, **how)]

    def operations(self) -> list[str]:
        return [each.operation for each in self.asked]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        las = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                asked = Asked(dict(self.headers.items()), body)
                las.asked.append(asked)
                given = las._answers.get(asked.operation)
                if given is None:
                    self.send_error(404)
                    return
                self._give(given.pop(0) if len(given) > 1 else given[0])

            def _give(self, answer: Answer) -> None:
                time.sleep(answer.hang)
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                half = len(answer.body) // 2 if answer.dozes else len(answer.body)
                self.wfile.write(answer.body[: half if answer.cut is None else answer.cut])
                self.wfile.flush()
                if answer.dozes:
                    time.sleep(answer.dozes)
                    self.wfile.write(answer.body[half:])
                self.close_connection = answer.cut is not None

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what some tests are about."""


@pytest.fixture
def las() -> Iterator[Las]:
    made = Las()
    yield made
    made.close()


@pytest.fixture
def las_at() -> Iterator[Callable[..., Las]]:
    """Return what starts another server, such as one with TLS."""
    started: list[Las] = []

    def start(context: ssl.SSLContext | None = None) -> Las:
        started.append(Las(context))
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture
def settings(las: Las) -> Callable[..., EsisSettings]:
    def make(**values: Any) -> EsisSettings:
        given = {
            "endpoint": las.address,
            "authorisation_key": Secret("sleutel-van-de-school"),
            "customer_code": "KH01",
            "customer_name": "Koppelhub",
        }
        return EsisSettings(**{**given, **values})

    return make


@pytest.fixture
def connector(settings: Callable[..., EsisSettings]) -> Callable[..., EsisConnector]:
    def make(code: str = "99XX", **values: Any) -> EsisConnector:
        return EsisConnector(School(SchoolCode.parse(code), "De Proef"), settings(**values), IMPATIENT)

    return make


@pytest.fixture
def pull(connector: Callable[..., EsisConnector]) -> Callable[..., list[Pulled]]:
    """Return what pulls over the wire; keywords of `Ask` and of the settings."""

    def do(code: str = "99XX", since: Any = None, **values: Any) -> list[Pulled]:
        ask = Ask(school=School(SchoolCode.parse(code), "De Proef"), since=since)
        return list(connector(code, **values).pull(ask))

    return do


@pytest.fixture
def school() -> Callable[..., str]:
    """Return what makes the content of the answer about a whole school."""

    def make(
        *, head: str = SCHOOL_BLOCK, before: str = "", groups: str = GROUPS, pupils: str = PUPIL, after: str = ""
    ) -> str:
        content = f"{head}{before}{groups}<leerlingen>{pupils}</leerlingen>{after}"
        return f"<leerlinggegevens_antwoord><leerlinggegevens>{content}</leerlinggegevens></leerlinggegevens_antwoord>"

    return make


class Authority:
    """A certificate authority of these tests."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Proef-CA")])
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        self.certificate = (
            self._builder(self.name, self.key.public_key(), -LONG, LONG)
            .add_extension(constraints, critical=True)
            .sign(self.key, hashes.SHA256())
        )
        self.pem = self.certificate.public_bytes(Encoding.PEM)

    def issue(self, host: str, *, ends: timedelta = timedelta(days=9), **how: str) -> bytes:
        """Return a server's key and certificate, as PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self.signed(how.get("host", host), key, -LONG, ends)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return pem + certificate.public_bytes(Encoding.PEM)

    def signed(
        self, name: str, key: ec.EllipticCurvePrivateKey, begins: timedelta, ends: timedelta
    ) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return (
            self._builder(subject, key.public_key(), begins, ends)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .sign(self.key, hashes.SHA256())
        )

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, begins: timedelta, ends: timedelta
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + begins)
            .not_valid_after(now + ends)
        )


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def p12(authority: Authority) -> Callable[..., bytes]:
    """Return what makes a client certificate with its key, sealed with a password."""

    def make(*, password: str, begins: timedelta = -LONG, ends: timedelta = LONG) -> bytes:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = authority.signed("koppelhub", key, begins, ends)
        return pkcs12.serialize_key_and_certificates(
            b"koppelhub", key, certificate, None, BestAvailableEncryption(password.encode())
        )

    return make
