"""Who is asked in a campaign, and how many answered: per class, and once in the whole."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hub.changes import Family, sees_pupil
from hub.records import Guardianship, Kind, Pupil
from hub.store import AccountState, Answer, Books, GuardianEntry, How, NewCampaign


class Standing(StrEnum):
    """How a guardian stands in a campaign."""

    RIGHT = "right"
    CHANGED = "changed"
    SILENT = "silent"
    """He has an account, and did not answer."""
    NO_ACCOUNT = "no_account"
    """He has none that opens: he cannot answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A guardian who is asked, and the classes in which he counts."""

    key: str
    entry: GuardianEntry
    groups: frozenset[str]

    @property
    def can_answer(self) -> bool:
        return self.entry.state is AccountState.ACTIVE


@dataclass(frozen=True, slots=True)
class Counted:
    """How many guardians stand where."""

    right: int = 0
    changed: int = 0
    silent: int = 0
    no_account: int = 0

    @property
    def asked(self) -> int:
        return self.right + self.changed + self.silent + self.no_account

    @property
    def answered(self) -> int:
        return self.right + self.changed

    @classmethod
    def of(cls, standings: Iterable[Standing]) -> "Counted":
        return cls(**{each.value: number for each, number in Counter(standings).items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came of a campaign so far."""

    whole: Counted
    by_group: Mapping[str, Counted]
    people: Sequence[tuple[Person, Standing]]

    def counts(self) -> dict[str, Any]:
        """Return the counts as they are kept, without names."""
        kept = {key: _numbers(counted) for key, counted in self.by_group.items()}
        return {"whole": _numbers(self.whole), "by_group": kept}


def people_of(books: Books, campaign: NewCampaign) -> list[Person]:
    """Return every guardian who is asked: with a child in the classes, and something of his own or of it to check."""
    entries = books.guardians()
    keys = [each.guardian.key for each in entries]
    ties = books.changes.guardianships_of(keys)
    pupils = books.changes.records(Kind.PUPILS, sorted({each.pupil for each in ties}))
    mine: dict[str, list[Guardianship]] = {}
    for each in ties:
        mine.setdefault(each.guardian, []).append(each)
    found = []
    for key, entry in zip(keys, entries, strict=True):
        about = _about(campaign, mine.get(key, ()), pupils)
        if about:
            groups = frozenset(str(pupil.group) for pupil in about if pupil.group)
            found.append(Person(key=key, entry=entry, groups=groups))
    return found


def asked_about(books: Books, campaign: NewCampaign, guardian: str) -> frozenset[str]:
    """Return the pupils for whom a guardian is asked; none: he is not asked."""
    ties = books.changes.guardianships(guardian=guardian)
    pupils = books.changes.records(Kind.PUPILS, sorted({each.pupil for each in ties}))
    return frozenset(each.key for each in _about(campaign, ties, pupils))


def response_of(people: Sequence[Person], answers: Mapping[str, Answer]) -> Response:
    """Return how many answered. A guardian counts in each class of his children, and once in the whole."""
    stand = [(each, _standing(each, answers)) for each in people]
    groups = sorted({group for each in people for group in each.groups})
    by_group = {group: Counted.of(standing for each, standing in stand if group in each.groups) for group in groups}
    return Response(whole=Counted.of(standing for _, standing in stand), by_group=by_group, people=stand)


def _about(campaign: NewCampaign, ties: Sequence[Guardianship], pupils: Mapping[str, Any]) -> list[Pupil]:
    """Return the pupils in the classes of a campaign of one guardian, where there is anything for him to check."""
    here = [each for each in ties if isinstance(pupils.get(each.pupil), Pupil) and _fits(campaign, pupils[each.pupil])]
    if not campaign.asks_for(Kind.GUARDIANS):
        here = [each for each in here if sees_pupil(each.guardian, each.pupil, Family(guardianships=[each], homes={}))]
    return [pupils[each.pupil] for each in here]


def _fits(campaign: NewCampaign, pupil: Pupil) -> bool:
    return campaign.groups is None or pupil.group in campaign.groups


def _standing(person: Person, answers: Mapping[str, Answer]) -> Standing:
    answer = answers.get(person.key)
    if answer is not None:
        return Standing.RIGHT if answer.how is How.RIGHT else Standing.CHANGED
    return Standing.SILENT if person.can_answer else Standing.NO_ACCOUNT


def _numbers(counted: Counted) -> dict[str, int]:
    return {name: getattr(counted, name) for name in ("right", "changed", "silent", "no_account")}
