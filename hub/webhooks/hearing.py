"""Which message follows on what happened. It is put in the outbox in the same transaction: none is lost or invented."""

from collections.abc import Iterable

from hub.contract import ChangeMoved, Event, IntakeFinished, ReportCardAdded, ResultsChanged
from hub.store import Books, Store
from hub.store.deferring import defer_once
from hub.webhooks.names import EVENTS, HISTORY, MANY, PING, ROLL

SEND = "send_webhooks"
"""The job that sends what is due to one address."""
APPLIED = "applied"


def write_messages(store: Store) -> None:
    """Let messages follow on what happens at schools."""
    store.clerks.append(_follow)


def ping(books: Books, webhook: int) -> int:
    """Send a message that only shows that it arrives. Return its number."""
    number = books.webhooks.post_to(webhook, PING, {})
    wake(books, [webhook])
    return number


def send_again(books: Books, message: int) -> bool:
    """Send a message once more, with the same number. False: it is not there any more."""
    webhook = books.webhooks.again(message)
    if webhook is not None:
        wake(books, [webhook])
    return webhook is not None


def wake(books: Books, webhooks: Iterable[int]) -> None:
    """Put the job of each of these addresses in the queue, unless it waits there already."""
    for each in webhooks:
        defer_once(books, SEND, webhook=each)


def _follow(books: Books, event: Event) -> None:
    wake(books, sorted(set(_posted(books, event))))


def _posted(books: Books, event: Event) -> list[int]:
    post = books.webhooks.post
    match event:
        case ChangeMoved(item=number, state=state) if (name := f"change.{state}") in EVENTS:
            if not books.webhooks.wanting(name):
                return []
            item = books.changes.item(number)
            return post(name, {"change": number, "request": item.request})
        case IntakeFinished(run=run, outcome=outcome):
            moved = books.webhooks.post_run(run, MANY, ROLL) if outcome == APPLIED else []
            return [*moved, *post("intake.finished", {"run": run, "outcome": outcome})]
        case ResultsChanged(run=run):
            return books.webhooks.post_results(run, MANY, HISTORY)
        case ReportCardAdded(card=card):
            return books.webhooks.post_report_card(card)
    return []
