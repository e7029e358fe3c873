"""Tables of the hub as a whole: schools and boards, who may enter, and the clock's table. No pupils' data.

They are read before any school is in hand, so they name a school as `at_school`, and have no row-level security.
"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Bytes, JsonObject, Moment, NewId, Now, Row


class BoardRow(Row):
    __tablename__ = "board"

    id: Mapped[NewId]
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Now]


class SchoolRow(Row):
    __tablename__ = "school"
    __table_args__ = (Index(None, "board_id"),)

    id: Mapped[NewId]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    board_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("hub.board.id"))
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    created_at: Mapped[Now]
    staff_step: Mapped[bool] = mapped_column(server_default=text("false"))


class AccountRow(Row):
    __tablename__ = "account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[NewId]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    created_at: Mapped[Now]
    disabled_at: Mapped[Moment | None]
    language: Mapped[str | None]


class MembershipRow(Row):
    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "at_school", "at_board", postgresql_nulls_not_distinct=True),
        CheckConstraint(
            "(role IN ('parent', 'staff', 'school_admin') AND at_school IS NOT NULL AND at_board IS NULL)"
            " OR (role = 'board' AND at_school IS NULL AND at_board IS NOT NULL)"
            " OR (role = 'operator' AND at_school IS NULL AND at_board IS NULL)",
            name="reach",
        ),
        Index(None, "at_school"),
        Index(None, "at_board"),
    )

    id: Mapped[NewId]
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("hub.account.id", ondelete="CASCADE"))
    role: Mapped[str]
    at_school: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("hub.school.id"))
    at_board: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("hub.board.id"))
    created_at: Mapped[Now]


class SecondStepRow(Row):
    """What an app on somebody's phone shares with the hub. `since` is empty until the first code was right."""

    __tablename__ = "second_step"

    account_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("hub.account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    secret: Mapped[str]
    begun_at: Mapped[Now]
    since: Mapped[Moment | None]
    counter: Mapped[int | None] = mapped_column(BigInteger)


class RecoveryCodeRow(Row):
    """A code for who lost the phone, as a mark."""

    __tablename__ = "recovery_code"

    account_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("hub.account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    mark: Mapped[Bytes] = mapped_column(primary_key=True)


class WebSessionRow(Row):
    __tablename__ = "web_session"
    __table_args__ = (Index(None, "expires_at"), Index(None, "account_id"))

    id_hash: Mapped[Bytes] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("hub.account.id", ondelete="CASCADE"))
    content: Mapped[Bytes]
    expires_at: Mapped[Moment | None]


class LoginAttemptRow(Row):
    __tablename__ = "login_attempt"
    __table_args__ = (Index(None, "email_hash", "at"), Index(None, "address_hash", "at"), Index(None, "at"))

    id: Mapped[NewId]
    at: Mapped[Moment]
    email_hash: Mapped[Bytes]
    address_hash: Mapped[Bytes]


class ScheduleRow(Row):
    """Something that the clock rings for. Where `next_due` is empty it rests, until somebody wakes it."""

    __tablename__ = "schedule"
    __table_args__ = (
        UniqueConstraint("name", "at_school", postgresql_nulls_not_distinct=True),
        CheckConstraint("every_seconds > 0", name="every"),
        Index(None, "next_due"),
        Index(None, "at_school"),
    )

    id: Mapped[NewId]
    name: Mapped[str]
    at_school: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("hub.school.id"))
    every_seconds: Mapped[int] = mapped_column(BigInteger)
    next_due: Mapped[Moment | None]
    last_claimed: Mapped[datetime | None]
    details: Mapped[JsonObject]
