"""What comes of an item, decided from values alone. Pure: the doing is in `requests.py` and `writing.py`."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum
from typing import Any

from hub.changes.own_family import OwnFamily
from hub.changes.values import same
from hub.contract import Decision, Verdict, strictest
from hub.records import Kind, Text
from hub.store import Item, ItemState

MOST_PAUSE = 3600.0

DECIDABLE = frozenset({ItemState.REQUESTED, ItemState.CONFLICT, ItemState.FAILED, ItemState.UNKNOWN})
"""States in which an item waits for a person who says yes."""
REFUSABLE = DECIDABLE | {ItemState.TASK}
REPLACEABLE = frozenset({ItemState.REQUESTED, ItemState.CONFLICT, ItemState.FAILED})
"""States in which a new wish of the same asker takes the place of the old one."""


class Compared(Enum):
    """What three-way comparison says of an item: its base, what is known now, and what is wanted."""

    FREE = "free"
    """Nothing changed since: the wish may go on."""
    HAD = "had"
    """The LAS has the wanted value already."""
    CONFLICT = "conflict"
    """The LAS holds a third value."""


def compared(kind: Kind, field: str, base: Any, known: Any, wanted: Any) -> Compared:
    """Compare in the form in which values mean the same, however they are written."""
    if same(kind, field, known, wanted):
        return Compared.HAD
    return Compared.FREE if same(kind, field, known, base) else Compared.CONFLICT


def is_overtaken(item: Item, known: Any) -> bool:
    """Tell whether the LAS, with what is known now, has a third value."""
    return compared(item.kind, item.field, item.base, known, item.value) is Compared.CONFLICT


@dataclass(frozen=True, slots=True)
class Approver:
    """Who decides: under which name it is kept, and which guardians this person is (a teacher may be a parent).

    `family` are the persons of this person's own family, as `OwnFamily` has them.
    """

    by: str
    guardians: AbstractSet[str] = frozenset()
    family: AbstractSet[tuple[Kind, str]] = frozenset()

    @property
    def own(self) -> OwnFamily:
        """This person's own family at the school."""
        return OwnFamily(self.guardians, self.family)

    def asked(self, item: Item) -> bool:
        """Tell whether this is the person who asked."""
        names = {item.asked_by, *((item.guardian, f"guardian:{item.guardian}") if item.guardian else ())}
        return self.by in names or item.guardian in self.guardians

    def is_too_near(self, item: Item) -> bool:
        """Tell whether an item is about somebody of this person's family, or is a wish of one of them.

        He neither decides on it nor reads its values: the other parent may live where he is not to know. What he asked
        himself he reads as a parent, with what a parent may see.
        """
        return self.own.has(item.kind, item.key) or self.own.has(Kind.GUARDIANS, item.guardian or "")


def verdict_of(answers: tuple[Verdict, ...], *, somebody_failed: bool) -> Verdict:
    """Return the strictest verdict. A policy that could not answer counts as one that asks a person."""
    return strictest((*answers, FAILED_POLICY)) if somebody_failed else strictest(answers)


def approvals_needed(verdict: Verdict) -> int:
    """Return how many different people must say yes where people decide."""
    return 2 if verdict.decision is Decision.ASK_TWO else 1


def pause(tries: int, first: float) -> float:
    """Return the seconds to wait after so many tries: twice as long each time, at most an hour."""
    return float(min(first * 2 ** min(tries, 20), MOST_PAUSE))


FAILED_POLICY = Verdict(
    Decision.ASK_STAFF,
    Text(
        "Een regel kon niet worden nagekeken; daarom beslist een medewerker.",
        "A rule could not be checked, so a member of staff decides.",
    ),
)
