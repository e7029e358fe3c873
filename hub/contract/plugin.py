"""What a plugin says of itself."""

import re
from dataclasses import dataclass
from enum import StrEnum

from hub.contract.manifest import Processing
from hub.contract.pages import Menu, Notice, Page
from hub.contract.shredder import Exempt, Shredder
from hub.records import Text

KEY = re.compile(r"[a-z][a-z0-9_]{1,30}")


class Level(StrEnum):
    """Who turns a plugin on."""

    SCHOOL = "school"
    HOST = "host"


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """A plugin's declaration: data, no side effects. The package's `__init__.py` holds it under the name `plugin`.

    `key` names the plugin in commands, addresses and tables (`plugin_<key>`). `package` is the `__name__` of the
    package in which the hook implementations stand. `hub` is the range of hub versions that it works with. `requires`
    are keys of plugins that must be on too. `settings` is a frozen dataclass made with `setting()` and `secret()`, or
    `None`. `starts_on` turns it on for every new school. `pages`, `menu` and `notices` are what visitors see of it
    (`hub.contract.pages`). `processes` declares what it handles of persons: whatever is not in it, the hub keeps from
    the plugin (`hub.contract.manifest`). `shredder` finds and erases what its own tables keep of a person, or says why
    they keep nothing (`hub.contract.shredder`). The folders `migrations/`, `templates/`, `static/` and `locale/` are
    found by their names.
    """

    key: str
    title: Text
    description: Text
    package: str
    hub: str = ">=0.1,<2"
    level: Level = Level.SCHOOL
    requires: frozenset[str] = frozenset()
    settings: type | None = None
    starts_on: bool = False
    pages: tuple[Page, ...] = ()
    menu: tuple[Menu, ...] = ()
    notices: tuple[Notice, ...] = ()
    processes: tuple[Processing, ...] = ()
    shredder: Shredder | Exempt | None = None

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key):
            raise ValueError(f"plugin key {self.key!r}: small letters, digits and underscores, 2 to 31 of them")
        places = [(each.path, each.method) for each in self.pages]
        if twice := {each for each in places if places.count(each) > 1}:
            raise ValueError(f"plugin {self.key!r}: more than one page at {sorted(twice)}")
