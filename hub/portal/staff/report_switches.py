"""What parents see of tests and report cards: all of it at a glance, and each part with its switch."""

from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody

from hub.contract import ReportKind, ReportProvider
from hub.portal.desk import Desk, desk_of
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.staff import report_words as words
from hub.portal.staff.report_choices import NO_DAY, Choice, choice_of_field, filled, in_address, read_day, undoing
from hub.portal.staff.report_pages import WHO_SEES, decisions, kind_page, overview_page, report_page
from hub.portal.visits import Asking
from hub.records import Text
from hub.reports import problem_of_evening, problems_of, providers
from hub.store import Books, Publication, Published

Form: TypeAlias = URLEncodedBody[dict[str, str]]
PUBLICATION = {"act": Act.SEE_PUBLICATION}
DECIDING = {"act": Act.SET_PUBLICATION}


@get("/s/{school:str}/reports", opt=PUBLICATION, sync_to_thread=True)
def overview(request: Asking, school: FromPath[str], undo: FromQuery[int] = 0) -> Response[str]:  # noqa: ARG001 - in the address
    return overview_page(request, undo=undo)


@get("/s/{school:str}/reports/kinds/{kind:str}", opt=PUBLICATION, sync_to_thread=True)
def one_kind(request: Asking, school: FromPath[str], kind: FromPath[str], undo: FromQuery[int] = 0) -> Response[str]:  # noqa: ARG001 - in the address
    return kind_page(request, _kind(kind), undo=undo)


@post("/s/{school:str}/reports/kinds/{kind:str}", opt=DECIDING, sync_to_thread=True)
def set_kind(request: Asking, school: FromPath[str], kind: FromPath[str], data: Form) -> Response[Any]:
    wanted_kind, today = _kind(kind), words.today()
    wanted, problems = filled(data, wanted_kind)
    if data.get("act") in {"all", "none", "look"}:
        return kind_page(request, wanted_kind, wanted, problems)
    with desk_of(request).books(request.scope) as books:
        problems = problems_of(wanted, books.publication.read().of(wanted_kind), today) | problems
    if problems:
        return kind_page(request, wanted_kind, wanted, problems)
    if data.get("act") == "preview":
        return see(f"/s/{school}/reports/preview?{in_address(wanted_kind, wanted)}")
    return _settle(request, school, Choice(kind=wanted_kind, decided=wanted), data)


@get("/s/{school:str}/reports/shown/{report:str}", opt=PUBLICATION, sync_to_thread=True)
def one_report(
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    report: FromPath[str],
    undo: FromQuery[int] = 0,
) -> Response[str]:
    return report_page(request, report, undo)


@post("/s/{school:str}/reports/shown/{report:str}", opt=DECIDING, sync_to_thread=True)
def set_report(request: Asking, school: FromPath[str], report: FromPath[str], data: Form) -> Response[Any]:
    with desk_of(request).books(request.scope) as books:
        known = books.publication.read().reports | {each.key for _, each in providers(desk_of(request).registry, books)}
    if report not in known:
        raise NotFoundException
    return _settle(request, school, Choice(report=report, shown=data.get("on") == "true"), data)


@post("/s/{school:str}/reports/evenings", opt=DECIDING, sync_to_thread=True)
def set_evenings(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    """Add a parents' evening, or take one out."""
    with desk_of(request).books(request.scope) as books:
        known = books.publication.read().evenings
    gone = read_day(data.get("remove", "")) if data.get("remove") else None
    if gone is not None:
        return _settle(request, school, Choice(evenings=tuple(each for each in known if each != gone)), data)
    day = read_day(data.get("day", ""))
    problem = NO_DAY if day is None else problem_of_evening(day, known, words.today())
    if day is None or problem is not None:
        return overview_page(request, problems={"day": problem or NO_DAY}, written=data.get("day", "")[:20])
    return _settle(request, school, Choice(evenings=(*known, day)), data)


@post("/s/{school:str}/reports/undo", opt=DECIDING, sync_to_thread=True)
def undo_decision(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    """Put back what a decision changed: by the same way, so that what parents come to see is confirmed."""
    with desk_of(request).books(request.scope) as books:
        entry = next((each for each in decisions(books) if str(each.seq) == data.get("seq")), None)
    choice = undoing(entry) if entry else None
    if choice is None:
        raise NotFoundException
    return _settle(request, school, choice, data)


@post("/s/{school:str}/reports/confirm", opt=DECIDING, sync_to_thread=True)
def confirm(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    choice = choice_of_field(data.get("choice", ""))
    if choice is None:
        raise NotFoundException
    return _settle(request, school, choice, data, confirmed=True)


def _settle(
    request: Asking, school: str, choice: Choice, data: dict[str, str], *, confirmed: bool = False
) -> Response[Any]:
    """Keep a decision, once it is confirmed where parents see more by it, and nobody decided in between."""
    desk, here = desk_of(request), _address(school, choice)
    with desk.books(request.scope) as books:
        books.publication.hold()
        stale = data.get("mark", "") != books.publication.version()
        problems = _problems(books, choice)
        asks = not confirmed and choice.shows_more(books, words.today())
        if not stale and not asks and not problems:
            entry = next(iter(decisions(books)), None) if choice.keep(books) else None
            undo = f"&undo={entry.seq}" if entry else ""
            return see(f"{here}?notice=publication_saved{undo}") if entry else see(here, "publication_same")
        context = {} if stale or problems else _confirmation(desk, books, choice)
    if context == {}:
        return _again(request, choice, {"form": CHANGED_MEANWHILE} if stale else problems, 409 if stale else 422)
    return page(request, "report_confirm.html", active="reports", here=here, **context)


def _problems(books: Books, choice: Choice) -> dict[str, Text]:
    """Return what is wrong with a decision. What was decided earlier may be put back, also a day that has passed."""
    today, published = words.today(), books.publication.read()
    earlier = [found for each in decisions(books) if (found := undoing(each)) is not None]
    if choice.kind is not None and choice.decided is not None:
        before = [each.decided for each in earlier if each.kind is choice.kind and each.decided is not None]
        tried = [problems_of(choice.decided, each, today) for each in (published.of(choice.kind), *before)]
        return {} if {} in tried else tried[0]
    known = {*published.evenings, *(day for each in earlier for day in each.evenings or ())}
    added = [day for day in choice.evenings or () if day not in known]
    refused = (problem_of_evening(day, published.evenings, today) for day in added)
    problem = next((each for each in refused if each is not None), None)
    return {"day": problem} if problem else {}


def _again(request: Asking, choice: Choice, problems: dict[str, Text], status_code: int) -> Response[str]:
    """Show what stands now, with what was wanted, and why nothing was kept."""
    if choice.kind is not None:
        return kind_page(request, choice.kind, choice.decided, problems, status_code=status_code)
    if choice.report is not None:
        return report_page(request, choice.report, 0, problems, status_code=status_code)
    return overview_page(request, problems=problems, status_code=status_code)


def _confirmation(desk: Desk, books: Books, choice: Choice) -> dict[str, Any]:
    published = books.publication.read()
    kinds = _concerned(desk, books, published, choice)
    reach = books.reach({kind: decided.year_groups for kind, decided in kinds.items()}, WHO_SEES)
    return {
        "choice": choice,
        "field": choice.as_field(),
        "mark": books.publication.version(),
        "reach": reach,
        "kinds": [(words.SEEN[kind], words.terms_of(each, kind, words.today())) for kind, each in kinds.items()],
        "title": _title(desk, books, choice),
        "by": [each.title for _, each in providers(desk.registry, books) if _would_show(each, choice, published)],
    }


def _would_show(provider: ReportProvider, choice: Choice, published: Published) -> bool:
    return provider.key in published.reports and choice.kind in provider.shows


def _concerned(desk: Desk, books: Books, published: Published, choice: Choice) -> dict[ReportKind, Publication]:
    """Return the kinds of which parents come to see something, as they will stand."""
    if choice.kind is not None and choice.decided is not None:
        return {choice.kind: choice.decided}
    if choice.report is not None:
        shows = next(
            (each.shows for _, each in providers(desk.registry, books) if each.key == choice.report), frozenset()
        )
        return {kind: published.of(kind) for kind in ReportKind if kind in shows and published.of(kind).on}
    return {kind: each for kind in ReportKind if (each := published.of(kind)).on and each.after_evening}


def _title(desk: Desk, books: Books, choice: Choice) -> Text:
    if choice.kind is not None:
        return words.NAMES[choice.kind]
    found = (each.title for _, each in providers(desk.registry, books) if each.key == choice.report)
    return next(found, EVENINGS if choice.report is None else Text.same(choice.report))


def _kind(name: str) -> ReportKind:
    if name not in set(ReportKind):
        raise NotFoundException
    return ReportKind(name)


def _address(school: str, choice: Choice) -> str:
    if choice.kind is not None:
        return f"/s/{school}/reports/kinds/{choice.kind}"
    return f"/s/{school}/reports/shown/{choice.report}" if choice.report is not None else f"/s/{school}/reports"


EVENINGS = Text("Ouderavonden", "Parents' evenings")
CHANGED_MEANWHILE = Text(
    "Iemand anders heeft intussen iets veranderd. Er is nog niets bewaard. Kijk na wat er nu staat en bewaar opnieuw.",
    "Somebody else changed something meanwhile. Nothing was kept yet. Look at what stands now and save again.",
)

REPORT_SWITCH_ROUTES = (
    overview,
    one_kind,
    set_kind,
    one_report,
    set_report,
    set_evenings,
    undo_decision,
    confirm,
)
