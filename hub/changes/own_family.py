"""What somebody who works at the school does not see as staff: where his own family lives and how it is reached.

A parent who works at the school may have an ex-partner who keeps a new address from him (Burgerlijk Wetboek 1:377b and
1:377c). So whoever is a guardian sees, as staff, no contact details of his children, of their other guardians, or of
whom those live with; he decides on none of their wishes, and makes no files of them. A colleague does that. It holds
for every page of the school, and there is nothing to switch: the hub cannot tell a happy family from a broken one.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from hub.contract import HubError
from hub.records import RECORD_TYPES, UNSAID, FieldChange, Guardian, Kind, Pupil, Record, Sensitivity, Text, facts
from hub.store import Books
from hub.store.kin import Kindred
from hub.store.steps import ShownStep

AnyRecord = TypeVar("AnyRecord", bound=Record)


class OwnFamilyError(HubError):
    """It is about the visitor's own family. Nothing was done."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Deze persoon hoort bij uw eigen gezin. Vraag een collega om dit te doen. Uw eigen gegevens vindt u "
                "onder Mijn kinderen.",
                "This person belongs to your own family. Ask a colleague to do this. Your own data you find under My "
                "children.",
            )
        )


@dataclass(frozen=True, slots=True)
class OwnFamily:
    """The guardians that somebody is himself, and the persons of his family: kind and LAS key."""

    guardians: AbstractSet[str] = frozenset()
    persons: AbstractSet[tuple[Kind, str]] = frozenset()

    def has(self, kind: Kind, key: str) -> bool:
        """Tell whether this person is of the family. He himself is not: what is his he may see."""
        return (kind, key) in self.persons

    def touches(self, guardian: str, pupil: str) -> bool:
        """Tell whether what is between a guardian and a pupil is about the family, or about the visitor himself."""
        return guardian in self.guardians or self.has(Kind.GUARDIANS, guardian) or self.has(Kind.PUPILS, pupil)

    def hides(self, kind: Kind, key: str, field: str) -> bool:
        """Tell whether a field is hidden: it says where a person of the family lives, or how to reach him."""
        return self.has(kind, key) and field in contact_fields(kind)

    def narrowed(self, record: AnyRecord) -> AnyRecord:
        """Return a record without what is hidden of it."""
        if not isinstance(record, Pupil | Guardian) or not self.has(record.KIND, record.key):
            return record
        hidden: dict[str, Any] = dict.fromkeys(contact_fields(record.KIND), UNSAID)
        return replace(record, **hidden)

    def narrowed_step(self, step: ShownStep) -> ShownStep:
        """Return a step of a plan without what is hidden of it."""
        return replace(step, changes=tuple(self._shown(step, step.changes)))

    def refuse(self, kind: Kind, key: str) -> None:
        """Raise `OwnFamilyError` where this person is of the family, or is the visitor himself."""
        if self.has(kind, key) or (kind is Kind.GUARDIANS and key in self.guardians):
            raise OwnFamilyError

    def _shown(self, step: ShownStep, changes: Sequence[FieldChange]) -> Iterable[FieldChange]:
        return (each for each in changes if not self.hides(step.kind, step.key, each.field))


def own_family(books: Books, account: int, run: int | None = None) -> OwnFamily:
    """Return the family of an account at the school in hand; in a plan also who joins it there."""
    mine = books.guardian_accounts.guardians_of(account)
    if not mine:
        return OwnFamily()
    found = books.kin.around(mine)
    return of_kindred(mine, found if run is None else books.kin.joined_by(run, found))


def of_kindred(mine: AbstractSet[str], found: Kindred) -> OwnFamily:
    """Return the family of somebody who is these guardians."""
    pupils = {(Kind.PUPILS, key) for key in found.pupils}
    return OwnFamily(mine, frozenset(pupils | {(Kind.GUARDIANS, key) for key in found.guardians - mine}))


def contact_fields(kind: Kind) -> frozenset[str]:
    """Return the fields of a kind that say where somebody lives or can be reached."""
    known = facts(RECORD_TYPES[kind])
    return frozenset(name for name, fact in known.items() if fact.sensitivity is Sensitivity.CONTACT)


HIDDEN_HERE = Text(
    "Adres, telefoon en e-mail ziet u hier niet, want dit is uw eigen gezin. Moet de school ernaar kijken? Vraag een "
    "collega.",
    "You do not see address, phone and e-mail here, because this is your own family. Should the school look at them? "
    "Ask a colleague.",
)
