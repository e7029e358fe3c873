"""Klopt dit nog? for the school: starting it, how the answer is, who did not answer, reminding and closing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody

from hub import campaigns
from hub.campaigns import CannotCampaignError, Counted, PlanRefusedError, Standing
from hub.campaigns.plan import LONGEST, LONGEST_WORDS, SHORTEST
from hub.changes import dutch_today
from hub.portal.desk import desk_of
from hub.portal.looking import looks_at
from hub.portal.pages import page, see
from hub.portal.parents import details
from hub.portal.parents.details import Topic
from hub.portal.rights import Act
from hub.portal.staff.guardian_access import mark_of_guardian
from hub.portal.staff.guardians import name_of
from hub.portal.staff.school import in_order
from hub.portal.visits import Asking, visit_of
from hub.records import Group, Kind, Text
from hub.store import Books, Campaign, CampaignState, NewCampaign

Form: TypeAlias = URLEncodedBody[dict[str, str]]
USUAL_TIME = timedelta(weeks=2)
HISTORY = 12
LABELS = {
    "groups": Text("Voor wie?", "For whom?"),
    "asks": Text("Wat moeten ze nakijken?", "What are they to check?"),
    "closes_on": Text("Tot en met", "Until"),
    "words": Text("Eigen woorden", "Your own words"),
}
USUAL = frozenset({"me.mobile", "me.email", "me.address"})
SAMPLES: Mapping[str, str] = {
    "me.name": "Noor van 't Hof",
    "me.mobile": "06 12345678",
    "me.phone": "020 1234567",
    "me.work_phone": "020 7654321",
    "me.email": "noor@voorbeeld.nl",
    "me.address": "Kerkweg 1, 1234 AB Zonnedam",
    "child.first_name": "Sem",
    "child.postcode": "1234 AB",
}
"""What the preview shows: made-up values, so that nobody's details stand on it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One class, or the whole, with its counts and the address of who did not answer."""

    label: str
    counted: Counted
    address: str | None


@get("/s/{school:str}/campaign", opt={"act": Act.SEE_SCHOOL}, sync_to_thread=True)
def campaign(request: Asking, school: FromPath[str]) -> Response[str]:
    now = datetime.now(UTC)
    with desk_of(request).books(request.scope) as books:
        names = _names(books)
        found = books.campaigns.under_way()
        response = _response(books, found) if found else None
        past = [each for each in books.campaigns.all(HISTORY) if each.ended_at is not None]
    context: dict[str, Any] = {
        "campaign": found,
        "state": found.state(now) if found else None,
        "lines": _lines(response.by_group, names, school) if response else [],
        "whole": response.whole if response else None,
        "remind_from": campaigns.may_remind_from(found) if found else None,
        "may_remind": found is not None and now >= campaigns.may_remind_from(found),
        "past": [(each, *_kept(each, names, school)) for each in past],
        "names": names,
        "topics": topics_of(found) if found else [],
        "now": now,
    }
    return page(request, "campaign.html", **context)


@get("/s/{school:str}/campaign/new", opt={"act": Act.RUN_CAMPAIGN}, sync_to_thread=True)
def campaign_form(request: Asking, school: FromPath[str]) -> Response[Any]:
    with desk_of(request).books(request.scope) as books:
        if books.campaigns.under_way() is not None:
            return see(f"/s/{school}/campaign")
    closes_on = dutch_today() + USUAL_TIME
    asks = {f"ask.{each}": "yes" for each in USUAL}
    return _form(request, {"scope": "school", "closes_on": closes_on.isoformat(), "reminds": "yes", **asks}, {})


@post("/s/{school:str}/campaign/new", opt={"act": Act.RUN_CAMPAIGN}, sync_to_thread=True)
def look_at_campaign(request: Asking, school: FromPath[str], data: Form) -> Response[str]:  # noqa: ARG001 - in the address
    """Show what guardians will see and how many get a letter, before anything is started."""
    return _form(request, data, {}) if data.get("act") == "change" else _preview(request, data)


@post("/s/{school:str}/campaign/start", opt={"act": Act.RUN_CAMPAIGN}, sync_to_thread=True)
def start_campaign(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    with desk_of(request).books(request.scope) as books:
        try:
            wanted = _wanted(books, data)
            campaigns.start(books, wanted, letters=_number(data.get("letters", "")))
        except PlanRefusedError as error:
            return _form(request, data, error.problems)
        except CannotCampaignError as error:
            return _preview(request, data, error.text)
    return see(f"/s/{school}/campaign", "campaign_started")


@get("/s/{school:str}/campaign/silent", opt={"act": Act.SEE_RECORDS}, sync_to_thread=True)
def silent(
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    group: FromQuery[str] = "",
    show: FromQuery[str] = "silent",
) -> Response[str]:
    """List who did not answer, or has no account, to call or to invite."""
    wanted = Standing(show) if show in set(Standing) else Standing.SILENT
    with desk_of(request).books(request.scope) as books:
        names, found = _names(books), books.campaigns.under_way()
        response = _response(books, found) if found else None
        people = [
            (mark_of_guardian(books, person.key), name_of(person.entry), person)
            for person, standing in (response.people if response else ())
            if standing is wanted and (not group or group in person.groups)
        ]
    looks_at(request, (child.key for _, _, person in people for child in person.entry.children))
    counts = response.by_group.get(group, Counted()) if response and group else response.whole if response else None
    return page(
        request,
        "campaign_silent.html",
        campaign=found,
        people=people,
        group=group,
        show=wanted,
        names=names,
        counts=counts,
    )


@get("/s/{school:str}/campaign/remind", opt={"act": Act.RUN_CAMPAIGN}, sync_to_thread=True)
def remind_form(request: Asking, school: FromPath[str]) -> Response[Any]:
    with desk_of(request).books(request.scope) as books:
        found = books.campaigns.under_way()
        if found is None or found.state(datetime.now(UTC)) is not CampaignState.OPEN:
            return see(f"/s/{school}/campaign")
        letters = len(campaigns.silent_of(books, found))
    return page(request, "campaign_sure.html", act="remind", letters=letters, problem=None)


@post("/s/{school:str}/campaign/remind", opt={"act": Act.RUN_CAMPAIGN}, sync_to_thread=True)
def remind(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    letters = _number(data.get("letters", ""))
    return _act(request, school, "campaign_reminded", lambda books, now: campaigns.remind(books, now, letters=letters))


@get("/s/{school:str}/campaign/close", opt={"act": Act.RUN_CAMPAIGN}, sync_to_thread=True)
def close_form(request: Asking, school: FromPath[str]) -> Response[Any]:
    with desk_of(request).books(request.scope) as books:
        found = books.campaigns.under_way()
        if found is None or found.state(datetime.now(UTC)) is not CampaignState.OPEN:
            return see(f"/s/{school}/campaign")
        letters = len(campaigns.silent_of(books, found))
    return page(request, "campaign_sure.html", act="close", letters=letters, problem=None)


@post("/s/{school:str}/campaign/close", opt={"act": Act.RUN_CAMPAIGN}, sync_to_thread=True)
def close(request: Asking, school: FromPath[str]) -> Response[Any]:
    return _act(request, school, "campaign_closed", campaigns.close)


@post("/s/{school:str}/campaign/undo", opt={"act": Act.RUN_CAMPAIGN}, sync_to_thread=True)
def undo(request: Asking, school: FromPath[str]) -> Response[Any]:
    return _act(request, school, "campaign_undone", campaigns.undo)


def topics_of(campaign: NewCampaign) -> list[tuple[Kind, Topic]]:
    """Return the lines that a campaign asks to check."""
    return [(kind, topic) for _, kind, topic in choices() if _fields(kind, topic) & set(campaign.asks)]


def choices() -> list[tuple[str, Kind, Topic]]:
    """Return every line that guardians may ask about, with the name of its box in the form."""
    lines = [("me", Kind.GUARDIANS, each) for each in details.ABOUT_ME]
    lines += [("child", Kind.PUPILS, each) for each in details.ABOUT_CHILD]
    return [(f"{of}.{topic.key}", kind, topic) for of, kind, topic in lines if _fields(kind, topic)]


def _fields(kind: Kind, topic: Topic) -> set[tuple[Kind, str]]:
    return {(kind, name) for name in topic.fields if details.can_be_asked(kind, name)}


def _act(request: Asking, school: str, notice: str, act: Callable[[Books, datetime], None]) -> Response[Any]:
    try:
        with desk_of(request).books(request.scope) as books:
            act(books, datetime.now(UTC))
    except CannotCampaignError as error:
        return page(request, "campaign_sure.html", status_code=409, act="none", letters=0, problem=error.text)
    return see(f"/s/{school}/campaign", notice)


def _wanted(books: Books, data: Mapping[str, str]) -> NewCampaign:
    """Read the form. Raises `PlanRefusedError`."""
    known = [each.key for each in books.roll.groups()]
    asks = [pair for box, kind, topic in choices() if f"ask.{box}" in data for pair in sorted(_fields(kind, topic))]
    return campaigns.checked_plan(
        groups=None if data.get("scope") == "school" else [each for each in known if f"group.{each}" in data],
        known_groups=known,
        asks=asks,
        closes_on=_day(data.get("closes_on", "")),
        words=data.get("words", ""),
        reminds_itself="reminds" in data,
        today=dutch_today(),
    )


def _form(request: Asking, data: Mapping[str, str], problems: Mapping[str, Text]) -> Response[str]:
    with desk_of(request).books(request.scope) as books:
        groups = in_order(books.roll.groups())
    today = dutch_today()
    return page(
        request,
        "campaign_new.html",
        status_code=422 if problems else 200,
        data=data,
        problems=problems,
        labels=LABELS,
        groups=groups,
        choices=choices(),
        first=today + SHORTEST,
        last=today + LONGEST,
        longest=LONGEST_WORDS,
    )


def _preview(request: Asking, data: Mapping[str, str], problem: Text | None = None) -> Response[str]:
    with desk_of(request).books(request.scope) as books:
        try:
            wanted = _wanted(books, data)
        except PlanRefusedError as error:
            return _form(request, data, error.problems)
        people = campaigns.people_of(books, wanted)
        names = _names(books)
    letters = sum(each.can_answer for each in people)
    kept = {name: value for name, value in data.items() if name not in ("form_token", "letters", "act")}
    school = visit_of(request.scope).school
    assert school is not None
    return page(
        request,
        "campaign_preview.html",
        status_code=409 if problem else 200,
        wanted=wanted,
        letters=letters,
        without=len(people) - letters,
        kept=kept,
        names=names,
        lines=[(each, box, SAMPLES.get(box, "…")) for box, _, each in choices() if f"ask.{box}" in data],
        problem=problem,
        minutes=int(campaigns.QUIET.total_seconds() // 60),
    )


def _response(books: Books, campaign: Campaign) -> campaigns.Response:
    return campaigns.response_of(campaigns.people_of(books, campaign), books.campaigns.answers(campaign))


def _names(books: Books) -> dict[str, str]:
    return {each.key: _name(each) for each in in_order(books.roll.groups())}


def _name(group: Group) -> str:
    return str(group.name or group.key)


def _lines(by_group: Mapping[str, Counted], names: Mapping[str, str], school: str) -> list[Line]:
    """Return the classes in the order of the school; one that is not there any more goes by its key, last."""
    order = [*(each for each in names if each in by_group), *sorted(by_group.keys() - names.keys())]
    return [Line(names.get(each, each), by_group[each], f"/s/{school}/campaign/silent?group={each}") for each in order]


def _kept(campaign: Campaign, names: Mapping[str, str], school: str) -> tuple[Counted | None, list[Line]]:
    """Return the counts with which a campaign ended."""
    if campaign.result is None:
        return None, []
    by_group = {key: Counted(**numbers) for key, numbers in campaign.result["by_group"].items()}
    return Counted(**campaign.result["whole"]), _lines(by_group, names, school)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > len("999999"):
        raise NotFoundException
    return int(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


CAMPAIGN_ROUTES: Sequence[Any] = (
    campaign,
    campaign_form,
    look_at_campaign,
    start_campaign,
    silent,
    remind_form,
    remind,
    close_form,
    close,
    undo,
)
