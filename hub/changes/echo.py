"""The LAS's own word closes a change: what a pull shows is compared with every item that is open.

It runs after each intake, looks at what is known, not at what changed, and so finds again whatever it missed before.
"""

import logging

from hub.changes.values import same
from hub.contract import Event, IntakeFinished, School
from hub.records import UNSAID, Kind, Text, to_json
from hub.store import ECHOED, Books, Item, ItemState, Store

SHOWN = frozenset({"applied", "unchanged"})
"""Outcomes of a run after which the hub knows what the LAS says."""

_log = logging.getLogger(__name__)


def listen_for_echoes(store: Store) -> None:
    """Close what the LAS shows, after every intake that was kept."""

    def listener(school: School, event: Event) -> None:
        if not isinstance(event, IntakeFinished) or event.outcome not in SHOWN:
            return
        try:
            with store.open(school.code) as books:
                confirm_echoes(books, event.run)
        except Exception as error:  # noqa: BLE001  # the intake is kept already; the next one makes up for this
            _log.warning("echoes were not compared: %s", type(error).__name__)

    store.listeners.append(listener)


def confirm_echoes(books: Books, run: int) -> int:
    """Confirm every open item whose wanted value the LAS has, with the number of the run that showed it."""
    items = books.changes.items(ECHOED)
    confirmed = 0
    for kind in {each.kind for each in items}:
        of_kind = [each for each in items if each.kind is kind]
        records = books.changes.records(kind, sorted({each.key for each in of_kind}))
        for item in of_kind:
            record = records.get(item.key)
            if record is not None and _has_it(item, getattr(record, item.field, None)):
                confirmed += _confirm(books, item.id, run)
    return confirmed


def confirm_where_known(books: Books, item: Item) -> bool:
    """Confirm an item whose wanted value is known already: a pull overtook the answer of the LAS."""
    record = books.changes.record(item.kind, item.key)
    if record is None or not _has_it(item, getattr(record, item.field, None)):
        return False
    return bool(_confirm(books, item.id, None))


def _has_it(item: Item, known: object) -> bool:
    value = None if known is None or known is UNSAID else to_json(known)
    return same(Kind(item.kind), item.field, value, item.value)


def _confirm(books: Books, number: int, run: int | None) -> int:
    """Confirm an item as it stands by now; what moved on meanwhile is left to whoever moved it."""
    item = books.changes.item(number, lock=True)
    if item.state not in ECHOED:
        return 0
    reason = HAD_ALREADY if item.state in (ItemState.REQUESTED, ItemState.APPROVED) else SHOWS_IT
    books.changes.look_again(item, None, item.tries)
    books.changes.move(item, ItemState.CONFIRMED, reason, run=run, by="las")
    return 1


SHOWS_IT = Text("Het LAS laat de nieuwe waarde zien.", "The LAS shows the new value.")
HAD_ALREADY = Text("Het LAS heeft deze waarde al.", "The LAS has this value already.")
