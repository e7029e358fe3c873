"""Pupils, teachers, guardians and who is whose guardian."""

from datetime import date
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.records import Kind
from hub.store.tables.base import Row, Small
from hub.store.tables.records import ForRecord, by_eck_id, keeps, one_key

PRESENT = text("departed_at IS NULL")


@keeps(Kind.PUPILS)
class PupilRow(ForRecord, Row):
    __tablename__ = "pupil"
    __table_args__ = (
        *one_key(),
        by_eck_id(),
        Index("pupil_roll_idx", "school_id", "last_name", "first_name", "id", postgresql_where=PRESENT),
    )

    eck_id: Mapped[str | None]
    first_name: Mapped[str | None]
    prefix: Mapped[str | None]
    last_name: Mapped[str | None]
    given_names: Mapped[str | None]
    initials: Mapped[str | None]
    birth_date: Mapped[date | None]
    gender: Mapped[str | None]
    year_group: Mapped[str | None]
    group: Mapped[str | None]
    combined_groups: Mapped[list[str] | None]
    location: Mapped[str | None]
    username: Mapped[str | None]
    email: Mapped[str | None]
    photo_url: Mapped[str | None]
    postcode: Mapped[str | None]
    started_year_3: Mapped[date | None]
    enrolled_on: Mapped[date | None]
    left_on: Mapped[date | None]


@keeps(Kind.TEACHERS)
class TeacherRow(ForRecord, Row):
    __tablename__ = "teacher"
    __table_args__ = (*one_key(), by_eck_id())

    eck_id: Mapped[str | None]
    first_name: Mapped[str | None]
    prefix: Mapped[str | None]
    last_name: Mapped[str | None]
    given_names: Mapped[str | None]
    initials: Mapped[str | None]
    username: Mapped[str | None]
    email: Mapped[str | None]
    roles: Mapped[list[str] | None]
    assignments: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))


@keeps(Kind.GUARDIANS)
class GuardianRow(ForRecord, Row):
    __tablename__ = "guardian"

    salutation: Mapped[str | None]
    first_name: Mapped[str | None]
    initials: Mapped[str | None]
    prefix: Mapped[str | None]
    last_name: Mapped[str | None]
    email: Mapped[str | None]
    mobile: Mapped[str | None]
    phone: Mapped[str | None]
    work_phone: Mapped[str | None]
    street: Mapped[str | None]
    house_number: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    country: Mapped[str | None]


@keeps(Kind.GUARDIANSHIPS)
class GuardianshipRow(ForRecord, Row):
    __tablename__ = "guardianship"
    __table_args__ = (*one_key(), Index(None, "school_id", "pupil"), Index(None, "school_id", "guardian"))

    pupil: Mapped[str]
    guardian: Mapped[str]
    relation: Mapped[str | None]
    authority: Mapped[bool | None]
    lives_with: Mapped[bool | None]
    contact_order: Mapped[Small | None]
