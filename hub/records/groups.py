"""Classes, combined groups and locations. Source: EDEXML 2.1 (`groep`, `samengestelde_groep`, `vestiging`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from hub.records.facts import Sensitivity, fact
from hub.records.kinds import Kind
from hub.records.said import Said

TECHNICAL = Sensitivity.TECHNICAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A class (home group). `year_group` is the code of EDEXML 2.1; `C` is a mixed class."""

    KIND: ClassVar = Kind.GROUPS

    key: str = fact("Sleutel in het LAS", "LAS key", sensitivity=TECHNICAL, default=...)
    name: Said[str | None] = fact("Naam", "Name", sensitivity=TECHNICAL)
    year_group: Said[str | None] = fact("Jaargroep", "Year group", sensitivity=TECHNICAL)
    description: Said[str | None] = fact("Omschrijving", "Description", sensitivity=TECHNICAL)
    changed_at: Said[datetime | None] = fact(
        "Laatst gewijzigd in het LAS", "Last changed in the LAS", sensitivity=TECHNICAL
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CombinedGroup:
    """A group of pupils from several classes, such as for gymnastics or a reading level."""

    KIND: ClassVar = Kind.COMBINED_GROUPS

    key: str = fact("Sleutel in het LAS", "LAS key", sensitivity=TECHNICAL, default=...)
    name: Said[str | None] = fact("Naam", "Name", sensitivity=TECHNICAL)
    description: Said[str | None] = fact("Omschrijving", "Description", sensitivity=TECHNICAL)
    changed_at: Said[datetime | None] = fact(
        "Laatst gewijzigd in het LAS", "Last changed in the LAS", sensitivity=TECHNICAL
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A building or branch of the school (vestiging)."""

    KIND: ClassVar = Kind.LOCATIONS

    key: str = fact("Sleutel in het LAS", "LAS key", sensitivity=TECHNICAL, default=...)
    name: Said[str | None] = fact("Naam", "Name", sensitivity=TECHNICAL)
    description: Said[str | None] = fact("Omschrijving", "Description", sensitivity=TECHNICAL)
    changed_at: Said[datetime | None] = fact(
        "Laatst gewijzigd in het LAS", "Last changed in the LAS", sensitivity=TECHNICAL
    )
