"""Holding what a connector brings against the manifest of its plugin."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from hub.contract import Direction, Plugin, declared
from hub.records import HISTORY_TYPES, RECORD_TYPES

_TYPES = frozenset([*RECORD_TYPES.values(), *HISTORY_TYPES.values()])


def undeclared_of(plugin: Plugin, pulled: Iterable[Any]) -> list[str]:
    """Return what came and is not declared, each once: `pupils.postcode`."""
    allowed = declared(plugin.processes, Direction.BRINGS)
    found: set[str] = set()
    for each in pulled:
        if type(each) not in _TYPES:
            continue
        names = allowed.get(each.KIND, frozenset())
        said = {one.name for one in fields(each) if getattr(each, one.name) != one.default}
        found |= {f"{each.KIND}.{name}" for name in said - names}
    return sorted(found)
