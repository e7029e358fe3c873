"""Where an item of a change request can stand."""

from collections.abc import Mapping
from enum import StrEnum

from hub.records import Text


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


STATE_WORDS: Mapping[ItemState, tuple[str, Text]] = {
    ItemState.REQUESTED: ("note", Text("Wacht op besluit", "Waits for a decision")),
    ItemState.APPROVED: ("good", Text("Goedgekeurd", "Approved")),
    ItemState.REFUSED: ("bad", Text("Geweigerd", "Refused")),
    ItemState.WITHDRAWN: ("calm", Text("Ingetrokken", "Withdrawn")),
    ItemState.SENDING: ("note", Text("Wordt verstuurd", "Being sent")),
    ItemState.SENT: ("note", Text("Verstuurd", "Sent")),
    ItemState.TASK: ("warn", Text("Over te typen", "To be typed over")),
    ItemState.CONFIRMED: ("good", Text("Bevestigd door het LAS", "Confirmed by the LAS")),
    ItemState.CONFLICT: ("warn", Text("Verschil met het LAS", "Differs from the LAS")),
    ItemState.FAILED: ("bad", Text("Mislukt", "Failed")),
    ItemState.UNKNOWN: ("warn", Text("Uitkomst onbekend", "Outcome unknown")),
}
"""For each state the tone of its badge (`good`, `note`, `warn`, `bad`, `calm`), and its words for the school."""
