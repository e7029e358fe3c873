"""Which plugins a school turned on, how it set them, and which of them failed."""

from typing import Any

from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import JsonObject, Moment, NewId, Now, Number, OfSchool, Row


class SchoolPluginRow(OfSchool, Row):
    """A plugin at a school. `secrets` holds sealed values only; `is_las`: the school chose it as its LAS."""

    __tablename__ = "school_plugin"
    __table_args__ = (
        PrimaryKeyConstraint("school_id", "key"),
        Index("school_plugin_las_key", "school_id", unique=True, postgresql_where=text("is_las")),
    )

    key: Mapped[str]
    is_on: Mapped[bool] = mapped_column(server_default=text("false"))
    is_las: Mapped[bool] = mapped_column(server_default=text("false"))
    settings: Mapped[JsonObject]
    secrets: Mapped[JsonObject]
    since: Mapped[Now]
    by: Mapped[str]


class PluginFaultRow(OfSchool, Row):
    """The last fault of a plugin at one hook, and how often it came since somebody cleared it."""

    __tablename__ = "plugin_fault"
    __table_args__ = (UniqueConstraint("school_id", "key", "hook"),)

    id: Mapped[NewId]
    key: Mapped[str]
    hook: Mapped[str]
    error_class: Mapped[str]
    sentence: Mapped[dict[str, Any]] = mapped_column(JSONB)
    times: Mapped[Number] = mapped_column(server_default=text("1"))
    first_at: Mapped[Now]
    last_at: Mapped[Moment] = mapped_column(server_default=text("now()"))
