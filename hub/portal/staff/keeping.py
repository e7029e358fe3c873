"""How long the school keeps what: its terms, what would go when, whom it holds, and what went."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody

from hub.contract import SettingsRefusedError
from hub.portal.desk import desk_of
from hub.portal.looking import looks_at
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.staff.limits import bounded
from hub.portal.visits import Asking
from hub.privacy.keeping import STUCK, preview, today_at
from hub.records import Kind, Text
from hub.store import Books, HoldRefusedError
from hub.store.deferring import defer_once
from hub.store.retention_terms import RULES

Form: TypeAlias = URLEncodedBody[dict[str, str]]
SHOWN = 200
FURTHEST = timedelta(days=10 * 366)
AGAIN = Text("Niet gelukt, wordt opnieuw geprobeerd", "Failed, will be tried again")
SORTS = {**{name: rule.label for name, rule in RULES.items()}, STUCK: AGAIN}
RUN_STATES = {
    "running": ("note", Text("Bezig", "Busy")),
    "held": ("warn", Text("Wacht op u", "Waits for you")),
    "done": ("good", Text("Klaar", "Done")),
    "discarded": ("calm", Text("Uitgesteld", "Put off")),
}
IN_MONTHS = frozenset(name for name in RULES if name not in {"notice_days", "brake_percent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """What the school's first page says of erasing: from which day who goes, or that it is held."""

    first: date
    pupils: int
    guardians: int
    held: bool


def erasing_soon(books: Books) -> Going | None:
    """Return what is announced at the school in hand; `None`: nothing."""
    retention = books.retention
    run, first = retention.open_run(), retention.first_announced()
    held = run is not None and run.state == "held"
    if first is None and not held:
        return None
    counts = retention.announced(date.max)
    pupils, guardians = counts.get(Kind.PUPILS, 0), counts.get(Kind.GUARDIANS, 0)
    return Going(first=first or date.max, pupils=pupils, guardians=guardians, held=held)


@get("/s/{school:str}/privacy/keeping", opt={"act": Act.PRIVACY}, sync_to_thread=True)
def keeping(request: Asking, school: FromPath[str], on: FromQuery[str] = "") -> Response[str]:  # noqa: ARG001 - in the address
    return _page(request, on)


@post("/s/{school:str}/privacy/keeping", opt={"act": Act.PRIVACY}, sync_to_thread=True)
def set_terms(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    with desk_of(request).books(request.scope) as books:
        try:
            books.retention.set_terms(books.retention.terms().chosen(data, on="on" in data))
        except SettingsRefusedError as error:
            problems = error.problems
        else:
            books.retention.announce(today_at(datetime.now(UTC)))
            return see(f"/s/{school}/privacy/keeping", "terms_saved")
    return _page(request, "", {**data, "on": "on" in data}, problems, status_code=422)


@post("/s/{school:str}/privacy/keeping/hold", opt={"act": Act.PRIVACY}, sync_to_thread=True)
def hold(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    with desk_of(request).books(request.scope) as books:
        books.retention.hold(_kind(data), data.get("key", ""), data.get("reason", ""))
    return see(f"/s/{school}/privacy/keeping", "held")


@post("/s/{school:str}/privacy/keeping/let-go", opt={"act": Act.PRIVACY}, sync_to_thread=True)
def let_go(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    with desk_of(request).books(request.scope) as books:
        books.retention.let_go(_kind(data), data.get("key", ""))
    return see(f"/s/{school}/privacy/keeping", "let_go")


@post("/s/{school:str}/privacy/keeping/{run:int}", opt={"act": Act.PRIVACY}, sync_to_thread=True)
def decide(request: Asking, school: FromPath[str], run: FromPath[int], data: Form) -> Response[Any]:
    """Let a night that was held go on, or put it off."""
    go_on = data.get("decision") == "go_on"
    with desk_of(request).books(request.scope) as books:
        if not books.retention.decide(bounded(run), go_on=go_on):
            raise HoldRefusedError(DECIDED)
        if go_on:
            defer_once(books, "keep_terms")
    return see(f"/s/{school}/privacy/keeping", "erasing_approved" if go_on else "erasing_put_off")


def _page(
    request: Asking,
    on: str,
    given: dict[str, Any] | None = None,
    problems: dict[str, Text] | None = None,
    status_code: int = 200,
) -> Response[str]:
    today = today_at(datetime.now(UTC))
    with desk_of(request).books(request.scope) as books:
        terms = books.retention.terms()
        foretold = preview(books, _day(on, today) or today + timedelta(days=terms.notice_days))
        context: dict[str, Any] = {
            "holds": books.retention.holds(),
            "runs": books.retention.runs(),
            "open_run": books.retention.open_run(),
            "going": erasing_soon(books),
        }
    looks_at(request, (each.key for each in foretold.persons.get(Kind.PUPILS, ())[:SHOWN]))
    looks_at(request, (each.key for each in context["holds"] if each.kind is Kind.PUPILS))
    context |= {"values": terms.details() | (given or {}), "problems": problems or {}, "preview": foretold}
    context |= {"rules": RULES, "labels": {name: rule.label for name, rule in RULES.items()}, "sorts": SORTS}
    context |= {"today": today, "last_day": today + FURTHEST, "most": SHOWN, "in_months": IN_MONTHS}
    return page(request, "privacy_keeping.html", status_code=status_code, **context, run_states=RUN_STATES)


def _day(typed: str, today: date) -> date | None:
    """Return the day in an address; `None` where it is no day from now on that a school can look ahead to."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if today <= day <= today + FURTHEST else None


def _kind(data: dict[str, str]) -> Kind:
    if data.get("kind") not in {Kind.PUPILS.value, Kind.GUARDIANS.value}:
        raise NotFoundException
    return Kind(data["kind"])


DECIDED = Text(
    "Hierover is al beslist. Er is niets veranderd. Bekijk de pagina opnieuw.",
    "This was decided on already. Nothing was changed. Look at the page again.",
)
KEEPING_ROUTES = (keeping, set_terms, hold, let_go, decide)
