"""What the elements of OuderportaalService mean to the hub: frozen tables, and reading and writing by them. Pure.

What UWLR delivers needs no table here: it is the content of EDEXML, which `edexml_content` knows.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import phonenumbers
from edexml_content import Element
from edexml_content.faults import masked
from edexml_content.rules import BrokenRuleError, moment

from hub.records import Cost, Guardian, Guardianship, Kind, Rejected, Relation, Text
from hub_esis.client import PORTAL

NAMESPACE = f"{{{PORTAL}}}"
LONGEST_KEY = 256
FIRST, LAST = 1, 99
RELATIONS = {
    "moeder": Relation.MOTHER,
    "vader": Relation.FATHER,
    "stiefouder": Relation.STEP_PARENT,
    "pleegouder": Relation.FOSTER_PARENT,
    "grootouder": Relation.GRANDPARENT,
    "voogd": Relation.LEGAL_GUARDIAN,
    "instelling": Relation.INSTITUTION,
    "overig": Relation.OTHER,
}
SWITCHES = {"true": True, "1": True, "false": False, "0": False}
WHY = {
    "esis.length": Text(
        "Dit veld is te lang en is niet overgenomen. Maak het korter in ESIS.",
        "This field is too long and was not taken over. Make it shorter in ESIS.",
    ),
    "esis.list": Text(
        "Deze waarde staat niet in de lijst en is niet overgenomen. Kijk in ESIS wat er moet staan.",
        "This value is not in the list and was not taken over. Look in ESIS what it should be.",
    ),
    "esis.moment": Text(
        "Dit is geen datum met tijd en is niet overgenomen. Meld het aan Rovict.",
        "This is no date with a time and was not taken over. Report it to Rovict.",
    ),
    "esis.double": Text(
        "Dit veld staat er twee keer en is niet overgenomen. Meld het aan Rovict.",
        "This field is there twice and was not taken over. Report it to Rovict.",
    ),
    "esis.key": Text(
        "De sleutel ontbreekt of is te lang, dus is niet te zien om wie het gaat. Er is niets van overgenomen. Meld "
        "het aan Rovict.",
        "The key is missing or too long, so nobody can see whom it is about. Nothing of it was taken over. Report "
        "it to Rovict.",
    ),
    "esis.repeated": Text(
        "Deze sleutel komt twee keer voor met verschillende inhoud. Er is niets van overgenomen. Meld het aan Rovict.",
        "This key occurs twice with different content. Nothing of it was taken over. Report it to Rovict.",
    ),
    "esis.reference": Text(
        "Deze relatie wijst naar een leerling die ESIS niet geeft; de relatie is weggelaten. Kijk in ESIS of de "
        "leerling nog op school zit.",
        "This relation points at a pupil whom ESIS does not give; the relation was left out. Look in ESIS whether the "
        "pupil is still at this school.",
    ),
}
NAMES = {Kind.GUARDIANS: Text("verzorger", "guardian"), Kind.GUARDIANSHIPS: Text("relatie", "relation")}


def _short(longest: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > longest:
            raise BrokenRuleError("esis.length")
        return text

    return read


_DUTCH: Any = phonenumbers.PhoneMetadata.metadata_for_region("NL", None)
PLAIN_DUTCH = re.compile(
    rf"(?:\+31|0)((?:{_DUTCH.mobile.national_number_pattern})|(?:{_DUTCH.fixed_line.national_number_pattern}))",
    re.ASCII,
)
"""A number of nearly every guardian, written plainly: the library says the same of it in fifty times the time."""


def phone(text: str) -> str:
    """Return a number as E.164 where it can be read as one; otherwise as the LAS has it."""
    if plain := PLAIN_DUTCH.fullmatch(text):
        return f"+31{plain[1]}"
    _short(64)(text)
    try:
        number = phonenumbers.parse(text, "NL")
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_valid_number(number) or number.extension:
        return text
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _listed(values: dict[str, Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if text not in values:
            raise BrokenRuleError("esis.list")
        return values[text]

    return read


def _order(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not FIRST <= int(text) <= LAST:
        raise BrokenRuleError("esis.list")
    return int(text)


def _moment(text: str) -> Any:
    try:
        return moment(text)
    except BrokenRuleError:
        raise BrokenRuleError("esis.moment") from None


@dataclass(frozen=True, slots=True)
class Row:
    """One element, the field that it fills, and how its text is read."""

    tag: str
    name: str
    read: Callable[[str], Any]


GUARDIAN = (
    Row("aanhef", "salutation", _short(64)),
    Row("roepnaam", "first_name", _short(64)),
    Row("voorletters", "initials", _short(64)),
    Row("voorvoegsel", "prefix", _short(64)),
    Row("achternaam", "last_name", _short(256)),
    Row("emailadres", "email", _short(256)),
    Row("telefoonmobiel", "mobile", phone),
    Row("telefoonthuis", "phone", phone),
    Row("telefoonwerk", "work_phone", phone),
    Row("straat", "street", _short(256)),
    Row("huisnummer", "house_number", _short(64)),
    Row("postcode", "postcode", _short(64)),
    Row("plaats", "city", _short(256)),
    Row("land", "country", _short(64)),
    Row("mutatiedatum", "changed_at", _moment),
)
GUARDIANSHIP = (
    Row("soort", "relation", _listed(RELATIONS)),
    Row("gezag", "authority", _listed(SWITCHES)),
    Row("woontbij", "lives_with", _listed(SWITCHES)),
    Row("belvolgorde", "contact_order", _order),
    Row("mutatiedatum", "changed_at", _moment),
)


@dataclass(frozen=True, slots=True)
class Written:
    """One field that ESIS takes from outside: whose, its name there, and how many characters it may have.

    `text` returns a value as ESIS writes it, or `None` where this field cannot hold it.
    """

    entity: str
    tag: str
    longest: int
    text: Callable[[str], str | None] = str


def _dutch_postcode(text: str) -> str | None:
    compact = text.replace(" ", "").upper()
    return compact if DUTCH_POSTCODE.fullmatch(compact) else None


def _any_postcode(text: str) -> str:
    return _dutch_postcode(text) or text


DUTCH_POSTCODE = re.compile(r"[1-9][0-9]{3}[A-Z]{2}")
WRITTEN: Mapping[tuple[Kind, str], Written] = MappingProxyType(
    {
        (Kind.PUPILS, "first_name"): Written("leerling", "roepnaam", 64),
        (Kind.PUPILS, "postcode"): Written("leerling", "postcodenl", 6, _dutch_postcode),
        (Kind.GUARDIANS, "salutation"): Written("verzorger", "aanhef", 64),
        (Kind.GUARDIANS, "first_name"): Written("verzorger", "roepnaam", 64),
        (Kind.GUARDIANS, "initials"): Written("verzorger", "voorletters", 64),
        (Kind.GUARDIANS, "prefix"): Written("verzorger", "voorvoegsel", 64),
        (Kind.GUARDIANS, "last_name"): Written("verzorger", "achternaam", 256),
        (Kind.GUARDIANS, "email"): Written("verzorger", "emailadres", 256),
        (Kind.GUARDIANS, "mobile"): Written("verzorger", "telefoonmobiel", 64),
        (Kind.GUARDIANS, "phone"): Written("verzorger", "telefoonthuis", 64),
        (Kind.GUARDIANS, "work_phone"): Written("verzorger", "telefoonwerk", 64),
        (Kind.GUARDIANS, "street"): Written("verzorger", "straat", 256),
        (Kind.GUARDIANS, "house_number"): Written("verzorger", "huisnummer", 64),
        (Kind.GUARDIANS, "postcode"): Written("verzorger", "postcode", 64, _any_postcode),
        (Kind.GUARDIANS, "city"): Written("verzorger", "plaats", 256),
        (Kind.GUARDIANS, "country"): Written("verzorger", "land", 64),
    }
)
"""What can be written into ESIS, field by field. Whatever is not here, the office changes in ESIS itself."""
GUARDIAN_ROWS = {NAMESPACE + row.tag: row for row in GUARDIAN}
GUARDIANSHIP_ROWS = {NAMESPACE + row.tag: row for row in GUARDIANSHIP}


def guardian(element: Element, where: str) -> Iterator[Guardian | Guardianship | Rejected]:
    """Yield a guardian and every relation, and the faults before each."""
    key = _key(element.get("key"))
    if key is None:
        yield rejected("esis.key", Kind.GUARDIANS, None, where)
        return
    values, faults = _values(element, GUARDIAN_ROWS, Kind.GUARDIANS, key, where)
    yield from faults
    yield Guardian(key=key, **values)
    for relations in element:
        if relations.tag == NAMESPACE + "relaties":
            for relation in relations:
                yield from _guardianship(relation, key, where)


def _guardianship(element: Element, guardian_key: str, where: str) -> Iterator[Guardianship | Rejected]:
    pupil = _key(element.get("leerling"))
    if pupil is None:
        yield rejected("esis.key", Kind.GUARDIANSHIPS, None, where)
        return
    key = guardianship_key(pupil, guardian_key)
    values, faults = _values(element, GUARDIANSHIP_ROWS, Kind.GUARDIANSHIPS, key, where)
    yield from faults
    yield Guardianship(key=key, pupil=pupil, guardian=guardian_key, **values)


def guardianship_key(pupil: str, guardian_key: str) -> str:
    """Return the key of a relation: both keys, so that no two pairs share one."""
    return "|".join(each.replace("\\", "\\\\").replace("|", "\\|") for each in (pupil, guardian_key))


def rejected(  # noqa: PLR0913 - the parts of one fault
    rule: str, kind: Kind, key: str | None, where: str, *, row: Row | None = None, value: str | None = None
) -> Rejected:
    """Return a fault as the hub shows it. One in a field costs the field; any other costs the record."""
    name = NAMES[kind]
    nl = f"{name.nl} {key[:40]}" if key else f"{name.nl} zonder bruikbare sleutel"
    en = f"{name.en} {key[:40]}" if key else f"{name.en} without a usable key"
    field = f", {row.tag}" if row else ""
    return Rejected(
        kind=kind,
        key=key,
        where=where,
        what=Text(nl + field, en + field),
        why=WHY[rule],
        rule=rule,
        cost=Cost.FIELD if row else Cost.RECORD,
        field=row.name if row else None,
        value=masked(value) if value else None,
    )


def _values(
    element: Element, rows: dict[str, Row], kind: Kind, key: str, where: str
) -> tuple[dict[str, Any], list[Rejected]]:
    """Return what the element says by field, and its faults. Empty: there is none. Absent: nothing is said."""
    values: dict[str, Any] = {}
    faults: list[Rejected] = []
    doubles: set[str] = set()
    for child in element.getchildren():
        row = rows.get(child.tag)
        if row is None:
            continue  # the messages may grow
        text = (child.text or "").strip()
        try:
            if row.name in values or row.name in doubles:
                doubles.add(row.name)
                raise BrokenRuleError("esis.double")  # noqa: TRY301 - one road for every fault
            values[row.name] = row.read(text) if text else None
        except BrokenRuleError as broken:
            values.pop(row.name, None)
            faults.append(rejected(broken.rule, kind, key, where, row=row, value=text))
    return values, faults


def _key(given: str | None) -> str | None:
    usable = given is not None and given.strip() and len(given) <= LONGEST_KEY
    return given if usable else None
