"""Asking and deciding: who may, what the policies say, and what the LAS holds by then."""

from typing import Any

import psycopg
import pytest

from hub import changes
from hub.changes import Approver, CannotAskError, CannotDecideError, ValueRefusedError, Wish
from hub.contract import Decision, Verdict
from hub.records import Kind, Text
from hub.store import Asked, ItemState
from tests.integration.changes.conftest import OTHER_STAFF, SCHOOL, STAFF, Circle

NEW = "06 1111 2222"
E164 = "+31611112222"


def jobs(circle: Circle) -> list[Any]:
    with psycopg.connect(circle.store.conninfo) as connection:
        return connection.execute("SELECT task_name, args FROM procrastinate_jobs ORDER BY id").fetchall()


def test_a_wish_waits_for_a_person_where_no_policy_speaks(circle: Circle) -> None:
    item = circle.ask(NEW)
    assert (item.state, item.base, item.wanted) == (ItemState.REQUESTED, "+31612345678", E164)
    assert (item.guardian, item.self_asked, item.has_authority) == ("g1", True, True)
    assert item.verdict.decision is Decision.ASK_STAFF
    assert jobs(circle) == []


def test_an_approval_puts_the_write_in_the_queue_in_its_own_transaction(circle: Circle) -> None:
    item = circle.approve(circle.ask(NEW))
    assert item.state is ItemState.APPROVED
    assert jobs(circle) == [("write_back", {"school": circle.school.id, "item": item.id})]
    assert circle.steps(item)[-1].by == STAFF.by


def test_what_the_las_has_already_is_confirmed_at_once(circle: Circle) -> None:
    item = circle.ask("06-12345678")
    assert item.state is ItemState.CONFIRMED
    assert "had deze waarde al" in str(circle.steps(item)[-1].reason)
    assert jobs(circle) == []


def test_a_wish_made_on_an_old_page_comes_in_as_a_conflict_with_its_three_values(circle: Circle) -> None:
    item = circle.ask(NEW, seen="+31600000000")
    assert item.state is ItemState.CONFLICT
    assert circle.steps(item)[-1].known == {"base": "+31600000000", "known": "+31612345678", "wanted": E164}


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        (Decision.AUTOMATIC, ItemState.APPROVED),
        (Decision.ASK_STAFF, ItemState.REQUESTED),
        (Decision.ASK_TWO, ItemState.REQUESTED),
        (Decision.NEVER, ItemState.REFUSED),
    ],
)
def test_a_policy_decides_whether_a_person_looks(circle: Circle, decision: Decision, state: ItemState) -> None:
    circle.rules.say(decision)
    item = circle.ask(NEW)
    assert item.state is state
    assert item.verdict.decision is decision
    assert len(jobs(circle)) == (decision is Decision.AUTOMATIC)
    if decision in (Decision.AUTOMATIC, Decision.NEVER):
        assert (circle.steps(item)[-1].by, str(circle.steps(item)[-1].reason)) == ("hub", "Regel 3.")


def test_a_policy_that_fails_asks_a_person_and_is_named(circle: Circle) -> None:
    circle.rules.says = lambda _item: 1 / 0  # type: ignore[assignment,return-value]
    circle.more_rules.say(Decision.AUTOMATIC)
    assert circle.ask(NEW).verdict.decision is Decision.ASK_STAFF
    with circle.store.open(SCHOOL) as books:
        assert [(each.key, each.hook) for each in books.plugins.faults()] == [("rules", "approval_policy")]


def test_turning_a_policy_off_is_only_ever_stricter(circle: Circle) -> None:
    circle.rules.say(Decision.AUTOMATIC)
    with circle.store.open(SCHOOL) as books:
        books.plugins.switch("rules", on=False)
    assert circle.ask(NEW).state is ItemState.REQUESTED


def test_a_plugin_that_is_on_and_gone_may_have_had_a_rule(circle: Circle) -> None:
    circle.rules.say(Decision.AUTOMATIC)
    with circle.store.open(SCHOOL) as books:
        books.plugins.switch("gone", on=True)
    assert circle.ask(NEW).state is ItemState.REQUESTED


def test_a_policy_that_became_stricter_counts_at_the_approval(circle: Circle) -> None:
    item = circle.ask(NEW)
    circle.rules.say(Decision.ASK_TWO)
    assert circle.approve(item).state is ItemState.REQUESTED
    assert circle.approve(item, OTHER_STAFF).state is ItemState.APPROVED
    other = circle.ask("x@example.nl", "email")
    circle.rules.say(Decision.NEVER)
    with pytest.raises(CannotDecideError, match="Regel 3"):
        circle.approve(other)


def test_four_eyes_are_two_different_people(circle: Circle) -> None:
    circle.rules.say(Decision.ASK_TWO)
    item = circle.ask(NEW)
    assert circle.approve(item).state is ItemState.REQUESTED
    with pytest.raises(CannotDecideError, match="tweede persoon"):
        circle.approve(item)
    assert circle.approve(item, OTHER_STAFF).state is ItemState.APPROVED


def test_a_policy_that_became_milder_does_not_count_at_the_approval(circle: Circle) -> None:
    circle.rules.say(Decision.ASK_TWO)
    item = circle.ask(NEW)
    circle.rules.say(Decision.AUTOMATIC)
    assert circle.approve(item).state is ItemState.REQUESTED
    assert circle.approve(item, OTHER_STAFF).state is ItemState.APPROVED


def test_of_two_policies_the_strictest_counts(circle: Circle) -> None:
    circle.rules.say(Decision.AUTOMATIC)
    circle.more_rules.say(Decision.ASK_TWO)
    assert circle.ask(NEW).verdict.decision is Decision.ASK_TWO


def test_a_correction_after_the_first_approval_asks_for_both_again(circle: Circle) -> None:
    circle.rules.say(Decision.ASK_TWO)
    item = circle.ask(NEW)
    circle.approve(item)
    corrected = circle.approve(item, OTHER_STAFF, value="06 33334444")
    assert (corrected.state, corrected.wanted, corrected.value) == (ItemState.REQUESTED, E164, "+31633334444")
    assert corrected.correction == {"value": "+31633334444", "by": OTHER_STAFF.by}
    assert circle.approve(item).state is ItemState.APPROVED


@pytest.mark.parametrize("own", [Approver("guardian:g1"), Approver("g1"), Approver("anna@school", frozenset({"g1"}))])
def test_nobody_approves_his_own_wish(circle: Circle, own: Approver) -> None:
    item = circle.ask(NEW)
    with pytest.raises(CannotDecideError, match="eigen aanvraag"):
        circle.approve(item, own)
    assert circle.now(item).state is ItemState.REQUESTED


def test_the_school_refuses_with_a_reason_that_is_kept(circle: Circle) -> None:
    item = circle.ask(NEW)
    with pytest.raises(CannotDecideError, match="reden"):
        changes.refuse(circle.store, SCHOOL, item.id, approver=STAFF, reason="  ")
    refused = changes.refuse(circle.store, SCHOOL, item.id, approver=STAFF, reason="Bel ons even.")
    assert refused.state is ItemState.REFUSED
    assert str(circle.steps(item)[-1].reason) == "Bel ons even."
    with pytest.raises(CannotDecideError, match="Dit kan nu niet"):
        circle.approve(item)


def test_only_who_asked_withdraws_and_not_once_it_is_sent(circle: Circle) -> None:
    item = circle.ask(NEW)
    with pytest.raises(CannotDecideError, match="wie dit vroeg"):
        changes.withdraw(circle.store, SCHOOL, item.id, approver=STAFF)
    assert changes.withdraw(circle.store, SCHOOL, item.id, approver=Approver("g1")).state is ItemState.WITHDRAWN
    sent = circle.go_on(circle.approve(circle.ask(NEW)))
    assert sent.state is ItemState.SENT
    with pytest.raises(CannotDecideError, match="Dit kan nu niet"):
        changes.withdraw(circle.store, SCHOOL, sent.id, approver=Approver("g1"))


def test_an_approved_wish_that_is_withdrawn_is_not_sent(circle: Circle) -> None:
    item = circle.approve(circle.ask(NEW))
    changes.withdraw(circle.store, SCHOOL, item.id, approver=Approver("g1"))
    assert circle.go_on(item).state is ItemState.WITHDRAWN
    assert circle.desk.effects() == []


def test_a_new_wish_takes_the_place_of_the_same_askers_old_one(circle: Circle) -> None:
    first = circle.ask(NEW)
    second = circle.ask("06 33334444")
    assert (circle.now(first).state, second.state) == (ItemState.WITHDRAWN, ItemState.REQUESTED)
    circle.approve(second)
    with pytest.raises(CannotAskError, match="onderweg"):
        circle.ask(NEW)


def test_a_wish_of_another_about_the_same_field_waits_its_turn_and_shows_no_value(circle: Circle) -> None:
    def ask(guardian: str, value: str) -> Any:
        wish = Wish(kind=Kind.PUPILS, key="p1", field="first_name", value=value)
        return changes.ask(circle.store, circle.registry, SCHOOL, [wish], guardian=guardian)

    ask("g1", "Emmy")
    with pytest.raises(CannotAskError, match="Iemand anders") as refused:
        ask("g2", "Emma-Lou")
    assert "Emmy" not in refused.value.text.nl


def test_all_wishes_of_a_request_are_asked_or_none(circle: Circle) -> None:
    wishes = [
        Wish(kind=Kind.GUARDIANS, key="g1", field="mobile", value=NEW),
        Wish(kind=Kind.GUARDIANS, key="g2", field="mobile", value=NEW),
    ]
    with pytest.raises(CannotAskError, match="iemand anders"):
        changes.ask(circle.store, circle.registry, SCHOOL, wishes, guardian="g1")
    with pytest.raises(ValueRefusedError, match="geen telefoonnummer"):
        circle.ask("12")
    with pytest.raises(CannotAskError, match="staat niet"):
        circle.ask(NEW, guardian="nobody")
    with circle.store.open(SCHOOL) as books:
        assert books.changes.items() == []


def test_what_the_las_changed_meanwhile_goes_back_to_a_person_who_chooses(circle: Circle) -> None:
    item = circle.ask(NEW)
    circle.desk.set(Kind.GUARDIANS, "g1", "mobile", "+31699999999")
    circle.pull()
    conflict = circle.approve(item)
    assert conflict.state is ItemState.CONFLICT
    assert circle.steps(item)[-1].known == {"base": "+31612345678", "known": "+31699999999", "wanted": E164}
    with pytest.raises(CannotDecideError, match="andere waarde dan u zag"):
        circle.approve(item, seen="+31612345678")
    chosen = circle.approve(item, seen="+31699999999")
    assert (chosen.state, chosen.base) == (ItemState.APPROVED, "+31699999999")
    assert circle.go_on(item).state is ItemState.SENT
    assert circle.desk.get(Kind.GUARDIANS, "g1", "mobile") == E164


def test_a_wish_that_the_las_got_otherwise_is_confirmed_by_the_pull(circle: Circle) -> None:
    item = circle.ask(NEW)
    circle.desk.set(Kind.GUARDIANS, "g1", "mobile", E164)
    run = circle.pull()
    assert circle.now(item).state is ItemState.CONFIRMED
    assert circle.steps(item)[-1].run == run


def test_undoing_is_a_new_wish_under_the_same_policy(circle: Circle) -> None:
    item = circle.go_on(circle.approve(circle.ask(NEW)))
    with pytest.raises(CannotDecideError, match="in het LAS staat"):
        changes.undo(circle.store, circle.registry, SCHOOL, item.id, approver=STAFF)
    circle.pull()
    back = changes.undo(circle.store, circle.registry, SCHOOL, item.id, approver=STAFF)
    assert (back.state, back.base, back.wanted, back.undoes) == (
        ItemState.REQUESTED,
        E164,
        "+31612345678",
        item.id,
    )
    with pytest.raises(CannotDecideError, match="eigen aanvraag"):
        circle.approve(back)
    circle.go_on(circle.approve(back, OTHER_STAFF))
    circle.pull()
    assert circle.now(back).state is ItemState.CONFIRMED
    assert circle.desk.get(Kind.GUARDIANS, "g1", "mobile") == "+31612345678"


def test_what_is_kept_of_an_item_is_what_the_policy_was_asked(circle: Circle) -> None:
    asked: list[Any] = []
    circle.rules.says = lambda item: asked.append(item) or Verdict(Decision.ASK_STAFF, Text("x", "x"))  # type: ignore[func-returns-value]
    item = circle.ask(NEW)
    (given,) = asked
    kept = Asked(
        **{name: getattr(given, name) for name in ("kind", "key", "field", "base", "wanted")},
        self_asked=given.asked_by_self,
        has_authority=given.asker_has_authority,
        verdict=item.verdict,
    )
    assert (kept.kind, kept.key, kept.base, kept.wanted) == (item.kind, item.key, item.base, item.wanted)
    assert (kept.self_asked, kept.has_authority) == (item.self_asked, item.has_authority)
