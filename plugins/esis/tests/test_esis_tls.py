"""TLS as it is: the server's certificate is checked, the client's is shown, and its key is in no file in the clear."""

import base64
import ssl
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hub_esis.certificates import ClientCertificate

from hub.contract import ConfigurationError, CredentialsRefusedError, HubError, LasUnavailableError, Secret
from hub.records import Pulled, Pupil

Pull = Callable[..., list[Pulled]]
ALL = "HaalLeerlinggegevens"
Authority = Any
AGO = timedelta(days=-3)


@pytest.fixture
def trusted(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the authority of the tests."""
    path = tmp_path / "ca.pem"
    path.write_bytes(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))


def server(authority: Authority, folder: Path, *, asks_client: bool = False, **how: Any) -> ssl.SSLContext:
    path = folder / "server.pem"
    path.write_bytes(authority.issue(**{"host": "localhost", **how}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    if asks_client:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=authority.pem.decode())
    return context


def refusal(pull: Pull, **values: Any) -> HubError:
    with pytest.raises(HubError) as raised:
        pull(**values)
    return raised.value


@pytest.mark.usefixtures("trusted")
def test_a_client_certificate_opens_the_door(  # noqa: PLR0913, PLR0917 - fixtures
    authority: Authority, las_at: Any, pull: Pull, school: Any, p12: Any, tmp_path: Path
) -> None:
    las = las_at(server(authority, tmp_path, asks_client=True))
    las.says(ALL, school())
    content = Secret(base64.b64encode(p12(password="geheim")).decode())
    pulled = pull(endpoint=las.address, certificate=content, certificate_password=Secret("geheim"))
    assert [each.key for each in pulled if isinstance(each, Pupil)] == ["p1"]


@pytest.mark.usefixtures("trusted")
def test_without_the_certificate_that_the_server_wants_the_school_is_asked_for_it(
    authority: Authority, las_at: Any, pull: Pull, tmp_path: Path
) -> None:
    asking = server(authority, tmp_path, asks_client=True)
    asking.maximum_version = ssl.TLSVersion.TLSv1_2  # with 1.3 the refusal may be lost with the connection
    las = las_at(asking)
    told = refusal(pull, endpoint=las.address)
    assert isinstance(told, CredentialsRefusedError)
    assert "clientcertificaat" in told.text.nl
    assert not las.asked


def test_a_server_that_nobody_vouches_for_gets_nothing(
    authority: Authority, las_at: Any, pull: Pull, tmp_path: Path
) -> None:
    las = las_at(server(authority, tmp_path))
    told = refusal(pull, endpoint=las.address)
    assert type(told) is ConfigurationError
    assert "echt ESIS" in told.text.nl
    assert not las.asked


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_server_is_not_taken(
    authority: Authority, las_at: Any, pull: Pull, tmp_path: Path
) -> None:
    las = las_at(server(authority, tmp_path, host="elders.example"))
    assert type(refusal(pull, endpoint=las.address)) is ConfigurationError
    assert not las.asked


@pytest.mark.usefixtures("trusted")
def test_a_server_whose_certificate_expired_is_waited_for(
    authority: Authority, las_at: Any, pull: Pull, tmp_path: Path
) -> None:
    las = las_at(server(authority, tmp_path, ends=AGO))
    told = refusal(pull, endpoint=las.address)
    assert isinstance(told, LasUnavailableError)
    assert "verlopen" in told.text.nl
    assert not las.asked


def test_something_that_speaks_no_tls_is_told(las: Any, pull: Pull) -> None:
    assert isinstance(refusal(pull, endpoint=las.address.replace("http://", "https://")), LasUnavailableError)


@pytest.mark.parametrize(("begins", "ends", "says"), [(2 * AGO, AGO, "verlopen"), (-AGO, -2 * AGO, "pas vanaf")])
def test_a_client_certificate_out_of_its_time_is_told_before_anything_is_sent(  # noqa: PLR0913, PLR0917 - fixtures
    las: Any, pull: Pull, p12: Any, begins: timedelta, ends: timedelta, says: str
) -> None:
    content = Secret(base64.b64encode(p12(password="geheim", begins=begins, ends=ends)).decode())
    told = refusal(pull, certificate=content, certificate_password=Secret("geheim"))
    assert isinstance(told, CredentialsRefusedError)
    assert says in told.text.nl
    assert not las.asked


def test_the_key_is_on_disk_only_sealed_and_only_for_a_moment(
    p12: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen: list[bytes] = []

    class Watching(ssl.SSLContext):
        def load_cert_chain(self, certfile: Any, keyfile: Any = None, password: Any = None) -> None:
            seen.append(Path(certfile).read_bytes())
            super().load_cert_chain(certfile, keyfile, password)

    certificate = ClientCertificate.opened(base64.b64encode(p12(password="geheim")).decode(), "geheim")
    certificate.load_into(Watching(ssl.PROTOCOL_TLS_CLIENT))
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in seen[0]
    assert b"BEGIN PRIVATE KEY" not in seen[0]
    assert not list(tmp_path.iterdir())
    assert certificate.ends_at > datetime.now(UTC)
