"""The audit trail only grows, and shows where somebody meddled with it."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub.records import Kind
from hub.store import Home, SchoolEntry, Store
from tests.conftest import Server


def test_an_act_is_kept_with_who_what_when_and_the_hash_of_its_plan(store: Store, school: SchoolEntry) -> None:
    details = {"added": {"pupils": 3}, "kinds": [Kind.PUPILS], "seconds": 1.5}
    with store.open(school.id, by="juf@example.nl") as books:
        written = books.audit.write("run.applied", "run:7", details, plan_hash="abc")
    with store.open(school.id) as books:
        (entry,) = books.audit.entries()
    assert entry == written
    assert (entry.seq, entry.who, entry.act, entry.subject) == (1, "juf@example.nl", "run.applied", "run:7")
    assert (entry.details, entry.plan_hash) == (
        {"added": {"pupils": 3}, "kinds": ["pupils"], "seconds": "1.5"},
        "abc",
    )


def test_the_trail_is_read_from_the_newest_back_in_pages(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        for number in range(5):
            books.audit.write("act", str(number))
        newest = books.audit.entries(limit=2)
        older = books.audit.entries(before=newest[-1].seq, limit=2)
    assert [entry.subject for entry in (*newest, *older)] == ["4", "3", "2", "1"]


def test_each_school_has_a_chain_of_its_own_and_the_hub_has_one(
    store: Store, school: SchoolEntry, other_school: SchoolEntry
) -> None:
    for each in (school, other_school):
        with store.open(each.id) as books:
            books.audit.write("act", str(each.code))
    with store.open(school.id) as books:
        assert [entry.subject for entry in books.audit.entries()] == ["99XX"]
    with store.directory() as directory:
        assert [entry.subject for entry in directory.audit.entries()] == ["98YY", "99XX"]
        assert directory.audit.verify().whole


def test_an_act_that_is_undone_leaves_no_entry_and_no_gap(store: Store, school: SchoolEntry) -> None:
    with pytest.raises(ZeroDivisionError), store.open(school.id) as books:
        books.audit.write("act", "undone")
        raise ZeroDivisionError
    with store.open(school.id) as books:
        assert books.audit.write("act", "done").seq == 1
        assert books.audit.verify().whole


def test_many_who_write_at_once_make_one_unbroken_chain(store: Store, school: SchoolEntry) -> None:
    def write(number: int) -> None:
        with store.open(school.id) as books:
            books.audit.write("act", str(number))

    with ThreadPoolExecutor(8) as several:
        list(several.map(write, range(40)))
    with store.open(school.id) as books:
        result = books.audit.verify()
        assert (result.whole, result.entries) == (True, 40)
        assert {entry.subject for entry in books.audit.entries(limit=99)} == {str(number) for number in range(40)}


@pytest.mark.parametrize("table", ["audit_entry", "hub_audit_entry"])
@pytest.mark.parametrize("attempt", ["UPDATE hub.{} SET who = 'x'", "DELETE FROM hub.{}", "TRUNCATE hub.{}"])
def test_nobody_changes_the_trail_neither_who_serves_nor_the_owner(
    store: Store, home: Home, school: SchoolEntry, table: str, attempt: str
) -> None:
    statement = attempt.format(table)
    with pytest.raises(DBAPIError), store.open(school.id) as books:
        books.session.execute(text(statement))
    with psycopg.connect(home.owner_url or "") as owner:
        owner.execute("SELECT set_config('hub.school', %s, true)", [str(school.id)])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only grows"):
            owner.execute(statement.encode())


@pytest.mark.parametrize(
    ("tampering", "first_broken"),
    [
        ("UPDATE hub.audit_entry SET who = 'ander' WHERE seq = 3", 3),
        ("UPDATE hub.audit_entry SET details = '{\"n\": 9}' WHERE seq = 2", 2),
        ("UPDATE hub.audit_entry SET at = at + interval '1 microsecond' WHERE seq = 1", 1),
        ("UPDATE hub.audit_entry SET plan_hash = 'x' WHERE seq = 4", 4),
        ("DELETE FROM hub.audit_entry WHERE seq = 2", 2),
        ("DELETE FROM hub.audit_entry WHERE seq = 5", 5),
        ("DELETE FROM hub.audit_entry", 1),
        ("UPDATE hub.audit_entry SET seq = 6 WHERE seq = 5", 5),
    ],
)
def test_meddling_is_seen_at_the_first_entry_that_it_touched(
    server: Server, database: str, store: Store, school: SchoolEntry, tampering: str, first_broken: int
) -> None:
    with store.open(school.id) as books:
        for number in range(5):
            books.audit.write("act", "subject", {"n": number})
    with server.superuser(database) as superuser:
        superuser.execute("ALTER TABLE hub.audit_entry DISABLE TRIGGER only_grows")
        superuser.execute(tampering.encode())
    with store.open(school.id) as books:
        result = books.audit.verify()
    assert (result.whole, result.first_broken) == (False, first_broken)


def test_an_entry_of_another_schools_chain_does_not_fit_in_ours(
    server: Server, database: str, store: Store, school: SchoolEntry, other_school: SchoolEntry
) -> None:
    for each in (school, other_school):
        with store.open(each.id) as books:
            books.audit.write("act", str(each.code))
    with server.superuser(database) as superuser:
        superuser.execute("ALTER TABLE hub.audit_entry DISABLE TRIGGER only_grows")
        superuser.execute("DELETE FROM hub.audit_entry WHERE school_id = %s", [school.id])
        superuser.execute(
            "UPDATE hub.audit_entry SET school_id = %s WHERE school_id = %s", [school.id, other_school.id]
        )
        superuser.execute(
            "UPDATE hub.audit_head h SET hash = e.hash FROM hub.audit_entry e WHERE e.school_id = h.school_id"
        )
    with store.open(school.id) as books:
        assert books.audit.verify().first_broken == 1
