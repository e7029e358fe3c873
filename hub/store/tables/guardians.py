"""Which account is which guardian, who was invited, and the links that let somebody choose a password."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Bytes, Moment, NewId, Now, Number, OfSchool, Row

OPEN = text("used_at IS NULL AND revoked_at IS NULL")


class GuardianAccountRow(OfSchool, Row):
    """This account is this guardian. The marks are of the guardian's names when it was linked."""

    __tablename__ = "guardian_account"
    __table_args__ = (UniqueConstraint("school_id", "guardian"), Index(None, "school_id", "account_id"))

    id: Mapped[NewId]
    guardian: Mapped[str]
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("hub.account.id", ondelete="CASCADE"))
    given_mark: Mapped[Bytes | None]
    last_mark: Mapped[Bytes | None]
    linked_by: Mapped[str]
    linked_at: Mapped[Now]
    seen_at: Mapped[Moment | None]
    blocked_by: Mapped[str | None]
    blocked_at: Mapped[Moment | None]
    news_on: Mapped[date | None]


class InvitationRow(OfSchool, Row):
    """An invitation to a guardian. Its link is made of `nonce`; the address it went to is kept as a mark."""

    __tablename__ = "invitation"
    __table_args__ = (
        Index("invitation_open_key", "school_id", "guardian", unique=True, postgresql_where=OPEN),
        Index(None, "school_id", "guardian"),
    )

    id: Mapped[NewId]
    guardian: Mapped[str]
    email_mark: Mapped[Bytes]
    nonce: Mapped[str]
    invited_by: Mapped[str]
    invited_at: Mapped[Now]
    expires_at: Mapped[datetime]
    used_at: Mapped[Moment | None]
    used_by: Mapped[Number | None]
    revoked_at: Mapped[Moment | None]


class AccountLinkRow(Row):
    """A link with which the owner of an account chooses a password."""

    __tablename__ = "account_link"
    __table_args__ = (
        CheckConstraint("purpose IN ('welcome', 'password')", name="purpose"),
        Index(None, "account_id"),
    )

    id: Mapped[NewId]
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("hub.account.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    nonce: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[Now]
    expires_at: Mapped[datetime]
    used_at: Mapped[Moment | None]
