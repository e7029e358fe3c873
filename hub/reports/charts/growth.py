"""The picture of a line over the years: the pupil's own, before the ground that others have in common."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from xml.etree.ElementTree import SubElement

from leather import Dots, Series

from hub.contract.reports import Growth
from hub.records import Text
from hub.reports.charts.bands import label_of_bands, norms_of
from hub.reports.charts.ground import Ground, drawn_ground, known
from hub.reports.charts.sheet import OWN_LOOK, Look, Sheet, marked
from hub.reports.charts.words import figure, short

OWN = Text("Resultaat", "Result")
AVERAGE = Text("Landelijk gemiddelde", "National average")
KEPT = 512
DOT, PAPER_DOT = 4, 2.6
CLOSE = 0.15
"""To the lower end of the picture, in parts of it: nearer there is no room for a word."""


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
    own = [known(moment.value) for moment in growth.moments]
    ground = Ground.of(growth.moments, own)
    sheet = drawn_ground(ground, language, look).before()
    ground.line(sheet, sheet.shapes(), own, "gl")
    points = [(place, value) for place, value in zip(ground.years.places, own, strict=True) if value is not None]
    if points:
        _points(ground, sheet, points, language)
    if look:
        _legend(growth, sheet, language)
    return sheet.done(growth.title.to(language), growth.summary.to(language))


def _points(ground: Ground, sheet: Sheet, points: Sequence[tuple[int, Decimal]], language: str) -> None:
    """Draw a point where there is a result, and write the newest value."""
    assert ground.values is not None
    rows = [(place, ground.values.drawn(value)) for place, value in points]
    dots = Dots(OWN_LOOK, PAPER_DOT if sheet.look else DOT)
    for dot in dots.to_svg(sheet.width, sheet.height, ground.across, ground.values, Series(rows), None):
        sheet.dress(dot, "gd")
        dot.attrib |= sheet.at(cx=float(dot.get("cx", 0)), cy=float(dot.get("cy", 0)))
        sheet.words.append(dot)
    _newest(ground, sheet, points, language)


def _newest(ground: Ground, sheet: Sheet, points: Sequence[tuple[int, Decimal]], language: str) -> None:
    """Write the newest value to the left of its point, on the side where the line does not come from."""
    place, value = points[-1]
    falls = len(points) > 1 and points[-2][1] > value
    y = ground.y(sheet, value)
    below = falls and y < sheet.height * (1 - CLOSE)
    where = {"text_anchor": "end", "dx": ".4em"} if len(points) > 1 else {"text_anchor": "middle"}
    dy = "1.5em" if below else "-.75em"
    sheet.word("gv", figure(value, language), x=ground.x(sheet, place), y=y, dy=dy, **where)


def _legend(growth: Growth, sheet: Sheet, language: str) -> None:
    """Say on paper which line is which; on the screen the page says it beside the picture."""
    x = 0.0
    for text, name in legend_of(growth):
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
    if any(known(moment.average) is not None for moment in growth.moments):
        found.append((AVERAGE, "ga"))
    if named := label_of_bands(norms_of(growth.moments)):
        lowest, highest = named[0][0], named[-1][0]
        found.append(
            (Text(f"Niveau {lowest} (laag) tot {highest} (hoog)", f"Level {lowest} (low) to {highest} (high)"), "gb1")
        )
    return found


def has_picture(growth: Growth) -> bool:
    """Tell whether there is a result of the pupil to draw."""
    return any(known(moment.value) is not None for moment in growth.moments)
