"""The desk of whoever decides: what it shows, what it lets happen, and what it says where somebody else was first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.changes import Approver, SchoolDesk
from hub.contract import Decision, HubError, ItemState, NotAllowedError, NotThereError, Right
from hub.contract.desk import Change, Choice, DecidedAlreadyError, Wanted
from hub.records import Guardian, Guardianship, Kind, Pupil
from hub.store import SchoolEntry

ALL = frozenset(ItemState)


@pytest.fixture
def anna(circle: Any) -> SchoolDesk:
    with circle.store.directory() as directory:
        directory.add_account("anna@school.example", "Anna de Wit")
        directory.add_account("piet@school.example", "Piet Bakker")
    return desk_of(circle, "anna@school.example")


@pytest.fixture
def piet(circle: Any, anna: SchoolDesk) -> SchoolDesk:
    return desk_of(circle, "piet@school.example")


def desk_of(circle: Any, by: str, *guardians: str, rights: frozenset[Right] = frozenset(Right)) -> SchoolDesk:
    approver = Approver(by, frozenset(guardians))
    return SchoolDesk(circle.store, circle.registry, circle.school.id, lambda _: approver, by, rights.__contains__)


def only(desk: SchoolDesk, **wanted: Any) -> Change:
    (change,) = desk.find(Wanted(**wanted)).changes
    return change


def test_a_wish_is_shown_with_who_asks_and_what_he_is_to_which_pupil(circle: Any, anna: SchoolDesk) -> None:
    item = circle.ask("06 1111 2222")
    change = only(anna)
    assert (change.number, change.subject, change.label.nl) == (item.id, "Gea Jansen", "Mobiel nummer")
    assert (change.old_words.nl, change.new_words.nl) == ("06 12345678", "06 11112222")
    assert (change.asked_by.name, change.asked_by.itself, change.asked_by.authority) == ("Gea Jansen", True, True)
    (pupil,) = change.asked_by.pupils
    assert (pupil.name, pupil.authority, pupil.lives_with) == ("Emma Jansen", True, True)
    assert pupil.relation is not None
    assert pupil.relation.nl == "moeder"
    assert change.choices == {Choice.APPROVE, Choice.CORRECT, Choice.REFUSE}


def test_an_approved_change_shows_what_was_sent_to_the_las_and_what_it_answered(circle: Any, anna: SchoolDesk) -> None:
    item = circle.ask("06 1111 2222")
    anna.approve(item.id, mark=only(anna).mark)
    circle.go_on(item)
    circle.pull()
    found = anna.details(item.id)
    assert [each.state for each in found.steps] == [
        ItemState.APPROVED,
        ItemState.SENDING,
        ItemState.SENT,
        ItemState.CONFIRMED,
    ]
    assert found.change.decided_by is not None
    assert found.change.decided_by.nl == "Anna de Wit"
    call = found.calls[0]
    assert call.sent_old_words is not None
    assert call.sent_new_words is not None
    assert (call.sent_old_words.nl, call.sent_new_words.nl) == ("06 12345678", "06 11112222")
    assert call.answer.nl == "Het LAS heeft dit aangenomen."
    assert call.correlation == f"desk-{circle.now(item).write_key}"
    assert found.change.choices == {Choice.UNDO}
    undone = anna.undo(item.id)
    assert (undone.undoes, undone.new_words.nl, undone.asked_by.name) == (item.id, "06 12345678", "Anna de Wit")


def test_the_second_who_decides_hears_who_was_first(circle: Any, anna: SchoolDesk, piet: SchoolDesk) -> None:
    item = circle.ask("06 1111 2222")
    seen = only(piet)
    anna.approve(item.id, mark=seen.mark)
    circle.go_on(item)
    with pytest.raises(DecidedAlreadyError, match=r"Al goedgekeurd door Anna de Wit\.") as told:
        piet.refuse(item.id, "Nee.", mark=seen.mark)
    assert told.value.change.state is ItemState.SENT


def test_a_decision_on_what_has_changed_on_the_screen_is_refused(circle: Any, anna: SchoolDesk, piet: Any) -> None:
    circle.rules.say(Decision.ASK_TWO)
    item = circle.ask("06 1111 2222")
    seen = only(piet)
    anna.approve(item.id, mark=seen.mark, value="06 3333 4444")
    with pytest.raises(DecidedAlreadyError, match="intussen veranderd") as told:
        piet.approve(item.id, mark=seen.mark)
    assert told.value.change.new_words.nl == "06 33334444"
    done = piet.approve(item.id, mark=told.value.change.mark)
    assert (done.state, done.new_words.nl) == (ItemState.APPROVED, "06 33334444")


def test_who_said_yes_is_not_asked_again_and_is_named(circle: Any, anna: SchoolDesk, piet: SchoolDesk) -> None:
    circle.rules.say(Decision.ASK_TWO)
    item = circle.ask("06 1111 2222")
    after = anna.approve(item.id)
    assert (after.approvals, after.needed) == (1, 2)
    assert after.choices == {Choice.REFUSE}
    assert [each.by.nl for each in piet.details(item.id).yeses] == ["Anna de Wit"]
    assert Choice.APPROVE in only(piet).choices


def test_a_teacher_who_is_the_parent_decides_on_no_wish_of_his_own(circle: Any, anna: SchoolDesk) -> None:
    item = circle.ask("06 1111 2222")
    gea = desk_of(circle, "gea@school.example", "g1")
    assert only(gea).choices == frozenset()
    with pytest.raises(HubError, match="uw eigen aanvraag"):
        gea.approve(item.id)
    assert circle.now(item).state is ItemState.REQUESTED


def test_without_the_right_nothing_is_shown_or_decided(circle: Any, anna: SchoolDesk) -> None:
    item = circle.ask("06 1111 2222")
    with pytest.raises(NotAllowedError):
        desk_of(circle, "x@school.example", rights=frozenset({Right.SEE_SCHOOL})).find(Wanted())
    looker = desk_of(circle, "x@school.example", rights=frozenset({Right.SEE_CHANGES}))
    assert only(looker).choices == frozenset()
    for act in (looker.approve, looker.ask_las, looker.typed, looker.undo):
        with pytest.raises(NotAllowedError):
            act(item.id)


def test_an_unknown_outcome_is_asked_about_again(circle: Any, anna: SchoolDesk) -> None:
    circle.desk.order("after", "swallow")
    item = circle.ask("06 1111 2222")
    anna.approve(item.id)
    circle.go_on(item)
    change = only(anna)
    assert (change.state, Choice.ASK_LAS in change.choices) == (ItemState.UNKNOWN, True)
    anna.ask_las(item.id)
    circle.go_on(item)
    assert anna.details(item.id).change.state is ItemState.SENT


def test_a_conflict_gives_the_choice_between_three_values(circle: Any, anna: SchoolDesk) -> None:
    item = circle.ask("06 1111 2222")
    circle.desk.set(Kind.GUARDIANS, "g1", "mobile", "+31655556666")
    circle.pull()
    assert only(anna).overtaken
    assert anna.approve(item.id).state is ItemState.CONFLICT
    change = only(anna)
    assert [each.nl for each in (change.old_words, change.known_words, change.new_words)] == [
        "06 12345678",
        "06 55556666",
        "06 11112222",
    ]
    assert anna.approve(item.id, mark=change.mark).state is ItemState.APPROVED


def test_a_task_that_was_typed_over_says_by_whom_and_ends_when_the_las_shows_it(circle: Any, anna: Any) -> None:
    with circle.store.open(circle.school.id) as books:
        books.plugins.switch("toy_desk", on=False)
    item = circle.ask("06 1111 2222")
    assert anna.approve(item.id).state is ItemState.TASK
    assert Choice.TYPED in only(anna).choices
    change = anna.typed(item.id)
    assert (change.typed_by.nl, Choice.TYPED in change.choices) == ("Anna de Wit", False)
    assert change.state is ItemState.TASK
    with circle.store.open(circle.school.id) as books:
        books.plugins.switch("toy_desk", on=True)
    circle.desk.set(Kind.GUARDIANS, "g1", "mobile", "+31611112222")
    circle.pull()
    assert anna.details(item.id).change.state is ItemState.CONFIRMED


def test_a_list_is_read_page_by_page_in_both_directions(circle: Any, anna: SchoolDesk) -> None:
    numbers = many(circle, 7)
    first = anna.find(Wanted(limit=3))
    second = anna.find(Wanted(limit=3, after=first.next or 0))
    third = anna.find(Wanted(limit=3, after=second.next or 0))
    assert [each.number for page in (first, second, third) for each in page.changes] == numbers
    assert third.next is None
    newest = anna.find(Wanted(limit=3, newest_first=True))
    assert [each.number for each in newest.changes] == numbers[:-4:-1]
    assert [each.number for each in anna.find(Wanted(limit=9, newest_first=True, after=newest.next or 0)).changes] == (
        numbers[-4::-1]
    )


def test_a_list_is_narrowed_by_field_class_asker_and_whether_a_rule_decided(circle: Any, anna: SchoolDesk) -> None:
    circle.desk.put(Pupil(key="p2"), first_name="Bo", last_name="Smit", group="7a")
    circle.desk.put(Guardianship(key="p2-g2", pupil="p2", guardian="g2"), pupil="p2", guardian="g2", authority=1)
    circle.pull()
    mobile = circle.ask("06 1111 2222")
    city = circle.ask("Breda", "city", guardian="g2")
    assert only(anna, field="mobile", kind=Kind.GUARDIANS).number == mobile.id
    assert only(anna, asker="piet").number == city.id
    assert only(anna, group="7a").number == city.id
    assert anna.find(Wanted(asker="100%")).changes == ()
    assert anna.find(Wanted(automatic=True)).changes == ()
    circle.rules.say(Decision.AUTOMATIC)
    circle.more_rules.say(Decision.AUTOMATIC)
    by_itself = circle.ask("Anders", "last_name")
    assert only(anna, states=ALL, automatic=True).number == by_itself.id
    assert len(anna.find(Wanted(states=ALL, automatic=False)).changes) == 2


def test_counts_tell_how_many_wait_in_each_state(circle: Any, anna: SchoolDesk) -> None:
    many(circle, 3)
    item = circle.ask("06 1111 2222")
    anna.refuse(item.id, "Dit nummer klopt niet.")
    assert anna.counts() == {ItemState.REQUESTED: 3}
    refused = only(anna, states=frozenset({ItemState.REFUSED}))
    assert refused.why is not None
    assert refused.why.nl == "Dit nummer klopt niet."


def test_what_moved_lately_is_told_with_who_moved_it(circle: Any, anna: SchoolDesk) -> None:
    item, other = circle.ask("06 1111 2222"), circle.ask("Breda", "city")
    anna.refuse(item.id, "Nee.")
    moved = anna.moved(datetime.now(UTC) - timedelta(minutes=1))
    assert [(each.number, each.state) for each in moved] == [
        (item.id, ItemState.REFUSED),
        (other.id, ItemState.REQUESTED),
    ]
    assert moved[0].by.nl == "Anna de Wit"
    assert anna.moved(datetime.now(UTC) + timedelta(minutes=1)) == []


def test_another_schools_changes_are_not_there(circle: Any, anna: SchoolDesk, other_school: SchoolEntry) -> None:
    item = circle.ask("06 1111 2222")
    elsewhere = replace(anna, school=other_school.id)
    assert elsewhere.find(Wanted(states=ALL)).changes == ()
    assert elsewhere.moved(datetime.now(UTC) - timedelta(minutes=1)) == []
    for act in (elsewhere.details, elsewhere.approve, elsewhere.typed):
        with pytest.raises(NotThereError):
            act(item.id)


def test_the_other_fields_of_a_request_stand_beside_it(circle: Any, anna: SchoolDesk) -> None:
    from hub import changes
    from hub.changes import Wish

    wishes = [
        Wish(kind=Kind.GUARDIANS, key="g1", field=field, value=value)
        for field, value in (("street", "Dorpsstraat"), ("house_number", "12"))
    ]
    one, other = changes.ask(circle.store, circle.registry, circle.school.code, wishes, guardian="g1")
    assert [each.number for each in anna.details(one.id).beside] == [other.id]


def many(circle: Any, count: int) -> list[int]:
    """Let as many guardians ask for something as are wanted."""
    for number in range(count):
        key = f"h{number}"
        circle.desk.put(Guardian(key=key), first_name="An", last_name=f"Ander {number}")
        circle.desk.put(Guardianship(key=f"p1-{key}", pupil="p1", guardian=key), pupil="p1", guardian=key, authority=1)
    circle.pull()
    return [circle.ask("Breda", "city", guardian=f"h{number}").id for number in range(count)]
