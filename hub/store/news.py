"""What each guardian saw already of a child's history, so that pages and letters tell what is new, and once.

What was seen is kept as numbers: the print of a record's kind and key. Nobody reads a result from it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from hub.store.questions import asked
from hub.store.tables import NewsRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What one guardian knows of one child: what was there when he last opened its page, and what a letter told."""

    opened: frozenset[int] | None
    told: frozenset[int]

    @property
    def seen(self) -> frozenset[int]:
        """Everything that is no news any more."""
        return self.told | (self.opened or frozenset())


@dataclass(frozen=True)
class NewsBook:
    """What the guardians of the school in hand know already."""

    session: Session
    school_id: int

    def of(self, guardian: str) -> dict[str, Known]:
        """Return what a guardian knows, by pupil (LAS keys)."""
        rows = self.session.execute(
            select(NewsRow.pupil, NewsRow.opened, NewsRow.told).where(NewsRow.guardian == guardian)
        )
        return {
            row.pupil: Known(opened=None if row.opened is None else frozenset(row.opened), told=frozenset(row.told))
            for row in rows
        }

    def open(self, guardian: str, pupil: str, there: Collection[int]) -> None:
        """Keep that a guardian opened a child's page with all this on it."""
        asked(self.session, OPEN, self._row(guardian, pupil, there))

    def tell(self, guardian: str, pupil: str, there: Collection[int]) -> None:
        """Keep that a letter told of all this, or that it was there when letters began."""
        self.session.execute(text(TELL), self._row(guardian, pupil, there))

    def to_look_at(self, day: date, limit: int) -> list[str]:
        """Return guardians with an account for whom nobody looked on this day yet, and keep that somebody does now."""
        values = {"school": self.school_id, "day": day, "limit": limit}
        return list(self.session.scalars(text(TO_LOOK_AT), values))

    def _row(self, guardian: str, pupil: str, there: Collection[int]) -> dict[str, Any]:
        # As text: psycopg takes longer over a list of numbers than PostgreSQL over all the rest.
        there_ = ",".join(map(str, sorted(there)))
        return {"guardian": guardian, "pupil": pupil, "there": f"{{{there_}}}"}


OPEN = """
INSERT INTO hub.news AS n (guardian, pupil, opened) VALUES (:guardian, :pupil, CAST(:there AS bigint[]))
ON CONFLICT (school_id, guardian, pupil) DO UPDATE SET opened = excluded.opened
WHERE n.opened IS DISTINCT FROM excluded.opened
"""
TELL = """
INSERT INTO hub.news (guardian, pupil, told) VALUES (:guardian, :pupil, CAST(:there AS bigint[]))
ON CONFLICT (school_id, guardian, pupil) DO UPDATE SET told = excluded.told
"""
TO_LOOK_AT = """
UPDATE hub.guardian_account SET news_on = CAST(:day AS date) WHERE id IN (
    SELECT id FROM hub.guardian_account WHERE school_id = :school AND blocked_at IS NULL
    AND news_on IS DISTINCT FROM CAST(:day AS date) ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED)
RETURNING guardian
"""
