"""Who is at the school, in pages that go on from a number: the same cost for the last page as for the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from hub.records import Kind, Record
from hub.store.rows import TABLES, columns, from_row, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """A record with what the hub knows of it: its number, by which pages go on, and when it changed last.

    `changed_at` is when the hub took the change over, not the moment that the LAS gives.
    """

    number: int
    record: Any
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """Somebody who left the school, by his key in the LAS, and when the hub saw it."""

    number: int
    key: str
    at: datetime


class RollPages:
    """The records of one school, a page at a time."""

    def __init__(self, session: Session, school_id: int) -> None:
        self._session = session
        self._school_id = school_id

    def page(
        self, kind: Kind, *, after: int = 0, limit: int = 100, since: datetime | None = None, group: str | None = None
    ) -> list[Paged]:
        """Return records that are there now, from the one after number `after`, in order of number.

        `since`: only those that the hub saw come or change at or after that moment. `group`: pupils of that class.
        """
        chosen = f" AND {CHANGED} >= :since" if since else ""
        chosen += ' AND t."group" = :group' if group is not None else ""
        return self._records(kind, f"AND t.id > :after{chosen} ORDER BY t.id LIMIT :limit", after, limit, since, group)

    def one(self, kind: Kind, key: str) -> Paged | None:
        """Return the record with this key."""
        return next(iter(self._records(kind, "AND t.key = :group", 0, 1, None, key)), None)

    def as_of(self) -> datetime:
        """Return the moment up to which every change can be seen: whoever asks `since` it next time misses none.

        What a run that is still going on will have changed counts from the run's beginning.
        """
        moment = self._session.scalar(text(AS_OF), {"school": self._school_id})
        assert isinstance(moment, datetime)
        return moment

    def departed(self, kind: Kind, *, since: datetime, after: int = 0, limit: int = 100) -> list[Departed]:
        """Return who left at or after a moment, from the one after number `after`."""
        rows = self._session.execute(
            text(
                f"SELECT t.id, t.key, t.departed_at FROM {TABLES[kind]} t "
                "WHERE t.school_id = :school AND t.id > :after AND t.departed_at >= :since ORDER BY t.id LIMIT :limit"
            ),
            {"school": self._school_id, "after": after, "since": since, "limit": limit},
        )
        return [Departed(number=row[0], key=row[1], at=row[2]) for row in rows]

    def _records(self, kind: Kind, chosen: str, *values: Any) -> list[Paged]:
        names = columns(kind)
        found = self._session.execute(
            text(
                f"SELECT {listed(names, 't')}, t.id, {CHANGED} FROM {TABLES[kind]} t LEFT JOIN hub.run r "
                f"ON r.school_id = t.school_id AND r.id = coalesce(t.changed_run, t.added_run) "
                f"WHERE t.school_id = :school AND t.departed_at IS NULL {chosen}"
            ),
            {"school": self._school_id, **dict(zip(("after", "limit", "since", "group"), values, strict=True))},
        )
        return [_paged(kind, names, row) for row in found]


def _paged(kind: Kind, names: Sequence[str], row: Any) -> Paged:
    record: Record = from_row(kind, dict(zip(names, row[:-2], strict=True)))
    return Paged(number=row[-2], record=record, changed_at=row[-1])


CHANGED = "coalesce(r.decided_at, r.finished_at, r.started_at)"
AS_OF = """
SELECT least(now() - interval '1 minute', (
    SELECT min(started_at) FROM hub.run WHERE school_id = :school AND state IN ('waiting', 'running')
))
"""
