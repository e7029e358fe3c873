"""Where an item of a change request can stand."""

from enum import StrEnum


class ItemState(StrEnum):
    """Where one item stands."""

    REQUESTED = "requested"
    """It waits for a person of the school."""
    APPROVED = "approved"
    """It may go to the LAS, and waits for its turn."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SENDING = "sending"
    """The hub is about to call the LAS, or has, and has no answer yet."""
    SENT = "sent"
    """The LAS took it in."""
    TASK = "task"
    """The LAS cannot be written to: the office types it over, and the next pull shows whether it did."""
    CONFIRMED = "confirmed"
    """The LAS itself says so."""
    CONFLICT = "conflict"
    """The LAS holds a third value: a person chooses."""
    FAILED = "failed"
    """The LAS refused it, with a reason."""
    UNKNOWN = "unknown"
    """It may have been sent, and nobody can tell what came of it."""
