"""What a value must be before a school is bothered with it, and how it is written: one way for each kind of field.

Pure. `canonical` gives the form in which two values are compared: `06 1234 5678` and `+31612345678` are one number.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from stdnum.exceptions import ValidationError
from stdnum.nl import postcode as dutch_postcode

from hub.contract import HubError
from hub.records import RECORD_TYPES, Kind, Text, facts

LONGEST = 200
HOUSE_NUMBER = re.compile(r"[1-9][0-9]{0,4}( ?-? ?[0-9A-Za-z]{1,6}){0,2}")
FOREIGN_POSTCODE = re.compile(r"[0-9A-Z][0-9A-Z -]{1,9}")
NAME = re.compile(r"[^\d@<>{}\[\]|\\^~=+*#$%&_!?;:\"]+")
HOME_COUNTRIES = frozenset({"", "nl", "nld", "nederland", "netherlands", "the netherlands"})
NEVER_EMPTY = frozenset({(Kind.PUPILS, "first_name"), (Kind.GUARDIANS, "last_name")})


class ValueRefusedError(HubError):
    """What somebody filled in cannot be a value of the field. Nothing was asked; the sentence says what to fill in."""


def checked(kind: Kind, field: str, given: str | None, *, country: Any = None) -> str | None:
    """Return a value as the hub writes it; `None` is empty. Raises `ValueRefusedError` with what to do.

    `country` is where the guardian lives, as the LAS says it: it decides what a postcode looks like.
    """
    text = " ".join(unicodedata.normalize("NFC", given or "").split())
    if not text:
        if (kind, field) in NEVER_EMPTY:
            raise ValueRefusedError(_filled_in(kind, field))
        return None
    readable(text)
    if field == "postcode":
        return _postcode(text, str(country or ""))
    return _CHECKS.get(field, _free_text)(text)


def readable(text: str) -> str:
    """Return a text that a person can read. Raises `ValueRefusedError` for one too long or with signs unseen."""
    if len(text) > LONGEST or any(unicodedata.category(sign)[0] == "C" for sign in text):
        raise ValueRefusedError(UNREADABLE)
    return text


def canonical(kind: Kind, field: str, value: Any) -> Any:
    """Return the form of a known or wanted value in which it is compared. What cannot be read is itself."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return value
    try:
        found = checked(kind, field, value)
    except ValueRefusedError:
        found = " ".join(unicodedata.normalize("NFC", value).split())
    return found.replace(" ", "").upper() if field in ("postcode", "house_number") and found else found


def same(kind: Kind, field: str, one: Any, other: Any) -> bool:
    """Tell whether two values of a field mean the same."""
    return bool(canonical(kind, field, one) == canonical(kind, field, other))


def _email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise ValueRefusedError(NO_EMAIL) from None


def _phone(text: str) -> str:
    try:
        number = phonenumbers.parse(text, "NL")
    except phonenumbers.NumberParseException:
        raise ValueRefusedError(NO_PHONE) from None
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise ValueRefusedError(NO_PHONE)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _mobile(text: str) -> str:
    found = _phone(text)
    kind = phonenumbers.number_type(phonenumbers.parse(found))
    if kind not in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE):
        raise ValueRefusedError(NO_MOBILE)
    return found


def _postcode(text: str, country: str) -> str:
    if country.casefold().strip() in HOME_COUNTRIES:
        try:
            return dutch_postcode.validate(text)
        except ValidationError:
            raise ValueRefusedError(NO_POSTCODE) from None
    if not FOREIGN_POSTCODE.fullmatch(text.upper()):
        raise ValueRefusedError(NO_FOREIGN_POSTCODE)
    return text.upper()


def _house_number(text: str) -> str:
    if not HOUSE_NUMBER.fullmatch(text):
        raise ValueRefusedError(NO_HOUSE_NUMBER)
    return text


def _name(text: str) -> str:
    if not NAME.fullmatch(text) or not any(sign.isalpha() for sign in text):
        raise ValueRefusedError(NO_NAME)
    return text


def _initials(text: str) -> str:
    letters = [sign for sign in text if sign.isalpha()]
    if not letters or any(not sign.isalpha() and sign not in ". -'" for sign in text):
        raise ValueRefusedError(NO_INITIALS)
    return text


def _free_text(text: str) -> str:
    if any(sign in "<>{}" for sign in text):
        raise ValueRefusedError(UNREADABLE)
    return text


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "email": _email,
    "mobile": _mobile,
    "phone": _phone,
    "work_phone": _phone,
    "house_number": _house_number,
    "first_name": _name,
    "last_name": _name,
    "prefix": _name,
    "initials": _initials,
    "city": _name,
}

UNREADABLE = Text(
    "Deze tekst is te lang of heeft tekens die hier niet kunnen. Gebruik gewone letters en cijfers.",
    "This text is too long or has signs that cannot be here. Use ordinary letters and digits.",
)
NO_EMAIL = Text(
    "Dit is geen e-mailadres. Schrijf het zo: naam@voorbeeld.nl.",
    "This is not an e-mail address. Write it like this: name@example.com.",
)
NO_PHONE = Text(
    "Dit is geen telefoonnummer. Schrijf alle cijfers, bijvoorbeeld 020 123 4567. Een nummer uit een ander land begint "
    "met + en het landnummer.",
    "This is not a phone number. Write all digits, such as 020 123 4567. A number of another country begins with + and "
    "the country's number.",
)
NO_MOBILE = Text(
    "Dit is geen mobiel nummer. Een mobiel nummer begint met 06. Vul een ander nummer in bij vast nummer.",
    "This is not a mobile number: those begin with 06. Fill another number in at landline.",
)
NO_POSTCODE = Text(
    "Dit is geen postcode. Schrijf vier cijfers en twee letters, bijvoorbeeld 1234 AB.",
    "This is not a postcode. Write four digits and two letters, such as 1234 AB.",
)
NO_FOREIGN_POSTCODE = Text(
    "Dit is geen postcode. Schrijf hem zoals op een brief staat, met letters en cijfers.",
    "This is not a postcode. Write it as it stands on a letter, with letters and digits.",
)
NO_HOUSE_NUMBER = Text(
    "Dit is geen huisnummer. Begin met het nummer, bijvoorbeeld 12, 12a of 12-3.",
    "This is not a house number. Begin with the number, such as 12, 12a or 12-3.",
)
NO_NAME = Text(
    "Hier staan tekens die niet in een naam horen. Gebruik letters, een streepje, een punt of een apostrof.",
    "This has signs that do not belong in a name. Use letters, a hyphen, a full stop or an apostrophe.",
)
NO_INITIALS = Text(
    "Dit zijn geen voorletters. Schrijf letters met punten, bijvoorbeeld A.B.",
    "These are not initials. Write letters with full stops, such as A.B.",
)


def _filled_in(kind: Kind, field: str) -> Text:
    label = facts(RECORD_TYPES[kind])[field].label
    return Text(f"{label.nl} kan niet leeg zijn. Vul iets in.", f"{label.en} cannot be empty. Fill something in.")
