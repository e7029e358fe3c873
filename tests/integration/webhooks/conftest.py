"""A receiver on a loopback port that does as it is told, and a school that tells it what happens."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from hub.store import SchoolEntry, Store
from hub.webhooks import EVENTS, Courier, Gate, new_secret, write_messages
from hub.webhooks.wire import Wire


@dataclass
class Receiver:
    """A portal that takes messages. `answer` is what it answers; `slow` seconds it waits with that."""

    address: str = ""
    answer: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    hang: threading.Event | None = None
    drip: bool = False
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]


def listening(receiver: Receiver) -> ThreadingHTTPServer:
    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            if receiver.hang is not None:
                receiver.hang.wait(30)
            if receiver.drip:
                self._drip()
                return
            self.send_response(receiver.answer)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"x" * 1_000_000 if receiver.answer == 200 else b"")

        def _drip(self) -> None:
            try:
                for sign in b"HTTP/1.1 200 OK\r\n" + b"x" * 300:
                    self.wfile.write(bytes([sign]))
                    self.wfile.flush()
                    threading.Event().wait(0.05)
            except OSError:
                pass  # the hub hung up

        def log_message(self, *_: object) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Taking)


@pytest.fixture
def make_receiver() -> Iterator[Callable[[], Receiver]]:
    servers = []

    def make() -> Receiver:
        receiver = Receiver()
        server = listening(receiver)
        server.daemon_threads = True
        servers.append((server, receiver))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        receiver.address = f"http://127.0.0.1:{server.server_port}/in"
        return receiver

    yield make
    for server, receiver in servers:
        if receiver.hang is not None:
            receiver.hang.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver(make_receiver: Callable[[], Receiver]) -> Receiver:
    return make_receiver()


@pytest.fixture
def courier() -> Courier:
    """A courier that may go to loopback, and is not patient."""
    return Courier(gate=Gate(frozenset({"127.0.0.1"})), wire=Wire.make(patience=1.0))


@dataclass
class Told:
    """A school whose portal hears of everything."""

    store: Store
    school: SchoolEntry
    courier: Courier
    secret: str = ""

    def add(self, receiver: Receiver, *events: str, address: str = "") -> int:
        secret = new_secret()
        self.secret = secret.reveal()
        with self.store.open(self.school.id, by="admin") as books:
            return books.webhooks.add(address or receiver.address, events or tuple(EVENTS), secret)

    def send(self, webhook: int) -> int:
        return self.courier.send_due(self.store, self.school.id, webhook)

    def state(self, webhook: int) -> Any:
        with self.store.open(self.school.id) as books:
            return books.webhooks.find(webhook)

    def messages(self, webhook: int) -> list[Any]:
        with self.store.open(self.school.id) as books:
            return books.webhooks.messages(webhook)

    def jobs(self) -> list[dict[str, Any]]:
        wanted = "SELECT args FROM procrastinate_jobs WHERE task_name = 'send_webhooks' AND status = 'todo' ORDER BY id"
        with self.store.engine.connect() as connection:
            return list(connection.exec_driver_sql(wanted).scalars())

    def later(self) -> None:
        """Let every pause be over."""
        with self.store.open(self.school.id) as books:
            books.session.connection().exec_driver_sql(
                "UPDATE hub.webhook_message SET look_at = now() - interval '1 second' WHERE look_at IS NOT NULL"
            )


@pytest.fixture
def told(store: Store, school: SchoolEntry, courier: Courier) -> Told:
    write_messages(store)
    return Told(store, school, courier)
