"""The LAS's own word closes a change, or takes it back to a person: a pull is compared with every item that is open.

It runs after each intake, looks at what is known, not at what changed, and so finds again whatever it missed before.
"""

import logging
from typing import Any

from hub.changes.decisions import Compared, compared
from hub.changes.requests import to_conflict
from hub.contract import Event, IntakeFinished, School
from hub.records import UNSAID, Record, Text, to_json
from hub.store import ECHOED, Books, Item, ItemState, Store

SHOWN = frozenset({"applied", "unchanged"})
"""Outcomes of a run after which the hub knows what the LAS says."""

OVERTAKEN = frozenset({ItemState.APPROVED, ItemState.TASK, ItemState.SENT})
"""States in which a third value in the LAS makes a conflict: somebody decided on another one.

On a request nobody decided yet: it shows what the LAS has, and whoever approves it without having seen that makes it a
conflict. Of an unknown outcome the LAS itself is asked first.
"""

_log = logging.getLogger(__name__)


def listen_for_echoes(store: Store) -> None:
    """Close what the LAS shows, after every intake that was kept."""

    def listener(school: School, event: Event) -> None:
        if not isinstance(event, IntakeFinished) or event.outcome not in SHOWN:
            return
        try:
            with store.open(school.code) as books:
                hear_echoes(books, event.run)
        except Exception as error:  # noqa: BLE001  # the intake is kept already; the next one makes up for this
            _log.warning("echoes were not compared: %s", type(error).__name__)

    store.listeners.append(listener)


def hear_echoes(books: Books, run: int) -> None:
    """Confirm every open item whose wanted value the LAS has, with the number of the run that showed it.

    Where the LAS has a third value, neither the base nor the wish, the item goes back to a person.
    """
    items = books.changes.items(ECHOED)
    for kind in {each.kind for each in items}:
        of_kind = [each for each in items if each.kind is kind]
        records = books.changes.records(kind, sorted({each.key for each in of_kind}))
        for item in of_kind:
            record = records.get(item.key)
            if record is not None:
                _hear(books, item, _known(record, item), run)


def confirm_where_known(books: Books, item: Item) -> bool:
    """Confirm an item whose wanted value is known already: a pull overtook the answer of the LAS."""
    record = books.changes.record(item.kind, item.key)
    if record is None or _compared(item, _known(record, item)) is not Compared.HAD:
        return False
    return _confirm(books, item.id, None)


def _hear(books: Books, item: Item, known: Any, run: int) -> None:
    outcome = _compared(item, known)
    if outcome is Compared.HAD:
        _confirm(books, item.id, run)
    elif outcome is Compared.CONFLICT and item.state in OVERTAKEN:
        item = books.changes.item(item.id, lock=True)
        if item.state in OVERTAKEN and _compared(item, known) is Compared.CONFLICT:
            to_conflict(books, item, known, run=run)


def _known(record: Record, item: Item) -> Any:
    value = getattr(record, item.field, None)
    return None if value is None or value is UNSAID else to_json(value)


def _compared(item: Item, known: Any) -> Compared:
    return compared(item.kind, item.field, item.base, known, item.value)


def _confirm(books: Books, number: int, run: int | None) -> bool:
    """Confirm an item as it stands by now; what moved on meanwhile is left to whoever moved it."""
    item = books.changes.item(number, lock=True)
    if item.state not in ECHOED:
        return False
    reason = HAD_ALREADY if item.state in (ItemState.REQUESTED, ItemState.APPROVED) else SHOWS_IT
    books.changes.look_again(item, None, item.tries)
    books.changes.move(item, ItemState.CONFIRMED, reason, run=run, by="las")
    return True


SHOWS_IT = Text("Het LAS laat de nieuwe waarde zien.", "The LAS shows the new value.")
HAD_ALREADY = Text("Het LAS heeft deze waarde al.", "The LAS has this value already.")
