"""What is due when. Any number of clocks may ask: each due moment is given out once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.store.audit import NOTHING
from hub.store.tables import ScheduleRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something to do: `due_at` is the moment it was meant for; `next_due` is when it comes again."""

    name: str
    school_id: int | None
    due_at: datetime
    next_due: datetime
    every: timedelta
    details: Mapping[str, Any]


class Schedule:
    """The clock's table, in the transaction of a `Directory`: defer what you claim in that same transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(
        self,
        name: str,
        every: timedelta,
        first: datetime,
        school_id: int | None = None,
        details: Mapping[str, Any] = NOTHING,
    ) -> None:
        """Plan `name` for a school or for the hub. Planned already, it keeps its moment unless `first` is sooner."""
        values = {"every_seconds": int(every.total_seconds()), "next_due": first, "details": dict(details)}
        made = insert(ScheduleRow).values(name=name, at_school=school_id, **values).on_conflict_do_nothing()
        if self._session.execute(made.returning(ScheduleRow.id)).scalar_one_or_none() is None:
            row = self._session.scalars(_named(name, school_id).with_for_update()).one()
            row.every_seconds, row.details = values["every_seconds"], values["details"]
            row.next_due = min(row.next_due, first)
            self._session.flush()

    def claim_due(self, now: datetime, limit: int = 100) -> list[Due]:
        """Take what is due at `now`, each once, and move it to its next moment after `now`.

        What was missed while no clock ran is due once, not once for every missed moment.
        """
        due = select(ScheduleRow).where(ScheduleRow.next_due <= now).order_by(ScheduleRow.next_due).limit(limit)
        locked = due.with_for_update(skip_locked=True).execution_options(populate_existing=True)
        claimed = [_claim(row, now) for row in self._session.scalars(locked).all()]
        self._session.flush()
        return claimed

    def all(self) -> list[Due]:
        """Return everything that is planned, the next first."""
        rows = self._session.scalars(select(ScheduleRow).order_by(ScheduleRow.next_due, ScheduleRow.id))
        return [_due(row, row.next_due) for row in rows]

    def remove(self, name: str, school_id: int | None = None) -> None:
        """Plan `name` no longer."""
        here = ScheduleRow.at_school.is_not_distinct_from(school_id)
        self._session.execute(delete(ScheduleRow).where(ScheduleRow.name == name, here))


def _named(name: str, school_id: int | None) -> Any:
    return select(ScheduleRow).where(ScheduleRow.name == name, ScheduleRow.at_school.is_not_distinct_from(school_id))


def _claim(row: ScheduleRow, now: datetime) -> Due:
    due_at, every = row.next_due, timedelta(seconds=row.every_seconds)
    row.next_due = due_at + every * ((now - due_at) // every + 1)
    row.last_claimed = now
    return _due(row, due_at)


def _due(row: ScheduleRow, due_at: datetime) -> Due:
    return Due(
        name=row.name,
        school_id=row.at_school,
        due_at=due_at,
        next_due=row.next_due,
        every=timedelta(seconds=row.every_seconds),
        details=dict(row.details),
    )
