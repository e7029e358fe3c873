"""What a parent is to the schools: looked up anew for every page, so that who left a school sees nothing of it."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from litestar.exceptions import NotFoundException

from hub.changes import Approver, Family, family_around, sees_pupil
from hub.portal.desk import Desk, desk_of
from hub.portal.visits import Asking, Visitor, visit_of
from hub.records import Guardian, Kind, Pupil, Relation, SchoolCode, Teacher, Text
from hub.store import Books, GuardianAccount, Item, Role, StepTaken, label_of

CLASS_ROLES = frozenset({"", "LRK", "KLA", "OUD"})
"""Roles at a class by which a parent knows somebody as the teacher; without a role it is one too."""
ITS_LAS = Text("de administratie van de school", "the school's administration")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carer:
    """Another guardian of a child: who, and what to the child. Never how to reach him."""

    name: str
    relation: Relation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyChild:
    """A child that I see. `mark` stands for it in addresses, and says nothing to anybody else."""

    mark: str
    pupil: Pupil
    class_name: str | None
    teachers: tuple[str, ...]
    others: tuple[Carer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Something that I asked, with the steps that it took."""

    item: Item
    steps: tuple[StepTaken, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """One guardian that I am, at one school. `hidden` counts children that I do not see without asking the school."""

    link: GuardianAccount
    school: SchoolCode
    school_name: str
    las: Text
    fresh_at: datetime | None
    guardian: Guardian
    family: Family = field(repr=False)
    children: tuple[MyChild, ...]
    hidden: int
    asked: tuple[Asked, ...]

    def child(self, mark: str) -> MyChild | None:
        """Return a child by its mark."""
        return next((each for each in self.children if each.mark == mark), None)


def mine_of(request: Asking) -> tuple[Mine, ...]:
    """Return every guardian that the visitor is, at every school."""
    desk, visitor = desk_of(request), visit_of(request.scope).visitor
    assert visitor is not None
    return tuple(each for school in schools_of(visitor) for each in _at(desk, visitor, school))


def schools_of(visitor: Visitor) -> list[int]:
    """Return the schools at which somebody is a parent, by their numbers in the hub."""
    return sorted({each.school_id for each in visitor.memberships if each.role is Role.PARENT and each.school_id})


def mine_or_not_there(request: Asking) -> tuple[Mine, ...]:
    """As `mine_of`; to whom no school knows (any more) the page is not there."""
    found = mine_of(request)
    if not found:
        raise NotFoundException
    return found


def approver_of(visitor: Visitor, mine: Sequence[Mine]) -> Approver:
    """Return the visitor as who may take back his own wishes."""
    return Approver(visitor.email, frozenset(each.link.guardian for each in mine))


def _at(desk: Desk, visitor: Visitor, school: int) -> list[Mine]:
    with desk.store.open(school, visitor.email) as books:
        links = books.guardian_accounts.open_to(visitor.account_id)
        books.guardian_accounts.saw(links)
        return [_mine(desk, books, link) for link in links]


def _mine(desk: Desk, books: Books, link: GuardianAccount) -> Mine:
    guardian = books.changes.record(Kind.GUARDIANS, link.guardian)
    assert isinstance(guardian, Guardian), "a link is open to a guardian on the roll"
    family = family_around(books, link.guardian)
    pupils = family.pupils_of(link.guardian)
    seen = [key for key in pupils if sees_pupil(link.guardian, key, family)]
    return Mine(
        link=link,
        school=books.school.code,
        school_name=books.style.read().shown_name or books.school.name,
        las=_las(desk, books),
        fresh_at=books.coupling.freshness().at,
        guardian=guardian,
        family=family,
        children=_children(books, link, family, seen),
        hidden=len(pupils) - len(seen),
        asked=tuple(
            Asked(item=item, steps=tuple(books.changes.steps(item.id)))
            for item in books.changes.items(guardian=link.guardian)
        ),
    )


def _las(desk: Desk, books: Books) -> Text:
    chosen = books.plugins.las()
    plugins = desk.plugins()
    return plugins[chosen].title if chosen is not None and chosen in plugins else ITS_LAS


def _children(books: Books, link: GuardianAccount, family: Family, keys: Sequence[str]) -> tuple[MyChild, ...]:
    """Return the children that I see, the eldest first, each with its class and teachers."""
    pupils = [each for each in books.changes.records(Kind.PUPILS, keys).values() if isinstance(each, Pupil)]
    classes = {each.key: str(each.name or each.key) for each in books.roll.groups()} if pupils else {}
    teachers = books.roll.teachers() if pupils else []
    others = books.changes.records(Kind.GUARDIANS, sorted({each.guardian for each in family.guardianships}))
    names = {key: label_of(each) for key, each in others.items() if label_of(each) != key}
    return tuple(
        MyChild(
            mark=mark_of(books, link, pupil.key),
            pupil=pupil,
            class_name=classes.get(str(pupil.group)),
            teachers=tuple(label_of(each) for each in teachers if teaches(each, pupil)),
            others=tuple(others_of(family, link.guardian, pupil.key, names)),
        )
        for pupil in sorted(pupils, key=lambda each: (str(each.birth_date), str(each.first_name), each.key))
    )


def others_of(family: Family, me: str, pupil: str, names: Mapping[str, str]) -> list[Carer]:
    """Return the other guardians of a pupil, by their names."""
    return [
        Carer(name=names[each.guardian], relation=each.relation or None)
        for each in family.guardianships
        if each.pupil == pupil and each.guardian != me and each.guardian in names
    ]


def teaches(teacher: Teacher, pupil: Pupil) -> bool:
    """Tell whether parents know somebody as a teacher of this pupil's class."""
    return any(
        each.group == pupil.group and not each.combined and CLASS_ROLES & set(each.roles or ("",))
        for each in teacher.assignments or ()
    )


def mark_of(books: Books, link: GuardianAccount, pupil: str) -> str:
    """Return what stands for a pupil (LAS key) in this visitor's addresses. It says nothing to anybody else."""
    mark = books.sealer.fingerprint(f"child:{link.account_id}:{books.school_id}:{pupil}")
    return base64.urlsafe_b64encode(mark[:15]).decode()
