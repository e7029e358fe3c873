"""The scales that pictures stand on: which moments lie where, and from which value to which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import ceil, floor, log10
from typing import Any

from leather import Linear

from hub.contract.reports import Moment
from hub.reports.charts.sheet import light
from hub.reports.charts.words import figure, year_began

MOST_EMPTY_YEARS = 2
LARGEST, SMALLEST = 1e6, 1e-2
"""Between these the library's ticks are good; other scales are brought there by a power of ten."""
NARROWEST = 0.05
"""Of a scale, in parts of its largest value: what differs less is drawn as nearly flat, as it is."""
ROOM = 0.1


@dataclass(frozen=True, slots=True)
class Years:
    """The moments, beside each other by school year: every year has a place for each, and one where it has none.

    `places` are the numbers of the moments' places, `spans` the years that have moments, with the first place and the
    one after the last.
    """

    places: tuple[int, ...]
    spans: tuple[tuple[int, int, int], ...]
    count: int


def years_of(moments: Sequence[Moment]) -> Years:
    """Return where moments stand. The order is theirs."""
    places: list[int] = []
    spans: list[tuple[int, int, int]] = []
    end = 0
    for moment in moments:
        began = year_began(moment.at)
        if spans and spans[-1][0] == began:
            spans[-1] = (began, spans[-1][1], end + 1)
        else:
            end += min(max(began - spans[-1][0] - 1, 0), MOST_EMPTY_YEARS) if spans else 0
            spans.append((began, end, end + 1))
        places.append(end)
        end += 1
    return Years(tuple(places), tuple(spans), end)


@dataclass(frozen=True, slots=True)
class Values:
    """From which value to which a picture goes, with the round numbers (`marks`) that are written beside it.

    The library's own scale ends at round numbers and counts in decimals; this one ends nearer to what is in the picture
    and is quick. Values are brought to `power` tenths first, so that any scale can be drawn.
    """

    marks: tuple[float, ...]
    power: int
    lowest: float
    highest: float

    def project(self, value: Any, start: float, end: float) -> float:
        """Return where a value stands between two places. It is what the library asks of a scale."""
        return light(start + (end - start) * (value - self.lowest) / (self.highest - self.lowest))

    def drawn(self, value: Decimal | float) -> float:
        """Return a value as the scale has it; what lies beyond an end stands at that end."""
        there = float(value) * 10.0**-self.power if self.power else float(value)
        return min(max(there, self.lowest), self.highest)

    def written(self, mark: float, language: str) -> str:
        """Return a mark as people read it."""
        return figure(mark * 10.0**self.power, language)


def values_of(values: Iterable[Decimal | float], *, from_zero: bool = False) -> Values | None:
    """Return a scale on which all of these values lie, with some room; `None` without any."""
    numbers = [float(each) for each in values]
    if not numbers:
        return None
    low, high = min(numbers), max(numbers)
    span = max(high - low, NARROWEST * max(abs(low), abs(high))) or 1.0
    if high - low < span:
        low, high = low - span / 2, high + span / 2
    low, high = (min(low, 0.0), max(high, 0.0)) if from_zero else (low - ROOM * span, high + ROOM * span)
    largest = max(abs(low), abs(high))
    power = 0 if span >= SMALLEST and largest <= LARGEST else floor(log10(largest)) - 2
    return _scale(*_round(low * 10.0**-power, high * 10.0**-power), power)


def _round(low: float, high: float) -> tuple[float, float]:
    """Return ends that pupils with the same norms have in common, so that a scale is worked out once for them."""
    step = 10.0 ** (floor(log10(high - low)) - 1)
    return round(floor(low / step + 1e-9) * step, 9), round(ceil(high / step - 1e-9) * step, 9)


@lru_cache(maxsize=1024)
def _scale(low: float, high: float, power: int) -> Values:
    marks = (float(each) for each in Linear(Decimal(repr(low)), Decimal(repr(high))).ticks())
    return Values(tuple(each for each in marks if low <= each <= high), power, low, high)
