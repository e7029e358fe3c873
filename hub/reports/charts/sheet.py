"""What a picture is drawn on. The same shapes are dressed for the screen, or for paper.

On the screen a picture is as wide as its place: everything stands at a percentage, words have the size of the page's
own small print, and colours are those of the page's style sheet, through classes. So the words stay as large on a phone
as on a desk, follow the reader's own letter size, and turn with dark mode, forced colours and the school's colour.
On paper it has a size and literal colours: what sets the pages knows no style sheet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol
from xml.etree.ElementTree import Element, SubElement, tostring

from hub.reports.charts.words import said

SVG = "http://www.w3.org/2000/svg"
OWN_ATTRIBUTES = ("stroke", "fill", "stroke-width", "stroke-dasharray")
"""How the library dresses its shapes; ours stand in classes."""
OWN_LOOK = "none"
"""The colour that the library is given, so that it chooses none."""
SOFT = "#56606d"
PAPER: Mapping[str, Mapping[str, str]] = {
    "gg": {"stroke": "#d9dce1", "stroke-width": "0.6"},
    "gy": {"stroke": "#b9bfc7", "stroke-width": "0.6", "stroke-dasharray": "1 2"},
    "gb0": {"fill": "#ffffff"},
    "gb1": {"fill": "#eef0f3"},
    "ga": {"fill": "none", "stroke": "#1d2530", "stroke-width": "1.2", "stroke-dasharray": "4 3"},
    "gl": {"fill": "none", "stroke": "accent", "stroke-width": "2.2", "stroke-linejoin": "round"},
    "gd": {"fill": "accent"},
    "gc": {"fill": "accent"},
    "gr": {"fill": "#e4e7ea"},
    "gt": {"fill": SOFT, "font-size": "9"},
    "gn": {"fill": "#1d2530", "font-size": "9"},
    "gv": {"fill": "#1d2530", "font-size": "10", "font-weight": "bold"},
}
"""What each class looks like on paper. On the screen the portal's style sheet says it."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture looks on paper: its size there in points, the school's colour, and the letter."""

    width: int = 480
    height: int = 190
    accent: str = "#0b5a68"
    font: str = "sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """Room for words around the lines, on paper; on the screen the style sheet keeps it."""

    left: int = 0
    right: int = 0
    top: int = 0
    bottom: int = 0


@dataclass(slots=True)
class Sheet:
    """A picture that is being drawn. Shapes and words have places from 0 to `width` and from 0 (above) to `height`.

    `behind` is what was drawn before on another sheet like this, and lies behind the rest.
    """

    look: Look | None
    margins: Margins = field(default_factory=Margins)
    classes: tuple[str, ...] = ()
    behind: str = ""
    root: Element = field(init=False)
    words: Element = field(init=False)

    def __post_init__(self) -> None:
        self.root = (
            self._paper(self.look) if self.look else Element("svg", {"class": " ".join(("chart", *self.classes))})
        )
        self.words = self._moved(self.root) if self.look else self.root

    @property
    def width(self) -> int:
        return self.look.width - self.margins.left - self.margins.right if self.look else 100

    @property
    def height(self) -> int:
        return self.look.height - self.margins.top - self.margins.bottom if self.look else 100

    def shapes(self) -> Element:
        """Return what lines and areas are drawn in. On the screen it stretches with its place, and lines do not."""
        if self.look:
            return SubElement(self.words, "g")
        stretched = {"viewBox": "0 0 100 100", "preserveAspectRatio": "none", "width": "100%", "height": "100%"}
        return SubElement(self.root, "svg", stretched)

    def dress(self, shape: Element, name: str) -> Element:
        """Give a shape the look of a class, in place of what the library gave it."""
        for each in OWN_ATTRIBUTES:
            shape.attrib.pop(each, None)
        if self.look is None:
            shape.set("class", name)
            return shape
        for key, value in PAPER.get(name.split(maxsplit=1)[0], {}).items():
            shape.set(key, self.look.accent if value == "accent" else value)
        return shape

    def at(self, **places: float) -> dict[str, str]:
        """Return attributes of places: `at(x=50, y=10)`."""
        unit = "" if self.look else "%"
        return {name: f"{light(value)}{unit}" for name, value in places.items()}

    def line(self, name: str, *, x1: float, x2: float, y1: float, y2: float) -> None:
        """Draw a straight line."""
        self.dress(SubElement(self.words, "line", self.at(x1=x1, x2=x2, y1=y1, y2=y2)), name)

    def word(self, name: str, text: str, *, x: float, y: float, **more: str) -> Element:
        """Write a word at a place; `more` are attributes, such as `dx` and `text_anchor`."""
        attributes = {key.replace("_", "-"): value for key, value in more.items() if value}
        made = self.dress(SubElement(self.words, "text", self.at(x=x, y=y) | attributes), name)
        made.text = text
        return made

    def kept(self) -> "Sheet":
        """Return a sheet to keep, of which `before` gives any number to draw on: what is on this one lies behind."""
        inside = "".join(tostring(each, encoding="unicode") for each in self.words)
        return Sheet(self.look, self.margins, self.classes, inside)

    def before(self) -> "Sheet":
        """Return a sheet like this one, on which nothing is drawn but what lies behind."""
        return Sheet(self.look, self.margins, self.classes, self.behind)

    def done(self, title: str, summary: str) -> str:
        """Return the picture; `MARK` stands in it where an id that is its own on the page belongs."""
        for place, (name, text) in enumerate((("title", title), ("desc", summary))):
            told = Element(name, {"id": f"{MARK}-{name[0]}"})
            told.text = said(text)
            self.root.insert(place, told)
        self.root.set("role", "img")
        self.root.set("aria-labelledby", f"{MARK}-t")
        self.root.set("aria-describedby", f"{MARK}-d")
        if self.look:
            self.words.text = BEHIND
        else:
            self.root[1].tail = BEHIND
        return tostring(self.root, encoding="unicode").replace(BEHIND, self.behind)

    def _paper(self, look: Look) -> Element:
        size = {"width": str(look.width), "height": str(look.height), "viewBox": f"0 0 {look.width} {look.height}"}
        return Element("svg", {"xmlns": SVG, "font-family": look.font} | size)

    def _moved(self, root: Element) -> Element:
        return SubElement(root, "g", {"transform": f"translate({self.margins.left} {self.margins.top})"})


class Scale(Protocol):
    """What the library asks of a scale."""

    def project(self, value: Any, start: float, end: float) -> Decimal:
        """Return where a value stands between two places."""
        ...

    def project_interval(self, value: Any, start: float, end: float) -> tuple[Decimal, Decimal]:
        """Return between which places something wide stands."""
        ...


@dataclass(frozen=True, slots=True)
class Tenths:
    """A scale of the library that answers in tenths: nobody sees more, and the page stays light."""

    scale: Scale

    def project(self, value: Any, start: float, end: float) -> float:
        """Return where a value stands between two places."""
        return light(self.scale.project(value, start, end))

    def project_interval(self, value: Any, start: float, end: float) -> tuple[float, float]:
        """Return between which places something wide stands, such as a column."""
        first, last = self.scale.project_interval(value, start, end)
        return light(first), light(last)


def light(value: Decimal | float) -> float:
    """Return a place to a tenth, without `.0`."""
    rounded = round(float(value), 1)
    return int(rounded) if rounded == int(rounded) else rounded


MARK = "PICTURE-MARK"
"""Stands in a kept picture where ids of its own on the page belong. A label that says the same gets the id to read."""

BEHIND = "\0"
"""Stands where what lies behind belongs. No word holds it: no XML may carry it."""


def marked(picture: str, mark: str) -> str:
    """Return a picture with ids of its own on the page."""
    return picture.replace(MARK, mark)
