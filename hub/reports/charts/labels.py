"""Which words under a picture give way where there is little room. Pure."""

from collections.abc import Iterator, Sequence

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

    The last one is there on every screen, since it is what people look for. What fits nowhere is left out.
    """
    letter = PAPER_LETTER if sheet.look else LETTER
    shown: dict[int, str] = {}
    for hidden, width in _widths(sheet):
        step = width / max(count, 1)
        for number in reversed(range(len(names))):
            if number not in shown and all(
                abs(places[number] - places[other]) * step >= _needs(names[number], names[other], letter)
                for other in shown
            ):
                shown[number] = hidden
    for number in sorted(shown):
        yield places[number], names[number], shown[number]


def _widths(sheet: Sheet) -> Sequence[tuple[str, int]]:
    if sheet.look:
        return [("", sheet.width)]
    less = sum(EXTRA.get(each, 0) for each in sheet.classes)
    return [(hidden, width - less) for hidden, width in WIDTHS]


def _needs(one: str, other: str, letter: float) -> float:
    return (len(one) + len(other)) / 2 * letter + BETWEEN


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
