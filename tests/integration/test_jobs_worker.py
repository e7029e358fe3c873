import signal
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from hub.jobs import defer
from hub.jobs.queue import ATTEMPTS
from hub.records import SchoolCode
from hub.store import Home, SchoolEntry, State, Store
from tests.integration.conftest import Command, Scene

PEOPLE = "group 4a\npupil 1 Jan 4a\npupil 2 Fatima 4a\n"


def jobs(store: Store, columns: str = "task_name, args, status") -> list[Any]:
    with psycopg.connect(store.conninfo) as connection:
        return connection.execute(f"SELECT {columns} FROM procrastinate_jobs ORDER BY id").fetchall()


def bring(store: Store, school: SchoolEntry, content: str) -> tuple[int, Path]:
    """Lay a file in the spool and defer its intake, as an upload does."""
    spool = store.home.spool
    spool.mkdir(parents=True, exist_ok=True)
    path = spool / f"upload-{len(list(spool.iterdir()))}-{school.code}"
    path.write_text(content)
    with store.open(school.id, by="anna") as books:
        run = books.runs.create("toy", "toy.txt")
        defer(books, "intake_file", run=run, path=str(path))
    return run, path


def state_at(store: Store, school: SchoolEntry, run: int) -> State | None:
    with store.open(school.id) as books:
        found = books.runs.get(run)
    return found.state if found else None


def test_a_job_goes_back_with_the_transaction_that_caused_it(store: Store, school: SchoolEntry) -> None:
    def change_my_mind() -> None:
        with store.open(school.id) as books:
            defer(books, "intake_file", run=books.runs.create("toy", "x"), path="/nowhere")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_my_mind()
    assert jobs(store) == []


def test_a_job_carries_its_school_and_is_there_after_the_commit(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        defer(books, "intake_file", run=7, path="/spool/x")
        with psycopg.connect(store.conninfo) as elsewhere:
            assert elsewhere.execute("SELECT FROM procrastinate_jobs").fetchall() == []
    arguments = {"school": school.id, "run": 7, "path": "/spool/x"}
    assert jobs(store, "task_name, args, lock, status") == [
        ("intake_file", arguments, f"intake-{school.id}", "todo"),
    ]


def test_a_worker_takes_in_an_upload_and_removes_the_file(scene: Any) -> None:
    scene.command.start("worker")
    run, path = bring(scene.store, scene.school, f"school 99XX\n{PEOPLE}end\n")
    scene.until(partial(scene.has_ended, run))
    done = scene.run(run)
    assert (done.state, done.added["pupils"], done.started_by) == (State.APPLIED, 2, "anna")
    scene.until(lambda: not path.exists())


def test_a_refused_upload_ends_with_its_sentence_and_without_its_file(scene: Any) -> None:
    scene.command.start("worker")
    run, path = bring(scene.store, scene.school, "nonsens")
    scene.until(partial(scene.has_ended, run))
    done = scene.run(run)
    assert done.state is State.REFUSED
    assert "geen speelgoed" in done.sentences[0].nl
    scene.until(lambda: not path.exists())


def test_a_crash_ends_the_run_with_a_sentence_and_logs_no_words_of_the_error(scene: Any) -> None:
    scene.command.start("worker", HUB_LOG_LEVEL="debug")
    run, path = bring(scene.store, scene.school, f"school 99XX\n{PEOPLE}crash Fatima Jansen 123456782\n")
    scene.until(partial(scene.has_ended, run))
    done = scene.run(run)
    assert done.state is State.FAILED
    assert "fout in de hub" in done.sentences[0].nl
    scene.until(lambda: jobs(scene.store, "status") == [("failed",)])
    assert not path.exists()
    assert f'"run": {run}' in scene.command.logs()
    assert "ValueError" in scene.command.logs()
    assert not any(word in scene.command.logs() for word in ("Fatima", "Jansen", "123456782"))


def test_a_job_of_one_school_cannot_bring_a_file_into_the_run_of_another(scene: Any, other_school: SchoolEntry) -> None:
    scene.home.spool.mkdir(parents=True)
    path = scene.home.spool / "upload"
    path.write_text(f"school 99XX\n{PEOPLE}end\n")
    with scene.store.open(other_school.id) as books:
        theirs = books.runs.create("toy", "toy.txt")
    with scene.store.open(scene.school.id) as books:
        defer(books, "intake_file", run=theirs, path=str(path))
    scene.command.start("worker")
    scene.until(lambda: jobs(scene.store, "status") == [("failed",)])
    assert state_at(scene.store, other_school, theirs) is State.WAITING
    assert scene.runs() == []
    with scene.store.open(scene.school.id) as books:
        assert sum(books.roll.counts().values()) == 0
    assert not path.exists()


def test_a_school_without_a_reader_gets_the_sentence_in_its_history(scene: Any) -> None:
    run, _ = bring(scene.store, scene.school, "school 99XX\nend\n")
    with scene.store.open(scene.school.id) as books:
        books.plugins.switch("toy", on=False)
    scene.command.start("worker")
    scene.until(partial(scene.has_ended, run))
    done = scene.run(run)
    assert done.state is State.REFUSED
    assert "geen plugin aan die bestanden leest" in done.sentences[0].nl


def test_one_school_is_done_in_order_and_holds_up_no_other(scene: Any, other_school: SchoolEntry) -> None:
    with scene.store.open(other_school.id) as books:
        books.plugins.switch("toy", on=True)
    first, _ = bring(scene.store, scene.school, f"school 99XX\nwait {scene.gate}\n{PEOPLE}end\n")
    second, _ = bring(scene.store, scene.school, f"school 99XX\n{PEOPLE}end\n")
    other, _ = bring(scene.store, other_school, f"school 98YY\n{PEOPLE}end\n")
    scene.command.start("worker")
    scene.command.start("worker")
    scene.until(lambda: state_at(scene.store, other_school, other) is State.APPLIED)
    assert scene.run(first).state is State.RUNNING
    scene.until(lambda: jobs(scene.store, "status") == [("doing",), ("todo",), ("succeeded",)])
    scene.gate.touch()
    scene.until(partial(scene.has_ended, second))
    assert scene.run(first).state is State.APPLIED
    assert scene.run(second).state is State.UNCHANGED


def test_the_job_of_a_killed_worker_is_taken_over_and_done_once(scene: Any) -> None:
    run, path = bring(scene.store, scene.school, f"school 99XX\n{PEOPLE}wait {scene.gate}\nend\n")
    doomed = scene.command.start("worker")
    scene.until(lambda: scene.waited)
    doomed.kill()
    scene.command.start("worker")
    scene.command.start("clock")
    scene.until(lambda: scene.waited == "xx")
    scene.gate.touch()
    scene.until(partial(scene.has_ended, run))
    assert scene.run(run).state is State.APPLIED
    scene.until(lambda: not path.exists())
    assert [each.id for each in scene.runs()] == [run]


def test_a_worker_that_is_told_to_stop_finishes_its_job_and_nobody_does_it_again(scene: Any) -> None:
    run, _ = bring(scene.store, scene.school, f"school 99XX\n{PEOPLE}wait {scene.gate}\nend\n")
    leaving = scene.command.start("worker")
    scene.until(lambda: scene.waited)
    leaving.send_signal(signal.SIGTERM)
    scene.command.start("worker")
    scene.command.start("clock")
    # Longer than it takes to count a silent worker as dead: so many looks for silent workers have come and gone.
    scene.until(
        lambda: (
            [status for name, status in jobs(scene.store, "task_name, status") if name == "retry_stalled"].count(
                "succeeded"
            )
            > 4
        )
    )
    assert leaving.poll() is None
    scene.gate.touch()
    assert leaving.wait(60) == 0
    assert scene.run(run).state is State.APPLIED
    assert scene.waited == "x"


def test_a_job_that_kills_its_workers_is_given_up_with_a_sentence(scene: Any) -> None:
    run, path = bring(scene.store, scene.school, "school 99XX\nend\n")
    with psycopg.connect(scene.store.conninfo) as connection:
        connection.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = %s", [ATTEMPTS - 1])
    scene.command.start("worker")
    scene.command.start("clock")
    scene.until(partial(scene.has_ended, run))
    done = scene.run(run)
    assert done.state is State.FAILED
    assert "een paar keer halverwege afgebroken" in done.sentences[0].nl
    assert not path.exists()


def test_a_worker_outlives_its_database(tmp_path: Path) -> None:
    home = Home(path=tmp_path / "home")
    command = Command(home)
    try:
        command("school", "add", "99XX", "De Regenboog")
        command("plugin", "off", "edexml", "--school", "99XX")
        command("plugin", "on", "toy", "--school", "99XX")
        worker = command.start("worker")
        Scene.until(lambda: "Koppelhub werkt" in command.logs())
        assert command("stop").returncode == 0
        Scene.until(lambda: "worker starts again" in command.logs())
        store = Store.start(home)
        with store.directory() as directory:
            school = directory.school(SchoolCode.parse("99XX"))
        run, _ = bring(store, school, f"school 99XX\n{PEOPLE}end\n")
        Scene.until(lambda: state_at(store, school, run) is State.APPLIED)
        store.close()
        worker.terminate()
        assert worker.wait(60) == 0
    finally:
        for process in command.started:
            process.kill()
            process.wait()
        command("stop")


def test_a_second_signal_ends_a_worker_at_once(scene: Any) -> None:
    bring(scene.store, scene.school, f"school 99XX\nwait {scene.gate}\nend\n")
    worker = scene.command.start("worker")
    scene.until(lambda: scene.waited)
    worker.send_signal(signal.SIGTERM)
    scene.until(lambda: worker.send_signal(signal.SIGTERM) or worker.poll() is not None)
    assert worker.wait(60) == 128 + signal.SIGTERM
