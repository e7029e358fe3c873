"""Sam, who does not exist: a made-up history, on which a school sees what a report shows before any parent does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hub.contract import PupilHistory, ReportKind
from hub.records import Assessment, AssessmentPart, AssessmentType, NormBand, ReportCard, Result
from hub.registry import Registry
from hub.reports.asking import Made, providers, reports_on
from hub.store import YEAR_GROUPS, Books, Publication, Published

FIRST_NAME, PUPIL = "Sam", "sam"
YEARS_BACK = 3
LEVELS = ("V", "IV", "III", "II", "I")
SUBJECTS = (("Rekenen-Wiskunde", "rekenen", 62, 20), ("Begrijpend lezen", "begrijpend lezen", 96, 14))
"""Name, subject, the average in the middle of year group 3, and how much it grows in a year."""
WAY = (-4, -1, 1, 3, 2, 5, 6, 8)
"""How far Sam is from the average, test after test."""
LAST_GROUP = 8


def example_of(registry: Registry, books: Books, kind: ReportKind, decided: Publication, today: date) -> list[Made]:
    """Return what parents would see of Sam with this decision, in the reports that the school shows.

    Where the school shows no report of this kind yet, every report that could show it is made.
    """
    shown = books.publication.read().reports
    able = {each.key for _, each in providers(registry, books) if kind in each.shows}
    return _made(registry, books, {kind: decided}, (shown & able) or able, today)


def example_report(registry: Registry, books: Books, report: str, today: date) -> list[Made]:
    """Return one report of Sam, with what the school publishes; where nothing of it is, with all that it can show."""
    known = books.publication.read()
    shows = next((each.shows for _, each in providers(registry, books) if each.key == report), frozenset())
    on = {kind: known.of(kind) for kind in shows if known.of(kind).on}
    return _made(registry, books, on or {kind: Publication(average=True) for kind in shows}, {report}, today)


def _made(
    registry: Registry,
    books: Books,
    kinds: dict[ReportKind, Publication],
    reports: set[str] | frozenset[str],
    today: date,
) -> list[Made]:
    years = frozenset.intersection(*(each.year_groups for each in kinds.values())) if kinds else frozenset()
    group = _group(years, final=ReportKind.FINAL in kinds and len(kinds) == 1)
    # Of a child who does not exist everything may be told: dates and parents' evenings do not matter.
    told = {kind: replace(each, on=True, visible_from=None, after_evening=False) for kind, each in kinds.items()}
    every_group = {kind: replace(each, year_groups=frozenset(YEAR_GROUPS)) for kind, each in told.items()}
    published = Published(kinds=every_group, reports=frozenset(reports))
    return list(reports_on(registry, books, example_history(group, today), published))


def _group(years: frozenset[str], *, final: bool) -> int:
    """Return a year group of those that the school chose in which there is something to show."""
    if final or not years:
        return LAST_GROUP if final else 6
    return 6 if "6" in years else int(max(years))


def example_history(group: int, today: date) -> PupilHistory:
    """Return Sam's history in this year group, up to today."""
    found = sorted(_results(group, today), key=lambda each: each[0].taken_on)
    return PupilHistory(
        first_name=FIRST_NAME,
        grade_now=str(group),
        today=today,
        results=tuple(result for result, _ in found),
        assessments={assessment.key: assessment for _, assessment in found},
        report_cards=tuple(_cards(today)),
    )


def _results(group: int, today: date) -> Iterator[tuple[Result, Assessment]]:
    year = today.year - (today.month < 8)  # noqa: PLR2004 - the school year begins in August
    for back in range(min(YEARS_BACK, group - 1), -1, -1):
        for subject in SUBJECTS:
            yield from _national(group - back, year - back, subject, today)
    yield from _lessons(group, year, today)
    if group == LAST_GROUP:
        yield from _final(min(today, date(year + 1, 2, 5)))
    other = Assessment(key="welbevinden", type=AssessmentType.OTHER, name="Vragenlijst over hoe het gaat")
    yield _result("welbevinden", other, min(today, date(year, 10, 12)), level="goed"), other


def _national(
    group: int, year: int, subject: tuple[str, str, int, int], today: date
) -> Iterator[tuple[Result, Assessment]]:
    name, of, start, growth = subject
    for half, (moment, day) in enumerate((("M", date(year + 1, 1, 22)), ("E", date(year + 1, 6, 10)))):
        average = start + growth * (group - 3) + (growth // 2) * half
        score = average + WAY[(2 * group + half) % len(WAY)]
        bands = _bands(average)
        test = Assessment(
            key=f"{of}-{moment}{group}",
            type=AssessmentType.LVS,
            code=f"{moment}{group}",
            name=f"{name} {moment}{group}",
            subject=of,
            year_group=str(group),
            average=Decimal(average),
            norms=bands,
        )
        level = next(each.term for each in bands if each.lowest <= score <= each.highest)
        if day <= today and average > 0:
            said = {"skill_score": Decimal(score), "level": level, "functioning_level": f"{moment}{group}"}
            yield _result(test.key, test, day, **said), test


def _bands(average: int) -> tuple[NormBand, ...]:
    edges = (0, average - 12, average - 4, average + 4, average + 12, average + 200)
    pairs = pairwise(edges)
    return tuple(
        NormBand(term=term, lowest=low, highest=high - 1) for term, (low, high) in zip(LEVELS, pairs, strict=True)
    )


def _lessons(group: int, year: int, today: date) -> Iterator[tuple[Result, Assessment]]:
    for number, (month, score) in enumerate(((9, 41), (10, 36), (11, 44), (12, 39)), start=1):
        key = f"rekenen-blok-{number}"
        norms = (NormBand(term="onvoldoende", lowest=0, highest=27), NormBand(term="voldoende", lowest=28, highest=50))
        test = Assessment(
            key=key,
            type=AssessmentType.METHOD,
            name=f"Rekenen blok {number}",
            subject="rekenen",
            year_group=str(group),
            scale_from=0,
            scale_to=50,
            norms=norms,
        )
        yield _result(key, test, min(today, date(year, month, 18)), score=score, mark=Decimal(score) / 5), test


def _final(day: date) -> Iterator[tuple[Result, Assessment]]:
    parts = (AssessmentPart(code="LV", place=1, name="Lezen"), AssessmentPart(code="RW", place=2, name="Rekenen"))
    test = Assessment(
        key="doorstroomtoets",
        type=AssessmentType.FINAL,
        name=f"Doorstroomtoets {day.year}",
        year_group=str(LAST_GROUP),
        scale_from=100,
        scale_to=300,
        average=Decimal(200),
        parts=parts,
    )
    yield _result("final", test, day, score=214, level="havo/vwo"), test
    yield _result("final-LV", test, day, part="LV", reference_level="2F"), test
    yield _result("final-RW", test, day, part="RW", reference_level="1S"), test


def _cards(today: date) -> Iterator[ReportCard]:
    year = today.year - (today.month < 8)  # noqa: PLR2004 - the school year begins in August
    for number, day in ((2, date(year, 6, 28)), (1, date(year, 2, 9))):
        if day <= today:
            yield ReportCard(
                key=f"rapport-{number}",
                pupil=PUPIL,
                title=f"Rapport {number}",
                school_year=f"{year - 1}-{year}",
                period=str(number),
                issued_on=day,
            )


def _result(key: str, assessment: Assessment, day: date, **said: object) -> Result:
    return Result(key=key, pupil=PUPIL, assessment=assessment.key, taken_on=day, **said)  # type: ignore[arg-type]
