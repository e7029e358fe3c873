"""What people ask to change: a request with its items, every step an item took, approvals, and calls of the LAS."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Moment, NewId, Now, Number, OfSchool, Row, Small

CLOCK = text("clock_timestamp()")


def _of_item() -> ForeignKeyConstraint:
    """Return the rule that a row's item is an item of the same school."""
    return ForeignKeyConstraint(["school_id", "item_id"], ["hub.change_item.school_id", "hub.change_item.id"])


class ChangeMoveRow(Row):
    """One move that an item may make."""

    __tablename__ = "change_move"
    __table_args__ = (PrimaryKeyConstraint("from_state", "to_state"),)

    from_state: Mapped[str]
    to_state: Mapped[str]


class ChangeRequestRow(OfSchool, Row):
    """One person's wish. `guardian` is the LAS key of the guardian who asks; a person of the school has none.

    `move` is the move of house that it belongs to, at this school and at others.
    """

    __tablename__ = "change_request"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        Index(None, "school_id", "guardian"),
        Index("change_request_move_key", "school_id", "guardian", "move", unique=True),
    )

    id: Mapped[NewId]
    asked_by: Mapped[str]
    guardian: Mapped[str | None]
    asked_at: Mapped[Now]
    move: Mapped[UUID | None]


class ChangeItemRow(OfSchool, Row):
    """One field of one record. Its state moves by a step only; `look_at` is when a job looks at it again."""

    __tablename__ = "change_item"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        ForeignKeyConstraint(["school_id", "request_id"], ["hub.change_request.school_id", "hub.change_request.id"]),
        Index(
            "change_item_open_key",
            *("school_id", "kind", "key", "field"),
            unique=True,
            postgresql_where=text("state NOT IN ('refused', 'withdrawn', 'confirmed')"),
        ),
        Index(None, "school_id", "state", "id"),
        Index(None, "school_id", "request_id"),
        Index(None, "school_id", "moved_at"),
        Index("change_item_look_at_idx", "school_id", "look_at", postgresql_where=text("look_at IS NOT NULL")),
    )

    id: Mapped[NewId]
    request_id: Mapped[Number]
    kind: Mapped[str]
    key: Mapped[str]
    field: Mapped[str]
    base: Mapped[Any | None] = mapped_column(JSONB)
    wanted: Mapped[Any | None] = mapped_column(JSONB)
    correction: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(server_default=text("'requested'"))
    moved_at: Mapped[Now]
    self_asked: Mapped[bool]
    has_authority: Mapped[bool]
    verdict: Mapped[Small]
    verdict_reason: Mapped[dict[str, Any]] = mapped_column(JSONB)
    write_key: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"))
    look_at: Mapped[Moment | None]
    tries: Mapped[Number] = mapped_column(server_default=text("0"))
    remind_at: Mapped[Moment | None]
    reminders: Mapped[Number] = mapped_column(server_default=text("0"))
    undoes: Mapped[Number | None]
    typed: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    lives_with: Mapped[bool] = mapped_column(server_default=text("false"))
    waits_for: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    effective_on: Mapped[date | None]
    early: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class ChangeStepRow(OfSchool, Row):
    """One step of an item: who, when, why, what was known then, and the run that showed it."""

    __tablename__ = "change_step"
    __table_args__ = (
        _of_item(),
        ForeignKeyConstraint(["from_state", "to_state"], ["hub.change_move.from_state", "hub.change_move.to_state"]),
        Index(None, "school_id", "item_id"),
    )

    id: Mapped[NewId]
    item_id: Mapped[Number]
    from_state: Mapped[str]
    to_state: Mapped[str]
    by: Mapped[str]
    at: Mapped[Moment] = mapped_column(server_default=CLOCK)
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    known: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    run_id: Mapped[Number | None]


class ChangeApprovalRow(OfSchool, Row):
    """One person's yes to an item, and to which value. It stands until the item comes back to people."""

    __tablename__ = "change_approval"
    __table_args__ = (
        _of_item(),
        Index(
            "change_approval_standing_key",
            *("school_id", "item_id", "by"),
            unique=True,
            postgresql_where=text("NOT withdrawn"),
        ),
    )

    id: Mapped[NewId]
    item_id: Mapped[Number]
    by: Mapped[str]
    value: Mapped[Any | None] = mapped_column(JSONB)
    at: Mapped[Moment] = mapped_column(server_default=CLOCK)
    withdrawn: Mapped[bool] = mapped_column(server_default=text("false"))


class ChangeAttemptRow(OfSchool, Row):
    """One call of the LAS: what was asked (`write`, `read_back`), and what it answered."""

    __tablename__ = "change_attempt"
    __table_args__ = (_of_item(), Index(None, "school_id", "item_id"))

    id: Mapped[NewId]
    item_id: Mapped[Number]
    act: Mapped[str]
    write_key: Mapped[UUID]
    began_at: Mapped[Moment] = mapped_column(server_default=CLOCK)
    ended_at: Mapped[Moment | None]
    outcome: Mapped[str | None]
    correlation: Mapped[str | None]
    sent: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
