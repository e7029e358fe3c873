"""Deciding what a pull changes. Pure: what is known and what the LAS says go in, steps come out."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from hub.records import UNSAID, Guardian, Pupil, Record, Teacher, diff, to_json
from hub.store.steps import Action, Known, Step

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
"""What a moment without a time zone means: schools' systems write Dutch time."""

_ENCODER = msgspec.json.Encoder()
_LEFT_UNSAID = re.compile(rb',"\w+":' + re.escape(_ENCODER.encode(UNSAID)))
"""A field of a told record that the LAS left unsaid; the first one, the key, never is."""


def told(record: Record) -> bytes:
    """Return a record as JSON, with everything that the LAS said of it, and what it left unsaid marked as such."""
    return _ENCODER.encode(record)


def print_of(told_record: bytes) -> bytes:
    """Return the fingerprint of a told record: 16 bytes."""
    return blake2b(told_record, digest_size=16).digest()


def eck_id_of(record: Record) -> str | None:
    """Return the ECK iD that a pupil or teacher was delivered with."""
    return (record.eck_id or None) if isinstance(record, Pupil | Teacher) else None


@dataclass(frozen=True, slots=True)
class Matches:
    """The known records that a batch may be about, by both identities."""

    by_key: Mapping[str, Known]
    by_eck_id: Mapping[str, Known]

    @classmethod
    def of(cls, known: Iterable[Known]) -> "Matches":
        known = tuple(known)
        return cls({each.key: each for each in known}, {each.eck_id: each for each in known if each.eck_id})

    def unresolved(self, records: Iterable[Record]) -> list[str]:
        """Return the ECK iDs that must be asked for: those of records whose key is unknown, or has another ECK iD."""
        asked = []
        for record in records:
            eck_id, known = eck_id_of(record), self.by_key.get(record.key)
            if eck_id and (known is None or known.eck_id != eck_id):
                asked.append(eck_id)
        return asked

    def joined_by(self, known: Iterable[Known]) -> "Matches":
        """Return these matches and others."""
        return Matches.of([*self.by_key.values(), *known])

    def of_record(self, record: Record) -> Known | None:
        """Return whom `record` is about: the same ECK iD first, then the same LAS key; never the name."""
        eck_id = eck_id_of(record)
        return (self.by_eck_id.get(eck_id) if eck_id else None) or self.by_key.get(record.key)


def is_another_person(known: Known, known_record: Record, pulled: Record) -> bool:
    """Tell whether a LAS key now belongs to someone else: another ECK iD, and another name or date of birth.

    A corrected ECK iD alone is the same person.
    """
    eck_id = eck_id_of(pulled)
    if not eck_id or not known.eck_id or eck_id == known.eck_id:
        return False
    told = {change.field for change in diff(known_record, pulled)}
    return bool(told & {"last_name", "first_name", "birth_date"})


def addition(record: Record, told_record: bytes, said_print: bytes) -> Step:
    """Return the step that adds a record nobody knew."""
    said = _LEFT_UNSAID.sub(b"", told_record)
    return Step(kind=record.KIND, action=Action.ADD, key=record.key, said=said, said_print=said_print)


def alteration(known: Known, known_record: Record, pulled: Record, said_print: bytes) -> Step:
    """Return the step that brings a known record up to what the LAS says now."""
    changes = diff(known_record, _whole_name(known_record, _zoned(pulled)))
    action = Action.RETURN if known.departed else Action.CHANGE if changes else Action.SAME
    return Step(
        kind=pulled.KIND,
        action=action,
        key=pulled.key,
        record_id=known.id,
        old={change.field: to_json(change.old) for change in changes},
        new={change.field: to_json(change.new) for change in changes},
        said_print=said_print,
    )


def departure(kind: Any, record_id: int, key: str) -> Step:
    """Return the step that lets go a record which a complete snapshot no longer has."""
    return Step(kind=kind, action=Action.DEPART, key=key, record_id=record_id)


def line_of(step: Step) -> bytes:
    """Return the line of the plan that stands for a step: what the plan's hash is made of.

    An addition is told by the fingerprint of all that it adds.
    """
    if step.action is Action.ADD:
        return b"add %s %s %s\n" % (step.kind.encode(), step.key.encode(), step.said_print)
    parts = [step.kind, step.action, step.key, step.record_id, dict(step.old), dict(step.new)]
    return json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _whole_name(known: Record, pulled: Record) -> Record:
    """Say that there is no prefix where a person gets another last name without one: the known one was of the old."""
    if not isinstance(known, PERSONS) or not isinstance(pulled, PERSONS):
        return pulled
    if pulled.prefix is not UNSAID or pulled.last_name in (UNSAID, None, known.last_name):
        return pulled
    return replace(pulled, prefix=None)


PERSONS = (Pupil, Teacher, Guardian)


def _zoned(record: Record) -> Record:
    moment = record.changed_at
    if moment is UNSAID or not isinstance(moment, datetime) or moment.tzinfo is not None:
        return record
    return replace(record, changed_at=moment.replace(tzinfo=DUTCH_TIME))
