"""The school that a plugin works for."""

from dataclasses import dataclass

from hub.records import SchoolCode


@dataclass(frozen=True, slots=True)
class School:
    """A school as plugins see it: its code in the outside world and its name."""

    code: SchoolCode
    name: str
