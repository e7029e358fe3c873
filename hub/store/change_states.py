"""Where an item of a change request can stand, and which way it can go from there. The database keeps the same table.

requested ─▶ approved ─▶ sending ─▶ sent ─▶ confirmed
    │            └─▶ task ─────────────────────▲
    └─▶ refused | withdrawn        conflict, failed, unknown: back to a person
"""

from collections.abc import Mapping

from hub.contract.change_states import ItemState

S = ItemState
MOVES: Mapping[ItemState, frozenset[ItemState]] = {
    S.REQUESTED: frozenset({S.APPROVED, S.REFUSED, S.WITHDRAWN, S.CONFLICT, S.CONFIRMED}),
    S.APPROVED: frozenset({S.SENDING, S.TASK, S.WITHDRAWN, S.REFUSED, S.CONFLICT, S.CONFIRMED}),
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
