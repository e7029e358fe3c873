"""Changes that are handed in from outside: each has one effect or none, and a reason where it has none."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hub_esis_simulator.families import CARER_FIELDS
from hub_esis_simulator.records_of import FIELDS, find, value
from hub_esis_simulator.roll import School

if TYPE_CHECKING:
    from hub_esis_simulator.las import Las

PHONES = frozenset({"telefoonmobiel", "telefoonthuis", "telefoonwerk"})
POSTCODES = frozenset({"postcode", "postcodenl"})
OPEN = {
    "leerling": frozenset({"roepnaam", "emailadres", "postcodenl"}),
    "verzorger": frozenset(CARER_FIELDS),
    "relatie": frozenset({"belvolgorde"}),
}
"""What may be changed from outside: ESIS leads in everything else."""
SHAPES = {
    "emailadres": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|"),
    "postcodenl": re.compile(r"[1-9][0-9]{3}[A-Z]{2}|"),
    "belvolgorde": re.compile(r"[1-9][0-9]?"),
    "roepnaam": re.compile(r".*\S.*"),
    "achternaam": re.compile(r".*\S.*"),
} | dict.fromkeys(PHONES, re.compile(r"\+?[0-9][0-9 ()-]{5,20}|"))
MESSAGES = {
    "oudewaarde": "In ESIS staat inmiddels een andere waarde.",
    "nieuwewaarde": "ESIS neemt deze waarde niet aan.",
    "onbekendesleutel": "Dit is in ESIS niet gevonden.",
    "onbekendveld": "Dit veld kent ESIS niet.",
    "niettoegestaan": "Dit veld kan alleen in ESIS zelf worden gewijzigd.",
    "storing": "ESIS kon de wijziging niet verwerken.",
}


@dataclass(slots=True, kw_only=True)
class Mutation:
    """One field of one record, to be changed. `due` is when it is handled (`None`: never), `handled` that it was.

    `reason` says why it had no effect. `fails` is the fault that was asked for: it is handled, and does nothing.
    """

    id: str
    correlation: str
    school: School
    entity: str
    key: str
    pupil: str | None
    field: str
    old: str
    new: str
    due: datetime | None
    fails: bool = False
    handled: bool = False
    reason: str | None = None

    @property
    def wish(self) -> tuple[str | None, ...]:
        """What is to change, by which a mutation is told from another one with its id."""
        return (self.entity, self.key, self.pupil, self.field, self.old, self.new)

    def is_due(self) -> bool:
        return self.due is not None and self.due <= datetime.now(UTC)


def carry_out(las: "Las", mutation: Mutation) -> None:
    """Handle a mutation that is due."""
    mutation.handled = True
    mutation.reason = _objection(mutation)
    target = find(mutation.school, mutation.entity, mutation.key, mutation.pupil)
    if mutation.reason is None and target is not None:
        las.change(
            mutation.school,
            target,
            mutation.field,
            mutation.new,
            mutation.due or datetime.now(UTC),
            by="koppelhub",
            entity=mutation.entity,
            key=mutation.key,
            pupil=mutation.pupil,
            mutation=mutation.id,
            correlation=mutation.correlation,
        )


def _objection(mutation: Mutation) -> str | None:
    """Return why it cannot be done, `None` where it can."""
    target = find(mutation.school, mutation.entity, mutation.key, mutation.pupil)
    now = value(target, mutation.field) if target else ""
    shape = SHAPES.get(mutation.field)
    objections = (
        ("storing", mutation.fails),
        ("onbekendveld", mutation.field not in FIELDS[mutation.entity]),
        ("niettoegestaan", mutation.field not in OPEN[mutation.entity]),
        ("onbekendesleutel", target is None),
        ("oudewaarde", not any(_same(mutation.field, now, each) for each in (mutation.old, mutation.new))),
        ("nieuwewaarde", shape is not None and shape.fullmatch(mutation.new) is None),
    )
    return next((reason for reason, holds in objections if holds), None)


def _same(name: str, one: str, other: str) -> bool:
    """Tell whether two values are the same; a phone number or a postcode may be written in two ways."""
    return _plain(name, one) == _plain(name, other)


def _plain(name: str, text: str) -> str:
    if name in POSTCODES:
        return text.replace(" ", "").upper()
    if name not in PHONES:
        return text.strip()
    digits = re.sub(r"[^0-9+]", "", text)
    return re.sub(r"^0(?=[1-9])", "+31", digits)
