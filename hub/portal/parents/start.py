"""The first page of a parent: every child with what is new, and the children that I do not see by myself."""

from dataclasses import dataclass
from datetime import date

from litestar import Response, get

from hub.changes import around
from hub.portal.desk import Desk, desk_of
from hub.portal.pages import page
from hub.portal.parents.checking import cards_of
from hub.portal.parents.children import ChildHere, allowed, child_here, place_of
from hub.portal.parents.mine import mine_of, schools_of
from hub.portal.rights import Act
from hub.portal.school_style import SchoolLook, look_of
from hub.portal.visits import Asking, Visitor, visit_of
from hub.records import Relation
from hub.reports import Newest, kinds_shown, newest_of, prints, published_to
from hub.store import ENDS, Books, GuardianAccount, ItemState, RequestState

FAMILY = {"act": Act.OWN_FAMILY}
OPEN = frozenset(ItemState) - ENDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A child that I see. `until` is the last day on which I see it, where the school set one."""

    mark: str
    name: str
    full_name: str
    class_name: str | None
    teachers: tuple[str, ...]
    newest: Newest | None
    by_law: bool
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """A child that I do not see without asking the school: not even its name. `state` is that of my last request."""

    mark: str
    relation: Relation | None
    state: RequestState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtSchool:
    """My children at one school, in its style."""

    look: SchoolLook
    cards: tuple[Card, ...]
    unseen: tuple[Unseen, ...]
    waiting: int


@get("/family", opt=FAMILY, sync_to_thread=True)
def family(request: Asking) -> Response[str]:
    desk, visitor = desk_of(request), visit_of(request.scope).visitor
    assert visitor is not None
    schools = [found for each in schools_of(visitor) if (found := _at(desk, visitor, each)) is not None]
    waiting = sum(each.waiting for each in schools)
    asked = cards_of(request, mine_of(request)) if schools else []
    return page(request, "family.html", active="family", schools=schools, waiting=waiting, cards=asked)


def _at(desk: Desk, visitor: Visitor, school: int) -> AtSchool | None:
    with desk.store.open(school, visitor.email) as books:
        links = books.guardian_accounts.open_to(visitor.account_id)
        if not links:
            return None
        books.guardian_accounts.saw(links)
        children = [each for link in links for each in _children(books, link)]
        waiting = [each for link in links for each in books.changes.items(OPEN, guardian=link.guardian)]
        return AtSchool(
            look=look_of(books),
            cards=tuple(_card(desk, each) for each in children if each.kinds),
            unseen=tuple(_unseen(each) for each in sorted(children, key=lambda one: one.mark) if not each.kinds),
            waiting=len(waiting),
        )


def _children(books: Books, link: GuardianAccount) -> list[ChildHere]:
    """Return the children of one guardian, the eldest first."""
    found = around(books, link.guardian)
    keys = found.family.pupils_of(link.guardian)
    pupils = [each for key, each in found.pupils.items() if key in keys]
    pupils.sort(key=lambda each: (str(each.birth_date), str(each.first_name), each.key))
    return [child_here(books, link, found, each) for each in pupils]


def _card(desk: Desk, here: ChildHere) -> Card:
    if not here.by_law:
        grant = allowed(here).grant
        until = grant.until if grant else None
        return _bare(here, _newest(desk, here), until)
    pupil = here.pupil
    place = place_of(here)
    parts = (here.name, pupil.prefix, pupil.last_name)
    return Card(
        mark=here.mark,
        name=here.name,
        full_name=" ".join(str(each) for each in parts if each),
        class_name=place.class_name,
        teachers=place.teachers,
        newest=_newest(desk, here),
        by_law=True,
    )


def _bare(here: ChildHere, newest: Newest | None, until: date | None) -> Card:
    """Return the card of a child of which I see what the school lets me: the first name, and no class or teacher."""
    named = {"name": here.name, "full_name": here.name}
    return Card(mark=here.mark, class_name=None, teachers=(), newest=newest, by_law=False, until=until, **named)


def _newest(desk: Desk, here: ChildHere) -> Newest | None:
    """Return what is newest of what I am shown of a child."""
    books = here.books
    shown = kinds_shown(desk.registry, books, books.publication.read())
    history = published_to(books, here.me, here.pupil.key, here.today, here.around) if shown else None
    if history is None:
        return None
    return newest_of(history, prints(history, shown), books.news.of(here.me).get(here.pupil.key))


def _unseen(here: ChildHere) -> Unseen:
    asked = allowed(here).requests
    tie = here.family.of(here.me, here.pupil.key)
    relation = tie.relation if tie else None
    return Unseen(mark=here.mark, relation=relation or None, state=asked[0].state if asked else None)


START_ROUTES = (family,)
