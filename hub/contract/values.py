"""Reading one value of a setting from what a form or JSON gives: the value, or `NOTHING` where it is empty."""

import unicodedata
from collections.abc import Mapping
from enum import Enum
from math import isfinite
from typing import Any, Final

from hub.contract.secrets import Secret
from hub.records import Text

NOTHING: Final = object()
"""Nothing was filled in."""
_ON = frozenset({"on", "true", "1", "yes", "ja", "aan"})
_OFF = frozenset({"off", "false", "0", "no", "nee", "uit", ""})


class Refused(Exception):  # noqa: N818 - it never leaves the room
    """One value cannot be taken; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.nl)
        self.text = text


def read_text(value: Any) -> Any:
    """Return the text without blanks around it."""
    if value is None or value is NOTHING:
        return NOTHING
    if not isinstance(value, str):
        raise Refused(Text("Vul hier tekst in.", "Fill in text here."))
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t\r" for sign in value):
        raise Refused(
            Text(
                "Hier staan onzichtbare tekens in. Typ de tekst over in plaats van hem te plakken.",
                "This holds invisible characters. Type the text instead of pasting it.",
            )
        )
    return value.strip() or NOTHING


def read_number(value: Any, *, whole: bool) -> Any:
    """Return the number; text may have a decimal comma, as Dutch people write it."""
    if value is None or value is NOTHING or (isinstance(value, str) and not value.strip()):
        return NOTHING
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _no_number(whole=whole)
    if whole and isinstance(value, float):
        raise _no_number(whole=whole)
    try:
        number = int(value) if whole else float(value.replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError) as error:
        raise _no_number(whole=whole) from error
    if not whole and not isfinite(number):
        raise _no_number(whole=whole)
    return number


def read_switch(value: Any) -> Any:
    """Return whether it is on. A switch is never empty: empty text is off."""
    if value is None or value is NOTHING:
        return NOTHING
    if isinstance(value, bool):
        return value
    said = value.strip().lower() if isinstance(value, str) else None
    if said in _ON or said in _OFF:
        return said in _ON
    raise Refused(Text("Kies aan of uit.", "Choose on or off."))


def read_choice(value: Any, choices: Mapping[Any, Text]) -> Any:
    """Return the choice that `value` names, by itself or as text."""
    if value is None or value is NOTHING or (isinstance(value, str) and not value.strip()):
        return NOTHING
    said = str(_plain(value)).strip() if isinstance(value, str | int | Enum) else None
    for choice in choices:
        if said == str(_plain(choice)):
            return choice
    offered = list(choices.values())
    raise Refused(
        Text(
            f"Kies één van: {', '.join(each.nl for each in offered)}.",
            f"Choose one of: {', '.join(each.en for each in offered)}.",
        )
    )


def read_secret(value: Any) -> Any:
    """Return the secret; blanks that came along with pasted text are left out."""
    if isinstance(value, Secret):
        return value
    text = read_text(value)
    return NOTHING if text is NOTHING else Secret(text)


def _no_number(*, whole: bool) -> Refused:
    if whole:
        return Refused(Text("Vul een heel getal in, bijvoorbeeld 8.", "Fill in a whole number, such as 8."))
    return Refused(Text("Vul een getal in, bijvoorbeeld 8 of 2,5.", "Fill in a number, such as 8 or 2.5."))


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
