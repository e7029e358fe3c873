"""How long a school keeps what, who is held or announced, what each night removed, and files for a person."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import JsonObject, Moment, NewId, Now, Number, OfSchool, Row

A_PERSON = "kind IN ('pupils', 'guardians')"


class RetentionRow(OfSchool, Row):
    """The terms of a school, where it chose its own."""

    __tablename__ = "retention"
    __table_args__ = (PrimaryKeyConstraint("school_id"),)

    terms: Mapped[JsonObject]
    changed_by: Mapped[str]
    changed_at: Mapped[Now]


class RetentionHoldRow(OfSchool, Row):
    """Somebody who is not erased by himself, until the school lets go of him."""

    __tablename__ = "retention_hold"
    __table_args__ = (PrimaryKeyConstraint("school_id", "kind", "key"), CheckConstraint(A_PERSON, name="kind"))

    kind: Mapped[str]
    key: Mapped[str]
    reason: Mapped[str]
    held_by: Mapped[str]
    held_at: Mapped[Now]


class RetentionNoticeRow(OfSchool, Row):
    """Somebody who goes on a day, said to the school beforehand."""

    __tablename__ = "retention_notice"
    __table_args__ = (
        PrimaryKeyConstraint("school_id", "kind", "key"),
        CheckConstraint(A_PERSON, name="kind"),
        Index(None, "school_id", "goes_on"),
    )

    kind: Mapped[str]
    key: Mapped[str]
    announced_on: Mapped[date]
    goes_on: Mapped[date]


class RetentionRunRow(OfSchool, Row):
    """One night's erasing: how many were due, what went, and who decided where it was held."""

    __tablename__ = "retention_run"
    __table_args__ = (
        CheckConstraint("state IN ('running', 'held', 'done', 'discarded')", name="state"),
        Index(
            "retention_run_open_key",
            "school_id",
            unique=True,
            postgresql_where=text("state IN ('running', 'held')"),
        ),
        Index(None, "school_id", "id"),
    )

    id: Mapped[NewId]
    state: Mapped[str]
    as_of: Mapped[date]
    began_at: Mapped[Now]
    ended_at: Mapped[Moment | None]
    started_by: Mapped[str]
    decided_by: Mapped[str | None]
    decided_at: Mapped[Moment | None]
    due: Mapped[JsonObject]
    gone: Mapped[JsonObject]
    sentence: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class TakeoutRow(OfSchool, Row):
    """A file with what the hub has of a person. `own`: asked by the guardian himself, narrowed to what he may see."""

    __tablename__ = "takeout"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'making', 'ready', 'failed')", name="state"),
        Index(None, "school_id", "asked_account"),
        Index(None, "school_id", "kind", "key"),
    )

    id: Mapped[NewId]
    kind: Mapped[str]
    key: Mapped[str]
    own: Mapped[bool]
    language: Mapped[str]
    asked_account: Mapped[Number]
    asked_by: Mapped[str]
    asked_at: Mapped[Now]
    state: Mapped[str] = mapped_column(server_default=text("'waiting'::text"))
    done: Mapped[Number] = mapped_column(server_default=text("0"))
    total: Mapped[Number | None]
    name: Mapped[str | None]
    sealed_key: Mapped[str | None]
    size: Mapped[Number | None]
    contents: Mapped[JsonObject]
    expires_at: Mapped[Moment]
