"""The school's office, which works in the LAS meanwhile: on demand, or by itself now and then."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

from lxml import etree

from hub_esis_simulator.families import CARER_FIELDS, TIE_FIELDS, another_address, settle_families
from hub_esis_simulator.las import Las
from hub_esis_simulator.records_of import FIELDS, find
from hub_esis_simulator.roll import Carer, School, Tie, pupil_entry

BY = "kantoor"


class OfficeRefusedError(ValueError):
    """The office cannot do this. Nothing was done."""


def act(las: Las, wish: Mapping[str, Any], chance: Random) -> dict[str, Any]:
    """Do what the office is asked to do, and return what it was done to. Raises `OfficeRefusedError`."""
    doing = ACTS.get(str(wish.get("act", "change")))
    school = las.schools.get(str(wish.get("school", next(iter(las.schools)))))
    if doing is None or school is None:
        raise OfficeRefusedError(f"act is one of {', '.join(ACTS)}; school one of {', '.join(las.schools)}")
    return doing(las, school, wish, chance)


def _change(las: Las, school: School, wish: Mapping[str, Any], _: Random) -> dict[str, Any]:
    entity, key, name = (_asked(wish, each) for each in ("entity", "key", "field"))
    pupil = str(wish["pupil"]) if wish.get("pupil") else None
    target = find(school, entity, key, pupil)
    if target is None or name not in FIELDS[entity]:
        raise OfficeRefusedError(f"no {entity} with this key, or it has no field {name}")
    value = _text(wish.get("value"))
    las.change(school, target, name, value, datetime.now(UTC), by=BY, entity=entity, key=key, pupil=pupil)
    return {"entity": entity, "key": key, "field": name, "value": value}


def _add_pupil(las: Las, school: School, wish: Mapping[str, Any], _: Random) -> dict[str, Any]:
    now = datetime.now(UTC)
    made = school.made.maker.newcomer(school.given_out, school.made.classes)
    school.given_out += 1
    entry = pupil_entry(made, now)
    entry.texts |= {str(name): _text(value) for name, value in dict(wish.get("texts", {})).items()}
    if unknown := set(entry.texts) - FIELDS["leerling"]:
        raise OfficeRefusedError(f"unknown fields: {', '.join(sorted(unknown))}")
    entry.changed_at = school.changed_at = school.carers_changed_at = now
    school.pupils[entry.key] = entry
    if entry.eck_id:
        school.by_eck[entry.eck_id] = entry.key
    carers = settle_families(school, [entry], now)
    las.note(school, moment=now, by=BY, act="add", entity="leerling", key=entry.key)
    return {"key": entry.key, "guardians": [carer.key for carer in carers]}


def _remove_pupil(las: Las, school: School, wish: Mapping[str, Any], _: Random) -> dict[str, Any]:
    key, now = _asked(wish, "key"), datetime.now(UTC)
    entry = school.pupils.pop(key, None)
    if entry is None:
        raise OfficeRefusedError("no pupil with this key")
    school.by_eck.pop(entry.eck_id or "", None)
    for carer, _tie in list(school.ties(key)):
        del carer.ties[key]
        carer.changed_at = now
        if not carer.ties:
            del school.carers[carer.key]
    school.changed_at = school.carers_changed_at = now
    las.note(school, moment=now, by=BY, act="remove", entity="leerling", key=key)
    return {"key": key}


def _add_guardian(las: Las, school: School, wish: Mapping[str, Any], _: Random) -> dict[str, Any]:
    """Add a guardian of a pupil with these texts; one whose key is there already also gets this pupil."""
    pupil, now = _asked(wish, "pupil"), datetime.now(UTC)
    key = str(wish.get("key") or f"{pupil}-k{las.effect_count}")
    texts = {str(name): _text(value) for name, value in dict(wish.get("texts", {})).items()}
    tie = {str(name): _text(value) for name, value in dict(wish.get("tie", {})).items()}
    if pupil not in school.pupils or set(texts) - set(CARER_FIELDS) or set(tie) - set(TIE_FIELDS):
        raise OfficeRefusedError("no pupil with this key, or unknown fields in texts or tie")
    carer = school.carers.setdefault(key, Carer(key, {}, now))
    carer.texts |= texts
    carer.ties[pupil] = Tie({"soort": "overig", "gezag": "false", "woontbij": "false"} | tie, now)
    carer.changed_at = school.carers_changed_at = now
    las.note(school, moment=now, by=BY, act="add", entity="verzorger", key=key, pupil=pupil)
    return {"key": key, "pupil": pupil}


def _remove_guardian(las: Las, school: School, wish: Mapping[str, Any], _: Random) -> dict[str, Any]:
    """Remove a guardian, or with `pupil` only what he or she is to that pupil."""
    key, now = _asked(wish, "key"), datetime.now(UTC)
    carer, pupil = school.carers.get(key), str(wish["pupil"]) if wish.get("pupil") else None
    if carer is None or (pupil and pupil not in carer.ties):
        raise OfficeRefusedError("no such guardian, or no guardian of this pupil")
    if pupil:
        del carer.ties[pupil]
    if not pupil or not carer.ties:
        del school.carers[key]
    carer.changed_at = school.carers_changed_at = now
    las.note(school, moment=now, by=BY, act="remove", entity="verzorger", key=key, pupil=pupil)
    return {"key": key, "pupil": pupil}


def _move_house(las: Las, school: School, wish: Mapping[str, Any], chance: Random) -> dict[str, Any]:
    """Move a guardian, with everyone at that address."""
    key, now = _asked(wish, "key"), datetime.now(UTC)
    if key not in school.carers:
        raise OfficeRefusedError("no guardian with this key")
    address, home = another_address(chance), _home(school.carers[key])
    moving = [carer for carer in school.carers.values() if _home(carer) == home]
    for carer in moving:
        for name, value in address.items():
            las.change(school, carer, name, value, now, by=BY, entity="verzorger", key=carer.key)
    children = {child for carer in moving for child, tie in carer.ties.items() if tie.texts.get("woontbij") == "true"}
    for child in sorted(children):
        entry = school.pupils[child]
        if entry.texts.get("postcodenl") == home[2]:
            las.change(school, entry, "postcodenl", address["postcode"], now, by=BY, entity="leerling", key=child)
    return {"key": key, "moved": [carer.key for carer in moving], "pupils": sorted(children), **address}


def _random(las: Las, school: School, _: Mapping[str, Any], chance: Random) -> dict[str, Any]:
    """Do something that an office does on a working day."""
    carers, pupils = list(school.carers), list(school.pupils)
    if not carers or not pupils:
        return _add_pupil(las, school, {}, chance)
    carer, pupil = chance.choice(carers), chance.choice(pupils)
    phone = f"+316{chance.randrange(10_000_000, 49_999_999)}"
    said = {"entity": "verzorger", "key": carer}
    doings: tuple[tuple[int, Callable[[], dict[str, Any]]], ...] = (
        (50, lambda: _change(las, school, said | {"field": "telefoonmobiel", "value": phone}, chance)),
        (20, lambda: _change(las, school, said | {"field": "emailadres", "value": f"{carer}@post.example"}, chance)),
        (15, lambda: _move_house(las, school, {"key": carer}, chance)),
        (8, lambda: _another_class(las, school, pupil, chance)),
        (4, lambda: _add_pupil(las, school, {}, chance)),
        (3, lambda: _remove_pupil(las, school, {"key": pupil}, chance)),
    )
    return chance.choices([each for _, each in doings], [weight for weight, _ in doings])[0]()


def _another_class(las: Las, school: School, pupil: str, chance: Random) -> dict[str, Any]:
    wish = {"entity": "leerling", "key": pupil, "field": "groep", "value": chance.choice(list(school.groups))}
    return _change(las, school, wish, chance)


def _home(carer: Carer) -> tuple[str, str, str]:
    return (carer.texts.get("straat", ""), carer.texts.get("huisnummer", ""), carer.texts.get("postcode", ""))


def _asked(wish: Mapping[str, Any], name: str) -> str:
    if not isinstance(wish.get(name), str):
        raise OfficeRefusedError(f"{name} is missing")
    return str(wish[name])


def _text(value: Any) -> str:
    """Return a value as XML can hold it."""
    text = "" if value is None else str(value)
    try:
        etree.Element("x").text = text
    except ValueError:
        raise OfficeRefusedError("a value holds a sign that XML cannot hold") from None
    return text


ACTS: dict[str, Callable[[Las, School, Mapping[str, Any], Random], dict[str, Any]]] = {
    "change": _change,
    "add-pupil": _add_pupil,
    "remove-pupil": _remove_pupil,
    "add-guardian": _add_guardian,
    "remove-guardian": _remove_guardian,
    "move-house": _move_house,
    "random": _random,
}
