"""Pulling from the LAS: at once, by a button, and by itself, at times that the school chooses."""

from datetime import UTC, datetime
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.params import FromPath, URLEncodedBody

from hub.contract import SettingsRefusedError
from hub.intake import pulled_las, pulling_las
from hub.jobs import defer
from hub.portal.desk import Desk, desk_of
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.visits import Asking
from hub.records import Text
from hub.store import Books, PullTimes
from hub.store.pull_times import FREQUENT, LABELS, SELDOM

Form: TypeAlias = URLEncodedBody[dict[str, str]]
DAYS = (
    Text("maandag", "Monday"),
    Text("dinsdag", "Tuesday"),
    Text("woensdag", "Wednesday"),
    Text("donderdag", "Thursday"),
    Text("vrijdag", "Friday"),
    Text("zaterdag", "Saturday"),
    Text("zondag", "Sunday"),
)
TYPED = ("every", "opens", "closes", "night_from", "night_until")


def coupling_card(desk: Desk, books: Books) -> dict[str, Any]:
    """Return what the school's first page tells of pulling: from which LAS, how it goes, and when it comes again."""
    las = pulled_las(desk.registry, books)
    if las is None:
        return {"las": None}
    title = desk.plugins()[las].title if las in desk.plugins() else Text(las, las)
    return {"las": las, "las_title": title, "coupling": books.coupling.state(), "pulling": books.runs.pulling()}


@post("/s/{school:str}/pull", opt={"act": Act.IMPORT}, sync_to_thread=True)
def pull_now(request: Asking, school: FromPath[str]) -> Response[Any]:
    """Open a run and put its job in the queue. Where such a run is there already, show that one."""
    desk = desk_of(request)
    with desk.books(request.scope) as books:
        books.coupling.take_turn()
        going_on = books.runs.pulling()
        if going_on is None:
            plugin, _ = pulling_las(desk.registry, books)
            run = books.runs.create_pull(plugin)
            defer(books, "pull_now", run=run)
    if going_on is not None:
        return see(f"/s/{school}/runs/{going_on}", "pulling_already")
    return see(f"/s/{school}/runs/{run}", "pulling")


@get("/s/{school:str}/pulling", opt={"act": Act.SET_PULLING}, sync_to_thread=True)
def times_form(request: Asking, school: FromPath[str]) -> Response[str]:  # noqa: ARG001 - in the address
    with desk_of(request).books(request.scope) as books:
        times = books.coupling.times()
    return _form(request, times)


@post("/s/{school:str}/pulling", opt={"act": Act.SET_PULLING}, sync_to_thread=True)
def set_times(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    days = frozenset(number for number in range(1, 8) if f"day-{number}" in data)
    given: dict[str, Any] = {name: data.get(name, "").strip() for name in TYPED}
    given |= {"on": "on" in data, "days": days}
    with desk_of(request).books(request.scope) as books:
        before = books.coupling.times()
        try:
            books.coupling.set_times(PullTimes.chosen(given, before))
        except SettingsRefusedError as error:
            problems = error.problems
        else:
            return see(f"/s/{school}/pulling", "times_saved")
    return _form(request, before, given, problems, status_code=422)


def _form(
    request: Asking,
    times: PullTimes,
    given: dict[str, Any] | None = None,
    problems: dict[str, Text] | None = None,
    status_code: int = 200,
) -> Response[str]:
    desk = desk_of(request)
    with desk.books(request.scope) as books:
        context = coupling_card(desk, books)
        school = books.school_id
    values = times.details() | (given or {})
    context |= {"values": values, "problems": problems or {}, "labels": LABELS, "days": DAYS, "times": times}
    context |= {"least": FREQUENT, "most": SELDOM, "night": times.next_everything(school, datetime.now(UTC))}
    return page(request, "pulling.html", status_code=status_code, **context)


PULL_ROUTES = (pull_now, times_form, set_times)
