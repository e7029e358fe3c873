"""The school's first page: how the coupling does, in figures and words, and what to do next."""

import re
from typing import Any, NamedTuple
from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromPath

from hub.changes import REFUSABLE
from hub.contract import ReportKind, WritesFiles
from hub.intake import connectors
from hub.portal.deciding import own_family_of
from hub.portal.desk import Desk, desk_of
from hub.portal.pages import page
from hub.portal.rights import Act
from hub.portal.staff.information import waiting_for
from hub.portal.staff.keeping import erasing_soon
from hub.portal.staff.limits import OPEN
from hub.portal.staff.pulling import coupling_card
from hub.portal.staff.report_words import NAMES
from hub.portal.visits import Asking, visit_of
from hub.records import Group, Kind
from hub.reports import providers
from hub.store import Books, WebhookState

NUMBERS = re.compile(r"([0-9]{1,9})")
ALWAYS_SHOWN = (Kind.PUPILS, Kind.GROUPS, Kind.TEACHERS)
SHOWN = (*ALWAYS_SHOWN, Kind.COMBINED_GROUPS, Kind.LOCATIONS)


@get("/s/{school:str}", opt={"act": Act.SEE_SCHOOL}, sync_to_thread=True)
def school_page(request: Asking, school: FromPath[str]) -> Response[str]:
    desk = desk_of(request)
    with desk.books(request.scope) as books:
        runs = books.runs.list(limit=20)
        counts = books.roll.counts()
        groups = in_order(books.roll.groups())
        context: dict[str, Any] = {
            "last": runs[0] if runs else None,
            "open_runs": [run for run in runs if run.state in OPEN],
            "faults": books.plugins.faults(),
            "counts": [(kind, counts.get(kind, 0)) for kind in SHOWN if kind in ALWAYS_SHOWN or counts.get(kind)],
            "is_empty": not any(counts.values()),
            "sizes": sizes(groups, books.roll.group_sizes(), school),
            "has_plugin": any(state.on for state in books.plugins.states().values()),
            "exports": _exports(desk, books),
            "waiting": _waiting(books),
            "information": waiting_for(request, books),
            "going": erasing_soon(books),
            "stopped": [each for each in books.webhooks.all() if each.state is WebhookState.PAUSED],
            **coupling_card(desk, books),
            **_shown_to_parents(desk, books),
            "has_family": bool(own_family_of(books, visit_of(request.scope)).persons),
        }
    titles = {key: plugin.title for key, plugin in desk.plugins().items()}
    return page(request, "school.html", **context, titles=titles)


class Size(NamedTuple):
    """One bar of the picture of classes: how many pupils are in it."""

    address: str | None
    label: str
    pupils: int


def sizes(groups: list[Group], by_key: dict[str, int], school: str) -> list[Size]:
    """Return the classes with their number of pupils, and the address of each."""
    return [
        Size(f"/s/{school}/class?key={quote(group.key, safe='')}", _name(group), by_key.get(group.key, 0))
        for group in groups
    ]


def in_order(groups: list[Group]) -> list[Group]:
    """Return classes as a school lists them: 1/2A before 3, and 9 before 10."""
    return sorted(groups, key=lambda group: [_rank(part) for part in NUMBERS.split(_name(group))])


def _rank(part: str) -> tuple[int, str]:
    return (int(part), "") if part.isdecimal() else (0, part.casefold())


def _name(group: Group) -> str:
    return str(group.name or group.key)


def _shown_to_parents(desk: Desk, books: Books) -> dict[str, Any]:
    """Return what parents see now, in counts: kinds that are on, and reports that a plugin that is on can make."""
    published = books.publication.read()
    able = {each.key for _, each in providers(desk.registry, books)}
    return {
        "kinds_on": [NAMES[kind] for kind in ReportKind if published.of(kind).on],
        "reports_on": len(published.reports & able),
        "reports_able": len(able),
    }


def _waiting(books: Books) -> int:
    """Return how many requests wait for somebody of the school."""
    counts = books.change_list.counts()
    return sum(counts.get(state, 0) for state in REFUSABLE)


def _exports(desk: Desk, books: Books) -> bool:
    return any(isinstance(connector, WritesFiles) for _, connector in connectors(desk.registry, books))


SCHOOL_ROUTES = (school_page,)
