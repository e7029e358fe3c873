"""What a school shows parents, in what style, what it allows one guardian by himself, and who looked."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, PrimaryKeyConstraint, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Bytes, Moment, NewId, Now, Number, OfSchool, Row

NONE_YET = text("'{}'::text[]")


class PublicationRow(OfSchool, Row):
    """Which reports a school shows, and its parents' evenings. `version` grows at every change of what is shown."""

    __tablename__ = "publication"
    __table_args__ = (PrimaryKeyConstraint("school_id"),)

    version: Mapped[Number] = mapped_column(server_default=text("1"))
    reports: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=NONE_YET)
    evenings: Mapped[list[date]] = mapped_column(ARRAY(Date), server_default=text("'{}'::date[]"))


class PublicationKindRow(OfSchool, Row):
    """What a school decided on one kind of history."""

    __tablename__ = "publication_kind"
    __table_args__ = (PrimaryKeyConstraint("school_id", "kind"),)

    kind: Mapped[str]
    is_on: Mapped[bool]
    visible_from: Mapped[date | None]
    year_groups: Mapped[list[str]]
    average: Mapped[bool]
    after_evening: Mapped[bool]


class SchoolStyleRow(OfSchool, Row):
    """How a school looks to parents: the name that it goes by, its colour, and its logo as a checked picture."""

    __tablename__ = "school_style"
    __table_args__ = (
        PrimaryKeyConstraint("school_id"),
        CheckConstraint("accent ~ '^#[0-9a-f]{6}$'", name="accent"),
        CheckConstraint("num_nonnulls(logo, logo_type, logo_mark) IN (0, 3)", name="logo_whole"),
    )

    shown_name: Mapped[str | None]
    accent: Mapped[str | None]
    logo: Mapped[Bytes | None]
    logo_type: Mapped[str | None]
    logo_mark: Mapped[str | None]


class AccessGrantRow(OfSchool, Row):
    """What the school lets a guardian see of a pupil whom he does not see by himself."""

    __tablename__ = "access_grant"
    __table_args__ = (
        Index(
            "access_grant_open_key",
            *("school_id", "guardian", "pupil"),
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(None, "school_id", "pupil"),
    )

    id: Mapped[NewId]
    guardian: Mapped[str]
    pupil: Mapped[str]
    kinds: Mapped[list[str]]
    until: Mapped[date | None]
    reason: Mapped[str]
    given_by: Mapped[str]
    given_at: Mapped[Now]
    revoked_by: Mapped[str | None]
    revoked_at: Mapped[Moment | None]
    revoked_because: Mapped[str | None]


class InformationRequestRow(OfSchool, Row):
    """A guardian without authority asks the school for information on a pupil, and what the school decided."""

    __tablename__ = "information_request"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'granted', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("(decided_at IS NULL) = (state = 'asked')", name="decided"),
        Index(
            "information_request_open_key",
            *("school_id", "guardian", "pupil"),
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
        Index(None, "school_id", "pupil"),
    )

    id: Mapped[NewId]
    guardian: Mapped[str]
    pupil: Mapped[str]
    question: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=text("'asked'::text"))
    asked_by: Mapped[str]
    asked_at: Mapped[Now]
    decided_by: Mapped[str | None]
    decided_at: Mapped[Moment | None]
    answer: Mapped[str | None]
    grant_id: Mapped[Number | None]
    reminded_at: Mapped[Moment | None]


class LookRow(OfSchool, Row):
    """Somebody looked at a pupil's data: once for every person, sort of data and hour."""

    __tablename__ = "look"
    __table_args__ = (
        Index("look_once_key", *("school_id", "pupil_id", "who", "seen_as", "what", "hour"), unique=True),
        Index(None, "school_id", "hour"),
    )

    id: Mapped[NewId]
    pupil_id: Mapped[Number]
    who: Mapped[str]
    account_id: Mapped[Number | None]
    seen_as: Mapped[str]
    what: Mapped[str]
    hour: Mapped[datetime] = mapped_column(server_default=text("date_trunc('hour'::text, now())"))


class NewsRow(OfSchool, Row):
    """What a guardian knows of a child's history, as prints of its records: when he last looked, and by letter."""

    __tablename__ = "news"
    __table_args__ = (PrimaryKeyConstraint("school_id", "guardian", "pupil"),)

    guardian: Mapped[str]
    pupil: Mapped[str]
    opened: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    told: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'::bigint[]"))
