"""The bands of levels behind a line: each goes from moment to moment, as far as norms say it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from hub.contract.reports import Moment
from hub.records import NormBand
from hub.reports.charts.scales import Years


@dataclass(slots=True)
class Band:
    """One level over a row of moments: its lower and upper edge, as places and values. `number` counts from below."""

    number: int
    lower: list[tuple[float, float]] = field(default_factory=list)
    upper: list[tuple[float, float]] = field(default_factory=list)


def edges_of(moments: Sequence[Moment]) -> list[Decimal]:
    """Return the values between two levels. Where the lowest begins and the highest ends says nothing of pupils."""
    return [Decimal(band.lowest) for moment in moments for band in _sorted(moment)[1:]]


def bands_of(moments: Sequence[Moment], years: Years) -> Iterator[Band]:
    """Yield each level of each row of moments that have the same levels. The ends go half a place further."""
    for row in _rows(moments, years):
        count = len(row[0][1])
        for number in range(count):
            band = Band(number)
            for place, norms in _with_ends(row):
                band.lower.append((place, norms[number].lowest))
                band.upper.append((place, norms[number].highest + 1))
            yield band


def label_of_bands(moments: Sequence[Moment]) -> list[tuple[str, int, int]]:
    """Return the levels of the last moment that has any, with where each begins and ends."""
    last = next((each for each in reversed(moments) if len(each.bands) > 1), None)
    return [(band.term, band.lowest, band.highest + 1) for band in _sorted(last)] if last else []


def _sorted(moment: Moment) -> list[NormBand]:
    """Return the bands from low to high; one band alone compares with nothing."""
    return sorted(moment.bands, key=lambda band: (band.lowest, band.highest)) if len(moment.bands) > 1 else []


def _rows(moments: Sequence[Moment], years: Years) -> Iterator[list[tuple[int, list[NormBand]]]]:
    """Yield rows of moments with the same levels; another set of levels, or none, begins a new row."""
    row: list[tuple[int, list[NormBand]]] = []
    for place, moment in zip(years.places, moments, strict=True):
        norms = _sorted(moment)
        if row and [each.term for each in norms] != [each.term for each in row[-1][1]]:
            yield row
            row = []
        if norms:
            row.append((place, norms))
    if row:
        yield row


def _with_ends(row: Sequence[tuple[int, list[NormBand]]]) -> Iterator[tuple[float, list[NormBand]]]:
    yield row[0][0] - 0.5, row[0][1]
    yield from row
    yield row[-1][0] + 0.5, row[-1][1]
