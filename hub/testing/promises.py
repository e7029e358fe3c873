"""What a pull promises, as checks on what it yields. Each problem is a sentence for the maker of the connector."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from hub.records import (
    RECORD_TYPES,
    Complete,
    Kind,
    Note,
    Pupil,
    Record,
    Rejected,
    Source,
    Teacher,
    Text,
    from_json,
    said_fields,
    values,
)

MOST = 20
"""More problems than this are not told at once."""


def broken_promises(pulled: Iterable[Any], *, cut_off: bool = False) -> list[str]:
    """Return what is wrong with the things a pull yielded. `cut_off`: it ended in an error, so without its proof."""
    things = list(pulled)
    found = [*order_of(things, cut_off=cut_off), *_each(things), *_keys(things)]
    return (found or list(_references(things)))[:MOST]


def broken_progress(heard: Iterable[tuple[int, int | None]]) -> list[str]:
    """Return what is wrong with the progress that a pull told: it goes on, and ends within its total."""
    found, last = [], 0
    for done, total in heard:
        if done < last:
            found.append(f"progress goes back from {last} to {done}")
        if total is not None and done > total:
            found.append(f"progress of {done} is beyond its total of {total}")
        last = done
    return found[:MOST]


def order_of(things: list[Any], *, cut_off: bool) -> Iterator[str]:
    """Yield what is wrong with the place of the head and of the proof."""
    sources = [place for place, thing in enumerate(things) if isinstance(thing, Source)]
    proofs = [place for place, thing in enumerate(things) if isinstance(thing, Complete)]
    if sources != [0] and not (cut_off and not things):
        yield f"a pull yields one Source, and first; this one yields {len(sources)}, at {sources}"
    if cut_off and proofs:
        yield "a pull that ends in an error yields no Complete; this one says that it is complete, and fails after it"
    if not cut_off and proofs != [len(things) - 1]:
        yield f"a pull yields one Complete, and last; this one yields {len(proofs)} among {len(things)}, at {proofs}"


def _each(things: list[Any]) -> Iterator[str]:
    for thing in things:
        if isinstance(thing, Rejected):
            yield from faults_of_rejected(thing)
        elif isinstance(thing, Note):
            yield from faults_of_text("a Note", thing.text)
        elif type(thing) in RECORD_TYPES.values():
            yield from _record(thing)
        elif not isinstance(thing, Source | Complete):
            yield f"a pull yields records, Rejected, Note, Source and Complete; and not a {type(thing).__name__}"


def _record(record: Record) -> Iterator[str]:
    if not isinstance(record.key, str) or not record.key.strip():
        yield f"a record without a usable key must be Rejected; {record.KIND} has the key {record.key!r}"
        return
    try:
        same = from_json(record.KIND, said_fields(record))
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        yield f"{record.KIND} {record.key}: a field has a value of a wrong type ({error})"
        return
    if [type(value) for value in values(same)] != [type(value) for value in values(record)] or same != record:
        yield f"{record.KIND} {record.key}: a field has a value of a wrong type (it does not survive being stored)"


def faults_of_rejected(rejected: Rejected) -> Iterator[str]:
    """Yield what a fault lacks to be of use to a person."""
    name = f"Rejected {rejected.rule or '(without a rule)'}"
    if not rejected.rule or not rejected.where:
        yield f"{name}: `rule` names the rule and `where` the place; one of them is empty"
    yield from faults_of_text(f"{name}: what", rejected.what)
    yield from faults_of_text(f"{name}: why", rejected.why)
    if rejected.value is not None and any(sign.isdigit() for sign in rejected.value):
        yield f"{name}: `value` is masked, without digits, because it may be somebody's number; this one has some"


def faults_of_text(name: str, text: Any) -> Iterator[str]:
    """Yield what a sentence lacks."""
    if not isinstance(text, Text) or not text.nl.strip() or not text.en.strip():
        yield f"{name} must be a Text with a sentence in Dutch and one in English"


def _keys(things: list[Any]) -> Iterator[str]:
    records = [thing for thing in things if type(thing) in RECORD_TYPES.values()]
    told = {(thing.kind, thing.key) for thing in things if isinstance(thing, Rejected)}
    for (kind, key), count in Counter((record.KIND, record.key) for record in records).items():
        if count > 1 and (kind, key) not in told:
            yield f"{kind} {key} is yielded {count} times, and no Rejected says so"


def _references(things: list[Any]) -> Iterator[str]:
    """Check that what a record refers to is in the pull, for the kinds of which the pull gives all."""
    whole = next((thing.kinds for thing in things if isinstance(thing, Complete)), frozenset())
    known = {(thing.KIND, thing.key) for thing in things if type(thing) in RECORD_TYPES.values()}
    for thing in things:
        for kind, key in _referred(thing):
            if kind in whole and (kind, key) not in known:
                yield f"{thing.KIND} {thing.key} refers to {kind} {key}, which is not there: reject the reference"


def _referred(thing: Any) -> Iterator[tuple[Kind, str]]:
    if isinstance(thing, Pupil):
        yield from ((Kind.GROUPS, key) for key in (thing.group,) if key)
        yield from ((Kind.LOCATIONS, key) for key in (thing.location,) if key)
        yield from ((Kind.COMBINED_GROUPS, key) for key in thing.combined_groups or ())
    elif isinstance(thing, Teacher):
        for each in thing.assignments or ():
            yield (Kind.COMBINED_GROUPS if each.combined else Kind.GROUPS), each.group
