"""The audit trail: a chain for each school and one for the hub. Entries are only ever added; a trigger sees to it."""

from sqlalchemy import BigInteger, CheckConstraint, PrimaryKeyConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Bytes, JsonObject, Moment, Number, OfSchool, Row


class Entry:
    """One act: who did what to what, bound to the entry before it by a hash."""

    seq: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    at: Mapped[Moment]
    who: Mapped[str]
    act: Mapped[str]
    subject: Mapped[str]
    details: Mapped[JsonObject]
    plan_hash: Mapped[str | None]
    previous_hash: Mapped[Bytes]
    hash: Mapped[Bytes]


class AuditEntryRow(Entry, OfSchool, Row):
    __tablename__ = "audit_entry"
    __table_args__ = (PrimaryKeyConstraint("school_id", "seq"),)


class AuditHeadRow(OfSchool, Row):
    """The last entry of a school's chain: the row to lock for the next one, and the proof that none was cut off."""

    __tablename__ = "audit_head"
    __table_args__ = (PrimaryKeyConstraint("school_id"),)

    seq: Mapped[Number]
    hash: Mapped[Bytes]


class HubAuditEntryRow(Entry, Row):
    __tablename__ = "hub_audit_entry"
    __table_args__ = (PrimaryKeyConstraint("seq"),)


class HubAuditHeadRow(Row):
    __tablename__ = "hub_audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    seq: Mapped[Number]
    hash: Mapped[Bytes]
