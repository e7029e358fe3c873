"""Where each kind of record is kept, and how a row of it becomes a record again."""

from collections.abc import Callable, Mapping
from typing import Any

from hub.records import RECORD_TYPES, Assignment, Gender, Kind, Record, Relation, field_names

TABLES: Mapping[Kind, str] = {
    Kind.LOCATIONS: "hub.location",
    Kind.GROUPS: "hub.class_group",
    Kind.COMBINED_GROUPS: "hub.combined_group",
    Kind.PUPILS: "hub.pupil",
    Kind.TEACHERS: "hub.teacher",
    Kind.GUARDIANS: "hub.guardian",
    Kind.GUARDIANSHIPS: "hub.guardianship",
}
"""The table of each kind; its columns have the names of the record's fields."""


def columns(kind: Kind) -> tuple[str, ...]:
    """Return the columns of a kind's table that hold the record's fields."""
    return field_names(RECORD_TYPES[kind])


def listed(names: tuple[str, ...], alias: str = "") -> str:
    """Return column names for a statement, quoted, each with the table's alias."""
    dot = f"{alias}." if alias else ""
    return ", ".join(f'{dot}"{name}"' for name in names)


def from_row(kind: Kind, values: Mapping[str, Any]) -> Record:
    """Return the record of a row, by column name. What the hub does not know is `None`, never `UNSAID`."""
    read = dict(values)
    for name, convert in _CONVERTERS.items():
        if read.get(name) is not None:
            read[name] = convert(read[name])
    return RECORD_TYPES[kind](**read)


def _assignments(value: list[Mapping[str, Any]]) -> tuple[Assignment, ...]:
    return tuple(
        Assignment(group=each["group"], combined=each["combined"], roles=tuple(each["roles"])) for each in value
    )


_CONVERTERS: Mapping[str, Callable[[Any], Any]] = {
    "gender": Gender,
    "relation": Relation,
    "combined_groups": tuple,
    "roles": tuple,
    "assignments": _assignments,
}
