"""Letters that wait to be sent or were sent, and who wants which. Numbers only: a letter is composed as it is sent."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Moment, NewId, Now, Number, OfSchool, Row

UNTRIED = text("state = 'waiting' AND tried_at IS NULL")
DUE = text("look_at IS NOT NULL")
STATES = "state IN ('waiting', 'sent', 'failed', 'given_up', 'no_address', 'needless')"


class Outgoing:
    """One letter: its name, to whom, about which number, and what became of it. `look_at`: not before then.

    `covers` are the numbers of what it tells, kept before the first attempt so that a second one tells the same.
    """

    id: Mapped[NewId]
    letter: Mapped[str]
    subject: Mapped[Number | None]
    state: Mapped[str] = mapped_column(server_default=text("'waiting'"))
    tries: Mapped[Number] = mapped_column(server_default=text("0"))
    look_at: Mapped[Moment | None] = mapped_column(server_default=text("now()"))
    covers: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    sentence: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    message_key: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"))
    created_at: Mapped[Now]
    tried_at: Mapped[Moment | None]
    sent_at: Mapped[Moment | None]


class LetterRow(Outgoing, OfSchool, Row):
    """A letter of a school, to an account or to a guardian, by his key in the LAS."""

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint(STATES, name="state_known"),
        CheckConstraint("num_nonnulls(to_account, guardian) = 1", name="one_reader"),
        Index(
            "letter_untried_key",
            *("school_id", "letter", "to_account", "guardian", "subject"),
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=UNTRIED,
        ),
        Index("letter_due_idx", "school_id", "look_at", postgresql_where=DUE),
        Index("letter_told_idx", "school_id", "letter", "subject"),
    )

    to_account: Mapped[Number | None]
    guardian: Mapped[str | None]


class HubLetterRow(Outgoing, Row):
    """A letter of the hub as a whole, such as for a new password."""

    __tablename__ = "hub_letter"
    __table_args__ = (
        CheckConstraint(STATES, name="state_known"),
        Index(
            "hub_letter_untried_key",
            *("letter", "to_account", "subject"),
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=UNTRIED,
        ),
        Index("hub_letter_due_idx", "look_at", postgresql_where=DUE),
    )

    to_account: Mapped[Number]


class LetterOffRow(OfSchool, Row):
    """A letter that the school does not send."""

    __tablename__ = "letter_off"
    __table_args__ = (PrimaryKeyConstraint("school_id", "letter"),)

    letter: Mapped[str]


class LetterDeclinedRow(Row):
    """A letter that an account does not want."""

    __tablename__ = "letter_declined"
    __table_args__ = (PrimaryKeyConstraint("account_id", "letter"),)

    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("hub.account.id", ondelete="CASCADE"))
    letter: Mapped[str]
