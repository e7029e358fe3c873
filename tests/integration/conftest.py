"""The real command in processes of its own, on a real database, with a toy LAS beside the real plugins."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hub.store import Home, Run, SchoolEntry, State, Store

HUB = Path(sys.executable).with_name("hub")
TOYS = Path(__file__).parents[1] / "toy_las"
PATIENCE = 60.0
QUICK = {
    "HUB_HEARTBEAT": "0.5",
    "HUB_STALLED": "2",
    "HUB_POLL": "0.5",
    "HUB_RING": "0.2",
    "HUB_DROP_EVERY": "1",
    "HUB_DROP_QUIET": "0.2",
}
"""So that what takes minutes on a quiet host takes seconds in a test."""


@dataclass
class Command:
    """Runs `hub` for one data folder. What was started is ended with the test."""

    home: Home
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def __call__(self, *arguments: object, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [HUB, *map(str, arguments)],
            input=stdin,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def start(self, *arguments: object, **environment: str) -> subprocess.Popen[str]:
        self.home.path.mkdir(exist_ok=True)
        log = (self.home.path / f"log-{len(self.started)}").open("w")
        with log:
            process = subprocess.Popen(
                [HUB, *map(str, arguments)], env=self.environment(**environment), stdout=log, stderr=log, text=True
            )
        self.started.append(process)
        return process

    def logs(self) -> str:
        return "".join(each.read_text() for each in sorted(self.home.path.glob("log-*")))

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        urls = {"HUB_DATABASE_URL": self.home.database_url, "HUB_DATABASE_OWNER_URL": self.home.owner_url}
        given = {name: url for name, url in urls.items() if url}
        return {**kept, "HUB_HOME": str(self.home.path), "PYTHONPATH": str(TOYS), **given, **QUICK, **more}


@pytest.fixture
def command(home: Home) -> Iterator[Command]:
    made = Command(home)
    yield made
    for process in made.started:
        process.kill()
        process.wait()


@pytest.fixture
def toy_school(store: Store, school: SchoolEntry) -> SchoolEntry:
    """School 99XX, which reads its files with the toy LAS and with nothing else."""
    turn_to_toys(store, school)
    return school


def turn_to_toys(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        for key, state in books.plugins.states().items():
            if state.on:
                books.plugins.switch(key, on=False)
        books.plugins.switch("toy", on=True)


@dataclass(frozen=True)
class Scene:
    """A hub with school 99XX, which reads toys. A file that waits goes on once `gate` is there."""

    command: Command
    store: Store
    school: SchoolEntry
    gate: Path

    @property
    def home(self) -> Home:
        return self.store.home

    @property
    def waited(self) -> str:
        """One `x` for every time that a file came to the gate."""
        waiting = Path(f"{self.gate}.waiting")
        return waiting.read_text() if waiting.exists() else ""

    def runs(self) -> Sequence[Run]:
        with self.store.open(self.school.id) as books:
            return books.runs.list()

    def run(self, number: int) -> Run:
        return next(each for each in self.runs() if each.id == number)

    def has_ended(self, number: int) -> bool:
        return self.run(number).state not in (State.WAITING, State.RUNNING)

    @staticmethod
    def until(true: Callable[[], object]) -> None:
        """Wait until something is true; fail where it never is."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, "it never came"
            time.sleep(0.05)


@pytest.fixture
def scene(command: Command, store: Store, toy_school: SchoolEntry, tmp_path: Path) -> Scene:
    return Scene(command, store, toy_school, tmp_path / "gate")
