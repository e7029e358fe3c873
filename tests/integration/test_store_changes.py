"""Items move along the moves that exist and no other, whoever writes to the database, and keep how they came there."""

from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError, ProgrammingError

from hub.contract import SILENCE, ChangeMoved, Decision, Verdict
from hub.records import Kind, Text
from hub.store import ENDS, MOVES, Asked, Item, ItemState, SchoolEntry, Store
from hub.store.books import Books

WHY = Text("Omdat.", "Because.")


def add(books: Books, field: str = "email", key: str = "g1") -> Item:
    asked = Asked(
        kind=Kind.GUARDIANS,
        key=key,
        field=field,
        base="a@b.nl",
        wanted=None,
        self_asked=True,
        has_authority=True,
        verdict=SILENCE,
    )
    return books.changes.add(books.changes.request("g1"), asked)


def test_the_database_knows_the_moves_of_the_code(store: Store) -> None:
    with psycopg.connect(store.conninfo) as connection:
        kept = set(connection.execute("SELECT from_state, to_state FROM hub.change_move").fetchall())
    assert kept == {(old.value, new.value) for old, moves in MOVES.items() for new in moves}


def test_an_item_is_read_back_as_it_was_asked(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id, by="anna") as books:
        made = add(books)
    with store.open(school.id) as books:
        found = books.changes.item(made.id)
    assert found == made
    assert (found.state, found.base, found.wanted, found.value) == (ItemState.REQUESTED, "a@b.nl", None, None)
    assert (found.asked_by, found.guardian, found.verdict) == ("anna", "g1", SILENCE)


@pytest.mark.parametrize("old", ItemState)
def test_only_the_moves_that_exist_can_be_taken(store: Store, school: SchoolEntry, old: ItemState) -> None:
    way = way_to(old)
    for new in ItemState:
        with store.open(school.id) as books:
            item = add(books, key=f"{old}-{new}")
            for state in way:
                item = books.changes.move(item, state, WHY)
        if new in MOVES[old]:
            with store.open(school.id, by="piet") as books:
                assert books.changes.move(item, new, WHY).state is new
                assert [each.new for each in books.changes.steps(item.id)] == [*way, new]
                assert books.changes.steps(item.id)[-1].by == "piet"
        else:
            with pytest.raises(IntegrityError), store.open(school.id) as books:
                books.changes.move(item, new, WHY)


def way_to(state: ItemState) -> list[ItemState]:
    """Return the shortest way from a new item to a state."""
    ways: dict[ItemState, list[ItemState]] = {ItemState.REQUESTED: []}
    for _ in ItemState:
        for reached, way in list(ways.items()):
            for new in sorted(MOVES[reached]):
                ways.setdefault(new, [*way, new])
    return ways[state]


def test_a_step_from_where_the_item_no_longer_stands_fails(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        item = add(books)
        books.changes.move(item, ItemState.APPROVED)
    with pytest.raises(IntegrityError), store.open(school.id) as books:
        books.changes.move(item, ItemState.APPROVED)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE hub.change_item SET state = 'confirmed'",
        "UPDATE hub.change_item SET wanted = '1'",
        "UPDATE hub.change_step SET by = 'x'",
        "DELETE FROM hub.change_step",
        "DELETE FROM hub.change_item",
        "DELETE FROM hub.change_approval",
        "INSERT INTO hub.change_move VALUES ('refused', 'sent')",
    ],
)
def test_nobody_who_serves_can_go_around_the_steps(store: Store, school: SchoolEntry, statement: str) -> None:
    with store.open(school.id) as books:
        add(books)
    with pytest.raises(ProgrammingError, match="permission denied"), store.open(school.id) as books:
        books.session.connection().exec_driver_sql(statement)


@pytest.mark.parametrize("end", sorted(ENDS))
def test_one_item_is_open_for_a_field_until_it_has_ended(store: Store, school: SchoolEntry, end: ItemState) -> None:
    with store.open(school.id) as books:
        first = add(books)
    with pytest.raises(IntegrityError), store.open(school.id) as books:
        add(books)
    with store.open(school.id) as books:
        books.changes.move(first, end)
        assert books.changes.open_item(Kind.GUARDIANS, "g1", "email") is None
        second = add(books)
        assert books.changes.open_item(Kind.GUARDIANS, "g1", "email") == second


def test_items_of_another_school_are_not_there(store: Store, school: SchoolEntry, other_school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        item = add(books)
    with store.open(other_school.id) as books:
        assert books.changes.items() == []
        assert books.changes.find(item.id) is None
    with pytest.raises(IntegrityError), store.open(other_school.id) as books:
        books.changes.move(item, ItemState.APPROVED)


def test_the_same_person_says_yes_once_and_a_yes_to_something_else_no_longer_counts(
    store: Store, school: SchoolEntry
) -> None:
    with store.open(school.id, by="anna") as books:
        item = add(books)
        books.changes.approve(item, "x@y.nl")
    with pytest.raises(IntegrityError), store.open(school.id, by="anna") as books:
        books.changes.approve(item, "x@y.nl")
    with store.open(school.id, by="anna") as books:
        books.changes.drop_approvals(item)
        assert books.changes.approvals(item) == []
        books.changes.approve(item, "z@y.nl")
        assert [(each.by, each.value) for each in books.changes.approvals(item)] == [("anna", "z@y.nl")]


def test_a_decision_anew_is_another_write_and_keeps_the_wish(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id, by="anna") as books:
        item = add(books)
        again = books.changes.rebase(books.changes.correct(item, "c@d.nl"), "new@b.nl")
    assert again.write_key != item.write_key
    assert (again.base, again.wanted, again.value) == ("new@b.nl", None, "c@d.nl")
    assert again.correction == {"value": "c@d.nl", "by": "anna"}


def test_what_the_las_answered_belongs_to_the_write_it_was_asked_about(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        item = add(books)
        attempt = books.changes.begin_attempt(item, "write")
        assert books.changes.attempts(item.id)[0].outcome is None
        books.changes.end_attempt(attempt, "receipt", correlation="c-1")
        assert books.changes.correlation(item) == "c-1"
        assert books.changes.correlation(books.changes.rebase(item, "x")) is None


def test_every_step_is_in_the_audit_trail_without_values_and_is_told(store: Store, school: SchoolEntry) -> None:
    heard: list[Any] = []
    store.listeners.append(lambda _school, event: heard.append(event))
    with store.open(school.id, by="anna") as books:
        item = add(books)
        books.changes.move(item, ItemState.REFUSED, WHY)
    with store.open(school.id) as books:
        entries = books.audit.entries(limit=2)
        assert [(each.act, each.who) for each in entries] == [("change.refused", "anna"), ("change.requested", "anna")]
        assert "a@b.nl" not in str([each.details for each in entries])
    assert [(each.item, each.state) for each in heard if isinstance(each, ChangeMoved)] == [
        (item.id, "requested"),
        (item.id, "refused"),
    ]


def test_a_stricter_verdict_is_kept_with_its_reason(store: Store, school: SchoolEntry) -> None:
    two = Verdict(Decision.ASK_TWO, WHY)
    with store.open(school.id) as books:
        assert books.changes.judge(add(books), two).verdict == two
