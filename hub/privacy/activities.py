"""One line of the register of processing. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from hub.contract import Ground
from hub.records import Text


class Standing(StrEnum):
    """Whether an activity goes on at this school."""

    ON = "on"
    OFF = "off"
    """The plugin is off; what it kept is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One line of the register. `by` is the hub or a plugin, `whose` the persons, `data` the fields in words."""

    by: Text
    plugin: str | None
    standing: Standing
    what: Text
    purpose: Text
    ground: Ground
    whose: Text
    data: tuple[Text, ...]
    recipients: tuple[Text, ...]
    kept: Text
