"""Where an item of a change request can stand, and which way it can go from there. The database keeps the same table.

requested ─▶ approved ─▶ sending ─▶ sent ─▶ confirmed
    │            └─▶ task ─────────────────────▲
    └─▶ refused | withdrawn        conflict, failed, unknown: back to a person
"""

from collections.abc import Mapping
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


S = ItemState
MOVES: Mapping[ItemState, frozenset[ItemState]] = {
    S.REQUESTED: frozenset({S.APPROVED, S.REFUSED, S.WITHDRAWN, S.CONFLICT, S.CONFIRMED}),
    S.APPROVED: frozenset({S.SENDING, S.TASK, S.WITHDRAWN, S.CONFLICT, S.CONFIRMED}),
    S.SENDING: frozenset({S.SENT, S.FAILED, S.CONFLICT, S.UNKNOWN, S.APPROVED}),
    S.SENT: frozenset({S.CONFIRMED, S.FAILED, S.CONFLICT, S.UNKNOWN}),
    S.TASK: frozenset({S.CONFIRMED, S.WITHDRAWN, S.REFUSED, S.CONFLICT}),
    S.CONFLICT: frozenset({S.APPROVED, S.REFUSED, S.WITHDRAWN, S.CONFIRMED}),
    S.FAILED: frozenset({S.APPROVED, S.REFUSED, S.WITHDRAWN, S.CONFIRMED}),
    S.UNKNOWN: frozenset({S.SENT, S.CONFIRMED, S.FAILED, S.CONFLICT, S.APPROVED, S.REFUSED}),
    S.REFUSED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.CONFIRMED: frozenset(),
}
"""The moves that exist. `hub.change_move` holds the same ones, and every step an item takes refers to it."""

ENDS = frozenset(state for state, moves in MOVES.items() if not moves)
"""States from which nothing goes on; in any other an item is open, and there is one open item for a field."""

ECHOED = frozenset(state for state, moves in MOVES.items() if S.CONFIRMED in moves)
"""States that end as confirmed as soon as a pull shows the wanted value: all that are open, but not amid a call."""


def may_move(old: ItemState, new: ItemState) -> bool:
    """Tell whether an item may go from one state to another."""
    return new in MOVES[old]
