"""Which words under a picture give way where there is little room. Pure."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from hub.reports.charts.sheet import Sheet

LETTER, BETWEEN = 6.7, 5.0
"""The width of a letter and the space between two words, on the screen at the usual size, in its pixels."""
PAPER_LETTER = 5.0
WIDTHS = (("", 196), ("k1", 228), ("k2", 350), ("k3", 540))
"""How wide the lines are at least, and the class of what is hidden on anything narrower (`report.css`)."""
EXTRA = {"wide-scale": 18, "wide-bands": 54}
"""How much less they are with more room for words beside them."""


def thinned(
    sheet: Sheet, places: Sequence[float], names: Sequence[str], count: int
) -> Iterator[tuple[float, str, str]]:
    """Yield words that do not touch each other, with the class that hides each on a narrow screen.

    One in so many is left, counted from the last one, since that is what people look for. Half as many are left where
    there is less room, so that what is there on a narrow screen is there on a wide one. What fits nowhere is left out.
    """
    letter = PAPER_LETTER if sheet.look else LETTER
    step = 1
    steps: list[tuple[int, str]] = []
    for hidden, width in reversed(_widths(sheet)):
        while step < len(names) and not _fit(places[::-step], names[::-step], width / max(count, 1), letter):
            step = step * 2 if steps else step + 1
        steps.append((step, hidden))
    for number, (place, name) in enumerate(zip(places, names, strict=True)):
        left = [hidden for step, hidden in reversed(steps) if (len(names) - 1 - number) % step == 0]
        if left:
            yield place, name, left[0]


def _fit(places: Sequence[float], names: Sequence[str], room: float, letter: float) -> bool:
    """Tell whether words from right to left all stand apart, with so much room from place to place."""
    return all(
        (right - left) * room >= (len(one) + len(other)) / 2 * letter + BETWEEN
        for (right, left), (one, other) in zip(pairwise(places), pairwise(names), strict=True)
    )


def _widths(sheet: Sheet) -> Sequence[tuple[str, int]]:
    if sheet.look:
        return [("", sheet.width)]
    less = sum(EXTRA.get(each, 0) for each in sheet.classes)
    return [(hidden, width - less) for hidden, width in WIDTHS]


def apart(places: Sequence[float], least: float, end: float) -> list[float]:
    """Return places from below to above (from `end` to 0), moved as little as needed to stand `least` apart.

    What does not fit at all shares the height evenly.
    """
    count = len(places)
    if count * least >= end:
        return [end * (1 - (number + 0.5) / count) for number in range(count)]
    found = list(places)
    for _ in range(count * 4):
        for number in range(count - 1):
            short = least - (found[number] - found[number + 1])
            if short > 0:
                found[number] += short / 2
                found[number + 1] -= short / 2
        found[0], found[-1] = min(found[0], end), max(found[-1], 0.0)
    return found
