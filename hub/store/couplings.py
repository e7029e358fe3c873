"""How pulling from the LAS of the school in hand goes: when it worked, what is wrong, when it is tried again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.contract import CouplingBroke, CouplingWorks, Event
from hub.records import Text
from hub.store.audit import Audit
from hub.store.pull_times import CHANGES, EVERYTHING, PullTimes
from hub.store.schedule import Schedule
from hub.store.tables import CouplingRow

LONGEST_PAUSE = timedelta(hours=1)
TOLD_AFTER = timedelta(hours=1)
"""A LAS that does not answer for so long is trouble that a person should know of."""
OVERLAP = timedelta(minutes=1)
"""What changed while the LAS made its last answer is asked for again: it may have missed that answer."""


class Retry(Enum):
    """When a pull that failed is tried again."""

    SOON = "soon"
    """After a pause, longer each time: the LAS does not answer."""
    TONIGHT = "tonight"
    """With everything, in the night: what came could not be used, and asking at once would give the same."""
    PERSON = "person"
    """When a person changed the settings, or pulls by hand: the LAS does not let the hub in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupling:
    """How pulling goes. `plugin` is the LAS that is pulled from, `None` where none is.

    `failing_since` and what follows it are of the trouble there is now; `told`: the school was told of it. `next_pull`
    is when the hub pulls again by itself, if it does.
    """

    plugin: str | None
    times: PullTimes
    next_pull: datetime | None
    fresh_at: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0
    error: str | None = None
    sentence: Text | None = None
    waits_for_person: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """When the school's data was last found to be up to date; `is_late`: longer ago than its times would have it."""

    at: datetime | None
    is_late: bool = False


class Couplings:
    """The coupling of the school in hand, and its place in the clock's table."""

    def __init__(self, session: Session, school_id: int, audit: Audit, tell: Callable[[Event], None]) -> None:
        self._session = session
        self._school = school_id
        self._audit = audit
        self._tell = tell
        self._schedule = Schedule(session)

    def state(self) -> Coupling:
        """Return how it goes now."""
        row = self._session.get(CouplingRow, self._school)
        moments = [self._schedule.next_due(name, self._school) for name in (CHANGES, EVERYTHING)]
        coming = min((moment for moment in moments if moment is not None), default=None)
        times = self.times()
        return _coupling(row, times, coming) if row else Coupling(plugin=None, times=times, next_pull=coming)

    def freshness(self) -> Freshness:
        """Return when a pull or a file last said what is known here, also where it said that nothing changed."""
        last_run = self._session.scalar(text(LAST_GOOD_RUN), {"school": self._school})
        row = self._session.get(CouplingRow, self._school)
        moments = [moment for moment in (last_run, row.fresh_at if row else None) if moment is not None]
        at = max(moments, default=None)
        due_by = self.times().due_by(self._school, datetime.now(UTC)) if row is not None and row.plugin else None
        return Freshness(at=at, is_late=due_by is not None and (at is None or at < due_by))

    def times(self) -> PullTimes:
        """Return when the hub pulls by itself."""
        return self._schedule.pull_times(self._school)

    def set_times(self, times: PullTimes) -> None:
        """Keep when the hub pulls by itself, from now on, and note it in the audit trail."""
        before = self.times().details()
        after = times.details()
        self._schedule.plan_pulls(self._school, times, datetime.now(UTC))
        changed = {name: {"old": before[name], "new": after[name]} for name in after if after[name] != before[name]}
        if changed:
            self._audit.write("coupling.times", "pull", {"fields": changed})

    def wake(self, plugin: str) -> None:
        """Pull at once: somebody changed the settings of a plugin, or which one is the LAS."""
        row = self._session.get(CouplingRow, self._school)
        if row is not None and row.plugin in (plugin, None):
            self.forget()
        times = self.times()
        if times.on:
            now = datetime.now(UTC)
            self._schedule.move(CHANGES, self._school, now)
            self._schedule.move(EVERYTHING, self._school, times.next_everything(self._school, now))

    def since(self, plugin: str, overlap: timedelta = OVERLAP) -> datetime | None:
        """Return after which moment changes must be asked for; `None`: everything must.

        It is the LAS's own moment of its last whole answer that is in the hub now, so clocks need not agree, and a
        pull that failed, or waits for a decision, is asked for again.
        """
        values = {"school": self._school, "plugin": plugin}
        found: datetime | None = self._session.scalar(text(SINCE), values)
        return found - overlap if found else None

    def forget(self) -> None:
        """Ask for everything the next time: what the hub has is no longer what the last answers said."""
        row = self._row()
        row.not_before_run = self._session.scalar(text(LAST_RUN), {"school": self._school}) or 0
        self._session.flush()

    def worked(self, plugin: str, *, everything: bool, fresh: bool) -> None:
        """Note that the LAS answered as it should. `fresh`: what it said is in the hub now."""
        row, now = self._row(), datetime.now(UTC)
        if row.told and row.failing_since is not None:
            self._tell(CouplingWorks(at=now, plugin=plugin, since=row.failing_since))
            self._audit.write("coupling.works", plugin)
        row.plugin, row.failing_since, row.failures, row.error, row.sentence = plugin, None, 0, None, None
        row.told = row.waits_for_person = False
        if fresh:
            row.fresh_at = now
        self._session.flush()
        self._plan(now, everything=everything)

    def failed(self, plugin: str, error: str, sentence: Text, retry: Retry, *, everything: bool) -> None:
        """Note that a pull failed, and plan the next try. A person is told once, where a person should know."""
        row, now = self._row(), datetime.now(UTC)
        row.plugin, row.error, row.sentence = plugin, error, {"nl": sentence.nl, "en": sentence.en}
        row.failing_since = row.failing_since or now
        row.failures += 1
        row.waits_for_person = retry is Retry.PERSON
        if not row.told and (retry is not Retry.SOON or now - row.failing_since >= TOLD_AFTER):
            row.told = True
            self._tell(CouplingBroke(at=now, plugin=plugin, since=row.failing_since))
            self._audit.write("coupling.broke", plugin, {"error": error})
        self._session.flush()
        self._put_off(now, retry, row.failures, everything=everything)

    def take_turn(self) -> None:
        """Wait until nobody else begins a pull of this school; others wait until this transaction ends."""
        self._row()

    def none(self) -> None:
        """Note that there is nothing to pull from. Looked again in the night, and when a plugin is set."""
        row = self._session.get(CouplingRow, self._school)
        if row is not None:
            self._session.delete(row)
            self._session.flush()
        self._schedule.move(CHANGES, self._school, None)

    def _plan(self, now: datetime, *, everything: bool) -> None:
        """Go on at the school's own times; what failed in the night and is to come still, comes."""
        times = self.times()
        self._schedule.move(CHANGES, self._school, times.next_changes(self._school, now))
        if everything or self._schedule.next_due(EVERYTHING, self._school) is None:
            self._schedule.move(EVERYTHING, self._school, times.next_everything(self._school, now))

    def _put_off(self, now: datetime, retry: Retry, failures: int, *, everything: bool) -> None:
        times = self.times()
        if not times.on:
            return
        after = now + pause(failures, times)
        night = self._schedule.next_due(EVERYTHING, self._school) or times.next_everything(self._school, now)
        if retry is Retry.PERSON:
            night = None
        elif retry is Retry.SOON and everything:
            night = after
        self._schedule.move(EVERYTHING, self._school, night)
        changes = times.next_changes(self._school, after) if retry is Retry.SOON else None
        self._schedule.move(CHANGES, self._school, changes)

    def _row(self) -> CouplingRow:
        """Return the school's row, locked, made where it was not there."""
        self._session.execute(insert(CouplingRow).values().on_conflict_do_nothing())
        return self._session.get_one(CouplingRow, self._school, with_for_update=True, populate_existing=True)


def pause(failures: int, times: PullTimes) -> timedelta:
    """Return how long to wait after so many failures in a row: twice as long each time, an hour at most."""
    every = timedelta(minutes=times.every)
    return min(every * (1 << min(failures - 1, 10)), max(every, LONGEST_PAUSE))


def _coupling(row: CouplingRow, times: PullTimes, coming: datetime | None) -> Coupling:
    sentence: Any = row.sentence
    return Coupling(
        plugin=row.plugin,
        times=times,
        next_pull=coming,
        fresh_at=row.fresh_at,
        failing_since=row.failing_since,
        failures=row.failures,
        error=row.error,
        sentence=Text(sentence["nl"], sentence["en"]) if sentence else None,
        waits_for_person=row.waits_for_person,
        told=row.told,
    )


SINCE = """
SELECT r.made_at FROM hub.run r LEFT JOIN hub.coupling c ON c.school_id = r.school_id
WHERE r.school_id = :school AND r.plugin = :plugin AND r.asked IS NOT NULL AND r.complete AND NOT r.dry_run
    AND r.state IN ('applied', 'unchanged') AND r.made_at IS NOT NULL AND r.id > coalesce(c.not_before_run, 0)
ORDER BY r.id DESC LIMIT 1
"""
LAST_GOOD_RUN = """
SELECT finished_at FROM hub.run WHERE school_id = :school AND state IN ('applied', 'unchanged') AND undoes IS NULL
ORDER BY id DESC LIMIT 1
"""
LAST_RUN = "SELECT max(id) FROM hub.run WHERE school_id = :school"
