"""The intake on a real PostgreSQL, with pulls that are lists of records."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub import intake
from hub.contract import Ask, LasUnavailableError
from hub.records import (
    Complete,
    Cost,
    Group,
    Guardian,
    Guardianship,
    Kind,
    Pulled,
    Pupil,
    Record,
    Rejected,
    SchoolCode,
    SchoolYear,
    Source,
    Teacher,
    Text,
)
from hub.store import Store
from hub.store.runs import Run, State
from hub.store.steps import Action

SCHOOL = SchoolCode("99XX")
MADE = datetime(2026, 11, 2, 8, tzinfo=UTC)
HEAD = Source(name="edex.xml", school=SCHOOL, school_year=SchoolYear(2026), made_at=MADE)
ALL = Complete(frozenset({Kind.GROUPS, Kind.PUPILS, Kind.TEACHERS}))

Pull = Callable[[Ask], Iterator[Pulled]]


def pull(*items: Pulled, head: Source = HEAD) -> Pull:
    return lambda _ask: iter([head, *items])


def groups() -> list[Record]:
    return [Group(key=f"g{number}", name=f"Groep {number}", year_group=str(number)) for number in range(1, 9)]


def pupil(number: int, **fields: Any) -> Pupil:
    start = Pupil(key=f"p{number}", first_name=f"Kind{number}", last_name="Bakker", group=f"g{number % 8 + 1}")
    return replace(start, **fields)


def pupils(number: int) -> list[Record]:
    return [pupil(each) for each in range(number)]


def take(store: Store, source: Pull, **options: Any) -> Run:
    return intake.take_in(store, SCHOOL, source, plugin="edexml", by="test", **options)


def filled(store: Store, number: int = 40) -> Run:
    return take(store, pull(*groups(), *pupils(number), ALL))


def keys(store: Store) -> set[str]:
    with store.open(SCHOOL) as books:
        return {each.key for each in books.roll.all(Kind.PUPILS)}


def known(store: Store, key: str) -> Pupil:
    with store.open(SCHOOL) as books:
        found = books.roll.pupil(key)
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def _school(school: Any) -> None:
    """Every test here has the school 99XX."""


def test_the_first_pull_is_applied_and_stands_in_the_hub(store: Store) -> None:
    run = filled(store)
    assert run.state is State.APPLIED
    assert run.added == {"groups": 8, "pupils": 40}
    assert (run.changed, run.departed) == ({}, {})
    assert known(store, "p3").first_name == "Kind3"


def test_the_same_pull_again_changes_nothing_and_says_so(store: Store) -> None:
    filled(store)
    run = filled(store)
    assert run.state is State.UNCHANGED
    with store.open(SCHOOL) as books:
        assert books.runs.steps(run.id) == []


def test_a_change_is_kept_per_field_with_old_and_new(store: Store) -> None:
    filled(store)
    run = take(store, pull(*groups(), *pupils(39), pupil(39, first_name="Noor"), ALL))
    with store.open(SCHOOL) as books:
        (step,) = books.runs.steps(run.id)
    assert (step.action, step.label) == (Action.CHANGE, "Noor Bakker")
    assert [(each.field, each.old, each.new) for each in step.changes] == [("first_name", "Kind39", "Noor")]


def test_what_is_not_said_is_not_erased(store: Store) -> None:
    filled(store)
    bare: list[Record] = [Pupil(key=f"p{number}", first_name=f"Kind{number}") for number in range(40)]
    assert take(store, pull(*groups(), *bare, ALL)).state is State.UNCHANGED
    assert known(store, "p1").last_name == "Bakker"


def test_what_is_said_to_be_empty_is_erased(store: Store) -> None:
    filled(store)
    take(store, pull(*groups(), *pupils(39), pupil(39, last_name=None), ALL))
    assert known(store, "p39").last_name is None


def test_who_is_absent_from_a_complete_pull_has_departed(store: Store) -> None:
    filled(store)
    run = take(store, pull(*groups(), *pupils(38), ALL))
    assert run.departed == {"pupils": 2}
    assert "p39" not in keys(store)


def test_nobody_departs_without_the_proof_of_a_complete_pull(store: Store) -> None:
    filled(store)
    assert take(store, pull(*groups(), *pupils(38))).state is State.UNCHANGED
    assert len(keys(store)) == 40


def test_a_kind_that_the_source_does_not_give_does_not_depart(store: Store) -> None:
    take(store, pull(*groups(), *pupils(9), Teacher(key="t1", last_name="Smit"), ALL))
    run = take(store, pull(*pupils(9), Complete(frozenset({Kind.PUPILS}))))
    assert run.state is State.UNCHANGED


def test_who_returns_is_the_same_record_again(store: Store) -> None:
    filled(store)
    take(store, pull(*groups(), *pupils(39), ALL))
    run = filled(store)
    assert run.added == {"pupils": 1}
    assert known(store, "p39").first_name == "Kind39"


def test_half_of_the_pupils_is_held_and_nothing_is_applied(store: Store) -> None:
    filled(store)
    run = take(store, pull(*groups(), *pupils(20), ALL))
    assert run.state is State.HELD
    assert any("20 van de 40 leerlingen" in each.nl for each in run.sentences)
    assert len(keys(store)) == 40


def test_a_held_plan_is_applied_when_a_person_approves(store: Store) -> None:
    filled(store)
    held = take(store, pull(*groups(), *pupils(20), ALL))
    run = intake.approve(store, SCHOOL, held.id, "an@school.nl")
    assert (run.state, run.decided_by) == (State.APPLIED, "an@school.nl")
    assert len(keys(store)) == 20


def test_a_held_plan_can_be_discarded_once(store: Store) -> None:
    filled(store)
    held = take(store, pull(*groups(), *pupils(20), ALL))
    assert intake.discard(store, SCHOOL, held.id, "an@school.nl").state is State.DISCARDED
    with pytest.raises(intake.CannotDecideError, match="wacht niet op een besluit"):
        intake.approve(store, SCHOOL, held.id, "an@school.nl")
    assert len(keys(store)) == 40


def test_a_newer_pull_takes_the_place_of_a_held_one(store: Store) -> None:
    filled(store)
    held = take(store, pull(*groups(), *pupils(20), ALL))
    filled(store)
    with store.open(SCHOOL) as books:
        again = books.runs.get(held.id)
    assert again is not None
    assert again.state is State.DISCARDED


def test_a_plan_whose_starting_point_changed_is_not_applied(store: Store) -> None:
    filled(store)
    planned = take(store, pull(*groups(), *pupils(39), pupil(39, first_name="Noor"), ALL), dry_run=True)
    moved = replace(HEAD, made_at=MADE + timedelta(hours=1))
    with store.open(SCHOOL) as books:
        books.runs.decide(planned.id, State.PLANNED)
    other = take(store, pull(*groups(), *pupils(39), pupil(39, first_name="Saar"), ALL, head=moved))
    assert other.state is State.APPLIED
    with store.open(SCHOOL) as books:
        books.runs.decide(planned.id, State.PLANNED)  # it lies ready still, as a staged rollover would
    with pytest.raises(intake.CannotDecideError, match="1 stap"):
        intake.approve(store, SCHOOL, planned.id, "an@school.nl")
    assert known(store, "p39").first_name == "Saar"


def test_a_dry_run_changes_nothing_and_its_plan_can_be_applied_as_it_was_shown(store: Store) -> None:
    planned = take(store, pull(*groups(), *pupils(12), ALL), dry_run=True)
    assert (planned.state, planned.added) == (State.PLANNED, {"groups": 8, "pupils": 12})
    assert keys(store) == set()
    applied = intake.approve(store, SCHOOL, planned.id, "an@school.nl")
    assert (applied.state, applied.plan_hash) == (State.APPLIED, planned.plan_hash)
    assert len(keys(store)) == 12


def test_two_pulls_that_say_the_same_have_the_same_plan_hash(store: Store) -> None:
    first, second = (take(store, pull(*groups(), *pupils(12), ALL), dry_run=True) for _ in range(2))
    third = take(store, pull(*groups(), *pupils(13), ALL), dry_run=True)
    assert first.plan_hash == second.plan_hash != third.plan_hash


def rejected(key: str | None, cost: Cost = Cost.RECORD) -> Rejected:
    text = Text("fout", "fault")
    return Rejected(kind=Kind.PUPILS, key=key, where="regel 9", what=text, why=text, rule="test", cost=cost)


def test_a_quarantined_record_keeps_what_was_known_and_has_not_departed(store: Store) -> None:
    filled(store)
    run = take(store, pull(*groups(), *pupils(39), rejected("p39"), ALL))
    assert (run.state, run.rejected_count) == (State.UNCHANGED, 1)
    assert known(store, "p39").first_name == "Kind39"


def test_a_fault_takes_back_what_the_pull_said_earlier_of_the_same_key(store: Store) -> None:
    filled(store)
    run = take(store, pull(*groups(), *pupils(39), pupil(39, first_name="Noor"), rejected("p39"), ALL))
    assert run.state is State.UNCHANGED
    assert known(store, "p39").first_name == "Kind39"


def test_the_plan_hash_tells_of_withdrawn_steps_and_the_plan_can_still_be_approved(store: Store) -> None:
    planned = take(store, pull(*groups(), *pupils(9), rejected("p3"), ALL), dry_run=True)
    assert planned.added == {"groups": 8, "pupils": 8}
    intake.approve(store, SCHOOL, planned.id, "an@school.nl")
    assert keys(store) == {f"p{number}" for number in range(9)} - {"p3"}


def test_nobody_departs_where_a_record_without_a_key_might_be_him(store: Store) -> None:
    filled(store)
    run = take(store, pull(*groups(), *pupils(39), rejected(None), ALL))
    assert run.departed == {}
    assert any("zonder bruikbare sleutel" in each.nl for each in run.sentences)


def test_the_faults_are_kept_with_their_place(store: Store) -> None:
    run = take(store, pull(*groups(), *pupils(9), rejected("p99"), rejected("p98", Cost.FIELD), ALL))
    with store.open(SCHOOL) as books:
        found = books.runs.rejected(run.id)
        fields = books.runs.rejected(run.id, Cost.FIELD)
    assert [(each.key, each.where) for each in found] == [("p99", "regel 9"), ("p98", "regel 9")]
    assert [each.key for each in fields] == ["p98"]


def test_a_pull_of_which_no_pupil_can_be_used_is_refused_with_its_faults_kept(store: Store) -> None:
    filled(store)
    run = take(store, pull(*groups(), *(rejected(f"p{number}") for number in range(40)), ALL))
    assert (run.state, run.rejected_count) == (State.REFUSED, 40)
    with store.open(SCHOOL) as books:
        assert len(books.runs.rejected(run.id)) == 40
    assert len(keys(store)) == 40


def test_the_same_key_twice_with_other_words_takes_nothing_of_it(store: Store) -> None:
    run = take(store, pull(*groups(), *pupils(9), pupil(3, first_name="Ander"), ALL))
    assert run.rejected_count == 1
    assert keys(store) == {f"p{number}" for number in range(9)} - {"p3"}


def test_a_known_record_said_twice_in_the_same_words_is_no_fault(store: Store) -> None:
    filled(store)
    run = take(store, pull(*groups(), *pupils(40), pupil(7), ALL))
    assert (run.state, run.rejected_count) == (State.UNCHANGED, 0)


def test_the_eck_id_follows_a_pupil_whose_key_changed(store: Store) -> None:
    take(store, pull(*groups(), *(pupil(each, eck_id=f"eck{each}") for each in range(9)), ALL))
    renamed = [pupil(each, eck_id=f"eck{each}", key=f"new{each}") for each in range(9)]
    run = take(store, pull(*groups(), *renamed, ALL))
    assert (run.added, run.changed, run.departed) == ({}, {"pupils": 9}, {})


def test_two_pupils_can_swap_their_keys(store: Store) -> None:
    take(store, pull(*groups(), *(pupil(each, eck_id=f"eck{each}") for each in range(9)), ALL))
    rest = [pupil(each, eck_id=f"eck{each}") for each in range(2, 9)]
    swapped = [pupil(0, eck_id="eck0", key="p1"), pupil(1, eck_id="eck1", key="p0")]
    run = take(store, pull(*groups(), *swapped, *rest, ALL))
    assert (run.state, run.changed) == (State.APPLIED, {"pupils": 2})
    assert known(store, "p1").eck_id == "eck0"


def test_a_key_that_goes_to_another_child_is_quarantined(store: Store) -> None:
    take(store, pull(*groups(), *(pupil(each, eck_id=f"eck{each}") for each in range(9)), ALL))
    rest = [pupil(each, eck_id=f"eck{each}") for each in range(1, 9)]
    run = take(store, pull(*groups(), pupil(0, eck_id="other", first_name="Ander"), *rest, ALL))
    assert (run.state, run.rejected_count) == (State.UNCHANGED, 1)
    assert known(store, "p0").first_name == "Kind0"


def test_a_pull_that_breaks_off_changes_nothing_and_stays_in_the_history(store: Store) -> None:
    filled(store)

    def breaking(_ask: Ask) -> Iterator[Pulled]:
        yield HEAD
        yield from groups()
        yield pupil(99)
        raise LasUnavailableError(Text("Het LAS antwoordt niet.", "The LAS does not answer."))

    run = take(store, breaking)
    assert (run.state, [each.nl for each in run.sentences]) == (State.REFUSED, ["Het LAS antwoordt niet."])
    assert "p99" not in keys(store)


def test_a_fault_of_our_own_ends_the_run_as_failed_and_is_raised(store: Store) -> None:
    def failing(_ask: Ask) -> Iterator[Pulled]:
        yield HEAD
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        take(store, failing)
    with store.open(SCHOOL) as books:
        (run,) = books.runs.list()
    assert run.state is State.FAILED


def test_another_schools_pull_is_refused(store: Store) -> None:
    run = take(store, pull(*pupils(3), ALL, head=replace(HEAD, school=SchoolCode("99XY"))))
    assert run.state is State.REFUSED
    assert keys(store) == set()


def test_an_older_pull_is_refused(store: Store) -> None:
    filled(store)
    older = replace(HEAD, made_at=MADE - timedelta(days=1))
    assert take(store, pull(*groups(), *pupils(40), ALL, head=older)).state is State.REFUSED


def test_a_pull_from_the_future_does_not_make_todays_old(store: Store) -> None:
    future = replace(HEAD, made_at=datetime.now(UTC) + timedelta(days=400))
    take(store, pull(*groups(), *pupils(40), ALL, head=future))
    assert filled(store).state is State.UNCHANGED


def next_year() -> list[Pulled]:
    moved: list[Record] = [
        pupil(each, group=f"g{each % 8 + 2}", year_group=str(each % 8 + 2)) for each in range(40) if each % 8 < 7
    ]
    return [*groups(), *moved, *(pupil(100 + each, group="g1") for each in range(5)), ALL]


NEXT = replace(HEAD, school_year=SchoolYear(2027), made_at=MADE + timedelta(days=270))


def test_next_years_pull_is_staged_not_braked_and_switches_at_once(store: Store) -> None:
    filled(store)
    staged = take(store, pull(*next_year(), head=NEXT))
    assert (staged.state, staged.rollover) == (State.PLANNED, True)
    assert any("jaarovergang" in each.nl for each in staged.sentences)
    assert known(store, "p0").group == "g1"
    run = intake.approve(store, SCHOOL, staged.id, "an@school.nl")
    assert (run.added, run.departed) == ({"pupils": 5}, {"pupils": 5})
    assert known(store, "p0").group == "g2"
    assert take(store, pull(*groups(), *pupils(40), ALL, head=replace(HEAD, made_at=None))).state is State.REFUSED


def test_a_staged_rollover_outlives_the_daily_pulls_of_this_year(store: Store) -> None:
    filled(store)
    staged = take(store, pull(*next_year(), head=NEXT))
    daily = take(store, pull(*groups(), *pupils(41), ALL, head=replace(HEAD, made_at=MADE + timedelta(days=1))))
    assert daily.state is State.APPLIED
    assert intake.approve(store, SCHOOL, staged.id, "an@school.nl").state is State.APPLIED


def everything(store: Store) -> list[Record]:
    with store.open(SCHOOL) as books:
        return [each for kind in Kind for each in books.roll.all(kind)]


def test_a_rollover_can_be_undone_to_the_last_field(store: Store) -> None:
    filled(store)
    before = everything(store)
    staged = take(store, pull(*next_year(), head=NEXT))
    intake.approve(store, SCHOOL, staged.id, "an@school.nl")
    undoing = intake.undo(store, SCHOOL, staged.id, "an@school.nl")
    assert (undoing.state, undoing.undoes) == (State.APPLIED, staged.id)
    assert sorted(everything(store), key=str) == sorted(before, key=str)
    assert filled(store).state is State.UNCHANGED


def test_only_the_last_run_can_be_undone(store: Store) -> None:
    first = filled(store)
    take(store, pull(*groups(), *pupils(39), ALL))
    with pytest.raises(intake.CannotDecideError, match="Alleen de laatste"):
        intake.undo(store, SCHOOL, first.id, "an@school.nl")


def test_the_last_guardian_of_a_pupil_holds_the_run(store: Store) -> None:
    complete = Complete(frozenset({Kind.PUPILS, Kind.GUARDIANS, Kind.GUARDIANSHIPS}))
    guardians: list[Record] = [Guardian(key=f"v{each}", last_name="Bakker") for each in range(40)]
    ties: list[Record] = [
        Guardianship(key=f"p{each}/v{each}", pupil=f"p{each}", guardian=f"v{each}") for each in range(40)
    ]
    take(store, pull(*pupils(40), *guardians, *ties, complete))
    run = take(store, pull(*pupils(40), *guardians[:39], *ties[:39], complete))
    assert run.state is State.HELD
    assert [each.nl for each in run.sentences if "geen enkele verzorger" in each.nl]


def test_an_import_is_one_act_in_the_audit_trail_with_the_plans_hash(store: Store) -> None:
    run = filled(store)
    with store.open(SCHOOL) as books:
        (act,) = [each for each in books.audit.entries(None, 50) if each.act == "intake.applied"]
        assert books.audit.verify().whole
    assert (act.subject, act.plan_hash) == (f"run {run.id}", run.plan_hash)


def test_the_progress_is_heard(store: Store) -> None:
    heard: list[tuple[int, int | None]] = []

    def telling(ask: Ask) -> Iterator[Pulled]:
        ask.progress(1, 2)
        yield HEAD
        yield from pupils(2)
        ask.progress(2, 2)

    take(store, telling, progress=lambda done, total: heard.append((done, total)))
    assert heard == [(1, 2), (2, 2)]


def test_the_report_has_every_kind_that_a_program_counts_on(store: Store) -> None:
    run = filled(store)
    with store.open(SCHOOL) as books:
        told = intake.report(books, run)
    assert told["outcome"] == "applied"
    assert told["added"] == {"pupils": 40, "groups": 8, "combined_groups": 0, "teachers": 0, "locations": 0}
    assert set(told) >= {"run", "outcome", "added", "changed", "departed", "rejected", "seconds"}
