"""What is due when. Any number of clocks may ask: each due moment is given out once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.store.audit import NOTHING
from hub.store.pull_times import CHANGES, EVERYTHING, RULES, PullTimes
from hub.store.tables import ScheduleRow

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something to do: `due_at` is the moment it was meant for; `next_due` is when it comes again, if it does."""

    name: str
    school_id: int | None
    due_at: datetime
    next_due: datetime | None
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
            row.next_due = first if row.next_due is None else min(row.next_due, first)
            self._session.flush()

    def plan_pulls(self, school_id: int, times: PullTimes, now: datetime) -> None:
        """Plan the pulls of a school at these times, whatever was planned."""
        paces = {CHANGES: times.every * 60, EVERYTHING: DAY_SECONDS}
        for name, every in paces.items():
            next_due = RULES[name](times, school_id, now)
            values = {"every_seconds": every, "next_due": next_due, "details": times.details()}
            made = insert(ScheduleRow).values(name=name, at_school=school_id, **values)
            where = ["name", "at_school"]
            self._session.execute(made.on_conflict_do_update(index_elements=where, set_=values))
        self._session.expire_all()

    def pull_times(self, school_id: int) -> PullTimes:
        """Return when the hub pulls from the LAS of a school; before anybody chose, that is as at first."""
        row = self._session.scalars(_named(CHANGES, school_id)).one_or_none()
        return PullTimes.read(row.details) if row else PullTimes()

    def next_due(self, name: str, school_id: int) -> datetime | None:
        """Return when `name` is due next; `None` where it rests or is not planned yet."""
        row = self._session.scalars(_named(name, school_id)).one_or_none()
        return row.next_due if row else None

    def move(self, name: str, school_id: int, next_due: datetime | None) -> None:
        """Let what is planned come at another moment, or rest until it is moved again."""
        row = self._session.scalars(_named(name, school_id).with_for_update()).one_or_none()
        if row is not None:
            row.next_due = next_due
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
        """Return everything that will be due, the next first."""
        coming = select(ScheduleRow).where(ScheduleRow.next_due.is_not(None))
        rows = self._session.scalars(coming.order_by(ScheduleRow.next_due, ScheduleRow.id))
        return [_due(row, row.next_due) for row in rows if row.next_due is not None]

    def paces(self) -> dict[tuple[str, int | None], timedelta]:
        """Return what is planned, also what rests, for which school and how often."""
        rows = self._session.execute(select(ScheduleRow.name, ScheduleRow.at_school, ScheduleRow.every_seconds))
        return {(name, school): timedelta(seconds=every) for name, school, every in rows}

    def remove(self, name: str, school_id: int | None = None) -> None:
        """Plan `name` no longer."""
        here = ScheduleRow.at_school.is_not_distinct_from(school_id)
        self._session.execute(delete(ScheduleRow).where(ScheduleRow.name == name, here))


def _named(name: str, school_id: int | None) -> Any:
    return select(ScheduleRow).where(ScheduleRow.name == name, ScheduleRow.at_school.is_not_distinct_from(school_id))


def _claim(row: ScheduleRow, now: datetime) -> Due:
    due_at = row.next_due
    assert due_at is not None
    row.next_due = _after(row, due_at, now)
    row.last_claimed = now
    return _due(row, due_at)


def _after(row: ScheduleRow, due_at: datetime, now: datetime) -> datetime | None:
    """Return the next moment after `now`: by the school's own times for a pull, else so much after the last."""
    if row.name in RULES and row.at_school is not None:
        return RULES[row.name](PullTimes.read(row.details), row.at_school, now)
    every = timedelta(seconds=row.every_seconds)
    return due_at + every * ((now - due_at) // every + 1)


def _due(row: ScheduleRow, due_at: datetime) -> Due:
    return Due(
        name=row.name,
        school_id=row.at_school,
        due_at=due_at,
        next_due=row.next_due,
        every=timedelta(seconds=row.every_seconds),
        details=dict(row.details),
    )
