"""The demo's parents: who logs in as which guardian, what they asked for, and what the school did with some of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pwdlib import PasswordHash

from hub import changes
from hub.changes import Approver, Wish
from hub.demo.schools import PASSWORD, REGENBOOG, VLIEGER
from hub.records import Guardian, Guardianship, Kind, Pulled, Relation, SchoolCode, Text
from hub.registry import Registry
from hub.store import Books, Role, Store

APPROVALS = "approvals"
AS_PERSON = ("salutation", "first_name", "initials", "prefix", "last_name", "email", "mobile")
PARENTS = frozenset({Relation.MOTHER, Relation.FATHER})
REFUSED_BECAUSE = "Bij een nieuwe straat horen ook een huisnummer en een postcode. Wilt u die samen doorgeven?"


@dataclass(frozen=True, slots=True)
class Parent:
    """A guardian of the school in hand, with what he is to each of his pupils, and when the eldest was born."""

    guardian: Guardian
    ties: tuple[Guardianship, ...]
    eldest: str

    @property
    def key(self) -> str:
        return self.guardian.key

    def lives_with_all(self) -> bool:
        return all(each.authority is True and each.lives_with is True for each in self.ties)

    def lives_elsewhere(self) -> bool:
        return all(each.authority is True and each.lives_with is False for each in self.ties)

    def has_no_authority(self) -> bool:
        return all(each.authority is False and each.relation in PARENTS for each in self.ties)

    def is_step_parent(self) -> bool:
        return all(each.relation is Relation.STEP_PARENT for each in self.ties)


Chosen = Callable[[Parent], bool]
LOGINS: tuple[tuple[str, SchoolCode, Chosen, Text], ...] = (
    (
        "ouder@demo.example",
        VLIEGER,
        lambda each: len(each.ties) > 1 and each.lives_with_all(),
        Text("ouder, kinderen op De Vlieger en De Regenboog", "parent of children at two schools"),
    ),
    (
        "ex@demo.example",
        VLIEGER,
        Parent.lives_elsewhere,
        Text("ouder die elders woont, met gezag", "parent who lives elsewhere, with authority"),
    ),
    (
        "zondergezag@demo.example",
        VLIEGER,
        Parent.has_no_authority,
        Text("ouder zonder gezag, die de school iets vraagt", "parent without authority, who asks the school"),
    ),
    (
        "stiefouder@demo.example",
        VLIEGER,
        Parent.is_step_parent,
        Text("stiefouder, die de toetsen mag zien", "step-parent, who may see the tests"),
    ),
)


def parents_of(books: Books) -> list[Parent]:
    """Return the guardians of the school, those of the eldest pupils first: they have the longest histories."""
    ties: dict[str, list[Guardianship]] = {}
    born = {each.key: str(each.birth_date or "9") for each in books.roll.all(Kind.PUPILS)}
    for tie in books.roll.all(Kind.GUARDIANSHIPS):
        ties.setdefault(tie.guardian, []).append(tie)
    found = {each.key: each for each in books.roll.all(Kind.GUARDIANS)}
    parents = [
        Parent(found[key], tuple(those), min(born.get(tie.pupil, "9") for tie in those))
        for key, those in ties.items()
        if key in found
    ]
    return sorted(parents, key=lambda each: (each.eldest, each.key))


def first_parent(store: Store) -> Guardian:
    """Return the guardian at the school with ESIS whose children go to two schools."""
    with store.open(VLIEGER, "demo") as books:
        return of_login(books, LOGINS[0][0]).guardian


def named_after(person: Guardian, pulled: Sequence[Pulled]) -> list[Pulled]:
    """Return a school's guardians, of whom one who lives with all his pupils is called, and is reached, as `person`."""
    elsewhere = {each.guardian for each in pulled if isinstance(each, Guardianship) and each.lives_with is not True}
    same = min(each.key for each in pulled if isinstance(each, Guardian) and each.key not in elsewhere)
    said = {name: getattr(person, name) for name in AS_PERSON}
    return [replace(each, **said) if isinstance(each, Guardian) and each.key == same else each for each in pulled]


def add_parents(store: Store) -> None:
    """Give some guardians an account, as an invitation that was taken up would."""
    hashed = PasswordHash.recommended().hash(PASSWORD)
    for email, code, _, _ in LOGINS:
        with store.open(code, "demo") as books:
            guardian = of_login(books, email).guardian
        _link(store, code, guardian, _account(store, email, guardian, hashed))
    _also_at(store, REGENBOOG, LOGINS[0][0], first_parent(store))


def of_login(books: Books, email: str) -> Parent:
    """Return who logs in with this address at the school in hand."""
    chosen = next(each for address, _, each, _ in LOGINS if address == email)
    return next(each for each in parents_of(books) if chosen(each))


def _account(store: Store, email: str, guardian: Guardian, hashed: str) -> int:
    name = " ".join(str(part) for part in (guardian.first_name, guardian.prefix, guardian.last_name) if part)
    with store.directory("demo") as directory:
        return directory.add_account(email, name, hashed)


def _link(store: Store, code: SchoolCode, guardian: Guardian, account: int) -> None:
    with store.open(code, "demo") as books:
        books.guardian_accounts.link(guardian, account)
    with store.directory("demo") as directory:
        directory.grant(account, Role.PARENT, directory.school(code).id)


def _also_at(store: Store, code: SchoolCode, email: str, person: Guardian) -> None:
    with store.directory("demo") as directory:
        account = directory.account_by_email(email)
    with store.open(code, "demo") as books:
        here = next(each.guardian for each in parents_of(books) if _is_called_as(each.guardian, person))
    assert account is not None
    _link(store, code, here, account.id)


def _is_called_as(one: Guardian, other: Guardian) -> bool:
    return (one.first_name, one.last_name, one.email) == (other.first_name, other.last_name, other.email)


def ask_for_changes(store: Store, registry: Registry, code: SchoolCode) -> Iterator[Text]:
    """Let some parents ask, and the school decide on a few: something stands in every state that a school meets."""
    with store.open(code, "demo") as books:
        books.plugins.switch(APPROVALS, on=True)
        parents = [each for each in parents_of(books) if each.lives_with_all() and each.guardian.street]
    parents.sort(key=lambda each: len(each.ties) == 1)
    asked = [_ask(store, registry, code, each, number) for number, each in enumerate(parents[: len(ASKED)])]
    office = Approver("demo")
    changes.approve(store, registry, code, asked[1]["email"], approver=office)
    changes.refuse(store, code, asked[0]["street"], approver=office, reason=REFUSED_BECAUSE)
    yield Text(
        f"  {code}: {len(asked)} ouders vroegen om een wijziging", f"  {code}: {len(asked)} parents asked for a change"
    )


def _ask(store: Store, registry: Registry, code: SchoolCode, parent: Parent, number: int) -> dict[str, int]:
    """Ask for everything that stands in one row of `ASKED`. Return the numbers of the items by field."""
    wishes = [
        Wish(kind=Kind.GUARDIANS, key=parent.key, field=field, value=value.format(number=number % 10))
        for field, value in ASKED[number].items()
    ]
    return {item.field: item.id for item in changes.ask(store, registry, code, wishes, guardian=parent.key)}


ASKED: tuple[dict[str, str], ...] = (
    {"email": "nieuw.adres@ouder.example", "work_phone": "030 212 34 10", "street": "Nieuwe Kade"},
    {"email": "werkmail{number}@ouder.example"},
    {"work_phone": "030 212 34 1{number}"},
    {"mobile": "06 18 22 33 4{number}", "email": "thuis{number}@ouder.example"},
    {"street": "Nieuwe Kade", "house_number": "12-A", "postcode": "3811 BC", "city": "Amersfoort"},
    {"last_name": "De Wit-Verhoeven"},
    {"phone": "033 461 22 1{number}"},
    {"email": "familie{number}@ouder.example"},
    {"salutation": "Mx."},
    {"street": "Zuidsingel", "house_number": "4", "postcode": "3811 HA", "city": "Amersfoort"},
    {"first_name": "Anne-Fleur"},
)
"""What each parent asks in one go, one after the other; the first is the one who logs in."""
