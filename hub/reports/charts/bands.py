"""The bands of levels behind a line: each goes from moment to moment, as far as norms say it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from hub.contract.reports import Moment
from hub.records import NormBand
from hub.reports.charts.scales import Years

Norms: TypeAlias = tuple[tuple[NormBand, ...], ...]
"""The bands at each moment, from low to high; none where there is only one, which compares with nothing."""


@dataclass(slots=True)
class Band:
    """One level over a row of moments: its lower and upper edge, as places and values. `number` counts from below."""

    number: int
    lower: list[tuple[float, float]] = field(default_factory=list)
    upper: list[tuple[float, float]] = field(default_factory=list)


def norms_of(moments: Sequence[Moment]) -> Norms:
    """Return the bands of moments."""
    return tuple(
        tuple(sorted(each.bands, key=lambda band: (band.lowest, band.highest))) if len(each.bands) > 1 else ()
        for each in moments
    )


def edges_of(norms: Norms) -> list[int]:
    """Return the values between two levels. Where the lowest begins and the highest ends says nothing of pupils."""
    return [band.lowest for bands in norms for band in bands[1:]]


def bands_of(norms: Norms, years: Years) -> Iterator[Band]:
    """Yield each level of each row of moments that have the same levels. The ends go half a place further."""
    for row in _rows(norms, years):
        count = len(row[0][1])
        for number in range(count):
            band = Band(number)
            for place, bands in _with_ends(row):
                band.lower.append((place, bands[number].lowest))
                band.upper.append((place, bands[number].highest + 1))
            yield band


def label_of_bands(norms: Norms) -> list[tuple[str, int, int]]:
    """Return the levels of the last moment that has any, with where each begins and ends."""
    last = next((each for each in reversed(norms) if each), ())
    return [(band.term, band.lowest, band.highest + 1) for band in last]


def _rows(norms: Norms, years: Years) -> Iterator[list[tuple[int, tuple[NormBand, ...]]]]:
    """Yield rows of moments with the same levels; another set of levels, or none, begins a new row."""
    row: list[tuple[int, tuple[NormBand, ...]]] = []
    for place, bands in zip(years.places, norms, strict=True):
        if row and [each.term for each in bands] != [each.term for each in row[-1][1]]:
            yield row
            row = []
        if bands:
            row.append((place, bands))
    if row:
        yield row


def _with_ends(row: Sequence[tuple[int, tuple[NormBand, ...]]]) -> Iterator[tuple[float, tuple[NormBand, ...]]]:
    yield row[0][0] - 0.5, row[0][1]
    yield from row
    yield row[-1][0] + 0.5, row[-1][1]
