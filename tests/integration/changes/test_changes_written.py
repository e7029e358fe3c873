"""Writing back: whatever the LAS does, one effect, or an outcome that is shown as unknown."""

import pytest
from sqlalchemy import text

from hub import changes
from hub.contract import Secret
from hub.records import Kind, Text
from hub.store import Item, ItemState
from tests.integration.changes.conftest import SCHOOL, STAFF, Circle

NEW = "+31611112222"
OFF = Text(
    "Dit wacht. De koppeling met Bureau staat uit voor deze school. Zet haar aan bij Plugins (of met 'hub plugin on "
    "toy_desk').",
    "This waits. The coupling with Desk is off for this school. Turn it on under Plugins (or with 'hub plugin on "
    "toy_desk').",
)
ONCE = [("guardians", "g1", "mobile", NEW)]


def approved(circle: Circle) -> Item:
    return circle.approve(circle.ask(NEW))


def test_the_whole_circle_ends_when_the_las_itself_shows_it(circle: Circle) -> None:
    item = circle.go_on(approved(circle))
    assert item.state is ItemState.SENT
    assert circle.go_on(item).state is ItemState.SENT
    run = circle.pull()
    assert circle.now(item).state is ItemState.CONFIRMED
    assert (circle.steps(item)[-1].by, circle.steps(item)[-1].run) == ("las", run)
    assert circle.states(item) == ["approved", "sending", "sent", "confirmed"]
    assert circle.desk.effects() == ONCE
    with circle.store.open(SCHOOL) as books:
        calls = [(each.act, each.outcome, each.correlation) for each in books.changes.attempts(item.id)]
    assert calls == [("write", "receipt", f"desk-{item.write_key}"), ("read_back", "done", None)]


def test_the_echo_starts_nothing_new_and_comes_once(circle: Circle) -> None:
    item = circle.go_on(approved(circle))
    circle.pull()
    circle.pull()
    assert circle.states(item).count("confirmed") == 1
    with circle.store.open(SCHOOL) as books:
        assert len(books.changes.items()) == 1


def test_done_says_the_las_and_the_hub_asks_for_a_pull_that_shows_it(circle: Circle) -> None:
    circle.go_on(approved(circle), times=3)
    with circle.store.open(SCHOOL) as books:
        waiting = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'pull_in'")
        assert books.session.scalar(waiting) == 1


def test_done_that_no_pull_ever_shows_ends_as_a_visible_unknown(circle: Circle) -> None:
    item = circle.go_on(approved(circle))
    item = circle.go_on(item, times=14)
    assert item.state is ItemState.UNKNOWN
    assert "Kijk het na in het LAS" in str(circle.steps(item)[-1].reason)
    circle.pull()
    assert circle.now(item).state is ItemState.CONFIRMED


def test_a_las_that_is_away_is_waited_for_and_nothing_was_sent(circle: Circle) -> None:
    circle.desk.order("before", "unavailable", times=2)
    item = circle.go_on(approved(circle), times=2)
    assert (item.state, item.tries) == (ItemState.APPROVED, 2)
    assert circle.desk.effects() == []
    assert circle.go_on(item).state is ItemState.SENT
    assert circle.desk.effects() == ONCE


def test_a_las_that_is_away_while_it_is_asked_is_asked_less_and_less_and_no_person_is_bothered(circle: Circle) -> None:
    item = circle.go_on(approved(circle))
    circle.desk.order("read_back", "unavailable", times=15)
    pauses = []
    for _ in range(15):
        item = circle.go_on(item)
        with circle.store.open(SCHOOL) as books:
            due = books.session.execute(text("SELECT extract(epoch FROM look_at - now()) FROM hub.change_item"))
            pauses.append(float(due.scalar_one()))
    assert (item.state, item.tries) == (ItemState.SENT, 0)
    assert pauses[14] > 100 > pauses[9] > 3 > pauses[5]
    assert circle.go_on(item, times=2).state is ItemState.SENT
    assert circle.now(item).tries > 0


def test_a_refusal_is_shown_with_the_reason_of_the_las_and_not_repeated(circle: Circle) -> None:
    circle.desk.order("before", "refuse")
    item = circle.go_on(approved(circle), times=3)
    assert item.state is ItemState.FAILED
    assert str(circle.steps(item)[-1].reason) == "Dit mag niet van het bureau."
    assert circle.desk.effects() == []
    again = circle.approve(item)
    assert again.write_key != item.write_key
    assert circle.go_on(again).state is ItemState.SENT
    assert circle.desk.effects() == ONCE


@pytest.mark.parametrize("fault", ["swallow", "crash"])
def test_no_answer_after_sending_is_read_back_and_never_sent_again(circle: Circle, fault: str) -> None:
    circle.desk.order("after", fault)
    item = circle.go_on(approved(circle))
    assert item.state is ItemState.UNKNOWN
    item = circle.go_on(item)
    assert item.state is ItemState.SENT
    circle.pull()
    assert circle.now(item).state is ItemState.CONFIRMED
    assert circle.desk.effects() == ONCE
    assert circle.desk.calls("write") == 1


@pytest.mark.parametrize("fault", ["swallow", "crash"])
def test_no_answer_where_nothing_arrived_is_sent_again_after_the_las_said_so(circle: Circle, fault: str) -> None:
    circle.desk.order("before", fault)
    item = circle.go_on(approved(circle))
    assert item.state is ItemState.UNKNOWN
    item = circle.go_on(item)
    assert item.state is ItemState.APPROVED
    again = circle.go_on(item)
    assert (again.state, again.write_key) == (ItemState.SENT, item.write_key)
    assert circle.desk.effects() == ONCE


def test_a_crash_of_a_plugin_is_named_without_its_words(circle: Circle) -> None:
    circle.desk.order("after", "crash")
    item = circle.go_on(approved(circle))
    with circle.store.open(SCHOOL) as books:
        assert [(each.key, each.hook, each.error_class) for each in books.plugins.faults()] == [
            ("toy_desk", "write", "ValueError")
        ]
        told = str([books.changes.attempts(item.id), books.changes.steps(item.id), books.plugins.faults()])
    assert "g.jansen" not in told


def test_a_las_that_cannot_tell_leaves_it_unknown_until_a_person_sends_it_again_with_the_same_key(
    circle: Circle,
) -> None:
    circle.desk.order("before", "swallow")
    circle.desk.order("read_back", "unknown", times=100)
    item = circle.go_on(approved(circle), times=16)
    assert item.state is ItemState.UNKNOWN
    questions = circle.desk.calls("read_back")
    assert circle.go_on(item).state is ItemState.UNKNOWN
    assert circle.desk.calls("read_back") == questions
    again = circle.approve(item)
    assert (again.state, again.write_key) == (ItemState.APPROVED, item.write_key)
    assert circle.go_on(again).state is ItemState.SENT
    assert circle.desk.effects() == ONCE


@pytest.mark.parametrize(("word", "state"), [("refused", ItemState.FAILED), ("conflict", ItemState.CONFLICT)])
def test_a_las_that_carries_it_out_later_may_still_say_no(circle: Circle, word: str, state: ItemState) -> None:
    item = circle.go_on(approved(circle))
    circle.desk.order("read_back", "going", times=2)
    assert circle.go_on(item, times=2).state is ItemState.SENT
    circle.desk.order("read_back", word)
    assert circle.go_on(item).state is state


def test_what_changed_in_the_las_before_the_pull_is_a_conflict_of_the_las_itself(circle: Circle) -> None:
    item = approved(circle)
    circle.desk.set(Kind.GUARDIANS, "g1", "mobile", "+31699999999")
    assert circle.go_on(item).state is ItemState.CONFLICT
    assert circle.desk.effects() == []


@pytest.mark.parametrize("state", [ItemState.APPROVED, ItemState.TASK, ItemState.SENT])
def test_a_pull_that_shows_a_third_value_takes_what_was_decided_back_to_a_person(
    circle: Circle, state: ItemState
) -> None:
    item = standing(circle, state)
    circle.desk.set(Kind.GUARDIANS, "g1", "mobile", "+31699999999")
    run = circle.pull()
    step = circle.steps(item)[-1]
    assert (step.old, step.new, step.run) == (state, ItemState.CONFLICT, run)
    assert step.known == {"base": "+31612345678", "known": "+31699999999", "wanted": NEW}
    decided = circle.approve(item, seen="+31699999999")
    assert (decided.state, decided.base) == (ItemState.APPROVED, "+31699999999")
    assert decided.write_key != item.write_key


@pytest.mark.parametrize("state", [ItemState.REQUESTED, ItemState.APPROVED, ItemState.TASK, ItemState.SENT])
def test_a_pull_that_shows_the_old_value_or_another_field_leaves_an_item_alone(
    circle: Circle, state: ItemState
) -> None:
    item = standing(circle, state)
    circle.desk.set(Kind.GUARDIANS, "g1", "mobile", "06 1234 5678")
    circle.desk.set(Kind.GUARDIANS, "g1", "city", "Assen")
    circle.pull()
    assert circle.now(item).state is state


def test_a_third_value_does_not_hide_that_nobody_knows_what_came_of_a_write(circle: Circle) -> None:
    circle.desk.order("after", "swallow")
    item = circle.go_on(approved(circle))
    circle.desk.set(Kind.GUARDIANS, "g1", "mobile", "+31699999999")
    circle.pull()
    assert circle.now(item).state is ItemState.UNKNOWN


def standing(circle: Circle, state: ItemState) -> Item:
    """Return an item in a state."""
    item = circle.ask(NEW)
    if state is ItemState.TASK:
        circle.desk.order("before", "by_hand")
    if state is not ItemState.REQUESTED:
        item = circle.approve(item)
    if state in (ItemState.SENT, ItemState.TASK):
        item = circle.go_on(item)
    assert item.state is state
    circle.desk.set(Kind.GUARDIANS, "g1", "mobile", "+31612345678")
    return item


def test_what_changed_between_approval_and_write_goes_back_to_a_person(circle: Circle) -> None:
    item = approved(circle)
    circle.desk.set(Kind.GUARDIANS, "g1", "mobile", "+31699999999")
    circle.pull()
    assert circle.go_on(item).state is ItemState.CONFLICT
    assert circle.desk.calls("write") == 0
    assert circle.steps(item)[-1].known == {"base": "+31612345678", "known": "+31699999999", "wanted": NEW}


def test_a_pull_that_overtakes_the_answer_confirms(circle: Circle) -> None:
    circle.desk.order("after", "swallow")
    item = circle.go_on(approved(circle))
    circle.pull()
    assert circle.now(item).state is ItemState.CONFIRMED
    assert circle.go_on(item).state is ItemState.CONFIRMED
    assert circle.desk.calls("read_back") == 0


def test_an_item_found_in_the_midst_of_sending_is_asked_after_and_not_sent(circle: Circle) -> None:
    item = approved(circle)
    with circle.store.open(SCHOOL) as books:
        books.changes.move(item, ItemState.SENDING)
    item = circle.go_on(item)
    assert circle.states(item)[-2:] == ["unknown", "approved"]
    assert circle.desk.calls("read_back") == 1
    assert circle.go_on(item).state is ItemState.SENT
    assert circle.desk.effects() == ONCE


def test_two_who_go_on_at_once_are_one(circle: Circle) -> None:
    item = approved(circle)
    with circle.store.open(SCHOOL) as turn:
        assert turn.changes.take_turn(item.id)
        assert circle.go_on(item).state is ItemState.APPROVED
    assert circle.go_on(item).state is ItemState.SENT


def test_a_job_that_comes_too_early_does_nothing(circle: Circle) -> None:
    item = approved(circle)
    with circle.store.open(SCHOOL) as books:
        books.changes.look_again(item, 60, 0)
    changes.go_on(circle.store, circle.registry, circle.school.id, item.id)
    assert circle.now(item).state is ItemState.APPROVED


def test_a_coupling_that_is_set_wrongly_lets_changes_wait(circle: Circle) -> None:
    item = approved(circle)
    with circle.store.open(SCHOOL) as books:
        books.plugins.choose_las("toy_desk")
        books.plugins.switch("toy_desk", on=False)
    item = circle.go_on(item)
    assert (item.state, item.waits_for) == (ItemState.APPROVED, OFF)
    with circle.store.open(SCHOOL) as books:
        assert not books.changes.is_due(item.id)
    with circle.store.open(SCHOOL) as books:
        books.plugins.switch("toy_desk", on=True)
    with circle.store.open(SCHOOL) as books:
        assert books.changes.is_due(item.id), "it goes on at once, and not when its time comes"
    changes.go_on(circle.store, circle.registry, circle.school.id, item.id)
    item = circle.now(item)
    assert (item.state, item.waits_for) == (ItemState.SENT, None)


def test_a_coupling_that_misses_a_setting_says_which_until_it_is_set(circle: Circle) -> None:
    item = approved(circle)
    with circle.store.open(SCHOOL) as books:
        books.plugins.choose_las("toy_desk")
        books.plugins.save("toy_desk", {"file": circle.desk.path}, {"key": None})
    item = circle.go_on(item, times=3)
    assert item.state is ItemState.APPROVED
    assert "Sleutel: Vul dit in." in str(item.waits_for)
    assert circle.states(item) == ["approved"]
    with circle.store.open(SCHOOL) as books:
        books.plugins.save("toy_desk", {"file": circle.desk.path}, {"key": Secret("open sesam")})
    changes.go_on(circle.store, circle.registry, circle.school.id, item.id)
    assert circle.now(item).state is ItemState.SENT


@pytest.mark.parametrize(("act", "state"), [("before", ItemState.APPROVED), ("read_back", ItemState.SENT)])
def test_credentials_that_are_refused_wait_for_the_school_and_not_for_a_person_who_looks_it_up(
    circle: Circle, act: str, state: ItemState
) -> None:
    circle.desk.order(act, "credentials", times=20)
    item = circle.go_on(approved(circle), times=16)
    assert item.state is state
    assert "Dit wacht." in str(item.waits_for)
    circle.desk.order(act, "")
    circle.go_on(item)
    assert circle.now(item).state is ItemState.SENT
    assert circle.desk.effects() == ONCE


def test_a_lost_job_is_replaced(circle: Circle) -> None:
    item = approved(circle)
    with circle.store.open(SCHOOL) as books:
        books.session.execute(text("DELETE FROM procrastinate_jobs"))
    changes.tend(circle.store, circle.registry, circle.school.id, patience=0.0)
    with circle.store.open(SCHOOL) as books:
        rows = books.session.execute(text("SELECT task_name, args FROM procrastinate_jobs")).all()
    assert [tuple(row) for row in rows] == [("write_back", {"school": circle.school.id, "item": item.id})]


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (ItemState.APPROVED, ItemState.FAILED),
        (ItemState.SENDING, ItemState.UNKNOWN),
        (ItemState.SENT, ItemState.UNKNOWN),
        (ItemState.UNKNOWN, ItemState.UNKNOWN),
    ],
)
def test_what_kills_its_workers_is_left_to_a_person(circle: Circle, state: ItemState, after: ItemState) -> None:
    item = approved(circle)
    with circle.store.open(SCHOOL) as books:
        for step in (ItemState.SENDING, ItemState.SENT if state is ItemState.SENT else ItemState.UNKNOWN):
            if item.state is not state and state is not ItemState.APPROVED:
                item = books.changes.move(item, step)
    changes.give_up(circle.store, circle.school.id, item.id)
    assert circle.now(item).state is after


def without_write_back(circle: Circle) -> None:
    """Let the school's LAS be one that reads files only."""
    with circle.store.open(SCHOOL) as books:
        books.plugins.switch("toy_desk", on=False)


def test_for_a_las_without_write_back_an_approved_change_is_a_task(circle: Circle) -> None:
    item = circle.ask(NEW)
    without_write_back(circle)
    task = circle.approve(item)
    assert task.state is ItemState.TASK
    assert circle.go_on(task).state is ItemState.TASK


def test_what_the_las_takes_by_hand_only_is_a_task_with_its_reason(circle: Circle) -> None:
    circle.desk.order("before", "by_hand")
    item = circle.go_on(approved(circle), times=2)
    assert (item.state, str(circle.steps(item)[-1].reason)) == (ItemState.TASK, "Dit mag niet van het bureau.")
    assert circle.desk.calls("write") == 0
    circle.desk.set(Kind.GUARDIANS, "g1", "mobile", NEW)
    circle.pull()
    assert circle.now(item).state is ItemState.CONFIRMED


def test_the_next_import_closes_a_task_that_was_done_and_leaves_one_that_was_not(circle: Circle) -> None:
    items = [circle.ask(NEW), circle.ask("gea@example.org", "email")]
    without_write_back(circle)
    done, waiting = (circle.approve(each) for each in items)
    with circle.store.open(SCHOOL) as books:
        books.plugins.switch("toy_desk", on=True)
        books.plugins.save("toy_desk", {"file": circle.desk.path}, {"key": Secret("open sesam")})
    circle.desk.set(Kind.GUARDIANS, "g1", "mobile", NEW)
    run = circle.pull()
    assert (circle.now(done).state, circle.steps(done)[-1].run) == (ItemState.CONFIRMED, run)
    assert circle.now(waiting).state is ItemState.TASK


def test_a_task_may_be_refused_after_all(circle: Circle) -> None:
    item = circle.ask(NEW)
    without_write_back(circle)
    task = circle.approve(item)
    refused = changes.refuse(circle.store, SCHOOL, task.id, approver=STAFF, reason="Klopt niet.")
    assert refused.state is ItemState.REFUSED
