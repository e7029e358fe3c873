"""When the hub pulls from a school's LAS by itself: changes during school hours, everything once in the night. Pure.

All times are Dutch. Every school has a place of its own in the minutes and in the night, so that a thousand schools do
not ring at once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from hub.contract import SettingsRefusedError
from hub.records import Text

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
CHANGES, EVERYTHING = "pull_changes", "pull_all"
"""The names of the two pulls in the clock's table, and of their jobs."""
FREQUENT, SELDOM = 2, 240
"""Fewest and most minutes between two pulls of changes."""
SCHOOL_DAYS = frozenset({1, 2, 3, 4, 5})
GRACE = timedelta(minutes=10)
"""A pull may take so long, or wait so long in the queue, before what is shown counts as late."""
NIGHT_GRACE = timedelta(hours=2)
GOLDEN = 0.6180339887498949
"""Multiples of it, without what stands before the point, lie as far apart as numbers can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullTimes:
    """The times of one school; `on=False` means: only by hand.

    `every` is in minutes; `days` are 1 (Monday) to 7. The night may begin before midnight.
    """

    on: bool = True
    every: int = 5
    opens: time = time(7)
    closes: time = time(18)
    days: frozenset[int] = SCHOOL_DAYS
    night_from: time = time(1)
    night_until: time = time(5)

    @classmethod
    def read(cls, details: Mapping[str, Any]) -> Self:
        """Read the times as the clock's table keeps them; what is not there is as it is at first."""
        known: dict[str, Any] = {name: details[name] for name in ("on", "every") if name in details}
        known |= {name: time.fromisoformat(details[name]) for name in MOMENTS if name in details}
        return cls(**known, days=frozenset(details.get("days", SCHOOL_DAYS)))

    @classmethod
    def chosen(cls, values: Mapping[str, Any], before: Self) -> Self:
        """Read times as a person gives them, in words of a form; what is not given stays as it was.

        Raises `SettingsRefusedError`, with a problem for each value that cannot be.
        """
        given: dict[str, Any] = {name: values[name] for name in ("on", "days") if name in values}
        problems: dict[str, Text] = {}
        for name in ("every", *MOMENTS):
            if name in values:
                try:
                    given[name] = _minutes(values[name]) if name == "every" else time.fromisoformat(values[name])
                except ValueError:
                    problems[name] = NO_MINUTES if name == "every" else NO_TIME
        made = replace(before, **given)
        if not problems and made.opens >= made.closes:
            problems["closes"] = ENDS_BEFORE_IT_BEGINS
        if problems:
            raise SettingsRefusedError(problems, LABELS)
        return made

    def details(self) -> dict[str, Any]:
        """Return the times as the clock's table keeps them, and the command line prints them."""
        moments = {name: f"{getattr(self, name):%H:%M}" for name in MOMENTS}
        return {"on": self.on, "every": self.every, "days": sorted(self.days), **moments}

    def next_changes(self, school: int, now: datetime) -> datetime | None:
        """Return when changes are asked for after `now`; `None` where that never comes."""
        if not self.on:
            return None
        ticks = (tick for day in _days_from(now, 0) if (tick := self._tick_after(school, day, now)))
        return next(ticks, None)

    def next_everything(self, school: int, now: datetime) -> datetime | None:
        """Return when everything is asked for after `now`: a moment of this school's own in the night."""
        if not self.on:
            return None
        nights = (self._night(school, day) for day in _days_from(now, -1))
        return next(night for night in nights if night > now)

    def next_pull(self, school: int, now: datetime) -> datetime | None:
        """Return when anything is asked for after `now`."""
        moments = (self.next_changes(school, now), self.next_everything(school, now))
        return min((moment for moment in moments if moment is not None), default=None)

    def due_by(self, school: int, now: datetime) -> datetime | None:
        """Return since when data must be of, at the latest, if every pull went well. `None` where nothing pulls."""
        if not self.on:
            return None
        nights = (self._night(school, day) for day in _days_from(now, -2))
        last_night = max(night for night in nights if night <= now - NIGHT_GRACE)
        patience = 2 * timedelta(minutes=self.every) + GRACE
        hours = (self._hours(day) for day in _days_from(now, -7) if day.isoweekday() in self.days)
        late = [min(now, closes) - patience for opens, closes in hours if opens <= min(now, closes) - patience]
        return max([last_night, *late])

    def _tick_after(self, school: int, day: date, now: datetime) -> datetime | None:
        if day.isoweekday() not in self.days:
            return None
        every = timedelta(minutes=self.every)
        opens, closes = self._hours(day)
        first = opens + place_of(school) * every
        tick = first if first > now else first + every * ((now - first) // every + 1)
        return tick if tick < closes else None

    def _hours(self, day: date) -> tuple[datetime, datetime]:
        return _at(day, self.opens), _at(day, self.closes)

    def _night(self, school: int, day: date) -> datetime:
        begins, ends = (datetime.combine(day, each) for each in (self.night_from, self.night_until))
        length = (ends - begins) % timedelta(days=1)
        at = begins + place_of(school) * length
        return at.replace(tzinfo=DUTCH_TIME).astimezone(UTC)


MOMENTS = ("opens", "closes", "night_from", "night_until")
RULES: Mapping[str, Callable[[PullTimes, int, datetime], datetime | None]] = {
    CHANGES: PullTimes.next_changes,
    EVERYTHING: PullTimes.next_everything,
}
"""How the next moment of a pull follows from a school's times."""


LABELS = {
    "every": Text("Elke zoveel minuten", "Every so many minutes"),
    "opens": Text("Van", "From"),
    "closes": Text("Tot", "Until"),
    "night_from": Text("'s Nachts vanaf", "At night from"),
    "night_until": Text("'s Nachts tot", "At night until"),
}
NO_MINUTES = Text(
    f"Vul een heel aantal minuten in, van {FREQUENT} tot {SELDOM}.",
    f"Fill in a whole number of minutes, from {FREQUENT} to {SELDOM}.",
)
NO_TIME = Text("Vul een tijd in, zoals 07:00.", "Fill in a time, such as 07:00.")
ENDS_BEFORE_IT_BEGINS = Text(
    "De schooldag moet later ophouden dan hij begint. Kijk beide tijden na.",
    "The school day must end later than it begins. Check both times.",
)


def place_of(school: int) -> float:
    """Return the place of a school in any stretch of time, from 0 to 1, by its number in the hub."""
    return school * GOLDEN % 1


def _days_from(now: datetime, first: int) -> Iterator[date]:
    """Yield the days around today, from `first` days after it to a week after it."""
    today = now.astimezone(DUTCH_TIME).date()
    return (today + timedelta(days=number) for number in range(first, 8))


def _minutes(text: object) -> int:
    minutes = int(str(text))
    if not FREQUENT <= minutes <= SELDOM:
        raise ValueError(minutes)
    return minutes


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, DUTCH_TIME).astimezone(UTC)
