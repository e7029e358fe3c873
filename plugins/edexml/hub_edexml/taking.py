"""The fast way: takes a record that breaks no rule at all. Whatever is odd goes to `examining`, which says what."""

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from hub.records import Assignment
from hub_edexml.element import Element
from hub_edexml.mapping import NEEDS_LAST_NAME, Layout, Shape
from hub_edexml.rules import BLANK, BrokenRuleError

Values: TypeAlias = dict[str, Any]
Known: TypeAlias = Mapping[str, Collection[str]]
"""The keys that a reference may name: by `group`, `combined_groups` and `location`."""


class OddError(Exception):
    """The record is not as plain as it should be; it is looked at closely elsewhere."""


class Taker:
    """Takes plain records of one layout. `left_out` are the fields that the school does not want."""

    def __init__(self, layout: Layout, known: Known, left_out: frozenset[str]) -> None:
        self._layout = layout
        self._known = known
        self._rows = {
            each.tag: (
                each.place,
                None if each.name in left_out else each.name,
                each.read,
                each.shape is not Shape.VALUE,
            )
            for each in layout.fields.values()
        }
        self._attributes = {each.tag: (each.name or "", each.read) for each in layout.attributes.values()}
        self._required = tuple(name for tag in layout.required if (name := layout.fields[tag].name))
        self._person = layout.person
        self._needs_last = tuple(
            name for tag in NEEDS_LAST_NAME if tag in layout.fields and (name := layout.fields[tag].name)
        )

    def take(self, element: Element) -> Values | None:
        """Return the values of the record by field, or `None` where anything at all is odd."""
        try:
            values = self._read(element)
        except (BrokenRuleError, OddError, KeyError):
            return None
        return values if self._is_whole(values) else None

    def _read(self, element: Element) -> Values:
        values: Values = {}
        for tag, text in element.items():
            field, parse = self._attributes[tag]
            values[field] = parse(text)
        _only_blank(element.text)
        last = 0
        rows = self._rows
        for child in element:
            place, name, read, special = rows[child.tag]
            if special:
                last = self._special(child, last, values)
            elif place <= last or len(child) or child.keys():
                raise OddError
            else:
                last = place
                value = read(child.text or "")
                if name is not None:
                    values[name] = value
            tail = child.tail
            if tail and tail.strip(BLANK):
                raise OddError
        return values

    def _special(self, child: Element, last: int, values: Values) -> int:
        """Read an element that holds no plain value; return its place."""
        field = self._layout.fields[child.tag]
        name = field.name or ""
        if field.place < last or (field.place == last and field.shape is not Shape.ROLE):
            raise OddError
        match field.shape:
            case Shape.REFERENCE:
                values[name] = self._reference(child, name)
            case Shape.COMBINED:
                values[name] = self._combined(child, name)
            case Shape.ROLE:
                values[name] = (*values.get(name, ()), self._role(child))
            case Shape.ASSIGNMENTS:
                values[name] = self._assignments(child)
            case _:
                pass  # what a vendor adds is the vendor's
        return field.place

    def _reference(self, child: Element, name: str) -> str:
        key = _key(child)
        if child.text is not None or len(child) or key not in self._known[name]:
            raise OddError
        return key

    def _combined(self, child: Element, name: str) -> tuple[str, ...]:
        if child.keys() or not len(child):
            raise OddError
        _only_blank(child.text)
        keys = []
        for each in child:
            if each.tag != "samengestelde_groep":
                raise OddError
            keys.append(self._reference(each, name))
            _only_blank(each.tail)
        return tuple(keys)

    def _role(self, child: Element) -> str:
        if self._layout.roles is None or len(child) or child.keys():
            raise OddError
        return str(self._layout.roles[child.tag](child.text or ""))

    def _assignments(self, child: Element) -> tuple[Assignment, ...]:
        if child.keys() or not len(child):
            raise OddError
        _only_blank(child.text)
        return tuple(self._assignment(each) for each in child)

    def _assignment(self, element: Element) -> Assignment:
        combined = element.tag == "samengestelde_groep"
        key = _key(element)
        if (
            element.tag not in self._layout.assigned
            or key not in self._known["combined_groups" if combined else "group"]
        ):
            raise OddError
        if self._layout.roles is None and (element.text is not None or len(element)):
            raise OddError
        _only_blank(element.text)
        _only_blank(element.tail)
        roles = []
        for each in element:
            roles.append(self._role(each))
            _only_blank(each.tail)
        return Assignment(group=key, combined=combined, roles=tuple(roles))

    def _is_whole(self, values: Values) -> bool:
        if "key" not in values or not all(name in values for name in self._required):
            return False
        if not self._person or "last_name" in values:
            return True
        return "first_name" in values and not any(name in values for name in self._needs_last)


def _key(element: Element) -> str:
    if element.keys() != ["key"]:
        raise OddError
    return str(element.get("key"))


def _only_blank(text: str | None) -> None:
    if text and text.strip(BLANK):
        raise OddError
