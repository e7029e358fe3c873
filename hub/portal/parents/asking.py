"""Asking the schools to change something, and taking it back. Nothing is changed here but what the school decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody

from hub import changes
from hub.changes import CannotAskError, ValueRefusedError, Wish
from hub.portal.desk import desk_of
from hub.portal.pages import page, see
from hub.portal.parents import details
from hub.portal.parents.details import Topic
from hub.portal.parents.mine import Asked, Mine, MyChild, approver_of, mine_or_not_there
from hub.portal.parents.pages import child_of, detail
from hub.portal.parents.standing import standing
from hub.portal.parents.start import FAMILY
from hub.portal.parents.wishes import home_country, is_new, plain, why_not_along
from hub.portal.visits import Asking, visit_of
from hub.records import UNSAID, Guardian, Kind, Pupil, Text
from hub.store import Item, ItemState

Form: TypeAlias = URLEncodedBody[dict[str, str]]
ME = "me"
NOTHING_NEW = Text(
    "U hebt niets veranderd. Pas iets aan, of ga terug.", "You have not changed anything. Change something, or go back."
)
ELSEWHERE_ASKED = Text("Bij de andere school is het wel gevraagd.", "At the other school it has been asked.")
NO_SCHOOL = Text("Kies ten minste één school.", "Choose one school at least.")


@dataclass(frozen=True, slots=True)
class About:
    """What is asked about: me (at every school that knows me), or one child."""

    kind: Kind
    topic: Topic
    at: tuple[Mine, ...]
    child: MyChild | None = None

    def key(self, at: Mine) -> str:
        return self.child.pupil.key if self.child else at.link.guardian

    def record(self, at: Mine) -> Guardian | Pupil:
        return self.child.pupil if self.child else at.guardian

    @property
    def back(self) -> str:
        return f"/family/child/{self.child.mark}/details" if self.child else "/family/me"

    def fields(self) -> list[str]:
        at = self.at[0]
        return details.askable(at.link.guardian, self.kind, self.key(at), self.topic, at.family)


@dataclass(slots=True)
class Filled:
    """A form that was filled in: the values, the schools, the children who move along, and what is wrong."""

    values: dict[str, str]
    numbers: frozenset[int]
    along: frozenset[str]
    problems: dict[str, Text] = field(default_factory=dict)


@get("/family/change/{mark:str}/{about:str}", opt=FAMILY, sync_to_thread=True)
def change_form(request: Asking, mark: FromPath[str], about: FromPath[str]) -> Response[str]:
    return _form(request, _about(request, mark, about), None)


@post("/family/change/{mark:str}/{about:str}", opt=FAMILY, sync_to_thread=True)
def ask(request: Asking, mark: FromPath[str], about: FromPath[str], data: Form) -> Response[Any]:
    asked = _about(request, mark, about)
    filled = _filled(asked, data)
    by_school = _wishes(asked, filled, data)
    if not filled.problems and not any(by_school.values()):
        filled.problems["form"] = NOTHING_NEW
    if filled.problems:
        return _form(request, asked, filled)
    items, failed = _ask_everywhere(request, asked, by_school)
    if failed:
        filled.problems["form"] = failed
        return _form(request, asked, filled)
    return see(asked.back, _notice(items))


@get("/family/requests/{number:int}/withdraw", opt=FAMILY, sync_to_thread=True)
def withdraw_form(request: Asking, number: FromPath[int]) -> Response[str]:
    at, asked = _mine(request, number)
    going = [detail(at, each, visit_of(request.scope).language) for each in asked if standing(each).may_withdraw]
    return page(request, "family_withdraw.html", active="requests", at=at, going=going)


@post("/family/requests/{number:int}/withdraw", opt=FAMILY, sync_to_thread=True)
def withdraw(request: Asking, number: FromPath[int]) -> Response[Any]:
    """Take back what can still be taken back of a request."""
    visitor = visit_of(request.scope).visitor
    assert visitor is not None
    at, asked = _mine(request, number)
    going = [each.item.id for each in asked if standing(each).may_withdraw]
    for each in going:
        changes.withdraw(desk_of(request).store, at.school, each, approver=approver_of(visitor, [at]))
    return see("/family/requests", "withdrawn" if going else "too_late")


def _about(request: Asking, mark: str, name: str) -> About:
    """Return what is asked about; what I may not ask, or of whom I may not, is not there."""
    mine = mine_or_not_there(request)
    kind = Kind.GUARDIANS if mark == ME else Kind.PUPILS
    topic = details.topic(kind, name)
    if topic is None:
        raise NotFoundException
    if mark == ME:
        found = About(kind, topic, mine)
    else:
        at, child = child_of(mine, mark)
        found = About(kind, topic, (at,), child)
    if not found.fields():
        raise NotFoundException
    return found


def _mine(request: Asking, number: int) -> tuple[Mine, list[Asked]]:
    """Return a request of mine, with what was asked in it; anybody else's is not there."""
    for at in mine_or_not_there(request):
        asked = [each for each in at.asked if each.item.request == number]
        if asked:
            return at, asked
    raise NotFoundException


def _form(request: Asking, about: About, filled: Filled | None) -> Response[str]:
    first = about.at[0]
    language = visit_of(request.scope).language
    names = about.fields()
    known = {name: details.written(name, getattr(about.record(first), name, None), language) for name in names}
    context: dict[str, Any] = {
        "about": about,
        "names": names,
        "labels": {name: details.field_label(about.kind, name) for name in names},
        "autocomplete": details.AUTOCOMPLETE,
        "keyboards": details.KEYBOARDS,
        "values": filled.values if filled else known,
        "problems": filled.problems if filled else {},
        "chosen": filled.numbers if filled else frozenset(at.link.number for at in about.at),
        "along": filled.along if filled else None,
        "movers": _movers(about),
        "seen": [(at.link.number, name, plain(about.record(at), name)) for at in about.at for name in names],
        "known": [(at, details.line(about.record(at), about.topic.fields, language)) for at in about.at],
    }
    status = 422 if filled else 200
    return page(request, "family_change.html", status_code=status, active="me", **context)


def _movers(about: About) -> list[tuple[Mine, MyChild]]:
    """Return the children whose postcode may be asked together with my new address."""
    if about.child is not None or about.topic.key != "address":
        return []
    return [(at, child) for at in about.at for child in at.children if why_not_along(at, child) is None]


def _filled(about: About, data: Mapping[str, str]) -> Filled:
    """Read a form, and check each detail as the school's administration would."""
    names = about.fields()
    numbers = frozenset(at.link.number for at in about.at if len(about.at) == 1 or f"at.{at.link.number}" in data)
    along = frozenset(child.mark for _, child in _movers(about) if f"along.{child.mark}" in data)
    filled = Filled({name: data.get(name, "") for name in names}, numbers, along)
    country = filled.values.get("country", home_country(about.at[0]))
    for name in names:
        try:
            changes.checked(about.kind, name, filled.values[name], country=country)
        except ValueRefusedError as error:
            filled.problems[name] = error.text
    if not numbers:
        filled.problems["at"] = NO_SCHOOL
    return filled


def _wishes(about: About, filled: Filled, data: Mapping[str, str]) -> dict[int, list[Wish]]:
    """Return what is wanted otherwise at each school: the details that differ from what is known or was asked."""
    found: dict[int, list[Wish]] = {}
    for at in about.at:
        if at.link.number in filled.numbers:
            key = about.key(at)
            wishes = [
                Wish(kind=about.kind, key=key, field=name, value=value, seen=_seen(data, at, name))
                for name, value in filled.values.items()
                if is_new(at, about.kind, key, name, known=plain(about.record(at), name), value=value)
            ]
            found[at.link.number] = wishes + _moves(about, at, filled)
    return found


def _moves(about: About, at: Mine, filled: Filled) -> list[Wish]:
    """Return the wishes for the children who move along."""
    postcode = filled.values.get("postcode", "")
    return [
        Wish(kind=Kind.PUPILS, key=child.pupil.key, field="postcode", value=postcode)
        for mover, child in _movers(about)
        if mover is at and child.mark in filled.along
        if is_new(at, Kind.PUPILS, child.pupil.key, "postcode", known=plain(child.pupil, "postcode"), value=postcode)
    ]


def _seen(data: Mapping[str, str], at: Mine, name: str) -> Any:
    """Return what the form showed as known; `UNSAID` where it does not say."""
    shown = data.get(f"seen.{at.link.number}.{name}")
    return UNSAID if shown is None else shown or None


def _ask_everywhere(
    request: Asking, about: About, by_school: Mapping[int, Sequence[Wish]]
) -> tuple[list[Item], Text | None]:
    """Ask at each school; one that cannot take it does not stop another. Return what was asked, and what was not."""
    desk, visit = desk_of(request), visit_of(request.scope)
    items: list[Item] = []
    failed: list[Text] = []
    for at in about.at:
        wishes = by_school.get(at.link.number)
        if not wishes:
            continue
        try:
            items += changes.ask(desk.store, desk.registry, at.school, wishes, guardian=at.link.guardian, by=visit.by)
        except (CannotAskError, ValueRefusedError) as error:
            failed.append(Text(f"{at.school_name}: {error.text.nl}", f"{at.school_name}: {error.text.en}"))
    if items and failed:
        failed.append(ELSEWHERE_ASKED)
    return items, Text(" ".join(each.nl for each in failed), " ".join(each.en for each in failed)) if failed else None


def _notice(items: Sequence[Item]) -> str:
    """Return what to say of what was asked."""
    if any(item.state is ItemState.REFUSED for item in items):
        return "asked_refused"
    waits = any(item.state in (ItemState.REQUESTED, ItemState.CONFLICT) for item in items)
    return "asked" if waits else "asked_approved"


ASKING_ROUTES = (change_form, ask, withdraw_form, withdraw)
