"""Workers that are killed and replaced, with a clock beside them, for a school whose changes are being written."""

from dataclasses import dataclass

from hub.store import Item, ItemState, SchoolEntry, Store
from tests.hubs import HubProcess
from tests.integration.conftest import Command

QUICK = {"HUB_WRITE_PAUSE": "0.1", "HUB_TEND_EVERY": "2", "HUB_LOG_LEVEL": "error"}


@dataclass
class Mortals:
    """Workers that are replaced as they die."""

    command: Command
    deaths: int = 0
    worker: HubProcess | None = None
    clock: HubProcess | None = None

    def keep_alive(self) -> None:
        if self.clock is None:
            self.clock = self.command.start("clock", **QUICK)
        if self.worker is None or self.worker.poll() is not None:
            self.deaths += self.worker is not None
            self.worker = self.command.start("worker", **QUICK)

    def kill(self) -> None:
        assert self.worker is not None
        self.worker.kill()
        self.worker.wait()


def has_settled(store: Store, school: SchoolEntry, items: list[Item]) -> bool:
    """Tell whether nothing goes on by itself any more."""
    settled = {ItemState.CONFIRMED, ItemState.FAILED, ItemState.UNKNOWN, ItemState.CONFLICT}
    with store.open(school.id) as books:
        return {books.changes.item(each.id).state for each in items} <= settled and not books.changes.overdue(-7200)
