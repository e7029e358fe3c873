"""Columns beside each other: requests per week, ages of what waits."""

from dataclasses import dataclass
from functools import lru_cache

from leather import Columns as Bars
from leather import Ordinal, Series

from hub.records import Text
from hub.reports.charts.labels import thinned
from hub.reports.charts.scales import Values, values_of
from hub.reports.charts.sheet import OWN_LOOK, Look, Margins, Sheet, Tenths, marked
from hub.reports.charts.words import figure, short

LONGEST_LABEL = 12
KEPT = 128
ON_PAPER = Margins(left=34, right=8, top=16, bottom=20)
NARROW_SCALE = 999
FEW = 12
"""With no more columns than this, each has its number above it, where there is room for all of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what is counted, and how many. `said` is what the table beside it calls it, where that is longer."""

    label: Text
    count: int
    said: Text | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Counts beside each other, in the order in which people read them: weeks, or from young to old.

    `summary` says in a sentence what the picture shows; `what` heads the column of labels, and `unit` that of counts.
    """

    title: Text
    summary: Text
    what: Text
    unit: Text
    columns: tuple[Column, ...]


def columns_svg(
    columns: Columns, language: str, *, for_paper: bool = False, look: Look | None = None, mark: str = "columns"
) -> str:
    """Return the picture of counts beside each other. See `growth_svg`."""
    return marked(_picture(columns, language, (look or Look()) if for_paper else None), mark)


@lru_cache(maxsize=KEPT)
def _picture(columns: Columns, language: str, look: Look | None) -> str:
    counts = [each.count for each in columns.columns]
    sheet = Sheet(look, ON_PAPER, ("columns", *(("wide-scale",) if max(counts, default=0) > NARROW_SCALE else ())))
    values = values_of([*counts, 1], from_zero=True)
    assert values is not None
    for mark in values.marks:
        y = values.project(mark, sheet.height, 0)
        sheet.line("gg", x1=0, x2=sheet.width, y1=y, y2=y)
        if mark == int(mark) or values.power:
            sheet.word("gt", values.written(mark, language), x=0, y=y, dx="-6", dy=".35em", text_anchor="end")
    _columns(sheet, columns, values, language)
    return sheet.done(columns.title.to(language), columns.summary.to(language))


def _columns(sheet: Sheet, columns: Columns, scale: Values, language: str) -> None:
    """Draw the columns with their labels, and their numbers where there is room for all of them."""
    count = len(columns.columns)
    names = [str(number) for number in range(count)]
    rows = [(name, scale.drawn(each.count)) for name, each in zip(names, columns.columns, strict=True)]
    across = Tenths(Ordinal(names))
    for bar in Bars(OWN_LOOK).to_svg(sheet.width, sheet.height, across, scale, Series(rows), None) if rows else ():
        sheet.dress(bar, "gc")
        bar.attrib |= sheet.at(**{name: float(bar.get(name, 0)) for name in ("x", "y", "width", "height")})
        sheet.words.append(bar)
    labels = [short(each.label.to(language), LONGEST_LABEL) for each in columns.columns]
    for place, text, hidden in thinned(sheet, range(count), labels, count):
        x = sheet.width * (place + 0.5) / count
        sheet.word(f"gt {hidden}".strip(), text, x=x, y=sheet.height, dy="1.35em", text_anchor="middle")
    figures = list(thinned(sheet, range(count), [figure(each.count, language) for each in columns.columns], count))
    if 0 < len(figures) == count <= FEW:
        hidden = max(each for _, _, each in figures)
        tops = [scale.project(value, sheet.height, 0) for _, value in rows]
        for (place, text, _), y in zip(figures, tops, strict=True):
            x = sheet.width * (place + 0.5) / count
            sheet.word(f"gn {hidden}".strip(), text, x=x, y=y, dy="-.4em", text_anchor="middle")
