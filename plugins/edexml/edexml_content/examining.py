"""The close look: says of a record which rules it breaks, what each costs, and what of it can still be used. Pure."""

from dataclasses import dataclass, field, replace

from edexml_content.element import ALLOWED_ANYWHERE, Element
from edexml_content.faults import Fault, Steps
from edexml_content.mapping import LATEST, LAYOUTS, NEEDS_LAST_NAME, Field, Layout, Shape, Version
from edexml_content.references import ReferenceReader
from edexml_content.rules import BLANK, BrokenRuleError
from edexml_content.taking import Known, Values
from hub.records import Cost


@dataclass(slots=True)
class Examined:
    """What a close look found: the values that can be used, and the faults in the order of the document."""

    values: Values = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """True where no fault costs the record."""
        return all(fault.cost is not Cost.RECORD for fault in self.faults)


def examine(
    element: Element,
    version: Version,
    known: Known,
    quarantined: Known,
    left_out: frozenset[str],
) -> Examined:
    """Look at a record by the rules of the latest version, and remark where the version that the file names differs.

    What the latest version accepts means the same in every version, so it is taken.
    """
    tag = element.tag
    found = _Look(LAYOUTS[LATEST][tag], known, quarantined, left_out).at(element)
    if version is LATEST:
        return found
    layout = LAYOUTS[version].get(tag)
    if layout is None:
        found.faults.insert(0, Fault("edexml.version", Cost.NOTHING, tag=tag, limit=version))
        return found
    said = {(fault.child, fault.tag) for fault in found.faults}
    strict = _Look(layout, known, quarantined, left_out).at(element).faults
    found.faults += [
        Fault("edexml.version", Cost.NOTHING, fault.child, fault.tag, fault.name, limit=version)
        for fault in strict
        if (fault.child, fault.tag) not in said
    ]
    return found


class _Look:
    """One look at one record, by the rules of one version."""

    def __init__(self, layout: Layout, known: Known, quarantined: Known, left_out: frozenset[str]) -> None:
        self._layout = layout
        self._left_out = left_out
        self._found = Examined()
        self._references = ReferenceReader(layout, known, quarantined, self._found.faults)
        self._seen: dict[int, Element] = {}
        self._tags: set[str] = set()
        self._last = 0

    def at(self, element: Element) -> Examined:
        self._attributes(element)
        self._loose_text(element.text, ())
        for place, child in enumerate(element):
            self._child(child, (place,))
            self._loose_text(child.tail, (place,))
        self._absent()
        return self._found

    def _attributes(self, element: Element) -> None:
        for name, text in element.items():
            declared = self._layout.attributes.get(name)
            if declared is not None:
                self._value(declared, text, (), required=name == "key")
            elif name not in ALLOWED_ANYWHERE:
                self._say("edexml.attribute", Cost.NOTHING, (), name)
        if "key" not in element.attrib:
            self._say("edexml.required", Cost.RECORD, (), "key")

    def _child(self, child: Element, steps: Steps) -> None:
        declared = self._layout.fields.get(child.tag)
        if declared is None:
            self._say("edexml.unknown", Cost.FIELD, steps, child.tag)
            return
        if not self._is_first(declared, child, steps):
            return
        if declared.shape is Shape.SKIPPED:
            self._attributes_of(child, steps)
        elif declared.shape in (Shape.VALUE, Shape.ROLE):
            self._leaf(declared, child, steps)
        else:
            self._attributes_of(child, steps, also="key" if declared.shape is Shape.REFERENCE else "")
            value = self._references.read(declared, child, steps)
            if value is not None and declared.name:
                self._found.values[declared.name] = value

    def _is_first(self, declared: Field, child: Element, steps: Steps) -> bool:
        """Check the order; return `False` for an element that is there already, or excludes one that is."""
        tag, place = declared.tag, declared.place
        before = self._seen.setdefault(place, child)
        if declared.shape is not Shape.ROLE and (tag in self._tags or before.tag != tag):
            return self._is_rather(declared, child, before, steps)
        self._tags.add(tag)
        if place < self._last:
            self._say("edexml.order", Cost.NOTHING, steps, tag)
        self._last = max(place, self._last)
        return True

    def _is_rather(self, declared: Field, child: Element, before: Element, steps: Steps) -> bool:
        """Speak of the second of two elements; return `True` where only this one of the two says anything."""
        tag, other = declared.tag, before.tag != declared.tag
        alone = _is_empty(before)
        cost = Cost.FIELD if other and (alone or _is_empty(child)) else Cost.RECORD
        rule = "edexml.double" if tag in self._tags else "edexml.choice"
        if declared.shape is Shape.SKIPPED:
            cost = Cost.NOTHING
        self._say(rule, self._cost(declared, cost), steps, tag, declared.name, limit=before.tag)
        self._tags.add(tag)
        self._seen[declared.place] = child if other and alone else before
        return other and alone

    def _leaf(self, declared: Field, child: Element, steps: Steps) -> None:
        self._attributes_of(child, steps)
        if len(child):
            self._say("edexml.content", self._cost(declared, Cost.RECORD), steps, declared.tag, declared.name)
            return
        self._value(declared, child.text or "", steps, required=declared.tag in self._layout.required)

    def _value(self, declared: Field, text: str, steps: Steps, *, required: bool) -> None:
        try:
            value = self._read(declared, text, steps)
        except BrokenRuleError as broken:
            self._broken(declared, text, steps, broken, required=required)
            return
        if declared.name is None or declared.name in self._left_out:
            return
        if declared.shape is Shape.ROLE:
            value = (*self._found.values.get("roles", ()), value)
        self._found.values[declared.name] = value

    def _read(self, declared: Field, text: str, steps: Steps) -> object:
        """Read the value; blanks around it are remarked on, where they matter at all."""
        try:
            return declared.read(text)
        except BrokenRuleError as broken:
            if broken.rule != "edexml.blanks":
                raise
            value = declared.read(text.strip(BLANK))
            self._say("edexml.blanks", Cost.NOTHING, steps, declared.tag, declared.name)
            return value

    def _broken(self, declared: Field, text: str, steps: Steps, broken: BrokenRuleError, *, required: bool) -> None:
        empty = not text.strip(BLANK)
        rule, limit = ("edexml.empty", "") if empty else (broken.rule, broken.limit)
        mild = (empty and not required) or broken.rule == "edexml.year"
        cost = self._cost(declared, Cost.FIELD if mild else Cost.RECORD)
        hidden = declared.secret or declared.name in self._left_out or empty
        self._say(rule, cost, steps, declared.tag, declared.name, limit=limit, value=None if hidden else text)

    def _attributes_of(self, child: Element, steps: Steps, also: str = "") -> None:
        for name in child.keys():  # noqa: SIM118 - an element is no mapping
            if name != also and name not in ALLOWED_ANYWHERE:
                self._say("edexml.attribute", Cost.NOTHING, steps, name)

    def _loose_text(self, text: str | None, steps: Steps) -> None:
        if text and text.strip(BLANK):
            self._say("edexml.text", Cost.NOTHING, steps, self._layout.tag)

    def _absent(self) -> None:
        for tag in self._layout.required:
            if tag not in self._tags:
                self._say("edexml.required", Cost.RECORD, (), tag, self._layout.fields[tag].name)
        if self._layout.person and "last_name" not in self._found.values:
            self._nameless()

    def _nameless(self) -> None:
        """A person needs a last name; only a person of whom nothing but a first name is given does without."""
        if "achternaam" in self._tags:
            for place, fault in enumerate(self._found.faults):
                if fault.tag == "achternaam" and fault.rule == "edexml.empty":
                    self._found.faults[place] = replace(fault, cost=Cost.RECORD)
        elif "first_name" not in self._found.values or self._tags.intersection(NEEDS_LAST_NAME):
            self._say("edexml.name", Cost.RECORD, (), "achternaam", "last_name")

    def _cost(self, declared: Field, cost: Cost) -> Cost:
        """What is not taken over costs nothing, whatever is wrong with it."""
        taken = declared.name is not None and declared.name not in self._left_out
        return cost if taken else Cost.NOTHING

    def _say(  # noqa: PLR0913 - the parts of one fault
        self,
        rule: str,
        cost: Cost,
        steps: Steps,
        tag: str,
        name: str | None = None,
        *,
        limit: str = "",
        value: str | None = None,
    ) -> None:
        self._found.faults.append(Fault(rule, cost, steps, tag, name, limit, value))


def _is_empty(element: Element) -> bool:
    return not (element.text or "").strip(BLANK) and not len(element) and not element.keys()
