"""The real command in processes of its own, on a real database, with a toy LAS beside the real plugins."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from hub.store import Home, Run, SchoolEntry, State, Store
from tests.hubs import HubProcess, run_hub, start_hub
from tests.integration.shared_portal import SharedPortal, shared_portal

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
    started: list[HubProcess] = field(default_factory=list)

    def __call__(self, *arguments: object, stdin: str | bytes = "", **environment: str) -> CompletedProcess[str]:
        return run_hub(arguments, self.environment(**environment), PATIENCE, stdin)

    def start(self, *arguments: object, **environment: str) -> HubProcess:
        self.home.path.mkdir(exist_ok=True)
        log = self.home.path / f"log-{len(self.started)}"
        process = start_hub(arguments, self.environment(**environment), log)
        self.started.append(process)
        return process

    def logs(self) -> str:
        return "".join(each.read_text() for each in sorted(self.home.path.glob("log-*")))

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        urls = {"HUB_DATABASE_URL": self.home.database_url, "HUB_DATABASE_OWNER_URL": self.home.owner_url}
        given = {name: url for name, url in urls.items() if url}
        return {**kept, "HUB_HOME": str(self.home.path), "PYTHONPATH": str(TOYS), **given, **QUICK, **more}


@pytest.fixture(scope="session")
def portal() -> Iterator[SharedPortal]:
    """The portal of this run. A test that walks it lets it work at a desk of its own."""
    with shared_portal() as made:
        yield made


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
