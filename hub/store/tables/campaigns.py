"""Campaigns in which guardians check what the school knows of them."""

from datetime import date
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text as TextType

from hub.store.tables.base import ForSchool, Moment, NewId, Now, Number, OfSchool, Row


class CampaignRow(OfSchool, Row):
    """One campaign. `groups` are keys of classes (none: the whole school), `asks` the details, as `guardians.mobile`.

    `result` are counts, kept when it ends; no names.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        Index("campaign_open_key", "school_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[NewId]
    started_by: Mapped[str]
    started_at: Mapped[Now]
    opens_at: Mapped[Moment]
    closes_on: Mapped[date]
    groups: Mapped[list[str] | None] = mapped_column(ARRAY(TextType))
    asks: Mapped[list[str]]
    words: Mapped[str] = mapped_column(server_default=text("''::text"))
    reminds_itself: Mapped[bool] = mapped_column(server_default=text("false"))
    reminded_at: Mapped[Moment | None]
    reminders: Mapped[Number] = mapped_column(server_default=text("0"))
    ended_at: Mapped[Moment | None]
    ended_by: Mapped[str | None]
    undone: Mapped[bool] = mapped_column(server_default=text("false"))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class CampaignAnswerRow(ForSchool, Row):
    """What one guardian answered: all is right, or something was asked to change."""

    __tablename__ = "campaign_answer"
    __table_args__ = (
        PrimaryKeyConstraint("school_id", "campaign_id", "guardian"),
        ForeignKeyConstraint(["school_id", "campaign_id"], ["hub.campaign.school_id", "hub.campaign.id"]),
        Index(None, "school_id", "guardian"),
        CheckConstraint("how IN ('right', 'changed')", name="how"),
    )

    campaign_id: Mapped[Number]
    guardian: Mapped[str]
    how: Mapped[str]
    answered_at: Mapped[Now]


class CampaignCheckedRow(ForSchool, Row):
    """One detail that a guardian found right, with a keyed mark of the value that it had then."""

    __tablename__ = "campaign_checked"
    __table_args__ = (
        PrimaryKeyConstraint("school_id", "guardian", "kind", "key", "field"),
        Index(None, "school_id", "kind", "key"),
    )

    guardian: Mapped[str]
    kind: Mapped[str]
    key: Mapped[str]
    field: Mapped[str]
    value_mark: Mapped[bytes] = mapped_column(LargeBinary)
    checked_at: Mapped[Now]
