"""How much goes on a page, how far an address may count, and which runs wait for what."""

from hub.store import State

PER_PAGE = 50
MOST_OFFSET = 10_000_000
MOST_NUMBER = 2**62

BUSY = frozenset({State.WAITING, State.RUNNING})
"""Something works on the run, or will."""
OPEN = frozenset({State.PLANNED, State.HELD})
"""A plan lies ready for a person to decide on."""


def bounded(value: int, most: int = MOST_NUMBER) -> int:
    """Return a number from an address within what the database can hold."""
    return max(0, min(value, most))
