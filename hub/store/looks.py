"""Who looked at a pupil's data: once for every person, sort of data and hour. Parents read it of their own child."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.orm import Session

from hub.store.questions import asked


class SeenAs(StrEnum):
    """As what somebody looked."""

    STAFF = "staff"
    GUARDIAN = "guardian"
    PORTAL = "portal"
    """Another portal of the school, over the API."""
    HOST = "host"
    """Somebody at the command line of the hub."""


class Sight(StrEnum):
    """What was looked at."""

    RECORD = "record"
    """Who the pupil is: names, class, address."""
    REPORTS = "reports"
    REPORT_CARD = "report_card"
    """The document of a report card."""
    PAPER = "paper"
    """Printed, or made into a PDF."""
    EXPORT = "export"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody looked. `who` is a name to read; `hour` is the beginning of the hour, with a time zone."""

    who: str
    seen_as: SeenAs
    what: Sight
    hour: datetime


@dataclass(frozen=True)
class Looks:
    """The looks at the pupils of the school in hand."""

    session: Session
    school_id: int

    def note(
        self, pupils: Collection[str], what: Sight, seen_as: SeenAs, who: str, *, account_id: int | None = None
    ) -> None:
        """Keep that somebody looks at these pupils (LAS keys) now. `who` is a name that people read, no address."""
        if not pupils:
            return
        values = {"school": self.school_id, "pupils": list(pupils), "what": what.value, "seen_as": seen_as.value}
        asked(self.session, NOTE, {**values, "who": who, "account": account_id})

    def note_once_a_day(self, pupils: Collection[str], what: Sight, seen_as: SeenAs, who: str) -> None:
        """Keep it at the first look of a day: of a program that reads everybody again and again one is enough."""
        if pupils:
            values = {"school": self.school_id, "pupils": list(pupils), "what": what.value, "seen_as": seen_as.value}
            self.session.execute(text(NOTE_OF_DAY), {**values, "who": who, "account": None})

    def of(self, pupil: str, limit: int = 200, before: datetime | None = None) -> list[Look]:
        """Return who looked at a pupil (LAS key), the latest first; `before` a moment for the next page."""
        values = {"school": self.school_id, "pupil": pupil, "limit": limit, "before": before}
        rows = self.session.execute(text(FOUND), values).all()
        return [Look(who=row[0], seen_as=SeenAs(row[1]), what=Sight(row[2]), hour=row[3]) for row in rows]

    def forget_before(self, moment: datetime) -> int:
        """Remove looks from before a moment, and return how many there were."""
        removed = text("DELETE FROM hub.look WHERE school_id = :school AND hour < :moment RETURNING id")
        return len(self.session.execute(removed, {"school": self.school_id, "moment": moment}).all())


NOTE = """
INSERT INTO hub.look (pupil_id, who, account_id, seen_as, what)
SELECT id, :who, :account, :seen_as, :what FROM hub.pupil WHERE school_id = :school AND key = ANY(:pupils)
ON CONFLICT DO NOTHING
"""
NOTE_OF_DAY = NOTE.replace(
    "ON CONFLICT",
    """AND NOT EXISTS (
    SELECT FROM hub.look l WHERE l.school_id = :school AND l.pupil_id = pupil.id AND l.who = :who
        AND l.seen_as = :seen_as AND l.what = :what
        AND l.hour >= date_trunc('day', now() AT TIME ZONE 'Europe/Amsterdam') AT TIME ZONE 'Europe/Amsterdam')
ON CONFLICT""",
)
FOUND = """
SELECT l.who, l.seen_as, l.what, l.hour FROM hub.look l JOIN hub.pupil p ON p.id = l.pupil_id
WHERE l.school_id = :school AND p.school_id = :school AND p.key = :pupil
AND (CAST(:before AS timestamptz) IS NULL OR l.hour < :before) ORDER BY l.hour DESC, l.id DESC LIMIT :limit
"""
