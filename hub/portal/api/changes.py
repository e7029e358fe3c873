"""Asking changes on behalf of a guardian, and seeing what became of them: under the same law and rules as on a page."""

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import HeaderParameter, JSONBody, PathParameter, QueryParameter

from hub import changes
from hub.changes import Approver, Wish
from hub.contract import STATE_WORDS, ItemState
from hub.portal.api.answers import After, Calling, KeyInPath, Limit, number_after, told
from hub.portal.api.blocks import said
from hub.portal.api.callers import SCOPE, Caller, caller_of, note_pupils
from hub.portal.api.keys import from_path, path_to
from hub.portal.api.problems import NOT_THERE, ApiProblemError, documented
from hub.portal.api.said import ChangePage, ChangeShape, RequestShape, WishesShape, WishShape
from hub.portal.desk import Desk, desk_of
from hub.portal.rights import Act
from hub.records import RECORD_TYPES, Kind, Text, facts
from hub.store import Books, Item, Scope
from hub.store.change_list import LastStep

SEE = {"act": Act.PROGRAM, SCOPE: Scope.CHANGES}
ASK = {"act": Act.PROGRAM, SCOPE: Scope.ASK}
TAGS, AS_GUARDIAN = ["changes"], ["as a guardian"]
MOST_NUMBER = 2**62
Number = Annotated[int, PathParameter(ge=1, le=MOST_NUMBER, description="Number of the change.")]
StateWanted = Annotated[ItemState | None, QueryParameter(name="state", description="Only changes in this state.")]


@get(
    "/changes",
    opt=SEE,
    sync_to_thread=True,
    tags=TAGS,
    responses=documented(),
    summary="Every change that was asked at the school",
    description="Values of one guardian are not for the other: show a guardian his own requests, which "
    "`/guardians/{key}/changes` gives.",
)
def all_changes(
    request: Calling, after: After = None, in_state: StateWanted = None, limit: Limit = 100
) -> Response[ChangePage]:
    return told(request, _page(request, after, in_state, limit))


@get(
    "/changes/{number:int}",
    opt=SEE,
    sync_to_thread=True,
    tags=TAGS,
    responses=documented(404),
    summary="One change with its state",
)
def one_change(request: Calling, number: Number) -> Response[ChangeShape]:
    caller = caller_of(request.scope)
    with desk_of(request).store.open(caller.school_id, by=caller.by) as books:
        found = books.changes.find(number)
        shapes = _shapes(books, [found] if found else [])
        note_pupils(books, caller, _pupils_in([found] if found else []))
    if not shapes:
        raise ApiProblemError(404, NOT_THERE)
    return told(request, shapes[0])


@get(
    "/guardians/{key:str}/changes",
    opt=SEE,
    sync_to_thread=True,
    tags=AS_GUARDIAN,
    responses=documented(),
    summary="What this guardian asked to change",
)
def changes_of(
    request: Calling, key: KeyInPath, after: After = None, in_state: StateWanted = None, limit: Limit = 100
) -> Response[ChangePage]:
    return told(request, _page(request, after, in_state, limit, from_path(key)))


@post(
    "/guardians/{key:str}/changes",
    opt=ASK,
    sync_to_thread=True,
    tags=AS_GUARDIAN,
    responses=documented(404, 409, 413, 422),
    summary="Ask changes on behalf of this guardian",
    description="All of it is asked, or nothing. The hub looks whether this guardian may ask this (authority, whose "
    "address it is) and whether the value can be one; the rules of the school decide what a person must approve.",
)
def ask(
    request: Calling,
    key: KeyInPath,
    data: JSONBody[WishesShape],
    idempotency_key: Annotated[
        str | None,
        HeaderParameter(
            name="Idempotency-Key",
            min_length=1,
            max_length=200,
            description="Any text of yours that names this request: sent again within a day, nothing is asked twice.",
        ),
    ] = None,
) -> Response[RequestShape]:
    caller, guardian = caller_of(request.scope), from_path(key)
    desk = desk_of(request)
    with desk.store.open(caller.school_id, by=caller.by) as books:
        if books.changes.record(Kind.GUARDIANS, guardian) is None:
            raise ApiProblemError(404, NOT_THERE)
        number = _asked_before(books, caller, guardian, data, idempotency_key)
        if number is None:
            number = _ask(desk, books, guardian, data)
            if idempotency_key:
                books.api_tokens.asked(caller.token.id, idempotency_key, number)
        made = RequestShape(request=number, changes=_shapes(books, books.changes.items_of(number)))
    return Response(made, status_code=201)


@post(
    "/guardians/{key:str}/changes/{number:int}/withdraw",
    opt=ASK,
    status_code=200,
    sync_to_thread=True,
    tags=AS_GUARDIAN,
    responses=documented(404, 409),
    summary="Withdraw a change that this guardian asked",
)
def withdraw(request: Calling, key: KeyInPath, number: Number) -> Response[ChangeShape]:
    caller, guardian = caller_of(request.scope), from_path(key)
    desk = desk_of(request)
    with desk.store.open(caller.school_id, by=caller.by) as books:
        found = books.changes.find(number)
    if found is None or found.guardian != guardian:
        raise ApiProblemError(404, NOT_THERE)  # also where it is another guardian's: that is nobody's business
    changes.withdraw(desk.store, caller.school, number, approver=Approver(caller.by, frozenset({guardian})))
    with desk.store.open(caller.school_id, by=caller.by) as books:
        return Response(_shapes(books, [books.changes.item(number)])[0])


def _asked_before(
    books: Books, caller: Caller, guardian: str, data: WishesShape, idempotency_key: str | None
) -> int | None:
    """Return the request that came with this key before. Raises where something else came with it."""
    if not idempotency_key:
        return None
    body = msgspec.json.encode([guardian, data], order="deterministic")
    before = books.api_tokens.ask_once(caller.token.id, idempotency_key, body)
    if before is None:
        return None
    if not before.same or before.request is None:
        raise ApiProblemError(422, OTHER_REQUEST)
    return before.request


def _ask(desk: Desk, books: Books, guardian: str, data: WishesShape) -> int:
    wishes = [_wish(guardian, each) for each in data.wishes]
    return changes.ask_within(desk.registry, books, wishes, guardian=guardian)[0].request


def _wish(guardian: str, given: WishShape) -> Wish:
    if "\0" in f"{given.pupil}{given.field}":
        raise ApiProblemError(400, NO_SIGN)
    kind, key = (Kind.GUARDIANS, guardian) if given.pupil is None else (Kind.PUPILS, given.pupil)
    return Wish(kind=kind, key=key, field=given.field, value=given.value)


def _page(
    request: Calling, after: str | None, state: ItemState | None, limit: int, guardian: str | None = None
) -> ChangePage:
    caller = caller_of(request.scope)
    states = () if state is None else (state,)
    with desk_of(request).store.open(caller.school_id, by=caller.by) as books:
        found = books.changes.items(states, guardian=guardian, after=number_after(after), limit=limit + 1)
        items = _shapes(books, found[:limit])
        note_pupils(books, caller, _pupils_in(found[:limit]))
    return ChangePage(items=items, next=str(found[limit - 1].id) if len(found) > limit else None)


def _pupils_in(items: Iterable[Item]) -> list[str]:
    return [each.key for each in items if each.kind is Kind.PUPILS]


def _shapes(books: Books, items: list[Item]) -> list[ChangeShape]:
    last = books.change_list.last_steps([each.id for each in items])
    return [_shape(each, last.get(each.id)) for each in items]


def _shape(item: Item, last: LastStep | None) -> ChangeShape:
    declared = facts(RECORD_TYPES[item.kind]).get(item.field)
    return ChangeShape(
        number=item.id,
        href=path_to("changes", str(item.id)),
        request=item.request,
        guardian=item.guardian,
        pupil=item.key if item.kind is Kind.PUPILS else None,
        subject=item.key,
        field=item.field,
        label=said(declared.label if declared else Text.same(item.field)),
        base=_text(item.base),
        wanted=_text(item.wanted),
        value=_text(item.value),
        state=item.state,
        state_words=said(STATE_WORDS[item.state][1]),
        reason=said(last.reason) if last and last.reason else None,
        effective_on=item.effective_on,
        asked_at=item.asked_at,
        moved_at=item.moved_at,
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


OTHER_REQUEST = Text(
    "Met deze Idempotency-Key kwam al een ander verzoek. Gebruik voor elk nieuw verzoek een nieuwe.",
    "Another request came with this Idempotency-Key. Use a new one for every new request.",
)
NO_SIGN = Text(
    "In dit verzoek staat een teken dat geen tekst bevat. Haal het weg.",
    "There is a sign in this request that no text holds. Take it out.",
)
CHANGE_API = (all_changes, one_change, changes_of, ask, withdraw)
