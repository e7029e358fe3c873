"""Sending what is due to one address: a turn, some messages one after another, and what became of each.

One job at a time is at an address, and only some of a worker's threads send at all, so that an address that answers
slowly holds up neither another address nor the rest of the hub. Between sending and writing down the process can die:
the message then goes again with the same `webhook-id`. Twice at worst, never not at all.
"""

import logging
import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import msgspec

from hub.contract import WebhookPaused
from hub.records import Text
from hub.store import Message, Store, Webhook
from hub.webhooks.addresses import AddressRefusedError, Gate
from hub.webhooks.hearing import wake
from hub.webhooks.signing import headers
from hub.webhooks.wire import NotTakenError, Wire

BATCH = 50
TURN = 20.0
"""Seconds that one job sends to an address; then another job has its turn."""
LEASE = 120.0
"""Seconds after which the turn of a process that died is over."""
PAUSES = (30, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds between attempts: more than three days in all. After the last one a message is given up.

What waits is looked for once a minute, so that a pause is up to a minute longer.
"""
PATIENCE_DAYS = 3
"""An address at which nothing was taken for so many days is paused."""
KEEP_DAYS = 30
SERVER_ERROR = 500
ALL_OF_THEM = frozenset({401, 403, 408, 410, 429})
"""Answers that say something of the address and not of one message."""
BY = "hub"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Courier:
    """What sends messages: where it may go, over which wire, and in how many threads of a worker at once."""

    gate: Gate = field(default_factory=Gate.from_environment)
    wire: Wire = field(default_factory=Wire.make)
    rooms: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(2), repr=False)

    @classmethod
    def of(cls, threads: int) -> "Courier":
        """Return a courier for a worker of so many threads: it takes at most half of them."""
        return cls(rooms=threading.Semaphore(max(1, threads // 2)))

    def send_due(self, store: Store, school: int, webhook: int) -> int:
        """Send what is due to an address. Return how many messages were taken.

        Where every sending thread is busy, `tend` finds within a minute what waits.
        """
        if not self.rooms.acquire(blocking=False):
            return 0
        try:
            return _Turn(self, store, school, webhook).take()
        finally:
            self.rooms.release()

    def tend(self, store: Store, school: int) -> None:
        """Put a job in the queue for addresses to which something is due: after a pause, or a process died."""
        with store.open(school, BY) as books:
            wake(books, books.webhooks.due_addresses())


@dataclass(frozen=True)
class _Turn:
    courier: Courier
    store: Store
    school: int
    webhook: int

    def take(self) -> int:
        with self.store.open(self.school, BY) as books:
            webhook = books.webhooks.take_turn(self.webhook, LEASE)
            due = books.webhooks.due(self.webhook, BATCH) if webhook else []
            code = str(books.school.code)
        if webhook is None:
            return 0  # another job is at it, or it is off; whoever is at it looks again at its end
        taken, until = 0, monotonic() + TURN
        for message in due:
            if monotonic() >= until:
                break
            failure = self._send(webhook, message, code)
            taken += failure is None
            if failure is not None and _is_of_the_address(failure):
                break
        self._end()
        return taken

    def _send(self, webhook: Webhook, message: Message, code: str) -> NotTakenError | None:
        with self.store.open(self.school, BY) as books:
            books.webhooks.begin(message.id)
            secrets = books.webhooks.secrets(webhook, datetime.now(UTC))
        body = body_of(message, code)
        signed = headers(message.message_key, int(datetime.now(UTC).timestamp()), body, secrets)
        try:
            target, number = self.courier.gate.open(webhook.address)
            status = self.courier.wire.send(target, number, body, signed)
        except AddressRefusedError as error:
            return self._failed(webhook, message, NotTakenError(error.text))
        except NotTakenError as error:
            return self._failed(webhook, message, error)
        with self.store.open(self.school, BY) as books:
            books.webhooks.delivered(message, status)
        return None

    def _failed(self, webhook: Webhook, message: Message, error: NotTakenError) -> NotTakenError:
        """Let the message wait, or give it up; pause an address that is hopeless."""
        pause = pause_after(message.tries + 1)
        waits = pause if pause is None or error.wait is None else max(pause, error.wait)
        with self.store.open(self.school, BY) as books:
            books.webhooks.failed(message, error.status, error.text, waits)
            if _is_of_the_address(error):
                books.webhooks.hold(webhook.id, min(waits or PAUSES[0], PAUSES[1]))
            found = books.webhooks.find(webhook.id)
            if error.gone or (found is not None and _is_hopeless(found)):
                books.webhooks.pause(webhook.id)
                books.tell(WebhookPaused(at=datetime.now(UTC), webhook=webhook.id))
        _log.warning("webhook %s did not take message %s: status %s", webhook.id, message.id, error.status)
        return error

    def _end(self) -> None:
        """End the turn; where more is due by now, another job goes on with it."""
        with self.store.open(self.school, BY) as books:
            if books.webhooks.end_turn(self.webhook):
                wake(books, [self.webhook])


def body_of(message: Message, school: str) -> bytes:
    """Return what is sent of a message: the same bytes at every attempt."""
    about = {"pupil": message.pupil, "guardian": message.guardian}
    data: Mapping[str, Any] = {"school": school, **{k: v for k, v in about.items() if v is not None}, **message.data}
    said = {"type": message.event, "timestamp": message.at.astimezone(UTC), "data": data}
    return msgspec.json.encode(said, order="deterministic")


def pause_after(tries: int) -> float | None:
    """Return the seconds that a message waits which was tried so often; `None`: it was tried often enough.

    A little chance is in it, so that messages that failed together do not all come back in one moment.
    """
    if tries > len(PAUSES):
        return None
    return PAUSES[tries - 1] * random.uniform(1.0, 1.1)  # noqa: S311 - no secret


def _is_of_the_address(error: NotTakenError) -> bool:
    """Tell whether the next message would fare no better; a single one can be refused for itself (4xx)."""
    return error.status is None or error.status >= SERVER_ERROR or error.status in ALL_OF_THEM


def _is_hopeless(webhook: Webhook) -> bool:
    since = webhook.failing_since
    return since is not None and datetime.now(UTC) - since >= timedelta(days=PATIENCE_DAYS)


PAUSED = Text(
    "Dit adres nam drie dagen lang niets aan, of wil geen berichten meer. De hub stuurt er nu niets heen. Wat er "
    "intussen gebeurt, wacht: zet het adres weer aan als uw portaal het doet.",
    "This address took nothing for three days, or wants no more messages. The hub sends nothing there now. What "
    "happens meanwhile waits: turn the address on again once your portal works.",
)
