"""The values of a plan: what is known of a record, and the steps that would change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hub.records import FieldChange, Kind


class Action(StrEnum):
    """What a step does to one record."""

    ADD = "add"
    CHANGE = "change"
    DEPART = "depart"
    RETURN = "return"
    """A record that had departed and is there again."""
    SAME = "same"
    """Nothing changes but the fingerprint of what the LAS said; it is no part of the plan that people see."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the hub knows of a record's identity: enough to tell whether the LAS says something new."""

    id: int
    key: str
    eck_id: str | None
    said_print: bytes | None
    departed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a plan. `old` and `new` are the values of the fields that change; an addition has no `old`.

    `record_id` is the hub's own number of the record, `None` for an addition. An addition on its way to the plan has
    `said` for `new`: the same as JSON, which it is kept as.
    """

    kind: Kind
    action: Action
    key: str
    record_id: int | None = None
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)
    said: bytes | None = None
    said_print: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A step as people see it: whom it is about, in words, and each field with its old and new value."""

    seq: int
    kind: Kind
    action: Action
    key: str
    label: str
    changes: tuple[FieldChange, ...]
