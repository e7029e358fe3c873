"""The clock: it only rings. What is due is claimed in the database, so that any number of clocks give one run."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from hub.jobs.deferring import defer_due
from hub.jobs.limits import Limits
from hub.store import Store
from hub.store.pull_times import CHANGES, PullTimes

SWEEP_EVERY = 300
NEWS_EVERY = 1800
"""Each guardian is looked at once a day all the same; this is how soon a day's first look comes."""
TERMS = "keep_terms"
A_DAY = timedelta(days=1)
NIGHT_MINUTES = 180
BATCH = 100
"""So much is claimed in one transaction."""

_log = structlog.get_logger(__name__)


class Clock:
    """Rings every few seconds in a thread of its own. A ring that fails is made up for by the next."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store = store
        self._limits = limits
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._planned = False

    def start(self) -> None:
        self._scheduler.add_job(
            self.ring,
            "interval",
            seconds=self._limits.ring,
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    def stop(self) -> None:
        """Ring no more; a ring that is going on ends first."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def ring(self) -> None:
        """Put what is due in the queue: the claim, the next due moment and the job are one transaction."""
        try:
            self._plan_what_is_missing()
            while self._claim() == BATCH:
                pass
        except SQLAlchemyError as error:
            _log.warning("clock could not ring", error=type(error).__name__)

    def _claim(self) -> int:
        with self._store.directory() as directory:
            claimed = directory.schedule.claim_due(datetime.now(UTC), BATCH)
            for due in claimed:
                defer_due(directory.session, due.name, due.school_id, due.due_at)
        return len(claimed)

    def _plan_what_is_missing(self) -> None:
        """See to it that every school's drop folder is looked into, and that the hub's own chores are done."""
        with self._store.directory() as directory:
            planned = directory.schedule.paces()
            schools = [each.id for each in directory.schools()]
            for name, school, every in self._wanted(schools):
                known = planned.get((name, school))
                if known is None or (not self._planned and known != every):
                    directory.schedule.put(name, every, datetime.now(UTC), school)
            for school in schools:
                if (TERMS, school) not in planned:
                    directory.schedule.put(TERMS, A_DAY, _tonight(school, datetime.now(UTC)), school)
                if (CHANGES, school) not in planned:
                    directory.schedule.plan_pulls(school, PullTimes(), datetime.now(UTC))
        self._planned = True

    def _wanted(self, schools: list[int]) -> Iterator[tuple[str, int | None, timedelta]]:
        yield "retry_stalled", None, _whole(self._limits.stalled / 2)
        yield "sweep", None, _whole(SWEEP_EVERY)
        for school in schools:
            yield "watch_drop", school, _whole(self._limits.drop_every)
            yield "tend_changes", school, _whole(self._limits.tend_every)
            yield "tell_news", school, _whole(NEWS_EVERY)


def _tonight(school: int, now: datetime) -> datetime:
    """Return the next night's moment for a school: not all of them at once."""
    tonight = now.replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(minutes=school % NIGHT_MINUTES)
    return tonight if tonight > now else tonight + A_DAY


def _whole(seconds: float) -> timedelta:
    """Return whole seconds, at least one: the finest that the clock's table knows."""
    return timedelta(seconds=max(1, round(seconds)))
