"""What is known of each field of a record: its name for people, how sensitive it is, who may ask to change it."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from functools import cache
from typing import Any

from hub.records.said import UNSAID
from hub.records.text import Text


class Sensitivity(StrEnum):
    """How a field must be treated wherever it is shown, logged or exported."""

    TECHNICAL = "technical"
    """A key or a date of the LAS; says nothing of a person by itself."""
    PERSONAL = "personal"
    """Belongs to a person: within the school only, never in a log."""
    CONTACT = "contact"
    """Where a person lives or can be reached: also hidden from the other parent (BW 1:377c)."""


class Asker(StrEnum):
    """Who may ask the school to change a field (a wish, which the school decides on)."""

    NOBODY = "nobody"
    SELF = "self"
    """The guardian whose own detail it is, and nobody else."""
    RESIDENT_GUARDIAN = "resident_guardian"
    """A guardian with parental authority who lives at the pupil's address."""
    GUARDIAN_WITH_AUTHORITY = "guardian_with_authority"


@dataclass(frozen=True, slots=True)
class Fact:
    """What holds for one field of one kind of record."""

    name: str
    label: Text
    sensitivity: Sensitivity
    asked_by: Asker


def fact(
    nl: str,
    en: str,
    *,
    sensitivity: Sensitivity = Sensitivity.PERSONAL,
    asked_by: Asker = Asker.NOBODY,
    default: Any = UNSAID,
) -> Any:
    """Declare a field of a record with its facts. Its default is `UNSAID`; `default=...` makes it required."""
    metadata = {"label": Text(nl, en), "sensitivity": sensitivity, "asked_by": asked_by}
    return field(default=MISSING if default is ... else default, metadata=metadata)


def facts(record: type) -> Mapping[str, Fact]:
    """Return the facts of every field of a record class, by field name, in the order of declaration."""
    return _facts(record)


@cache
def _facts(record: type) -> Mapping[str, Fact]:
    return {
        each.name: Fact(each.name, each.metadata["label"], each.metadata["sensitivity"], each.metadata["asked_by"])
        for each in fields(record)
    }
