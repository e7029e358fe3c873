"""The fast way: takes a record that breaks no rule at all. Whatever is odd goes to `examining`, which says what."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

from edexml_content.element import Element
from edexml_content.mapping import NEEDS_LAST_NAME, Layout, Shape
from edexml_content.rules import BLANK, BrokenRuleError, Length
from hub.records import Assignment

Values: TypeAlias = dict[str, Any]
Known: TypeAlias = Mapping[str, Collection[str]]
"""The keys that a reference may name: by `group`, `combined_groups` and `location`."""

KEY_ALONE = ["key"]
ROLE_TAGS = frozenset({"rol", "rolomschrijving"})


class OddError(Exception):
    """The record is not as plain as it should be; it is looked at closely elsewhere."""


class Taker:
    """Takes plain records of one layout. `left_out` are the fields that the school does not want.

    `namespace` stands before the name of every element: empty, or `{address}`.
    """

    def __init__(self, layout: Layout, known: Known, left_out: frozenset[str], namespace: str = "") -> None:
        self._known = known
        special: dict[Shape, Callable[[Element, str, Values], None]] = {
            Shape.REFERENCE: self._reference,
            Shape.COMBINED: self._combined,
            Shape.ROLE: self._role,
            Shape.ASSIGNMENTS: self._assignments,
            Shape.SKIPPED: _skip,
        }
        self._combined_tag = namespace + "samengestelde_groep"
        self._assigned = frozenset(namespace + tag for tag in layout.assigned)
        self._roles = None if layout.roles is None else {namespace + tag: read for tag, read in layout.roles.items()}
        self._role_tags = frozenset(namespace + tag for tag in ROLE_TAGS)
        self._rows = {
            namespace + each.tag: (
                each.place,
                None if each.name in left_out else each.name,
                each.read.longest if isinstance(each.read, Length) else 0,
                each.read,
                special.get(each.shape),
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
        last, usual, rows = 0, "", self._rows
        for child in element.getchildren():
            place, name, longest, read, special = rows[child.tag]
            if place <= last and (place != last or child.tag not in self._role_tags):
                raise OddError
            last = place
            if special is None:
                text = child.text or ""
                value = read(text) if not longest or not 0 < len(text) <= longest else text
                if len(child) or child.keys():
                    raise OddError
                if name is not None:
                    values[name] = value
            else:
                special(child, name or "", values)
            if (tail := child.tail) != usual:
                _only_blank(tail)
                usual = tail or ""
        return values

    def _reference(self, child: Element, name: str, values: Values) -> None:
        values[name] = self._key(child, name)

    def _combined(self, child: Element, name: str, values: Values) -> None:
        if child.keys() or not len(child):
            raise OddError
        _only_blank(child.text)
        keys = []
        for each in child:
            if each.tag != self._combined_tag:
                raise OddError
            keys.append(self._key(each, name))
            _only_blank(each.tail)
        values[name] = tuple(keys)

    def _role(self, child: Element, name: str, values: Values) -> None:
        values[name] = (*values.get(name, ()), self._one_role(child))

    def _assignments(self, child: Element, name: str, values: Values) -> None:
        if child.keys() or not len(child):
            raise OddError
        _only_blank(child.text)
        values[name] = tuple(self._assignment(each) for each in child)

    def _assignment(self, element: Element) -> Assignment:
        combined = element.tag == self._combined_tag
        key = element.get("key")
        if (
            key is None
            or key not in self._known["combined_groups" if combined else "group"]
            or element.keys() != KEY_ALONE
        ):
            raise OddError
        if element.tag not in self._assigned:
            raise OddError
        if self._roles is None and (element.text is not None or len(element)):
            raise OddError
        _only_blank(element.text)
        _only_blank(element.tail)
        roles = []
        for each in element:
            roles.append(self._one_role(each))
            _only_blank(each.tail)
        return Assignment(group=key, combined=combined, roles=tuple(roles))

    def _one_role(self, child: Element) -> str:
        if self._roles is None or len(child) or child.keys():
            raise OddError
        return str(self._roles[child.tag](child.text or ""))

    def _key(self, child: Element, name: str) -> str:
        key = child.get("key")
        if (
            key is None
            or key not in self._known[name]
            or child.keys() != KEY_ALONE
            or child.text is not None
            or len(child)
        ):
            raise OddError
        return key

    def _is_whole(self, values: Values) -> bool:
        if "key" not in values or not all(name in values for name in self._required):
            return False
        if not self._person or "last_name" in values:
            return True
        return "first_name" in values and not any(name in values for name in self._needs_last)


def _skip(child: Element, _name: str, _values: Values) -> None:
    """Look at nothing inside: what a vendor adds is the vendor's."""
    if child.keys():
        raise OddError


def _only_blank(text: str | None) -> None:
    if text and text.strip(BLANK):
        raise OddError
