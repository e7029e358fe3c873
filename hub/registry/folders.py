"""The folders of a plugin's package, which count by their names."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from hub.contract import Plugin

Folder = Literal["migrations", "templates", "static", "locale"]


def folder_of(plugin: Plugin, name: Folder) -> Traversable | None:
    """Return a folder of the plugin's package, where it has one."""
    try:
        folder = files(plugin.package) / name
    except (TypeError, ModuleNotFoundError):
        return None  # a plugin of one file has no folders
    return folder if folder.is_dir() else None
