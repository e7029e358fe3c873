"""Comparing what is known of a record with what the LAS says now. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any, TypeVar

from hub.records.pulls import RECORD_TYPES, Record
from hub.records.said import UNSAID

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that is to change: what is known and what the LAS says (`None`: nothing)."""

    field: str
    old: Any
    new: Any


_NAMES: dict[type, tuple[str, ...]] = {
    each: tuple(field.name for field in fields(each)) for each in RECORD_TYPES.values()
}
_VALUES: dict[type, Callable[[Any], tuple[Any, ...]]] = {each: attrgetter(*names) for each, names in _NAMES.items()}


def field_names(record: type) -> tuple[str, ...]:
    """Return the names of the fields of a record class, in the order of declaration."""
    return _NAMES[record]


def values(record: Record) -> tuple[Any, ...]:
    """Return a record's values in the order of `field_names`."""
    return _VALUES[type(record)](record)


def diff(known: R, pulled: R) -> tuple[FieldChange, ...]:
    """Return the fields in which `pulled` says something else than is `known`. What is unsaid is no difference."""
    return tuple(
        FieldChange(name, _settled(old), new)
        for name, old, new in zip(field_names(type(known)), values(known), values(pulled), strict=True)
        if new is not UNSAID and new != _settled(old)
    )


def _settled(value: Any) -> Any:
    return None if value is UNSAID else value


def merged(known: R, pulled: R) -> R:
    """Return `known` with everything that `pulled` says; what is unsaid stays as it is known."""
    said = {name: new for name, new in zip(field_names(type(known)), values(pulled), strict=True) if new is not UNSAID}
    return replace(known, **said)
