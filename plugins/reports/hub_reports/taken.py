"""One result together with the assessment that it is of: how it is called and what it says. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from hub.contract import PupilHistory, ReportKind
from hub.records import Assessment, NormBand, Result, Text
from hub_reports import words
from hub_reports.levels import Level, level_called
from hub_reports.moments import has_reference, moment_of, without_moment
from hub_reports.subjects import called

DAY = attrgetter("result.taken_on")
A_TEST = Text("Toets", "Test")
SKILL, POINTS, MARKS = "skill", "points", "marks"
UNITS = {
    SKILL: Text("vaardigheidsscore", "skill score"),
    POINTS: Text("punten", "points"),
    MARKS: Text("cijfer", "mark"),
}


class Taken(NamedTuple):
    """A result, and what it is a result of. A page makes hundreds."""

    result: Result
    assessment: Assessment

    @property
    def kind(self) -> ReportKind:
        return ReportKind.of(self.assessment)

    @property
    def on(self) -> date:
        return self.result.taken_on

    @property
    def value(self) -> Decimal | None:
        """Return the number that scale, norms and average speak of."""
        measured = self.result.measured
        return measured if measured is not None and measured.is_finite() else None

    @property
    def measure(self) -> str:
        """Return what sort of number `value` is."""
        if self.result.skill_score is not None:
            return SKILL
        return POINTS if self.result.score is not None else MARKS

    @property
    def band(self) -> NormBand | None:
        """Return the band of the norm that the value falls in."""
        return None if self.value is None else self.result.band(self.assessment)

    @property
    def average(self) -> Decimal | None:
        """Return the national average of the whole assessment, where the school shows it."""
        average = self.assessment.average
        return average if average is not None and average.is_finite() and self.result.part is None else None

    @property
    def word(self) -> str | None:
        """Return what people call the outcome: the level, or else what the norm calls it."""
        level = _said(self.result.level)
        if level is None and (band := self.band):
            return _said(band.term)
        return level

    @property
    def level(self) -> Level | None:
        """Return the level that compares with other children; only national tests have one."""
        return level_called(self.word) if self.kind is ReportKind.LVS else None

    @property
    def functioning_level(self) -> str | None:
        return _said(self.result.functioning_level)

    @property
    def reference_level(self) -> str | None:
        """Return the reference level, from the year group on in which people speak of it."""
        return _said(self.result.reference_level) if has_reference(self.assessment) else None

    @property
    def title(self) -> Text:
        """Return what the assessment is called, whatever of it is known."""
        name = _said(self.assessment.name) or _said(self.assessment.code)
        if name:
            return Text.same(name)
        return self.subject or A_TEST

    @property
    def part_name(self) -> str | None:
        """Return what the part of the assessment is called; `None` for the whole."""
        code = self.result.part
        if code is None:
            return None
        return next((_said(each.name) for each in self.assessment.parts if each.code == code), None) or code

    @property
    def label(self) -> str:
        """Return what the moment is called: `M5`, or month and year where no name says it."""
        moment = moment_of(self.assessment)
        return str(moment) if moment else f"{self.on:%m-%Y}"

    @property
    def moment(self) -> Text:
        """Return the moment with its meaning: `M5`, or the day."""
        moment = moment_of(self.assessment)
        return Text.same(str(moment)) if moment else words.day(self.on)

    @property
    def stem(self) -> str | None:
        """Return the name that tests of one row share: `Begrijpend lezen` of `Begrijpend lezen M5`."""
        return without_moment(self.assessment.name or "") or None

    @property
    def tells(self) -> bool:
        """Tell whether anything is known of the outcome."""
        in_numbers = self.value is not None or bool(self.skill or self.score or self.mark)
        return in_numbers or bool(self.word or self.functioning_level or self.reference_level)

    @property
    def subject(self) -> Text | None:
        """Return what the subject is called, where the LAS says it."""
        subject = _said(self.assessment.subject)
        return called(subject) if subject else None

    def facts(self) -> Iterator[tuple[Text, Text]]:
        """Yield what is known of the outcome, in pairs of a word and its value."""
        yield from self.numbers()
        if self.word and self.word != self.reference_level:  # a norm may say what is said below
            yield (words.LEVEL if _said(self.result.level) else words.OUTCOME), Text.same(self.word)
        if self.functioning_level:
            yield words.FUNCTIONING_LEVEL, Text.same(self.functioning_level)
        if self.reference_level:
            yield words.REFERENCE_LEVEL, Text.same(self.reference_level)

    def outcome(self) -> Text:
        """Return the outcome in a few words: what people call it, or else the number."""
        if self.word:
            return Text.same(self.word)
        if self.value is not None:
            return words.number(self.value)
        return Text.same(self.functioning_level) if self.functioning_level else words.NOTHING

    def numbers(self) -> Iterator[tuple[Text, Text]]:
        """Yield what is known in numbers, in pairs of a word and its value."""
        if (skill := self.skill) is not None:
            yield words.SKILL_SCORE, skill
        if self.average is not None:
            yield words.AVERAGE, words.number(self.average)
        if (score := self.score) is not None:
            yield words.SCORE, score
        if (mark := self.mark) is not None:
            yield words.MARK, mark

    @property
    def score(self) -> Text | None:
        """Return the points, with the most that can be had where the assessment counts them from nought."""
        if self.result.score is None:
            return None
        most = self.assessment.scale_to if self.assessment.scale_from == 0 else None
        points = words.number(Decimal(self.result.score))
        if most is None or self.result.part is not None or self.measure != POINTS:
            return points
        return Text(f"{points.nl} van {most}", f"{points.en} of {most}")

    @property
    def skill(self) -> Text | None:
        """Return the place on the one scale of the subject."""
        skill = self.result.skill_score
        return words.number(skill) if skill is not None and skill.is_finite() else None

    @property
    def mark(self) -> Text | None:
        """Return the school mark."""
        mark = self.result.mark
        return words.number(mark) if mark is not None and mark.is_finite() else None


@dataclass(frozen=True, slots=True)
class Sitting:
    """What a pupil did on one assessment on one day: the whole, which may be recorded more than once, and its parts."""

    wholes: tuple[Taken, ...]
    parts: tuple[Taken, ...]

    @property
    def last(self) -> Taken:
        """Return what speaks for the sitting: the last record of the whole, or else the first part."""
        return self.wholes[-1] if self.wholes else self.parts[0]


def levels_of(several: Iterable[Taken]) -> frozenset[Level]:
    """Return the levels that there are among results."""
    words_ = {each.word for each in several if each.kind is ReportKind.LVS}
    return frozenset(level for each in words_ if (level := level_called(each)))


def taken(history: PupilHistory, *kinds: ReportKind) -> list[Taken]:
    """Return the results of these kinds that tell anything, the oldest first."""
    wanted = {key: each for key, each in history.assessments.items() if ReportKind.of(each) in kinds}
    found = [Taken(each, wanted[each.assessment]) for each in history.results if each.assessment in wanted]
    return sorted((each for each in found if each.tells), key=DAY)


def sittings(several: Iterable[Taken]) -> list[Sitting]:
    """Return results put together by assessment and day, in the order in which they come."""
    found: dict[tuple[str, date], list[Taken]] = {}
    for each in several:
        found.setdefault((each.assessment.key, each.on), []).append(each)
    return [_sitting(together) for together in found.values()]


def newest_sittings(several: list[Taken], number: int) -> list[Sitting]:
    """Return the last sittings of results that come oldest first, the newest first: no more than this number."""
    found: set[tuple[str, date]] = set()
    begin = len(several)
    while begin and (len(found) < number or several[begin - 1].on == several[begin].on):
        begin -= 1
        found.add((several[begin].assessment.key, several[begin].on))
    return sittings(several[begin:])[::-1][:number]


def _sitting(together: list[Taken]) -> Sitting:
    parts = [each for each in together if each.result.part is not None]
    if not parts:
        return Sitting(tuple(together), ())
    return Sitting(tuple(each for each in together if each.result.part is None), tuple(sorted(parts, key=_place)))


def _place(part: Taken) -> int:
    return next((each.place for each in part.assessment.parts if each.code == part.result.part), 0)


def _said(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None
