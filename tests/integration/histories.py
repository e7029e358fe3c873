"""What the tests of pupils' histories share: a connector that says what it is told to, over real rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf

from hub import intake
from hub.contract import Ask
from hub.intake.histories import take_in_histories
from hub.records import (
    Assessment,
    AssessmentType,
    Complete,
    HistoryKind,
    Kind,
    NormBand,
    Pulled,
    PulledHistory,
    Pupil,
    ReportCard,
    Result,
    SchoolCode,
    SchoolYear,
    Source,
)
from hub.store import Run, Store

SCHOOL = SchoolCode("99XX")
MADE = datetime(2026, 11, 2, 8, tzinfo=UTC)
HEAD = Source(name="LVS", school=SCHOOL, school_year=SchoolYear(2026), made_at=MADE)
WHOLE = Complete(histories=frozenset(HistoryKind))
READING = Assessment(
    key="lezen-M5",
    type=AssessmentType.LVS,
    name="Begrijpend lezen M5",
    subject="begrijpend lezen",
    year_group="5",
    scale_from=0,
    scale_to=300,
    average=Decimal(150),
    norms=(
        NormBand(term="III", lowest=0, highest=140),
        NormBand(term="II", lowest=141, highest=160),
        NormBand(term="I", lowest=161, highest=300),
    ),
)


def result(number: int = 1, pupil: str = "p1", **fields: Any) -> Result:
    given: dict[str, Any] = {
        "key": f"r{number}",
        "pupil": pupil,
        "assessment": READING.key,
        "taken_on": date(2026, 1, 20),
        "skill_score": Decimal("152.5"),
        "level": "II",
        "functioning_level": "M5",
    }
    return Result(**{**given, **fields})


def card(number: int = 1, pupil: str = "p1", **fields: Any) -> ReportCard:
    given: dict[str, Any] = {
        "key": f"c{number}",
        "pupil": pupil,
        "title": "Rapport 1",
        "school_year": "2025-2026",
        "issued_on": date(2026, 2, 6),
    }
    return ReportCard(**{**given, **fields})


@dataclass
class Lvs:
    """A connector with results and report cards. `asked` are the questions that it got."""

    said: list[PulledHistory] = field(default_factory=list)
    cards: list[PulledHistory] = field(default_factory=list)
    documents: dict[str, Any] = field(default_factory=dict)
    head: Source = HEAD
    proof: Complete | None = WHOLE
    asked: list[Ask] = field(default_factory=list)

    def results(self, ask: Ask) -> Iterator[PulledHistory]:
        self.asked.append(ask)
        return iter([self.head, *self.said, *([self.proof] if self.proof else [])])

    def report_cards(self, ask: Ask) -> Iterator[PulledHistory]:
        self.asked.append(ask)
        return iter([self.head, *self.cards, WHOLE])

    def fetch_report_card(self, card: ReportCard) -> Iterator[bytes]:
        document = self.documents[card.key]
        if isinstance(document, Exception):
            raise document
        yield from (document[at : at + 1000] for at in range(0, len(document), 1000))


def enrol(store: Store, *pupils: Pupil, made_at: datetime = MADE) -> Run:
    """Take in the pupils of the school, as the ordinary intake does, and return the run."""
    head = Source(name="edex.xml", school=SCHOOL, school_year=SchoolYear(2026), made_at=made_at)
    pulled: list[Pulled] = [head, *pupils, Complete(frozenset({Kind.PUPILS}))]
    return intake.take_in(store, SCHOOL, lambda _ask: iter(pulled), plugin="esis", by="test")


def follow(store: Store, lvs: object, run: Run | None = None) -> Run:
    """Take in the histories after a pull that said nothing new."""
    return take_in_histories(store, SCHOOL, lvs, run or enrol(store, *pupils(3)), by="test")


def pupils(number: int) -> list[Pupil]:
    return [Pupil(key=f"p{each}", first_name=f"Kind{each}", last_name="Bakker") for each in range(1, number + 1)]


def pdf(pages: int = 1, edit: Any = None, **saved: Any) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    if edit is not None:
        edit(made)
    target = BytesIO()
    made.save(target, **saved)
    return target.getvalue()


def rules(run: Run, store: Store) -> list[tuple[str | None, str]]:
    with store.open(SCHOOL) as books:
        return [(each.key, each.rule) for each in books.runs.rejected(run.id)]


def shown(store: Store, pupil: str = "p1") -> list[Result]:
    with store.open(SCHOOL) as books:
        return books.history.results(pupil)


def many(number: int) -> Iterable[Result]:
    return [result(each) for each in range(1, number + 1)]
