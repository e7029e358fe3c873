"""Working days of a school: every weekday but those on which a plugin says that the school is closed. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days of one school. `closed` are its days off; without any, every weekday is a working day."""

    closed: frozenset[date] = frozenset()

    def has(self, day: date) -> bool:
        """Tell whether the school works on this day."""
        return day.weekday() < SATURDAY and day not in self.closed

    def later(self, moment: datetime, days: int, at: time) -> datetime:
        """Return the moment `at`, Dutch time, on the working day that is so many after the day of `moment`.

        `moment` carries a time zone; `days` is 1 or more, so that a reminder never comes on a day off.
        """
        day = _dutch_day(moment)
        while days > 0:
            day += timedelta(days=1)
            days -= self.has(day)
        return datetime.combine(day, at, DUTCH_TIME)

    def between(self, begin: datetime, end: datetime) -> int:
        """Return how many working days came after the day of `begin`, up to and including the day of `end`."""
        first, last = _dutch_day(begin), _dutch_day(end)
        return sum(self.has(first + timedelta(days=each)) for each in range(1, (last - first).days + 1))


def _dutch_day(moment: datetime) -> date:
    return moment.astimezone(DUTCH_TIME).date()
