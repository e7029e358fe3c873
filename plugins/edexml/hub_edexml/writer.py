"""Writes what the hub knows as EDEXML 2.1, record by record.

What EDEXML cannot hold is cut or left out, as `fitting` says. A reference to what is not in the export is left out; so
are a combined group with the key of a class, and the second of two equal ECK iDs. Guardians have no place in EDEXML.
Nothing is written for what is unsaid or empty.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, groupby
from typing import Any, BinaryIO

from edexml_content.codes import ROLES, ROLES_SINCE_21
from edexml_content.mapping import LATEST, LAYOUTS, Field, Shape
from lxml import etree

from hub.contract import HubError
from hub.records import Assignment, Kind, Pupil, Record, SchoolYear, Source, Text
from hub_edexml.fitting import Texts, clean, fitted, written_moment

XSI = "http://www.w3.org/2001/XMLSchema-instance"
NO_PUPILS = Text(
    "Er zijn geen leerlingen om te schrijven, en EDEXML wil er ten minste één. Lees eerst een bestand in.",
    "There are no pupils to write, and EDEXML wants at least one. Import a file first.",
)
NO_KEY = Text(
    "Een sleutel past niet in EDEXML: hij is leeg of langer dan 256 tekens. Er is geen bruikbaar bestand gemaakt. "
    "Verbeter de sleutel in het LAS.",
    "A key does not fit in EDEXML: it is empty or longer than 256 characters. No usable file was made. "
    "Correct the key in the LAS.",
)
BLOCKS = {
    Kind.LOCATIONS: "vestigingen",
    Kind.GROUPS: "groepen",
    Kind.COMBINED_GROUPS: "groepen",
    Kind.PUPILS: "leerlingen",
    Kind.TEACHERS: "leerkrachten",
}
SPACES = {Kind.GROUPS: "group", Kind.COMBINED_GROUPS: "combined_groups", Kind.LOCATIONS: "location"}
LAYOUT_OF = {layout.kind: layout for layout in LAYOUTS[LATEST].values()}
ROWS = {kind: tuple(sorted(layout.fields.values(), key=lambda row: row.place)) for kind, layout in LAYOUT_OF.items()}
CODES = frozenset({*ROLES, *ROLES_SINCE_21})
KEY, AUTHOR, ROLE = 256, 128, 64


def write(source: Source, records: Iterable[Record], target: BinaryIO) -> None:
    """Write the records, which come grouped by kind in the order of `Kind`.

    Raises `HubError` where there is no pupil, before anything is written, and where a key does not fit.
    """
    written = _from_the_first_pupil(iter(records))
    elements = _Elements()
    with etree.xmlfile(target, encoding="UTF-8") as file:
        file.write_declaration()
        place = {f"{{{XSI}}}noNamespaceSchemaLocation": "EDEXML.structuur.xsd"}
        with file.element("EDEX", place, nsmap={"xsi": XSI}):
            file.write(_school(source), pretty_print=True)
            for block, members in groupby(written, lambda record: BLOCKS[record.KIND]):
                with file.element(block):
                    for element in map(elements.of, members):
                        if element is not None:
                            file.write(element, pretty_print=True)


def _from_the_first_pupil(records: Iterator[Record]) -> Iterator[Record]:
    """Return the records of EDEXML once it is sure that there is a pupil. Only what stands before it is kept."""
    before: list[Record] = []
    for record in records:
        before.append(record)
        if isinstance(record, Pupil):
            return (each for each in chain(before, records) if each.KIND in BLOCKS)
    raise HubError(NO_PUPILS)


def _school(source: Source) -> etree._Element:
    moment = source.made_at or source.as_of or datetime.now(UTC)
    code = source.school
    rows = {
        "schooljaar": str(source.school_year or SchoolYear.at(moment)),
        "peildatum": source.as_of.isoformat() if source.as_of else None,
        "brincode": code.code if code and not code.is_flemish else None,
        "dependancecode": code.location if code and not code.is_flemish else None,
        "instellingsnummer": code.code if code and code.is_flemish else None,
        "aanmaakdatum": written_moment(source.made_at) if source.made_at else None,
        "auteur": clean(source.author or "")[:AUTHOR],
        "xsdversie": LATEST.value,
    }
    school = etree.Element("school")
    for tag, text in rows.items():
        if text:
            school.append(_leaf(tag, text))
    return school


class _Elements:
    """Makes the elements, and remembers which keys were written, so that every reference finds its target."""

    def __init__(self) -> None:
        self._written: dict[str, set[str]] = {space: set() for space in SPACES.values()}
        self._eck_ids: set[tuple[Kind, int]] = set()

    def of(self, record: Record) -> etree._Element | None:
        """Return the record as an element, or `None` for a combined group that has the key of a class."""
        layout = LAYOUT_OF[record.KIND]
        key = _key(record.key)
        if record.KIND is Kind.COMBINED_GROUPS and key in self._written["group"]:
            return None
        if record.KIND in SPACES:
            self._written[SPACES[record.KIND]].add(key)
        texts = fitted(record, layout)
        element = etree.Element(layout.tag, {"key": key, **self._eck_id(record.KIND, texts)})
        for field in ROWS[record.KIND]:
            if texts.get(field.tag):
                element.append(_leaf(field.tag, texts[field.tag]))
            elif field.shape is not Shape.VALUE and field.name:
                element.extend(self._special(field, getattr(record, field.name)))
        return element

    def _eck_id(self, kind: Kind, texts: Texts) -> Texts:
        eck_id = texts.get("eckid")
        if eck_id is None or (kind, hash(eck_id)) in self._eck_ids:
            return {}
        self._eck_ids.add((kind, hash(eck_id)))
        return {"eckid": eck_id}

    def _special(self, field: Field, value: Any) -> list[etree._Element]:
        if not value:
            return []
        if field.shape is Shape.REFERENCE:
            return self._references(field.tag, field.name or "", (value,))
        if field.shape is Shape.COMBINED:
            return _around(field.tag, self._references("samengestelde_groep", "combined_groups", value))
        if field.shape is Shape.ASSIGNMENTS:
            return _around(field.tag, list(self._assignments(value)))
        return _roles(value) if field.tag == "rol" else []  # codes and free texts share one place

    def _references(self, tag: str, space: str, keys: Iterable[str]) -> list[etree._Element]:
        return [etree.Element(tag, {"key": key}) for key in map(clean, keys) if key in self._written[space]]

    def _assignments(self, assignments: Iterable[Assignment]) -> Iterator[etree._Element]:
        for each in assignments:
            tag, space = ("samengestelde_groep", "combined_groups") if each.combined else ("groep", "group")
            for element in self._references(tag, space, (each.group,)):
                element.extend(_roles(each.roles))
                yield element


def _around(tag: str, elements: list[etree._Element]) -> list[etree._Element]:
    if not elements:
        return []
    element = etree.Element(tag)
    element.extend(elements)
    return [element]


def _roles(roles: Iterable[str]) -> list[etree._Element]:
    written = [clean(role)[:ROLE] for role in roles]
    return [_leaf("rol" if role in CODES else "rolomschrijving", role) for role in written if role]


def _key(key: str) -> str:
    written = clean(key)
    if not 0 < len(written) <= KEY:
        raise HubError(NO_KEY)
    return written


def _leaf(tag: str, text: str) -> etree._Element:
    element = etree.Element(tag)
    element.text = text
    return element
