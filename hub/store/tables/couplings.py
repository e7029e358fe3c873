"""How pulling from a school's LAS goes."""

from datetime import datetime
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Number, OfSchool, Row


class CouplingRow(OfSchool, Row):
    """One row for a school. `not_before_run`: runs up to this number say nothing of what the hub has."""

    __tablename__ = "coupling"
    __table_args__ = (PrimaryKeyConstraint("school_id"),)

    plugin: Mapped[str | None]
    fresh_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    failures: Mapped[Number] = mapped_column(server_default=text("0"))
    error: Mapped[str | None]
    sentence: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    waits_for_person: Mapped[bool] = mapped_column(server_default=text("false"))
    told: Mapped[bool] = mapped_column(server_default=text("false"))
    not_before_run: Mapped[Number] = mapped_column(server_default=text("0"))
