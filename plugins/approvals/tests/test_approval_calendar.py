"""Days off: national, of a region, and of a school's own."""

from datetime import date, timedelta
from itertools import pairwise

import hub_approvals
import pytest
from hub_approvals.calendar import (
    KNOWN_UNTIL,
    REGION_LABELS,
    Region,
    days_off,
    easter_sunday,
    public_holidays,
    read_spans,
    school_holidays,
)
from hub_approvals.settings import ApprovalSettings
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.contract import School, SettingsRefusedError, read_settings
from hub.records import SchoolCode
from hub.registry import Registry

NORTH, MIDDLE, SOUTH = Region.NORTH, Region.MIDDLE, Region.SOUTH


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (1981, 4, 19),
        (2008, 3, 23),
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2027, 3, 28),
        (2028, 4, 16),
        (2035, 3, 25),
        (2038, 4, 25),
        (2049, 4, 18),
    ],
)
def test_easter_falls_where_the_church_has_it(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == date(year, month, day)


def test_the_public_holidays_of_a_year() -> None:
    expected = ["01-01", "04-05", "04-06", "04-27", "05-14", "05-24", "05-25", "12-25", "12-26"]
    assert sorted(f"{each:%m-%d}" for each in public_holidays(2026)) == expected
    assert {year for year in range(2024, 2036) if date(year, 5, 5) in public_holidays(year)} == {2025, 2030, 2035}
    assert date(2031, 4, 26) in public_holidays(2031)
    assert date(2031, 4, 27) not in public_holidays(2031)


@pytest.mark.parametrize("region", Region)
def test_each_school_year_has_five_holidays_from_saturday_to_sunday(region: Region) -> None:
    holidays = school_holidays(region)
    assert len(holidays) == 15
    for one, following in pairwise(holidays):
        assert one.last < following.first
    for each in holidays:
        assert (each.first.weekday(), each.last.weekday()) == (5, 6)
        weeks = {"Zomervakantie": 6, "Kerstvakantie": 2}.get(each.title.nl, 1)
        assert each.last - each.first == timedelta(weeks=weeks, days=1)
    assert REGION_LABELS[region].nl.lower() == region.value


@pytest.mark.parametrize(
    ("day", "open_in"),
    [
        ("2025-10-13", {NORTH, MIDDLE}),
        ("2025-10-20", {SOUTH}),
        ("2026-01-02", set()),
        ("2026-02-16", {NORTH}),
        ("2026-02-23", {MIDDLE, SOUTH}),
        ("2026-07-06", {MIDDLE, SOUTH}),
        ("2026-08-17", {NORTH}),
        ("2026-08-24", {NORTH, SOUTH}),
        ("2026-08-31", {NORTH, MIDDLE, SOUTH}),
        ("2026-10-12", {MIDDLE, SOUTH}),
        ("2026-11-24", {NORTH, MIDDLE, SOUTH}),
        ("2026-11-28", set()),
        ("2027-02-15", {NORTH, MIDDLE}),
        ("2027-03-29", set()),
        ("2027-05-06", set()),
        ("2027-07-12", {MIDDLE, SOUTH}),
        ("2027-08-30", {NORTH, MIDDLE}),
        ("2027-10-25", {NORTH, MIDDLE}),
        ("2028-02-21", {MIDDLE, SOUTH}),
        ("2028-07-10", {NORTH, SOUTH}),
        ("2028-09-04", {NORTH, MIDDLE, SOUTH}),
    ],
)
def test_on_which_days_a_school_is_open(day: str, open_in: set[Region]) -> None:
    asked = date.fromisoformat(day)
    weekday = asked.weekday() < 5
    assert {region for region in Region if weekday and not days_off(region, (), asked, asked)} == open_in


def test_without_a_region_a_day_is_off_where_it_is_off_everywhere() -> None:
    first, last = date(2026, 2, 1), date(2026, 5, 31)
    nowhere = days_off(None, (), first, last)
    assert nowhere == days_off(NORTH, (), first, last) & days_off(MIDDLE, (), first, last) & days_off(
        SOUTH, (), first, last
    )
    assert date(2026, 4, 29) in nowhere
    assert date(2026, 2, 16) not in nowhere


@settings(max_examples=100, deadline=None, database=None)
@given(st.dates(date(2025, 8, 1), date(2032, 1, 1)), st.integers(-3, 400), st.sampled_from([None, *Region]))
def test_no_day_outside_the_days_that_are_asked_for_is_named(first: date, days: int, region: Region | None) -> None:
    last = first + timedelta(days=days)
    own = read_spans("1-7-2025 t/m 5-7-2025, 31-12-2030")
    named = days_off(region, own, first, last)
    assert all(first <= each <= last for each in named)
    assert (date(2030, 12, 31) in named) == (first <= date(2030, 12, 31) <= last)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("", []),
        (" , ;", []),
        ("5-10-2026", ["2026-10-05"]),
        ("05-10-2026 t/m 07-10-2026", ["2026-10-05", "2026-10-06", "2026-10-07"]),
        ("1-6-2026; 31-5-2026", ["2026-05-31", "2026-06-01"]),
    ],
)
def test_a_school_writes_its_own_days_off_as_it_writes_dates(written: str, days: list[str]) -> None:
    spans = read_spans(written)
    found = sorted(days_off(None, spans, spans[0].first, spans[0].last)) if len(spans) == 1 else None
    every = sorted(each.isoformat() for span in spans for each in (span.first, span.last))
    assert sorted({*every, *(each.isoformat() for each in found or ())}) == days


@pytest.mark.parametrize(
    "written",
    ["morgen", "2026-10-05", "31-2-2026", "7-10-2026 t/m 5-10-2026", "5-10-2026 t/m 5-10-2027", "5-10-26 t/m"],
)
def test_days_that_cannot_be_are_refused_with_an_example(written: str) -> None:
    with pytest.raises(SettingsRefusedError) as caught:
        read_settings(ApprovalSettings, {"own_days_off": written})
    assert set(caught.value.problems) == {"own_days_off"}
    assert "3-5-2027 t/m 7-5-2027" in caught.value.problems["own_days_off"].nl


def test_the_hub_hears_the_days_off_of_the_schools_own_region() -> None:
    chosen = {"approvals": ApprovalSettings(region=SOUTH, own_days_off="6-10-2026")}
    span = {"first": date(2026, 10, 1), "last": date(2026, 10, 31)}
    answers = Registry.of(hub_approvals).ask("days_off", chosen, school=School(SchoolCode("99XX"), "De Proef"), **span)
    assert answers.faults == ()
    ((_, days),) = answers.values
    assert sorted(days) == [date(2026, 10, 6), *(date(2026, 10, each) for each in range(17, 26))]


def test_the_published_holidays_reach_the_summer_of_2028() -> None:
    assert date(2028, 8, 20) == KNOWN_UNTIL
