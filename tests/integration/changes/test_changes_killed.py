"""A worker is killed at every step of the write-back, many times: one effect in the LAS, or a visible unknown.

The LAS of this test is the simplest there is: each call of `write` has an effect, also with a key it saw before. So
what happens once happens once because of the hub.
"""

import signal
import time
from collections import Counter
from collections.abc import Callable

import psycopg
import pytest

from hub.records import Guardian, Guardianship, Kind
from hub.store import ItemState
from tests.integration.changes.conftest import Circle
from tests.integration.changes.mortals import QUICK, Mortals, has_settled
from tests.integration.conftest import Command

PEOPLE = 6
KILLS = 4
PATIENCE = 150.0


def family(circle: Circle) -> list[str]:
    """Let the school have so many guardians more, and return their keys."""
    keys = [f"k{number}" for number in range(PEOPLE)]
    for key in keys:
        circle.desk.put(Guardian(key=key), first_name="Kim", last_name=key, mobile="+31612345678")
        bare = Guardianship(key=f"p1-{key}", pupil="p1", guardian=key)
        circle.desk.put(bare, pupil="p1", guardian=key, authority=1, lives_with=0)
    circle.pull()
    return keys


def number_of(key: str) -> str:
    return f"+3161111222{key[1:]}"


@pytest.mark.parametrize(
    ("step", "word"),
    [
        ("connect", "kill"),
        ("before", "kill"),
        ("after", "kill"),
        ("after", "kill in 0.003"),
        ("after", "kill in 0.01"),
        ("after", "kill in 0.03"),
        ("read_back", "kill"),
        ("read_back", "kill in 0.005"),
        ("read_back", "kill in 0.02"),
        ("pull", "kill"),
    ],
)
def test_a_worker_killed_at_any_step_leaves_one_effect_or_a_visible_unknown(
    circle: Circle, command: Command, step: str, word: str
) -> None:
    items = [circle.approve(circle.ask(number_of(key), guardian=key)) for key in family(circle)]
    circle.desk.order(step, word, times=KILLS)
    mortals = Mortals(command)
    until = time.monotonic() + PATIENCE
    while not has_settled(circle.store, circle.school, items):
        mortals.keep_alive()
        assert time.monotonic() < until, [circle.states(each) for each in items]
        time.sleep(0.1)
    assert mortals.deaths > 0, "nobody was killed"
    effects = Counter(key for _, key, _, _ in circle.desk.effects())
    for item in items:
        state = circle.now(item).state
        assert effects[item.key] <= 1, (item.key, circle.states(item))
        if state is ItemState.CONFIRMED:
            assert effects[item.key] == 1, circle.states(item)
            assert circle.desk.get(Kind.GUARDIANS, item.key, "mobile") == number_of(item.key)
        elif state is ItemState.FAILED:
            assert effects[item.key] == 0, circle.states(item)


def test_a_worker_that_only_seemed_dead_and_the_one_that_took_over_write_once(circle: Circle, command: Command) -> None:
    item = circle.approve(circle.ask(number_of("k1")))
    circle.desk.order("before", "sleep 2")
    frozen = command.start("worker", **QUICK)
    wait_until(lambda: circle.now(item).state is ItemState.SENDING)
    frozen.send_signal(signal.SIGSTOP)
    command.start("worker", **QUICK)
    command.start("clock", **QUICK)
    wait_until(lambda: ("write_back", "succeeded") in jobs(circle))
    assert circle.now(item).state is ItemState.SENDING
    assert circle.desk.effects() == []
    frozen.send_signal(signal.SIGCONT)
    wait_until(lambda: circle.now(item).state is ItemState.CONFIRMED)
    assert len(circle.desk.effects()) == 1


def jobs(circle: Circle) -> list[tuple[str, str]]:
    with psycopg.connect(circle.store.conninfo) as connection:
        rows = connection.execute("SELECT task_name, status::text FROM procrastinate_jobs").fetchall()
    return [(row[0], row[1]) for row in rows]


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.05)
