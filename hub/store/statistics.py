"""How it goes with requests at a school, in numbers: each a single question, over a year at most. No names."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.orm import Session


class CameOf(StrEnum):
    """What came of a request, as far as it is."""

    DONE = "done"
    """The school said yes; it is in the LAS, or on its way."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OPEN = "open"
    """It waits for a person of the school."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedInWeek:
    """How many changes were asked in the week of this Monday, of which the same came."""

    monday: date
    came_of: CameOf
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """How many changes people decided on, and in how many days half of them was decided; `None`: there were none."""

    count: int
    median_days: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many changes wait for somebody since so many whole days; `is_task`: they wait to be typed over."""

    is_task: bool
    days: int
    count: int


@dataclass(frozen=True)
class Statistics:
    """The numbers of the school in hand."""

    session: Session
    school_id: int

    def asked_by_week(self, since: date) -> list[AskedInWeek]:
        """Return what was asked since a day, by week and by what came of it, the oldest first."""
        rows = self.session.execute(text(ASKED), {"school": self.school_id, "since": since})
        return [AskedInWeek(monday=row[0], came_of=CameOf(row[1]), count=row[2]) for row in rows]

    def decided(self, since: date) -> Decided:
        """Return how fast people decided on what was asked since a day. What a rule decided at once does not count."""
        row = self.session.execute(text(DECIDED), {"school": self.school_id, "since": since}).one()
        return Decided(count=row[0], median_days=None if row[1] is None else float(row[1]))

    def waiting(self) -> list[Waiting]:
        """Return what waits for somebody of the school now, by its age in days."""
        rows = self.session.execute(text(WAITING), {"school": self.school_id})
        return [Waiting(is_task=row[0], days=row[1], count=row[2]) for row in rows]


ASKED = """
SELECT date_trunc('week', r.asked_at AT TIME ZONE 'Europe/Amsterdam')::date AS monday,
    CASE WHEN i.state IN ('refused', 'withdrawn') THEN i.state
        WHEN i.state IN ('requested', 'conflict', 'failed', 'unknown') THEN 'open' ELSE 'done' END AS came_of,
    count(*)
FROM hub.change_item i JOIN hub.change_request r ON r.school_id = i.school_id AND r.id = i.request_id
WHERE i.school_id = :school AND r.asked_at >= CAST(:since AS date)::timestamp AT TIME ZONE 'Europe/Amsterdam'
GROUP BY monday, came_of ORDER BY monday, came_of
"""
DECIDED = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM first.at - first.asked_at) / 86400)
FROM (
    SELECT r.asked_at, min(s.at) AS at
    FROM hub.change_step s
    JOIN hub.change_item i ON i.school_id = s.school_id AND i.id = s.item_id
    JOIN hub.change_request r ON r.school_id = i.school_id AND r.id = i.request_id
    WHERE s.school_id = :school AND s.by LIKE '%@%' AND s.to_state IN ('approved', 'task', 'refused')
        AND r.asked_at >= CAST(:since AS date)::timestamp AT TIME ZONE 'Europe/Amsterdam'
    GROUP BY i.id, r.asked_at
) first
"""
WAITING = """
SELECT i.state = 'task' AS is_task,
    greatest(0, floor(extract(epoch FROM now() - r.asked_at) / 86400))::int AS days, count(*)
FROM hub.change_item i JOIN hub.change_request r ON r.school_id = i.school_id AND r.id = i.request_id
WHERE i.school_id = :school AND i.state IN ('requested', 'conflict', 'failed', 'unknown', 'task')
GROUP BY is_task, days ORDER BY days
"""
