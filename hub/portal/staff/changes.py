"""The bare inbox: what people ask to change, and a decision on each. It is there whatever plugins are on."""

from collections.abc import Callable
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody

from hub.contract import HubError, ItemState, NotAllowedError, NotThereError
from hub.contract.desk import COUNTED_TO, WAITING, Change, ChangesDesk, Choice, DecidedAlreadyError, Wanted
from hub.portal.deciding import school_desk
from hub.portal.desk import desk_of
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.staff.limits import PER_PAGE, bounded
from hub.portal.visits import Asking, visit_of
from hub.records import UNSAID, Text

Form: TypeAlias = URLEncodedBody[dict[str, str]]
Decide: TypeAlias = Callable[[ChangesDesk, int, dict[str, str]], Change]


@get("/s/{school:str}/changes", opt={"act": Act.SEE_CHANGES}, sync_to_thread=True)
def inbox(
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    only: FromQuery[str] = "",
    after: FromQuery[int] = 0,
) -> Response[str]:
    shown = _shown(only)
    desk = _desk(request)
    found = desk.find(Wanted(states=shown or WAITING, after=bounded(after), limit=PER_PAGE, newest_first=bool(shown)))
    context: dict[str, Any] = {"changes": found.changes, "next": found.next, "counts": desk.counts(), "only": only}
    return page(request, "changes.html", **context, after=after, waiting=_in_order(), most=COUNTED_TO)


def _shown(only: str) -> frozenset[ItemState]:
    return frozenset({ItemState(only)}) if only in set(ItemState) else frozenset()


def _in_order() -> list[ItemState]:
    return [each for each in ItemState if each in WAITING]


@get("/s/{school:str}/changes/{number:int}", opt={"act": Act.SEE_CHANGES}, sync_to_thread=True)
def one_change(request: Asking, school: FromPath[str], number: FromPath[int]) -> Response[str]:  # noqa: ARG001 - in the address
    return _page(request, number)


@post("/s/{school:str}/changes/{number:int}/{choice:str}", opt={"act": Act.DECIDE_CHANGES}, sync_to_thread=True)
def decide_change(
    request: Asking, school: FromPath[str], number: FromPath[int], choice: FromPath[str], data: Form
) -> Response[Any]:
    """Decide on one change; where that cannot be, show the change as it is now, with why."""
    if choice not in DECISIONS:
        raise NotFoundException
    act, notice = DECISIONS[Choice(choice)]
    try:
        change = act(_desk(request), number, data)
    except (NotAllowedError, NotThereError):
        raise
    except DecidedAlreadyError as error:
        return _page(request, number, error.text, status_code=409)
    except HubError as error:
        return _page(request, number, error.text, data, status_code=422)
    return see(f"/s/{school}/changes/{change.number}", notice(change))


def _page(
    request: Asking,
    number: int,
    problem: Text | None = None,
    data: dict[str, str] | None = None,
    status_code: int = 200,
) -> Response[str]:
    found = _desk(request).details(number)
    context: dict[str, Any] = {"found": found, "change": found.change, "problem": problem, "data": data or {}}
    return page(request, "change.html", status_code=status_code, **context)


def _desk(request: Asking) -> ChangesDesk:
    return school_desk(desk_of(request), visit_of(request.scope))


def _approve(desk: ChangesDesk, number: int, data: dict[str, str]) -> Change:
    return desk.approve(number, mark=data.get("mark", ""))


def _correct(desk: ChangesDesk, number: int, data: dict[str, str]) -> Change:
    return desk.approve(number, mark=data.get("mark", ""), value=data.get("value", UNSAID))


def _refuse(desk: ChangesDesk, number: int, data: dict[str, str]) -> Change:
    return desk.refuse(number, data.get("reason", ""), mark=data.get("mark", ""))


def _said_yes(change: Change) -> str:
    by_state = {
        ItemState.REQUESTED: "change_half",
        ItemState.TASK: "change_task",
        ItemState.CONFLICT: "change_conflict",
    }
    return by_state.get(change.state, "change_approved")


DECISIONS: dict[Choice, tuple[Decide, Callable[[Change], str]]] = {
    Choice.APPROVE: (_approve, _said_yes),
    Choice.CORRECT: (_correct, _said_yes),
    Choice.REFUSE: (_refuse, lambda _: "change_refused"),
    Choice.ASK_LAS: (lambda desk, number, _: desk.ask_las(number), lambda _: "change_asked"),
    Choice.TYPED: (lambda desk, number, _: desk.typed(number), lambda _: "change_typed"),
    Choice.LET_GO: (lambda desk, number, _: desk.let_go(number), lambda _: "change_let_go"),
    Choice.UNDO: (lambda desk, number, _: desk.undo(number), lambda _: "change_undone"),
}

CHANGE_ROUTES = (inbox, one_change, decide_change)
