"""What a report provider says of itself and of a pupil must be so. The hub holds every answer to it before it draws it.

Each problem is a sentence for the maker of the provider, in English.
"""

import re
from collections.abc import Callable, Iterator, Mapping
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

BLOCKS: tuple[type, ...] = get_args(Block)
KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")


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
    else:
        for each in said.blocks:
            yield from _of_block(each, history)


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
    for each in (*block.columns, *(row[0] for row in block.rows if row)):
        yield from _of_text(f"a heading in the Table {block.caption}", each)
    if not all(isinstance(cell, Text) for row in block.rows for cell in row):
        yield f"a cell of the Table {block.caption} is no Text"


def _of_cards(block: Cards) -> Iterator[str]:
    if not block.cards:
        yield "Cards without a card; leave them out"
    for each in block.cards:
        yield from _of_card(each) if isinstance(each, Card) else [f"a {type(each).__name__} is no Card"]


def _of_card(card: Card) -> Iterator[str]:
    yield from _of_text("a Card's title", card.title)
    yield from _of_text(f"the text of the Card {card.title}", card.text)
    if type(card.when) is not date:
        yield f"the Card {card.title}: when is a date"
    for each in (text for pair in card.facts for text in pair):
        yield from _of_text(f"a fact of the Card {card.title}", each)
    if isinstance(card.tone, Tone):
        yield from _of_text(f"the tone of the Card {card.title}", card.tone.word)
        if card.tone.place is not None and not 0 <= card.tone.place <= 1:
            yield f"the tone of the Card {card.title}: its place is from 0 to 1, and not {card.tone.place}"


def _of_growth(block: Growth) -> Iterator[str]:
    for word in ("title", "summary", "unit"):
        yield from _of_text(f"the {word} of Growth", getattr(block, word))
    if all(each.value is None for each in block.moments):
        yield f"Growth {block.title} has no value to draw; say it in a Table"
    if [each.at for each in block.moments] != sorted(each.at for each in block.moments):
        yield f"Growth {block.title}: the moments come oldest first"
    for each in block.moments:
        yield from _of_moment(block, each)


def _of_moment(block: Growth, moment: Moment) -> Iterator[str]:
    name = f"Growth {block.title} at {moment.at}"
    if type(moment.at) is not date or not moment.label:
        yield f"{name}: a moment has a date and a label"
    for value in (moment.value, moment.average):
        if value is not None and not (isinstance(value, Decimal) and value.is_finite()):
            yield f"{name}: a value is a Decimal that is a number, and not {value!r}"
    if not all(isinstance(each, NormBand) for each in moment.bands):
        yield f"{name}: bands are NormBands"


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
        yield f"{where} must be there in Dutch and in English; now: {text.nl!r}, {text.en!r}"


_CHECKS: Mapping[type, Callable[[Any], Iterator[str]]] = {
    Heading: _of_heading,
    Words: _of_words,
    Table: _of_table,
    Cards: _of_cards,
    Growth: _of_growth,
    Download: lambda _: iter(()),
}
