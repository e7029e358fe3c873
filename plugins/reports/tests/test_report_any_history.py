"""Whatever a history holds, no report fails, each can be drawn, and none says a number that is not in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hub_reports import report_providers
from hub_reports.moments import has_reference
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from hub.contract import PupilHistory, Report, ReportKind
from hub.contract.reports import Card, Download, Growth, Table
from hub.records import Assessment, AssessmentPart, AssessmentType, NormBand, ReportCard, Result, Text
from hub.testing.report_promises import broken_report, only_of

NAMES = some.sampled_from(
    ["Begrijpend lezen M5", "Begrijpend lezen E5", "Rekenen 3.0 M4", "DMT", "M5", "", " ", "<i>Taal</i>", "Ü - (2024)"]
)
WORDS = some.sampled_from(["I", "I+", "v", "E", "C", "VI", "voldoende", "M5", "<M3", "1F", "2f", "<1F", " ", "", "★"])
PARTS = ("a", "b")
DAYS = some.dates(date(2018, 8, 1), date(2027, 2, 15))
LONG_NUMBER = re.compile(r"\d{4,}")
YEARS = {str(year) for year in range(2015, 2029)}
PROVIDERS = {each.key: each for each in report_providers(None)}
CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def numbers(least: int = 30_000) -> some.SearchStrategy[Decimal]:
    """Give numbers of five digits, with decimals or without, that no sentence has of itself."""
    return some.decimals(least, 99_999, places=2)


def maybe(strategy: Any) -> Any:
    return some.none() | strategy


@some.composite
def norms(draw: Any) -> tuple[NormBand, ...]:
    ends = sorted(draw(some.sets(some.integers(0, 99_999), max_size=6)))
    terms = draw(some.lists(some.sampled_from(["I", "II", "V", "E", "goed", "matig"]), min_size=6, max_size=6))
    pairs = pairwise(ends)
    return tuple(
        NormBand(term=term, lowest=low, highest=high - 1) for term, (low, high) in zip(terms, pairs, strict=False)
    )


ASSESSMENTS = some.builds(
    Assessment,
    key=some.uuids().map(str),
    type=some.sampled_from(AssessmentType),
    code=maybe(some.sampled_from(["BL-M5", "x", "rw_e7"])),
    version=maybe(some.sampled_from(["1", "2.0"])),
    name=maybe(NAMES),
    subject=maybe(some.sampled_from(["lezen", "Rekenen", "VK-07", " "])),
    year_group=maybe(some.sampled_from(["5", "8", "S", "groep 6", "100", ""])),
    scale_from=maybe(some.integers(0, 5)),
    scale_to=maybe(some.integers(90_000, 99_999)),
    average=maybe(numbers()),
    norms=norms(),
    parts=some.sampled_from([(), (AssessmentPart(code="a", place=2, name="Deel"), AssessmentPart(code="b", place=1))]),
)
CARDS = some.builds(
    ReportCard,
    key=some.uuids().map(str),
    pupil=some.just("L1"),
    title=some.sampled_from(["Rapport 1", " ", "Portfolio"]),
    school_year=maybe(some.sampled_from(["2025-2026", "25/26", ""])),
    period=maybe(some.sampled_from(["1", " ", "eerste helft"])),
    issued_on=maybe(DAYS),
)


@some.composite
def histories(draw: Any) -> PupilHistory:
    tests = draw(some.lists(ASSESSMENTS, max_size=5, unique_by=lambda each: each.key))
    results = []
    for number, test in enumerate(draw(some.lists(some.sampled_from(tests), max_size=12)) if tests else []):
        results.append(draw(_result(str(number), test)))
    return PupilHistory(
        first_name="",
        grade_now=None,
        today=date(2027, 2, 15),
        results=tuple(sorted(results, key=lambda each: each.taken_on)),
        assessments={each.assessment: test for each in results for test in tests if test.key == each.assessment},
        report_cards=tuple(draw(some.lists(CARDS, max_size=3))),
    )


@some.composite
def _result(draw: Any, key: str, test: Assessment) -> Result:
    return Result(
        key=key,
        pupil="L1",
        assessment=test.key,
        taken_on=draw(DAYS),
        part=draw(maybe(some.sampled_from([*PARTS, "unknown"]))),
        score=draw(maybe(some.integers(30_000, 99_999))),
        skill_score=draw(maybe(numbers() | some.sampled_from([Decimal("NaN"), Decimal("Infinity"), Decimal("-0")]))),
        level=draw(maybe(WORDS)),
        functioning_level=draw(maybe(WORDS)),
        reference_level=draw(maybe(WORDS)),
        mark=draw(maybe(some.decimals(1, 10, places=1))),
    )


def texts(said: Any) -> Iterator[Text]:
    """Yield every text of a report."""
    if isinstance(said, Text):
        yield said
    elif is_dataclass(said):
        for each in fields(said):
            yield from texts(getattr(said, each.name))
    elif isinstance(said, tuple):
        for each in said:
            yield from texts(each)


def blocks(said: Report | None, of: type) -> Iterator[Any]:
    for block in said.blocks if said else ():
        yield from (each for each in (block, *getattr(block, "cards", ())) if isinstance(each, of))


def tells(result: Result, history: PupilHistory) -> bool:
    """Tell whether anything is known of the outcome."""
    if (result.reference_level or "").strip() and has_reference(history.assessment_of(result)):
        return True
    measured = [each for each in (result.skill_score, result.mark) if each is not None and each.is_finite()]
    words = [each for each in (result.level, result.functioning_level) if each and each.strip()]
    return bool(measured or words or result.score is not None)


def all_reports(history: PupilHistory) -> Mapping[str, Report | None]:
    return {key: each.report(history) for key, each in PROVIDERS.items()}


@CALM
@given(histories())
def test_no_report_fails_and_each_can_be_drawn(history: PupilHistory) -> None:
    for key, said in all_reports(history).items():
        assert broken_report(said, history) == [], key


@CALM
@given(histories())
def test_no_report_tells_a_number_that_the_history_does_not_have(history: PupilHistory) -> None:
    known = set(YEARS)
    for each in (*history.results, *history.assessments.values()):
        for name in ("score", "skill_score", "average", "scale_to"):
            known |= set(LONG_NUMBER.findall(str(getattr(each, name, ""))))
    for key, said in all_reports(history).items():
        for text in texts(said):
            for language in (text.nl, text.en):
                assert set(LONG_NUMBER.findall(language)) <= known, (key, language)


@CALM
@given(histories())
def test_days_values_bands_and_documents_are_those_of_the_history(history: PupilHistory) -> None:
    days = {each.taken_on for each in history.results}
    for said in all_reports(history).values():
        assert {each.when for each in blocks(said, Card)} <= days
        assert {each.report_card for each in blocks(said, Download)} <= {each.key for each in history.report_cards}
        for moment in (each for growth in blocks(said, Growth) for each in growth.moments):
            assert moment.at in days or (moment.value, moment.word) == (None, None)
            assert moment.value is None or moment.value in {each.measured for each in history.results}
            assert moment.average is None or moment.average in {each.average for each in history.assessments.values()}
            assert moment.bands in {(), *(each.norms for each in history.assessments.values())}


@CALM
@given(histories())
def test_every_national_result_stands_in_the_report_of_growth_once(history: PupilHistory) -> None:
    said = PROVIDERS["growth"].report(history)
    national = history.of_kind(ReportKind.LVS)
    assert (said is None) == (not any(tells(each, history) for each in national))
    valued = [each for each in national if each.measured is not None and each.measured.is_finite()]
    shown = [each.value for growth in blocks(said, Growth) for each in growth.moments if each.value is not None]
    assert len(shown) <= len(valued)
    if all(each.part is None for each in national):
        assert sorted(shown) == sorted(each.measured for each in valued if each.measured is not None)


@CALM
@given(histories())
def test_a_report_says_nothing_of_a_kind_that_it_does_not_show(history: PupilHistory) -> None:
    for provider in PROVIDERS.values():
        assert provider.report(history) == provider.report(only_of(provider.shows, history))


@CALM
@given(histories())
def test_every_method_result_has_a_row_and_every_report_card_is_there(history: PupilHistory) -> None:
    rows = sum(len(each.rows) for each in blocks(PROVIDERS["method_tests"].report(history), Table))
    assert rows == sum(tells(each, history) for each in history.of_kind(ReportKind.METHOD))
    cards = [each.report_card for each in blocks(PROVIDERS["report_cards"].report(history), Download)]
    assert sorted(cards) == sorted(each.key for each in history.report_cards)
