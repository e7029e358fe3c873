"""What a pull yields besides records: where it comes from, what was wrong, and the proof that it was complete."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from hub.records.groups import CombinedGroup, Group, Location
from hub.records.history import HistoryRecord
from hub.records.kinds import HistoryKind, Kind
from hub.records.people import Guardian, Guardianship, Pupil, Teacher
from hub.records.school import SchoolCode, SchoolYear
from hub.records.text import Text

Record: TypeAlias = Pupil | Teacher | Guardian | Guardianship | Group | CombinedGroup | Location
"""Any record that a LAS delivers."""

RECORD_TYPES: dict[Kind, type[Record]] = {
    each.KIND: each for each in (Location, Group, CombinedGroup, Pupil, Teacher, Guardian, Guardianship)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The head of a pull: whose data it is, and of when. A connector yields it once, before the first record.

    `school` is `None` where the source does not say (EDEXML allows that). `made_at` is when the LAS made it.
    """

    name: str
    school: SchoolCode | None = None
    school_year: SchoolYear | None = None
    made_at: datetime | None = None
    as_of: date | None = None
    author: str | None = None
    version: str | None = None


class Cost(StrEnum):
    """What a fault costs."""

    RECORD = "record"
    """The record is quarantined: nothing this pull says under its key is applied, and what was known of it stays."""
    FIELD = "field"
    """The field counts as unsaid, or the reference is left out; the record goes on."""
    NOTHING = "nothing"
    """A remark: the source breaks a rule of the standard, but what it means is clear, and it was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A fault in one record of a pull, for a person to mend in the LAS.

    `key` is the record's key, or `None` where it has none that can be used: then the kind is not a complete snapshot.
    `where` says where a person finds it (`regel 17`), `what` names the record and field, `why` says which rule is
    broken and what to do. `value` is masked already: never more than a first character and a length, and never a digit.
    """

    kind: Kind | HistoryKind | None
    key: str | None
    where: str
    what: Text
    why: Text
    rule: str
    cost: Cost = Cost.RECORD
    field: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the pull as a whole that a person may want to know, such as a wrong encoding declaration."""

    text: Text


@dataclass(frozen=True, slots=True)
class Complete:
    """The last thing that a complete pull yields: the proof that it was not cut off.

    `kinds` are the kinds of which the source gave all there is; only in these can an absent record have departed.
    `histories` say the same of the kinds of a pupil's history, for the pupils of whom the source gave anything.
    """

    kinds: AbstractSet[Kind] = field(default_factory=frozenset)
    histories: AbstractSet[HistoryKind] = field(default_factory=frozenset)


Pulled: TypeAlias = Source | Record | Rejected | Note | Complete
"""What a connector's `pull` yields, in this order: one `Source`, then records, faults and notes, and one `Complete`."""

PulledHistory: TypeAlias = Source | HistoryRecord | Rejected | Note | Complete
"""What `results` and `report_cards` of a connector yield, in the same order; assessments before their results."""
