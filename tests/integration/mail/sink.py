"""A real mail server in a thread: it keeps what it gets, and misbehaves on demand."""

# ruff: noqa: N802, ARG002  # aiosmtpd names the hooks, and hands each of them everything

import asyncio
import email
import email.policy
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from hub.mail import Mailing

PASSWORD = "kanarie-wachtwoord"


@dataclass
class Sink:
    """What the server does and got. `answers`: the answer for a reader; `when_data`: what happens to the letter."""

    letters: list[EmailMessage] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    sender_answer: str = "250 OK"
    when_data: list[Callable[[SMTP], str | None]] = field(default_factory=list)
    connections: int = 0
    hangs: float = 0.0
    port: int = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        await asyncio.sleep(self.hangs)
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender_answer.startswith("250"):
            envelope.mail_from = address
        return self.sender_answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        waiting = self.answers.get(address)
        answer = waiting.pop(0) if waiting else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        made = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(made, EmailMessage)
        self.letters.append(made)
        self.readers.extend(envelope.rcpt_tos)
        self.senders.append(str(envelope.mail_from))
        if self.when_data:
            return self.when_data.pop(0)(server) or "250 OK"
        return "250 OK"

    def mailing(self, **more: Any) -> Mailing:
        settings: dict[str, Any] = {"host": "127.0.0.1", "port": self.port, "sender": "post@hub.example"}
        return Mailing(**settings | {"public_url": "https://hub.example", "per_minute": 1e6, "patience": 10.0} | more)


def hang_up(server: SMTP) -> None:
    """Die after the whole letter came, before a word is said about it."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


@contextmanager
def serving(sink: Sink, **settings: Any) -> Iterator[Sink]:
    """Let a sink serve, with or without TLS."""
    sink.port = _free_port()
    encrypted = settings.pop("ssl", None)
    controller = Controller(sink, ssl_context=encrypted, hostname="127.0.0.1", port=sink.port, **settings)
    controller.start()
    yield sink
    controller.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def knows_password(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: Any) -> AuthResult:
    assert isinstance(given, LoginPassword)
    return AuthResult(success=given.password == PASSWORD.encode())


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
