"""Telling the school's own portal what happened: addresses with what they hear, and every message to them."""

from datetime import timedelta
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from hub.portal.desk import desk_of
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.staff.limits import PER_PAGE, bounded
from hub.portal.staff.portal_tokens import LABELS, Form, front
from hub.portal.visits import Asking
from hub.records import Text
from hub.store import Books, MessageState, Webhook, WebhookState
from hub.webhooks import EVENTS, IN_BULK, PAUSED, PING, AddressRefusedError, new_secret, ping, send_again, wake

OPT = {"act": Act.SET_PORTAL}
MOST = 20
"""Addresses of one school."""
OVERLAP = timedelta(hours=24)
"""So long the old secret signs beside the new one."""
STATES = {
    WebhookState.ON: ("good", Text("Aan", "On")),
    WebhookState.OFF: ("calm", Text("Uit", "Off")),
    WebhookState.PAUSED: ("bad", Text("Gestopt", "Stopped")),
}
MESSAGES = {
    MessageState.WAITING: ("note", Text("Wacht", "Waits")),
    MessageState.DELIVERED: ("good", Text("Aangekomen", "Arrived")),
    MessageState.GIVEN_UP: ("bad", Text("Niet aangekomen", "Did not arrive")),
}
TITLES = {**EVENTS, **IN_BULK, PING: Text("Proefbericht", "Trial message")}


@post("/s/{school:str}/portal/webhooks", opt=OPT, sync_to_thread=True)
def add(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    address, events = data.get("address", "").strip(), [each for each in EVENTS if f"event-{each}" in data]
    problems = {} if events else {"events": NO_EVENTS}
    try:
        desk_of(request).gate.open(address)
    except AddressRefusedError as error:
        problems["address"] = error.text
    secret = new_secret()
    with desk_of(request).books(request.scope) as books:
        if len(books.webhooks.all()) >= MOST:
            problems["address"] = TOO_MANY
        if not problems:
            number = books.webhooks.add(address, events, secret)
    if problems:
        return front(request, data, problems, status_code=422)
    return _shown_once(request, f"/s/{school}/portal/webhooks/{number}", address, secret.reveal())


@get("/s/{school:str}/portal/webhooks/{number:int}", opt=OPT, sync_to_thread=True)
def one(
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    number: FromPath[int],
    show: FromQuery[str] = "",
    before: FromQuery[int] = 0,
) -> Response[str]:
    return _webhook_page(request, number, show, bounded(before))


def _webhook_page(
    request: Asking, number: int, show: str = "", before: int = 0, problems: dict[str, Text] | None = None
) -> Response[str]:
    states = (MessageState(show),) if show in set(MessageState) else ()
    with desk_of(request).books(request.scope) as books:
        webhook = _webhook(books, number)
        found = books.webhooks.messages(number, states, before=before or None, limit=PER_PAGE + 1)
        counts = books.webhooks.counts().get(number, {})
    context: dict[str, Any] = {
        "webhook": webhook,
        "rows": found[:PER_PAGE],
        "older": found[PER_PAGE - 1].id if len(found) > PER_PAGE else None,
        "counts": counts,
        "show": show,
        "before": before,
        "problems": problems or {},
    }
    words = {"events": EVENTS, "titles": TITLES, "states": STATES, "message_states": MESSAGES, "labels": LABELS}
    status = 422 if problems else 200
    return page(request, "portal_webhook.html", status_code=status, **context, **words, paused=PAUSED)


@post("/s/{school:str}/portal/webhooks/{number:int}/events", opt=OPT, sync_to_thread=True)
def choose(request: Asking, school: FromPath[str], number: FromPath[int], data: Form) -> Response[Any]:
    events = [each for each in EVENTS if f"event-{each}" in data]
    if not events:
        return _webhook_page(request, number, problems={"events": NO_EVENTS})
    with desk_of(request).books(request.scope) as books:
        books.webhooks.choose(_webhook(books, number).id, events)
    return see(f"/s/{school}/portal/webhooks/{number}", "saved")


@post("/s/{school:str}/portal/webhooks/{number:int}/ping", opt=OPT, sync_to_thread=True)
def try_it(request: Asking, school: FromPath[str], number: FromPath[int]) -> Redirect:
    with desk_of(request).books(request.scope) as books:
        ping(books, _webhook(books, number).id)
    return see(f"/s/{school}/portal/webhooks/{number}", "webhook_pinged")


@post("/s/{school:str}/portal/webhooks/{number:int}/turn", opt=OPT, sync_to_thread=True)
def turn(request: Asking, school: FromPath[str], number: FromPath[int], data: Form) -> Redirect:
    on = data.get("on") == "true"
    with desk_of(request).books(request.scope) as books:
        webhook = _webhook(books, number)
        books.webhooks.turn(webhook.id, WebhookState.ON if on else WebhookState.OFF)
        if on:
            wake(books, [webhook.id])
    return see(f"/s/{school}/portal/webhooks/{number}", "webhook_on" if on else "webhook_off")


@post("/s/{school:str}/portal/webhooks/{number:int}/again", opt=OPT, sync_to_thread=True)
def again(request: Asking, school: FromPath[str], number: FromPath[int], data: Form) -> Redirect:
    given = data.get("message", "")
    if not given.isascii() or not given.isdecimal():
        raise NotFoundException
    with desk_of(request).books(request.scope) as books:
        _webhook(books, number)
        send_again(books, bounded(int(given[:20])))
    return see(f"/s/{school}/portal/webhooks/{number}", "webhook_again")


@get("/s/{school:str}/portal/webhooks/{number:int}/secret", opt=OPT, sync_to_thread=True)
def confirm_renew(request: Asking, school: FromPath[str], number: FromPath[int]) -> Response[str]:
    return _confirm(request, school, number, "secret")


@get("/s/{school:str}/portal/webhooks/{number:int}/remove", opt=OPT, sync_to_thread=True)
def confirm_remove(request: Asking, school: FromPath[str], number: FromPath[int]) -> Response[str]:
    return _confirm(request, school, number, "remove")


def _confirm(request: Asking, school: str, number: int, act: str) -> Response[str]:
    with desk_of(request).books(request.scope) as books:
        webhook = _webhook(books, number)
    back = f"/s/{school}/portal/webhooks/{number}"
    return page(request, "portal_confirm.html", back=back, webhook=webhook, confirmed=act)


@post("/s/{school:str}/portal/webhooks/{number:int}/secret", opt=OPT, sync_to_thread=True)
def renew(request: Asking, school: FromPath[str], number: FromPath[int]) -> Response[str]:
    secret = new_secret()
    with desk_of(request).books(request.scope) as books:
        webhook = _webhook(books, number)
        books.webhooks.renew(number, secret, OVERLAP)
    return _shown_once(request, f"/s/{school}/portal/webhooks/{number}", webhook.address, secret.reveal())


@post("/s/{school:str}/portal/webhooks/{number:int}/remove", opt=OPT, sync_to_thread=True)
def remove(request: Asking, school: FromPath[str], number: FromPath[int]) -> Redirect:
    with desk_of(request).books(request.scope) as books:
        books.webhooks.remove(_webhook(books, number).id)
    return see(f"/s/{school}/portal", "webhook_removed")


def _shown_once(request: Asking, back: str, address: str, secret: str) -> Response[str]:
    return page(request, "portal_secret.html", back=back, secret=secret, name=address, sort="webhook")


def _webhook(books: Books, number: int) -> Webhook:
    found = books.webhooks.find(bounded(number))
    if found is None:
        raise NotFoundException
    return found


NO_EVENTS = Text("Kies minstens één ding waarover het portaal hoort.", "Choose at least one thing to hear of.")
TOO_MANY = Text(
    "Er staan al twintig adressen. Haal er eerst een weg.", "There are twenty addresses already. Take one away first."
)
PORTAL_WEBHOOK_ROUTES = (add, one, choose, try_it, turn, again, confirm_renew, renew, confirm_remove, remove)
