"""Over TLS the name that the school gave is proven, at the very address that was looked at."""

import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.webhooks import Courier, Gate
from hub.webhooks.wire import Wire
from tests.integration.certificates import make_certificate
from tests.integration.webhooks.conftest import Receiver, Told, listening
from tests.integration.webhooks.test_webhook_sending import pinged

NAME = "portal.example.org"


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[Receiver]:
    receiver = Receiver()
    server = listening(receiver)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(make_certificate(tmp_path, NAME))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # the hub hangs up where it does not trust
    threading.Thread(target=server.serve_forever, daemon=True).start()
    receiver.address = f"https://{NAME}:{server.server_port}/in"
    yield receiver
    server.shutdown()
    server.server_close()


def courier(*trusted: Path) -> Courier:
    """A courier whose name server says that every name is on this machine, which the operator allows."""
    context = ssl.create_default_context()
    for each in trusted:
        context.load_verify_locations(each)
    names = frozenset({NAME, "other.example.org"})
    return Courier(gate=Gate(names, lambda _host, _port: ["127.0.0.1"]), wire=Wire(context, 5.0))


def sent(told: Told, courier: Courier, address: str) -> tuple[int, str]:
    told.courier = courier
    webhook = told.add(Receiver(), address=address)
    pinged(told, webhook)
    taken = told.send(webhook)
    (message,) = told.messages(webhook)
    return taken, message.sentence.en if message.sentence else ""


def test_the_name_of_the_address_is_proven(told: Told, secure: Receiver, tmp_path: Path) -> None:
    assert sent(told, courier(tmp_path / f"{NAME}.pem"), secure.address) == (1, "")
    assert secure.got[0][0]["host"] == secure.address.split("/")[2]


def test_a_certificate_of_another_name_or_of_nobody_is_not_taken(told: Told, secure: Receiver, tmp_path: Path) -> None:
    trusted = courier(tmp_path / f"{NAME}.pem")
    for who, address in ((trusted, secure.address.replace(NAME, "other.example.org")), (courier(), secure.address)):
        taken, sentence = sent(told, who, address)
        assert taken == 0
        assert "certificate of this address is not right" in sentence
    assert secure.got == []
