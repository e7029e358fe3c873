"""The wire of this plugin: questions in SOAP, made by zeep, and the bytes of the answers. It knows no records.

This is the only module that knows zeep, and it takes everything from zeep that could harm: it reads our own WSDL and
nothing else, follows no redirect and no file, expands no entity, waits no longer than it may, and logs no envelope. The
answer is not read by zeep: it cannot read the standard's own answers, and takes ten times as long.
"""

import logging
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import zeep
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from zeep.transports import Transport
from zeep.wsdl import Document

from hub.contract import ContractBrokenError
from hub.records import Text
from hub_esis.faults import of_network
from hub_esis.pacing import Pace, Patience, pace_of
from hub_esis.settings import EsisSettings

UWLR = "http://www.edustandaard.nl/leerresultaten/2/leerlinggegevens"
PORTAL = "urn:koppelhub:ouderportaal:1"
WSDL = Path(__file__).parent / "wsdl"
PIECE = 1 << 16
SETTINGS = zeep.Settings(forbid_dtd=True, forbid_entities=True, forbid_external=True, raw_response=True)
NOT_ASKED = Text(
    "De hub kan deze vraag niet aan ESIS stellen. Er is niets verstuurd. Meld dit bij de maker van de plug-in.",
    "The hub cannot ask ESIS this question. Nothing was sent. Report this to the maker of the plugin.",
)


class NotAskedError(ContractBrokenError):
    """The question cannot be put into the form that ESIS takes. Nothing was sent."""


for _name in ("zeep", "zeep.transports", "zeep.wsdl", "zeep.xsd", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # at DEBUG, zeep prints whole envelopes of children's data


@dataclass(frozen=True, slots=True)
class Service:
    """One service that ESIS offers: its WSDL, and the binding in it."""

    wsdl: str
    binding: str


ALL_IN_ONE = Service("leerlinggegevens.wsdl", f"{{{UWLR}}}AllInOne")
STAGED = Service("leerlinggegevens.wsdl", f"{{{UWLR}}}Staged")
PARENT_PORTAL = Service("ouderportaal.wsdl", f"{{{PORTAL}}}Ouderportaal")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of which nothing but the head was read yet. `close` it, however far `pieces` were read."""

    status: int
    charset: str | None
    length: int | None
    pieces: Iterator[bytes]
    close: Callable[[], None]


class EsisClient:
    """Asks ESIS for one school. Made for one job; `close` it afterwards."""

    def __init__(self, settings: EsisSettings, patience: Patience) -> None:
        self.patience = patience
        self._settings = settings
        self._transport = _Wire(_context(settings), patience)

    def close(self) -> None:
        """Let go of every connection."""
        self._transport.session.close()

    def ask(self, service: Service, operation: str, question: Mapping[str, Any]) -> Reply:
        """Send one question. Raises a `HubError` where no answer begins."""
        client: Any = zeep.Client(  # type: ignore[no-untyped-call]
            _document(service.wsdl), None, self._transport, settings=SETTINGS
        )
        proxy = client.create_service(service.binding, self.address(service))
        settings = self._settings
        who = {
            "autorisatiesleutel": settings.authorisation_key.reveal(),
            "klantcode": settings.customer_code,
            "klantnaam": settings.customer_name,
        }
        try:
            response = proxy[operation](**question, _soapheaders={"who": who})
        except (requests.RequestException, HTTPError, OSError) as error:
            raise of_network(error, was_sent=self._transport.has_sent) from None
        except (zeep.exceptions.Error, TypeError, ValueError):
            raise NotAskedError(NOT_ASKED) from None  # what zeep says may quote a value
        return Reply(response.status_code, _charset(response), _length(response), _pieces(response), response.close)

    def address(self, service: Service) -> str:
        """Return where a service is."""
        return self._settings.parent_portal_endpoint if service is PARENT_PORTAL else self._settings.endpoint

    def pace(self, service: Service) -> Pace:
        """Return the pace of the host of a service."""
        return pace_of(urlsplit(self.address(service)).netloc.rpartition("@")[2].lower())


class _OwnFiles(Transport):
    """Where a WSDL is read from: our own folder, and nowhere else."""

    def load(self, url: Any) -> bytes:
        """Return a file of our own WSDL; nothing else is ever loaded."""
        path = Path(str(url)).resolve()
        if path.parent != WSDL.resolve():
            raise ContractBrokenError(NOT_ASKED)
        return path.read_bytes()


@cache
def _document(wsdl: str) -> Document:
    """Return one of our WSDLs, read once in a process: that takes longer than asking a question."""
    files: Any = _OwnFiles()  # type: ignore[no-untyped-call]
    return Document(str(WSDL / wsdl), files, settings=SETTINGS)


def _context(settings: EsisSettings) -> ssl.SSLContext:
    """Return how a connection is protected: the server's certificate is checked, and ours shown where there is one."""
    certificate = settings.client_certificate()
    if certificate is None:
        return _shared(ssl.get_default_verify_paths())
    certificate.insist_it_is_valid()
    context = _checking()
    certificate.load_into(context)
    return context


@lru_cache(maxsize=1)
def _shared(_authorities: ssl.DefaultVerifyPaths) -> ssl.SSLContext:
    """Return the context of all schools without a certificate; one that holds a key is made for one job."""
    return _checking()


def _checking() -> ssl.SSLContext:
    """Return a context that trusts the authorities of this machine. Reading those takes longer than a question."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class _Wire(Transport):
    """The way out: over TLS that is checked, to the address that was set and to no other."""

    def __init__(self, context: ssl.SSLContext, patience: Patience) -> None:
        session = requests.Session()
        limits = (patience.connect, patience.hear)
        self.has_sent = False
        super().__init__(  # type: ignore[no-untyped-call]
            timeout=patience.connect, operation_timeout=limits, session=session
        )
        session.trust_env = False  # no proxy and no password of this machine's user
        session.adapters.clear()
        session.mount("https://", _Checked(context))
        session.mount("http://", HTTPAdapter())  # the settings take it on this machine itself only
        session.headers["User-Agent"] = "Koppelhub"

    def load(self, url: Any) -> bytes:  # noqa: ARG002 - as zeep says it
        """Load nothing: the WSDL was read before."""
        raise ContractBrokenError(NOT_ASKED)

    def post(self, address: str, message: bytes, headers: Mapping[str, str]) -> requests.Response:
        """Send a message; the answer is still to be read. Nothing of either is logged.

        `has_sent` says afterwards whether any of the message went out: it is read only once there is a connection.
        """
        letter = _Letter(message)
        try:
            return self.session.post(
                address,
                data=letter,
                headers=headers,
                timeout=self.operation_timeout,
                stream=True,
                allow_redirects=False,
            )
        finally:
            self.has_sent = letter.is_taken


class _Letter(BytesIO):
    """A message that knows whether it is on its way."""

    is_taken = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.is_taken = True
        return super().read(size)


class _Checked(HTTPAdapter):
    """Connections over one TLS context: the server's certificate is checked, and ours is shown."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **keywords: Any) -> None:
        super().init_poolmanager(*args, **keywords, ssl_context=self._context)

    def build_connection_pool_key_attributes(self, *args: Any, **keywords: Any) -> Any:
        """Keep our context, where requests would put its own."""
        host, pool = super().build_connection_pool_key_attributes(*args, **keywords)
        return host, {**pool, "ssl_context": self._context}


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """Yield the answer's bytes. Raises a `HubError` where they stop before the end."""
    try:
        yield from response.iter_content(PIECE)
    except (requests.RequestException, HTTPError, OSError) as error:
        raise of_network(error, was_sent=True) from None
    finally:
        response.close()


def _charset(response: requests.Response) -> str | None:
    content_type = response.headers.get("Content-Type", "")
    found = [part.partition("=")[2] for part in content_type.split(";") if part.strip().lower().startswith("charset=")]
    return found[0].strip().strip("\"'") or None if found else None


def _length(response: requests.Response) -> int | None:
    given = response.headers.get("Content-Length", "")
    return int(given) if given.isdigit() and "Content-Encoding" not in response.headers else None
