"""Working days: weekdays less days off, for reminders and for how long something waits."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.changes import WorkingDays

NINE = time(9)
AUTUMN = WorkingDays(frozenset(date(2026, 10, 17) + timedelta(days=each) for each in range(9)))


@pytest.mark.parametrize(
    ("moment", "days", "reminded"),
    [
        ("2026-11-24T10:00:00+01:00", 3, "2026-11-27T09:00:00+01:00"),
        ("2026-11-27T16:00:00+01:00", 1, "2026-11-30T09:00:00+01:00"),
        ("2026-11-28T12:00:00+01:00", 1, "2026-11-30T09:00:00+01:00"),
        ("2026-03-27T23:30:00+00:00", 1, "2026-03-30T09:00:00+02:00"),
        ("2026-10-14T10:00:00+02:00", 3, "2026-10-26T09:00:00+01:00"),
        ("2026-10-19T10:00:00+02:00", 1, "2026-10-26T09:00:00+01:00"),
    ],
)
def test_a_reminder_comes_on_a_working_day_in_the_morning(moment: str, days: int, reminded: str) -> None:
    assert AUTUMN.later(datetime.fromisoformat(moment), days, NINE) == datetime.fromisoformat(reminded)


def test_silence_means_that_every_weekday_is_a_working_day() -> None:
    autumn = datetime(2026, 10, 14, 10, tzinfo=UTC)
    assert WorkingDays().later(autumn, 3, NINE).date() == date(2026, 10, 19)


@pytest.mark.parametrize(
    ("begin", "end", "days"),
    [
        ("2026-11-24T08:00+01:00", "2026-11-24T20:00+01:00", 0),
        ("2026-11-24T08:00+01:00", "2026-11-25T08:00+01:00", 1),
        ("2026-11-27T08:00+01:00", "2026-11-30T08:00+01:00", 1),
        ("2026-10-16T08:00+02:00", "2026-10-25T08:00+01:00", 0),
        ("2026-10-16T08:00+02:00", "2026-10-26T08:00+01:00", 1),
        ("2026-11-24T23:30+00:00", "2026-11-25T08:00+01:00", 0),
        ("2026-11-25T08:00+01:00", "2026-11-24T08:00+01:00", 0),
    ],
)
def test_what_waits_gets_older_on_working_days_only(begin: str, end: str, days: int) -> None:
    assert AUTUMN.between(datetime.fromisoformat(begin), datetime.fromisoformat(end)) == days


@settings(max_examples=100, deadline=None, database=None)
@given(
    st.datetimes(datetime(2026, 8, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - zone is given
    st.integers(1, 15),
    st.frozensets(st.dates(date(2026, 8, 1), date(2027, 1, 1)), max_size=60),
)
def test_exactly_so_many_working_days_lie_between(moment: datetime, days: int, closed: frozenset[date]) -> None:
    school = WorkingDays(closed)
    reminded = school.later(moment, days, NINE)
    assert school.between(moment, reminded) == days
    assert school.has(reminded.date())
    assert reminded > moment
