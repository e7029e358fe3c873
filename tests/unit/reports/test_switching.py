"""What a school may decide, and when parents come to see more by it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contract import ReportKind
from hub.reports import example_history, narrowed, problem_of_evening, problems_of, shows_more
from hub.reports.switching import evenings_show_more
from hub.store import YEAR_GROUPS, Publication, Published

TODAY = date(2026, 11, 29)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ON = Publication(on=True)
DAYS = st.none() | st.dates(TODAY - timedelta(days=40), TODAY + timedelta(days=40))
DECISIONS = st.builds(
    Publication,
    on=st.booleans(),
    visible_from=DAYS,
    year_groups=st.frozensets(st.sampled_from(YEAR_GROUPS)),
    average=st.booleans(),
    after_evening=st.booleans(),
)


def test_a_day_that_has_passed_is_refused_unless_it_stood_there() -> None:
    wanted = Publication(on=True, visible_from=YESTERDAY)
    assert list(problems_of(wanted, ON, TODAY)) == ["visible_from"]
    assert problems_of(wanted, replace(ON, visible_from=YESTERDAY), TODAY) == {}
    assert problems_of(replace(wanted, visible_from=TODAY), ON, TODAY) == {}
    assert list(problems_of(replace(wanted, visible_from=date(2126, 1, 1)), ON, TODAY)) == ["visible_from"]


def test_what_is_on_is_on_for_a_year_group_and_for_one_that_is() -> None:
    assert list(problems_of(replace(ON, year_groups=frozenset()), ON, TODAY)) == ["year_groups"]
    assert problems_of(Publication(on=False, year_groups=frozenset()), ON, TODAY) == {}
    assert list(problems_of(replace(ON, year_groups=frozenset({"9"})), ON, TODAY)) == ["year_groups"]


@pytest.mark.parametrize(
    ("before", "after", "more"),
    [
        (Publication(), ON, True),
        (ON, Publication(), False),
        (ON, ON, False),
        (ON, replace(ON, average=True), True),
        (replace(ON, average=True), ON, False),
        (replace(ON, after_evening=True), ON, True),
        (ON, replace(ON, after_evening=True), False),
        (replace(ON, year_groups=frozenset("3")), replace(ON, year_groups=frozenset("34")), True),
        (replace(ON, year_groups=frozenset("34")), replace(ON, year_groups=frozenset("3")), False),
        (replace(ON, visible_from=TOMORROW), ON, True),
        (ON, replace(ON, visible_from=TOMORROW), False),
        (replace(ON, visible_from=YESTERDAY), ON, False),
    ],
)
def test_only_what_shows_parents_more_is_asked_again(before: Publication, after: Publication, *, more: bool) -> None:
    assert shows_more(before, after, TODAY) is more


@given(DECISIONS, DECISIONS, st.sampled_from("345678"), st.integers(0, 60))
def test_what_is_not_asked_again_never_shows_anything_more_on_any_day(
    before: Publication, after: Publication, group: str, later: int
) -> None:
    if shows_more(before, after, TODAY):
        return
    history = replace(example_history(int(group), TODAY), today=TODAY + timedelta(days=later))
    evenings = (TODAY - timedelta(days=30), TODAY + timedelta(days=30))

    def seen(decided: Publication) -> set[object]:
        left = narrowed(history, Published(kinds=dict.fromkeys(ReportKind, decided), evenings=evenings))
        averages = {key for key, each in left.assessments.items() if each.average is not None}
        return {
            *(each.key for each in left.results),
            *(each.key for each in left.report_cards),
            *map(str.upper, averages),
        }

    assert seen(after) <= seen(before)


def test_a_parents_evening_lies_ahead_and_is_there_once() -> None:
    assert problem_of_evening(TOMORROW, [], TODAY) is None
    assert problem_of_evening(TODAY, [], TODAY) is None
    assert problem_of_evening(YESTERDAY, [], TODAY) is not None
    assert problem_of_evening(TOMORROW, [TOMORROW], TODAY) is not None
    assert problem_of_evening(date(2126, 1, 1), [], TODAY) is not None
    assert problem_of_evening(TOMORROW, [TODAY + timedelta(days=each) for each in range(2, 50)], TODAY) is not None


def test_an_evening_behind_us_that_comes_back_shows_more_at_once() -> None:
    assert evenings_show_more([], [YESTERDAY], TODAY)
    assert not evenings_show_more([], [TOMORROW], TODAY)
    assert not evenings_show_more([YESTERDAY], [], TODAY)


@pytest.mark.parametrize("group", range(1, 9))
def test_sam_has_a_history_that_ends_today_and_keeps_within_each_norm(group: int) -> None:
    history = example_history(group, TODAY)
    assert history.report_cards
    assert all(each.taken_on <= TODAY for each in history.results)
    for each in history.results:
        assessment = history.assessment_of(each)
        band = each.band(assessment)
        assert band is None or ReportKind.of(assessment) is not ReportKind.LVS or band.term == each.level
