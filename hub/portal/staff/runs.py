"""The history of what came in: each run with its outcome, its plan, what was wrong, and the decision on it."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody

from hub import intake
from hub.changes import HIDDEN_HERE, OwnFamily
from hub.intake import CannotDecideError
from hub.portal.deciding import own_family_of
from hub.portal.desk import desk_of
from hub.portal.looking import looks_at
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.staff.limits import BUSY, MOST_OFFSET, OPEN, PER_PAGE, bounded
from hub.portal.staff.roll import names_of_places
from hub.portal.visits import Asking, visit_of
from hub.portal.wording import COSTS, KINDS, field_label
from hub.records import Cost, HistoryKind, Kind, Rejected, Text
from hub.store import Action, Books, Run, Sight, State, Store

MOST_MOVES = 5000

Form: TypeAlias = URLEncodedBody[dict[str, str]]
Decide = Callable[[Store, Any, int, str], Run]

CHANGED_PLAN = Text(
    "Het plan is intussen veranderd, en is niet verwerkt. Bekijk het nieuwe plan en beslis opnieuw.",
    "The plan has changed meanwhile, and was not applied. Look at the new plan and decide again.",
)

NO_PLAN: Mapping[str, Any] = {"steps": [], "more": False, "names": {}, "moves": [], "rejected": []}
DECIDED = {"approve": State.APPLIED, "discard": State.DISCARDED, "undo": State.UNDONE}
"""What a run is once a decision on it was taken."""


@get("/s/{school:str}/runs", opt={"act": Act.SEE_RUNS}, sync_to_thread=True)
def history(request: Asking, school: FromPath[str], before: FromQuery[int] = 0) -> Response[str]:  # noqa: ARG001 - in the address
    with desk_of(request).books(request.scope) as books:
        runs = books.runs.list(limit=PER_PAGE + 1, before=bounded(before) or None)
    older = runs[PER_PAGE - 1].id if len(runs) > PER_PAGE else None
    return page(request, "runs.html", runs=runs[:PER_PAGE], older=older, before=before)


@get("/s/{school:str}/runs/{run:int}", opt={"act": Act.SEE_RUNS}, sync_to_thread=True)
def one_run(  # noqa: PLR0913, PLR0917 - each is a part of the address
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    run: FromPath[int],
    kind: FromQuery[str] = "",
    action: FromQuery[str] = "",
    offset: FromQuery[int] = 0,
) -> Response[str]:
    shown, acted = _kind(kind), _action(action)
    offset = bounded(offset, MOST_OFFSET)
    with desk_of(request).books(request.scope) as books:
        found = the_run(books, run)
        sees = visit_of(request.scope).may(Act.SEE_RECORDS) and found.state not in BUSY
        own = own_family_of(books, visit_of(request.scope), found.id) if sees else OwnFamily()
        plan = _plan(books, found, shown, acted, offset) if sees else dict(NO_PLAN)
        plan["steps"] = [own.narrowed_step(each) for each in plan["steps"]]
    looks_at(request, (each.key for each in plan["steps"] if each.kind is Kind.PUPILS))
    looks_at(request, _pupils_in(plan["rejected"]))
    context = plan | {"run": found, "busy": found.state in BUSY, "is_open": found.state in OPEN}
    context |= {"kind": shown, "action": acted, "offset": offset, "limit": PER_PAGE, "table": count_table(found)}
    return page(request, "run.html", **context, field_label=field_label, own=own, hidden_here=HIDDEN_HERE)


def _plan(books: Books, run: Run, kind: Kind | None, action: Action | None, offset: int) -> dict[str, Any]:
    steps = books.runs.steps(run.id, kind=kind, action=action, offset=offset, limit=PER_PAGE + 1)
    names = names_of_places(books)
    for place in (Kind.GROUPS, Kind.COMBINED_GROUPS, Kind.LOCATIONS):
        names |= {each.key: each.label for each in books.runs.steps(run.id, kind=place, action=Action.ADD, limit=500)}
    return {
        "steps": steps[:PER_PAGE],
        "more": len(steps) > PER_PAGE,
        "names": names,
        "moves": _moves(books, run, names) if run.rollover else [],
        "rejected": books.runs.rejected(run.id, limit=5),
    }


def _moves(books: Books, run: Run, names: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """Return how many pupils go from which class to which: a rollover at one look."""
    steps = books.runs.steps(run.id, kind=Kind.PUPILS, action=Action.CHANGE, limit=MOST_MOVES)
    pairs = Counter(
        (str(change.old or ""), str(change.new or ""))
        for step in steps
        for change in step.changes
        if change.field == "group"
    )
    moves = [(names.get(old, old) or "–", names.get(new, new) or "–", count) for (old, new), count in pairs.items()]
    return sorted(moves)


def count_table(run: Run) -> list[tuple[Kind | HistoryKind, int, int, int]]:
    """Return a row per kind that the run touches: how many are new, change and depart."""
    rows = [
        (kind, run.added.get(kind.value, 0), run.changed.get(kind.value, 0), run.departed.get(kind.value, 0))
        for kind in KINDS
    ]
    return [row for row in rows if any(row[1:])]


def the_run(books: Books, number: int) -> Run:
    """Return a run of the school in hand. Raises what becomes "not there" for any other."""
    found = books.runs.get(bounded(number))
    if found is None:
        raise NotFoundException
    return found


@get("/s/{school:str}/runs/{run:int}/{decision:str}", opt={"act": Act.DECIDE}, sync_to_thread=True)
def confirm(
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    run: FromPath[int],
    decision: FromPath[str],
) -> Response[str]:
    _decision(decision)
    with desk_of(request).books(request.scope) as books:
        found = the_run(books, run)
    fits = found.undoable if decision == "undo" else found.state in OPEN
    context: dict[str, Any] = {
        "run": found,
        "decision": decision,
        "fits": fits,
        "table": count_table(found),
        "problem": None,
    }
    return page(request, "decide.html", **context)


@post("/s/{school:str}/runs/{run:int}/{decision:str}", opt={"act": Act.DECIDE}, sync_to_thread=True)
def decide(
    request: Asking, school: FromPath[str], run: FromPath[int], decision: FromPath[str], data: Form
) -> Response[Any]:
    act, notice = _decision(decision)
    desk, visit = desk_of(request), visit_of(request.scope)
    with desk.books(request.scope) as books:
        found = the_run(books, run)
    assert visit.school is not None
    if data.get("plan_hash", "") != (found.plan_hash or ""):
        return _not_decided(request, found, decision, CHANGED_PLAN)
    try:
        act(desk.store, visit.school.code, found.id, visit.by)
    except CannotDecideError as error:
        with desk.books(request.scope) as books:
            found = the_run(books, run)
        if found.state != DECIDED[decision] or found.decided_by != visit.by:
            return _not_decided(request, found, decision, error.text)
        # A double click: the first one did it.
    return see(f"/s/{school}/runs/{found.id}", notice)


def _not_decided(request: Asking, run: Run, decision: str, problem: Text) -> Response[str]:
    context: dict[str, Any] = {"run": run, "decision": decision, "fits": False, "table": count_table(run)}
    return page(request, "decide.html", status_code=409, problem=problem, **context)


def _decision(name: str) -> tuple[Decide, str]:
    known: dict[str, tuple[Decide, str]] = {
        "approve": (intake.approve, "approved"),
        "discard": (intake.discard, "discarded"),
        "undo": (intake.undo, "undone"),
    }
    if name not in known:
        raise NotFoundException
    return known[name]


@get("/s/{school:str}/runs/{run:int}/rejected", opt={"act": Act.SEE_RECORDS}, sync_to_thread=True)
def quarantine(
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    run: FromPath[int],
    cost: FromQuery[str] = "",
    offset: FromQuery[int] = 0,
) -> Response[str]:
    chosen = Cost(cost) if cost in COSTS else None
    offset = bounded(offset, MOST_OFFSET)
    with desk_of(request).books(request.scope) as books:
        found = the_run(books, run)
        rejected = books.runs.rejected(found.id, cost=chosen, offset=offset, limit=PER_PAGE + 1)
        own = own_family_of(books, visit_of(request.scope), found.id)
        rejected = [replace(each, value=None) if _is_of(own, each) else each for each in rejected]
    looks_at(request, _pupils_in(rejected[:PER_PAGE]))
    context: dict[str, Any] = {"run": found, "rejected": rejected[:PER_PAGE], "more": len(rejected) > PER_PAGE}
    return page(request, "rejected.html", **context, cost=chosen, offset=offset, limit=PER_PAGE)


def _pupils_in(rejected: Iterable[Rejected]) -> list[str]:
    return [each.key for each in rejected if each.kind is Kind.PUPILS and each.key]


def _is_of(own: OwnFamily, rejected: Rejected) -> bool:
    return isinstance(rejected.kind, Kind) and own.has(rejected.kind, rejected.key or "")


@get("/s/{school:str}/runs/{run:int}/rejected.csv", opt={"act": Act.SEE_RECORDS}, sync_to_thread=True)
def quarantine_csv(request: Asking, school: FromPath[str], run: FromPath[int]) -> Response[str]:
    language = visit_of(request.scope).language
    with desk_of(request).books(request.scope) as books:
        found = the_run(books, run)
        rejected = books.runs.rejected(found.id)
    looks_at(request, _pupils_in(rejected), Sight.EXPORT)
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";")
    lines.writerow(["waar", "wat", "waarom", "gevolg"] if language == "nl" else ["where", "what", "why", "cost"])
    for each in rejected:
        cost = COSTS[each.cost.value][1].to(language)
        lines.writerow([_harmless(part) for part in (each.where, each.what.to(language), each.why.to(language), cost)])
    headers = {"Content-Disposition": f'attachment; filename="{school}-{found.id}.csv"'}
    # A spreadsheet takes UTF-8 for what it is only behind this mark.
    return Response("\ufeff" + text.getvalue(), media_type="text/csv", headers=headers)


def _harmless(text: str) -> str:
    """Return a cell that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


@get("/s/{school:str}/quarantine", opt={"act": Act.SEE_RECORDS}, sync_to_thread=True)
def latest_quarantine(request: Asking, school: FromPath[str]) -> Response[Any]:
    """Lead to what was wrong in the latest file."""
    with desk_of(request).books(request.scope) as books:
        latest = books.runs.list(limit=1)
    if not latest:
        raise NotFoundException
    return see(f"/s/{school}/runs/{latest[0].id}/rejected")


def _kind(name: str) -> Kind | None:
    return Kind(name) if name in set(Kind) else None


def _action(name: str) -> Action | None:
    return Action(name) if name in set(Action) else None


RUN_ROUTES = (history, one_run, quarantine, quarantine_csv, latest_quarantine, confirm, decide)
