"""What plugins add to the menu of a school."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hub.contract import Plugin
from hub.portal.rights import ACTS
from hub.portal.visits import Visit
from hub.records import SchoolCode, Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as a page shows it. `instead_of` is the entry of the hub that makes way for it."""

    address: str
    label: Text
    instead_of: str | None
    settings: bool
    is_here: bool = False


def menu_of(visit: Visit, plugins: Mapping[str, Plugin], path: str) -> list[Entry]:
    """Return what this visitor sees of the plugins that are on; the entry nearest to `path` is where he is."""
    if visit.school is None:
        return []
    found = [
        Entry(front_of(visit.school.code, key, each.path), each.label, each.instead_of, each.settings)
        for key in sorted(visit.plugins_on & plugins.keys())
        for each in plugins[key].menu
        if visit.may(ACTS[each.right])
    ]
    here = [each.address for each in found if f"{path}/".startswith(f"{each.address}/")]
    nearest = max(here, key=len, default=None)
    return [replace(each, is_here=each.address == nearest) for each in found]


def front_of(school: SchoolCode, key: str, path: str = "") -> str:
    """Return the address of a plugin's page."""
    return f"/s/{school}/p/{key}/{path}".rstrip("/")
