"""One child of mine, with the books of its school open: as much of it as the page at hand needs, and no more.

`mine.py` gathers everything at every school, for pages that show all of it. A child's own page is opened most of all,
on a phone in a hurry, and asks only its own school about that one child.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from litestar.exceptions import NotFoundException

from hub.changes import Around, Family, around, dutch_today, sees_pupil
from hub.contract import ReportKind
from hub.portal.desk import desk_of
from hub.portal.parents.mine import Carer, mark_of, others_of, schools_of, teaches
from hub.portal.visits import Asking, Visitor, visit_of
from hub.records import Pupil
from hub.reports import kinds_for
from hub.store import (
    Books,
    Grant,
    GuardianAccount,
    InformationRequest,
    RequestState,
    SeenAs,
    Sight,
    label_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildHere:
    """A child of which I am a guardian, at a school whose books are open. Whether I may see it stands in `kinds`.

    `by_law`: I see it by myself. Otherwise `kinds` are what the school lets me see of it, and may be nothing.
    """

    books: Books = field(repr=False)
    link: GuardianAccount
    around: Around = field(repr=False)
    pupil: Pupil
    mark: str
    today: date
    by_law: bool
    kinds: frozenset[ReportKind]

    @property
    def me(self) -> str:
        """The key in the LAS of the guardian that I am."""
        return self.link.guardian

    @property
    def family(self) -> Family:
        """Who is guardian of whom."""
        return self.around.family

    @property
    def name(self) -> str:
        """What people call the child."""
        return str(self.pupil.first_name or self.pupil.given_names or "")

    def seen_by_me(self) -> "ChildHere":
        """Return the child where I may see anything of it; otherwise it is not there."""
        if not self.kinds:
            raise NotFoundException
        return self

    def mine_by_law(self) -> "ChildHere":
        """Return the child where I see it by myself; otherwise it is not there."""
        if not self.by_law:
            raise NotFoundException
        return self

    def look(self, what: Sight) -> None:
        """Keep that I looked."""
        guardian = self.around.guardians.get(self.me)
        who = label_of(guardian) if guardian else ""
        name = who if who and who != self.me else NAMELESS
        self.books.looks.note([self.pupil.key], what, SeenAs.GUARDIAN, name, account_id=self.link.account_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a child is: its class and teachers, and its other guardians by name."""

    class_name: str | None
    teachers: tuple[str, ...]
    others: tuple[Carer, ...]


NAMELESS = "–"


@contextmanager
def my_child(request: Asking, mark: str) -> Iterator[ChildHere]:
    """Open the books of the school of a child of mine, by its mark; any other child is not there."""
    desk, visitor = desk_of(request), visit_of(request.scope).visitor
    assert visitor is not None
    for school in schools_of(visitor):
        with desk.store.open(school, visitor.email) as books:
            found = _find(books, visitor, mark)
            if found is not None:
                books.guardian_accounts.saw([found.link])
                yield found
                return
    raise NotFoundException


def _find(books: Books, visitor: Visitor, mark: str) -> ChildHere | None:
    for link in books.guardian_accounts.open_to(visitor.account_id):
        found = around(books, link.guardian)
        for key, pupil in found.pupils.items():
            if mark_of(books, link, key) == mark and found.family.of(link.guardian, key):
                return child_here(books, link, found, pupil)
    return None


def child_here(books: Books, link: GuardianAccount, found: Around, pupil: Pupil) -> ChildHere:
    """Return a child with what I may see of it today."""
    today = dutch_today()
    return ChildHere(
        books=books,
        link=link,
        around=found,
        pupil=pupil,
        mark=mark_of(books, link, pupil.key),
        today=today,
        by_law=sees_pupil(link.guardian, pupil.key, found.family),
        kinds=kinds_for(books, link.guardian, pupil.key, today, found),
    )


def place_of(here: ChildHere) -> Place:
    """Return where a child is."""
    group, teachers = here.books.roll.class_of(str(here.pupil.group)) if here.pupil.group else (None, [])
    names = {key: label_of(each) for key, each in here.around.guardians.items() if label_of(each) != key}
    return Place(
        class_name=str(group.name or group.key) if group else None,
        teachers=tuple(label_of(each) for each in teachers if teaches(each, here.pupil)),
        others=tuple(others_of(here.family, here.me, here.pupil.key, names)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What the school lets me see of a child by itself: the grant that counts today, and its answer in words."""

    grant: Grant | None
    answer: str | None
    requests: tuple[InformationRequest, ...]

    @property
    def open(self) -> InformationRequest | None:
        """The request on which the school has not decided."""
        return next((each for each in self.requests if each.state is RequestState.ASKED), None)


def allowed(here: ChildHere) -> Allowed:
    """Return what the school lets me see of a child, and what I asked it. What does not count any more is not shown."""
    grants = here.books.access.grants(guardian=here.me, pupil=here.pupil.key)
    grant = next((each for each in grants if each.counts_on(here.today)), None)
    requests = tuple(here.books.access.requests(guardian=here.me, pupil=here.pupil.key))
    said = next((each.answer for each in requests if each.state is RequestState.GRANTED), None)
    return Allowed(grant=grant, answer=said if grant else None, requests=requests)
