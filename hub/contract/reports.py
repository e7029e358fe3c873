"""What a report provider gets and gives. The hub decides what may be seen; a provider says it; the hub draws it.

    class Newest:
        key = "newest"
        title = Text("Nieuwste toetsen", "Newest tests")
        about = Text("De laatste vijf toetsen, met uitleg.", "The last five tests, explained.")
        shows = frozenset({ReportKind.LVS})
        place = 30

        def report(self, history: PupilHistory) -> Report | None:
            newest = history.of_kind(ReportKind.LVS)[-5:]
            rows = tuple((self.name(history, each), Text.same(each.level or "-")) for each in newest)
            return Report((Table(CAPTION, (TEST, LEVEL), rows),)) if rows else None

        def name(self, history: PupilHistory, result: Result) -> Text:
            return Text.same(history.assessment_of(result).name or "-")

A provider is pure: no clock, no database, no network, and the same answer for the same history. It never sees what the
school has not published, or what this reader may not see. It gives blocks, in the order in which people read; pages,
paper and the API are drawn from the same blocks, in the style of the school. In the text of `Words` and of a `Card` a
line break begins a new line.

A report that breaks a rule of `hub.contract.report_rules` is refused as a whole and named to the school: a value that
is no number, a text in one language, a sign that cannot be shown (NUL and other control signs, half of a pair, signs
that turn the direction), or more than people read: 500 blocks, 1,000 rows, 200 moments, 5,000 signs in one text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeAlias, runtime_checkable

from hub.records import Assessment, AssessmentType, NormBand, ReportCard, Result, Text


class ReportKind(StrEnum):
    """What a school publishes or not, each by itself: the sorts of assessments, and report cards."""

    LVS = "lvs"
    METHOD = "method"
    FINAL = "final"
    OTHER = "other"
    REPORT_CARDS = "report_cards"

    @classmethod
    def of(cls, assessment: Assessment) -> "ReportKind":
        """Return under which kind an assessment is published."""
        return _KINDS[assessment.type or AssessmentType.OTHER]


_KINDS = {each: ReportKind(each.value) for each in AssessmentType}


@dataclass(frozen=True, slots=True, kw_only=True)
class PupilHistory:
    """What one reader may see of one pupil's history on one day: what is not published is not in it.

    `results` come oldest first and only with their assessment in `assessments` (by key); an assessment's `average` is
    `None` where the school does not show it. `report_cards` come newest first, only those whose document is there.
    `grade_now` is the pupil's year group (`1`-`8`), `None` where the LAS does not say.
    """

    first_name: str
    grade_now: str | None
    today: date
    results: tuple[Result, ...] = ()
    assessments: Mapping[str, Assessment] = field(default_factory=dict)
    report_cards: tuple[ReportCard, ...] = ()

    def assessment_of(self, result: Result) -> Assessment:
        """Return what a result is a result of."""
        return self.assessments[result.assessment]

    def of_kind(self, kind: ReportKind) -> tuple[Result, ...]:
        """Return the results of one kind, the oldest first."""
        return tuple(each for each in self.results if ReportKind.of(self.assessment_of(each)) is kind)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the report; what follows belongs to it up to the next one."""

    text: Text


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. `more` is explanation that a reader opens if he wants (on paper it is there)."""

    text: Text
    more: Text | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has a cell for each column. The first cell of a row is its heading.

    `folded` shows only the caption until a reader opens it, such as for years long past (on paper all of it is there).
    """

    caption: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    folded: bool = False

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"table {self.caption.en!r}: a row has another number of cells than there are columns")


@dataclass(frozen=True, slots=True)
class Tone:
    """A short word beside a card, such as a level: `III`. `place`, from 0 (low) to 1 (high), lets it be drawn."""

    word: Text
    place: float | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One thing with what to know of it: a newest result. `facts` are pairs of a word and its value."""

    title: Text
    when: date
    text: Text
    tone: Tone | None = None
    facts: tuple[tuple[Text, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards beside each other, in the order in which they are read."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of a line over the years: when, what it is called (`M5`), and the value on the subject's scale.

    `value` is `None` where the pupil has no number then: no result at all, or only a level. `average` is the national
    average then, where it is shown.
    `bands` are the bands of levels then, on the same scale; `word` is what people call the value (`III`).
    """

    at: date
    label: str
    value: Decimal | None
    average: Decimal | None = None
    bands: tuple[NormBand, ...] = ()
    word: str | None = None


@dataclass(frozen=True, slots=True)
class Growth:
    """A line over the years. The hub draws the picture, and a table with the same beside it.

    `summary` says in a sentence what the picture shows: who cannot see it reads that. Moments come oldest first.
    """

    title: Text
    summary: Text
    unit: Text
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Download:
    """A report card's document, by the card's LAS key. The hub serves it only where it is in the reader's history."""

    report_card: str
    label: Text
    detail: Text | None = None


Block: TypeAlias = Heading | Words | Table | Cards | Growth | Download
"""Everything that a report is made of."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider says of one pupil, in the order in which people read it."""

    blocks: tuple[Block, ...]


@runtime_checkable
class ReportProvider(Protocol):
    """One report that a school turns on for parents. Reports stand in the order of `place`, then of their titles.

    `key` names it in addresses and settings (small letters, digits, underscores), and belongs to this provider alone;
    `about` tells the school in a sentence what parents will see. `shows` are the kinds that it says anything of: with
    none of those published, it is not asked.
    """

    key: str
    title: Text
    about: Text
    shows: frozenset[ReportKind]
    place: int

    def report(self, history: PupilHistory) -> Report | None:
        """Return the report; `None`: there is nothing to say of this pupil. Called within the hub's time limit."""
        ...
