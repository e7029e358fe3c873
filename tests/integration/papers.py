"""What the tests of reports on paper share: a class whose pupils have results that the school publishes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hub import intake
from hub.contract import ReportKind
from hub.intake.brake import Limits
from hub.records import Complete, Group, Guardian, Guardianship, Kind, Pulled, Pupil, Relation, SchoolYear, Source
from hub.registry import Registry
from hub.reports.paper import Printing
from hub.store import PaperRun, Publication, Reader, Store
from tests.integration.histories import READING, SCHOOL, Lvs, follow, result
from tests.pdfs import text_of

NOW = datetime(2026, 11, 1, tzinfo=UTC)
NAMES = ("Aya", "Bram", "Chloë", "Daan", "Emma", "Finn", "Guus", "Hanna", "Indy", "Jip")
STAFF = Reader(account_id=7, who="Juf Anke")
REPORTS = ("newest", "growth")
TIES = {"gea": (Relation.MOTHER, True), "vic": (Relation.FATHER, False)}
KINDS = frozenset({Kind.GROUPS, Kind.PUPILS, Kind.GUARDIANS, Kind.GUARDIANSHIPS})


def name_of(number: int) -> str:
    return f"{NAMES[number % len(NAMES)]}{number}"


def pupil_of(number: int, **fields: Any) -> Pupil:
    given: dict[str, Any] = {"key": f"p{number}", "first_name": name_of(number), "last_name": "Bakker", "group": "5a"}
    return Pupil(**{**given, **fields})


def take_in_class(store: Store, *pupils: Pupil, day: int = 0, guardians: tuple[str, ...] = ("gea", "vic")) -> None:
    """Take in the class of these pupils; Gea is the mother of all of them, and Vic a father without authority."""

    def pull(_ask: object) -> Iterator[Pulled]:
        yield Source(name="x", school=SCHOOL, school_year=SchoolYear(2026), made_at=NOW + timedelta(days=day))
        yield from (Group(key="5a", name="Groep 5a", year_group="5"), Group(key="6b", name="Groep 6b", year_group="6"))
        yield from pupils
        yield from (Guardian(key=key, first_name=key.title(), last_name="Bakker") for key in guardians)
        for each in pupils:
            for key in guardians:
                relation, rules = TIES[key]
                tie = Guardianship(key=f"{each.key}:{key}", pupil=each.key, guardian=key, relation=relation)
                yield replace(tie, authority=rules)
        yield Complete(KINDS)

    run = intake.take_in(store, SCHOOL, pull, plugin="test", by="test", limits=Limits(floor=99, day_floor=99))
    assert run.state.value in {"applied", "unchanged"}, run.sentences


def a_class(store: Store, number: int = 3) -> None:
    """Enrol a class of so many, each pupil with a result, and publish that in two reports."""
    take_in_class(store, *(pupil_of(each) for each in range(number)))
    with store.open(SCHOOL) as books:
        run = books.runs.list(1)[0]
    follow(store, Lvs(said=[READING, *(result(each, f"p{each}") for each in range(number))]), run)
    with store.open(SCHOOL) as books:
        books.plugins.switch("reports", on=True)
        books.publication.set_kind(ReportKind.LVS, Publication(on=True, average=True))
        for each in REPORTS:
            books.publication.show(each, on=True)


def ask(store: Store, reader: Reader = STAFF, group: str | None = "5a", pupil: str | None = None) -> int:
    with store.open(SCHOOL, by="anke@school.example") as books:
        return books.papers.ask(reader, language="nl", group=None if pupil else group, pupil=pupil)


def printing(store: Store, registry: Registry, number: int) -> Printing:
    with store.open(SCHOOL) as books:
        return Printing(store=store, registry=registry, school=books.school_id, number=number)


def run_of(store: Store, number: int) -> PaperRun:
    with store.open(SCHOOL) as books:
        found = books.papers.get(number)
    assert found is not None
    return found


def pdf_of(store: Store, number: int, account: int = STAFF.account_id) -> bytes:
    with store.open(SCHOOL) as books:
        return b"".join(books.papers.open(number, account).pieces)


def pages_of(store: Store, number: int, account: int = STAFF.account_id) -> list[str]:
    return text_of(pdf_of(store, number, account))
