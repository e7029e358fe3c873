from collections import Counter
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from hub.jobs import Limits
from hub.jobs.clock import Clock
from hub.store import SchoolEntry, Store
from hub.store.pull_times import PullTimes

MOMENTS = 6
FINISHED = """
SELECT j.task_name, j.args ->> 'school', j.args ->> 'due', array_agg(e.type::text ORDER BY e.id)
FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id
WHERE j.task_name IN ('watch_drop', 'retry_stalled') AND j.status NOT IN ('todo', 'doing')
GROUP BY j.id
"""


def finished(store: Store) -> list[Any]:
    with psycopg.connect(store.conninfo) as connection:
        return connection.execute(FINISHED).fetchall()


def test_two_clocks_and_two_workers_give_one_run_per_due_moment(scene: Any, other_school: SchoolEntry) -> None:
    command, store = scene.command, scene.store
    for room in ("clock", "clock", "worker", "worker"):
        command.start(room)
    scene.until(lambda: min(Counter(row[:2] for row in finished(store)).values(), default=0) >= MOMENTS)
    for process in command.started:
        process.terminate()
    assert [process.wait(60) for process in command.started] == [0, 0, 0, 0]
    runs = finished(store)
    assert {row[:2] for row in runs} == {
        ("watch_drop", str(scene.school.id)),
        ("watch_drop", str(other_school.id)),
        ("retry_stalled", None),
    }
    assert max(Counter(row[:3] for row in runs).values()) == 1
    assert all(events == ["deferred", "started", "succeeded"] for *_, events in runs)


def test_a_ring_defers_what_is_due_once_and_moves_it_on(store: Store, school: SchoolEntry) -> None:
    clocks = [Clock(store, Limits()) for _ in range(2)]
    for clock in clocks * 2:
        clock.ring()
    with psycopg.connect(store.conninfo) as connection:
        rows = connection.execute("SELECT task_name, args - 'due' FROM procrastinate_jobs ORDER BY 1").fetchall()
        ahead = connection.execute("SELECT bool_and(next_due > now()) FROM hub.schedule").fetchone()
    here = {"school": school.id}
    of_school = [(name, here) for name in ("tell_news", "tend_changes", "watch_drop")]
    assert rows == [("retry_stalled", {}), ("sweep", {}), *of_school]
    assert ahead == (True,)


def test_looks_that_nobody_did_yet_do_not_pile_up(store: Store, school: SchoolEntry) -> None:
    clock = Clock(store, Limits())
    for _ in range(3):
        clock.ring()
        with psycopg.connect(store.conninfo) as connection:
            connection.execute("UPDATE hub.schedule SET next_due = now()")
    with psycopg.connect(store.conninfo) as connection:
        rows = connection.execute("SELECT task_name, count(*) FROM procrastinate_jobs GROUP BY 1 ORDER BY 1").fetchall()
    names = (
        "keep_terms",
        "pull_all",
        "pull_changes",
        "retry_stalled",
        "sweep",
        "tell_news",
        "tend_changes",
        "watch_drop",
    )
    assert rows == [(name, 1) for name in names]


def test_what_another_clock_is_claiming_is_left_to_it_and_comes_back_when_that_one_dies(
    store: Store, school: SchoolEntry
) -> None:
    clock = Clock(store, Limits())
    clock.ring()
    with psycopg.connect(store.conninfo) as connection:
        connection.execute("DELETE FROM procrastinate_jobs")
        connection.execute("UPDATE hub.schedule SET next_due = now()")

    def claim_and_die() -> None:
        with store.directory() as directory:
            assert len(directory.schedule.claim_due(datetime.now(UTC))) == 8
            clock.ring()
            assert number_of_jobs(store) == 0
            raise RuntimeError

    with pytest.raises(RuntimeError):
        claim_and_die()
    clock.ring()
    assert number_of_jobs(store) == 8


def test_pulls_ring_at_the_times_of_the_school_and_not_where_they_rest(
    store: Store, school: SchoolEntry, other_school: SchoolEntry
) -> None:
    clocks = [Clock(store, Limits()) for _ in range(2)]
    clocks[0].ring()
    with store.open(school.id) as books:
        books.coupling.set_times(PullTimes(every=10))
    with store.open(other_school.id) as books:
        books.coupling.set_times(PullTimes(on=False))
    with psycopg.connect(store.conninfo) as connection:
        connection.execute("DELETE FROM procrastinate_jobs")
        connection.execute("UPDATE hub.schedule SET next_due = now() WHERE next_due IS NOT NULL AND name LIKE 'pull%'")
    for clock in clocks * 2:
        clock.ring()
    now = datetime.now(UTC)
    with psycopg.connect(store.conninfo) as connection:
        rows = connection.execute("SELECT task_name, args - 'due' FROM procrastinate_jobs ORDER BY 1").fetchall()
    assert rows == [("pull_all", {"school": school.id}), ("pull_changes", {"school": school.id})]
    with store.open(school.id) as books:
        assert books.coupling.times() == PullTimes(every=10)
        assert books.coupling.state().next_pull == PullTimes(every=10).next_pull(school.id, now)


def number_of_jobs(store: Store) -> int:
    with psycopg.connect(store.conninfo) as connection:
        return len(connection.execute("SELECT FROM procrastinate_jobs").fetchall())
