"""Working days of a Dutch primary school, and the moment on which the office is reminded of what waits. Pure.

The school holidays are those that the ministry of education publishes: the summer, Christmas and one week of the May
holiday are binding, autumn and spring are its advice. A school may have a second week in May and days of its own, which
are not known here. After `KNOWN_UNTIL` only weekends and public holidays count as days off.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from hub.records import Text

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
REMIND_AT = time(9)
SATURDAY = 5
SUNDAY = 6


class Region(StrEnum):
    """The part of the country, by which school holidays are spread."""

    NORTH = "noord"
    MIDDLE = "midden"
    SOUTH = "zuid"


REGION_LABELS: Mapping[Region, Text] = {
    Region.NORTH: Text("Noord", "North"),
    Region.MIDDLE: Text("Midden", "Middle"),
    Region.SOUTH: Text("Zuid", "South"),
}


@dataclass(frozen=True, slots=True)
class Holiday:
    """A school holiday, from its first day up to and including its last."""

    first: date
    last: date
    title: Text


AUTUMN = Text("Herfstvakantie", "Autumn holiday")
CHRISTMAS = Text("Kerstvakantie", "Christmas holiday")
SPRING = Text("Voorjaarsvakantie", "Spring holiday")
MAY = Text("Meivakantie", "May holiday")
SUMMER = Text("Zomervakantie", "Summer holiday")
_PUBLISHED: tuple[tuple[Text, Mapping[Region, str]], ...] = (
    # 2025-2026
    (AUTUMN, {Region.NORTH: "2025-10-18/10-26", Region.MIDDLE: "2025-10-18/10-26", Region.SOUTH: "2025-10-11/10-19"}),
    (CHRISTMAS, dict.fromkeys(Region, "2025-12-20/01-04")),
    (SPRING, {Region.NORTH: "2026-02-21/03-01", Region.MIDDLE: "2026-02-14/02-22", Region.SOUTH: "2026-02-14/02-22"}),
    (MAY, dict.fromkeys(Region, "2026-04-25/05-03")),
    (SUMMER, {Region.NORTH: "2026-07-04/08-16", Region.MIDDLE: "2026-07-18/08-30", Region.SOUTH: "2026-07-11/08-23"}),
    # 2026-2027
    (AUTUMN, {Region.NORTH: "2026-10-10/10-18", Region.MIDDLE: "2026-10-17/10-25", Region.SOUTH: "2026-10-17/10-25"}),
    (CHRISTMAS, dict.fromkeys(Region, "2026-12-19/01-03")),
    (SPRING, {Region.NORTH: "2027-02-20/02-28", Region.MIDDLE: "2027-02-20/02-28", Region.SOUTH: "2027-02-13/02-21"}),
    (MAY, dict.fromkeys(Region, "2027-04-24/05-02")),
    (SUMMER, {Region.NORTH: "2027-07-10/08-22", Region.MIDDLE: "2027-07-17/08-29", Region.SOUTH: "2027-07-24/09-05"}),
    # 2027-2028
    (AUTUMN, {Region.NORTH: "2027-10-16/10-24", Region.MIDDLE: "2027-10-16/10-24", Region.SOUTH: "2027-10-23/10-31"}),
    (CHRISTMAS, dict.fromkeys(Region, "2027-12-25/01-09")),
    (SPRING, {Region.NORTH: "2028-02-19/02-27", Region.MIDDLE: "2028-02-26/03-05", Region.SOUTH: "2028-02-26/03-05"}),
    (MAY, dict.fromkeys(Region, "2028-04-29/05-07")),
    (SUMMER, {Region.NORTH: "2028-07-15/08-27", Region.MIDDLE: "2028-07-08/08-20", Region.SOUTH: "2028-07-22/09-03"}),
)


def remind_at(asked_at: datetime, working_days: int, region: Region) -> datetime:
    """Return nine in the morning, Dutch time, on the working day that is so many after the day of asking.

    `asked_at` carries a time zone; there is at least one working day between. Raises `ValueError` otherwise.
    """
    if asked_at.tzinfo is None or working_days < 1:
        raise ValueError("a reminder needs a moment with a time zone and at least one working day")
    day = asked_at.astimezone(DUTCH_TIME).date()
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= is_working_day(day, region)
    return datetime.combine(day, REMIND_AT, DUTCH_TIME)


def is_working_day(day: date, region: Region) -> bool:
    """Tell whether the office of a school in this region is open, as far as is published."""
    if day.weekday() >= SATURDAY or day in public_holidays(day.year):
        return False
    return not any(each.first <= day <= each.last for each in school_holidays(region))


@cache
def school_holidays(region: Region) -> tuple[Holiday, ...]:
    """Return the school holidays of a region that are published, in order."""
    return tuple(_holiday(title, spans[region]) for title, spans in _PUBLISHED)


def _holiday(title: Text, span: str) -> Holiday:
    begins, ends = span.split("/")
    first = date.fromisoformat(begins)
    last = date.fromisoformat(f"{first.year}-{ends}")
    return Holiday(first, last if last > first else last.replace(year=first.year + 1), title)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Return the national days off of a year, with liberation day, on which schools are closed every year."""
    easter = easter_sunday(year)
    kings_day = date(year, 4, 27)
    moving = (timedelta(days=each) for each in (0, 1, 39, 49, 50))
    return frozenset(
        {
            date(year, 1, 1),
            kings_day - timedelta(days=kings_day.weekday() == SUNDAY),
            date(year, 5, 5),
            date(year, 12, 25),
            date(year, 12, 26),
            *(easter + each for each in moving),
        }
    )


def easter_sunday(year: int) -> date:
    """Return the first day of Easter, by the rule of Meeus, Jones and Butcher for the Gregorian calendar."""
    century, rest = divmod(year, 100)
    golden = year % 19
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


KNOWN_UNTIL: date = min(max(each.last for each in school_holidays(region)) for region in Region)
"""The last day up to which the school holidays of every region are published here."""
