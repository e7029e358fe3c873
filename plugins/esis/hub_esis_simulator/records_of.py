"""Finds the record that somebody speaks of, and changes one value of it."""

from datetime import datetime
from typing import TypeAlias

from hub_esis_simulator.families import CARER_FIELDS, TIE_FIELDS
from hub_esis_simulator.roll import GROUP, PERSON, PUPIL, Carer, Entry, School, Tie

Target: TypeAlias = Entry | Carer | Tie
SENSITIVE = ("etniciteit", "land", "land_vader", "land_moeder", "bsn", "gewicht_nieuw", "gewicht")
"""What a LAS may send and the hub may never keep. The office can fill these in, so that a test sees them dropped."""
REFERENCES = {"groep": "group", "vestiging": "location", "samengestelde_groepen": "combined"}
FIELDS: dict[str, frozenset[str]] = {
    "leerling": frozenset((*PUPIL, *SENSITIVE, *REFERENCES)),
    "leerkracht": frozenset(PERSON),
    "groep": frozenset(GROUP),
    "samengestelde_groep": frozenset(GROUP) - {"jaargroep"},
    "vestiging": frozenset(GROUP) - {"jaargroep"},
    "verzorger": frozenset(CARER_FIELDS),
    "relatie": frozenset(TIE_FIELDS),
}
"""The fields of each kind of record, by the names of the wire."""


def find(school: School, entity: str, key: str, pupil: str | None = None) -> Target | None:
    """Return the record, `None` where there is none; a `relatie` goes by guardian and pupil."""
    if entity == "relatie":
        carer = school.carers.get(key)
        return carer.ties.get(pupil or "") if carer else None
    places: dict[str, dict[str, Entry] | dict[str, Carer]] = {
        "leerling": school.pupils,
        "leerkracht": school.teachers,
        "groep": school.groups,
        "samengestelde_groep": school.combined,
        "vestiging": school.locations,
        "verzorger": school.carers,
    }
    return places[entity].get(key) if entity in places else None


def value(target: Target, name: str) -> str:
    """Return the value of a field, `""` where there is none; combined groups come with commas between."""
    if isinstance(target, Entry) and name in REFERENCES:
        found = getattr(target, REFERENCES[name])
        return ",".join(found) if name == "samengestelde_groepen" else found or ""
    return target.texts.get(name, "")


def put(school: School, target: Target, name: str, new: str, moment: datetime) -> str:
    """Give a field its new value and return the old one; where it has that value already, nothing changes."""
    old = value(target, name)
    if old == new:
        return old
    if isinstance(target, Entry) and name in REFERENCES:
        combined = tuple(filter(None, new.split(",")))
        setattr(target, REFERENCES[name], combined if name == "samengestelde_groepen" else new or None)
    else:
        target.texts[name] = new
    target.changed_at = moment
    if isinstance(target, Entry):
        school.changed_at = moment
    else:
        school.carers_changed_at = moment
    return old
