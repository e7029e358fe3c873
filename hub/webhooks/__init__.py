"""Webhooks: messages to an existing portal, put in an outbox in the transaction of what they tell, signed and sent."""

from hub.webhooks.addresses import AddressRefusedError, Gate
from hub.webhooks.hearing import ping, send_again, wake, write_messages
from hub.webhooks.names import EVENTS, IN_BULK, MANY, PING
from hub.webhooks.sending import KEEP_DAYS, PAUSED, Courier
from hub.webhooks.signing import new_secret

__all__ = [
    "EVENTS",
    "IN_BULK",
    "KEEP_DAYS",
    "MANY",
    "PAUSED",
    "PING",
    "AddressRefusedError",
    "Courier",
    "Gate",
    "new_secret",
    "ping",
    "send_again",
    "wake",
    "write_messages",
]
