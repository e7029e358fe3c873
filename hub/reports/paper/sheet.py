"""What goes on the paper of one pupil, as plain values: the blocks of the reports, laid out for the press."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import groupby
from typing import Any

from babel.dates import format_date

from hub.contract.reports import Block, Card, Cards, Download, Growth, Heading, Table, Words
from hub.records import Text
from hub.reports.asking import Made
from hub.reports.charts import Look, growth_svg
from hub.reports.paper.growing import growth_table
from hub.reports.paper.plain import plain

ACCENT = "#0b5a68"
LETTER = "Noto Sans"
"""The letter of pictures; that of everything else stands in the source."""
MOST_COLUMNS = 8
"""So many columns stand beside each other on A4; a wider table goes on under itself, with its first column again."""
LONG_CARD = 900
"""Signs. A longer card may be broken over two pages."""
NARROW, WIDE = 5, 36

OF = Text("van", "of")
ABOUT = Text("Rapport van een leerling", "Report of a pupil")
CLASS = Text("Groep {name}", "Class {name}")
LOGO = Text("Logo van {school}", "Logo of {school}")
EXPLAINED = Text("Uitleg: {more}", "Explained: {more}")
ELSEWHERE = Text(
    "Dit staat in het ouderportaal. Het is hier niet mee afgedrukt.",
    "This is in the parent portal. It is not printed here.",
)
ELSEWHERE_MORE = Text(
    "Deze documenten staan in het ouderportaal. Ze zijn hier niet mee afgedrukt.",
    "These documents are in the parent portal. They are not printed here.",
)
GOES_ON = Text("{caption} (vervolg)", "{caption} (continued)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """How a school looks on paper. `logo` is a picture that was checked; without an accent it has the hub's colour."""

    school: str
    accent: str | None = None
    logo: bytes | None = field(default=None, repr=False)

    @property
    def colour(self) -> str:
        """The colour that the paper has."""
        return self.accent if self.accent and re.fullmatch(r"#[0-9a-f]{6}", self.accent) else ACCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The paper of one pupil: who it is, and what the school shows of him on that day."""

    name: str
    group: str = ""
    today: date
    made: Sequence[Made]

    def laid_out(self, head: Letterhead, language: str) -> dict[str, Any]:
        """Return everything that the press needs, as JSON values in one language."""
        school = plain(head.school)
        look = Look(accent=head.colour, font=LETTER)
        day = format_date(self.today, "long", locale=language)
        group = plain(_class_name(self.group, language))
        return {
            "language": language,
            "school": school,
            "accent": look.accent,
            "logo-words": LOGO.to(language).format(school=school),
            "title": plain(self.name),
            "group": group,
            "under": f"{group} · {day}" if group else day,
            "about": ABOUT.to(language),
            "of": OF.to(language),
            "blocks": [each for made in self.made for each in _report(made, language, look)],
        }

    def mark(self, head: Letterhead, language: str) -> str:
        """Return what tells this paper from one that shows anything else; the day on which it is made aside."""
        laid_out = self.laid_out(head, language) | {"under": "", "logo": sha256(head.logo or b"").hexdigest()}
        return sha256(json.dumps(laid_out, sort_keys=True).encode()).hexdigest()


def _class_name(group: str, language: str) -> str:
    """Return the name of a class as people say it: `7` is group 7, and "De Bevers" are the Bevers."""
    return CLASS.to(language).format(name=group) if group[:1].isdigit() else group


def _report(made: Made, language: str, look: Look) -> Iterator[dict[str, Any]]:
    """Yield a report's blocks under its title. A heading within it is one level down, a line over the years two."""
    yield {"is": "heading", "level": 1, "text": plain(made.provider.title.to(language))}
    level = 1
    for kind, alike in groupby(made.report.blocks, key=type):
        for each in [tuple(alike)] if kind is Download else ((block,) for block in alike):
            if kind is Heading:
                level = 2
            yield from _drawn(each, min(level + 1, 3), language, look)


def _drawn(blocks: tuple[Block, ...], level: int, language: str, look: Look) -> Iterator[dict[str, Any]]:
    """Yield one block as the press draws it; documents that follow each other are one list."""
    match blocks[0]:
        case Heading() as it:
            yield {"is": "heading", "level": 2, "text": plain(it.text.to(language))}
        case Words() as it:
            more = EXPLAINED.to(language).format(more=it.more.to(language)) if it.more else None
            yield {"is": "words", "text": plain(it.text.to(language)), "more": more and plain(more)}
        case Table() as it:
            yield from _tables(it, language)
        case Cards() as it:
            yield {"is": "cards", "cards": [_card(each, language) for each in it.cards]}
        case Growth() as it:
            yield {"is": "heading", "level": level, "text": plain(it.title.to(language))}
            yield from _growth(it, language, look)
        case Download():
            yield _downloads([each for each in blocks if isinstance(each, Download)], language)
        case _:
            raise TypeError(type(blocks[0]).__name__)


def _growth(it: Growth, language: str, look: Look) -> Iterator[dict[str, Any]]:
    summary = plain(it.summary.to(language))
    yield {"is": "growth", "summary": summary, "picture": growth_svg(it, language, for_paper=True, look=look)}
    yield from _tables(growth_table(it), language)


def _tables(it: Table, language: str) -> Iterator[dict[str, Any]]:
    columns = [plain(each.to(language)) for each in it.columns]
    rows = [[plain(each.to(language)) for each in row] for row in it.rows]
    caption = plain(it.caption.to(language))
    for at in range(1, max(len(columns), 2), MOST_COLUMNS - 1):
        part = slice(at, at + MOST_COLUMNS - 1)
        shown = [[line[0], *line[part]] for line in (columns, *rows)]
        again = GOES_ON.to(language).format(caption=caption)
        yield {
            "is": "table",
            "caption": caption if at == 1 else again,
            "columns": shown[0],
            "rows": shown[1:],
            "widths": [_width(cells) for cells in zip(*shown, strict=True)],
        }


def _width(cells: Iterable[str]) -> int:
    """Return how wide a column is beside the others: by its longest text, within reason."""
    return min(max(NARROW, *(len(each) for each in cells)), WIDE)


def _card(it: Card, language: str) -> dict[str, Any]:
    text = plain(it.text.to(language))
    facts = [[plain(word.to(language)), plain(value.to(language))] for word, value in it.facts]
    place = it.tone.place if it.tone else None
    return {
        "title": plain(it.title.to(language)),
        "when": format_date(it.when, "long", locale=language),
        "text": text,
        "tone": plain(it.tone.word.to(language)) if it.tone else None,
        "place": None if place is None else min(max(float(place), 0.0), 1.0),
        "facts": facts,
        "long": len(text) + sum(len(part) for fact in facts for part in fact) > LONG_CARD,
    }


def _downloads(several: Sequence[Download], language: str) -> dict[str, Any]:
    items = [
        {"label": plain(each.label.to(language)), "detail": plain(each.detail.to(language)) if each.detail else None}
        for each in several
    ]
    note = ELSEWHERE if len(items) == 1 else ELSEWHERE_MORE
    return {"is": "downloads", "items": items, "note": note.to(language)}
