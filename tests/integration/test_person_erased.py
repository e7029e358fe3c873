"""Who is erased is in no table and no file any more; who is still in the LAS is not erased."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hub import intake
from hub.contract import SILENCE, Ask, ReportKind
from hub.intake.brake import Limits
from hub.intake.documents import fetch_from
from hub.records import Complete, Guardian, Guardianship, Kind, Pulled, Pupil, Rejected, SchoolYear, Source, Text
from hub.store import CannotEraseError, Home, SeenAs, Sight, Store
from hub.store.accounts import Role
from hub.store.change_items import Asked
from tests.integration.histories import READING, SCHOOL, Lvs, card, follow, pdf, result

pytestmark = pytest.mark.usefixtures("school")
CANARY = "Kanariegeel"
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
STAYS: list[Any] = [
    Pupil(key="p2", first_name="Bo", last_name="Blijft", birth_date=date(2018, 1, 2)),
    Guardian(key="g2", first_name="Gijs", last_name="Blijft"),
    Guardianship(key="p2|g2", pupil="p2", guardian="g2", authority=True),
]
GOES: list[Any] = [
    Pupil(key="p1", first_name=CANARY, last_name=f"{CANARY}-kind", birth_date=date(2018, 1, 1), postcode="1234AB"),
    Guardian(key="g1", first_name="Greet", last_name=f"{CANARY}-ouder", email="kanariegeel@example.org"),
    Guardianship(key="p1|g1", pupil="p1", guardian="g1", authority=True),
]


def take_in(store: Store, day: int, *records: Pulled) -> None:
    def pull(_ask: Ask) -> Iterator[Pulled]:
        made_at = NOW + timedelta(days=day)
        yield Source(name="erasing", school=SCHOOL, school_year=SchoolYear(2026), made_at=made_at)
        yield from records
        yield Complete(frozenset({Kind.PUPILS, Kind.GUARDIANS, Kind.GUARDIANSHIPS}))

    run = intake.take_in(store, SCHOOL, pull, plugin="test", by="test", limits=Limits(floor=9, day_floor=9))
    assert run.state.value == "applied", run.sentences


def tables_with(server: Any, database: str, word: str) -> list[str]:
    """Return every table of the database, of whichever schema, that holds the word anywhere in a row."""
    every = (
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
        "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    with server.superuser(database) as superuser:
        names = [name for (name,) in superuser.execute(every).fetchall()]
        found = {name: superuser.execute(f"SELECT t::text FROM {name} t").fetchall() for name in names}
    return [name for name, rows in found.items() if any(word.lower() in row.lower() for (row,) in rows)]


def a_life_at_school(store: Store) -> int:
    """Take the family in, with results, a report card, a wish, a fault and an account; return the account's number."""
    words = Text(f"leerling {CANARY}", f"pupil {CANARY}")
    fault = Rejected(
        kind=Kind.PUPILS, key="p1", where="regel 1", what=words, why=words, rule="x", value="K", field="email"
    )
    take_in(store, 0, *GOES, *STAYS)
    lvs = Lvs(
        said=[READING, result(1), result(2, "p2")],
        cards=[card(title=f"Rapport {CANARY}")],
        documents={"c1": pdf()},
    )
    with store.open(SCHOOL) as books:
        run = books.runs.list(1)[0]
        books.runs.reject(run.id, 0, [fault])
    follow(store, lvs, run)
    with store.open(SCHOOL) as books:
        waiting = books.history.cards_to_fetch(50)
    assert fetch_from(store, SCHOOL, lvs, waiting, by="test").kept == 1
    with store.directory() as directory:
        account = directory.add_account("kanariegeel@example.org", f"Greet {CANARY}", None)
    with store.open(SCHOOL, by="account") as books:
        books.guardian_accounts.link(GOES[1], account)
        books.directory.grant(account, Role.PARENT, books.school_id)
        books.access.allow("g1", "p1", [ReportKind.LVS], f"Goed, {CANARY}")
        books.access.ask("g1", "p1", f"Hoe gaat het met {CANARY}?")
        books.looks.note(["p1", "p2"], Sight.REPORTS, SeenAs.GUARDIAN, f"Greet {CANARY}", account_id=account)
        books.looks.note(["p1"], Sight.RECORD, SeenAs.STAFF, f"Meester {CANARY}")
        request = books.changes.request("g1", f"Greet {CANARY}")
        for kind, key, field in ((Kind.PUPILS, "p1", "first_name"), (Kind.GUARDIANS, "g1", "mobile")):
            books.changes.add(
                request,
                Asked(
                    kind=kind,
                    key=key,
                    field=field,
                    base=None,
                    wanted=f"{CANARY} 2",
                    self_asked=True,
                    has_authority=True,
                    verdict=SILENCE,
                ),
            )
    return account


def leave(store: Store) -> None:
    take_in(store, 1, *STAYS)


def test_after_erasure_no_table_and_no_file_holds_anything_of_the_person(
    store: Store, home: Home, server: Any, database: str
) -> None:
    a_life_at_school(store)
    assert {"hub.pupil", "hub.guardian", "hub.run_step", "hub.run_rejected", "hub.change_item", "hub.account"} <= set(
        tables_with(server, database, CANARY)
    )
    leave(store)
    with store.open(SCHOOL) as books:
        books.erasure.erase(Kind.PUPILS, "p1")
        books.erasure.erase(Kind.GUARDIANS, "g1")
    assert tables_with(server, database, CANARY) == []
    assert not [each for each in home.documents.rglob("*") if each.is_file()]
    for each in home.path.rglob("*"):
        assert not each.is_file() or CANARY.encode() not in each.read_bytes()


def test_who_stays_keeps_everything(store: Store) -> None:
    a_life_at_school(store)
    leave(store)
    with store.open(SCHOOL) as books:
        books.erasure.erase(Kind.PUPILS, "p1")
        books.erasure.erase(Kind.GUARDIANS, "g1")
    with store.open(SCHOOL) as books:
        assert books.roll.pupil("p2") is not None
        assert len(books.history.results("p2")) == 1
        assert [each.guardian for each in books.changes.guardianships(guardian="g2")] == ["g2"]
        assert books.audit.verify().whole


def test_a_preview_foretells_what_goes_and_changes_nothing(store: Store, home: Home) -> None:
    a_life_at_school(store)
    leave(store)
    with store.open(SCHOOL) as books:
        before = books.erasure.preview(Kind.PUPILS, "p1")
    assert before["document"] == 1
    assert [each for each in home.documents.rglob("*") if each.is_file()]
    with store.open(SCHOOL) as books:
        assert books.erasure.preview(Kind.PUPILS, "p1") == before
        assert books.erasure.erase(Kind.PUPILS, "p1") == before


def test_who_is_in_the_las_is_not_erased_and_the_sentence_says_what_to_do(store: Store) -> None:
    a_life_at_school(store)
    for kind, key in ((Kind.PUPILS, "p1"), (Kind.GUARDIANS, "g1")):
        with pytest.raises(CannotEraseError) as refused, store.open(SCHOOL) as books:
            books.erasure.erase(kind, key)
        assert "Schrijf hem eerst uit" in refused.value.text.nl
    with store.open(SCHOOL) as books:
        assert books.roll.pupil("p1") is not None


def test_nobody_of_another_school_is_erased(store: Store, other_school: Any) -> None:
    a_life_at_school(store)
    leave(store)
    with pytest.raises(CannotEraseError), store.open(other_school.code) as books:
        books.erasure.erase(Kind.PUPILS, "p1")
    with store.open(SCHOOL) as books:
        assert books.erasure.erase(Kind.PUPILS, "p1")["pupils"] == 1


def test_an_account_goes_only_where_it_is_nobody_elsewhere(store: Store, other_school: Any) -> None:
    account = a_life_at_school(store)
    with store.open(other_school.code) as books:
        books.directory.grant(account, Role.PARENT, books.school_id)
    leave(store)
    with store.open(SCHOOL) as books:
        assert "account" not in books.erasure.erase(Kind.GUARDIANS, "g1")
    with store.directory() as directory:
        assert [each.school_id for each in directory.memberships(account)] == [other_school.id]


def test_the_command_shows_first_and_erases_when_told_to(store: Store, command: Any) -> None:
    a_life_at_school(store)
    leave(store)
    asked = ("person", "erase", "--school", "99XX", "pupil", "p1")
    assert "nog niets veranderd" in command(*asked).stdout
    with store.open(SCHOOL) as books:
        assert books.changes.record(Kind.PUPILS, "p1") or books.erasure.preview(Kind.PUPILS, "p1")
    assert "Gewist" in command(*asked, "--yes").stdout
    assert command(*asked, "--yes").returncode != 0
