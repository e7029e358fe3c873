"""An existing portal at a school's door: its tokens, what it asked, and where it wants to hear what happened."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Bytes, JsonObject, Moment, NewId, Now, Number, OfSchool, Row, Small

DUE = text("look_at IS NOT NULL")


class ApiTokenRow(OfSchool, Row):
    """A token with which a program comes in. Only its hash is kept. `counted` requests came since `counted_from`."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("school_id", "hash"), UniqueConstraint("school_id", "id"))

    id: Mapped[NewId]
    name: Mapped[str]
    hash: Mapped[Bytes]
    scopes: Mapped[list[str]]
    made_by: Mapped[str]
    made_at: Mapped[Now]
    expires_at: Mapped[datetime]
    used_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]
    revoked_by: Mapped[str | None]
    counted: Mapped[Number] = mapped_column(server_default=text("0"))
    counted_from: Mapped[Moment | None]


class ApiAskedRow(OfSchool, Row):
    """A request for changes that came with an idempotency key. Of key and content only marks are kept."""

    __tablename__ = "api_asked"
    __table_args__ = (
        UniqueConstraint("school_id", "token_id", "key_mark"),
        ForeignKeyConstraint(
            ["school_id", "token_id"],
            ["hub.api_token.school_id", "hub.api_token.id"],
            name="api_asked_token_fkey",
        ),
        ForeignKeyConstraint(
            ["school_id", "request_id"],
            ["hub.change_request.school_id", "hub.change_request.id"],
            name="api_asked_request_fkey",
            ondelete="CASCADE",
        ),
        Index(None, "school_id", "request_id"),
    )

    id: Mapped[NewId]
    token_id: Mapped[Number]
    key_mark: Mapped[Bytes]
    body_mark: Mapped[Bytes]
    request_id: Mapped[Number | None]
    at: Mapped[Now]


class WebhookRow(OfSchool, Row):
    """An address that wants to hear. While a new secret comes in use, `sealed_before` signs too, until `before_until`.

    `busy_until`: a job is at it. `failing_since` is when the trouble began that is not over yet.
    """

    __tablename__ = "webhook"
    __table_args__ = (
        CheckConstraint("state IN ('on', 'off', 'paused')", name="state_known"),
        UniqueConstraint("school_id", "id"),
    )

    id: Mapped[NewId]
    address: Mapped[str]
    events: Mapped[list[str]]
    sealed_secret: Mapped[str]
    sealed_before: Mapped[str | None]
    before_until: Mapped[Moment | None]
    made_by: Mapped[str]
    made_at: Mapped[Now]
    state: Mapped[str] = mapped_column(server_default=text("'on'"))
    failing_since: Mapped[Moment | None]
    sentence: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    busy_until: Mapped[Moment | None]


class WebhookMessageRow(OfSchool, Row):
    """One message to one address: what happened, by keys and numbers, and how far it is. `look_at`: not before then."""

    __tablename__ = "webhook_message"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'delivered', 'given_up')", name="state_known"),
        ForeignKeyConstraint(
            ["school_id", "webhook_id"],
            ["hub.webhook.school_id", "hub.webhook.id"],
            name="webhook_message_webhook_fkey",
            ondelete="CASCADE",
        ),
        Index("webhook_message_due_idx", "school_id", "webhook_id", "look_at", postgresql_where=DUE),
        Index("webhook_message_list_idx", "school_id", "webhook_id", "id"),
    )

    id: Mapped[NewId]
    webhook_id: Mapped[Number]
    event: Mapped[str]
    at: Mapped[Now]
    pupil: Mapped[str | None]
    guardian: Mapped[str | None]
    data: Mapped[JsonObject]
    message_key: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"))
    state: Mapped[str] = mapped_column(server_default=text("'waiting'"))
    tries: Mapped[Number] = mapped_column(server_default=text("0"))
    look_at: Mapped[Moment | None] = mapped_column(server_default=text("now()"))
    status: Mapped[Small | None]
    sentence: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    tried_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
