"""Classes, combined groups and locations."""

from sqlalchemy.orm import Mapped

from hub.records import Kind
from hub.store.tables.base import Row
from hub.store.tables.records import ForRecord, keeps


@keeps(Kind.LOCATIONS)
class LocationRow(ForRecord, Row):
    __tablename__ = "location"

    name: Mapped[str | None]
    description: Mapped[str | None]


@keeps(Kind.GROUPS)
class GroupRow(ForRecord, Row):
    __tablename__ = "class_group"

    name: Mapped[str | None]
    year_group: Mapped[str | None]
    description: Mapped[str | None]


@keeps(Kind.COMBINED_GROUPS)
class CombinedGroupRow(ForRecord, Row):
    __tablename__ = "combined_group"

    name: Mapped[str | None]
    description: Mapped[str | None]
