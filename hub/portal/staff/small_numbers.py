"""Leaving small numbers out of a row of counts, so that none of them can be worked out from the total and the others.

A number from 1 up to `FEWEST` is left out, and so is the one behind it: by its place, not by its size, for whoever
knows the rule must learn nothing from which one it was. Where what was left out is still few together, the whole row
goes. The total counts as known. Pure.
"""

from collections.abc import Sequence

FEWEST = 5
"""A number under this is told to nobody who does not work at the school."""
TOGETHER = 2 * FEWEST - 1
"""What was left out is at least this many together, or it is everything."""


def told(counts: Sequence[int]) -> list[int | None]:
    """Return the counts of a row as they may be told; `None` is one that is left out."""
    small = [place for place, count in enumerate(counts) if 0 < count < FEWEST]
    hidden = {each % len(counts) for place in small for each in (place, place + 1)}
    if hidden and sum(counts[each] for each in hidden) < TOGETHER:
        return [None] * len(counts)
    return [None if place in hidden else count for place, count in enumerate(counts)]
