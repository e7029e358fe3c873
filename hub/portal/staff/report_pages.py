"""The pages on what parents see of tests and report cards, as they stand and with what a form said."""

from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.exceptions import NotFoundException

from hub.changes import PARENTS, STAND_IN
from hub.contract import ReportKind, ReportProvider
from hub.portal.desk import Desk, desk_of
from hub.portal.pages import page
from hub.portal.school_style import look_of
from hub.portal.staff import report_words as words
from hub.portal.staff.report_choices import DECISIONS
from hub.portal.visits import Asking
from hub.records import Text
from hub.reports import example_of, example_report, providers
from hub.store import YEAR_GROUPS, AuditEntry, Books, Publication, Published

PLUGIN = "reports"
SHOWN_DECISIONS = 8
WHO_SEES = PARENTS | STAND_IN
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Row:
    """A report in the list: who makes it, whether parents see it, and of which kinds they then see something."""

    plugin: str
    provider: ReportProvider
    on: bool
    kinds_on: tuple[ReportKind, ...]


def overview_page(
    request: Asking,
    *,
    undo: int = 0,
    problems: dict[str, Text] | None = None,
    written: str = "",
    status_code: int | None = None,
) -> Response[str]:
    """Return everything that parents see at a glance."""
    desk, today = desk_of(request), words.today()
    with desk.books(request.scope) as books:
        published = books.publication.read()
        rows = _rows(desk, books, published)
        context: dict[str, Any] = {
            "published": published,
            "rows": rows,
            "plugin": _plugin_state(desk, books),
            "mark": books.publication.version(),
            "entries": _told(books, decisions(books)[:SHOWN_DECISIONS]),
            "undo": _undo_of(books, undo),
            "names": _report_names(rows),
        }
    shown_kinds = frozenset().union(*(row.provider.shows for row in rows if row.on))
    context |= {
        "unshown": [kind for kind in ReportKind if published.of(kind).on and kind not in shown_kinds],
        "waits": [kind for kind in ReportKind if published.of(kind).on and published.of(kind).after_evening],
        "terms": {kind: words.terms_of(published.of(kind), kind, today) for kind in ReportKind},
        "problems": problems or {},
        "written": written,
        "today": today,
    }
    return page(request, "reports.html", status_code=_status(problems, status_code), **_words(), **context)


def _rows(desk: Desk, books: Books, published: Published) -> list[Row]:
    return [
        Row(
            plugin=plugin,
            provider=each,
            on=each.key in published.reports,
            kinds_on=tuple(kind for kind in ReportKind if kind in each.shows and published.of(kind).on),
        )
        for plugin, each in providers(desk.registry, books)
    ]


def _plugin_state(desk: Desk, books: Books) -> str:
    """Return how it stands with the plugin that makes reports: `on`, `off`, or `gone` where it is not installed."""
    if PLUGIN not in desk.plugins():
        return "gone"
    state = books.plugins.states().get(PLUGIN)
    return "on" if state is not None and state.on else "off"


def kind_page(  # noqa: PLR0913, PLR0917 - the page, and what a form said of it
    request: Asking,
    kind: ReportKind,
    wanted: Publication | None = None,
    problems: dict[str, Text] | None = None,
    undo: int = 0,
    status_code: int | None = None,
) -> Response[str]:
    """Return the page of a kind: as it is kept, or as a form would have it."""
    desk, today = desk_of(request), words.today()
    with desk.books(request.scope) as books:
        published = books.publication.read()
        decided = wanted or published.of(kind)
        rows = _rows(desk, books, published)
        context: dict[str, Any] = {
            "kept": published.of(kind),
            "decided": decided,
            "mark": books.publication.version(),
            "example": example_of(desk.registry, books, kind, decided, today),
            "look": look_of(books),
            "reach": books.reach({kind: decided.year_groups}, WHO_SEES),
            "entries": _told(books, decisions(books, kind.value)[:SHOWN_DECISIONS]),
            "undo": _undo_of(books, undo),
            "evenings": [each for each in published.evenings if each >= today],
            "plugin": _plugin_state(desk, books),
        }
    context |= {"showing": [row for row in rows if kind in row.provider.shows], "names": _report_names(rows)}
    context |= {"problems": problems or {}, "today": today, "year_groups": YEAR_GROUPS, "kind": kind}
    context["is_kept"] = decided == context["kept"]
    context["terms"] = words.terms_of(decided, kind, today)
    return page(request, "report_kind.html", status_code=_status(problems, status_code), **_words(), **context)


def report_page(
    request: Asking, key: str, undo: int = 0, problems: dict[str, Text] | None = None, status_code: int | None = None
) -> Response[str]:
    """Return the page of a report. Raises 404 where no plugin that is on makes it."""
    desk, today = desk_of(request), words.today()
    with desk.books(request.scope) as books:
        published = books.publication.read()
        rows = _rows(desk, books, published)
        row = next((each for each in rows if each.provider.key == key), None)
        if row is None:
            raise NotFoundException
        context: dict[str, Any] = {
            "row": row,
            "mark": books.publication.version(),
            "example": example_report(desk.registry, books, key, today),
            "look": look_of(books),
            "entries": _told(books, decisions(books, key)[:SHOWN_DECISIONS]),
            "undo": _undo_of(books, undo),
            "published": published,
            "names": _report_names(rows),
            "plugin_title": desk.plugins()[row.plugin].title,
        }
    context |= {"problems": problems or {}, **_words()}
    return page(request, "report_one.html", status_code=_status(problems, status_code), **context)


def decisions(books: Books, subject: str | None = None) -> list[AuditEntry]:
    """Return who decided what on what parents see, the newest first."""
    found = books.audit.entries(limit=100, acts=DECISIONS)
    return [each for each in found if subject is None or each.subject == subject]


def _told(books: Books, entries: list[AuditEntry]) -> list[tuple[AuditEntry, str]]:
    """Return entries with the name of who decided."""
    names = books.directory.names({each.who for each in entries if "@" in each.who})
    return [(each, names.get(each.who, each.who)) for each in entries]


def _undo_of(books: Books, seq: int) -> int | None:
    """Return the number of the decision that a notice offers to put back: only of the newest one."""
    newest = next(iter(decisions(books)), None)
    return seq if newest is not None and newest.seq == seq else None


def _report_names(rows: list[Row]) -> dict[str, Text]:
    return {row.provider.key: row.provider.title for row in rows}


def _status(problems: dict[str, Text] | None, status_code: int | None) -> int:
    return status_code or (UNPROCESSABLE if problems else 200)


def _words() -> dict[str, Any]:
    return {"active": "reports", "NAMES": words.NAMES, "ABOUTS": words.ABOUTS, "ALL": list(ReportKind)}
