"""What the tables of records share: each holds one kind of record, its fields under the same names."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr

from hub.records import Kind
from hub.store.tables.base import Bytes, ForSchool, NewId, Number


class ForRecord(ForSchool):
    """A row that keeps one record: `said_print` is the fingerprint of what the LAS said of it last."""

    id: Mapped[NewId]
    key: Mapped[str]
    changed_at: Mapped[datetime | None]
    said_print: Mapped[Bytes | None]
    departed_at: Mapped[datetime | None]
    added_run: Mapped[Number | None]
    changed_run: Mapped[Number | None]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        return one_key()


def one_key() -> tuple[Any, ...]:
    """Return the rule that a key names one record of a school. It can wait: two records may swap their keys."""
    return (UniqueConstraint("school_id", "key", deferrable=True),)


def by_eck_id() -> Index:
    """Return the index of the chain identity, which only some records have: a long text, so its hash is kept."""
    return Index(None, "eck_id", postgresql_using="hash", postgresql_where=text("eck_id IS NOT NULL"))


RECORD_ROWS: dict[Kind, type[ForRecord]] = {}
"""The row class of each kind; filled by `keeps`."""


def keeps(kind: Kind) -> Any:
    """Say which kind of record a row class keeps."""

    def note(row: type[ForRecord]) -> type[ForRecord]:
        RECORD_ROWS[kind] = row
        return row

    return note
