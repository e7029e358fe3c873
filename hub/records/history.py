"""What a pupil collects over the years: results of assessments, and report cards. They stay when the pupil leaves.

A source delivers each of these whole: `None` says that there is nothing, and no field is `UNSAID`. Sources: UWLR 2.2,
`leerresultaten` (`toets`, `toetsonderdeel`, `norm`, `resultaat`) and the OSO score that UWLR refers to
(`vaardigheidsscore`); how schools' following systems (LVS) speak of levels; report cards have no public standard.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, TypeAlias

from hub.records.facts import Sensitivity, fact
from hub.records.kinds import HistoryKind

TECHNICAL = Sensitivity.TECHNICAL


class AssessmentType(StrEnum):
    """What sort of assessment it is. A school decides on each sort whether parents see it."""

    LVS = "lvs"
    """A national test of the pupil following system, on one scale over the years."""
    METHOD = "method"
    """A test that belongs to a teaching method, after a block of lessons (methodetoets)."""
    FINAL = "final"
    """The test at the end of primary school (doorstroomtoets)."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class NormBand:
    """One band of a norm: what a value from `lowest` up to and including `highest` is called (`norm`).

    `term` is what people read (`III`, `B`, `voldoende`), `colour` is `#rrggbb`.
    """

    term: str
    lowest: int
    highest: int
    description: str | None = None
    colour: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentPart:
    """A part of an assessment (`toetsonderdeel`), with norms of its own. `place` is its place in the assessment."""

    code: str
    place: int = 1
    name: str | None = None
    norms: tuple[NormBand, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What was taken (`toets`): one version of one test, for one moment in the school years.

    `scale_from` and `scale_to` bound the values that can be; without them the norms do. `average` is the national
    average. Norms, scale and average are in the unit of the result's `measured` value.
    """

    KIND: ClassVar = HistoryKind.ASSESSMENTS

    key: str = fact("Sleutel in het LAS", "LAS key", sensitivity=TECHNICAL, default=...)
    type: AssessmentType = fact("Soort toets", "Type", sensitivity=TECHNICAL, default=AssessmentType.OTHER)
    code: str | None = fact("Toetscode", "Code", sensitivity=TECHNICAL, default=None)
    version: str | None = fact("Versie", "Version", sensitivity=TECHNICAL, default=None)
    name: str | None = fact("Naam van de toets", "Name", sensitivity=TECHNICAL, default=None)
    subject: str | None = fact("Vakgebied", "Subject", sensitivity=TECHNICAL, default=None)
    year_group: str | None = fact("Leerjaar", "Year group", sensitivity=TECHNICAL, default=None)
    scale_from: int | None = fact("Schaal vanaf", "Scale from", sensitivity=TECHNICAL, default=None)
    scale_to: int | None = fact("Schaal tot en met", "Scale to", sensitivity=TECHNICAL, default=None)
    average: Decimal | None = fact("Landelijk gemiddelde", "National average", sensitivity=TECHNICAL, default=None)
    norms: tuple[NormBand, ...] = fact("Normen", "Norms", sensitivity=TECHNICAL, default=())
    parts: tuple[AssessmentPart, ...] = fact("Onderdelen", "Parts", sensitivity=TECHNICAL, default=())

    def norms_of(self, part: str | None) -> tuple[NormBand, ...]:
        """Return the norms of the whole, or of a part that has its own."""
        return next((each.norms for each in self.parts if each.code == part and each.norms), self.norms)

    def scale_of(self, part: str | None) -> tuple[int, int] | None:
        """Return the lowest and the highest value that can be; `None` where nobody says."""
        norms = self.norms_of(part)
        ends = [each.lowest for each in norms] + [each.highest for each in norms]
        if self.scale_from is not None and self.scale_to is not None and not self._has_own(part):
            return self.scale_from, self.scale_to
        return (min(ends), max(ends)) if ends else None

    def _has_own(self, part: str | None) -> bool:
        return any(each.code == part and each.norms for each in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one pupil did on one assessment, or on one part of it, on one day (`resultaat`).

    `score` is a number of points, `skill_score` a place on the one scale of a subject over the years, `mark` a Dutch
    school mark of 1 to 10. `level` compares with other children (`I`–`V`, `A`–`E`), `functioning_level` with the
    average of a moment (`M5`: half-way year group 5), `reference_level` with what the law asks (`1F`, `1S`, `2F`).
    """

    KIND: ClassVar = HistoryKind.RESULTS

    key: str = fact("Sleutel in het LAS", "LAS key", sensitivity=TECHNICAL, default=...)
    pupil: str = fact("Leerling", "Pupil", default=...)
    assessment: str = fact("Toets", "Assessment", default=...)
    taken_on: date = fact("Afnamedatum", "Taken on", default=...)
    pupil_eck_id: str | None = fact("ECK iD van de leerling", "ECK iD of the pupil", default=None)
    part: str | None = fact("Onderdeel", "Part", default=None)
    score: int | None = fact("Score", "Score", default=None)
    skill_score: Decimal | None = fact("Vaardigheidsscore", "Skill score", default=None)
    level: str | None = fact("Niveau", "Level", default=None)
    functioning_level: str | None = fact("Functioneringsniveau", "Functioning level", default=None)
    reference_level: str | None = fact("Referentieniveau", "Reference level", default=None)
    mark: Decimal | None = fact("Schoolcijfer", "School mark", default=None)
    changed_at: datetime | None = fact(
        "Laatst gewijzigd in het LAS", "Last changed in the LAS", sensitivity=TECHNICAL, default=None
    )

    @property
    def measured(self) -> Decimal | None:
        """Return the value of which scale, norms and average speak: the skill score, else the score, else the mark."""
        if self.skill_score is not None:
            return self.skill_score
        return Decimal(self.score) if self.score is not None else self.mark

    def band(self, assessment: Assessment) -> NormBand | None:
        """Return the band of the norm that this result falls in; a part of a point counts down."""
        value = self.measured
        if value is None:
            return None
        found: Iterator[NormBand] = (
            each for each in assessment.norms_of(self.part) if each.lowest <= int(value) <= each.highest
        )
        return next(found, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard:
    """A report card (rapport) as the LAS lists it; the document itself is fetched apart.

    `school_year` is written `2026-2027`; `size` is in bytes, as the LAS says it.
    """

    KIND: ClassVar = HistoryKind.REPORT_CARDS

    key: str = fact("Sleutel in het LAS", "LAS key", sensitivity=TECHNICAL, default=...)
    pupil: str = fact("Leerling", "Pupil", default=...)
    title: str = fact("Titel", "Title", default=...)
    pupil_eck_id: str | None = fact("ECK iD van de leerling", "ECK iD of the pupil", default=None)
    school_year: str | None = fact("Schooljaar", "School year", default=None)
    period: str | None = fact("Periode", "Period", default=None)
    issued_on: date | None = fact("Datum van het rapport", "Issued on", default=None)
    size: int | None = fact("Omvang", "Size", sensitivity=TECHNICAL, default=None)
    changed_at: datetime | None = fact(
        "Laatst gewijzigd in het LAS", "Last changed in the LAS", sensitivity=TECHNICAL, default=None
    )


HistoryRecord: TypeAlias = Assessment | Result | ReportCard
"""Anything of a pupil's history that a LAS delivers, and the assessments that it speaks of."""

HISTORY_TYPES: dict[HistoryKind, type[HistoryRecord]] = {each.KIND: each for each in (Assessment, Result, ReportCard)}
