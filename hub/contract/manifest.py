"""What a plugin declares of personal data: which fields it brings, gets and writes, what for, and for how long.

    Processing(
        of=Kind.GUARDIANS,
        direction=Direction.BRINGS,
        fields=frozenset({"first_name", "last_name", "mobile"}),
        purpose=Text("De school bereikt een verzorger.", "The school reaches a guardian."),
        ground=Ground.PUBLIC_TASK,
        kept=Text("Zolang het kind op school zit.", "As long as the child is at the school."),
    )

The hub holds a plugin to it: a field that is not declared neither comes in from the plugin nor goes to it. The register
of processing of a school (GDPR art. 30) is drawn from these declarations. Fields that every record of a kind has (its
key, and the keys that it refers to) go with the kind and need not be named.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from functools import cache
from typing import TypeAlias

from hub.contract.colleagues import Colleague
from hub.records import HISTORY_TYPES, RECORD_TYPES, HistoryKind, Kind, Text


class Staff(StrEnum):
    """People of the school itself, as plugins see them."""

    COLLEAGUES = "colleagues"
    """Members of staff with a login (`hub.contract.Colleague`)."""


class Direction(StrEnum):
    """Which way the fields go over the boundary between the hub and the plugin."""

    BRINGS = "brings"
    """From the plugin into the hub."""
    RECEIVES = "receives"
    """From the hub to the plugin, to look at: a wish to judge, a history to report on, records for a file."""
    WRITES = "writes"
    """From the hub through the plugin into the LAS, field by field, once a change was approved."""


class Ground(StrEnum):
    """The legal ground (GDPR art. 6, first paragraph) on which the school has this done."""

    PUBLIC_TASK = "public_task"
    LEGAL_OBLIGATION = "legal_obligation"
    CONTRACT = "contract"
    CONSENT = "consent"
    LEGITIMATE_INTEREST = "legitimate_interest"


Subject: TypeAlias = Kind | HistoryKind | Staff
"""What a declaration is about. Wishes to change a record, and changes to write, are declared under its `Kind`."""

TYPES: Mapping[Subject, type] = dict([*RECORD_TYPES.items(), *HISTORY_TYPES.items(), (Staff.COLLEAGUES, Colleague)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """One purpose for which a plugin handles fields of one kind of record.

    `kept` says in plain words how long the plugin itself keeps them, and whether at all. `recipients` are those outside
    the school and the hub who get to see them, such as the vendor of the LAS.
    """

    of: Subject
    direction: Direction
    fields: frozenset[str]
    purpose: Text
    ground: Ground
    kept: Text
    recipients: tuple[Text, ...] = ()


@cache
def always(of: Subject) -> frozenset[str]:
    """Return the fields that every record of a kind has."""
    if of is Staff.COLLEAGUES:
        return frozenset({"account"})
    none = (MISSING, MISSING)
    return frozenset(each.name for each in fields(TYPES[of]) if (each.default, each.default_factory) == none)


@cache
def declared(processes: tuple[Processing, ...], direction: Direction) -> Mapping[Subject, frozenset[str]]:
    """Return per kind which fields go one way, those that every record has included. Absent: nothing of that kind."""
    found: dict[Subject, frozenset[str]] = {}
    for each in processes:
        if each.direction is direction:
            found[each.of] = found.get(each.of, always(each.of)) | each.fields
    return found


def manifest_faults(processes: Iterable[Processing]) -> Iterator[str]:
    """Yield, for the maker of the plugin, what is wrong with its declarations."""
    for each in processes:
        name = f"processes: {each.direction} {each.of}"
        known = frozenset(field.name for field in fields(TYPES[each.of]))
        if wrong := sorted(each.fields - known):
            yield f"{name} names {', '.join(wrong)}; a record of this kind has {', '.join(sorted(known))}"
        texts = (each.purpose, each.kept, *each.recipients)
        if not all(text.nl.strip() and text.en.strip() for text in texts):
            yield f"{name} needs its purpose, how long it is kept and its recipients in Dutch and in English"
        if each.direction is Direction.WRITES and not isinstance(each.of, Kind):
            yield f"{name}: the hub writes records of a LAS only"
