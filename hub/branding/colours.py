"""A school's colour on light and on dark pages, with the contrast that WCAG 2.2 asks.

The school gives one colour, for light pages. It is the ground of buttons (with white on it), and the colour of links
and of lines in charts. Text asks a contrast of 4.5 (1.4.3), pictures and the mark of what has the focus ask 3 (1.4.11):
less. The colour of dark pages has the same hue, and is made here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hub.contract import HubError
from hub.records import Text

if TYPE_CHECKING:
    from coloraide import Color

READABLE = 4.5
WRITTEN = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")
STEPS = 24
"""Halvings of the lightness in search of the nearest colour: more than eight bits a channel can show."""
GREY = 0.02
MOST_COLOURFUL_IN_THE_DARK = 0.13
LIGHTNESS_IN_THE_DARK = 0.8


@dataclass(frozen=True, slots=True)
class Ground:
    """What a page has by itself: `paper`, `card`s, `ink`, and the `washes` of banners, as in `portal.css`."""

    paper: str
    card: str
    ink: str
    washes: tuple[str, ...]

    @property
    def under_links(self) -> tuple[str, ...]:
        """Return everything on which a link may stand."""
        return (self.paper, self.card, *self.washes)


LIGHT_GROUND = Ground("#f6f5f1", "#ffffff", "#1d2530", ("#e2edf5", "#e2f1e8", "#fcefd2", "#fae4e2"))
DARK_GROUND = Ground("#13171c", "#1b2128", "#e7eaee", ("#172c3d", "#16301f", "#372a10", "#3c1b1a"))


@dataclass(frozen=True, slots=True)
class Scheme:
    """The three colours that a school's own colour becomes, `#rrggbb`: itself, the ink on it, and a wash of it."""

    accent: str
    ink: str
    wash: str


@dataclass(frozen=True, slots=True)
class Palette:
    """A school's colours on light and on dark pages."""

    light: Scheme
    dark: Scheme


class ColourRefusedError(HubError):
    """The colour cannot be used. `nearest` is the one of the same hue that can, where what was given is a colour."""

    def __init__(self, text: Text, nearest: str | None = None) -> None:
        super().__init__(text)
        self.nearest = nearest


def checked_colour(written: str) -> str:
    """Return a colour as `#rrggbb`. Raises `ColourRefusedError` where people could not read by it."""
    found = WRITTEN.fullmatch(written.strip().lower())
    if found is None:
        raise ColourRefusedError(NO_COLOUR)
    digits = found[1] if len(found[1]) == 6 else "".join(each * 2 for each in found[1])  # noqa: PLR2004 - rrggbb
    colour = f"#{digits}"
    if not is_readable(colour):
        raise ColourRefusedError(TOO_PALE, nearest(colour))
    return colour


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG between two colours: from 1 to 21."""
    return float(_colour(one).contrast(other, method="wcag21"))


def is_readable(colour: str) -> bool:
    """Return whether a colour can be read on light pages; then white can be read on it too."""
    return _reads(colour, LIGHT_GROUND.under_links)


def nearest(colour: str) -> str:
    """Return the lightest colour of this hue that can be read on light pages: the colour itself, where it can."""
    if is_readable(colour):
        return colour
    lightness, chroma, hue = _parts(colour)
    low, high = 0.0, lightness
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_readable(_made(middle, chroma, hue)) else (low, middle)
    return _made(low, chroma, hue)


@lru_cache(maxsize=512)
def palette_of(accent: str) -> Palette:
    """Return the colours that go with a school's own colour (`#rrggbb`); of one that cannot be read, with the nearest.

    A school's colour was checked when it was kept. A stricter check of a later day may not break its pages.
    """
    light = nearest(accent)
    _, chroma, hue = _parts(light)
    dark = _in_the_dark(chroma, hue)
    return Palette(
        light=Scheme(light, "#ffffff", _wash(light, LIGHT_GROUND, (0.945, 0.96, 0.97, 0.98), chroma, hue)),
        dark=Scheme(dark, _ink_on(dark, chroma, hue), _wash(dark, DARK_GROUND, (0.29, 0.26, 0.23), chroma, hue)),
    )


def style_sheet(accent: str | None) -> str:
    """Return the style sheet that gives the pages of a school its colours; empty where it chose none."""
    if accent is None:
        return ""
    palette = palette_of(accent)
    return (
        f":root {{ {tokens(palette.light)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {tokens(palette.dark)} }} }}\n"
        f"@media print {{ :root {{ {tokens(palette.light)} }} }}\n"
    )


def tokens(scheme: Scheme) -> str:
    """Return a scheme as the tokens of `portal.css`."""
    return f"--accent: {scheme.accent}; --accent-ink: {scheme.ink}; --accent-wash: {scheme.wash};"


def _in_the_dark(chroma: float, hue: float) -> str:
    muted = min(chroma, MOST_COLOURFUL_IN_THE_DARK)
    tries = (_made(LIGHTNESS_IN_THE_DARK + step / 100, muted, hue) for step in range(20))
    return next((each for each in tries if _reads(each, DARK_GROUND.under_links)), DARK_GROUND.ink)


def _ink_on(colour: str, chroma: float, hue: float) -> str:
    made = _made(0.22, min(chroma, 0.04), hue)
    return made if _reads(made, (colour,)) else "#000000"


def _wash(accent: str, ground: Ground, lightnesses: Iterable[float], chroma: float, hue: float) -> str:
    """Return a wash on which both the colour and the page's ink can be read; the page's own card, where none is."""
    tries = (_made(each, min(chroma, 0.035), hue) for each in lightnesses)
    return next((each for each in tries if _reads(accent, (each,)) and _reads(ground.ink, (each,))), ground.card)


def _reads(colour: str, grounds: Iterable[str]) -> bool:
    return all(contrast(colour, each) >= READABLE for each in grounds)


def _parts(colour: str) -> tuple[float, float, float]:
    lightness, chroma, hue = _colour(colour).convert("oklch").coords(nans=False)
    return lightness, (0.0 if chroma < GREY else chroma), hue


def _made(lightness: float, chroma: float, hue: float) -> str:
    """Return the colour of the screen nearest to this one, in the eight bits a channel in which it is served."""
    return str(_class()("oklch", [lightness, chroma, hue]).convert("srgb").fit().to_string(hex=True))


def _colour(written: str) -> "Color":
    return _class()(written)


def _class() -> type["Color"]:
    # A third of a second to load, which nobody else who starts the hub should wait for.
    from coloraide import Color  # noqa: PLC0415

    return Color


NO_COLOUR = Text(
    "Dit is geen kleur. Schrijf een hekje en zes tekens, zoals #0b5a68, of kies een kleur uit het vak.",
    "This is no colour. Write a hash and six signs, such as #0b5a68, or choose a colour in the field.",
)
TOO_PALE = Text(
    "Deze kleur is te licht: tekst is er niet goed op te lezen. Neem de kleur hieronder, of kies een donkerder kleur.",
    "This colour is too light: text cannot be read well on it. Take the colour below, or choose a darker one.",
)
