import os
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from hub.app import drop_folder
from hub.jobs.limits import Limits
from hub.jobs.work import Work, remove_orphans
from hub.registry import Registry
from hub.store import Home, SchoolEntry, State, Store
from tests.integration.conftest import TOYS

QUIET = 0.1
WHOLE = "school 99XX\ngroup 4a\npupil 1 Jan 4a\nend\n"


@pytest.fixture
def drop(scene: Any) -> Path:
    folder = drop_folder(scene.home) / "99XX"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> Registry:
    monkeypatch.syspath_prepend(TOYS)
    return Registry.of(import_module("hub_toy"))


def test_a_dropped_file_is_taken_in_and_gone_and_a_bad_one_stands_beside_its_reason(scene: Any, drop: Path) -> None:
    scene.command.start("worker", HUB_LOG_LEVEL="debug")
    scene.command.start("clock")
    (drop / "Fatima Jansen.txt").write_text(WHOLE)
    scene.until(lambda: [each.state for each in scene.runs()] == [State.APPLIED])
    scene.until(lambda: list(drop.iterdir()) == [])
    (drop / "Fatima Jansen.txt").write_text("nonsens")
    reason = drop / "geweigerd" / "Fatima Jansen.txt.txt"
    scene.until(reason.exists)
    assert (drop / "geweigerd" / "Fatima Jansen.txt").read_text() == "nonsens"
    scene.until(lambda: "geen speelgoed" in reason.read_text())
    assert [each.state for each in scene.runs()] == [State.REFUSED, State.APPLIED]
    scene.until(lambda: [each for each in scene.home.spool.rglob("*") if each.is_file()] == [])
    assert "Fatima" not in scene.command.logs()


def test_a_file_that_breaks_the_hub_is_put_aside_with_a_sentence(scene: Any, drop: Path) -> None:
    (drop / "toy.txt").write_text("school 99XX\ncrash Fatima\n")
    scene.command.start("worker")
    scene.command.start("clock")
    reason = drop / "geweigerd" / "toy.txt.txt"
    scene.until(lambda: reason.exists() and "fout in de hub" in reason.read_text())
    assert [each.state for each in scene.runs()] == [State.FAILED]
    assert "Fatima" not in scene.command.logs() + reason.read_text()


def test_what_a_killed_watcher_took_is_not_lost(scene: Any, drop: Path) -> None:
    (drop / "toy.txt").write_text(WHOLE.replace("end", f"wait {scene.gate}\nend"))
    scene.command.start("clock")
    doomed = scene.command.start("worker")
    scene.until(lambda: scene.waited)
    doomed.kill()
    scene.gate.touch()
    scene.command.start("worker")
    scene.until(lambda: State.APPLIED in {each.state for each in scene.runs()})
    assert {each.state for each in scene.runs()} == {State.APPLIED, State.FAILED}


@pytest.mark.parametrize("name", [b"groep caf\xe9.txt", b"twee\nregels.txt", b"kleur\x1b[31m.txt"])
def test_a_file_is_taken_in_whatever_bytes_are_in_its_name(scene: Any, toys: Registry, drop: Path, name: bytes) -> None:
    (drop / os.fsdecode(name)).write_text(WHOLE)
    time.sleep(QUIET)
    Work(scene.store, toys, drop.parent, Limits(drop_quiet=QUIET / 2)).watch_drop(scene.school.id)
    (run,) = scene.runs()
    assert run.state is State.APPLIED
    assert run.source_name.isprintable()


def test_a_file_that_the_hub_cannot_read_is_refused_with_a_sentence(scene: Any, toys: Registry) -> None:
    with scene.store.open(scene.school.id) as books:
        run = books.runs.create("toy", "toy.txt")
    Work(scene.store, toys, drop_folder(scene.home), Limits()).intake_file(scene.school.id, run, "/nowhere/toy.txt")
    done = scene.run(run)
    assert done.state is State.REFUSED
    assert "kan dit bestand niet lezen" in done.sentences[0].nl


def test_the_sweep_forgets_files_that_nobody_came_back_for(store: Store, school: SchoolEntry, home: Home) -> None:
    old, young = home.spool / "old", home.spool / "young"
    home.spool.mkdir(parents=True)
    old.touch()
    work = Work(store, Registry.of(), drop_folder(home), Limits())
    work.sweep()
    assert old.exists()
    time.sleep(0.1)
    young.touch()
    assert remove_orphans(home.spool, 0.1) == 1
    assert [each.name for each in home.spool.iterdir()] == ["young"]
