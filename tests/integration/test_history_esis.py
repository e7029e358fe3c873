"""From the simulated ESIS to the hub: `hub sync` brings results and report cards, and `hub results` shows them."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import hub_reports
import pytest
from hub_esis_simulator.testing import Simulator
from sqlalchemy import text

from hub.contract import ReportKind
from hub.contract.reports import Cards, Growth, Table
from hub.records import HistoryKind, Kind
from hub.registry import Registry
from hub.reports import history_of, seen_by
from hub.store import Publication, SchoolEntry, Store
from hub.testing.report_promises import broken_report


@pytest.fixture
def coupled(command: Any, school: SchoolEntry, esis_with: Callable[..., Simulator]) -> Simulator:
    """A simulated ESIS of 24 pupils that school 99XX is coupled with."""
    esis = esis_with(pupils=24)
    command("plugin", "on", "esis", "--school", "99XX")
    names = ("endpoint", "parent_portal_endpoint", "customer_code", "customer_name")
    given = [f"{name}={getattr(esis, name)}" for name in names]
    key = f"{esis.authorisation_key}\n"
    done = command("plugin", "set", "esis", *given, "authorisation_key=-", "--school", "99XX", stdin=key)
    assert done.returncode == 0, done.stderr
    return esis


def sync(command: Any) -> dict[str, Any]:
    done = command("sync", "--school", "99XX", "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_sync_brings_results_and_report_cards_with_their_documents(
    command: Any, store: Store, school: SchoolEntry, coupled: Simulator
) -> None:
    coupled.misbehave("script-document")
    told = sync(command)
    assert told["outcome"] == "applied"
    assert told["added"]["pupils"] == 24
    assert told["added"]["results"] > 300
    assert told["added"]["report_cards"] > 40
    assert told["documents"] == {"kept": 19, "refused": 1, "waiting": told["added"]["report_cards"] - 20}
    assert [each["where"].startswith("rapport") for each in told["rejected"]] == [True]
    with store.open(school.id) as books:
        oldest = next(each for each in books.roll.all(Kind.PUPILS) if each.year_group == "8")
    shown = json.loads(command("results", "--school", "99XX", "--pupil", oldest.key, "--json").stdout)
    assert len(shown["results"]) > 90
    assert shown["report_cards"]
    assert {each["norm"] for each in shown["results"]} >= {each["level"] for each in shown["results"] if each["level"]}
    again = sync(command)
    assert (again["added"]["results"], again["changed"]["results"], again["departed"]["results"]) == (0, 0, 0)
    assert again["documents"]["kept"] == 20


def test_what_esis_delivers_becomes_reports(
    command: Any, store: Store, school: SchoolEntry, coupled: Simulator
) -> None:
    sync(command)
    with store.open(school.id) as books:
        oldest = next(each for each in books.roll.all(Kind.PUPILS) if each.year_group == "8")
        found = history_of(books, oldest.key, datetime.now(UTC).date())
    assert found is not None
    said = {each.key: each.report(found) for each in hub_reports.report_providers(None)}
    assert {key for key, report in said.items() if report} >= {"whole_child", "growth", "newest", "method_tests"}
    assert [fault for report in said.values() for fault in broken_report(report, found)] == []
    assert said["growth"] is not None
    charts = [each for each in said["growth"].blocks if isinstance(each, Growth)]
    assert [each.title.nl for each in charts] == ["Begrijpend lezen", "Rekenen", "Spelling"]
    assert all(len(each.moments) >= 10 and each.moments[0].label == "M3" for each in charts)
    assert all(one.bands and one.average for each in charts for one in each.moments)


def test_the_test_at_the_end_of_primary_school_reaches_a_parent_once_the_school_publishes_it(
    command: Any, store: Store, school: SchoolEntry, coupled: Simulator
) -> None:
    command("plugin", "on", "reports", "--school", "99XX")
    sync(command)
    registry, today = Registry.of(hub_reports), datetime.now(UTC).date()
    with store.open(school.id) as books:
        histories = {each.key: history_of(books, each.key, today) for each in books.roll.all(Kind.PUPILS)}
        # The eldest of a class does year group 8 again, so that there is an outcome on any day of the year.
        pupil = next(key for key, each in histories.items() if each and each.of_kind(ReportKind.FINAL))
        tie = next(each for each in books.roll.all(Kind.GUARDIANSHIPS) if each.pupil == pupil and each.authority)
        books.publication.show("final", on=True)
        assert seen_by(registry, books, tie.guardian, pupil, today) == []
        books.publication.set_kind(ReportKind.FINAL, Publication(on=True, year_groups=frozenset("8")))
        (made,) = seen_by(registry, books, tie.guardian, pupil, today)
    (test,) = [each for each in made.report.blocks if isinstance(each, Cards)][-1].cards
    assert test.title.nl.startswith("Doorstroomtoets 20")
    assert test.tone is not None
    table = [each for each in made.report.blocks if isinstance(each, Table)][-1]
    assert [row[0].nl for row in table.rows] == ["Lezen", "Taalverzorging", "Rekenen"]
    assert {cell.nl for row in table.rows for cell in row} & {"<1F", "1F", "2F", "1S"}
    assert coupled.requests()["HaalResultaten"] == 1


WRONG = {
    "score-off-scale": "history.scale",
    "future-date": "history.future",
    "unknown-pupil": "history.pupil",
    "repeated-result": "history.repeated",
    "norm-with-holes": "history.norm",
}


def test_what_esis_says_wrongly_is_quarantined_and_the_rest_comes_in(
    command: Any, store: Store, school: SchoolEntry, coupled: Simulator
) -> None:
    for fault, rule in WRONG.items():
        coupled.misbehave(fault)
        told = sync(command)
        with store.open(school.id) as books:
            found = {each.rule for each in books.runs.rejected(told["run"])}
            books.session.execute(text("DELETE FROM hub.history_pull"))  # so that everything is asked again
            assert books.history.counts()[HistoryKind.RESULTS] > 300
        assert rule in found


def test_jobs_fetch_the_documents_that_a_sync_left(
    command: Any, store: Store, school: SchoolEntry, coupled: Simulator
) -> None:
    waiting = sync(command)["documents"]["waiting"]
    assert waiting > 20
    command.start("worker")
    end = time.monotonic() + 60
    while waiting and time.monotonic() < end:
        time.sleep(0.5)
        with store.open(school.id) as books:
            waiting = books.history.waiting()
    assert waiting == 0
