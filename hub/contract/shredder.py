"""What a plugin keeps of a person: how it is found for whoever asks what there is of him, and how it is erased.

    class Notes:
        def find(self, kind, key, tables):
            return {"notes": [dict(row) for row in tables.rows("SELECT said FROM note WHERE pupil = :key", key=key)]}

        def erase(self, kind, key, tables):
            return tables.run("DELETE FROM note WHERE pupil = :key", key=key)

    plugin = Plugin(..., shredder=Notes())

A plugin that handles data of persons and has tables of its own must have one, or say in its declaration why its tables
hold nothing of a person: `shredder=Exempt(Text(...))`. Otherwise the hub does not use it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from hub.contract.pages import Tables
from hub.records import Kind, Text


class TablesOfPerson(Tables, Protocol):
    """The plugin's own tables in the school of the person, all in the one transaction in which the hub erases too.

    What is not kept in the end is undone here as well. After the call the tables are closed.
    """

    @property
    def items(self) -> frozenset[int]:
        """The numbers of the changes (`ChangeItem`) that are about this person, or that he asked."""
        ...


@runtime_checkable
class Shredder(Protocol):
    """Finds and erases what a plugin keeps of one person: `kind` is `PUPILS` or `GUARDIANS`, `key` his LAS key."""

    def find(self, kind: Kind, key: str, tables: TablesOfPerson) -> Mapping[str, Any]:
        """Return everything that there is of this person, as JSON values; an empty mapping: nothing."""
        ...

    def erase(self, kind: Kind, key: str, tables: TablesOfPerson) -> int:
        """Erase everything of this person, and return how many rows that were. Called again, it finds nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Exempt:
    """Why the tables of a plugin hold nothing of a pupil or guardian, in words that a school reads."""

    reason: Text
