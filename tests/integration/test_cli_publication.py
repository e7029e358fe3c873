"""`hub publication`, as a host's script gives it."""

import json
from typing import Any

import pytest

from hub.contract import ReportKind
from hub.store import SchoolEntry, Store
from tests.integration.conftest import Command

AT = ("--school", "99XX")


@pytest.fixture(autouse=True)
def reports_on(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        books.plugins.switch("reports", on=True)


def shown(command: Command) -> Any:
    return json.loads(command("publication", "show", *AT, "--json").stdout)


def test_nothing_is_published_and_a_script_reads_what_could_be(command: Command) -> None:
    found = shown(command)
    assert set(found["kinds"]) == {each.value for each in ReportKind}
    assert not any(each["on"] for each in (*found["kinds"].values(), *found["reports"]))
    assert {"key": "growth", "on": False, "shows": ["lvs"]} in found["reports"]
    assert "lvs" in command("publication", "show", *AT).stdout


def test_what_shows_parents_more_needs_a_yes_and_the_rest_stays_as_it_was(command: Command) -> None:
    asked = ("publication", "set", "lvs", "--on", "--groups", "6,7", "--average", *AT)
    refused = command(*asked)
    assert refused.returncode == 2
    assert "--yes" in refused.stderr
    assert shown(command)["kinds"]["lvs"]["on"] is False
    assert command(*asked, "--yes").returncode == 0
    assert command("publication", "set", "lvs", "--after-evening", *AT).returncode == 0
    assert shown(command)["kinds"]["lvs"] == {
        "on": True,
        "from": None,
        "groups": ["6", "7"],
        "average": True,
        "after_evening": True,
    }
    assert command("publication", "set", "lvs", "--off", *AT).returncode == 0
    assert shown(command)["kinds"]["lvs"]["on"] is False


@pytest.mark.parametrize(
    "wrong",
    [("--from", "2020-01-01"), ("--from", "morgen"), ("--groups", "9"), ("--groups", ""), ("--on", "--off")],
)
def test_what_cannot_be_decided_is_refused_with_a_sentence(command: Command, wrong: tuple[str, ...]) -> None:
    refused = command("publication", "set", "lvs", *wrong, "--yes", *AT)
    assert refused.returncode == 2
    assert refused.stderr
    assert "Traceback" not in refused.stderr
    assert shown(command)["kinds"]["lvs"]["from"] is None


def test_a_report_and_an_evening_come_and_go(command: Command) -> None:
    assert command("publication", "report", "growth", "--on", *AT).returncode == 2
    assert command("publication", "report", "growth", "--on", "--yes", *AT).returncode == 0
    assert command("publication", "report", "nothing", "--on", *AT).returncode == 2
    assert command("publication", "evening", "2020-01-01", *AT).returncode == 2
    assert command("publication", "evening", "2027-02-01", *AT).returncode == 0
    found = shown(command)
    assert [each["key"] for each in found["reports"] if each["on"]] == ["growth"]
    assert found["evenings"] == ["2027-02-01"]
    assert command("publication", "evening", "2027-02-01", "--remove", *AT).returncode == 0
    assert command("publication", "report", "growth", "--off", *AT).returncode == 0
    assert shown(command)["evenings"] == []
