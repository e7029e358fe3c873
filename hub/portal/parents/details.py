"""Which details a parent reads and may ask to change, grouped as people think of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import phonenumbers

from hub.changes import Family, fields_seen, may_ask
from hub.records import RECORD_TYPES, UNSAID, Asker, Kind, Text, facts

PHONES = frozenset({"mobile", "phone", "work_phone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Details that are read in one line and asked in one form."""

    key: str
    label: Text
    fields: tuple[str, ...]


ABOUT_ME = (
    Topic(
        key="name",
        label=Text("Naam", "Name"),
        fields=("salutation", "first_name", "initials", "prefix", "last_name"),
    ),
    Topic(key="mobile", label=Text("Mobiel nummer", "Mobile number"), fields=("mobile",)),
    Topic(key="phone", label=Text("Vast nummer", "Landline"), fields=("phone",)),
    Topic(key="work_phone", label=Text("Nummer op het werk", "Work phone"), fields=("work_phone",)),
    Topic(key="email", label=Text("E-mailadres", "E-mail address"), fields=("email",)),
    Topic(
        key="address",
        label=Text("Adres", "Address"),
        fields=("street", "house_number", "postcode", "city", "country"),
    ),
)
ABOUT_CHILD = (
    Topic(key="first_name", label=Text("Roepnaam", "First name"), fields=("first_name",)),
    Topic(key="name", label=Text("Naam", "Name"), fields=("given_names", "prefix", "last_name")),
    Topic(key="birth_date", label=Text("Geboortedatum", "Date of birth"), fields=("birth_date",)),
    Topic(key="year_group", label=Text("Jaargroep", "Year group"), fields=("year_group",)),
    Topic(key="postcode", label=Text("Postcode", "Postcode"), fields=("postcode",)),
    Topic(key="email", label=Text("E-mailadres op school", "E-mail address at school"), fields=("email",)),
    Topic(key="username", label=Text("Gebruikersnaam op school", "User name at school"), fields=("username",)),
    Topic(key="enrolled_on", label=Text("Op school sinds", "At school since"), fields=("enrolled_on",)),
)
AUTOCOMPLETE = {
    "salutation": "honorific-prefix",
    "first_name": "given-name",
    "last_name": "family-name",
    "mobile": "tel",
    "phone": "tel",
    "work_phone": "tel",
    "email": "email",
    "street": "off",
    "postcode": "postal-code",
    "city": "address-level2",
    "country": "off",
}
KEYBOARDS = {**dict.fromkeys(PHONES, "tel"), "email": "email"}


def topic(kind: Kind, key: str) -> Topic | None:
    """Return what people ask about under this name."""
    return next((each for each in (ABOUT_ME if kind is Kind.GUARDIANS else ABOUT_CHILD) if each.key == key), None)


def refusal(me: str, kind: Kind, key: str, about: Topic, family: Family) -> Text | None:
    """Return why I may not ask about this, with what to do instead; `None`: there is something that I may ask."""
    said = [may_ask(me, kind, key, name, family) for name in about.fields]
    return None if None in said else said[0]


def askable(me: str, kind: Kind, key: str, about: Topic, family: Family) -> list[str]:
    """Return the details of this line that I may ask to change."""
    return [name for name in about.fields if may_ask(me, kind, key, name, family) is None]


def seen(me: str, kind: Kind, key: str, family: Family) -> list[Topic]:
    """Return what I may read of a guardian or a child; a line of which I may read a part, in part."""
    names = fields_seen(me, kind, key, family)
    lines = ABOUT_ME if kind is Kind.GUARDIANS else ABOUT_CHILD
    found = [Topic(key=each.key, label=each.label, fields=_of(each, names)) for each in lines]
    return [each for each in found if each.fields]


def can_be_asked(kind: Kind, name: str) -> bool:
    """Tell whether anybody at all may ask to change a detail."""
    return facts(RECORD_TYPES[kind])[name].asked_by is not Asker.NOBODY


def field_label(kind: Kind, name: str) -> Text:
    """Return what a form calls a detail."""
    return facts(RECORD_TYPES[kind])[name].label


def line(record: Any, fields: Sequence[str], language: str) -> str:
    """Return details in one line, as people write them: `Kerkweg 12, 1234 AB Zonnedam`."""
    said = {name: written(name, getattr(record, name, None), language) for name in fields}
    if "street" in said:
        first = f"{said['street']} {said['house_number']}".strip()
        second = f"{said['postcode']} {said['city']}".strip()
        country = "" if said["country"].casefold() in HOME else said["country"]
        return ", ".join(part for part in (first, second, country) if part)
    if "initials" in said and said.get("first_name"):
        del said["initials"]
    return " ".join(part for part in said.values() if part)


def written(name: str, value: Any, language: str) -> str:
    """Return one detail as people write it; nothing for what is not known."""
    if value is UNSAID or value is None or value == "":
        return ""
    if isinstance(value, date):
        return f"{value.day}-{value.month}-{value.year}" if language == "nl" else value.isoformat()
    text = str(value)
    if name in PHONES:
        return _phone(text)
    if name == "postcode" and len(text) == len("1234AB") and text[:4].isdecimal():
        return f"{text[:4]} {text[4:]}"
    return text


def _of(each: Topic, names: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in each.fields if name in names)


def _phone(text: str) -> str:
    try:
        number = phonenumbers.parse(text, "NL")
    except phonenumbers.NumberParseException:
        return text
    at_home = number.country_code == HOME_CODE
    form = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


HOME = frozenset({"nl", "nederland", "netherlands"})
HOME_CODE = 31
