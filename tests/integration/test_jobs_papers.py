"""Reports on paper in the real worker: made, taken over after a kill, given up, and never with a name in a job."""

import signal
from functools import partial
from typing import Any

import psycopg
import pytest

from hub.jobs import defer
from hub.jobs.queue import ATTEMPTS
from hub.store import Home, PaperState, SchoolEntry, Store
from tests.integration.conftest import PATIENCE, Command, Scene
from tests.integration.histories import SCHOOL
from tests.integration.papers import a_class, ask, name_of, pages_of, run_of


def begin(store: Store, number: int = 3) -> int:
    a_class(store, number)
    paper = ask(store)
    with store.open(SCHOOL) as books:
        defer(books, "make_papers", paper=paper)
    return paper


def has_ended(store: Store, number: int) -> bool:
    return not run_of(store, number).is_open


def jobs(store: Store) -> list[Any]:
    with psycopg.connect(store.conninfo) as connection:
        return connection.execute("SELECT task_name, args, status, attempts FROM procrastinate_jobs").fetchall()


def test_a_worker_makes_the_pdf_of_a_class(command: Command, store: Store, school: SchoolEntry) -> None:
    number = begin(store)
    command.start("worker", HUB_LOG_LEVEL="debug")
    Scene.until(partial(has_ended, store, number))
    assert run_of(store, number).state is PaperState.DONE
    assert name_of(2) in "\n".join(pages_of(store, number))
    assert [job[:2] for job in jobs(store)] == [("make_papers", {"school": school.id, "paper": number})]
    assert not any(name_of(each) in command.logs() for each in range(3))


def test_a_worker_that_is_killed_halfway_leaves_the_run_to_the_next_one(
    command: Command, store: Store, home: Home, school: SchoolEntry
) -> None:
    number = begin(store, 120)
    first = command.start("worker")
    Scene.until(lambda: run_of(store, number).done > 3)
    first.send_signal(signal.SIGKILL)
    first.wait(PATIENCE)
    assert run_of(store, number).state is PaperState.RUNNING
    command.start("worker")
    command.start("clock")
    Scene.until(partial(has_ended, store, number))
    run = run_of(store, number)
    assert (run.state, run.attempt, run.done) == (PaperState.DONE, 2, 120)
    assert len([each for each in home.documents.rglob("*") if each.is_file()]) == 1


def test_a_run_that_breaks_off_time_and_again_ends_with_a_sentence(
    command: Command, store: Store, school: SchoolEntry
) -> None:
    number = begin(store, 1)
    with psycopg.connect(store.conninfo) as connection:
        connection.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = %s", [ATTEMPTS - 1])
    command.start("worker")
    command.start("clock")
    Scene.until(partial(has_ended, store, number))
    run = run_of(store, number)
    assert run.state is PaperState.FAILED
    assert "afgebroken" in str(run.sentence)


@pytest.mark.usefixtures("school")
def test_a_job_of_one_school_makes_nothing_of_another(
    command: Command, store: Store, other_school: SchoolEntry
) -> None:
    a_class(store, 1)
    number = ask(store)
    with store.open(other_school.id) as books:
        defer(books, "make_papers", paper=number)
    command.start("worker")
    Scene.until(lambda: [job[2] for job in jobs(store)] == ["succeeded"])
    assert run_of(store, number).state is PaperState.WAITING
