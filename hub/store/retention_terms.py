"""How long a school keeps what: its own terms, within what the law leaves. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from hub.contract import SettingsRefusedError
from hub.records import Text


class Kept(StrEnum):
    """A sort of data with a term of its own; the value is the name of its term."""

    PUPILS = "pupils"
    GUARDIANS = "guardians"
    REQUESTS = "requests"
    INFORMATION = "information"
    LETTERS = "letters"
    RUN_DETAILS = "run_details"
    QUARANTINE = "quarantine"
    LOOKS = "looks"


PERSONS = (Kept.PUPILS, Kept.GUARDIANS)
TRACES = tuple(each for each in Kept if each not in PERSONS)
"""What goes by its own age, whoever it is about."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One number that a school may choose: what it is called, what it means, and between which bounds."""

    label: Text
    help: Text
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a school: months for each sort of data, and how erasing by itself goes.

    `on`: erasing by itself is on. Who goes is announced `notice_days` before. Where more than `brake_percent` of all
    pupils or guardians would go in one night, a person decides first.
    """

    on: bool = True
    pupils: int = 24
    guardians: int = 12
    requests: int = 24
    information: int = 24
    letters: int = 12
    run_details: int = 12
    quarantine: int = 3
    looks: int = 12
    notice_days: int = 30
    brake_percent: int = 25

    def months(self, kept: Kept) -> int:
        """Return how many months a sort of data is kept."""
        found: int = getattr(self, kept.value)
        return found

    def details(self) -> dict[str, Any]:
        """Return the terms as JSON values."""
        return asdict(self)

    @classmethod
    def read(cls, details: Mapping[str, Any]) -> "Terms":
        """Read what `details` wrote; what a later version added is as at first."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in details.items() if name in known})

    def chosen(self, given: Mapping[str, str], *, on: bool) -> "Terms":
        """Return the terms as a form gives them. Raises `SettingsRefusedError`, a sentence for each wrong number."""
        numbers = {name: _number(given.get(name, "").strip(), rule) for name, rule in RULES.items()}
        problems = {name: _outside(RULES[name]) for name, number in numbers.items() if number is None}
        if problems:
            raise SettingsRefusedError(problems)
        return replace(self, on=on, **{name: number for name, number in numbers.items() if number is not None})


def _number(typed: str, rule: Rule) -> int | None:
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else -1  # noqa: PLR2004 - no term has five digits
    return number if rule.least <= number <= rule.most else None


def _outside(rule: Rule) -> Text:
    return Text(
        f"Vul een heel getal in van {rule.least} tot en met {rule.most}.",
        f"Fill in a whole number from {rule.least} up to and including {rule.most}.",
    )


RULES: Mapping[str, Rule] = {
    "pupils": Rule(
        Text("Leerlingen, met resultaten en rapporten", "Pupils, with results and report cards"),
        Text(
            "Maanden nadat de leerling uit het LAS is. In de regel twee jaar; langer alleen als een wet dat vraagt.",
            "Months after the pupil left the LAS. As a rule two years; longer only where a law asks for it.",
        ),
        1,
        60,
    ),
    "guardians": Rule(
        Text("Verzorgers", "Guardians"),
        Text(
            "Maanden nadat de verzorger én al zijn kinderen uit het LAS zijn.",
            "Months after the guardian and all his children left the LAS.",
        ),
        1,
        24,
    ),
    "requests": Rule(
        Text("Afgehandelde aanvragen", "Requests that are done"),
        Text(
            "Maanden na de laatste stap. Zo kunt u terugzien wie wat vroeg en wie besliste.",
            "Months after the last step. So you can look back at who asked what and who decided.",
        ),
        6,
        60,
    ),
    "information": Rule(
        Text("Vragen om informatie over een kind", "Requests for information about a child"),
        Text(
            "Maanden na het besluit van de school. Het besluit kan later nodig zijn bij een klacht.",
            "Months after the decision of the school. The decision may be needed later, in a complaint.",
        ),
        12,
        60,
    ),
    "letters": Rule(
        Text("Verstuurde berichten", "Letters that were sent"),
        Text("Maanden na het versturen.", "Months after they were sent."),
        1,
        24,
    ),
    "run_details": Rule(
        Text("Bijzonderheden van het inlezen", "Details of imports"),
        Text(
            "Maanden na het inlezen. Zo lang kunt u zien wat er per leerling veranderde, en het terugdraaien.",
            "Months after the import. So long you can see what changed per pupil, and undo it.",
        ),
        3,
        24,
    ),
    "quarantine": Rule(
        Text("Geweigerde gegevens", "Data that was refused"),
        Text(
            "Maanden na het inlezen. Zo lang kunt u zien welke regel uit het LAS niet klopte.",
            "Months after the import. So long you can see which line of the LAS was wrong.",
        ),
        1,
        12,
    ),
    "looks": Rule(
        Text("Wie gegevens van een kind bekeek", "Who looked at a child's data"),
        Text(
            "Maanden na het bekijken. Ouders kunnen dit zien.",
            "Months after the look. Parents can see this.",
        ),
        6,
        36,
    ),
    "notice_days": Rule(
        Text("Dagen van tevoren aankondigen", "Days of notice"),
        Text(
            "Zo lang staat iemand op de lijst voordat hij gewist wordt. In die tijd kunt u hem vasthouden.",
            "So long somebody is on the list before being erased. In that time you can hold him.",
        ),
        14,
        90,
    ),
    "brake_percent": Rule(
        Text("Rem: hoogstens dit percentage in één nacht", "Brake: at most this percentage in one night"),
        Text(
            "Zou er meer gewist worden, dan wacht de hub tot u dat goedkeurt.",
            "Where more would be erased, the hub waits until you approve it.",
        ),
        5,
        50,
    ),
}
