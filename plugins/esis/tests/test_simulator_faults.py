import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPSConnection, IncompleteRead
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hub_esis_simulator.asking import BY_NAME, Reply, ask, enveloped, mutation, question
from hub_esis_simulator.misbehaviour import FAULTS
from hub_esis_simulator.testing import Simulator
from lxml import etree

Starts = Callable[..., Simulator]
OPERATIONS = list(BY_NAME)


@pytest.fixture
def wish(esis: Simulator) -> str:
    """A mutation that ESIS would carry out."""
    carer = esis.records("verzorger")[0]
    return mutation("m1", "verzorger", carer["key"], "straat", carer["texts"]["straat"], "Nieuwstraat")


def done(esis: Simulator) -> int:
    """Return how many effects there are once everything that was handed in is handled."""
    for _ in range(200):
        if all(each["handled"] for each in esis.mutations()):
            break
        time.sleep(0.02)
    return len(esis.effects(by="koppelhub"))


def test_hang_before_does_nothing_and_never_answers(esis: Simulator, wish: str) -> None:
    esis.misbehave("hang-before")
    with pytest.raises(TimeoutError):
        ask(esis, "DienMutatieIn", wish, timeout=0.5)
    assert (esis.mutations(), done(esis)) == ([], 0)


def test_hang_after_does_it_and_never_answers(esis: Simulator, wish: str) -> None:
    esis.misbehave("hang-after")
    with pytest.raises(TimeoutError):
        ask(esis, "DienMutatieIn", wish, timeout=0.5)
    assert done(esis) == 1
    ask(esis, "DienMutatieIn", wish)
    assert done(esis) == 1, "handed in again, it is still one effect"


def test_late_does_it_after_its_client_has_gone(esis: Simulator, wish: str) -> None:
    esis.misbehave("late", seconds=1)
    with pytest.raises(TimeoutError):
        ask(esis, "DienMutatieIn", wish, timeout=0.1)
    while not esis.mutations():
        time.sleep(0.05)
    assert done(esis) == 1


def test_a_hang_ends_in_a_closed_connection(esis: Simulator) -> None:
    esis.misbehave("hang-before", seconds=0.1)
    with pytest.raises(ConnectionError):
        ask(esis, "HaalStructuur")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_cut_answer_is_half_of_it(esis: Simulator, operation: str) -> None:
    esis.misbehave("cut")
    with pytest.raises(IncompleteRead) as cut:
        ask(esis, operation)
    assert len(cut.value.partial) > 0
    assert ask(esis, operation).status == 200


def test_a_cut_answer_was_done(esis: Simulator, wish: str) -> None:
    esis.misbehave("cut")
    with pytest.raises(IncompleteRead):
        ask(esis, "DienMutatieIn", wish)
    assert done(esis) == 1


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("fault-in-200", 200, "Server.InterneFout"),
        ("refused-credentials", 500, "Client.AutorisatieOngeldig"),
        ("unavailable", 500, "Server.TijdelijkNietBeschikbaar"),
    ],
)
def test_a_fault_answers_instead_and_does_nothing(
    one: Simulator, operation: str, name: str, status: int, code: str
) -> None:
    one.misbehave(name)
    before = len(one.mutations())
    reply = ask(one, operation)
    assert (reply.status, reply.said()) == (status, code)
    assert len(one.mutations()) == before


@pytest.fixture(scope="module")
def one() -> Any:
    """One simulator for what leaves no trace."""
    simulator = Simulator()
    yield simulator
    simulator.stop()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_web_server_answers_with_a_page(one: Simulator, operation: str) -> None:
    one.misbehave("html-500")
    reply = ask(one, operation)
    assert (reply.status, reply.content_type) == (500, "text/html")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_wrong_charset_cannot_be_read_as_what_it_says(one: Simulator, operation: str) -> None:
    one.misbehave("wrong-charset")
    content = ask(one, operation).content
    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    with pytest.raises(UnicodeDecodeError):
        content.decode()
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(content)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_changed_contract_calls_an_element_something_else(esis: Simulator, operation: str) -> None:
    ask(esis, "DienMutatieIn")  # so that there is a result to ask for
    before = names(ask(esis, operation))
    esis.misbehave("changed-contract", operation=operation)
    after = names(ask(esis, operation))
    assert len(before - after) == len(after - before) == 1


def names(reply: Reply) -> set[str]:
    return {etree.QName(each).localname for each in reply.body().iter()} - {"issuccesvol", "reden", "melding"}


@pytest.mark.parametrize(
    ("operation", "tag"),
    [("HaalLeerlinggegevens", "leerling"), ("HaalLeerlingen", "leerling"), ("HaalVerzorgers", "verzorger")],
)
def test_a_duplicate_delivery_brings_one_twice(esis: Simulator, operation: str, tag: str) -> None:
    once = [each.get("key") for each in ask(esis, operation).body().iter(f"{{*}}{tag}")]
    esis.misbehave("duplicate-delivery")
    assert [each.get("key") for each in ask(esis, operation).body().iter(f"{{*}}{tag}")] == [*once, once[0]]


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each in FAULTS["no-data"]])
def test_no_data_is_no_empty_school(one: Simulator, operation: str) -> None:
    one.misbehave("no-data")
    assert ask(one, operation).said() == "geengegevens"


def test_not_successful_is_handled_without_effect(esis: Simulator, wish: str) -> None:
    esis.misbehave("not-successful")
    ask(esis, "HaalVerzoekresultaat")  # passes it by
    ask(esis, "DienMutatieIn", wish)
    assert done(esis) == 0
    assert [each["reason"] for each in esis.mutations()] == ["storing"]


def test_processed_never_stays_not_handled(esis: Simulator, wish: str) -> None:
    esis.misbehave("processed-never")
    ask(esis, "DienMutatieIn", wish)
    ask(esis, "DienMutatieIn", wish.replace("m1", "m2"))
    assert done(esis) == 1
    assert [each["handled"] for each in esis.mutations()] == [False, True]
    answer = ask(esis, "HaalVerzoekresultaat").body()
    assert [each.text for each in answer] == ["false"]


def test_a_slow_answer_drips_but_is_whole(esis: Simulator) -> None:
    whole = ask(esis, "HaalStructuur").content
    esis.misbehave("slow", seconds=0.4)
    pieces = drips(esis)
    assert len(pieces) > 3
    assert len(b"".join(pieces)) == len(whole)


def drips(esis: Simulator) -> list[bytes]:
    split = urlsplit(esis.endpoint)
    operation = BY_NAME["HaalStructuur"]
    connection = HTTPConnection(split.hostname or "", split.port, timeout=20)
    headers = {"Content-Type": "text/xml", "SOAPAction": operation.action}
    connection.request("POST", split.path, enveloped(esis, question(esis, operation)).encode(), headers)
    response = connection.getresponse()
    found = list(iter(lambda: response.read1(100_000), b""))
    connection.close()
    return found


def test_a_fault_holds_for_as_many_requests_as_asked(esis: Simulator) -> None:
    esis.misbehave("unavailable", 2, operation="HaalStructuur")
    assert ask(esis, "HaalVerzorgers").said() == "verzorgers"
    assert [ask(esis, "HaalStructuur").status for _ in range(3)] == [500, 500, 200]
    esis.misbehave("unavailable", 0)
    assert [ask(esis, "HaalStructuur").status for _ in range(3)] == [500, 500, 500]
    esis.behave()
    assert ask(esis, "HaalStructuur").status == 200


def test_a_fault_may_hold_from_the_start(esis_with: Starts) -> None:
    esis = esis_with(fault="no-data", pupils=10)
    assert {ask(esis, "HaalLeerlinggegevens").said() for _ in range(2)} == {"geengegevens"}


def test_a_request_may_ask_for_its_own_fault(esis: Simulator) -> None:
    with pytest.raises(ConnectionError):
        ask(esis, "HaalStructuur", headers={"X-Simulator-Fault": "hang-before;0.1"})
    assert ask(esis, "HaalStructuur").status == 200


@pytest.mark.parametrize(
    ("name", "operation"), [("nonsense", None), ("no-data", "DienMutatieIn"), ("expired-certificate", None)]
)
def test_a_fault_that_cannot_be_is_refused(one: Simulator, name: str, operation: str | None) -> None:
    with pytest.raises(ValueError, match=name):
        one.misbehave(name, operation=operation)


def test_over_tls_only_who_has_a_certificate_comes_in(esis_with: Starts) -> None:
    esis = esis_with(tls=True, pupils=10)
    assert esis.endpoint.startswith("https:")
    assert ask(esis, "HaalStructuur").said() == "leerlinggegevens-structuur"
    assert ask(esis, "HaalVerzorgers").said() == "verzorgers"
    without = ssl.create_default_context(cafile=esis.authority)
    split = urlsplit(esis.endpoint)
    stranger = HTTPSConnection(split.hostname or "", split.port, timeout=20, context=without)
    with pytest.raises(OSError, match=r"CERTIFICATE_REQUIRED|reset|EOF|Broken pipe"):  # noqa: PT012 - either line may
        stranger.request("POST", split.path, b"x")
        stranger.getresponse()
    stranger.close()
    assert esis.requests() == {"HaalStructuur": 1, "HaalVerzorgers": 1}


def test_an_expired_certificate_is_seen_and_then_over(esis_with: Starts) -> None:
    esis = esis_with(tls=True, pupils=10)
    esis.misbehave("expired-certificate")
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        ask(esis, "HaalStructuur")
    assert ask(esis, "HaalStructuur").status == 200


def test_certificates_are_made_once(esis_with: Starts, tmp_path: Path) -> None:
    first = esis_with(tls=tmp_path / "here", pupils=10)
    made = (tmp_path / "here" / "ca.pem").read_bytes()
    esis_with(tls=tmp_path / "here", pupils=10)
    assert (tmp_path / "here" / "ca.pem").read_bytes() == made
    assert {(each.stat().st_mode & 0o077) for each in (tmp_path / "here").iterdir() if each.name != "ca.pem"} == {0}
    assert first.certificate_password


@pytest.mark.parametrize("name", ["evil.example", "evil.example:80", ""])
def test_the_control_door_opens_to_this_machine_under_its_own_name(one: Simulator, name: str) -> None:
    split = urlsplit(one.endpoint)
    connection = HTTPConnection(split.hostname or "", split.port, timeout=20)
    connection.request("GET", "/control/effects", headers={"Host": name})
    assert connection.getresponse().status == 404
    connection.close()


def test_a_message_that_is_too_large_is_not_read(one: Simulator) -> None:
    split = urlsplit(one.endpoint)
    connection = HTTPConnection(split.hostname or "", split.port, timeout=20)
    connection.putrequest("POST", split.path)
    connection.putheader("Content-Length", str(1024 * 1024 + 1))
    connection.endheaders()  # the answer comes before a byte of the message was sent
    assert connection.getresponse().status == 413
    connection.close()


def test_the_simulator_ends_with_whoever_started_it() -> None:
    program = "from hub_esis_simulator.testing import Simulator; s = Simulator(pupils=5); print(s.endpoint, flush=True)"
    program += "; import os; os._exit(0)"
    started = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    split = urlsplit(started.stdout.strip())
    for _ in range(200):
        connection = HTTPConnection(split.hostname or "", split.port, timeout=5)
        try:
            connection.connect()
        except ConnectionError:
            return
        finally:
            connection.close()
        time.sleep(0.05)
    pytest.fail("it still listens")
