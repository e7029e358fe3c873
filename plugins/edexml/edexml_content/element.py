"""What we need of an XML element; lxml gives it."""

from collections.abc import Iterator, Mapping
from typing import Protocol


class Element(Protocol):
    """An element without comments or processing instructions in it: its tag is always a name."""

    tag: str
    text: str | None
    tail: str | None

    @property
    def attrib(self) -> Mapping[str, str]: ...
    @property
    def sourceline(self) -> int | None: ...
    def __iter__(self) -> Iterator["Element"]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, place: int) -> "Element": ...
    def __delitem__(self, place: int) -> None: ...
    def iter(self) -> Iterator["Element"]:
        """Yield this element and everything in it."""
        ...

    def items(self) -> list[tuple[str, str]]:
        """Return the attributes."""
        ...

    def keys(self) -> list[str]:
        """Return the names of the attributes."""
        ...

    def getchildren(self) -> list["Element"]:
        """Return the elements in this one; the fastest way to go through them."""
        ...

    def set(self, name: str, value: str) -> None:
        """Give it an attribute."""
        ...

    def get(self, name: str) -> str | None:
        """Return an attribute's value."""
        ...

    def find(self, path: str) -> "Element | None":
        """Return the first element in this one with this name."""
        ...

    def getparent(self) -> "Element | None":
        """Return the element around this one."""
        ...


XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
ALLOWED_ANYWHERE = frozenset({XSI + "type", XSI + "schemaLocation", XSI + "noNamespaceSchemaLocation"})
"""Attributes that say something of the XML, and nothing of the school."""


def localised(element: Element, namespace: str) -> Element:
    """Take the namespace off every name in a record, so that it reads as without one. What is another's stays so."""
    if namespace:
        for each in element.iter():
            each.tag = each.tag.removeprefix(namespace)
    return element
