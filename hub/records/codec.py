"""Records as plain JSON values and back: the form in which plans and histories are kept."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import partial
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hub.records.diff import field_names, values
from hub.records.kinds import Kind
from hub.records.people import Assignment
from hub.records.pulls import RECORD_TYPES, Record
from hub.records.said import UNSAID, Unsaid


def to_json(value: Any) -> Any:
    """Return one field's value as JSON has it: dates as ISO 8601, tuples as lists, an assignment as an object."""
    if value is None or isinstance(value, str | bool | int):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Assignment):
        return {"group": value.group, "combined": value.combined, "roles": list(value.roles)}
    if isinstance(value, tuple):
        return [to_json(each) for each in value]
    raise TypeError(f"no JSON form for {type(value).__name__}")


def said_values(record: Record) -> dict[str, Any]:
    """Return the fields of which `record` says something, as they are. What is unsaid is left out."""
    names = field_names(type(record))
    return {name: value for name, value in zip(names, values(record), strict=True) if value is not UNSAID}


def said_fields(record: Record) -> dict[str, Any]:
    """Return the fields of which `record` says something, as JSON values. What is unsaid is left out."""
    return {
        name: value if value is None or type(value) is str else to_json(value)
        for name, value in zip(field_names(type(record)), values(record), strict=True)
        if value is not UNSAID
    }


def from_json(kind: Kind, said: Mapping[str, Any]) -> Record:
    """Return the record that `said_fields` described. A field that the class does not have is left out."""
    readers = _READERS[kind]
    return RECORD_TYPES[kind](**{name: readers[name](value) for name, value in said.items() if name in readers})


def _reader(hint: Any) -> Callable[[Any], Any]:
    """Return what reads a JSON value of a field with this type hint; the JSON types themselves need no reading."""
    for option in _options(hint):
        if get_origin(option) is tuple:
            return partial(_each, _reader(get_args(option)[0]))
        if option is Assignment:
            return _assignment
        if option in (date, datetime):
            return partial(_unless_none, option.fromisoformat)
        if isinstance(option, type) and issubclass(option, Enum):
            return partial(_unless_none, option)
    return _as_it_is


def _options(hint: Any) -> list[Any]:
    if get_origin(hint) in (Union, UnionType):
        return [option for option in get_args(hint) if option not in (NoneType, Unsaid)]
    return [hint]


def _as_it_is(value: Any) -> Any:
    return value


def _unless_none(read: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else read(value)


def _each(read: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else tuple(read(each) for each in value)


def _assignment(value: Mapping[str, Any]) -> Assignment:
    return Assignment(group=value["group"], combined=value["combined"], roles=tuple(value["roles"]))


_READERS: dict[Kind, Mapping[str, Callable[[Any], Any]]] = {
    kind: {name: _reader(hint) for name, hint in get_type_hints(record).items() if name in field_names(record)}
    for kind, record in RECORD_TYPES.items()
}
