"""The control door: what a test or a person tells the simulator to do, and asks of it. For this machine only."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hub_esis_simulator.las import Las
from hub_esis_simulator.misbehaviour import Armed
from hub_esis_simulator.office import act
from hub_esis_simulator.roll import Carer, Entry, School
from hub_esis_simulator.service import Simulation

MOST = 2_000
"""How many records or effects are told at a time."""
HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
Asked = Mapping[str, str]


def is_open_to(address: str, host: str) -> bool:
    """Tell whether this door opens: to this machine, under its own name, so that no web page leads a browser here."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return ip_address(address).is_loopback and name in HOSTS


def answer(simulation: Simulation, method: str, path: str, content: bytes) -> tuple[int, str]:
    """Do or tell what is asked; return the status and JSON."""
    split = urlsplit(path)
    doing = DOORS.get((method, split.path.removeprefix("/control/")))
    if doing is None:
        return 404, json.dumps({"error": f"there are: {', '.join(' /control/'.join(each) for each in DOORS)}"})
    try:
        wish = json.loads(content) if content else {each: values[0] for each, values in parse_qs(split.query).items()}
        with simulation.las.lock:
            simulation.las.settle()
            return 200, json.dumps(doing(simulation, dict(wish)), default=_plain, ensure_ascii=False)
    except (ValueError, TypeError) as error:
        return 400, json.dumps({"error": str(error)})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)


def _fault(simulation: Simulation, wish: Mapping[str, Any]) -> Any:
    """Arm a fault; without a name: behave from now on."""
    if not wish.get("name"):
        simulation.misbehaviour.behave()
        return {"behaves": True}
    seconds = wish.get("seconds")
    fault = Armed(
        name=str(wish["name"]),
        left=int(wish.get("times", 1)),
        operation=wish.get("operation"),
        seconds=None if seconds is None else float(seconds),
    )
    simulation.misbehaviour.arm(fault)
    return asdict(fault)


def _office(simulation: Simulation, wish: Mapping[str, Any]) -> Any:
    return act(simulation.las, wish, simulation.chance)


def _result(simulation: Simulation, wish: Mapping[str, Any]) -> Any:
    """Correct the result with this `key`: its `fields`, by the names of the wire; or `withdraw` it."""
    lvs, key = _school(simulation.las, wish).lvs, str(wish["key"])
    if wish.get("withdraw"):
        lvs.withdrawn.add(key)
    else:
        lvs.corrected[key] = {name: str(text) for name, text in dict(wish["fields"]).items()}
        lvs.changed_at[key] = datetime.now(UTC)
    return {"key": key}


def _effects(simulation: Simulation, wish: Asked) -> Any:
    """Tell what changed, by whom; each word of the question must fit."""
    asked = {name: wish[name] for name in ("by", "school", "act", "entity", "key", "field", "mutation") if name in wish}
    found = [
        each for each in simulation.las.effects if all(getattr(each, name) == value for name, value in asked.items())
    ]
    return {
        "count": len(found),
        "effects": [asdict(each) for each in found[-MOST:]],
        "requests": dict(simulation.las.requests),
    }


def _records(simulation: Simulation, wish: Asked) -> Any:
    """Tell what the LAS knows: the records of an `entity` of a `school`, one of them by its `key`."""
    school = _school(simulation.las, wish)
    places: dict[str, Mapping[str, Entry] | Mapping[str, Carer]] = {
        "leerling": school.pupils,
        "leerkracht": school.teachers,
        "groep": school.groups,
        "samengestelde_groep": school.combined,
        "vestiging": school.locations,
        "verzorger": school.carers,
    }
    place = places.get(wish.get("entity", "leerling"))
    if place is None:
        raise ValueError(f"entity is one of {', '.join(places)}")
    keys = [wish["key"]] if "key" in wish else list(place)
    found = [asdict(place[key]) for key in keys[:MOST] if key in place]
    return {"count": len(found) if "key" in wish else len(place), "records": found}


def _mutations(simulation: Simulation, wish: Asked) -> Any:
    """Tell what was handed in, and what became of it."""
    found = [each for each in simulation.las.mutations.values() if wish.get("mutation") in {None, each.id}]
    names = ("id", "correlation", "entity", "key", "pupil", "field", "old", "new", "handled", "reason")
    told = [{name: getattr(each, name) for name in names} for each in found[-MOST:]]
    return {"count": len(found), "mutations": told}


def _schools(simulation: Simulation, _: Asked) -> Any:
    return {code: _figures(school) for code, school in simulation.las.schools.items()}


def _figures(school: School) -> dict[str, int | str]:
    counts = {"pupils": len(school.pupils), "teachers": len(school.teachers), "guardians": len(school.carers)}
    return counts | {"school_year": str(school.year)}


def _school(las: Las, wish: Asked) -> School:
    code = wish.get("school", next(iter(las.schools)))
    if code not in las.schools:
        raise ValueError(f"school is one of {', '.join(las.schools)}")
    return las.schools[code]


DOORS: dict[tuple[str, str], Callable[[Simulation, Any], Any]] = {
    ("POST", "fault"): _fault,
    ("POST", "office"): _office,
    ("POST", "result"): _result,
    ("GET", "effects"): _effects,
    ("GET", "records"): _records,
    ("GET", "mutations"): _mutations,
    ("GET", "schools"): _schools,
}
