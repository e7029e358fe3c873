"""My children, what the schools know of me and of them, and what I asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.changes import from_words, may_see
from hub.portal.pages import page
from hub.portal.parents import details
from hub.portal.parents.checking import Checked, checked_of
from hub.portal.parents.children import my_child
from hub.portal.parents.details import Topic
from hub.portal.parents.mine import Asked, Mine, MyChild, mine_or_not_there
from hub.portal.parents.reports import around_child
from hub.portal.parents.standing import Standing, is_shown, standing, steps_of
from hub.portal.parents.start import FAMILY
from hub.portal.visits import Asking, visit_of
from hub.records import Kind, Text

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One detail that was asked: what it was, what it is to be, and what the school made of that (`own`).

    `child` is whom it is about; `None`: me. `hidden`: the school's values are not for me any more, such as the
    postcode of a child who lives elsewhere by now; then `old` is empty and `own` is `None`.
    """

    label: Text
    old: str
    new: str
    own: str | None
    child: str | None
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Wishes that stand at the same point, in one picture: what was asked, and how far it is."""

    school_name: str
    las: Text
    asked: tuple[Detail, ...]
    standing: Standing
    steps: tuple[Text, ...]
    number: int
    asked_at: datetime
    since: Text | None = None
    move: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What one school knows of one line of details."""

    school_name: str
    value: str
    checked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of details: what is known, what was asked, and whether there is a pencil."""

    topic: Topic
    known: tuple[Known, ...]
    wanted: tuple[Wanted, ...]
    refusal: Text | None
    may_ask: bool


@get("/family/me", opt=FAMILY, sync_to_thread=True)
def me(request: Asking) -> Response[str]:
    mine = mine_or_not_there(request)
    right, me_at = checked_of(request, mine), [(at, at.link.guardian) for at in mine]
    lines = [_line(request, Kind.GUARDIANS, me_at, each, right) for each in details.ABOUT_ME]
    return page(request, "family_me.html", active="me", mine=mine, rows=lines)


@get("/family/child/{mark:str}/details", opt=FAMILY, sync_to_thread=True)
def child_details(request: Asking, mark: FromPath[str]) -> Response[str]:
    at, mine = child_of(mine_or_not_there(request), mark)
    topics = details.seen(at.link.guardian, Kind.PUPILS, mine.pupil.key, at.family)
    right = checked_of(request, [at])
    lines = [_line(request, Kind.PUPILS, [(at, mine.pupil.key)], each, right) for each in topics]
    hides_home = "postcode" not in {name for each in topics for name in each.fields}
    with my_child(request, mark) as here:
        context: dict[str, Any] = around_child(here.mine_by_law())
    context |= {"at": at, "rows": lines, "hides_home": hides_home}
    return page(request, "family_details.html", active="family", tab="details", **context)


@get("/family/requests", opt=FAMILY, sync_to_thread=True)
def requests(request: Asking) -> Response[str]:
    mine = mine_or_not_there(request)
    language = visit_of(request.scope).language
    found = [(number, at, asked) for at in mine for number, asked in _by_request(at).items()]
    found.sort(key=lambda each: each[0], reverse=True)
    together: dict[str | int, list[Wanted]] = {}
    for number, at, asked in found[:MOST_SHOWN]:
        together.setdefault(asked[0].item.move or number, []).extend(wanted_of(at, asked, language))
    rows = list(together.values())
    return page(request, "family_requests.html", active="requests", rows=rows)


def child_of(mine: Sequence[Mine], mark: str) -> tuple[Mine, MyChild]:
    """Return a child of mine by its mark, and where; any other child is not there."""
    for at in mine:
        found = at.child(mark)
        if found is not None:
            return at, found
    raise NotFoundException


def detail(at: Mine, asked: Asked, language: str) -> Detail:
    """Return a wish as people write it. What the school knew or made of it is shown to who may see it today."""
    item = asked.item
    hidden = not may_see(at.link.guardian, item.kind, item.key, item.field, at.family)
    own = None if hidden else item.correction
    name = next((each.pupil.first_name for each in at.children if each.pupil.key == item.key), None)
    return Detail(
        label=details.field_label(item.kind, item.field),
        old="" if hidden else details.written(item.field, item.base, language),
        new=details.written(item.field, item.wanted, language),
        own=details.written(item.field, own["value"], language) if own else None,
        child=None if item.kind is Kind.GUARDIANS else str(name or "–"),
        hidden=hidden,
    )


def wanted_of(at: Mine, asked: Sequence[Asked], language: str) -> list[Wanted]:
    """Return wishes as pictures, those at the same point in one."""
    return [_wanted(at, same, language) for same in _together(asked)]


def _line(
    request: Asking, kind: Kind, records: Sequence[tuple[Mine, str]], about: Topic, right: Mapping[Checked, date]
) -> Line:
    language, now = visit_of(request.scope).language, datetime.now(UTC)
    refusals = [details.refusal(at.link.guardian, kind, key, about, at.family) for at, key in records]
    known = [
        Known(
            school_name=at.school_name,
            value=details.line(_record(at, kind, key), about.fields, language),
            checked_on=_checked_on(at, kind, key, about, right),
        )
        for at, key in records
    ]
    wanted = [each for at, key in records for each in _wishes(at, kind, key, about, language, now)]
    can_be_asked = any(details.can_be_asked(kind, name) for name in about.fields)
    return Line(
        topic=about,
        known=tuple(known[:1] if len({each.value for each in known}) == 1 else known),
        wanted=tuple(wanted),
        refusal=refusals[0] if None not in refusals and can_be_asked else None,
        may_ask=None in refusals,
    )


def _checked_on(at: Mine, kind: Kind, key: str, about: Topic, right: Mapping[Checked, date]) -> date | None:
    """Return since when all of a line that can be asked about was found right."""
    days = [right.get((at.link.number, kind, key, name)) for name in about.fields if details.can_be_asked(kind, name)]
    return min((day for day in days if day is not None), default=None) if days and None not in days else None


def _record(at: Mine, kind: Kind, key: str) -> Any:
    if kind is Kind.GUARDIANS:
        return at.guardian
    return next(each.pupil for each in at.children if each.pupil.key == key)


def _wishes(at: Mine, kind: Kind, key: str, about: Topic, language: str, now: datetime) -> list[Wanted]:  # noqa: PLR0913, PLR0917 - a line is all of these
    """Return the newest wish for each detail of a line, those at the same point together."""
    newest: dict[str, Asked] = {}
    for each in at.asked:
        if (each.item.kind, each.item.key) == (kind, key) and each.item.field in about.fields:
            newest[each.item.field] = each
    shown = [newest[name] for name in about.fields if name in newest and is_shown(newest[name], now)]
    return wanted_of(at, shown, language)


def _by_request(at: Mine) -> dict[int, list[Asked]]:
    found: dict[int, list[Asked]] = {}
    for each in at.asked:
        found.setdefault(each.item.request, []).append(each)
    return found


def _together(asked: Sequence[Asked]) -> list[list[Asked]]:
    """Return wishes that stand at the same point together, so that one picture shows them."""
    found: dict[object, list[Asked]] = {}
    for each in asked:
        stands = standing(each)
        found.setdefault((each.item.request, stands.label, stands.reason, steps_of(each)), []).append(each)
    return list(found.values())


def _wanted(at: Mine, asked: Sequence[Asked], language: str) -> Wanted:
    first = asked[0]
    return Wanted(
        school_name=at.school_name,
        las=at.las,
        asked=tuple(detail(at, each, language) for each in asked),
        standing=standing(first),
        steps=steps_of(first),
        number=first.item.request,
        asked_at=first.item.asked_at,
        since=from_words(first.item.effective_on) if first.item.effective_on else None,
        move=first.item.move,
    )


FAMILY_ROUTES = (me, child_details, requests)
