"""What a report provider promises, as checks on what it is and says. Each problem is a sentence for its maker."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, get_args

from hub.contract import Direction, Plugin, PupilHistory, Report, ReportKind, ReportProvider, declared
from hub.contract.reports import Block, Card, Cards, Download, Growth, Heading, Moment, Table, Tone, Words
from hub.records import HISTORY_TYPES, HistoryKind, Kind, NormBand, Text
from hub.testing.promises import MOST

BLOCKS: tuple[type, ...] = get_args(Block)
KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")
IMPURE = frozenset(
    {
        ("_io", "open"),
        ("io", "open"),
        ("time", "time"),
        ("time", "time_ns"),
        ("time", "localtime"),
        ("time", "gmtime"),
        ("date", "today"),
        ("datetime", "today"),
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("posix", "open"),
        ("posix", "urandom"),
        ("Random", "random"),
        ("Random", "getrandbits"),
        ("socket", "connect"),
        ("_socket", "getaddrinfo"),
    }
)
"""Calls by which an answer comes to depend on more than the history: clock, chance, files, network."""


def broken_providers(providers: Iterable[Any]) -> list[str]:
    """Return what is wrong with what providers say of themselves."""
    found: list[str] = []
    several = list(providers)
    for each in several:
        if isinstance(each, type) or not isinstance(each, ReportProvider):
            found.append(f"{each!r} is no ReportProvider: it needs key, title, about, shows, place and report(history)")
            continue
        found += _of_itself(each)
    keys = Counter(getattr(each, "key", None) for each in several)
    found += [
        f"{count} providers have the key {key!r}; a key belongs to one" for key, count in keys.items() if count > 1
    ]
    return found[:MOST]


def broken_report(said: Any, history: PupilHistory) -> list[str]:
    """Return what is wrong with what a provider said of a history."""
    if said is None:
        return []
    if not isinstance(said, Report):
        return [f"a provider answers with a Report or None, and not with a {type(said).__name__}"]
    if not isinstance(said.blocks, tuple):
        return ["the blocks of a Report are a tuple"]
    if not said.blocks:
        return ["a Report without blocks says nothing; answer with None"]
    return [problem for each in said.blocks for problem in _of_block(each, history)][:MOST]


def impure_calls(call: Callable[[], Any]) -> list[str]:
    """Return what a function looked at besides what it was given: `date.today`. It has run once before."""
    found: set[str] = set()

    def watch(_frame: Any, event: str, called: Any) -> None:
        if event == "c_call" and (name := _name(called)) in IMPURE:
            found.add(".".join(name))

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        call()
    finally:
        sys.setprofile(before)
    return sorted(found)


def only_of(kinds: Iterable[ReportKind], history: PupilHistory) -> PupilHistory:
    """Return the history with these kinds only."""
    wanted = frozenset(kinds)
    results = tuple(each for each in history.results if ReportKind.of(history.assessment_of(each)) in wanted)
    named = {each.assessment for each in results}
    return replace(
        history,
        results=results,
        assessments={key: each for key, each in history.assessments.items() if key in named},
        report_cards=history.report_cards if ReportKind.REPORT_CARDS in wanted else (),
    )


def as_declared(plugin: Plugin, history: PupilHistory) -> PupilHistory:
    """Return the history with only what the plugin declares that it receives, as the hub gives it."""
    names = declared(plugin.processes, Direction.RECEIVES)
    pupil = names.get(Kind.PUPILS, frozenset())
    assessed = {HistoryKind.RESULTS, HistoryKind.ASSESSMENTS} <= names.keys()
    cards = HistoryKind.REPORT_CARDS in names
    return replace(
        history,
        first_name=history.first_name if "first_name" in pupil else "",
        grade_now=history.grade_now if "year_group" in pupil else None,
        results=tuple(_blanked(each, names) for each in history.results) if assessed else (),
        assessments={key: _blanked(each, names) for key, each in history.assessments.items()} if assessed else {},
        report_cards=tuple(_blanked(each, names) for each in history.report_cards) if cards else (),
    )


def _blanked(record: Any, names: Mapping[Any, frozenset[str]]) -> Any:
    kept = names[record.KIND]
    empty = {
        each.name: each.default
        for each in fields(HISTORY_TYPES[record.KIND])
        if each.name not in kept and each.default is not MISSING
    }
    return replace(record, **empty)


def _of_itself(provider: ReportProvider) -> Iterator[str]:
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


def _name(called: Any) -> tuple[str, str]:
    owner = getattr(called, "__self__", None)
    if isinstance(owner, type):
        return owner.__name__, called.__name__
    if owner is not None and type(owner).__name__ != "module":
        return type(owner).__name__, called.__name__
    return str(getattr(called, "__module__", None) or "builtins"), getattr(called, "__name__", "")


_CHECKS: Mapping[type, Callable[[Any], Iterator[str]]] = {
    Heading: _of_heading,
    Words: _of_words,
    Table: _of_table,
    Cards: _of_cards,
    Growth: _of_growth,
    Download: lambda _: iter(()),
}
