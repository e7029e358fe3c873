"""Which letter follows on what happened. It is posted in the same transaction: no change without its letter."""

from hub.contract import (
    ChangeMoved,
    CouplingBroke,
    CouplingWorks,
    DecisionDue,
    Event,
    InformationAsked,
    InformationDecided,
    TaskDue,
    WebhookPaused,
)
from hub.mail.information import ADMINS, deciders
from hub.mail.posting import post
from hub.store import Books, ItemState, RequestState, Role, Store

AFTER = {
    ItemState.REQUESTED: "received",
    ItemState.APPROVED: "decided",
    ItemState.REFUSED: "decided",
    ItemState.CONFIRMED: "confirmed",
}
DECIDED = frozenset({RequestState.GRANTED.value, RequestState.REFUSED.value})


def write_letters(store: Store) -> None:
    """Let letters follow on what happens at schools."""
    store.clerks.append(_follow)


def _follow(books: Books, event: Event) -> None:
    match event:
        case ChangeMoved(item=number, state=state) if state in AFTER:
            _to_asker(books, number, AFTER[ItemState(state)])
        case TaskDue(accounts=accounts) | DecisionDue(accounts=accounts):
            for account in sorted(accounts):
                post(books, "reminder", to_account=account)
        case InformationAsked(request=number):
            _to_deciders(books, number)
        case InformationDecided(request=number, state=state) if state in DECIDED:
            asked = books.access.request(number)
            if asked is not None:
                post(books, "information_decided", guardian=asked.guardian, subject=number)
        case CouplingBroke(since=since):
            _to_people(books, ADMINS, "coupling_broke", int(since.timestamp()))
        case CouplingWorks(since=since):
            _to_people(books, ADMINS, "coupling_works", int(since.timestamp()))
        case WebhookPaused(webhook=number):
            _to_people(books, ADMINS, "webhook_paused", number)


def _to_asker(books: Books, number: int, letter: str) -> None:
    """Tell the guardian who asked. What the school itself takes back is told to nobody."""
    item = books.changes.item(number)
    if item.guardian is not None:
        post(books, letter, guardian=item.guardian, subject=item.request)


def _to_deciders(books: Books, number: int) -> None:
    """Tell who decides on it."""
    asked = books.access.request(number)
    for account in deciders(books, asked) if asked else ():
        post(books, "information_asked", to_account=account)


def _to_people(books: Books, roles: frozenset[Role], letter: str, subject: int | None) -> None:
    for account in books.accounts_with(roles):
        post(books, letter, to_account=account, subject=subject)
