"""The values of webhooks: an address that wants to hear, and a message to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from hub.records import Text


class WebhookState(StrEnum):
    """Whether an address hears anything."""

    ON = "on"
    OFF = "off"
    """The school turned it off: what happens meanwhile is not kept for it."""
    PAUSED = "paused"
    """It failed for days. What happens meanwhile waits until the school turns it on again."""


class MessageState(StrEnum):
    """What became of a message."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address of a school that wants to hear. `sentence` says what goes wrong since `failing_since`."""

    id: int
    address: str
    events: frozenset[str]
    state: WebhookState
    made_by: str
    made_at: datetime
    failing_since: datetime | None
    sentence: Text | None
    before_until: datetime | None
    sealed_secret: str = field(repr=False)
    sealed_before: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to one address. `pupil` and `guardian` are keys in the LAS, `data` numbers and states."""

    id: int
    webhook: int
    event: str
    at: datetime
    pupil: str | None
    guardian: str | None
    data: Mapping[str, Any]
    message_key: str
    state: MessageState
    tries: int
    look_at: datetime | None
    status: int | None
    sentence: Text | None
    tried_at: datetime | None
    ended_at: datetime | None
