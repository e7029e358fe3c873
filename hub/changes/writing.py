"""Bringing an approved item into the LAS, once; and asking the LAS what came of it.

Each call goes on with an item from where it stands, so that a job that broke off is simply done again:

- `approved`: compare once more, write down that it is being sent, commit, and only then call the LAS;
- `sending`: whoever sent it died or was broken off, so nobody knows whether it arrived: it is `unknown` from now on;
- `sent`, `unknown`: ask the LAS. Only where the LAS is sure that it never received the write, it is sent again.

A lock of the database, which ends with the process that holds it, sees to it that one process at a time does so.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from hub.changes.decisions import Compared, compared, pause
from hub.changes.echo import confirm_where_known
from hub.changes.effective import dutch_today
from hub.changes.errors import CannotAskError
from hub.changes.moving import holds_back
from hub.changes.policy import as_task, cannot_write
from hub.changes.reminders import remind
from hub.changes.requests import HAD_IT, known_of, known_or_nothing, to_conflict
from hub.changes.waiting import unanswered, waiting_for
from hub.contract import (
    ChangeRefusedError,
    ConfigurationError,
    ConflictError,
    HubError,
    LasUnavailableError,
    OnlyByHandError,
    Outcome,
    Receipt,
    Write,
    WritesBack,
    WriteState,
)
from hub.records import Text
from hub.registry import Registry
from hub.store import Books, Item, ItemState, Store
from hub.store.asking import las_of
from hub.store.deferring import defer, defer_once

BY = "hub"
CONFIGURATION_PAUSE = 900.0
"""Seconds after which a coupling that was set wrongly is tried again."""
MOST_QUESTIONS = 12
"""So often the hub asks what came of a write before it leaves that to a person."""

_log = logging.getLogger(__name__)


def go_on(  # noqa: PLR0913  # a step is all of these
    store: Store,
    registry: Registry,
    school: int,
    number: int,
    *,
    first_pause: float = 2.0,
    today: date | None = None,
) -> None:
    """Take the next step with one item towards the LAS, if it is time for one. Another process at it: do nothing.

    `today` is the day in the Netherlands, where that is another than the clock says.
    """
    with store.open(school, BY) as turn:
        if turn.changes.take_turn(number):
            _Step(store, registry, school, number, first_pause, today or dutch_today()).take()


def give_up(store: Store, school: int, number: int) -> None:
    """Leave an item to a person: the process that worked on it died time and again."""
    with store.open(school, BY) as books:
        item = books.changes.find(number, lock=True)
        if item is None:
            return
        if item.state is ItemState.APPROVED:
            item = books.changes.move(item, ItemState.SENDING)
            back_to_a_person(books, item, ItemState.FAILED, NEVER_SENT)
        elif item.state in (ItemState.SENDING, ItemState.SENT):
            back_to_a_person(books, item, ItemState.UNKNOWN, CANNOT_TELL)


def tend(store: Store, registry: Registry, school: int, *, patience: float) -> None:
    """Put items whose job was lost in the queue again, and remind the school of what waits for it."""
    with store.open(school, BY) as books:
        for number in books.changes.overdue(patience):
            defer(books, "write_back", item=number)
        remind(registry, books, datetime.now(UTC))


@dataclass(frozen=True)
class _Call:
    """A call that is about to be made: its number, what is sent, and to whom."""

    attempt: int
    write: Write
    connector: WritesBack
    plugin: str
    receipt: Receipt | None = None


@dataclass(frozen=True)
class _Step:
    store: Store
    registry: Registry
    school: int
    number: int
    first_pause: float
    today: date

    def take(self) -> None:
        with self.store.open(self.school, BY) as books:
            item = books.changes.find(self.number, lock=True)
            if item is None or not books.changes.is_due(self.number):
                return
            if item.state is ItemState.SENDING:
                item = self._nobody_knows(books, item, BROKEN_OFF)
            call = self._prepare(books, item)
        if call is not None and item.state is ItemState.APPROVED:
            self._write(call)
        elif call is not None:
            self._read_back(call)

    def _prepare(self, books: Books, item: Item) -> _Call | None:
        """Decide what to do with the item as it stands, and write down that the LAS is about to be called."""
        if item.state is ItemState.APPROVED:
            return self._prepare_write(books, item)
        if item.state in (ItemState.SENT, ItemState.UNKNOWN):
            return self._prepare_question(books, item)
        books.changes.look_again(item, None, item.tries)
        return None

    def _prepare_write(self, books: Books, item: Item) -> _Call | None:
        if holds_back(books, item, self.today):
            return None
        try:
            known = known_of(books, item)
        except CannotAskError as error:
            to_conflict(books, item, None, error.text)
            return None
        outcome = compared(item.kind, item.field, item.base, known, item.value)
        if outcome is not Compared.FREE:
            books.changes.look_again(item, None, 0)
            if outcome is Compared.HAD:
                books.changes.move(item, ItemState.CONFIRMED, HAD_IT)
            else:
                to_conflict(books, item, known)
            return None
        try:
            plugin, connector = las_of(self.registry, books)
        except ConfigurationError as error:
            self._without_las(books, item, error)
            return None
        if not isinstance(connector, WritesBack):
            as_task(books, item, cannot_write(plugin))
            return None
        item = books.changes.move(item, ItemState.SENDING)
        # Due at once: whoever takes this over after a crash must not wait.
        books.changes.look_again(item, 0, item.tries)
        return _Call(books.changes.begin_attempt(item, "write"), _write_of(item, known), connector, plugin)

    def _without_las(self, books: Books, item: Item, error: ConfigurationError) -> None:
        """Wait for a coupling that is set wrongly. Where a school has none, what waited for its day is a task now."""
        if item.effective_on is not None and books.plugins.las() is None:
            as_task(books, item, error.text)
        else:
            self._wait(books, item, CONFIGURATION_PAUSE, error)

    def _prepare_question(self, books: Books, item: Item) -> _Call | None:
        if confirm_where_known(books, item):
            return None
        if item.tries >= MOST_QUESTIONS:
            self._leave_to_a_person(books, item)
            return None
        try:
            plugin, connector = las_of(self.registry, books)
        except ConfigurationError as error:
            self._wait(books, item, CONFIGURATION_PAUSE, error)
            return None
        if not isinstance(connector, WritesBack):
            self._leave_to_a_person(books, item)
            return None
        correlation = books.changes.correlation(item)
        receipt = Receipt(correlation=correlation) if correlation else None
        attempt = books.changes.begin_attempt(item, "read_back")
        return _Call(attempt, _write_of(item, item.base), connector, plugin, receipt)

    def _write(self, call: _Call) -> None:
        answer = _answer_of(lambda: call.connector.write(call.write))
        with self.store.open(self.school, BY) as books:
            item = books.changes.item(self.number, lock=True)
            if isinstance(answer, Receipt):
                books.changes.end_attempt(call.attempt, "receipt", correlation=answer.correlation)
                self._sent(books, item)
            else:
                reason = answer.text if isinstance(answer, HubError) else NO_ANSWER
                books.changes.end_attempt(call.attempt, type(answer).__name__, reason=reason)
                self._not_sent(books, item, answer, reason, call.plugin)

    def _sent(self, books: Books, item: Item) -> None:
        item = books.changes.move(item, ItemState.SENT)
        if not confirm_where_known(books, item):
            self._ask_later(books, item, 0)

    def _not_sent(self, books: Books, item: Item, error: Exception, reason: Text, plugin: str) -> None:
        if isinstance(error, LasUnavailableError | ConfigurationError):
            item = books.changes.move(item, ItemState.APPROVED, reason)
            seconds = pause(item.tries, self.first_pause)
            if isinstance(error, ConfigurationError):
                seconds = max(seconds, CONFIGURATION_PAUSE)
            self._wait(books, item, seconds, error)
        elif isinstance(error, OnlyByHandError):
            as_task(books, books.changes.move(item, ItemState.APPROVED, by=BY), reason)
        elif isinstance(error, ChangeRefusedError):
            back_to_a_person(books, item, ItemState.FAILED, reason)
        elif isinstance(error, ConflictError):
            to_conflict(books, item, known_or_nothing(books, item), reason)
        else:
            if not isinstance(error, HubError):
                _log.warning("plugin %s failed in write: %s", plugin, type(error).__name__)
                books.plugins.note_fault(plugin, "write", type(error).__name__, reason)
            item = self._nobody_knows(books, item, reason)
            self._ask_later(books, item, 0)

    def _read_back(self, call: _Call) -> None:
        answer = _answer_of(lambda: call.connector.read_back(call.write, call.receipt))
        with self.store.open(self.school, BY) as books:
            item = books.changes.item(self.number, lock=True)
            name = answer.state.value if isinstance(answer, Outcome) else type(answer).__name__
            reason = answer.reason if isinstance(answer, Outcome) else getattr(answer, "text", None)
            books.changes.end_attempt(call.attempt, name, reason=reason)
            if item.state not in (ItemState.SENT, ItemState.UNKNOWN):
                return  # a pull confirmed it meanwhile, or a person decided
            if isinstance(answer, Outcome):
                self._told(books, item, answer)
            elif isinstance(answer, ConfigurationError):
                self._wait(books, item, CONFIGURATION_PAUSE, answer, tries=item.tries)
            elif isinstance(answer, LasUnavailableError):
                self._come_back(books, item, pause(max(item.tries, unanswered(books, item)), self.first_pause))
            else:
                self._ask_later(books, item, item.tries + 1)

    def _told(self, books: Books, item: Item, outcome: Outcome) -> None:
        """Go on with what the LAS says came of the write."""
        reason = outcome.reason or LAS_GAVE_NO_REASON
        if outcome.state is WriteState.REFUSED:
            back_to_a_person(books, item, ItemState.FAILED, reason)
        elif outcome.state is WriteState.CONFLICT:
            to_conflict(books, item, known_or_nothing(books, item), outcome.reason)
        elif outcome.state is WriteState.NOT_RECEIVED and item.state is ItemState.UNKNOWN:
            item = books.changes.move(item, ItemState.APPROVED, NEVER_ARRIVED)
            self._wait(books, item, pause(item.tries, self.first_pause))
        elif outcome.state in (WriteState.DONE, WriteState.GOING):
            if item.state is ItemState.UNKNOWN:
                item = books.changes.move(item, ItemState.SENT)
            if outcome.state is WriteState.DONE:
                defer_once(books, "pull_in")  # the LAS's own word, at a pull, is what confirms
            self._ask_later(books, item, item.tries + 1)
        else:
            if item.state is ItemState.SENT:
                item = self._nobody_knows(books, item, CANNOT_TELL)
            self._ask_later(books, item, item.tries + 1)

    def _nobody_knows(self, books: Books, item: Item, reason: Text) -> Item:
        books.changes.drop_approvals(item)
        return books.changes.move(item, ItemState.UNKNOWN, reason)

    def _leave_to_a_person(self, books: Books, item: Item) -> None:
        """Ask no more: what is not known by now is shown as unknown."""
        if item.state is ItemState.SENT:
            item = self._nobody_knows(books, item, TOOK_TOO_LONG)
        books.changes.look_again(item, None, item.tries)

    def _ask_later(self, books: Books, item: Item, tries: int) -> None:
        at = books.changes.look_again(item, pause(tries, self.first_pause), tries)
        defer(books, "write_back", item=item.id, at=at)

    def _come_back(self, books: Books, item: Item, seconds: float) -> None:
        """Ask again later: a LAS that is away has not answered, so this was no question that counts."""
        defer(books, "write_back", item=item.id, at=books.changes.look_again(item, seconds, item.tries))

    def _wait(
        self, books: Books, item: Item, seconds: float, error: HubError | None = None, *, tries: int | None = None
    ) -> None:
        """Come back later. What the school has to set right before it can go on is said with the item."""
        at = books.changes.look_again(item, seconds, item.tries + 1 if tries is None else tries)
        if isinstance(error, ConfigurationError):
            books.changes.wait_for(item, waiting_for(error.text))
        defer(books, "write_back", item=item.id, at=at)


def back_to_a_person(books: Books, item: Item, state: ItemState, reason: Text) -> Item:
    """Let an item wait for a person again; earlier approvals do not count for what comes now."""
    books.changes.drop_approvals(item)
    books.changes.look_again(item, None, 0)
    return books.changes.move(item, state, reason)


def _answer_of(call: Callable[[], Any]) -> Any:
    """Call the plugin. Whatever it raises is an answer too: the item must not be left in the midst of the call."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001  # a plugin may raise anything
        return error


def _write_of(item: Item, known: Any) -> Write:
    return Write(
        idempotency_key=item.write_key,
        kind=item.kind,
        key=item.key,
        field=item.field,
        base=known,
        wanted=item.value,
    )


NEVER_SENT = Text(
    "Het versturen brak een paar keer af voordat er iets verstuurd was. Waarschuw uw beheerder en keur het dan opnieuw "
    "goed.",
    "Sending broke off a few times before anything was sent. Warn your administrator, and then approve it again.",
)
BROKEN_OFF = Text(
    "Het versturen is afgebroken. De hub vraagt het LAS of het is aangekomen.",
    "Sending was broken off. The hub asks the LAS whether it arrived.",
)
NO_ANSWER = Text(
    "De koppeling gaf geen bruikbaar antwoord. De hub vraagt het LAS of het is aangekomen.",
    "The coupling gave no answer that can be used. The hub asks the LAS whether it arrived.",
)
NEVER_ARRIVED = Text(
    "Het LAS heeft dit nooit ontvangen; de hub stuurt het opnieuw.",
    "The LAS never received this; the hub sends it again.",
)
CANNOT_TELL = Text(
    "Het LAS kan niet zeggen of dit is verwerkt. Kijk het na in het LAS.",
    "The LAS cannot tell whether this was carried out. Look it up in the LAS.",
)
TOOK_TOO_LONG = Text(
    "Het LAS nam dit aan, maar laat het nog steeds niet zien. Kijk het na in het LAS.",
    "The LAS took this in, and still does not show it. Look it up in the LAS.",
)
LAS_GAVE_NO_REASON = Text("Het LAS weigert dit zonder reden te geven.", "The LAS refuses this and gives no reason.")
