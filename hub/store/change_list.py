"""Lists of changes for people who decide: a page at a time, by number, at the same cost however many there are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from hub.contract import Decision, ItemState
from hub.contract.desk import COUNTED_TO, Wanted
from hub.records import Guardianship, Text
from hub.store.change_items import Item
from hub.store.change_states import ENDS
from hub.store.changes import Changes

MOST_MOVED = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class LastStep:
    """The last step of an item: who took it and why; and which person decided on it last, where one did."""

    by: str
    reason: Text | None
    decided_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedItem:
    """An item that came or moved lately, and who moved it (`None`: it was asked)."""

    number: int
    state: ItemState
    at: datetime
    by: str | None


@dataclass(frozen=True)
class ChangeList:
    """The changes of the school in hand, as a list."""

    session: Session
    school_id: int
    changes: Changes

    def counts(self) -> dict[ItemState, int]:
        """Return how many items stand in each state that is not an end, counted up to `COUNTED_TO`."""
        states = [each.value for each in ItemState if each not in ENDS]
        rows = self.session.execute(text(COUNTS), {"school": self.school_id, "states": states, "most": COUNTED_TO})
        return {ItemState(state): number for state, number in rows}

    def find(self, wanted: Wanted) -> list[Item]:
        """Return a page of items, and one more where there is a next page."""
        narrowed, values = _narrowed(wanted)
        order = "DESC" if wanted.newest_first else "ASC"
        if wanted.after:
            narrowed += f" AND i.id {'<' if wanted.newest_first else '>'} :after"
            values["after"] = wanted.after
        values |= {"school": self.school_id, "limit": wanted.limit + 1}
        values["states"] = sorted(each.value for each in wanted.states)
        rows = self.session.execute(text(FIND.format(narrowed=narrowed, order=order)), values)
        return self.changes.numbered([row.id for row in rows])

    def moved(self, since: datetime) -> list[MovedItem]:
        """Return the items that came or moved since a moment, the latest first."""
        values = {"school": self.school_id, "since": since, "most": MOST_MOVED}
        return [
            MovedItem(number=row.id, state=ItemState(row.state), at=row.moved_at, by=row.by)
            for row in self.session.execute(text(MOVED), values)
        ]

    def last_steps(self, numbers: Sequence[int]) -> dict[int, LastStep]:
        """Return the last step of each item that took one."""
        rows = self.session.execute(text(LAST_STEPS), {"school": self.school_id, "items": list(numbers)})
        return {
            row.item_id: LastStep(
                by=row.by, reason=Text(**row.reason) if row.reason else None, decided_by=row.decided_by
            )
            for row in rows
        }

    def who_said_yes(self, numbers: Sequence[int]) -> dict[int, list[str]]:
        """Return for each item who said yes to it as it is now."""
        found: dict[int, list[str]] = {}
        for row in self.session.execute(text(YESES), {"school": self.school_id, "items": list(numbers)}):
            found.setdefault(row.item_id, []).append(row.by)
        return found

    def guardianships(self, guardians: Collection[str]) -> dict[str, list[Guardianship]]:
        """Return what each of these guardians is to pupils."""
        found: dict[str, list[Guardianship]] = {}
        for each in self.changes.guardianships_of(sorted(guardians)):
            found.setdefault(each.guardian, []).append(each)
        return found


def _narrowed(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """Return what a list is narrowed by, as SQL with its values."""
    asker = wanted.asker.strip()
    given = {
        "kind": wanted.kind.value if wanted.kind else None,
        "field": wanted.field,
        "automatic": wanted.automatic,
        "group": wanted.group,
        "asker": f"%{_literally(asker)}%" if asker else None,
    }
    values = {name: value for name, value in given.items() if value is not None}
    return "".join(f" AND {NARROWED[name]}" for name in values), values


def _literally(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


# Of each state the first ones by number: the index gives them in order, and no more of them than one page is read.
FIND = """
SELECT found.id FROM unnest(CAST(:states AS text[])) AS wanted (state) CROSS JOIN LATERAL (
    SELECT i.id FROM hub.change_item i
    WHERE i.school_id = :school AND i.state = wanted.state{narrowed}
    ORDER BY i.id {order} LIMIT :limit
) found ORDER BY found.id {order} LIMIT :limit
"""
COUNTS = """
SELECT wanted.state, found.number FROM unnest(CAST(:states AS text[])) AS wanted (state) CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM (
        SELECT 1 FROM hub.change_item i WHERE i.school_id = :school AND i.state = wanted.state LIMIT :most
    ) counted
) found WHERE found.number > 0
"""
IN_GROUP = """(
    (i.kind = 'pupils' AND EXISTS (SELECT FROM hub.pupil p
        WHERE p.school_id = i.school_id AND p.key = i.key AND p."group" = :group AND p.departed_at IS NULL))
    OR (i.kind = 'guardians' AND EXISTS (SELECT FROM hub.guardianship g
        JOIN hub.pupil p ON p.school_id = g.school_id AND p.key = g.pupil AND p.departed_at IS NULL
        WHERE g.school_id = i.school_id AND g.guardian = i.key AND g.departed_at IS NULL AND p."group" = :group)))"""
ASKED_BY = """EXISTS (SELECT FROM hub.change_request r JOIN hub.guardian a
    ON a.school_id = r.school_id AND a.key = r.guardian
    WHERE r.school_id = i.school_id AND r.id = i.request_id
    AND concat_ws(' ', a.first_name, a.initials, a.prefix, a.last_name) ILIKE :asker)"""
NARROWED: Mapping[str, str] = {
    "kind": "i.kind = :kind",
    "field": "i.field = :field",
    "automatic": f"(i.verdict = {int(Decision.AUTOMATIC)}) = :automatic",
    "group": IN_GROUP,
    "asker": ASKED_BY,
}
MOVED = """
SELECT i.id, i.state, i.moved_at, last.by FROM hub.change_item i LEFT JOIN LATERAL (
    SELECT s.by FROM hub.change_step s WHERE s.school_id = i.school_id AND s.item_id = i.id ORDER BY s.id DESC LIMIT 1
) last ON true
WHERE i.school_id = :school AND i.moved_at >= :since ORDER BY i.moved_at DESC, i.id DESC LIMIT :most
"""
LAST_STEPS = """
SELECT DISTINCT ON (s.item_id) s.item_id, s.by, s.reason, (
    SELECT d.by FROM hub.change_step d
    WHERE d.school_id = s.school_id AND d.item_id = s.item_id AND d.to_state IN ('approved', 'refused', 'withdrawn')
    AND d.by NOT IN ('hub', 'las') ORDER BY d.id DESC LIMIT 1
) AS decided_by
FROM hub.change_step s WHERE s.school_id = :school AND s.item_id = ANY(:items) ORDER BY s.item_id, s.id DESC
"""
YESES = """
SELECT item_id, by FROM hub.change_approval
WHERE school_id = :school AND item_id = ANY(:items) AND NOT withdrawn ORDER BY id
"""
