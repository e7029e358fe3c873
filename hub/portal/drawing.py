"""How a report is drawn on the screen: what stands together, how deep a heading is, and what each block shows.

The templates `report_parts.html` and `chart_parts.html` write it. A page that shows a report links `report.css` too.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from math import isnan
from typing import Any, TypeAlias
from urllib.parse import quote

from markupsafe import Markup

from hub.contract.reports import Block, Download, Growth, Heading, Table, Tone
from hub.records import Text
from hub.reports import Made, charts
from hub.reports.charts.growth import has_picture, legend_of

NUMBER = re.compile(r"[−+-]?\d[\d.,]*\s?%?")
NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")
KILO, MEGA = 1_000, 1_000_000
NOTHING = Text.same("–")
SAY_NOTHING = frozenset({"", "-", "–"})
NUMBER_CELL = ' class="number"'
NOT_IN_A_PAGE = re.compile("[&<>\"']")
FIT_ON_A_PHONE = 2
FOLDABLE = " foldable"
"""Where more columns stand than fit on a phone, a row becomes a card there."""
MOMENT, SCHOOL_YEAR = Text("Moment", "Moment"), Text("Schooljaar", "School year")
LEVEL, AVERAGE = Text("Niveau", "Level"), Text("Landelijk gemiddelde", "National average")

Address: TypeAlias = str | Callable[[str], str] | None
"""Where a report card opens: what stands before its key, or what makes an address of it; `None`: nowhere."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A block, or downloads that follow each other, with what the template needs to know of it.

    `kind` is the name of the template's macro, `mark` an id of its own on the page.
    """

    kind: str
    block: Any
    mark: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what belongs to it. What comes before the first heading has none."""

    heading: Text | None
    mark: str
    blocks: list[Drawn] = field(default_factory=list)

    @property
    def level(self) -> int:
        """Return how deep the headings of its blocks are."""
        return 3 if self.heading is None else 4


def sections(made: Made, of: str = "") -> list[Section]:
    """Return a report by its headings. `of` tells pupils apart where a page shows one report of several."""
    mark = NOT_IN_AN_ID.sub("-", f"{of}-{made.plugin}-{made.provider.key}".casefold()).strip("-")
    found = [Section(None, f"r-{mark}")]
    for number, block in enumerate(made.report.blocks):
        if isinstance(block, Heading):
            found.append(Section(block.text, f"r-{mark}-{number}"))
        elif isinstance(block, Download) and found[-1].blocks and found[-1].blocks[-1].kind == "downloads":
            found[-1].blocks[-1].block.append(block)
        else:
            found[-1].blocks.append(_drawn(block, f"r-{mark}-{number}"))
    return [each for each in found if each.heading or each.blocks]


def _drawn(block: Block, mark: str) -> Drawn:
    if isinstance(block, Download):
        return Drawn("downloads", [block], mark)
    return Drawn(type(block).__name__.casefold(), block, mark)


def picture(of: Growth | charts.Columns | charts.Share, language: str, mark: str) -> Markup:
    """Return the picture of a growth, of columns or of a share. It is made of elements: what it says is escaped."""
    if isinstance(of, Growth):
        drawn = charts.growth_svg(of, language, mark=mark)
    elif isinstance(of, charts.Columns):
        drawn = charts.columns_svg(of, language, mark=mark)
    else:
        drawn = charts.share_svg(of, language, mark=mark)
    return Markup(drawn)  # noqa: S704 - written by an XML serialiser, which escapes every label


@dataclass(frozen=True, slots=True)
class Rows:
    """A table in one language, with its rows written: a child's page has a thousand cells, too many for a template.

    Where there is a row, `html` is all of it.
    """

    caption: str
    html: Markup | None


def rows_of(table: Table, language: str) -> Rows:
    """Return a table as the template writes it: columns of numbers stand under each other, cells know their column."""
    caption = table.caption.to(language)
    if not table.rows:
        return Rows(caption, None)
    named = [
        (NUMBER_CELL if is_number else "", escape(heading.to(language)))
        for is_number, heading in zip(number_columns(table), table.columns, strict=True)
    ]
    head = "".join(f'<th scope="col"{of}>{heading}</th>' for of, heading in named)
    cells = "".join(f'<td{of} data-label="{heading.replace("%", "%%")}">%s</td>' for of, heading in named[1:])
    row = f'<tr><th scope="row">%s</th>{cells}</tr>\n'
    rows = "".join([row % each for each in _escaped(table, language)])
    begin = (
        f'<table class="told{FOLDABLE if len(named) > FIT_ON_A_PHONE else ""}">\n<caption>{escape(caption)}</caption>'
    )
    return Rows(caption, Markup(f"{begin}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>"))  # noqa: S704 - every cell, heading and caption was escaped


def _escaped(table: Table, language: str) -> list[tuple[str, ...]]:
    """Return the cells as they stand in a page. Most tables have none that needs anything, which one look tells."""
    rows = [tuple([cell.to(language) for cell in row]) for row in table.rows]
    if NOT_IN_A_PAGE.search("".join(map("".join, rows))):
        return [tuple(map(escape, row)) for row in rows]
    return rows


def number_columns(table: Table) -> list[bool]:
    """Return which columns hold numbers only."""
    return [place > 0 and _are_numbers(row[place].nl for row in table.rows) for place in range(len(table.columns))]


def _are_numbers(cells: Iterable[str]) -> bool:
    """Tell whether every cell that says something says a number; the first that does not is the answer."""
    told = False
    for each in cells:
        text = each.strip()
        if text not in SAY_NOTHING:
            told = True
            if not NUMBER.fullmatch(text):
                return False
    return told


def table_of(growth: Growth, language: str) -> Table:
    """Return the table beside the picture of a growth: the same in words, with what stands nowhere left out."""
    moments = growth.moments
    columns = [
        (MOMENT, [Text.same(each.label) for each in moments]),
        (SCHOOL_YEAR, [Text.same(charts.school_year(each.at)) for each in moments]),
        (_as_heading(growth.unit), [_figure(each.value, language) for each in moments]),
    ]
    if any(each.word for each in moments):
        columns.append((LEVEL, [Text.same(each.word) if each.word else NOTHING for each in moments]))
    if any(each.average is not None for each in moments):
        columns.append((AVERAGE, [_figure(each.average, language) for each in moments]))
    rows = zip(*(cells for _, cells in columns), strict=True)
    return Table(growth.title, tuple(heading for heading, _ in columns), tuple(rows))


def _as_heading(unit: Text) -> Text:
    """Return a unit, which may be written as within a sentence, as it heads a column."""
    return Text(*(f"{word[:1].upper()}{word[1:]}" for word in (unit.nl, unit.en)))


def table_of_columns(of: charts.Columns, language: str) -> Table:
    """Return the table beside columns."""
    rows = tuple((each.said or each.label, _figure(each.count, language)) for each in of.columns)
    return Table(of.title, (of.what, of.unit), rows)


def _figure(value: Any, language: str) -> Text:
    return NOTHING if value is None else Text.same(charts.figure(value, language))


def place_of(tone: Tone) -> float | None:
    """Return where a tone stands on its scale, in a hundred; `None` where nobody says."""
    if tone.place is None or isnan(tone.place):
        return None
    return round(min(max(tone.place, 0.0), 1.0) * 100, 1)


def address_of(download_url: Address, report_card: str) -> str | None:
    """Return where a report card opens."""
    if download_url is None or callable(download_url):
        return download_url and download_url(report_card)
    return f"{download_url}{quote(report_card, safe='')}"


def size_of(sizes: Any, report_card: str, language: str) -> str:
    """Return how large a report card's document is, as people say it: `340 kB`; nothing where nobody knows."""
    size = (sizes or {}).get(report_card)
    if not size:
        return ""
    if size < MEGA:
        return f"{max(round(size / KILO), 1)} kB"
    return f"{charts.figure(round(size / MEGA, 1), language)} MB"


def _globals() -> Iterator[tuple[str, Any]]:
    for each in (
        sections,
        picture,
        rows_of,
        table_of,
        table_of_columns,
        place_of,
        address_of,
        size_of,
        legend_of,
        has_picture,
    ):
        yield f"drawn_{each.__name__}", each


GLOBALS = dict(_globals())
"""What the two templates may call; a page writes their macros."""
