"""What waits: for a LAS that is away, or for a coupling that is off or set wrongly, until somebody set it right."""

import logging
from itertools import takewhile

from hub.contract import Event, PluginSet, PluginSwitched, School, WriteState
from hub.records import Text
from hub.store import Books, Item, Store
from hub.store.deferring import defer

ANSWERED = frozenset({"receipt", *WriteState})

_log = logging.getLogger(__name__)


def waiting_for(reason: Text) -> Text:
    """Return what an item says while it waits for the coupling."""
    return Text(f"Dit wacht. {reason.nl}", f"This waits. {reason.en}")


def unanswered(books: Books, item: Item) -> int:
    """Return how many of the last calls about an item the LAS left without an answer, one after another."""
    calls = reversed(books.changes.attempts(item.id))
    return sum(1 for _ in takewhile(lambda each: each.outcome not in ANSWERED, calls))


def go_on_once_set(store: Store) -> None:
    """Go on with what waits, after every time that a plugin was turned on or set."""

    def listener(school: School, event: Event) -> None:
        if not isinstance(event, PluginSet | PluginSwitched):
            return
        try:
            with store.open(school.code) as books:
                wake(books)
        except Exception as error:  # noqa: BLE001  # it was set already; what waits is looked at later by itself
            _log.warning("what waits was not woken: %s", type(error).__name__)

    store.listeners.append(listener)


def wake(books: Books) -> None:
    """Look again, at once, at everything that waits."""
    for item in books.changes.waiting():
        books.changes.look_again(item, 0, item.tries)
        defer(books, "write_back", item=item.id)
