"""Runs that put reports on paper."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Json, Moment, NewId, Now, Number, OfSchool, Row


class PaperRunRow(OfSchool, Row):
    """A run for one class (`class_key`) or one pupil, asked for by an account; `guardian` is as whom a parent asked.

    `version` is what the school published when it began, `mark` what stands on the paper of one pupil. The PDF is a
    sealed file called `name`, as a document is.
    """

    __tablename__ = "paper_run"
    __table_args__ = (
        UniqueConstraint("school_id", "name"),
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"),
        CheckConstraint("num_nonnulls(class_key, pupil) = 1 AND (guardian IS NULL OR pupil IS NOT NULL)", name="of"),
        CheckConstraint("(ended_at IS NULL) = (state IN ('waiting', 'running'))", name="ended"),
        CheckConstraint(
            "num_nonnulls(name, sealed_key, size, pages) = CASE state WHEN 'done' THEN 4 ELSE 0 END", name="file"
        ),
        Index(
            "paper_run_open_key",
            *("school_id", "account_id"),
            unique=True,
            postgresql_where=text("state IN ('waiting', 'running')"),
        ),
        Index(None, "school_id", "account_id"),
    )

    id: Mapped[NewId]
    account_id: Mapped[Number]
    asked_by: Mapped[str]
    who: Mapped[str]
    guardian: Mapped[str | None]
    class_key: Mapped[str | None]
    pupil: Mapped[str | None]
    language: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=text("'waiting'::text"))
    attempt: Mapped[Number] = mapped_column(server_default=text("0"))
    done: Mapped[Number] = mapped_column(server_default=text("0"))
    total: Mapped[Number | None]
    version: Mapped[str | None]
    mark: Mapped[str | None]
    sentence: Mapped[Json | None]
    asked_at: Mapped[Now]
    ended_at: Mapped[Moment | None]
    name: Mapped[str | None]
    sealed_key: Mapped[str | None]
    size: Mapped[Number | None]
    pages: Mapped[Number | None]
    one_sided: Mapped[bool] = mapped_column(server_default=text("false"))


class PaperPupilRow(OfSchool, Row):
    """A pupil of a run, and whether he is in its PDF. `boxes`: some sign on his paper is in no letter."""

    __tablename__ = "paper_pupil"
    __table_args__ = (
        PrimaryKeyConstraint("school_id", "run_id", "pupil_id"),
        CheckConstraint("outcome IN ('printed', 'empty', 'failed')", name="outcome"),
        Index(None, "school_id", "pupil_id"),
    )

    run_id: Mapped[Number] = mapped_column(ForeignKey("hub.paper_run.id", ondelete="CASCADE"))
    pupil_id: Mapped[Number]
    outcome: Mapped[str]
    boxes: Mapped[bool] = mapped_column(server_default=text("false"))
