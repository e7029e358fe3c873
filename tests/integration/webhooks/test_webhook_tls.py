"""Over TLS the name that the school gave is proven, at the very address that was looked at."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub.webhooks import Courier, Gate
from hub.webhooks.wire import Wire
from tests.integration.webhooks.conftest import Receiver, Told, listening
from tests.integration.webhooks.test_webhook_sending import pinged

NAME = "portal.example.org"


def certificate(folder: Path, name: str) -> Path:
    """Write a certificate for a name, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{name}.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[Receiver]:
    receiver = Receiver()
    server = listening(receiver)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path, NAME))
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
