from datetime import UTC, datetime
from typing import Any

import pytest

from hub.changes.decisions import (
    FAILED_POLICY,
    Approver,
    Compared,
    approvals_needed,
    compared,
    pause,
    verdict_of,
)
from hub.contract import SILENCE, Decision, Verdict
from hub.records import Kind, Text
from hub.store import ENDS, MOVES, Item, ItemState, may_move

WORD = Text("Zin.", "Sentence.")


@pytest.mark.parametrize(
    ("base", "known", "wanted", "outcome"),
    [
        ("a", "a", "b", Compared.FREE),
        (None, None, "b", Compared.FREE),
        ("a", "a", None, Compared.FREE),
        ("a", "b", "b", Compared.HAD),
        ("a", "a", "a", Compared.HAD),
        ("a", None, None, Compared.HAD),
        ("a", "c", "b", Compared.CONFLICT),
        ("a", None, "b", Compared.CONFLICT),
        (None, "c", "b", Compared.CONFLICT),
    ],
)
def test_three_values_decide_what_becomes_of_an_item(base: Any, known: Any, wanted: Any, outcome: Compared) -> None:
    assert compared(Kind.GUARDIANS, "street", base, known, wanted) is outcome


def test_another_way_of_writing_is_no_conflict() -> None:
    numbers = ("0612345678", "+31612345678", "06 8765 4321")
    assert compared(Kind.GUARDIANS, "mobile", *numbers) is Compared.FREE
    assert compared(Kind.GUARDIANS, "mobile", "0201234567", "+31612345678", "06-12345678") is Compared.HAD


def test_the_strictest_verdict_counts_whatever_the_order() -> None:
    mild, strict = Verdict(Decision.AUTOMATIC, WORD), Verdict(Decision.ASK_TWO, WORD)
    assert verdict_of((mild, strict), somebody_failed=False) == strict
    assert verdict_of((strict, mild), somebody_failed=False) == strict


def test_silence_and_failure_ask_a_person() -> None:
    mild = Verdict(Decision.AUTOMATIC, WORD)
    assert verdict_of((), somebody_failed=False) == SILENCE
    assert verdict_of((mild,), somebody_failed=True) == FAILED_POLICY
    assert verdict_of((), somebody_failed=True).decision is Decision.ASK_STAFF
    assert verdict_of((Verdict(Decision.NEVER, WORD),), somebody_failed=True).decision is Decision.NEVER


@pytest.mark.parametrize("decision", Decision)
def test_two_people_are_needed_only_where_a_policy_says_so(decision: Decision) -> None:
    assert approvals_needed(Verdict(decision, WORD)) == (2 if decision is Decision.ASK_TWO else 1)


def item(asked_by: str, guardian: str | None) -> Item:
    when = datetime(2026, 1, 1, tzinfo=UTC)
    return Item(
        id=1,
        request=1,
        kind=Kind.GUARDIANS,
        key="g1",
        field="email",
        base="a",
        wanted="b",
        correction=None,
        state=ItemState.REQUESTED,
        moved_at=when,
        asked_by=asked_by,
        tries=0,
        guardian=guardian,
        asked_at=when,
        self_asked=True,
        has_authority=True,
        verdict=SILENCE,
        write_key="k",
        remind_at=None,
        reminders=0,
        undoes=None,
    )


@pytest.mark.parametrize(
    ("approver", "own"),
    [
        (Approver("account:1"), True),
        (Approver("account:2"), False),
        (Approver("account:2", frozenset({"g1"})), True),
        (Approver("account:2", frozenset({"g2"})), False),
        (Approver("g1"), True),
        (Approver("guardian:g1"), True),
    ],
)
def test_who_asked_is_known_by_account_and_as_guardian(approver: Approver, own: bool) -> None:
    assert approver.asked(item("account:1", "g1")) is own


def test_a_wish_of_the_school_itself_belongs_to_who_wrote_it_and_to_no_guardian() -> None:
    assert Approver("anna").asked(item("anna", None))
    assert not Approver("piet").asked(item("anna", None))
    assert not Approver("guardian:None").asked(item("anna", None))


def test_pauses_grow_and_end_at_an_hour() -> None:
    pauses = [pause(tries, 2.0) for tries in range(30)]
    assert pauses[:4] == [2.0, 4.0, 8.0, 16.0]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 3600.0


def test_every_state_can_be_reached_and_left_or_is_an_end() -> None:
    reached = {new for moves in MOVES.values() for new in moves} | {ItemState.REQUESTED}
    assert reached == set(ItemState)
    assert {ItemState.REFUSED, ItemState.WITHDRAWN, ItemState.CONFIRMED} == ENDS


def test_nothing_is_sent_that_was_not_approved_and_nothing_sent_can_be_withdrawn() -> None:
    assert [old for old in ItemState if may_move(old, ItemState.SENDING)] == [ItemState.APPROVED]
    for state in (ItemState.SENDING, ItemState.SENT, ItemState.UNKNOWN):
        assert not may_move(state, ItemState.WITHDRAWN)
