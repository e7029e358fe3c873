"""The circle from the command line: ask, approve, write, and read that the LAS has it."""

import json
from typing import Any

import pytest

from hub.records import Kind
from hub.store import SchoolEntry
from tests.integration.changes.conftest import Circle
from tests.integration.conftest import Command, Scene

ASK = ("change", "request", "--school", "99XX", "--as", "g1", "--subject")
NEW = "+31611112222"


def listed(command: Command, *options: str) -> list[dict[str, Any]]:
    return list(json.loads(command("changes", "--school", "99XX", "--json", *options).stdout))


def asked(command: Command, value: str = NEW) -> int:
    done = command(*ASK, "g1", "--field", "mobile", "--value", value, "--json")
    assert done.returncode == 0, done.stdout
    return int(json.loads(done.stdout)["id"])


@pytest.fixture
def hub(circle: Circle, command: Command) -> Command:
    """The command, at a school without the policies of these tests: the command does not have those."""
    with circle.store.open(circle.school.id) as books:
        books.plugins.switch("rules", on=False)
        books.plugins.switch("more_rules", on=False)
    return command


def test_a_change_goes_round_from_the_command_line(hub: Command, circle: Circle) -> None:
    number = asked(hub, "06-1111 2222")
    (shown,) = listed(hub)
    assert {name: shown[name] for name in ("id", "state", "subject", "field", "base", "wanted", "las")} == {
        "id": number,
        "state": "requested",
        "subject": "g1",
        "field": "mobile",
        "base": "+31612345678",
        "wanted": NEW,
        "las": "+31612345678",
    }
    approved = json.loads(hub("change", "approve", number, "--by", "anna", "--json").stdout)
    assert approved["state"] == "approved"
    hub.start("worker", HUB_WRITE_PAUSE="0.1")
    Scene.until(lambda: listed(hub)[0]["state"] == "confirmed")
    assert listed(hub)[0]["las"] == NEW
    assert circle.desk.effects() == [("guardians", "g1", "mobile", NEW)]
    told = json.loads(hub("change", "show", number, "--json").stdout)
    assert [each["state"] for each in told["steps"]] == ["approved", "sending", "sent", "confirmed"]
    assert told["steps"][0]["by"] == "anna"
    assert told["calls"][0]["outcome"] == "receipt"


def test_a_refusal_needs_a_reason_and_a_withdrawal_needs_the_asker(hub: Command, circle: Circle) -> None:
    number = asked(hub)
    assert hub("change", "refuse", number).returncode == 2
    assert "eigen aanvraag" in hub("change", "approve", number, "--by", "g1").stderr
    assert "wie dit vroeg" in hub("change", "withdraw", number, "--by", "anna").stderr
    withdrawn = json.loads(hub("change", "withdraw", number, "--json").stdout)
    assert withdrawn["state"] == "withdrawn"
    refused = json.loads(hub("change", "refuse", asked(hub), "--reason", "Bel ons even.", "--json").stdout)
    assert (refused["state"], refused["reason"]) == ("refused", "Bel ons even.")
    assert [each["state"] for each in listed(hub)] == ["withdrawn", "refused"]
    assert [each["state"] for each in listed(hub, "--state", "refused")] == ["refused"]
    assert "geweigerd" in hub("changes", "--school", "99XX").stdout


def test_a_school_may_be_named_beside_the_number_and_then_it_must_be_of_that_school(
    hub: Command, other_school: SchoolEntry
) -> None:
    number = asked(hub)
    elsewhere = hub("change", "approve", number, "--school", str(other_school.code))
    assert (elsewhere.returncode, f"geen wijziging {number}" in elsewhere.stderr) == (2, True), elsewhere.stderr
    assert json.loads(hub("change", "approve", number, "--school", "99XX", "--json").stdout)["state"] == "approved"


def test_what_may_not_be_asked_is_refused_with_what_to_do(hub: Command) -> None:
    for arguments, sentence in (
        (("g2", "--field", "mobile", "--value", NEW), "iemand anders"),
        (("g1", "--field", "mobile", "--value", "12"), "geen telefoonnummer"),
        (("p1", "--field", "last_name", "--value", "Smit"), "Bel of mail dan de school"),
        (("g1", "--field", "shoe", "--value", "41"), "Er is geen veld shoe"),
        (("nobody", "--field", "mobile", "--value", NEW), "iemand anders"),
    ):
        done = hub(*ASK, *arguments)
        assert (done.returncode, sentence in done.stderr) == (2, True), done.stderr
    assert listed(hub) == []
    assert "Er is geen wijziging 99" in hub("change", "approve", 99).stderr


def test_a_pupils_field_is_asked_by_the_pupils_key(hub: Command) -> None:
    asked_for = json.loads(hub(*ASK, "p1", "--field", "postcode", "--value", "4321ba", "--json").stdout)
    assert (asked_for["kind"], asked_for["base"], asked_for["wanted"]) == ("pupils", "1234 AB", "4321 BA")


def test_the_school_may_give_its_own_value_and_take_a_change_back(hub: Command, circle: Circle) -> None:
    number = asked(hub)
    hub("change", "approve", number, "--by", "anna", "--value", "06 33334444")
    assert listed(hub)[0]["wanted"] == "+31633334444"
    circle.desk.set(Kind.GUARDIANS, "g1", "mobile", "+31633334444")
    assert json.loads(hub("sync", "--school", "99XX", "--json").stdout)["outcome"] == "applied"
    assert listed(hub)[0]["state"] == "confirmed"
    back = json.loads(hub("change", "undo", number, "--by", "anna", "--json").stdout)
    assert (back["state"], back["wanted"]) == ("requested", "+31612345678")


def test_a_request_that_the_las_overtook_says_so_and_is_a_conflict_for_whoever_had_not_seen_it(
    hub: Command, circle: Circle
) -> None:
    number = asked(hub)
    circle.desk.set(Kind.GUARDIANS, "g1", "mobile", "+31699999999")
    circle.pull()
    (shown,) = listed(hub)
    assert (shown["state"], shown["stand"], shown["las"]) == (
        "requested",
        "aangevraagd; het LAS heeft iets anders",
        "+31699999999",
    )
    assert json.loads(hub("change", "approve", number, "--by", "anna", "--json").stdout)["state"] == "conflict"
    assert json.loads(hub("change", "approve", number, "--by", "anna", "--json").stdout)["state"] == "approved"


def test_a_change_that_waits_for_the_coupling_says_what_to_do(hub: Command, circle: Circle) -> None:
    number = asked(hub)
    hub("school", "las", "99XX", "toy_desk")
    hub("change", "approve", number, "--by", "anna")
    hub("plugin", "off", "toy_desk", "--school", "99XX")
    hub.start("worker", HUB_WRITE_PAUSE="0.1")
    Scene.until(lambda: "Dit wacht. De koppeling met" in hub("change", "show", number).stdout)
    hub("plugin", "on", "toy_desk", "--school", "99XX")
    Scene.until(lambda: listed(hub)[0]["state"] == "confirmed")
    assert circle.desk.effects() == [("guardians", "g1", "mobile", NEW)]
