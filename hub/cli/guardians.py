"""`hub guardian`: which guardians have an account, and inviting them."""

import os
from argparse import Namespace
from collections.abc import Sequence

from hub import accounts
from hub.app import opened
from hub.cli.arguments import CommandRefusedError, Parser, add_json, add_school, who
from hub.cli.terminal import Terminal
from hub.mail.links import invitation
from hub.records import Text
from hub.store import AccountState, Books, GuardianEntry, label_of

NEW = frozenset({AccountState.UNINVITED, AccountState.EXPIRED})


def declare(_name: str, parser: Parser) -> None:
    acts = parser.acts()
    listing = acts("list", Text("wie een account heeft", "who has an account"))
    add_school(listing)
    listing.add_argument("--state", choices=[each.value for each in AccountState], default=None)
    add_json(listing)
    listing.set_defaults(act=list_guardians)
    inviting = acts("invite", Text("verzorgers uitnodigen, per e-mail", "invite guardians, by e-mail"))
    add_school(inviting)
    inviting.add_argument("key", metavar="KEY", nargs="*")
    inviting.add_argument(
        "--all", action="store_true", help=parser.text("ieder die nog geen account heeft", "all without an account")
    )
    inviting.add_argument(
        "--link",
        action="store_true",
        help=parser.text(
            "de link ook tonen, voor een hub zonder e-mail", "show the link too, for a hub without e-mail"
        ),
    )
    add_json(inviting)
    inviting.set_defaults(act=invite_guardians)
    revoking = acts("revoke", Text("een uitnodiging intrekken", "withdraw an invitation"))
    add_school(revoking)
    revoking.add_argument("key", metavar="KEY")
    add_json(revoking)
    revoking.set_defaults(act=revoke_invitation)


def list_guardians(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app, app.store.open(asked.school, by=who()) as books:
        found = [each for each in books.guardians() if asked.state in (None, each.state)]
    if terminal.as_json:
        terminal.stream(_as_json(each) for each in found)
        return 0
    head = ("sleutel", "naam", "kinderen", "account")
    rows = [(each.guardian.key, label_of(each.guardian), _children(each), each.state.value) for each in found]
    terminal.table(head, rows)
    return 0


def invite_guardians(asked: Namespace, terminal: Terminal) -> int:
    if bool(asked.key) == asked.all:
        raise CommandRefusedError(KEYS_OR_ALL)
    with opened() as app, app.store.open(asked.school, by=who()) as books:
        keys = [each.guardian.key for each in books.guardians() if each.state in NEW] if asked.all else asked.key
        numbers = accounts.invite(books, keys)
        links = _links(books, numbers) if asked.link else []
    if terminal.as_json:
        terminal.show({"invited": keys, **({"links": links} if asked.link else {})})
        return 0
    terminal.say(Text(f"{len(keys)} uitnodiging(en) klaargezet.", f"{len(keys)} invitation(s) put ready."))
    for key, link in zip(keys, links, strict=False):
        terminal.line(f"  {key}  {link}")
    if links:
        terminal.note(FOR_THAT_PERSON)
    return 0


def revoke_invitation(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app, app.store.open(asked.school, by=who()) as books:
        was_open = books.invitations.revoke(asked.key)
    if terminal.as_json:
        terminal.show({"guardian": asked.key, "revoked": was_open})
    else:
        terminal.say(REVOKED if was_open else NONE_OPEN)
    return 0


def _links(books: Books, numbers: Sequence[int]) -> list[str]:
    """Return the links as they stand in the letters: with the address of the portal, where it is set."""
    home = os.environ.get("HUB_PUBLIC_URL", "").rstrip("/")
    return [home + invitation(str(books.invitations.link_token(each))) for each in numbers]


def _as_json(entry: GuardianEntry) -> dict[str, object]:
    return {
        "key": entry.guardian.key,
        "name": label_of(entry.guardian),
        "children": [each.name for each in entry.children],
        "state": entry.state.value,
        "seen": entry.seen_at.isoformat() if entry.seen_at else None,
        "invited": entry.invited_at.isoformat() if entry.invited_at else None,
        "expires": entry.expires_at.isoformat() if entry.expires_at else None,
    }


def _children(entry: GuardianEntry) -> str:
    return ", ".join(each.name for each in entry.children)


KEYS_OR_ALL = Text(
    "Noem de sleutels van de verzorgers, of geef --all. Er is niemand uitgenodigd.",
    "Name the keys of the guardians, or give --all. Nobody was invited.",
)
FOR_THAT_PERSON = Text(
    "Geef elke link alleen aan die verzorger zelf: wie de link heeft, kan het account maken.",
    "Give each link to that guardian alone: whoever has the link can make the account.",
)
REVOKED = Text("De uitnodiging is ingetrokken.", "The invitation was withdrawn.")
NONE_OPEN = Text("Er was geen open uitnodiging.", "There was no open invitation.")
