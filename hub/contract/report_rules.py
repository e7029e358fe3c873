"""What a report provider says of itself and of a pupil must be so. The hub holds every answer to it before it draws it.

Each problem is a sentence for the maker of the provider, in English.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, get_args

from hub.contract.reports import (
    Block,
    Card,
    Cards,
    Download,
    Growth,
    Heading,
    Moment,
    PupilHistory,
    Report,
    ReportKind,
    ReportProvider,
    Table,
    Tone,
    Words,
)
from hub.records import NormBand, Text
from hub.records.signs import not_shown

BLOCKS: tuple[type, ...] = get_args(Block)
KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")
MOST_BLOCKS, MOST_ROWS, MOST_COLUMNS, MOST_CARDS, MOST_MOMENTS = 500, 1000, 20, 500, 200
"""What more of than this no parent reads, no phone shows and no sheet of paper holds."""
LONGEST, LONGEST_WORD, MOST_SIGNS = 5_000, 100, 300_000
"""Of one text, of one word in a picture, and of a whole report, in signs."""
FARTHEST_END = 10**9
FARTHEST = Decimal(FARTHEST_END)
"""No scale of a school goes beyond this, and no picture either."""


def provider_faults(provider: Any) -> Iterator[str]:
    """Yield what is wrong with what a provider says of itself."""
    if isinstance(provider, type) or not isinstance(provider, ReportProvider):
        yield f"{provider!r} is no ReportProvider: it needs key, title, about, shows, place and report(history)"
        return
    name = f"provider {provider.key!r}"
    if not isinstance(provider.key, str) or not KEY.fullmatch(provider.key):
        yield f"{name}: a key is made of small letters, digits and underscores"
    for word in ("title", "about"):
        yield from _of_text(f"{name}: its {word}", getattr(provider, word))
    shows = provider.shows
    if not isinstance(shows, frozenset) or not shows or not all(isinstance(each, ReportKind) for each in shows):
        yield f"{name}: shows is a frozenset of the ReportKinds that it says anything of, at least one"
    if isinstance(provider.place, bool) or not isinstance(provider.place, int):
        yield f"{name}: its place is a whole number"


def report_faults(said: Any, history: PupilHistory) -> Iterator[str]:
    """Yield what is wrong with what a provider said of a history."""
    if said is None:
        return
    if not isinstance(said, Report):
        yield f"a provider answers with a Report or None, and not with a {type(said).__name__}"
    elif not isinstance(said.blocks, tuple):
        yield "the blocks of a Report are a tuple"
    elif not said.blocks:
        yield "a Report without blocks says nothing; answer with None"
    elif len(said.blocks) > MOST_BLOCKS:
        yield f"a Report has {MOST_BLOCKS} blocks at most, and not {len(said.blocks)}"
    else:
        for each in said.blocks:
            yield from _of_block(each, history)
        if sum(map(_signs_in, said.blocks)) > MOST_SIGNS:
            yield f"a Report has {MOST_SIGNS} signs at most, all its texts together"


def _of_block(block: Any, history: PupilHistory) -> Iterator[str]:
    check = _CHECKS.get(type(block))
    if check is None:
        yield f"a {type(block).__name__} is no block; there are {', '.join(each.__name__ for each in BLOCKS)}"
    elif isinstance(block, Download):
        yield from _of_download(block, history)
    else:
        yield from check(block)


def _of_heading(block: Heading) -> Iterator[str]:
    yield from _of_text("a Heading", block.text)


def _of_words(block: Words) -> Iterator[str]:
    yield from _of_text("Words", block.text)
    if block.more is not None:
        yield from _of_text("what Words say more", block.more)


def _of_table(block: Table) -> Iterator[str]:
    yield from _of_text("a Table's caption", block.caption)
    if not block.rows or not block.columns:
        yield f"the Table {block.caption} is empty; leave it out"
    if len(block.rows) > MOST_ROWS or len(block.columns) > MOST_COLUMNS:
        yield f"a Table has {MOST_ROWS} rows and {MOST_COLUMNS} columns at most"
        return
    for each in (*block.columns, *(row[0] for row in block.rows if row)):
        yield from _of_text(f"a heading in the Table {block.caption}", each)
    for cell in (cell for row in block.rows for cell in row[1:] if not _is_readable(cell)):
        if not isinstance(cell, Text):
            yield f"a cell of the Table {block.caption} is no Text"
        else:
            yield from _of_signs(f"a cell of the Table {block.caption}", cell)


def _of_cards(block: Cards) -> Iterator[str]:
    if not block.cards:
        yield "Cards without a card; leave them out"
    if len(block.cards) > MOST_CARDS:
        yield f"Cards are {MOST_CARDS} at most, and not {len(block.cards)}"
        return
    for each in block.cards:
        yield from _of_card(each) if isinstance(each, Card) else [f"a {type(each).__name__} is no Card"]


def _of_card(card: Card) -> Iterator[str]:
    yield from _of_text("a Card's title", card.title)
    yield from _of_text(f"the text of the Card {card.title}", card.text)
    if type(card.when) is not date:
        yield f"the Card {card.title}: when is a date"
    for each in (text for pair in card.facts for text in pair):
        yield from _of_text(f"a fact of the Card {card.title}", each)
    if card.tone is not None and not isinstance(card.tone, Tone):
        yield f"the tone of the Card {card.title} is a Tone, and not a {type(card.tone).__name__}"
    elif card.tone is not None:
        yield from _of_text(f"the tone of the Card {card.title}", card.tone.word)
        if card.tone.place is not None and not 0 <= card.tone.place <= 1:
            yield f"the tone of the Card {card.title}: its place is from 0 to 1, and not {card.tone.place}"


def _of_growth(block: Growth) -> Iterator[str]:
    for word in ("title", "summary", "unit"):
        yield from _of_text(f"the {word} of Growth", getattr(block, word))
    if len(block.moments) > MOST_MOMENTS:
        yield f"Growth has {MOST_MOMENTS} moments at most, and not {len(block.moments)}"
        return
    if all(each.value is None for each in block.moments):
        yield f"Growth {block.title} has no value to draw; say it in a Table"
    if [each.at for each in block.moments] != sorted(each.at for each in block.moments):
        yield f"Growth {block.title}: the moments come oldest first"
    for each in block.moments:
        yield from _of_moment(block, each)


def _of_moment(block: Growth, moment: Moment) -> Iterator[str]:
    if _is_plain(moment):
        return
    name = f"Growth {block.title} at {moment.at}"
    if type(moment.at) is not date or not moment.label:
        yield f"{name}: a moment has a date and a label"
    for value in (moment.value, moment.average):
        if value is not None and not _is_number(value):
            yield f"{name}: a value is a Decimal that is a number of at most {FARTHEST}, and not {value!r}"
    yield from _of_word(f"{name}: the label", moment.label)
    yield from _of_word(f"{name}: the word", moment.word or "")
    if len(moment.bands) > MOST_COLUMNS or not all(isinstance(each, NormBand) for each in moment.bands):
        yield f"{name}: bands are NormBands, {MOST_COLUMNS} at most"
        return
    for band in moment.bands:
        yield from _of_word(f"{name}: the term of a band", band.term)
        if not all(type(end) is int and abs(end) <= FARTHEST for end in (band.lowest, band.highest)):
            yield f"{name}: a band goes from a whole number to a whole number, of at most {FARTHEST}"


def _is_plain(moment: Moment) -> bool:
    """Tell at one look that nothing is wrong with a moment, as with nearly all; a page has hundreds."""
    in_words = [moment.label, moment.word or "-", *(band.term for band in moment.bands if type(band) is NormBand)]
    ends = [end for band in moment.bands if type(band) is NormBand for end in (band.lowest, band.highest)]
    return (
        type(moment.at) is date
        and all(type(each) is str and 0 < len(each) <= LONGEST_WORD and each.isprintable() for each in in_words)
        and all(type(each) is int and abs(each) <= FARTHEST_END for each in ends)
        and len(ends) == 2 * len(moment.bands) <= 2 * MOST_COLUMNS
        and all(each is None or _is_number(each) for each in (moment.value, moment.average))
    )


def _is_readable(text: Any) -> bool:
    """Tell at one look that nothing is wrong with a text, as with nearly all."""
    if type(text) is not Text:
        return False
    return len(text.nl) + len(text.en) <= LONGEST and text.nl.isprintable() and text.en.isprintable()


def _of_download(block: Download, history: PupilHistory) -> Iterator[str]:
    yield from _of_text("the label of a Download", block.label)
    if block.detail is not None:
        yield from _of_text("the detail of a Download", block.detail)
    if block.report_card not in {each.key for each in history.report_cards}:
        yield f"Download: {block.report_card!r} is no report card of this history"


def _of_text(where: str, text: Any) -> Iterator[str]:
    if not isinstance(text, Text):
        yield f"{where} is a Text, and not a {type(text).__name__}"
    elif not text.nl.strip() or not text.en.strip():
        yield f"{where} must be there in Dutch and in English; now: {text.nl[:LONGEST]!r}, {text.en[:LONGEST]!r}"
    else:
        yield from _of_signs(where, text)


def _of_signs(where: str, text: Text) -> Iterator[str]:
    for said in (text.nl, text.en):
        if len(said) > LONGEST:
            yield f"{where} has {LONGEST} signs at most, and not {len(said)}"
        elif sign := not_shown(said):
            yield f"{where} holds a sign that cannot be shown: {sign}"


def _of_word(where: str, word: Any) -> Iterator[str]:
    if not isinstance(word, str):
        yield f"{where} is a str, and not a {type(word).__name__}"
    else:
        yield from _of_signs(where, Text.same(word))
        if len(word) > LONGEST_WORD:
            yield f"{where} has {LONGEST_WORD} signs at most, and not {len(word)}"


def _is_number(value: Any) -> bool:
    return isinstance(value, Decimal) and value.is_finite() and abs(value) <= FARTHEST


def _signs_in(value: Any) -> int:
    """Count the signs of all texts in a block, as the longer of the two languages has them."""
    if isinstance(value, Text):
        return max(len(value.nl), len(value.en))
    if isinstance(value, tuple):
        return sum(map(_signs_in, value))
    if isinstance(value, Growth):
        return sum(map(_signs_in, (value.title, value.summary, value.unit)))  # a moment has words, and no text
    return sum(_signs_in(getattr(value, each.name)) for each in fields(value)) if is_dataclass(value) else 0


_CHECKS: Mapping[type, Callable[[Any], Iterator[str]]] = {
    Heading: _of_heading,
    Words: _of_words,
    Table: _of_table,
    Cards: _of_cards,
    Growth: _of_growth,
    Download: lambda _: iter(()),
}
