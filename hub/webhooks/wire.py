"""One message over the wire: to the numeric address that was looked at, under the name that the school gave.

The certificate is checked against the name. No redirect is followed, no proxy of the environment is used, and of the
answer only its status and `Retry-After` are read. The whole takes no longer than its limit, however slowly the other
side drips.
"""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from time import monotonic

from hub.contract import HubError
from hub.records import Text
from hub.webhooks.addresses import Target

CONNECT = 5.0
"""Seconds in which the other side must take a connection."""
PATIENCE = 15.0
"""Seconds in which all of it must be done."""
LONGEST_WAIT = 6 * 3600


class NotTakenError(HubError):
    """The message was not taken, as far as the hub can tell. `status` is what the other side answered, where it did.

    `wait` are seconds that it asks the hub to wait; `gone`: it wants no messages at this address any more.
    """

    def __init__(self, text: Text, status: int | None = None, wait: float | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.wait = wait

    @property
    def gone(self) -> bool:
        return self.status == 410  # noqa: PLR2004 - Gone


@dataclass(frozen=True, slots=True)
class Wire:
    """How messages are sent. `context` checks certificates."""

    context: ssl.SSLContext
    patience: float = PATIENCE

    @classmethod
    def make(cls, patience: float = PATIENCE) -> "Wire":
        return cls(ssl.create_default_context(), patience)

    def send(self, target: Target, number: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send a message and return the status of success. Raises `NotTakenError`, whose sentence says why."""
        began = monotonic()
        try:
            with self._connected(target, number) as connection:
                connection.request("POST", target.path, body, {"Host": target.authority, **HEADERS, **headers})
                with closing(connection.getresponse()) as answer:
                    return _status(answer, late=monotonic() - began >= self.patience)
        except ssl.SSLCertVerificationError:
            raise NotTakenError(BAD_CERTIFICATE) from None
        except (OSError, HTTPException, ValueError):
            late = monotonic() - began >= self.patience
            raise NotTakenError(TOO_SLOW if late else NO_CONNECTION) from None

    @contextmanager
    def _connected(self, target: Target, number: str) -> Iterator[HTTPConnection]:
        connection = HTTPConnection(target.host, target.port, timeout=self.patience)
        with socket.create_connection((number, target.port), timeout=min(CONNECT, self.patience)) as plain:
            plain.settimeout(self.patience)
            made = self._wrapped(plain, target)
            watch = threading.Timer(self.patience, _hang_up, [made])
            watch.daemon = True
            watch.start()
            try:
                if isinstance(made, ssl.SSLSocket):
                    made.do_handshake()
                connection.sock = made
                yield connection
            finally:
                watch.cancel()
                connection.close()
                made.close()

    def _wrapped(self, plain: socket.socket, target: Target) -> socket.socket:
        """Return the socket that the watch can end; it shakes hands later, while it is watched."""
        if not target.secure:
            return plain
        return self.context.wrap_socket(plain, server_hostname=target.host, do_handshake_on_connect=False)


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)  # not that of `ssl`, which another thread is reading from


def _status(answer: HTTPResponse, *, late: bool) -> int:
    """Return the status of success. An answer that the watch cut off says nothing, whatever it began with."""
    if late:
        raise NotTakenError(TOO_SLOW)
    if 200 <= answer.status < 300:  # noqa: PLR2004 - success
        return answer.status
    sentence = REDIRECTED if 300 <= answer.status < 400 else _refused(answer.status)  # noqa: PLR2004 - redirects
    raise NotTakenError(sentence, answer.status, _wait(answer.getheader("Retry-After")))


def _wait(given: str | None) -> float | None:
    """Return the seconds that the other side asks for; a date, or more than some hours, does not count."""
    if given is None or not given.isascii() or not given.isdecimal():
        return None
    return float(min(int(given[:9]), LONGEST_WAIT))


HEADERS = {"Content-Type": "application/json", "User-Agent": "Koppelhub-Webhooks/1", "Connection": "close"}
BAD_CERTIFICATE = Text(
    "Het certificaat van dit adres klopt niet of is verlopen. Vraag de beheerder van uw portaal om het te vernieuwen.",
    "The certificate of this address is not right or has expired. Ask who runs your portal to renew it.",
)
TOO_SLOW = Text(
    "Het portaal antwoordde niet op tijd. Vraag de beheerder om eerst te antwoorden en daarna pas te verwerken.",
    "The portal did not answer in time. Ask who runs it to answer first and process afterwards.",
)
NO_CONNECTION = Text(
    "De hub kreeg geen verbinding met dit adres. Vraag de beheerder van uw portaal of het bereikbaar is.",
    "The hub could not connect to this address. Ask who runs your portal whether it can be reached.",
)
REDIRECTED = Text(
    "Dit adres verwijst door naar een ander adres. De hub gaat daar niet heen. Vul het nieuwe adres zelf in.",
    "This address redirects to another one. The hub does not go there. Fill in the new address yourself.",
)


def _refused(status: int) -> Text:
    return Text(
        f"Het portaal nam het bericht niet aan (status {status}). Vraag de beheerder van uw portaal wat er mis is.",
        f"The portal did not take the message (status {status}). Ask who runs your portal what is wrong.",
    )
