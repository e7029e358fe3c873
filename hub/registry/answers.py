"""What asking the plugins gives: the answers of those that answered, a name and a sentence for those that failed."""

from dataclasses import dataclass
from typing import Any

from hub.records import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One plugin that gave no answer. `text` says what happens next; it holds no value that the plugin worked on.

    `error` is the class of the error, `where` the line of code that raised it, for the maker of the plugin. `paused`:
    the plugin was not asked, because it failed time and again.
    """

    plugin: str
    hook: str
    text: Text
    error: str
    where: str = ""
    paused: bool = False


class PluginFailedError(Exception):
    """A plugin failed at what it was asked to do now. `fault` says how, and what happens next."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.error)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Answers:
    """What the plugins that are on answered, with their keys, in the order of the keys. Silence is no answer."""

    values: tuple[tuple[str, Any], ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class BrokenPlugin:
    """A plugin that was found but cannot be used. `name` is its key, or its entry point's name; `text` says why."""

    name: str
    text: Text
