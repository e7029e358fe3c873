"""Reads the references in a record to classes, combined groups and locations; a broken one costs only itself."""

from collections.abc import Iterator

from edexml_content.element import ALLOWED_ANYWHERE, Element
from edexml_content.faults import Fault, Steps
from edexml_content.mapping import Field, Layout, Shape
from edexml_content.rules import BLANK, BrokenRuleError
from edexml_content.taking import Known
from hub.records import Assignment, Cost


class ReferenceReader:
    """Reads references of one record; the faults that it finds are added to `faults`."""

    def __init__(self, layout: Layout, known: Known, quarantined: Known, faults: list[Fault]) -> None:
        self._layout = layout
        self._known = known
        self._quarantined = quarantined
        self._faults = faults

    def read(self, declared: Field, element: Element, steps: Steps) -> object:
        """Return what the element refers to, or `None` where nothing of it can be used."""
        name = declared.name or ""
        if declared.shape is Shape.REFERENCE:
            self._bare(element, steps)
            return self._key(element, steps, name, name)
        read = [
            value
            for place, each in enumerate(element)
            if (value := self._one(declared, each, (*steps, place))) is not None
        ]
        self._container(element, steps, declared)
        return tuple(read) or None

    def _one(self, declared: Field, element: Element, steps: Steps) -> object:
        allowed = self._layout.assigned if declared.shape is Shape.ASSIGNMENTS else {"samengestelde_groep"}
        if element.tag not in allowed:
            self._say("edexml.unknown", Cost.FIELD, steps, element.tag, declared.name)
            return None
        self._attributes(element, steps, also="key")
        combined = element.tag == "samengestelde_groep"
        if declared.shape is Shape.COMBINED or self._layout.roles is None:
            self._bare(element, steps)
            roles: tuple[str, ...] | None = ()
        else:
            roles = self._roles(element, steps)
        key = self._key(element, steps, "combined_groups" if combined else "group", declared.name)
        if declared.shape is Shape.COMBINED or key is None or roles is None:
            return key if declared.shape is Shape.COMBINED else None
        return Assignment(group=key, combined=combined, roles=roles)

    def _key(self, element: Element, steps: Steps, space: str, name: str | None) -> str | None:
        key = element.get("key")
        if key is None:
            self._say("edexml.required", Cost.FIELD, steps, f"{element.tag} key", name)
        elif key in self._known[space]:
            return str(key)
        elif not key:
            self._say("edexml.empty", Cost.FIELD, steps, f"{element.tag} key", name)
        else:
            rule = "edexml.reference_quarantined" if key in self._quarantined[space] else "edexml.reference"
            self._say(rule, Cost.FIELD, steps, element.tag, name, value=str(key))
        return None

    def _roles(self, element: Element, steps: Steps) -> tuple[str, ...] | None:
        """Return the roles of an assignment; `None` where one of them is wrong, which costs the assignment."""
        self._loose_text(element.text, steps)
        roles = list(self._each_role(element, steps))
        return None if None in roles else tuple(role for role in roles if role is not None)

    def _each_role(self, element: Element, steps: Steps) -> Iterator[str | None]:
        readers = self._layout.roles or {}
        for place, each in enumerate(element):
            self._loose_text(each.tail, (*steps, place))
            read = readers.get(each.tag)
            if read is None:
                self._say("edexml.unknown", Cost.NOTHING, (*steps, place), each.tag, "assignments")
                continue
            self._attributes(each, (*steps, place))
            text = each.text or ""
            try:
                if len(each):
                    raise BrokenRuleError("edexml.content")  # noqa: TRY301 - one road for every fault of a role
                yield str(read(text))
            except BrokenRuleError as broken:
                rule = broken.rule if text.strip(BLANK) else "edexml.empty"
                tag = each.tag
                self._say(rule, Cost.FIELD, (*steps, place), tag, "assignments", limit=broken.limit, value=text or None)
                yield None

    def _container(self, element: Element, steps: Steps, declared: Field) -> None:
        self._attributes(element, steps)
        self._loose_text(element.text, steps)
        for each in element:
            self._loose_text(each.tail, steps)
        if not len(element):
            self._say("edexml.empty", Cost.FIELD, steps, declared.tag, declared.name)

    def _bare(self, element: Element, steps: Steps) -> None:
        """A reference holds nothing but its key."""
        if element.text is not None or len(element):
            self._say("edexml.content", Cost.NOTHING, steps, element.tag)

    def _attributes(self, element: Element, steps: Steps, also: str = "") -> None:
        for name in element.keys():  # noqa: SIM118 - an element is no mapping
            if name != also and name not in ALLOWED_ANYWHERE:
                self._say("edexml.attribute", Cost.NOTHING, steps, str(name))

    def _loose_text(self, text: str | None, steps: Steps) -> None:
        if text and text.strip(BLANK):
            self._say("edexml.text", Cost.NOTHING, steps, self._layout.tag)

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
        self._faults.append(Fault(rule, cost, steps, tag, name, limit, value))
