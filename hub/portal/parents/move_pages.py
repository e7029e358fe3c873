"""The wizard for moving house: who, where to and from when, a look at it all, and what came of it."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody

from hub import changes
from hub.changes import Moving
from hub.changes.errors import ALREADY_GOING, ANOTHER_ASKED
from hub.contract import HubError
from hub.portal.desk import desk_of
from hub.portal.pages import page, see
from hub.portal.parents import details, moving
from hub.portal.parents.mine import Mine, mine_or_not_there
from hub.portal.parents.moving import AtSchool, Draft, Home, Person
from hub.portal.parents.pages import wanted_of
from hub.portal.parents.start import FAMILY
from hub.portal.visits import Asking, visit_of
from hub.records import Text

Form: TypeAlias = URLEncodedBody[dict[str, str]]
MOST_TOLD = 20
AGAIN = "again"
"""In an address: the step is shown once more, with what is wrong. Every step is an address of its own, so that the
browser's way back leads through them and sends nothing twice."""
WHY_NOT: Mapping[str, Text] = {
    "another": ANOTHER_ASKED,
    "going": ALREADY_GOING,
    "failed": Text(
        "Dit lukte niet. Er is hiervoor niets gevraagd. Probeer het later opnieuw, of bel de school.",
        "This failed. Nothing was asked for this. Try it again later, or call the school.",
    ),
}
"""Why something was not asked, by the word in the address of the page that tells it."""


@get("/family/move", opt=FAMILY, sync_to_thread=True)
def who_form(request: Asking) -> Response[str]:
    mine, draft = mine_or_not_there(request), _draft(request)
    is_wrong = AGAIN in request.query_params and draft is not None and not draft.who
    return _who_page(request, mine, draft, {"who": moving.NOBODY} if is_wrong else {})


@post("/family/move", opt=FAMILY, sync_to_thread=True)
def choose_who(request: Asking, data: Form) -> Response[Any]:
    mine = mine_or_not_there(request)
    chosen = moving.chosen_of(moving.people_of(mine), data)
    before = _draft(request) or Draft()
    _keep(request, Draft(move=before.move, who=chosen, home=before.home, since=before.since))
    return see("/family/move/home" if chosen else f"/family/move?{AGAIN}=yes")


@get("/family/move/home", opt=FAMILY, sync_to_thread=True)
def home_form(request: Asking) -> Response[Any]:
    mine, draft = mine_or_not_there(request), _draft(request)
    if draft is None or not draft.who:
        return see("/family/move")
    problems = moving.home_of(draft, changes.dutch_today())[1] if AGAIN in request.query_params else {}
    return _home_page(request, mine, draft, problems)


@post("/family/move/home", opt=FAMILY, sync_to_thread=True)
def choose_home(request: Asking, data: Form) -> Response[Any]:
    draft = _draft(request)
    if draft is None:
        return see("/family/move")
    draft = draft.with_home(data)
    _keep(request, draft)
    home, _ = moving.home_of(draft, changes.dutch_today())
    return see("/family/move/check" if home else f"/family/move/home?{AGAIN}=yes")


@get("/family/move/check", opt=FAMILY, sync_to_thread=True)
def check_form(request: Asking) -> Response[Any]:
    mine, draft = mine_or_not_there(request), _draft(request)
    home = moving.home_of(draft, changes.dutch_today())[0] if draft else None
    if draft is None or home is None or not draft.who:
        return see("/family/move/home" if draft else "/family/move")
    return _check_page(request, mine, draft, home)


@post("/family/move/check", opt=FAMILY, sync_to_thread=True)
def ask_move(request: Asking, data: Form) -> Response[Any]:
    """Ask at each school. One form that is sent twice, or goes back and forth, asks once."""
    mine, draft = mine_or_not_there(request), _draft(request)
    sent = data.get("move", "")
    if draft is None or draft.move != sent:
        # This move was asked already: by the first of two clicks, or before somebody went back.
        was_asked = any(each.item.move == sent for at in mine for each in at.asked)
        return see(f"/family/moves/{sent}" if was_asked else "/family/move")
    home = moving.home_of(draft, changes.dutch_today())[0]
    if home is None:
        return see("/family/move/home")
    asked = moving.asked_of(mine, draft, home)
    if data.get("mark") != moving.mark_of(draft, asked):
        return see(f"/family/move/check?{AGAIN}=yes")
    not_asked = [each for school in asked for each in _ask_at(request, school, draft, home)]
    _keep(request, None)
    told = "&".join(f"not={each}" for each in not_asked[:MOST_TOLD])
    return see(f"/family/moves/{draft.move}{'?' if told else ''}{told}")


@get("/family/moves/{move:str}", opt=FAMILY, sync_to_thread=True)
def one_move(request: Asking, move: FromPath[str]) -> Response[str]:
    """Show what was asked in one move of mine at each school, and how far it is."""
    mine = mine_or_not_there(request)
    asked = [(at, tuple(each for each in at.asked if each.item.move == move)) for at in mine]
    not_asked = _told(mine, request.query_params.getall("not", []))
    if not any(found for _, found in asked) and not not_asked:
        raise NotFoundException
    language = visit_of(request.scope).language
    rows = [(at.school_name, wanted_of(at, found, language)) for at, found in asked if found]
    since = next((each.item.effective_on for _, found in asked for each in found), None)
    return page(
        request,
        "family_move.html",
        active="requests",
        rows=rows,
        not_asked=not_asked,
        since=changes.from_words(since) if since else None,
    )


def _draft(request: Asking) -> Draft | None:
    visitor = visit_of(request.scope).visitor
    assert visitor is not None
    return Draft.read(desk_of(request).sessions.draft(visitor))


def _keep(request: Asking, draft: Draft | None) -> None:
    visitor = visit_of(request.scope).visitor
    assert visitor is not None
    desk_of(request).sessions.keep_draft(visitor, draft.written() if draft else None)


def _who_page(
    request: Asking, mine: Sequence[Mine], draft: Draft | None, problems: Mapping[str, Text]
) -> Response[str]:
    people = moving.people_of(mine)
    chosen = set(draft.who) if draft else {each.key for each in people if each.why_not is None}
    return page(
        request,
        "family_move_who.html",
        active="move",
        schools=[(at, [each for each in people if each.at is at]) for at in mine],
        chosen=chosen,
        problems=problems,
        labels=moving.LABELS,
    )


def _home_page(request: Asking, mine: Sequence[Mine], draft: Draft, problems: Mapping[str, Text]) -> Response[str]:
    today = changes.dutch_today()
    country = next((at.guardian.country for at in mine if at.guardian.country), moving.AT_HOME)
    values = {name: draft.home.get(name, "") for name in moving.TYPED}
    values["country"] = draft.home.get("country") or country
    return page(
        request,
        "family_move_home.html",
        active="move",
        values=values,
        since=draft.since or today.isoformat(),
        first=today - changes.LONGEST_PAST,
        last=today + changes.LONGEST_AHEAD,
        problems=problems,
        labels=moving.LABELS,
        autocomplete=details.AUTOCOMPLETE,
    )


def _check_page(request: Asking, mine: Sequence[Mine], draft: Draft, home: Home) -> Response[str]:
    asked, today = moving.asked_of(mine, draft, home), changes.dutch_today()
    language = visit_of(request.scope).language
    when = "past" if home.since < today else "today" if home.since == today else "ahead"
    return page(
        request,
        "family_move_check.html",
        active="move",
        schools=[(school, [_shown(person, wishes, language) for person, wishes in school.people]) for school in asked],
        anything=any(school.wishes for school in asked),
        home=_one_line(home, language),
        since=changes.day_words(home.since),
        when=when,
        draft=draft,
        mark=moving.mark_of(draft, asked),
        changed=AGAIN in request.query_params,
    )


def _one_line(home: Home, language: str) -> str:
    said = {name: details.written(name, value, language) for name, value in home.values.items()}
    country = "" if said["country"].casefold() in changes.HOME_COUNTRIES else said["country"]
    parts = (f"{said['street']} {said['house_number']}", f"{said['postcode']} {said['city']}", country)
    return ", ".join(part for part in parts if part)


def _shown(person: Person, wishes: Sequence[Any], language: str) -> dict[str, Any]:
    """Return one person of the page that shows what will be asked: what is known now, and whether there is news."""
    if person.child:
        known = details.written("postcode", person.child.pupil.postcode, language)
    else:
        known = details.line(person.at.guardian, moving.HOME_FIELDS, language)
    new = next((details.written("postcode", each.value, language) for each in wishes if each.field == "postcode"), None)
    return {"person": person, "known": known, "postcode": new, "asks": bool(wishes)}


def _ask_at(request: Asking, school: AtSchool, draft: Draft, home: Home) -> list[str]:
    """Ask at one school; return who could not be asked for, with the word that says why. Others go on."""
    if not school.wishes:
        return []
    desk, at = desk_of(request), school.at
    keys = {(person.kind, person.record_key): person.key for person, _ in school.people}
    move = Moving(
        move=draft.move,
        effective_on=home.since,
        country=home.values["country"],
        guardian=at.link.guardian,
        by=visit_of(request.scope).by,
    )
    try:
        moved = changes.ask_move(desk.store, desk.registry, at.school, school.wishes, move)
    except HubError:
        return [f"{person.key}.failed" for person, wishes in school.people if wishes]
    return [f"{keys[each.kind, each.key]}.{_word(each.why.text)}" for each in moved.not_asked]


def _word(why: Text) -> str:
    return next((word for word, text in WHY_NOT.items() if text == why), "failed")


def _told(mine: Sequence[Mine], said: Sequence[str]) -> list[tuple[Person, Text]]:
    """Return who could not be asked for, as the address says it: mine only, and in the hub's own words."""
    people = {each.key: each for each in moving.people_of(mine)}
    parts = [each.rpartition(".") for each in said[:MOST_TOLD]]
    return [(people[key], WHY_NOT[word]) for key, _, word in parts if key in people and word in WHY_NOT]


MOVE_ROUTES = (who_form, choose_who, home_form, choose_home, check_form, ask_move, one_move)
