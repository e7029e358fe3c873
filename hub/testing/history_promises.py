"""What `results` and `report_cards` promise, as checks on what they yield. Each problem is a sentence for the maker."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any, get_args, get_origin, get_type_hints

from hub.records import (
    HISTORY_TYPES,
    Assessment,
    Complete,
    HistoryKind,
    HistoryRecord,
    Note,
    Rejected,
    ReportCard,
    Result,
    Source,
)
from hub.testing.promises import MOST, faults_of_rejected, faults_of_text, order_of

PIECE = 1 << 20
"""A document comes in pieces of at most so many bytes."""


def broken_history_promises(pulled: Iterable[Any], kind: HistoryKind, *, cut_off: bool = False) -> list[str]:
    """Return what is wrong with the things that a pull of this kind of history yielded."""
    things = list(pulled)
    allowed: tuple[type[HistoryRecord], ...] = (Assessment, Result) if kind is HistoryKind.RESULTS else (ReportCard,)
    found = [*order_of(things, cut_off=cut_off), *_each(things, allowed), *_keys(things)]
    return (found or list(_assessments(things)))[:MOST]


def broken_document(pieces: Iterable[Any]) -> list[str]:
    """Return what is wrong with the pieces of a document."""
    found, read = [], b""
    for piece in pieces:
        if not isinstance(piece, bytes):
            return [f"a document comes as bytes; a piece of this one is a {type(piece).__name__}"]
        if len(piece) > PIECE:
            found.append(f"a document comes in pieces of {PIECE} bytes at most; one of this has {len(piece)}")
        read = (read + piece)[:5]
    if read != b"%PDF-":
        found.append("a document of a report card is a PDF; this one does not begin as one")
    return found[:MOST]


def _each(things: list[Any], allowed: tuple[type[HistoryRecord], ...]) -> Iterator[str]:
    for thing in things:
        if isinstance(thing, Rejected):
            yield from faults_of_rejected(thing)
        elif isinstance(thing, Note):
            yield from faults_of_text("a Note", thing.text)
        elif isinstance(thing, allowed):
            yield from _record(thing)
        elif not isinstance(thing, Source | Complete):
            names = ", ".join(each.__name__ for each in allowed)
            yield f"this pull yields {names}, Rejected, Note, Source and Complete; and not a {type(thing).__name__}"


def _record(record: HistoryRecord) -> Iterator[str]:
    if not isinstance(record.key, str) or not record.key.strip():
        yield f"a record without a usable key must be Rejected; {record.KIND} has the key {record.key!r}"
    hints = get_type_hints(type(record))
    for field in fields(record):
        value = getattr(record, field.name)
        if type(value) not in _types(hints[field.name]):
            yield f"{record.KIND} {record.key}: {field.name} is a {type(value).__name__}"
        elif isinstance(value, Decimal) and not value.is_finite():
            yield f"{record.KIND} {record.key}: {field.name} is no number"
        elif isinstance(value, datetime) and value.tzinfo is None:
            yield f"{record.KIND} {record.key}: {field.name} has no time zone"


def _types(hint: Any) -> tuple[type, ...]:
    options = get_args(hint) if get_origin(hint) not in (None, tuple) else (hint,)
    return tuple(get_origin(each) or each for each in options)


def _keys(things: list[Any]) -> Iterator[str]:
    told = {(thing.kind, thing.key) for thing in things if isinstance(thing, Rejected)}
    records = [thing for thing in things if type(thing) in HISTORY_TYPES.values()]
    for (kind, key), count in Counter((record.KIND, record.key) for record in records).items():
        if count > 1 and (kind, key) not in told:
            yield f"{kind} {key} is yielded {count} times, and no Rejected says so"


def _assessments(things: list[Any]) -> Iterator[str]:
    """Check that an assessment comes before the results that name it, where the pull gives all of them."""
    known: set[str] = set()
    told: set[str] = set()
    for thing in things:
        if isinstance(thing, Assessment):
            known.add(thing.key)
        elif isinstance(thing, Result) and thing.assessment not in known | told:
            told.add(thing.assessment)
            yield f"the assessment {thing.assessment} does not come before the result {thing.key}"
