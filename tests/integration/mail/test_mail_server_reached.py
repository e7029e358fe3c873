"""The way to the mail server: encryption, certificates and login; and what each of them says when it is not right."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from hub.contract import Secret
from hub.mail.settings import Mailing, Safety
from hub.mail.wire import MailServerError, connected
from tests.integration.certificates import make_certificate
from tests.integration.mail.sink import PASSWORD, Sink, knows_password, serving, tls


def refusal(mailing: Mailing) -> str:
    with pytest.raises(MailServerError) as refused, connected(mailing):
        pass
    return refused.value.text.nl


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate for `localhost` that this process trusts, as a host makes one of its own known."""
    made = make_certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    return made


@pytest.fixture
def safe_sink(trusted: Path) -> Iterator[Sink]:
    made = Sink()
    settings = {"require_starttls": True, "auth_required": True, "authenticator": knows_password}
    with serving(made, tls_context=tls(trusted), **settings):
        yield made


def letter() -> EmailMessage:
    made = EmailMessage()
    made.set_content("Dag")
    return made


def login(sink: Sink, password: str, safety: Safety = Safety.STARTTLS) -> Mailing:
    return sink.mailing(host="localhost", safety=safety, user="hub", password=Secret(password))


def test_a_trusted_certificate_and_the_right_password_get_in(safe_sink: Sink) -> None:
    with connected(login(safe_sink, PASSWORD)):
        assert safe_sink.connections == 2  # greeted before and after TLS


def test_a_wrong_password_is_said_without_showing_it(safe_sink: Sink) -> None:
    said = refusal(login(safe_sink, "kanarie-fout"))
    assert "weigert de gebruiker of het wachtwoord" in said
    assert "kanarie" not in said


def test_a_certificate_that_nobody_trusts_ends_it_before_the_password(certificate: Path) -> None:
    sink = Sink()
    with serving(sink, tls_context=tls(certificate), require_starttls=True):
        said = refusal(login(sink, PASSWORD))
    assert "certificaat" in said
    assert "SSL_CERT_FILE" in said


def test_a_certificate_of_another_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = make_certificate(tmp_path, "mail.other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    sink = Sink()
    with serving(sink, tls_context=tls(other), require_starttls=True):
        assert "localhost" in refusal(login(sink, PASSWORD))


def test_a_server_without_starttls_is_not_spoken_to_in_the_open() -> None:
    sink = Sink()
    with serving(sink):
        assert "biedt geen STARTTLS" in refusal(sink.mailing(host="localhost", safety=Safety.STARTTLS))


def test_tls_from_the_first_byte_works(trusted: Path) -> None:
    sink = Sink()
    with serving(sink, ssl=tls(trusted)), connected(sink.mailing(host="localhost", safety=Safety.TLS)) as line:
        line.send(letter(), "post@hub.example", "gea@example.nl")
    assert sink.readers == ["gea@example.nl"]


def test_plain_speech_where_tls_was_expected_says_what_to_try() -> None:
    sink = Sink()
    with serving(sink):
        said = refusal(sink.mailing(host="localhost", safety=Safety.TLS))
    assert "smtp+starttls://" in said


def test_nobody_there_is_said_with_the_place() -> None:
    said = refusal(Mailing(host="127.0.0.1", port=1, sender="a@b.example", public_url="https://b.example"))
    assert "127.0.0.1:1" in said
