"""Each night what is due by the school's terms goes: announced first, one by one, and never anybody on the roll."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from hub.privacy.keeping import (
    AT_LEAST,
    forget_letters_of_hub,
    is_too_many,
    keep_terms,
    letters_of_hub,
    preview,
)
from hub.records import Guardian, Guardianship, Kind
from hub.registry import Registry
from hub.store import HoldRefusedError, Kept, LetterState, SchoolEntry, Store, Terms
from hub.store.looks import SeenAs, Sight
from hub.store.retention_terms import RULES, TRACES
from tests.integration.histories import SCHOOL, pupils
from tests.integration.test_person_erased import take_in

TODAY = date(2027, 2, 1)
NOBODY = Registry.of()
LONG_AGO = """
INSERT INTO hub.look (pupil_id, who, seen_as, what, hour)
SELECT id, 'Kantoor', 'staff', 'record', now() - interval '400 days' FROM hub.pupil WHERE key = 'p9'
"""


@pytest.fixture
def left(store: Store, school: SchoolEntry) -> int:
    """A school of 40 pupils and a guardian each, of whom four pupils and their guardians left three years ago."""
    everybody: list[Any] = pupils(40)
    for number in range(1, 41):
        everybody += [
            Guardian(key=f"g{number}", first_name="Gijs", last_name=f"Bakker {number}"),
            Guardianship(key=f"p{number}|g{number}", pupil=f"p{number}", guardian=f"g{number}", authority=True),
        ]
    take_in(store, 0, *everybody)
    depart(store, [1, 2, 3, 4], "2024-01-10")
    return school.id


def depart(store: Store, numbers: list[int], on: str) -> None:
    with store.open(SCHOOL) as books:
        for table, letter in (("pupil", "p"), ("guardian", "g")):
            gone = text(f"UPDATE hub.{table} SET departed_at = CAST(:on AS timestamptz) WHERE key = ANY(:keys)")
            books.session.execute(gone, {"on": on, "keys": [f"{letter}{number}" for number in numbers]})


def night(store: Store, school: int, day: date) -> None:
    while keep_terms(store, NOBODY, school, day):
        pass


def known(store: Store) -> tuple[int, int]:
    with store.open(SCHOOL) as books:
        return books.retention.known(Kind.PUPILS), books.retention.known(Kind.GUARDIANS)


def test_who_is_due_is_announced_and_goes_when_the_days_of_notice_are_over(store: Store, left: int) -> None:
    night(store, left, TODAY)
    assert known(store) == (40, 40)
    with store.open(SCHOOL) as books:
        assert books.retention.first_announced() == TODAY + timedelta(days=30)
    night(store, left, TODAY + timedelta(days=29))
    assert known(store) == (40, 40)
    night(store, left, TODAY + timedelta(days=30))
    assert known(store) == (36, 36)
    with store.open(SCHOOL) as books:
        (run,) = books.retention.runs()
        assert (run.state, dict(run.gone)) == ("done", {"pupils": 4, "guardians": 4})
        assert [each.act for each in books.audit.entries(limit=1)] == ["retention.done"]
        assert books.audit.verify().whole


def test_a_preview_foretells_it_and_changes_nothing(store: Store, left: int) -> None:
    with store.open(SCHOOL) as books:
        found = preview(books, TODAY)
        assert {kind: len(several) for kind, several in found.persons.items()} == {Kind.PUPILS: 4, Kind.GUARDIANS: 4}
        assert preview(books, date(2025, 1, 9)).persons[Kind.GUARDIANS] == ()
        assert len(preview(books, date(2025, 1, 10)).persons[Kind.GUARDIANS]) == 4
        assert preview(books, date(2026, 1, 9)).persons[Kind.PUPILS] == ()
    assert known(store) == (40, 40)


def test_nobody_on_the_roll_goes_nor_a_guardian_of_one_whatever_the_terms(store: Store, left: int) -> None:
    depart(store, [5], "2020-01-01")
    with store.open(SCHOOL) as books:
        books.session.execute(text("UPDATE hub.pupil SET departed_at = NULL WHERE key = 'p5'"))
        books.retention.set_terms(Terms(pupils=1, guardians=1, notice_days=14))
        found = preview(books, date(2036, 1, 1))
    keys = {each.key for several in found.persons.values() for each in several}
    assert keys == {"p1", "p2", "p3", "p4", "g1", "g2", "g3", "g4"}
    for day in (TODAY, TODAY + timedelta(days=14), TODAY + timedelta(days=900)):
        night(store, left, day)
    assert known(store) == (36, 36)


def test_who_comes_back_after_the_announcement_stays(store: Store, left: int) -> None:
    night(store, left, TODAY)
    with store.open(SCHOOL) as books:
        books.session.execute(text("UPDATE hub.pupil SET departed_at = NULL WHERE key = 'p1'"))
    night(store, left, TODAY + timedelta(days=30))
    assert known(store) == (37, 37)


def test_who_is_held_stays_until_the_school_lets_go_and_is_announced_anew(store: Store, left: int) -> None:
    night(store, left, TODAY)
    with store.open(SCHOOL, by="directie") as books:
        books.retention.hold(Kind.PUPILS, "p1", "Er loopt een klacht.")
        with pytest.raises(HoldRefusedError):
            books.retention.hold(Kind.PUPILS, "p1", "   ")
        with pytest.raises(HoldRefusedError):
            books.retention.hold(Kind.PUPILS, "niemand", "Een reden.")
    night(store, left, TODAY + timedelta(days=30))
    with store.open(SCHOOL) as books:
        assert books.traces.person(Kind.PUPILS, "p1") is not None
        assert [each.reason for each in books.retention.holds()] == ["Er loopt een klacht."]
        books.retention.let_go(Kind.PUPILS, "p1")
    night(store, left, TODAY + timedelta(days=31))
    with store.open(SCHOOL) as books:
        assert books.traces.person(Kind.PUPILS, "p1") is not None
    night(store, left, TODAY + timedelta(days=61))
    with store.open(SCHOOL) as books:
        assert books.traces.person(Kind.PUPILS, "p1") is None


def test_too_many_at_once_wait_for_a_person_who_lets_them_go_or_puts_it_off(store: Store, left: int) -> None:
    depart(store, list(range(1, 40)), "2024-01-10")
    night(store, left, TODAY)
    night(store, left, TODAY + timedelta(days=30))
    night(store, left, TODAY + timedelta(days=31))
    assert known(store) == (40, 40)
    with store.open(SCHOOL, by="directie") as books:
        run = books.retention.open_run()
        assert run is not None
        assert run.state == "held"
        assert books.retention.decide(run.id, go_on=False)
        assert not books.retention.decide(run.id, go_on=True)
    night(store, left, TODAY + timedelta(days=32))
    night(store, left, TODAY + timedelta(days=62))
    with store.open(SCHOOL, by="directie") as books:
        run = books.retention.open_run()
        assert run is not None
        assert books.retention.decide(run.id, go_on=True)
    night(store, left, TODAY + timedelta(days=63))
    assert known(store) == (1, 1)


def test_a_night_that_breaks_off_goes_on_where_it_was(store: Store, left: int, monkeypatch: pytest.MonkeyPatch) -> None:
    night(store, left, TODAY)
    monkeypatch.setattr("hub.privacy.keeping.AT_ONCE", 3)
    assert keep_terms(store, NOBODY, left, TODAY + timedelta(days=30))
    assert sum(known(store)) == 80 - 3
    night(store, left, TODAY + timedelta(days=31))
    with store.open(SCHOOL) as books:
        assert books.retention.runs()[-1].gone == {"pupils": 4, "guardians": 4}
    assert known(store) == (36, 36)


def test_where_erasing_is_off_nothing_goes(store: Store, left: int) -> None:
    with store.open(SCHOOL) as books:
        books.retention.set_terms(Terms(on=False))
    night(store, left, TODAY)
    night(store, left, TODAY + timedelta(days=400))
    assert known(store) == (40, 40)
    with store.open(SCHOOL) as books:
        assert books.retention.first_announced() is None


def test_what_is_too_old_by_its_own_age_goes_and_the_rest_stays(store: Store, left: int) -> None:
    with store.open(SCHOOL) as books:
        books.session.execute(text("UPDATE hub.run SET finished_at = now() - interval '13 months'"))
        books.session.execute(text(LONG_AGO))
        books.looks.note(["p9"], Sight.RECORD, SeenAs.STAFF, "Kantoor")
        foretold = books.retention.too_old(datetime.now(UTC).date())
    assert foretold[Kept.RUN_DETAILS] > 100
    assert foretold[Kept.LOOKS] == 1
    night(store, left, TODAY)
    with store.open(SCHOOL) as books:
        assert books.retention.too_old(datetime.now(UTC).date()) == {}
        assert len(books.looks.of("p9")) == 1
        assert books.retention.runs()[0].gone[Kept.LOOKS.value] == 1


def test_another_school_keeps_what_it_has(store: Store, left: int, other_school: SchoolEntry) -> None:
    night(store, other_school.id, TODAY + timedelta(days=900))
    assert known(store) == (40, 40)


def test_the_command_shows_and_does_it(store: Store, left: int, command: Any) -> None:
    told = json.loads(command("retention", "preview", "--school", "99XX", "--on", "2027-02-01", "--json").stdout)
    assert told["counts"]["pupils"] == 4
    assert {each["key"] for each in told["persons"]["pupils"]} == {"p1", "p2", "p3", "p4"}
    assert command("retention", "preview", "--school", "99XX", "--on", "gisteren").returncode == 2
    ran = json.loads(command("retention", "run", "--school", "99XX", "--json").stdout)
    assert ran == {"on": True, "held": False, "gone": {}}
    assert known(store) == (40, 40)


@given(going=st.integers(0, 500), known_=st.integers(0, 2_000), percent=st.integers(5, 50), more=st.integers(0, 500))
def test_the_brake_never_lets_more_go_than_the_school_allows(going: int, known_: int, percent: int, more: int) -> None:
    terms = Terms(brake_percent=percent)
    braked = is_too_many({Kind.PUPILS: going}, {Kind.PUPILS: known_}, terms)
    assert braked or going <= max(AT_LEAST, known_ * percent / 100)
    assert not (braked and going <= AT_LEAST)
    assert not braked or is_too_many({Kind.PUPILS: going + more}, {Kind.PUPILS: known_}, terms)


def test_the_terms_at_first_are_within_their_bounds_and_every_sort_has_a_rule() -> None:
    terms = Terms().details()
    assert all(rule.least <= terms[name] <= rule.most for name, rule in RULES.items())
    assert {each.value for each in Kept} < RULES.keys()
    assert set(TRACES) < set(Kept)


def test_letters_of_the_hub_itself_go_a_year_after_they_ended_and_the_preview_counts_them(
    store: Store, left: int, command: Any
) -> None:
    with store.directory() as directory:
        account = directory.add_account("gea@school.example", "Gea", None)
        for number, days in ((1, 400), (2, 400), (3, 30)):
            posted = directory.letters.post("password_reset", 0.0, to_account=account, subject=number)
            assert posted is not None
            if number != 2:
                directory.letters.end(posted[0], LetterState.SENT)
            moved = "UPDATE hub.hub_letter SET created_at = now() - make_interval(days => :days) WHERE id = :id"
            directory.session.execute(text(moved), {"days": days, "id": posted[0]})
    today = datetime.now(UTC).date()
    told = json.loads(command("retention", "preview", "--school", "99XX", "--json").stdout)
    assert told["letters_of_hub"] == 1
    assert "los van een school: 1." in command("retention", "preview", "--school", "99XX").stdout
    assert [letters_of_hub(store, today), forget_letters_of_hub(store, today), letters_of_hub(store, today)] == [
        1,
        1,
        0,
    ]
    with store.directory() as directory:
        assert [each.subject for each in directory.letters.all()] == [3, 2], "what still waits is kept"
        assert directory.audit.entries(limit=1)[0].act == "letters.forgotten"
    assert left
