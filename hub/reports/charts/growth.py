"""The picture of a line over the years: the pupil's own, the national average, and the bands of levels behind them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement

from leather import Dots, Line, Ordinal, Series

from hub.contract.reports import Growth, Moment
from hub.records import Text
from hub.reports.charts.bands import bands_of, edges_of, label_of_bands
from hub.reports.charts.labels import apart, thinned
from hub.reports.charts.scales import Values, Years, values_of, years_of
from hub.reports.charts.sheet import OWN_LOOK, Look, Margins, Sheet, Tenths, light, marked
from hub.reports.charts.words import figure, short, short_year

OWN = Text("Resultaat", "Result")
AVERAGE = Text("Landelijk gemiddelde", "National average")
LONGEST_LABEL, LONGEST_TERM = 10, 11
SHORT_NUMBER, SHORT_TERM = 3, 4
"""Longer ones need more room beside the lines."""
KEPT = 512
ON_PAPER = Margins(left=34, right=62, top=24, bottom=30)
DOT = 4
CLOSE = 0.15
"""To the lower end of the picture, in parts of it: nearer there is no room for a word."""
LINE = 0.062
"""The height of a word, in parts of the picture's on a phone."""
PAPER_LINE = 9.5


def growth_svg(
    growth: Growth, language: str, *, for_paper: bool = False, look: Look | None = None, mark: str = "growth"
) -> str:
    """Return the picture of a growth; a second look at the same costs nothing.

    On the screen it belongs in `report.css`, and `mark` makes its ids its own on the page. On paper it has the size and
    the colours of `look`, and says itself which line is which.
    """
    return marked(_picture(growth, language, (look or Look()) if for_paper else None), mark)


@lru_cache(maxsize=KEPT)
def _picture(growth: Growth, language: str, look: Look | None) -> str:
    """Draw it. What is kept is bounded, in memory only, and found by its whole content alone."""
    drawing = _Drawing.of(growth, look)
    drawing.bands()
    drawing.frame(language)
    drawing.lines()
    drawing.points(language)
    drawing.labels()
    if look:
        _legend(drawing, language)
    return drawing.sheet.done(growth.title.to(language), growth.summary.to(language))


@dataclass(slots=True)
class _Drawing:
    """A picture of a growth in the making."""

    growth: Growth
    sheet: Sheet
    years: Years
    across: Tenths
    values: Values | None
    heights: dict[Decimal | float, float] = field(default_factory=dict)

    @classmethod
    def of(cls, growth: Growth, look: Look | None) -> "_Drawing":
        years = years_of(growth.moments)
        edges = edges_of(growth.moments)
        both = [each for moment in growth.moments for each in (_known(moment.value), _known(moment.average))]
        known = [each for each in both if each is not None]
        values = values_of([*known, *edges])
        sheet = Sheet(look, ON_PAPER, ("growth", *_room(growth.moments, values)))
        return cls(growth, sheet, years, Tenths(Ordinal(range(max(years.count, 1)))), values)

    def x(self, place: float) -> float:
        """Return where a place stands, or the line before one (`place - 0.5`)."""
        return self.sheet.width * (place + 0.5) / max(self.years.count, 1)

    def y(self, value: Decimal | float) -> float:
        """Return where a value stands; most edges of bands are asked for twice."""
        if value not in self.heights:
            assert self.values is not None
            self.heights[value] = self.values.project(self.values.drawn(value), self.sheet.height, 0)
        return self.heights[value]

    def bands(self) -> None:
        """Draw the bands of levels, and what each is called at the last moment that has them."""
        if self.values is None:
            return
        shapes = self.sheet.shapes()
        halves = [half / 2 for half in range(-1, 2 * self.years.count)]
        across = {half: f"{light(self.x(half)):g}" for half in halves}
        for band in bands_of(self.growth.moments, self.years):
            corners = [*band.upper, *reversed(band.lower)]
            points = " ".join([f"{across[place]},{self.y(value):g}" for place, value in corners])
            self.sheet.dress(SubElement(shapes, "polygon", {"points": points}), f"gb{band.number % 2}")
        named = label_of_bands(self.growth.moments)
        least = PAPER_LINE if self.sheet.look else self.sheet.height * LINE
        middles = [(self.y(low) + self.y(high)) / 2 for _, low, high in named]
        for (term, _, _), y in zip(named, apart(middles, least, self.sheet.height), strict=True):
            self.sheet.word("gn", short(term, LONGEST_TERM), x=self.sheet.width, y=y, dx="5", dy=".35em")

    def frame(self, language: str) -> None:
        """Draw the lines of the scale with their numbers, and between school years."""
        height, width = self.sheet.height, self.sheet.width
        for each in self.values.marks if self.values else ():
            y = self.y(each * 10.0**self.values.power) if self.values else 0.0
            self.sheet.line("gg", x1=0, x2=width, y1=y, y2=y)
            text = self.values.written(each, language) if self.values else ""
            self.sheet.word("gt", text, x=0, y=y, dx="-6", dy=".35em", text_anchor="end")
        for _, first, _ in self.years.spans[1:]:
            self.sheet.line("gy", x1=self.x(first - 0.5), x2=self.x(first - 0.5), y1=0, y2=height)

    def lines(self) -> None:
        """Draw the national average and the pupil's line. An average that stands alone is a short line."""
        if self.values is None:
            return
        shapes = self.sheet.shapes()
        average = [_known(moment.average) for moment in self.growth.moments]
        self._line(shapes, average, "ga")
        self._line(shapes, [_known(moment.value) for moment in self.growth.moments], "gl")
        for place, value in _lonely(self.years.places, average):
            self.sheet.line("ga", x1=self.x(place - 0.4), x2=self.x(place + 0.4), y1=self.y(value), y2=self.y(value))

    def points(self, language: str) -> None:
        """Draw a point where there is a result, and write the newest value."""
        known = [_known(moment.value) for moment in self.growth.moments]
        points = [(place, value) for place, value in zip(self.years.places, known, strict=True) if value is not None]
        if not points or self.values is None:
            return
        rows = [(place, self.values.drawn(value)) for place, value in points]
        dots = Dots(OWN_LOOK, DOT if self.sheet.look is None else 2.6)
        drawn = dots.to_svg(self.sheet.width, self.sheet.height, self.across, self.values, Series(rows), None)
        for dot in drawn:
            self.sheet.dress(dot, "gd")
            dot.attrib |= self.sheet.at(cx=float(dot.get("cx", 0)), cy=float(dot.get("cy", 0)))
            self.sheet.words.append(dot)
        self._newest(points, language)

    def _newest(self, points: Sequence[tuple[int, Decimal]], language: str) -> None:
        """Write the newest value to the left of its point, on the side where the line does not come from."""
        place, value = points[-1]
        falls = len(points) > 1 and points[-2][1] > value
        y = self.y(value)
        below = falls and y < self.sheet.height * (1 - CLOSE)
        where = {"text_anchor": "end", "dx": ".4em"} if len(points) > 1 else {"text_anchor": "middle"}
        self.sheet.word("gv", figure(value, language), x=self.x(place), y=y, dy="1.5em" if below else "-.75em", **where)

    def labels(self) -> None:
        """Write what the moments are called, and the school years under them; on a narrow screen some give way."""
        height = self.sheet.height
        names = [short(moment.label, LONGEST_LABEL) for moment in self.growth.moments]
        middle = {"text_anchor": "middle"}
        for place, name, hidden in thinned(self.sheet, self.years.places, names, self.years.count):
            self.sheet.word(f"gt {hidden}".strip(), name, x=self.x(place), y=height, dy="1.35em", **middle)
        middles = [(first + end - 1) / 2 for _, first, end in self.years.spans]
        written = [short_year(began) for began, _, _ in self.years.spans]
        for place, name, hidden in thinned(self.sheet, middles, written, self.years.count):
            self.sheet.word(f"gt {hidden}".strip(), name, x=self.x(place), y=height, dy="2.6em", **middle)

    def _line(self, shapes: Element, known: Sequence[Decimal | None], name: str) -> None:
        if self.values is None or all(each is None for each in known):
            return
        drawn = [None if each is None else self.values.drawn(each) for each in known]
        series = Series(list(zip(self.years.places, drawn, strict=True)))
        line = Line(OWN_LOOK).to_svg(self.sheet.width, self.sheet.height, self.across, self.values, series, None)
        for path in line:
            if "L" in path.get("d", ""):
                shapes.append(self.sheet.dress(path, name))


def _known(value: Decimal | None) -> Decimal | None:
    return value if value is not None and value.is_finite() else None


def _lonely(places: Sequence[int], known: Sequence[Decimal | None]) -> Iterator[tuple[int, Decimal]]:
    """Yield values without one before or after them: no line shows them."""
    for number, value in enumerate(known):
        beside = [*known[max(number - 1, 0) : number], *known[number + 1 : number + 2]]
        if value is not None and all(each is None for each in beside):
            yield places[number], value


def _room(moments: Sequence[Moment], values: Values | None) -> Iterator[str]:
    """Yield the classes that say how much room the words beside the lines need."""
    longest = max((len(values.written(each, "nl")) for each in values.marks), default=0) if values else 0
    if longest > SHORT_NUMBER:
        yield "wide-scale"
    terms = [len(term) for term, _, _ in label_of_bands(moments)]
    if not terms:
        yield "no-bands"
    elif max(terms) > SHORT_TERM:
        yield "wide-bands"


def _legend(drawing: _Drawing, language: str) -> None:
    """Say on paper which line is which; on the screen the page says it beside the picture."""
    sheet, x = drawing.sheet, 0.0
    for text, name in legend_of(drawing.growth):
        if name == "gb1":
            box = SubElement(sheet.words, "rect", sheet.at(x=x, y=-18, width=18, height=8))
            sheet.dress(box, name)
        else:
            sheet.line(name, x1=x, x2=x + 18, y1=-14, y2=-14)
        sheet.word("gn", short(text.to(language), 48), x=x + 22, y=-11)
        x += 36 + 4.6 * len(text.to(language))


def legend_of(growth: Growth) -> list[tuple[Text, str]]:
    """Return what a picture shows, each with the class of its line; nothing where there is nothing to draw."""
    if not has_picture(growth):
        return []
    found = [(OWN, "gl")]
    if any(_known(moment.average) is not None for moment in growth.moments):
        found.append((AVERAGE, "ga"))
    if named := label_of_bands(growth.moments):
        lowest, highest = named[0][0], named[-1][0]
        found.append(
            (Text(f"Niveau {lowest} (laag) tot {highest} (hoog)", f"Level {lowest} (low) to {highest} (high)"), "gb1")
        )
    return found


def has_picture(growth: Growth) -> bool:
    """Tell whether there is a result of the pupil to draw."""
    return any(_known(moment.value) is not None for moment in growth.moments)
