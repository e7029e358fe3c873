"""A pull of changes brings what is new and changed, and lets nobody go; the pull of the night does. On a real LAS."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hub.intake import undo
from hub.records import Kind
from hub.store import State

PHONE = {"act": "change", "entity": "verzorger", "field": "telefoonmobiel", "value": "+31612349999"}


def first_guardian(coupled: Any) -> str:
    return str(coupled.esis.records("verzorger")[0]["key"])


def test_a_pull_of_changes_adds_and_changes_and_lets_nobody_go(coupled: Any) -> None:
    assert coupled.pull().state is State.APPLIED
    leaver = min(coupled.pupils())
    coupled.esis.office({"act": "remove-pupil", "key": leaver})
    added = coupled.esis.office({"act": "add-pupil"})["key"]
    coupled.esis.office(PHONE | {"key": first_guardian(coupled)})
    run = coupled.changes()
    assert (run.state, run.asked, run.departed) == (State.APPLIED, "changes", {})
    assert run.added[Kind.PUPILS] == 1
    assert run.changed[Kind.GUARDIANS] >= 1
    assert {leaver, added} <= coupled.pupils()
    night = coupled.pull()
    assert (night.state, night.asked, night.departed[Kind.PUPILS]) == (State.APPLIED, "everything", 1)
    assert leaver not in coupled.pupils()


def test_a_las_that_says_nothing_changed_leaves_the_school_unchanged_and_fresh(coupled: Any) -> None:
    coupled.pull()
    coupled.long_ago(fresh_at=timedelta(hours=3))
    before = coupled.pupils()
    run = coupled.changes()
    assert (run.state, run.departed) == (State.UNCHANGED, {})
    assert any("niets veranderd" in each.nl for each in run.sentences)
    assert coupled.pupils() == before
    assert datetime.now(UTC) - coupled.state().fresh_at < timedelta(minutes=5)


def test_the_first_pull_and_one_after_other_settings_ask_for_everything(coupled: Any) -> None:
    assert coupled.changes().asked == "everything"
    assert coupled.changes().asked == "changes"
    coupled.set_key(coupled.esis.authorisation_key)
    assert coupled.changes().asked == "everything"


def test_it_asks_from_the_moment_of_the_las_of_the_last_answer_that_is_in_the_hub(coupled: Any) -> None:
    whole = coupled.pull()
    with coupled.store.open(coupled.school.id) as books:
        assert books.coupling.since("esis") == whole.made_at - timedelta(minutes=1)
        assert books.coupling.since("another") is None
    coupled.esis.misbehave("no-data", 0)
    assert coupled.changes().state is State.REFUSED
    assert coupled.pull().state is State.REFUSED
    coupled.esis.behave()
    coupled.pull(dry_run=True)
    added = coupled.esis.office({"act": "add-pupil"})["key"]
    run = coupled.changes()
    assert (run.since, run.state) == (whole.made_at, State.APPLIED)
    assert added in coupled.pupils()


def test_what_was_taken_back_is_asked_for_again(coupled: Any) -> None:
    coupled.pull()
    added = coupled.esis.office({"act": "add-pupil"})["key"]
    run = coupled.changes()
    coupled.changes()
    undo(coupled.store, coupled.school.code, run.id, by="test")
    assert added not in coupled.pupils()
    again = coupled.changes()
    assert (again.asked, added in coupled.pupils()) == ("everything", True)


def test_looking_time_and_again_keeps_one_run_and_no_line_in_the_audit_trail(coupled: Any) -> None:
    coupled.pull()
    with coupled.store.open(coupled.school.id) as books:
        before = len(books.audit.entries())
    for _ in range(3):
        coupled.changes()
    assert coupled.runs() == [(State.UNCHANGED, "changes"), (State.APPLIED, "everything")]
    with coupled.store.open(coupled.school.id) as books:
        assert len(books.audit.entries()) == before
    coupled.esis.office({"act": "add-pupil"})
    coupled.changes()
    coupled.changes()
    assert [state for state, _ in coupled.runs()] == [State.UNCHANGED, State.APPLIED, State.APPLIED]


def test_while_a_plan_waits_for_a_decision_no_changes_come_to_make_it_stale(coupled: Any) -> None:
    coupled.pull()
    for key in sorted(coupled.pupils())[:20]:
        coupled.esis.office({"act": "remove-pupil", "key": key})
    held = coupled.pull()
    assert held.state is State.HELD
    assert coupled.ring() is None
    assert [state for state, _ in coupled.runs()] == [State.HELD, State.APPLIED]
    night = coupled.ring(changes=False)
    assert night is not None
    assert [state for state, _ in coupled.runs()] == [State.HELD, State.DISCARDED, State.APPLIED]


def test_a_pull_for_a_write_back_leaves_a_plan_that_waits(coupled: Any) -> None:
    coupled.pull()
    for key in sorted(coupled.pupils())[:20]:
        coupled.esis.office({"act": "remove-pupil", "key": key})
    held = coupled.pull()
    assert coupled.changes().departed == {}
    with coupled.store.open(coupled.school.id) as books:
        assert books.runs.get(held.id).state is State.HELD
