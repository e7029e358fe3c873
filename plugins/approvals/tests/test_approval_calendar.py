"""Working days, holidays and reminders."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hub_approvals.calendar import (
    DUTCH_TIME,
    KNOWN_UNTIL,
    REGION_LABELS,
    Region,
    easter_sunday,
    is_working_day,
    public_holidays,
    remind_at,
    school_holidays,
)
from hypothesis import given, settings
from hypothesis import strategies as st

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
    expected = ["01-01", "04-05", "04-06", "04-27", "05-05", "05-14", "05-24", "05-25", "12-25", "12-26"]
    assert sorted(f"{each:%m-%d}" for each in public_holidays(2026)) == expected
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
    assert {region for region in Region if is_working_day(date.fromisoformat(day), region)} == open_in


@pytest.mark.parametrize(
    ("asked", "days", "region", "reminded"),
    [
        ("2026-11-23 10:00", 1, NORTH, "2026-11-24"),
        ("2026-11-23 10:00", 3, NORTH, "2026-11-26"),
        ("2026-11-27 16:30", 1, NORTH, "2026-11-30"),
        ("2026-11-28 12:00", 3, NORTH, "2026-12-02"),
        ("2026-12-17 12:00", 3, MIDDLE, "2027-01-05"),
        ("2026-04-02 12:00", 2, MIDDLE, "2026-04-07"),
        ("2026-07-02 12:00", 2, NORTH, "2026-08-17"),
        ("2026-07-02 12:00", 2, SOUTH, "2026-07-06"),
        ("2029-12-24 12:00", 1, SOUTH, "2029-12-27"),
    ],
)
def test_the_reminder_comes_at_nine_on_a_working_day(asked: str, days: int, region: Region, reminded: str) -> None:
    moment = datetime.fromisoformat(asked).replace(tzinfo=DUTCH_TIME)
    assert remind_at(moment, days, region).isoformat()[:16] == f"{reminded}T09:00"


def test_the_day_of_asking_is_the_day_in_the_netherlands() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert remind_at(late, 1, NORTH) == datetime(2026, 11, 25, 9, tzinfo=DUTCH_TIME)
    summer = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert remind_at(summer, 1, NORTH) == datetime(2026, 6, 2, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "days"),
    [(datetime(2026, 11, 23, 10), 1), (datetime(2026, 11, 23, tzinfo=UTC), 0)],  # noqa: DTZ001 - it
)
def test_a_moment_without_a_zone_or_no_day_between_is_refused(moment: datetime, days: int) -> None:
    with pytest.raises(ValueError, match="time zone"):
        remind_at(moment, days, NORTH)


@settings(max_examples=100, deadline=None, database=None)
@given(
    st.datetimes(datetime(2025, 8, 1), datetime(2032, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - zone is given
    st.integers(1, 15),
    st.sampled_from(Region),
)
def test_exactly_so_many_working_days_lie_between(moment: datetime, days: int, region: Region) -> None:
    reminded = remind_at(moment, days, region)
    first = moment.astimezone(DUTCH_TIME).date()
    after = [first + timedelta(days=each) for each in range(1, (reminded.date() - first).days + 1)]
    assert sum(is_working_day(day, region) for day in after) == days
    assert is_working_day(reminded.date(), region)
    assert reminded > moment


def test_the_published_holidays_reach_the_summer_of_2028() -> None:
    assert date(2028, 8, 20) == KNOWN_UNTIL
