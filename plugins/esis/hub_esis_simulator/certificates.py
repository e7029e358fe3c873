"""Certificates to practise with: an authority of our own, a server (also expired) and a client."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

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
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSWORD = "koppelhub"  # noqa: S105 - of a certificate that opens nothing but this simulator
FILES = ("ca.pem", "server.pem", "server-expired.pem", "client.pem", "client.p12")
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class _Signed:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Tls:
    """The server's two faces: as it should be, and with a certificate that has expired. Both want a client's."""

    valid: ssl.SSLContext
    expired: ssl.SSLContext


def tls_from(folder: Path) -> Tls:
    """Return the server's TLS out of a folder, which gets its certificates where they are not there."""
    folder.mkdir(parents=True, exist_ok=True)
    if not all((folder / name).exists() for name in FILES):
        make(folder)
    return Tls(_context(folder, "server.pem"), _context(folder, "server-expired.pem"))


def make(folder: Path) -> None:
    """Make the authority, the server's two certificates and the client's (`client.p12`, with its password)."""
    now = datetime.now(UTC)
    authority = _authority(now)
    server = _issued(authority, "localhost", (now - YEAR, now + YEAR), ExtendedKeyUsageOID.SERVER_AUTH)
    expired = _issued(authority, "localhost", (now - YEAR, now - timedelta(days=1)), ExtendedKeyUsageOID.SERVER_AUTH)
    client = _issued(authority, "koppelhub", (now - YEAR, now + YEAR), ExtendedKeyUsageOID.CLIENT_AUTH)
    (folder / "ca.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    _secret(folder / "server.pem", _pem(server))
    _secret(folder / "server-expired.pem", _pem(expired))
    _secret(folder / "client.pem", _pem(client))
    sealed = BestAvailableEncryption(PASSWORD.encode())
    chain = [authority.certificate]
    packed = pkcs12.serialize_key_and_certificates(b"koppelhub", client.key, client.certificate, chain, sealed)
    _secret(folder / "client.p12", packed)


def _context(folder: Path, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=folder / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(folder / name)
    return context


def _authority(now: datetime) -> _Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("ESIS-simulator")
    builder = _builder(name, name, key, (now - 2 * YEAR, now + 2 * YEAR))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
    return _Signed(builder.sign(key, hashes.SHA256()), key)


def _issued(authority: _Signed, name: str, valid: tuple[datetime, datetime], use: x509.ObjectIdentifier) -> _Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_name(name), authority.certificate.subject, key, valid)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    for extension, critical in (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage(signs_certificates=False), True),
        (x509.ExtendedKeyUsage([use]), False),
        (above, False),
        (x509.SubjectAlternativeName(list(_addresses(name))), False),
    ):
        builder = builder.add_extension(extension, critical=critical)
    return _Signed(builder.sign(authority.key, hashes.SHA256()), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, valid: tuple[datetime, datetime]
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _addresses(name: str) -> Iterator[x509.GeneralName]:
    yield x509.DNSName(name)
    if name == "localhost":
        yield from (x509.IPAddress(ip_address(each)) for each in ("127.0.0.1", "::1"))


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _pem(signed: _Signed) -> bytes:
    key = signed.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key + signed.certificate.public_bytes(Encoding.PEM)


def _secret(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
