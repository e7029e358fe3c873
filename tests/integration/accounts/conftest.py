"""Two schools with families as their LAS says them, which a test changes as an office would."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from hub import accounts
from hub.intake import approve, take_in
from hub.records import (
    Complete,
    Guardian,
    Guardianship,
    Kind,
    Pulled,
    Pupil,
    Record,
    Relation,
    Source,
)
from hub.store import AccountState, GuardianEntry, SchoolEntry, State, Store

KINDS = frozenset({Kind.PUPILS, Kind.GUARDIANS, Kind.GUARDIANSHIPS})


@dataclass
class Office:
    """A school whose LAS says what `people` holds."""

    store: Store
    school: SchoolEntry
    people: dict[tuple[Kind, str], Record] = field(default_factory=dict)

    def say(self, *records: Record) -> None:
        """Let the LAS have these records too, and the hub hear of it."""
        self.people |= {(each.KIND, each.key): each for each in records}
        self.pull()

    def drop(self, kind: Kind, *keys: str) -> None:
        for key in keys:
            del self.people[kind, key]
        self.pull()

    def pull(self) -> None:
        run = take_in(self.store, self.school.code, lambda _: self._said(), plugin="toy", by="test")
        if run.state is State.HELD:
            run = approve(self.store, self.school.code, run.id, by="test")
        assert run.state.value in ("applied", "unchanged"), run.sentences

    def _said(self) -> Iterator[Pulled]:
        yield Source(name="toy", school=self.school.code)
        yield from sorted(self.people.values(), key=lambda each: list(Kind).index(each.KIND))
        yield Complete(KINDS)

    def entry(self, guardian: str) -> GuardianEntry:
        with self.store.open(self.school.id) as books:
            return next(each for each in books.guardians() if each.guardian.key == guardian)

    def state(self, guardian: str) -> AccountState:
        return self.entry(guardian).state

    def invite(self, guardian: str) -> str:
        """Invite, and return the token of the letter's link."""
        with self.store.open(self.school.id, "kantoor@school.example") as books:
            (number,) = accounts.invite(books, [guardian])
            token = books.invitations.link_token(number)
        assert token is not None
        return token

    def open_to(self, account: int) -> list[str]:
        with self.store.open(self.school.id) as books:
            return [each.guardian for each in books.guardian_accounts.open_to(account)]


def family(pupil: str, **guardians: Guardian) -> list[Record]:
    ties = [
        Guardianship(
            key=f"{pupil}:{each.key}",
            pupil=pupil,
            guardian=each.key,
            relation=Relation.MOTHER,
            authority=True,
            lives_with=True,
        )
        for each in guardians.values()
    ]
    return [Pupil(key=pupil, first_name="Kind", last_name=pupil), *guardians.values(), *ties]


def person(key: str, first: str | None, last: str = "Jansen", email: str | None = None) -> Guardian:
    return Guardian(key=key, first_name=first, last_name=last, email=email or f"{key}@ouder.example")


@pytest.fixture
def office(store: Store, school: SchoolEntry) -> Office:
    """School 99XX: Gea (g1) and Piet (g2) are parents of p1, and Anna (g3) of p2."""
    made = Office(store, school)
    made.say(*family("p1", one=person("g1", "Gea"), two=person("g2", "Piet", "Smit")))
    made.say(*family("p2", one=person("g3", "Anna", "Vos")))
    return made


@pytest.fixture
def other_office(store: Store, other_school: SchoolEntry) -> Office:
    """School 98YY: Gea has another child there, under another key."""
    made = Office(store, other_school)
    made.say(*family("q1", one=person("h1", "Gea", email="gea@elders.example")))
    return made
