"""What lies behind a pupil's line: bands of levels, the national average, the scale, and what the moments are called.

Pupils who took the same tests have all of it in common, so that it is drawn once for them and kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement

from leather import Line, Ordinal, Series

from hub.contract.reports import Moment
from hub.reports.charts.bands import Norms, bands_of, edges_of, label_of_bands, norms_of
from hub.reports.charts.labels import apart, thinned
from hub.reports.charts.scales import Values, Years, values_of, years_of
from hub.reports.charts.sheet import OWN_LOOK, Look, Margins, Sheet, Tenths, light
from hub.reports.charts.words import short, short_year

LONGEST_LABEL, LONGEST_TERM = 10, 11
SHORT_NUMBER, SHORT_TERM = 3, 4
"""Longer ones need more room beside the lines."""
KEPT = 512
ON_PAPER = Margins(left=34, right=62, top=24, bottom=30)
LINE = 0.062
"""The height of a word, in parts of the picture's on a phone."""
PAPER_LINE = 9.5


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of the moments of a line but for the pupil's own results, each in the moments' order."""

    years: Years
    values: Values | None
    labels: tuple[str, ...]
    averages: tuple[Decimal | None, ...]
    norms: Norms

    @classmethod
    def of(cls, moments: Sequence[Moment], own: Sequence[Decimal | None]) -> "Ground":
        """Return the ground of these moments, with a scale on which the pupil's `own` values lie as well."""
        norms = norms_of(moments)
        averages = tuple(known(each.average) for each in moments)
        numbers = [each for each in (*own, *averages) if each is not None]
        return cls(
            years=years_of(moments),
            values=values_of([*numbers, *edges_of(norms)]),
            labels=tuple(each.label for each in moments),
            averages=averages,
            norms=norms,
        )

    @property
    def across(self) -> Tenths:
        """The places of the moments, as the library asks for them."""
        return Tenths(Ordinal(range(max(self.years.count, 1))))

    def sheet(self, look: Look | None) -> Sheet:
        """Return a sheet to draw on."""
        return Sheet(look, ON_PAPER, ("growth", *_room(self.norms, self.values)))

    def x(self, sheet: Sheet, place: float) -> float:
        """Return where a place stands, or the line before one (`place - 0.5`)."""
        return sheet.width * (place + 0.5) / max(self.years.count, 1)

    def y(self, sheet: Sheet, value: Decimal | float) -> float:
        """Return where a value stands. There is one, so there is a scale."""
        assert self.values is not None
        return self.values.project(self.values.drawn(value), sheet.height, 0)

    def line(self, sheet: Sheet, shapes: Element, known_: Sequence[Decimal | None], name: str) -> None:
        """Draw the line through values. Where one is missing, it breaks."""
        if self.values is None or all(each is None for each in known_):
            return
        drawn = [None if each is None else self.values.drawn(each) for each in known_]
        series = Series(list(zip(self.years.places, drawn, strict=True)))
        line = Line(OWN_LOOK).to_svg(sheet.width, sheet.height, self.across, self.values, series, None)
        for path in line:
            if "L" in path.get("d", ""):
                shapes.append(sheet.dress(path, name))


@lru_cache(maxsize=KEPT)
def drawn_ground(ground: Ground, language: str, look: Look | None) -> Sheet:
    """Return a ground as it lies behind a line. It says nothing of a pupil, and is found by its whole content."""
    sheet = ground.sheet(look)
    if ground.values is not None:
        _bands(ground, sheet)
    _frame(ground, sheet, language)
    if ground.values is not None:
        _average(ground, sheet)
    _labels(ground, sheet)
    return sheet.kept()


def known(value: Decimal | None) -> Decimal | None:
    """Return a value that can be drawn."""
    return value if value is not None and value.is_finite() else None


def _bands(ground: Ground, sheet: Sheet) -> None:
    """Draw the bands of levels, and what each is called at the last moment that has them."""
    shapes = sheet.shapes()
    for band in bands_of(ground.norms, ground.years):
        corners = [*band.upper, *reversed(band.lower)]
        points = " ".join(f"{light(ground.x(sheet, place)):g},{ground.y(sheet, value):g}" for place, value in corners)
        sheet.dress(SubElement(shapes, "polygon", {"points": points}), f"gb{band.number % 2}")
    named = label_of_bands(ground.norms)
    least = PAPER_LINE if sheet.look else sheet.height * LINE
    middles = [(ground.y(sheet, low) + ground.y(sheet, high)) / 2 for _, low, high in named]
    for (term, _, _), y in zip(named, apart(middles, least, sheet.height), strict=True):
        sheet.word("gn", short(term, LONGEST_TERM), x=sheet.width, y=y, dx="5", dy=".35em")


def _frame(ground: Ground, sheet: Sheet, language: str) -> None:
    """Draw the lines of the scale with their numbers, and between school years."""
    values = ground.values
    for each in values.marks if values else ():
        assert values is not None
        y = ground.y(sheet, each * 10.0**values.power)
        sheet.line("gg", x1=0, x2=sheet.width, y1=y, y2=y)
        sheet.word("gt", values.written(each, language), x=0, y=y, dx="-6", dy=".35em", text_anchor="end")
    for _, first, _ in ground.years.spans[1:]:
        x = ground.x(sheet, first - 0.5)
        sheet.line("gy", x1=x, x2=x, y1=0, y2=sheet.height)


def _average(ground: Ground, sheet: Sheet) -> None:
    """Draw the national average. One that stands alone is a short line."""
    ground.line(sheet, sheet.shapes(), ground.averages, "ga")
    for place, value in _lonely(ground.years.places, ground.averages):
        y = ground.y(sheet, value)
        sheet.line("ga", x1=ground.x(sheet, place - 0.4), x2=ground.x(sheet, place + 0.4), y1=y, y2=y)


def _labels(ground: Ground, sheet: Sheet) -> None:
    """Write what the moments are called, and the school years under them; on a narrow screen some give way."""
    years = ground.years
    middles = [(first + end - 1) / 2 for _, first, end in years.spans]
    written = [short_year(began) for began, _, _ in years.spans]
    names = [short(each, LONGEST_LABEL) for each in ground.labels]
    for places, texts, dy in ((years.places, names, "1.35em"), (middles, written, "2.6em")):
        for place, text, hidden in thinned(sheet, places, texts, years.count):
            x = ground.x(sheet, place)
            sheet.word(f"gt {hidden}".strip(), text, x=x, y=sheet.height, dy=dy, text_anchor="middle")


def _lonely(places: Sequence[int], known_: Sequence[Decimal | None]) -> Iterator[tuple[int, Decimal]]:
    """Yield values without one before or after them: no line shows them."""
    for number, value in enumerate(known_):
        beside = [*known_[max(number - 1, 0) : number], *known_[number + 1 : number + 2]]
        if value is not None and all(each is None for each in beside):
            yield places[number], value


def _room(norms: Norms, values: Values | None) -> Iterator[str]:
    """Yield the classes that say how much room the words beside the lines need."""
    longest = max((len(values.written(each, "nl")) for each in values.marks), default=0) if values else 0
    if longest > SHORT_NUMBER:
        yield "wide-scale"
    terms = [len(term) for term, _, _ in label_of_bands(norms)]
    if not terms:
        yield "no-bands"
    elif max(terms) > SHORT_TERM:
        yield "wide-bands"
