"""One pull of one document: every record checked, keys and references watched, every fault told with its place."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from edexml_content import refusals
from edexml_content.document import Document
from edexml_content.element import Element, localised
from edexml_content.examining import examine
from edexml_content.faults import Fault, rejected
from edexml_content.mapping import LATEST, LAYOUTS, Layout, Version
from edexml_content.school import read_school
from edexml_content.taking import Taker, Values
from hub.records import Complete, Cost, Kind, Note, Pulled, Record, Rejected

KINDS = {
    "vestigingen": frozenset({Kind.LOCATIONS}),
    "groepen": frozenset({Kind.GROUPS, Kind.COMBINED_GROUPS}),
    "leerlingen": frozenset({Kind.PUPILS}),
    "leerkrachten": frozenset({Kind.TEACHERS}),
}
SPACES = {Kind.GROUPS: "group", Kind.COMBINED_GROUPS: "combined_groups", Kind.LOCATIONS: "location"}
GROUP_KINDS = frozenset({Kind.GROUPS, Kind.COMBINED_GROUPS})
MEMBERSHIPS = {
    Kind.PUPILS: ("combined_groups", "samengestelde_groepen", "combined_groups"),
    Kind.TEACHERS: ("assignments", "groepen", "group"),
}
"""Field, element, and which of the document's own groups it tells of.

The standard has no way to write an empty list: in a document that lists such groups, who names none is in none."""
NEVER_EQUAL = 0


@dataclass(frozen=True, slots=True, order=True)
class _Withdrawn:
    """A record that was let through before a second one came that contradicts it."""

    number: int
    kind: Kind
    key: str
    rule: str


class Pull:
    """Reads one document. Kept of every record: its key, its number, and a print of its content; nothing else.

    `left_out` are the fields that the school does not want. What it yields ends with `Complete`, or in the document's
    own `SourceRefusedError`.
    """

    def __init__(self, document: Document, left_out: frozenset[str] = frozenset()) -> None:
        self._document = document
        self._namespace = document.namespace
        self._left_out = left_out
        self._known: dict[str, set[str]] = {space: set() for space in SPACES.values()}
        self._quarantined: dict[str, set[str]] = {space: set() for space in SPACES.values()}
        self._numbers: dict[str, dict[str, int]] = {}
        self._eck_ids: dict[Kind, dict[int, tuple[int, str]]] = {Kind.PUPILS: {}, Kind.TEACHERS: {}}
        self._kinds_of: dict[str, Kind] = {}  # of classes and combined groups, which share their keys
        self._prints = array("q", [NEVER_EQUAL])
        self._withdrawn: set[_Withdrawn] = set()

    def __iter__(self) -> Iterator[Pulled]:
        document = self._document
        elements = document.elements()
        block = read_school(localised(next(elements), self._namespace), document.name, document.wording)
        version = block.version
        yield block.source
        yield from map(Note, block.remarks)
        takers = self._takers(version)
        for element in elements:
            if document.remarks:
                yield from self._remarks()
            yield from self._record(element, takers.get(element.tag), version)
        if "leerlingen" not in document.filled:
            raise document.wording.refused(refusals.NO_PUPILS)
        yield from self._remarks()
        yield from self._withdrawals()
        yield Complete(self._kinds(version))

    def _takers(self, version: Version) -> dict[str, Taker]:
        return {
            self._namespace + tag: Taker(layout, self._known, self._left_out, self._namespace)
            for tag, layout in LAYOUTS[version].items()
        }

    def _record(self, element: Element, taker: Taker | None, version: Version) -> Iterator[Record | Rejected]:
        layout = LAYOUTS[LATEST][element.tag.removeprefix(self._namespace)]
        values = taker.take(element) if taker else None
        usable, odd = True, None
        if values is None:
            odd = element
            localised(odd, self._namespace)
            found = examine(odd, version, self._known, self._quarantined, self._left_out)
            values, usable = found.values, found.usable
            key = values.get("key")
            for fault in found.faults:
                yield self._rejected(layout, key, self._document.count, fault)
        self._say_none(layout, odd, values)
        print_ = hash((layout.tag, *values, *values.values())) if usable else NEVER_EQUAL
        self._prints.append(print_)
        clash = self._clash(layout, values)
        if clash is not None:
            usable = False
            yield self._rejected(layout, values.get("key"), self._document.count, clash)
        if usable:
            self._keep(layout, values["key"])
            yield layout.record(**values)
        elif clash is None or clash.cost is Cost.RECORD:
            self._quarantine(layout, values.get("key"))

    def _say_none(self, layout: Layout, odd: Element | None, values: Values) -> None:
        """Say that a record is in no group, where the document lists groups and the record names none.

        An odd record may name some in a way that cannot be read.
        """
        if layout.kind not in MEMBERSHIPS:
            return
        name, tag, space = MEMBERSHIPS[layout.kind]
        if name not in values and self._known[space] and (odd is None or odd.find(tag) is None):
            values[name] = ()

    def _clash(self, layout: Layout, values: Values) -> Fault | None:
        """Return what is wrong where the key or the ECK iD was there before; the first of the two is remembered too."""
        key = values.get("key")
        if key is None:
            return None
        number = self._document.count
        space = "groups" if layout.kind in GROUP_KINDS else layout.kind.value
        first = self._numbers.setdefault(space, {}).setdefault(key, number)
        if first == number and layout.kind in GROUP_KINDS:
            self._kinds_of[key] = layout.kind
        if first != number:
            if self._prints[first] == self._prints[number] != NEVER_EQUAL:
                return Fault("edexml.repeated", Cost.NOTHING)
            kind = self._kinds_of[key] if layout.kind in GROUP_KINDS else layout.kind
            self._withdraw(first, kind, key, "edexml.key")
            return Fault("edexml.key", Cost.RECORD, tag="key", name="key")
        eck_id = values.get("eck_id")
        if eck_id is None:
            return None
        first, first_key = self._eck_ids[layout.kind].setdefault(hash(eck_id), (number, key))
        if first == number:
            return None
        self._withdraw(first, layout.kind, first_key, "edexml.eck_id")
        return Fault("edexml.eck_id", Cost.RECORD, tag="eckid", name="eck_id")

    def _withdraw(self, number: int, kind: Kind, key: str, rule: str) -> None:
        """Remember that the earlier record may not stay either. It is told at the end: its line has to be sought."""
        self._withdrawn.add(_Withdrawn(number, kind, key, rule))

    def _keep(self, layout: Layout, key: str) -> None:
        space = SPACES.get(layout.kind)
        if space is not None:
            self._known[space].add(key)

    def _quarantine(self, layout: Layout, key: str | None) -> None:
        if key is None or layout.kind not in SPACES:
            return
        for space in SPACES.values():
            if (space == "location") == (layout.kind is Kind.LOCATIONS):
                self._known[space].discard(key)
                self._quarantined[space].add(key)

    def _withdrawals(self) -> Iterator[Rejected]:
        for each in sorted(self._withdrawn):
            tag, name = ("eckid", "eck_id") if each.rule == "edexml.eck_id" else ("key", "key")
            fault = Fault(each.rule, Cost.RECORD, tag=tag, name=name)
            document = self._document
            yield rejected(each.kind, each.key, document.where(each.number), fault, document.wording)

    def _rejected(self, layout: Layout, key: str | None, number: int, fault: Fault) -> Rejected:
        document = self._document
        return rejected(layout.kind, key, document.where(number, fault.child), fault, document.wording)

    def _remarks(self) -> Iterator[Note]:
        while self._document.remarks:
            yield Note(self._document.remarks.pop(0))

    def _kinds(self, version: Version) -> frozenset[Kind]:
        kinds = frozenset().union(*(KINDS[block] for block in self._document.filled))
        return kinds - {Kind.COMBINED_GROUPS} if version is Version.V103 else kinds
