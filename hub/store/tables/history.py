"""What a pupil collects over the years: results, report cards, their documents, and what they were before."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, Integer, Numeric, PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Bytes, ForSchool, Json, JsonList, NewId, Now, Number, OfSchool, Row


class AssessmentRow(ForSchool, Row):
    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("school_id", "key"),)

    id: Mapped[NewId]
    key: Mapped[str]
    type: Mapped[str]
    code: Mapped[str | None]
    version: Mapped[str | None]
    name: Mapped[str | None]
    subject: Mapped[str | None]
    year_group: Mapped[str | None]
    scale_from: Mapped[int | None] = mapped_column(Integer)
    scale_to: Mapped[int | None] = mapped_column(Integer)
    average: Mapped[Decimal | None] = mapped_column(Numeric)
    norms: Mapped[JsonList]
    parts: Mapped[JsonList]
    said_print: Mapped[Bytes]


class ForHistory(ForSchool):
    """A row of a pupil's history. `pupil_id` is the hub's number of the pupil, whatever key the LAS gives it next."""

    id: Mapped[NewId]
    key: Mapped[str]
    pupil_id: Mapped[Number]
    changed_at: Mapped[datetime | None]
    said_print: Mapped[Bytes]
    withdrawn_at: Mapped[datetime | None]
    added_run: Mapped[Number]
    changed_run: Mapped[Number]


class ResultRow(ForHistory, Row):
    __tablename__ = "result"
    __table_args__ = (
        UniqueConstraint("school_id", "key"),
        Index("result_of_pupil_idx", "school_id", "pupil_id", "taken_on"),
    )

    assessment: Mapped[str]
    part: Mapped[str | None]
    taken_on: Mapped[date]
    score: Mapped[int | None] = mapped_column(Integer)
    skill_score: Mapped[Decimal | None] = mapped_column(Numeric)
    level: Mapped[str | None]
    functioning_level: Mapped[str | None]
    reference_level: Mapped[str | None]
    mark: Mapped[Decimal | None] = mapped_column(Numeric)


class ReportCardRow(ForHistory, Row):
    """A report card. `fetched_print` is what the LAS said of it when its document was fetched or refused."""

    __tablename__ = "report_card"
    __table_args__ = (
        UniqueConstraint("school_id", "key"),
        Index("report_card_of_pupil_idx", "school_id", "pupil_id", "issued_on"),
    )

    title: Mapped[str]
    school_year: Mapped[str | None]
    period: Mapped[str | None]
    issued_on: Mapped[date | None]
    size: Mapped[Number | None]
    document_id: Mapped[Number | None]
    fetched_print: Mapped[Bytes | None]
    refused: Mapped[Json | None]


class HistoryChangeRow(ForSchool, Row):
    """What a row of a pupil's history was before it changed, was withdrawn or came back."""

    __tablename__ = "history_change"
    __table_args__ = (Index(None, "school_id", "kind", "record_id"),)

    id: Mapped[NewId]
    kind: Mapped[str]
    record_id: Mapped[Number]
    run_id: Mapped[Number]
    act: Mapped[str]
    at: Mapped[Now]
    was: Mapped[dict[str, Any]] = mapped_column(JSONB)


class HistoryPullRow(OfSchool, Row):
    """Up to when a kind of history is known: `made_at` of the last pull, `whole_at` of the last one of everything."""

    __tablename__ = "history_pull"
    __table_args__ = (PrimaryKeyConstraint("school_id", "kind"),)

    kind: Mapped[str]
    plugin: Mapped[str]
    made_at: Mapped[datetime]
    whole_at: Mapped[datetime]


class DocumentRow(OfSchool, Row):
    """A document outside the rows: a sealed file called `name`, which opens with the key that lies sealed here."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("school_id", "name"), Index(None, "school_id", "pupil_id"))

    id: Mapped[NewId]
    pupil_id: Mapped[Number]
    name: Mapped[str]
    sealed_key: Mapped[str]
    size: Mapped[Number]
    pages: Mapped[int] = mapped_column(Integer)
    kept_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
