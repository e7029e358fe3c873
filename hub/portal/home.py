"""The way in: the schools of whoever is logged in, and whether the hub lives."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from litestar import HttpMethod, MediaType, Response, get, post, route
from litestar.concurrency import sync_to_thread
from litestar.params import FromQuery, URLEncodedBody

from hub.portal.desk import Desk, desk_of
from hub.portal.doors import FOR_ANYONE
from hub.portal.pages import page, see
from hub.portal.rights import Act, Role
from hub.portal.visits import Asking, visit_of
from hub.records import SchoolCode, Text
from hub.store import Freshness, Run, SchoolEntry, SchoolExistsError

PER_PAGE = 25
LONGEST_NAME = 200

Form: TypeAlias = URLEncodedBody[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a school's coupling does, in one row."""

    school: SchoolEntry
    roles: frozenset[Role]
    run: Run | None = None
    fresh: Freshness | None = None
    faults: int = 0


@get("/", opt={"act": Act.OWN_ACCOUNT}, sync_to_thread=True)
def home(request: Asking, q: FromQuery[str] = "", offset: FromQuery[int] = 0) -> Response[Any]:
    desk, visitor = desk_of(request), visit_of(request.scope).visitor
    assert visitor is not None
    if not visitor.is_staff:
        return see("/family")
    offset = max(0, offset)
    mine = [(each, visitor.roles_at(each)) for each in desk.sessions.schools(visitor)]
    wanted = [(each, roles) for each, roles in mine if q.lower() in f"{each.code} {each.name} {each.board}".lower()]
    rows = [_standing(desk, each, roles) for each, roles in wanted[offset : offset + PER_PAGE]]
    context: dict[str, Any] = {
        "rows": rows,
        "q": q,
        "offset": offset,
        "limit": PER_PAGE,
        "total": len(wanted),
        "mine": len(mine),
    }
    return page(request, "home.html", **context, overseer=bool(visitor.roles & {Role.BOARD, Role.OPERATOR}))


def _standing(desk: Desk, school: SchoolEntry, roles: frozenset[Role]) -> Standing:
    if roles <= {Role.PARENT}:
        return Standing(school, roles)
    with desk.store.open(school.id) as books:
        last = next(iter(books.runs.list(limit=1)), None)
        troubles = len(books.plugins.faults()) + (books.coupling.state().failing_since is not None)
        return Standing(school, roles, last, books.coupling.freshness(), troubles)


@get("/schools/new", opt={"act": Act.ADD_SCHOOL}, sync_to_thread=True)
def school_form(request: Asking) -> Response[str]:
    return page(request, "school_new.html", values={}, problems={}, boards=desk_of(request).sessions.boards())


@post("/schools/new", opt={"act": Act.ADD_SCHOOL}, sync_to_thread=True)
def add_school(request: Asking, data: Form) -> Response[Any]:
    desk, visit = desk_of(request), visit_of(request.scope)
    problems: dict[str, Text] = {}
    code = _code(data.get("code", ""), problems)
    name = data.get("name", "").strip()
    if not 0 < len(name) <= LONGEST_NAME:
        problems["name"] = Text("Vul de naam van de school in.", "Fill in the name of the school.")
    if code is not None and not problems:
        try:
            board = data.get("board", "").strip()[:LONGEST_NAME] or None
            starts_on = [key for key, plugin in desk.plugins().items() if plugin.starts_on]
            desk.sessions.add_school(code, name, board, starts_on, by=visit.by)
            return see("/", "school_added")
        except SchoolExistsError as error:
            problems["code"] = error.text
    context: dict[str, Any] = {"values": data, "problems": problems, "boards": desk.sessions.boards()}
    return page(request, "school_new.html", status_code=422, **context)


def _code(text: str, problems: dict[str, Text]) -> SchoolCode | None:
    try:
        return SchoolCode.parse(text)
    except ValueError:
        problems["code"] = Text(
            "Vul een BRIN in, zoals 99XX of 99XX01, of een Vlaams instellingsnummer van 2 tot 6 cijfers.",
            "Fill in a BRIN, such as 99XX or 99XX01, or a Flemish instellingsnummer of 2 to 6 digits.",
        )
        return None


@route("/healthz", http_method=[HttpMethod.GET, HttpMethod.HEAD], opt={"act": Act.PUBLIC, FOR_ANYONE: True})
async def health(request: Asking) -> Response[str]:
    """Say whether the database answers; nothing more, for anyone may ask."""
    lives = await sync_to_thread(desk_of(request).sessions.database_answers)
    return Response("ok\n" if lives else "database\n", media_type=MediaType.TEXT, status_code=200 if lives else 503)


HOME_ROUTES = (home, school_form, add_school, health)
