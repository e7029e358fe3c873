"""What is left of a history once the school has decided."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hub.contract import PupilHistory, ReportKind
from hub.records import Assessment, AssessmentType, ReportCard, Result
from hub.reports import YEAR_GROUPS, Publication, Published, narrowed

TODAY = date(2027, 2, 15)
LVS = Assessment(key="RW-M5", type=AssessmentType.LVS, average=Decimal(180))
METHOD = Assessment(key="BLOK-4", type=AssessmentType.METHOD)
OLD = Result(key="1", pupil="p", assessment="RW-M5", taken_on=date(2027, 1, 20), skill_score=Decimal(190))
NEW = Result(key="2", pupil="p", assessment="BLOK-4", taken_on=date(2027, 2, 12), mark=Decimal(7))
CARD = ReportCard(key="r1", pupil="p", title="Rapport 1", issued_on=date(2027, 2, 1))
HISTORY = PupilHistory(
    first_name="Noor",
    grade_now="5",
    today=TODAY,
    results=(OLD, NEW),
    assessments={"RW-M5": LVS, "BLOK-4": METHOD},
    report_cards=(CARD,),
)


def of(kind: ReportKind, *evenings: date, **decided: object) -> PupilHistory:
    made = Publication(on=True, **decided)  # type: ignore[arg-type]
    return narrowed(HISTORY, Published(kinds={kind: made}, evenings=evenings))


def test_a_school_that_decided_nothing_publishes_nothing() -> None:
    seen = narrowed(HISTORY, Published())
    assert (seen.results, seen.assessments, seen.report_cards) == ((), {}, ())


@pytest.mark.parametrize(
    ("kind", "results", "cards"),
    [(ReportKind.LVS, (OLD,), ()), (ReportKind.METHOD, (NEW,), ()), (ReportKind.REPORT_CARDS, (), (CARD,))],
)
def test_each_kind_is_published_by_itself(kind: ReportKind, results: object, cards: object) -> None:
    seen = of(kind)
    assert (seen.results, seen.report_cards) == (results, cards)
    assert set(seen.assessments) == {each.assessment for each in seen.results}


@pytest.mark.parametrize(("first_day", "shown"), [(TODAY, True), (date(2027, 2, 16), False)])
def test_nothing_is_seen_before_the_first_day(first_day: date, *, shown: bool) -> None:
    assert bool(of(ReportKind.LVS, visible_from=first_day).results) is shown


def test_the_year_group_of_the_pupil_now_decides() -> None:
    assert of(ReportKind.LVS, year_groups=frozenset("5")).results == (OLD,)
    assert of(ReportKind.LVS, year_groups=frozenset("678")).results == ()


def test_a_pupil_without_a_year_group_is_seen_only_where_all_are() -> None:
    nowhere = replace(HISTORY, grade_now=None)
    every = Published(kinds={ReportKind.LVS: Publication(on=True)})
    some = Published(kinds={ReportKind.LVS: Publication(on=True, year_groups=frozenset(YEAR_GROUPS[2:]))})
    assert narrowed(nowhere, every).results == (OLD,)
    assert narrowed(nowhere, some).results == ()


def test_the_national_average_goes_only_where_the_school_shows_it() -> None:
    assert of(ReportKind.LVS).assessments["RW-M5"].average is None
    assert of(ReportKind.LVS, average=True).assessments["RW-M5"].average == Decimal(180)


@pytest.mark.parametrize(
    ("evenings", "shown"),
    [
        ((), False),
        ((date(2027, 2, 10),), False),
        ((date(2027, 2, 14),), True),
        ((TODAY,), False),
        ((date(2027, 2, 14), date(2027, 6, 1)), True),
    ],
)
def test_what_is_new_waits_for_the_day_after_the_parents_evening(evenings: tuple[date, ...], *, shown: bool) -> None:
    assert bool(of(ReportKind.METHOD, *evenings, after_evening=True).results) is shown


@pytest.mark.parametrize(
    ("evenings", "shown"), [((), False), ((date(2027, 2, 14),), True), ((date(2027, 2, 14), date(2027, 6, 1)), False)]
)
def test_a_report_card_without_a_day_waits_for_every_evening(evenings: tuple[date, ...], *, shown: bool) -> None:
    undated = replace(HISTORY, report_cards=(replace(CARD, issued_on=None),))
    decided = Published(kinds={ReportKind.REPORT_CARDS: Publication(on=True, after_evening=True)}, evenings=evenings)
    assert bool(narrowed(undated, decided).report_cards) is shown
