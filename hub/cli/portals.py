"""`hub token` and `hub webhook`: letting a school's own portal in, and telling it what happened."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hub.app import opened
from hub.cli.arguments import CommandRefusedError, Parser, add_json, add_school, who
from hub.cli.terminal import Terminal
from hub.records import Text, to_json
from hub.store import Books, Scope, WebhookState
from hub.webhooks import EVENTS, Gate, new_secret, ping, wake

LONGEST_DAYS = 730


def declare(name: str, parser: Parser) -> None:
    acts = parser.acts()
    if name == "token":
        _declare_tokens(acts)
    else:
        _declare_webhooks(acts)


def _declare_tokens(acts: Any) -> None:
    add = acts("add", Text("een token maken; het staat nergens anders", "make a token; it is kept nowhere else"))
    add.add_argument("name", metavar="NAME")
    add_school(add)
    add.add_argument("--scope", action="append", required=True, choices=[each.value for each in Scope])
    add.add_argument("--days", type=int, default=365, choices=range(1, LONGEST_DAYS + 1), metavar="DAYS")
    _ends_in(add, add_token)
    _ends_in(_of_school(acts("list", Text("de tokens van een school tonen", "list a school's tokens"))), list_tokens)
    revoke = _of_school(acts("revoke", Text("een token meteen intrekken", "revoke a token at once")))
    revoke.add_argument("id", type=int, metavar="ID")
    _ends_in(revoke, revoke_token)


def _declare_webhooks(acts: Any) -> None:
    add = _of_school(acts("add", Text("een adres toevoegen dat bericht krijgt", "add an address that hears")))
    add.add_argument("address", metavar="URL")
    add.add_argument("--event", action="append", required=True, choices=sorted(EVENTS))
    _ends_in(add, add_webhook)
    _ends_in(_of_school(acts("list", Text("de adressen van een school tonen", "list a school's addresses"))), webhooks)
    about = {
        "ping": (ping_webhook, Text("een proefbericht sturen", "send a trial message")),
        "on": (turn_on, Text("aanzetten; wat wacht, gaat weg", "turn on; what waits is sent")),
        "off": (turn_off, Text("uitzetten", "turn off")),
        "remove": (remove_webhook, Text("weghalen, met zijn berichten", "take away, with its messages")),
    }
    for name, (act, help_text) in about.items():
        parser = _of_school(acts(name, help_text))
        parser.add_argument("id", type=int, metavar="ID")
        _ends_in(parser, act)


def _of_school(parser: Parser) -> Parser:
    add_school(parser)
    return parser


def _ends_in(parser: Parser, act: Any) -> None:
    add_json(parser)
    parser.set_defaults(act=act)


def add_token(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app, app.store.open(asked.school, by=who()) as books:
        number, token = books.api_tokens.make(asked.name, [Scope(each) for each in asked.scope], asked.days)
    if terminal.as_json:
        terminal.show({"id": number, "name": asked.name, "scopes": sorted(asked.scope), "token": token.reveal()})
        return 0
    terminal.say(Text("Dit token staat nergens anders; bewaar het nu:", "This token is kept nowhere else; keep it:"))
    terminal.line(token.reveal())
    return 0


def list_tokens(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app, app.store.open(asked.school) as books:
        found = books.api_tokens.all()
    rows = [
        {
            "id": each.id,
            "name": each.name,
            "scopes": sorted(each.scopes),
            "used_at": to_json(each.used_at),
            "expires_at": to_json(each.expires_at),
            "revoked_at": to_json(each.revoked_at),
        }
        for each in found
    ]
    return _listed(rows, terminal)


def revoke_token(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app, app.store.open(asked.school, by=who()) as books:
        if not books.api_tokens.revoke(asked.id):
            raise CommandRefusedError(NO_TOKEN)
    terminal.say(Text("Het token is ingetrokken.", "The token has been revoked."))
    return _shown(asked, terminal)


def add_webhook(asked: Namespace, terminal: Terminal) -> int:
    Gate.from_environment().open(asked.address)
    secret = new_secret()
    with opened() as app, app.store.open(asked.school, by=who()) as books:
        number = books.webhooks.add(asked.address, asked.event, secret)
    if terminal.as_json:
        terminal.show({"id": number, "address": asked.address, "secret": secret.reveal()})
        return 0
    terminal.say(
        Text(f"Adres {number} staat aan. Bewaar dit geheim nu:", f"Address {number} is on. Keep this secret now:")
    )
    terminal.line(secret.reveal())
    return 0


def webhooks(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app, app.store.open(asked.school) as books:
        found, counts = books.webhooks.all(), books.webhooks.counts()
    rows = [
        {
            "id": each.id,
            "address": each.address,
            "state": each.state.value,
            "events": sorted(each.events),
            "messages": {state.value: number for state, number in counts.get(each.id, {}).items()},
            "trouble": terminal.sentence(each.sentence) if each.sentence else None,
        }
        for each in found
    ]
    return _listed(rows, terminal)


def ping_webhook(asked: Namespace, terminal: Terminal) -> int:
    with _webhook(asked) as books:
        ping(books, asked.id)
    terminal.say(Text("Het proefbericht is onderweg.", "The trial message is on its way."))
    return _shown(asked, terminal)


def turn_on(asked: Namespace, terminal: Terminal) -> int:
    with _webhook(asked) as books:
        books.webhooks.turn(asked.id, WebhookState.ON)
        wake(books, [asked.id])
    terminal.say(Text("Het adres staat aan.", "The address is on."))
    return _shown(asked, terminal)


def turn_off(asked: Namespace, terminal: Terminal) -> int:
    with _webhook(asked) as books:
        books.webhooks.turn(asked.id, WebhookState.OFF)
    terminal.say(Text("Het adres staat uit.", "The address is off."))
    return _shown(asked, terminal)


def remove_webhook(asked: Namespace, terminal: Terminal) -> int:
    with _webhook(asked) as books:
        books.webhooks.remove(asked.id)
    terminal.say(Text("Het adres is weggehaald.", "The address has been taken away."))
    return _shown(asked, terminal)


@contextmanager
def _webhook(asked: Namespace) -> Iterator[Books]:
    with opened() as app, app.store.open(asked.school, by=who()) as books:
        if books.webhooks.find(asked.id) is None:
            raise CommandRefusedError(NO_WEBHOOK)
        yield books


def _shown(asked: Namespace, terminal: Terminal) -> int:
    if terminal.as_json:
        terminal.show({"id": asked.id})
    return 0


def _listed(rows: list[dict[str, Any]], terminal: Terminal) -> int:
    if terminal.as_json:
        terminal.show(rows)
        return 0
    if rows:
        head = list(rows[0])
        terminal.table(head, [[_cell(each[name]) for name in head] for each in rows])
    return 0


def _cell(value: Any) -> object:
    if isinstance(value, dict):
        return ", ".join(f"{name} {number}" for name, number in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else value


NO_TOKEN = Text(
    "Dit token is er niet, of is al ingetrokken. Kijk het nummer na met 'hub token list'.",
    "There is no such token, or it was revoked already. Check its number with 'hub token list'.",
)
NO_WEBHOOK = Text(
    "Dit adres is er niet. Kijk het nummer na met 'hub webhook list'.",
    "There is no such address. Check its number with 'hub webhook list'.",
)
