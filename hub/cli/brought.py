"""Commands that come with a plugin's package: an entry point of group `hub.commands`, named as the command.

It names a function that gets the arguments behind the command and returns the exit code. The hub is not opened for it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import EntryPoint, entry_points

from hub.records import Text

GROUP = "hub.commands"
BROUGHT = Text("opdracht van een plug-in; zie --help van de opdracht", "a plugin's command; see its own --help")


def commands_of_plugins() -> Mapping[str, Callable[[list[str]], int]]:
    """Return the commands by name, in the order of their names. Each is loaded when it is called."""
    found = sorted(entry_points(group=GROUP), key=lambda each: each.name)
    return {each.name: partial(_call, each) for each in found}


def _call(command: EntryPoint, arguments: list[str]) -> int:
    return int(command.load()(arguments))
