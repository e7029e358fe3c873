"""One school over many days: what small faults and small losses come to, on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hub import intake
from hub.contract import Ask
from hub.records import (
    Complete,
    Cost,
    Group,
    Kind,
    Pulled,
    Pupil,
    Record,
    Rejected,
    SchoolCode,
    SchoolYear,
    Source,
    Text,
)
from hub.store import Run, State, Store

SCHOOL = SchoolCode("99XX")
MADE = datetime(2026, 11, 2, 8, tzinfo=UTC)
HEAD = Source(name="edex.xml", school=SCHOOL, school_year=SchoolYear(2026), made_at=MADE)
ALL = Complete(frozenset({Kind.GROUPS, Kind.PUPILS}))
CLASSES = [Group(key=f"g{number}", name=f"Groep {number}", year_group=str(number)) for number in range(1, 9)]

Pull = Callable[[Ask], Iterator[Pulled]]


@pytest.fixture(autouse=True)
def _school(school: Any) -> None:
    """Every test here has the school 99XX."""


def pupil(number: int, **fields: Any) -> Pupil:
    start = Pupil(key=f"p{number}", first_name=f"Kind{number}", last_name="Bakker", group=f"g{number % 8 + 1}")
    return replace(start, **fields)


def pupils(first: int, last: int) -> list[Record]:
    return [pupil(each) for each in range(first, last)]


def take(store: Store, *items: Pulled, after: timedelta = timedelta(), **options: Any) -> Run:
    head = replace(HEAD, made_at=MADE + after)
    pull: Pull = lambda _ask: iter([head, *items])  # noqa: E731  # as a connector hands it over
    return intake.take_in(store, SCHOOL, pull, plugin="edexml", by="test", **options)


def fault(key: str) -> Rejected:
    text = Text("fout", "fault")
    return Rejected(kind=Kind.PUPILS, key=key, where="regel 9", what=text, why=text, rule="test", cost=Cost.RECORD)


def on_roll(store: Store, kind: Kind = Kind.PUPILS) -> set[str]:
    with store.open(SCHOOL) as books:
        return {each.key for each in books.roll.all(kind)}


def days(number: float) -> timedelta:
    return timedelta(days=number)


def test_many_small_files_of_one_day_let_go_no_more_than_one_file_may(store: Store) -> None:
    take(store, *CLASSES, *pupils(0, 200), ALL)
    for number, left in enumerate((195, 190, 185), start=1):
        assert take(store, *CLASSES, *pupils(0, left), ALL, after=days(number / 24)).state is State.APPLIED
    run = take(store, *CLASSES, *pupils(0, 180), ALL, after=days(4 / 24))
    assert run.state is State.HELD
    assert "al 15 leerlingen vertrokken, en met deze gegevens nog 5" in run.sentences[0].nl
    assert len(on_roll(store)) == 185


def test_a_small_school_is_not_emptied_two_by_two(store: Store) -> None:
    take(store, *CLASSES, *pupils(0, 40), ALL)
    states = [
        take(store, *CLASSES, *pupils(0, left), ALL, after=days(number / 24)).state
        for number, left in enumerate((38, 36, 34), start=1)
    ]
    assert states == [State.APPLIED, State.APPLIED, State.HELD]
    assert len(on_roll(store)) == 36


def test_a_few_departures_every_night_need_nobody(store: Store) -> None:
    take(store, *CLASSES, *pupils(0, 40), ALL)
    for number in range(1, 8):
        run = take(store, *CLASSES, *pupils(0, 40 - number), ALL, after=days(number))
        assert run.state is State.APPLIED


def test_what_a_person_approved_does_not_count_for_the_rest_of_the_day(store: Store) -> None:
    take(store, *CLASSES, *pupils(0, 40), ALL)
    held = take(store, *CLASSES, *pupils(0, 30), ALL, after=days(0.1))
    intake.approve(store, SCHOOL, held.id, "an@school.nl")
    assert take(store, *CLASSES, *pupils(0, 29), ALL, after=days(0.2)).state is State.APPLIED


def test_who_came_back_the_same_day_does_not_count_as_gone(store: Store) -> None:
    take(store, *CLASSES, *pupils(0, 40), ALL)
    for number in range(1, 9):
        assert take(store, *CLASSES, *pupils(number % 2 * 2, 40), ALL, after=days(number / 50)).state is State.APPLIED


def test_a_class_that_pupils_stay_in_does_not_go(store: Store) -> None:
    take(store, *CLASSES, *pupils(0, 40), ALL)
    without_class = [Pupil(key=f"p{each}", first_name=f"Kind{each}") for each in range(0, 40, 8)]
    others = [each for each in pupils(0, 40) if each.key not in {one.key for one in without_class}]
    run = take(store, *CLASSES[1:], *without_class, *others, ALL, after=days(1))
    assert "g1" in on_roll(store, Kind.GROUPS)
    assert run.departed == {}
    assert "1 groep(en) staan niet meer in de gegevens" in run.sentences[0].nl


def test_a_class_that_everybody_left_for_another_goes(store: Store) -> None:
    take(store, *CLASSES, *pupils(0, 40), ALL)
    moved = [pupil(each, group="g2") if each % 8 == 0 else pupil(each) for each in range(40)]
    run = take(store, *CLASSES[1:], *moved, ALL, after=days(1))
    assert (run.state, run.departed) == (State.APPLIED, {"groups": 1})
    assert "g1" not in on_roll(store, Kind.GROUPS)


def test_an_approved_dry_run_makes_older_data_old(store: Store) -> None:
    take(store, *CLASSES, *pupils(0, 40), ALL)
    planned = take(store, *CLASSES, *pupils(0, 41), ALL, after=days(2), dry_run=True)
    intake.approve(store, SCHOOL, planned.id, "an@school.nl")
    assert take(store, *CLASSES, *pupils(0, 40), ALL, after=days(1)).state is State.REFUSED
    assert len(on_roll(store)) == 41


def test_a_dry_run_that_nobody_approved_makes_nothing_old(store: Store) -> None:
    take(store, *CLASSES, *pupils(0, 40), ALL)
    take(store, *CLASSES, *pupils(0, 41), ALL, after=days(2), dry_run=True)
    assert take(store, *CLASSES, *pupils(0, 42), ALL, after=days(1)).state is State.APPLIED


def test_data_of_which_nothing_can_be_used_throws_no_waiting_plan_away(store: Store) -> None:
    take(store, *CLASSES, *pupils(0, 40), ALL)
    held = take(store, *CLASSES, *pupils(0, 20), ALL, after=days(1))
    assert take(store, fault("p1"), ALL, after=days(2)).state is State.REFUSED
    assert intake.approve(store, SCHOOL, held.id, "an@school.nl").state is State.APPLIED


def test_a_file_that_goes_away_while_it_is_read_is_refused_with_what_to_do(store: Store) -> None:
    def vanishing(_ask: Ask) -> Iterator[Pulled]:
        yield HEAD
        yield from pupils(0, 3)
        raise FileNotFoundError(2, "No such file", "/spool/jansen.xml")

    run = intake.take_in(store, SCHOOL, vanishing, plugin="edexml", by="test")
    assert run.state is State.REFUSED
    assert run.sentences[0].nl.startswith("Het bestand kon niet tot het einde gelezen worden")
    assert on_roll(store) == set()


def test_a_new_last_name_without_a_prefix_does_not_keep_the_old_prefix(store: Store) -> None:
    take(store, *CLASSES, pupil(1, prefix="van 't", last_name="Hof"), ALL)
    take(store, *CLASSES, pupil(1, last_name="Smit"), ALL, after=days(1))
    with store.open(SCHOOL) as books:
        found = books.roll.pupil("p1")
    assert found is not None
    assert (found.prefix, found.last_name) == (None, "Smit")


def test_the_same_last_name_without_a_word_of_its_prefix_keeps_it(store: Store) -> None:
    take(store, *CLASSES, pupil(1, prefix="van 't", last_name="Hof"), ALL)
    take(store, *CLASSES, pupil(1, last_name="Hof", first_name="Saar"), ALL, after=days(1))
    with store.open(SCHOOL) as books:
        found = books.roll.pupil("p1")
    assert found is not None
    assert (found.prefix, found.first_name) == ("van 't", "Saar")


def test_nobody_departs_where_a_known_pupil_may_stand_under_the_key_of_another(store: Store) -> None:
    take(store, *CLASSES, *pupils(0, 40), ALL)
    run = take(store, *CLASSES, *pupils(1, 40), fault("p1"), ALL, after=days(1))
    assert (run.state, run.departed) == (State.UNCHANGED, {})
    assert "twee met dezelfde sleutel" in run.sentences[0].nl
    assert len(on_roll(store)) == 40


def test_a_plain_fault_in_one_pupil_keeps_no_other_from_departing(store: Store) -> None:
    take(store, *CLASSES, *pupils(0, 40), ALL)
    run = take(store, *CLASSES, *pupils(2, 40), fault("p1"), ALL, after=days(1))
    assert (run.state, run.departed) == (State.APPLIED, {"pupils": 1})
    assert on_roll(store) == {f"p{each}" for each in range(1, 40)}


def test_a_key_that_went_to_another_child_keeps_no_other_from_departing(store: Store) -> None:
    take(store, *CLASSES, pupil(0, eck_id="eck-0"), *pupils(1, 40), ALL)
    other = pupil(0, eck_id="eck-new", first_name="Noor")
    run = take(store, *CLASSES, other, *pupils(2, 40), ALL, after=days(1))
    assert (run.state, run.departed, run.rejected_count) == (State.APPLIED, {"pupils": 1}, 1)
    assert on_roll(store) == {f"p{each}" for each in range(40)} - {"p1"}


def test_a_few_new_identities_in_a_pull_that_is_not_complete_are_not_taken_for_a_mix_up(store: Store) -> None:
    take(store, *CLASSES, *pupils(0, 40), ALL)
    changed = [pupil(each, first_name=f"Nieuw{each}", birth_date=date(2017, 1, 1)) for each in range(4)]
    run = take(store, *CLASSES, *changed, after=days(1))
    assert (run.state, run.changed) == (State.APPLIED, {"pupils": 4})
