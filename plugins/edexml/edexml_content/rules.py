"""The rules that one value of EDEXML obeys. Each reader takes the text of an element and returns what it means. Pure.

A reader raises `BrokenRuleError`, which never carries the value.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from hub.records import Gender

Reader = Callable[[str], Any]
BLANK = " \t\r\n"
HERE = ZoneInfo("Europe/Amsterdam")
"""Where a LAS that names no time zone keeps its clock; Brussels has the same."""

ZONE = r"(?P<zone>Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
DAY = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12][0-9]|3[01])"
DATE = re.compile(DAY + ZONE)
TIME = r"(?P<hour>[01][0-9]|2[0-4]):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9])(?:\.(?P<fraction>[0-9]+))?"
MOMENT = re.compile(DAY + "T" + TIME + ZONE)
PLAIN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PLAIN_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?)(Z|\+00:00)?")
INTEGER = re.compile(r"[+-]?0*([0-9])")
GENDERS = {"0": Gender.UNKNOWN, "1": Gender.BOY, "2": Gender.GIRL, "9": Gender.NOT_SPECIFIED}
LAST_HOUR = 24


class BrokenRuleError(ValueError):
    """A value breaks a rule: its stable code, and the limit or the list where the sentence names one."""

    def __init__(self, rule: str, limit: str = "") -> None:
        super().__init__(rule)
        self.rule = rule
        self.limit = limit


class Length:
    """Reads 1 to `longest` characters; spaces count, and stay."""

    __slots__ = ("longest",)

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def __call__(self, value: str) -> str:
        if 0 < len(value) <= self.longest:
            return value
        raise BrokenRuleError("edexml.length", str(self.longest))


def any_text(value: str) -> str:
    """Read any text, also none."""
    return value


def one_of(*values: str) -> Reader:
    """Read one of a fixed list of codes."""
    allowed = {value: value for value in values}

    def read(value: str) -> str:
        try:
            return allowed[value]
        except KeyError:
            raise BrokenRuleError("edexml.list", ", ".join(sorted(allowed)[:30])) from None

    return read


def pattern(shape: str) -> Reader:
    """Read digits where `shape` has a 9 and capitals where it has an X. Digits and capitals of any script count."""
    simple = re.compile(shape.replace("9", "[0-9]").replace("X", "[A-Z]"))
    kinds = {"9": "Nd", "X": "Lu"}

    def read(value: str) -> str:
        if simple.fullmatch(value):
            return value
        if len(value) == len(shape) and all(
            unicodedata.category(sign) == kinds[kind] for sign, kind in zip(value, shape, strict=True)
        ):
            return value
        raise BrokenRuleError("edexml.pattern", shape)

    return read


def gender(value: str) -> Gender:
    """Read the number of ISO/IEC 5218 in any form that an integer may have."""
    found = GENDERS.get(value)
    if found is not None:
        return found
    digits = INTEGER.fullmatch(value.strip(BLANK))
    if digits is None or digits[1] not in GENDERS or (digits[0].startswith("-") and digits[1] != "0"):
        raise BrokenRuleError("edexml.list", "0, 1, 2, 9")
    return GENDERS[digits[1]]


@lru_cache(maxsize=1 << 13)
def day(value: str) -> date:
    """Read a calendar date. A time zone behind it is allowed, and says nothing about the day itself."""
    if PLAIN_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise BrokenRuleError("edexml.date") from None
    _refuse_blanks(value)
    found = DATE.fullmatch(value)
    if found is None:
        raise BrokenRuleError("edexml.date")
    return _day(found)


def moment(value: str) -> datetime:
    """Read a date with a time, as a moment in UTC; without a time zone it is Dutch time."""
    if plain := PLAIN_MOMENT.fullmatch(value):
        try:
            there = datetime.fromisoformat(plain[1] + "+00:00")
            return there if plain[2] else there - _offset(value[:13])
        except (ValueError, OverflowError):
            pass  # the long way says what is wrong with it
    _refuse_blanks(value)
    found = MOMENT.fullmatch(value)
    if found is None or (int(found["hour"]) == LAST_HOUR and _is_past_midnight(found)):
        raise BrokenRuleError("edexml.moment")
    hour = int(found["hour"]) % LAST_HOUR
    fraction = int(((found["fraction"] or "") + "000000")[:6])
    there = datetime.combine(_day(found), datetime.min.time()).replace(
        hour=hour, minute=int(found["minute"]), second=int(found["second"]), microsecond=fraction
    )
    try:
        if int(found["hour"]) == LAST_HOUR:
            there += timedelta(days=1)
        return there.replace(tzinfo=_zone(found["zone"])).astimezone(timezone.utc)  # noqa: UP017 - reads as a zone
    except OverflowError:
        raise BrokenRuleError("edexml.year") from None


def _refuse_blanks(value: str) -> None:
    """Blanks around a date mean nothing by the letter of XML Schema, but the usual validator does not take them."""
    if value[:1] in BLANK or value[-1:] in BLANK:
        raise BrokenRuleError("edexml.blanks" if value.strip(BLANK) else "edexml.date")


@lru_cache(maxsize=1 << 12)
def _offset(hour: str) -> timedelta:
    """Return what the clock here is ahead of UTC in this hour, such as `2026-08-31T12`."""
    return datetime.fromisoformat(hour).replace(tzinfo=HERE).utcoffset() or timedelta(0)


def _day(found: re.Match[str]) -> date:
    year = int(found["year"])
    if not date.min.year <= year <= date.max.year:
        raise BrokenRuleError("edexml.date" if year == 0 else "edexml.year")
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        raise BrokenRuleError("edexml.date") from None


def _is_past_midnight(found: re.Match[str]) -> bool:
    return found["minute"] != "00" or found["second"] != "00" or bool((found["fraction"] or "").strip("0"))


def _zone(text: str | None) -> timezone | ZoneInfo:
    if text is None:
        return HERE
    if text == "Z":
        return timezone.utc  # noqa: UP017 - as above
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-offset if text[0] == "-" else offset)
