"""A change that holds from a day to come: approved now, written on that day, and looked at once more then."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from hub import changes
from hub.changes import Approver, CannotAskError, CannotDecideError, Moved, Moving, Wish, dutch_today
from hub.contract import ChangeItem, Decision, Verdict
from hub.contract.desk import Choice
from hub.records import Guardian, Guardianship, Kind, Pupil, Text
from hub.store import Item, ItemState
from tests.integration.changes.conftest import SCHOOL, STAFF, Circle

LATER = dutch_today() + timedelta(days=60)
S = ItemState


def move(circle: Circle, *people: Sequence[Wish], on: date = LATER, who: str = "g1", mark: str = "") -> Moved:
    moving = Moving(move=mark or str(uuid4()), effective_on=on, guardian=who, by=f"{who}@ouder")
    return changes.ask_move(circle.store, circle.registry, SCHOOL, people, moving)


def home(guardian: str = "g1", street: str = "Nieuwstraat") -> list[Wish]:
    return [Wish(kind=Kind.GUARDIANS, key=guardian, field="street", value=street)]


def child(postcode: str = "4321 AB") -> list[Wish]:
    return [Wish(kind=Kind.PUPILS, key="p1", field="postcode", value=postcode)]


def one(moved: Moved) -> Item:
    (item,) = moved.items
    return item


def desk_of(circle: Circle, who: Approver) -> changes.SchoolDesk:
    return changes.SchoolDesk(circle.store, circle.registry, circle.school.id, lambda _: who, who.by, lambda _: True)


def on_the_day(circle: Circle, item: Item, day: date = LATER) -> Item:
    """Do the job as the clock does on that day: it finds the item due."""
    with circle.store.open(SCHOOL) as books:
        books.changes.look_again(books.changes.item(item.id), 0, 0)
    changes.go_on(circle.store, circle.registry, circle.school.id, item.id, first_pause=0.01, today=day)
    return circle.now(item)


def in_las(circle: Circle) -> Any:
    return circle.desk.get(Kind.PUPILS, "p1", "postcode")


def test_what_was_approved_waits_for_its_day_and_is_written_then(circle: Circle) -> None:
    item = circle.approve(one(move(circle, child())))
    assert (item.state, item.effective_on) == (S.APPROVED, LATER)
    assert circle.go_on(item, times=3).state is S.APPROVED
    assert in_las(circle) == "1234 AB"
    assert on_the_day(circle, item, LATER - timedelta(days=1)).state is S.APPROVED
    assert on_the_day(circle, item).state is S.SENT
    assert in_las(circle) == "4321 AB"


def test_no_job_looks_at_it_before_the_day_begins_in_the_netherlands(circle: Circle) -> None:
    item = circle.approve(one(move(circle, child())))
    with circle.store.open(SCHOOL) as books:
        assert not books.changes.is_due(item.id)
        assert item.id not in books.changes.overdue(0)
        look_at = books.session.execute(text("SELECT look_at FROM hub.change_item")).scalar_one()
    assert look_at == datetime.combine(LATER, time(), ZoneInfo("Europe/Amsterdam"))


def test_a_day_that_passed_while_it_waited_for_a_person_is_written_at_the_approval(circle: Circle) -> None:
    item = circle.approve(one(move(circle, child(), on=dutch_today() - timedelta(days=9))))
    assert circle.go_on(item).state is S.SENT
    assert in_las(circle) == "4321 AB"


def test_a_rule_that_lets_it_through_does_not_write_it_earlier(circle: Circle) -> None:
    circle.rules.say(Decision.AUTOMATIC)
    item = one(move(circle, child()))
    assert item.state is S.APPROVED
    assert circle.go_on(item).state is S.APPROVED


def test_a_policy_gets_the_day(circle: Circle) -> None:
    seen: list[Any] = []

    def says(item: ChangeItem) -> Verdict | None:
        seen.append(item.effective_on)
        return None

    circle.rules.says = says
    item = one(move(circle, child()))
    circle.approve(item)
    assert seen == [LATER, LATER]


def test_the_school_can_let_it_go_now(circle: Circle) -> None:
    item = circle.approve(one(move(circle, child())))
    changes.let_go(circle.store, circle.registry, SCHOOL, item.id, approver=STAFF)
    assert circle.go_on(item).state is S.SENT
    assert circle.now(item).early is not None
    with pytest.raises(CannotDecideError):
        changes.let_go(circle.store, circle.registry, SCHOOL, item.id, approver=STAFF)


def test_who_asked_does_not_let_his_own_move_go_earlier(circle: Circle) -> None:
    item = circle.approve(one(move(circle, child())))
    with pytest.raises(CannotDecideError):
        changes.let_go(circle.store, circle.registry, SCHOOL, item.id, approver=Approver("g1@ouder"))


def test_it_can_be_withdrawn_and_refused_until_the_day(circle: Circle) -> None:
    taken_back = circle.approve(one(move(circle, home())))
    changes.withdraw(circle.store, SCHOOL, taken_back.id, approver=Approver("g1@ouder"))
    refused = circle.approve(one(move(circle, child())))
    changes.refuse(circle.store, SCHOOL, refused.id, approver=STAFF, reason="De verhuizing gaat niet door.")
    assert on_the_day(circle, taken_back).state is S.WITHDRAWN
    assert on_the_day(circle, refused).state is S.REFUSED
    assert in_las(circle) == "1234 AB"


def test_a_third_value_in_the_las_brings_it_back_to_a_person(circle: Circle) -> None:
    item = circle.approve(one(move(circle, child())))
    circle.desk.put(Pupil(key="p1"), postcode="5555 CC")
    circle.pull()
    assert circle.now(item).state is S.CONFLICT


def test_what_the_office_typed_in_earlier_is_confirmed(circle: Circle) -> None:
    item = circle.approve(one(move(circle, child())))
    circle.desk.put(Pupil(key="p1"), postcode="4321AB")
    circle.pull()
    assert circle.now(item).state is S.CONFIRMED


def test_a_child_that_left_the_school_meanwhile_is_not_written(circle: Circle) -> None:
    item = circle.approve(one(move(circle, child())))
    with circle.store.open(SCHOOL) as books:
        books.session.execute(text("UPDATE hub.pupil SET departed_at = now() WHERE key = 'p1'"))
    assert on_the_day(circle, item).state is S.WITHDRAWN


@pytest.mark.parametrize("lost", [{"authority": 0}, {"lives_with": 0}])
def test_who_has_no_say_any_more_on_the_day_needs_a_person_to_decide(circle: Circle, lost: dict[str, int]) -> None:
    item = circle.approve(one(move(circle, child())))
    circle.desk.put(Guardianship(key="p1-g1", pupil="p1", guardian="g1"), **lost)
    circle.pull()
    assert on_the_day(circle, item).state is S.CONFLICT
    assert circle.steps(item)[-1].reason is not None
    circle.approve(item)
    assert on_the_day(circle, item).state is S.SENT


def test_where_the_las_names_no_home_the_new_address_of_the_parent_does_not_stop_the_child(circle: Circle) -> None:
    circle.desk.put(Guardianship(key="p1-g1", pupil="p1", guardian="g1"), lives_with=None)
    circle.desk.put(Guardian(key="g1"), postcode="1234 AB")
    circle.pull()
    item = circle.approve(one(move(circle, child())))
    circle.desk.put(Guardian(key="g1"), postcode="4321 AB")
    circle.pull()
    assert on_the_day(circle, item).state is S.SENT


def test_a_las_that_cannot_be_written_to_gets_its_task_on_the_day(circle: Circle) -> None:
    with circle.store.open(SCHOOL) as books:
        books.plugins.switch("toy_desk", on=False)
    item = circle.approve(one(move(circle, child())))
    assert item.state is S.APPROVED
    with circle.store.open(SCHOOL) as books:
        assert books.changes.counts() == {S.APPROVED: 1}
    assert on_the_day(circle, item, LATER - timedelta(days=1)).state is S.APPROVED
    assert on_the_day(circle, item).state is S.TASK


def test_the_other_parent_who_was_first_stops_the_child_and_nobody_else(circle: Circle) -> None:
    move(circle, home("g2", "Laan"), child("9876 ZZ"), who="g2")
    moved = move(circle, home(), child())
    assert [(each.key, each.field) for each in moved.items] == [("g1", "street")]
    assert [each.key for each in moved.not_asked] == ["p1"]
    nobody = move(circle, child())
    assert nobody.items == ()
    with circle.store.open(SCHOOL) as books:
        assert len({each.request for each in books.changes.items()}) == 2


def test_the_same_form_sent_twice_asks_once(circle: Circle) -> None:
    mark = str(uuid4())
    first = move(circle, home(), child(), mark=mark)
    again = move(circle, home(), child(), mark=mark)
    assert again.before
    assert [each.id for each in again.items] == [each.id for each in first.items]
    assert len({each.request for each in first.items}) == 1
    with circle.store.open(SCHOOL) as books:
        assert len(books.changes.items()) == 2


def test_a_second_move_takes_the_place_of_one_that_waits(circle: Circle) -> None:
    first = circle.approve(one(move(circle, child())))
    second = one(move(circle, child("5678 DE"), on=LATER + timedelta(days=10)))
    assert circle.now(first).state is S.WITHDRAWN
    assert second.state is S.REQUESTED


def test_an_ordinary_wish_does_not_push_a_move_aside(circle: Circle) -> None:
    circle.approve(one(move(circle, home())))
    with pytest.raises(CannotAskError, match="verhuizing"):
        circle.ask("Kerkweg", "street")


def test_the_desk_shows_the_day_and_what_can_be_done(circle: Circle) -> None:
    item = one(move(circle, child()))
    desk = changes.SchoolDesk(
        circle.store, circle.registry, circle.school.id, lambda _: STAFF, STAFF.by, lambda _: True
    )
    asked = desk.details(item.id).change
    assert (asked.effective_on, asked.is_ahead) == (LATER, True)
    assert asked.from_words == changes.from_words(LATER)
    assert Choice.LET_GO not in asked.choices
    waiting = desk.approve(item.id)
    assert {Choice.LET_GO, Choice.REFUSE} <= waiting.choices
    assert desk.let_go(item.id).is_ahead is False


def test_who_is_family_reads_no_day_of_the_other_parents_move(circle: Circle) -> None:
    item = one(move(circle, home()))
    near = replace(STAFF, guardians=frozenset({"g2"}), family=frozenset({(Kind.GUARDIANS, "g1")}))
    desk = desk_of(circle, near)
    shown = desk.details(item.id).change
    assert (shown.hidden, shown.effective_on, shown.from_words) == (True, None, None)
    circle.approve(item, Approver("anna"))
    assert desk.details(item.id).change.is_ahead is False


@pytest.mark.parametrize(
    ("given", "day"),
    [("2027-02-01", date(2027, 2, 1)), ("1-2-2027", date(2027, 2, 1)), ("01/02/2027", date(2027, 2, 1))],
)
def test_a_day_is_read_as_people_and_browsers_write_it(given: str, day: date) -> None:
    assert changes.checked_day(given, date(2026, 12, 1)) == day


@pytest.mark.parametrize("given", ["", "morgen", "31-2-2027", "2026-09-01", "2027-12-01", "99999-01-01"])
def test_no_day_and_one_too_far_off_are_refused(given: str) -> None:
    with pytest.raises(changes.ValueRefusedError):
        changes.checked_day(given, date(2026, 12, 1))


def test_a_day_reads_well_in_both_languages() -> None:
    assert changes.from_words(date(2027, 2, 1)) == Text("per 1 februari 2027", "from 1 February 2027")
