from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.changes import STATE_WORDS
from hub.contract import Decision, Verdict
from hub.portal.parents.details import line, written
from hub.portal.parents.mine import Asked
from hub.portal.parents.standing import WITHDRAWABLE, WORDS, Mark, is_shown, standing, steps_of
from hub.records import Guardian, Kind, Text
from hub.store import ENDS, MOVES, Item, ItemState, StepTaken

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
S = ItemState


def asked(state: ItemState, *steps: ItemState, days_ago: int = 0) -> Asked:
    moved = NOW - timedelta(days=days_ago)
    item = Item(
        id=1,
        request=1,
        kind=Kind.GUARDIANS,
        key="g1",
        field="mobile",
        base=None,
        wanted="+31612345678",
        correction=None,
        state=state,
        moved_at=moved,
        asked_by="x",
        guardian="g1",
        asked_at=moved,
        self_asked=True,
        has_authority=True,
        verdict=Verdict(Decision.ASK_STAFF, Text("a", "a")),
        write_key="k",
        tries=0,
        remind_at=None,
        reminders=0,
        undoes=None,
    )
    taken = [
        StepTaken(id=1, old=S.REQUESTED, new=new, by="x", at=moved, reason=Text("Want.", "So."), known=None, run=None)
        for new in steps
    ]
    return Asked(item=item, steps=tuple(taken))


def test_every_state_has_its_words_for_a_parent() -> None:
    assert set(WORDS) == set(ItemState) == set(STATE_WORDS)


@pytest.mark.parametrize("state", ItemState)
def test_the_picture_has_one_place_where_it_is_and_a_name_for_every_step(state: ItemState) -> None:
    found = asked(state, state)
    stands = standing(found)
    assert len(stands.marks) == len(steps_of(found))
    assert sum(mark in (Mark.HERE, Mark.STOPPED) for mark in stands.marks) == 1
    assert stands.is_open == (state not in ENDS)


def test_only_what_the_flow_lets_go_can_be_withdrawn() -> None:
    assert {state for state in ItemState if S.WITHDRAWN in MOVES[state]} == WITHDRAWABLE


def test_a_wish_that_is_asked_is_not_yet_shown_as_approved() -> None:
    assert standing(asked(S.REQUESTED)).marks == (Mark.HERE, Mark.TO_COME, Mark.TO_COME, Mark.TO_COME)
    assert standing(asked(S.CONFIRMED)).marks == (Mark.DONE, Mark.DONE, Mark.DONE, Mark.HERE)


def test_a_reason_is_shown_where_it_was_refused_and_nowhere_else() -> None:
    assert standing(asked(S.REFUSED, S.REFUSED)).reason == Text("Want.", "So.")
    assert standing(asked(S.APPROVED, S.APPROVED)).reason is None


def test_what_the_office_types_over_is_not_called_sent() -> None:
    assert steps_of(asked(S.TASK, S.TASK))[2].nl == "overgetypt"
    assert steps_of(asked(S.CONFIRMED, S.TASK, S.CONFIRMED))[2].nl == "overgetypt"
    assert steps_of(asked(S.SENT, S.SENT))[2].nl == "verstuurd"


def test_what_has_ended_stays_to_be_seen_for_two_weeks() -> None:
    assert is_shown(asked(S.REFUSED, days_ago=13), NOW)
    assert not is_shown(asked(S.REFUSED, days_ago=15), NOW)
    assert is_shown(asked(S.REQUESTED, days_ago=99), NOW)
    assert not is_shown(asked(S.WITHDRAWN), NOW)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("mobile", "+31612345678", "06 12345678"),
        ("mobile", "+32470123456", "+32 470 12 34 56"),
        ("mobile", "bel oma", "bel oma"),
        ("postcode", "1234AB", "1234 AB"),
        ("postcode", "2000", "2000"),
        ("city", None, ""),
    ],
)
def test_a_detail_is_written_as_people_write_it(name: str, value: str | None, shown: str) -> None:
    assert written(name, value, "nl") == shown


def test_an_address_is_one_line_and_the_home_country_is_left_out() -> None:
    home = Guardian(key="g", street="Kerkweg", house_number="1a", postcode="1234AB", city="Zonnedam", country="NL")
    fields = ("street", "house_number", "postcode", "city", "country")
    assert line(home, fields, "nl") == "Kerkweg 1a, 1234 AB Zonnedam"
    assert line(replace(home, country="België"), fields, "nl").endswith(", België")
    assert not line(Guardian(key="g"), fields, "nl")
