"""Days on which a Dutch primary school is closed: national days off, school holidays and days of its own. Pure.

The school holidays are those that the ministry of education publishes: the summer, Christmas and one week of the May
holiday are binding, autumn and spring are its advice. A second week in May and study days are a school's own: it names
them itself. After `KNOWN_UNTIL` only national days off and those of its own count.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache

from hub.records import Text

SUNDAY = 6
LUSTRUM = 5
LONGEST = timedelta(days=100)
"""No holiday of a school's own is longer; a year that was typed wrongly is."""


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
class Span:
    """Days in a row, from the first up to and including the last."""

    first: date
    last: date


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


def days_off(region: Region | None, own: Iterable[Span], first: date, last: date) -> frozenset[date]:
    """Return the days from `first` up to and including `last` on which a school is closed, weekends aside.

    Without a region only those days count that are a holiday in every region.
    """
    regions = Region if region is None else (region,)
    closed = (_days(school_holidays(each), first, last) for each in regions)
    holidays = frozenset.intersection(*closed)
    national = (day for year in range(first.year, last.year + 1) for day in public_holidays(year))
    everywhere = frozenset(day for day in national if first <= day <= last)
    return holidays | everywhere | _days(own, first, last)


def _days(spans: Iterable[Span | Holiday], first: date, last: date) -> frozenset[date]:
    inside = ((max(each.first, first), min(each.last, last)) for each in spans)
    return frozenset(
        begin + timedelta(days=number) for begin, end in inside for number in range((end - begin).days + 1)
    )


def read_spans(text: str) -> tuple[Span, ...]:
    """Read days as schools write them: `5-10-2026, 3-5-2027 t/m 7-5-2027`. Raises `ValueError`."""
    return tuple(_span(each.strip()) for each in re.split(r"[,;\n]", text) if each.strip())


def _span(written: str) -> Span:
    begins, _, ends = (part.strip() for part in written.partition("t/m"))
    try:
        first = datetime.strptime(begins, "%d-%m-%Y").date()  # noqa: DTZ007 - a day has no time zone
        last = datetime.strptime(ends, "%d-%m-%Y").date() if ends else first  # noqa: DTZ007 - as above
    except ValueError:
        raise ValueError(written) from None
    if not first <= last <= first + LONGEST:
        raise ValueError(written)
    return Span(first, last)


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
    """Return the national days off of a year; liberation day is one in every fifth year."""
    easter = easter_sunday(year)
    kings_day = date(year, 4, 27)
    moving = (timedelta(days=each) for each in (0, 1, 39, 49, 50))
    return frozenset(
        {
            date(year, 1, 1),
            kings_day - timedelta(days=kings_day.weekday() == SUNDAY),
            *([date(year, 5, 5)] if year % LUSTRUM == 0 else ()),
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
