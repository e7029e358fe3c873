"""Fits what the hub knows into what EDEXML 2.1 can hold; what does not fit is cut or left out. Pure.

- Names of people and groups, given names, descriptions and free roles are cut at the length that the standard allows.
- Any other value that breaks a rule (a prefix of more than 10 characters, an unknown year group, a year before 1) is
  left out, and so are signs that XML does not have.
- Of a person with a first name and no last name, a prefix, initials and given names are left out.
- A class or location without a name, and a person without any name, is called by its key; a class without a year
  group is written as a mixed class; both because the standard wants something there.
"""

import re
from datetime import UTC, date, datetime
from typing import Any

from edexml_content.mapping import LATEST, LAYOUTS, NEEDS_LAST_NAME, Field, Layout, Shape
from edexml_content.rules import BrokenRuleError

from hub.records import UNSAID, Gender, Record

POSTCODES = ("postcodenl", "postnummerbe", "postcodeoverig")
PUPIL = LAYOUTS[LATEST]["leerling"]
CUT = frozenset({"last_name", "first_name", "given_names", "name", "description"})
GENDERS = {Gender.UNKNOWN: "0", Gender.BOY: "1", Gender.GIRL: "2", Gender.NOT_SPECIFIED: "9"}
MIXED_CLASS = "C"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Texts = dict[str, str]


def fitted(record: Record, layout: Layout) -> Texts:
    """Return the plain values of a record by tag, as EDEXML writes them."""
    texts = {}
    for field in (*layout.fields.values(), *layout.attributes.values()):
        plain = field.name and field.shape is Shape.VALUE and field.tag != "key"
        value = getattr(record, field.name or "") if plain else None
        text = fit(field, value)
        if text and field.tag not in POSTCODES:
            texts[field.tag] = text
    return texts | _postcode(record) | _required(record, layout, texts)


def fit(field: Field, value: Any) -> str | None:
    """Return a value as the element holds it, or `None` where it cannot."""
    text = _written(value)
    if not text:
        return None
    try:
        field.read(text)
    except BrokenRuleError as broken:
        short = text[: int(broken.limit)] if broken.rule == "edexml.length" and field.name in CUT else ""
        return short or None
    return text


def clean(text: str) -> str:
    """Return the text without signs that XML does not have."""
    return NOT_IN_XML.sub("", text)


def written_moment(moment: datetime) -> str | None:
    """Return a moment in UTC; one without a time zone as it is."""
    try:
        return (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return None


def _written(value: Any) -> str | None:
    if isinstance(value, Gender):
        return GENDERS[value]
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, datetime):
        return written_moment(value)
    return value.isoformat() if isinstance(value, date) else None


def _postcode(record: Record) -> Texts:
    value = getattr(record, "postcode", UNSAID)
    for tag in POSTCODES:
        text = fit(PUPIL.fields[tag], value)
        if text:
            return {tag: text}
    return {}


def _required(record: Record, layout: Layout, texts: Texts) -> Texts:
    """Return what the standard wants where the record says nothing; an empty text takes the element away."""
    key = clean(record.key)
    if not layout.person:
        wanted = {"naam": key[:64]} | ({"jaargroep": MIXED_CLASS} if "jaargroep" in layout.required else {})
        return {tag: text for tag, text in wanted.items() if tag not in texts}
    if "achternaam" in texts:
        return {}
    nameless = {} if "roepnaam" in texts else {"achternaam": key[:200]}
    return nameless or dict.fromkeys(NEEDS_LAST_NAME, "")
