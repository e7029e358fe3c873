"""The runs of the intake: what was pulled, planned, refused and applied."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, PrimaryKeyConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Bytes, ForSchool, JsonList, JsonObject, NewId, Now, Number, OfSchool, Row


class RunRow(OfSchool, Row):
    """A run.

    `asked` is what the LAS was asked for (empty for a file), `since` after which moment of the LAS's own.
    `complete`: the pull came to its end.
    """

    __tablename__ = "run"
    __table_args__ = (Index(None, "school_id", "id", unique=True),)

    id: Mapped[NewId]
    state: Mapped[str]
    plugin: Mapped[str]
    dry_run: Mapped[bool] = mapped_column(server_default=text("false"))
    rollover: Mapped[bool] = mapped_column(server_default=text("false"))
    source: Mapped[JsonObject]
    school_year: Mapped[str | None]
    made_at: Mapped[datetime | None]
    started_by: Mapped[str]
    started_at: Mapped[Now]
    finished_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    undoes: Mapped[Number | None]
    plan_hash: Mapped[str | None]
    base_version: Mapped[Number | None]
    applied_version: Mapped[Number | None]
    counts: Mapped[JsonObject]
    rejected_count: Mapped[Number] = mapped_column(server_default=text("0"))
    sentences: Mapped[JsonList]
    progress_done: Mapped[Number] = mapped_column(server_default=text("0"))
    progress_total: Mapped[Number | None]
    seconds: Mapped[float | None]
    asked: Mapped[str | None]
    since: Mapped[datetime | None]
    complete: Mapped[bool] = mapped_column(server_default=text("false"))


class RunStepRow(ForSchool, Row):
    __tablename__ = "run_step"
    __table_args__ = (
        PrimaryKeyConstraint("school_id", "run_id", "seq"),
        Index("run_step_record_idx", "school_id", "kind", "record_id", postgresql_where=text("record_id IS NOT NULL")),
    )

    run_id: Mapped[Number]
    seq: Mapped[Number]
    kind: Mapped[str]
    action: Mapped[str]
    key: Mapped[str]
    record_id: Mapped[Number | None]
    old: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    new: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    said_print: Mapped[Bytes | None]


class RunRejectedRow(ForSchool, Row):
    __tablename__ = "run_rejected"
    __table_args__ = (PrimaryKeyConstraint("school_id", "run_id", "seq"),)

    run_id: Mapped[Number]
    seq: Mapped[Number]
    kind: Mapped[str | None]
    key: Mapped[str | None]
    where_: Mapped[str]
    what: Mapped[dict[str, Any]] = mapped_column(JSONB)
    why: Mapped[dict[str, Any]] = mapped_column(JSONB)
    rule: Mapped[str]
    cost: Mapped[str]
    field: Mapped[str | None]
    value: Mapped[str | None]
