"""How many approved changes a second one worker brings into the simulated ESIS, and how many two workers do.

Every worker is a process of its own, as `hub worker` is; the simulator is another. The rate is that of the middle of
the row, when all workers are at it, by the moments at which ESIS took each change in. Reading back comes later and is
not in it. Beside it stands what the plugin alone hands in from one thread, without the hub around it.

The plugin asks an ESIS at most five questions a second from one process, out of politeness. That is measured first;
what the hub could do without it comes after.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from uuid import uuid4

from hub_esis import pacing
from hub_esis.connector import WritingEsisConnector
from hub_esis.settings import EsisSettings
from hub_esis_simulator.testing import Simulator
from sqlalchemy import text

from hub import changes
from hub.app import ROOMS, App, opened, serve
from hub.changes import Approver, Wish
from hub.contract import School, Secret, Write
from hub.intake import pull_in
from hub.records import Guardian, Kind, SchoolCode
from hub.store import Home, Store

CODE = SchoolCode.parse("99XX")
PUPILS, ITEMS, POLITE_ITEMS, ROUNDS = 700, 80, 60, 3
AT_LEAST = 1.6
POLITE = pacing.PER_SECOND
SETTINGS = ("endpoint", "parent_portal_endpoint", "customer_code", "customer_name")
LATER = "now() + interval '9 hours'"
MOBILES = (f"+3161{number:07}" for number in count(1))
TAKEN_IN = """
SELECT a.ended_at FROM hub.change_attempt a WHERE a.item_id = ANY(:items) AND a.outcome = 'receipt' ORDER BY a.ended_at
"""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        home = Home(path=Path(folder) / "home")
        simulator = Simulator(pupils=PUPILS, processing=0)
        try:
            with opened(home) as app:
                _Measuring.of(app, simulator).measure()
        finally:
            simulator.stop()
            Store.stop_embedded(home)


@dataclass(frozen=True)
class _Measuring:
    app: App
    simulator: Simulator
    guardians: Iterator[Guardian]

    @classmethod
    def of(cls, app: App, simulator: Simulator) -> "_Measuring":
        """Couple a school with the simulator, and pull it."""
        with app.store.directory() as directory:
            directory.add_school(CODE, "Meting", plugins_on=["esis"])
        values = {name: getattr(simulator, name) for name in SETTINGS}
        with app.store.open(CODE, "bench") as books:
            books.plugins.choose_las("esis")
            books.plugins.save("esis", values, {"authorisation_key": Secret(simulator.authorisation_key)})
        pull_in(app.store, app.registry, CODE, by="bench")
        with app.store.open(CODE, "bench") as books:
            return cls(app, simulator, iter(list(books.roll.all(Kind.GUARDIANS))))

    def measure(self) -> None:
        """Print the rates."""
        polite = [self._rate(workers, POLITE_ITEMS, polite=True) for workers in (1, 2)]
        rounds = [[self._rate(workers, ITEMS, polite=False) for workers in (1, 2)] for _ in range(ROUNDS)]
        hurried = [statistics.median(found) for found in zip(*rounds, strict=True)]
        print(f"  as it ships          {_told(polite)}, {_verdict(polite)}")
        print(f"  without the pace     {_told(hurried)}, medians of {ROUNDS} rounds of {ITEMS}")
        print(f"  the plugin alone     {self._alone():.1f} a second, one thread, without the pace")
        print(
            f"  bound by: the pace that ESIS is asked at, {POLITE:g} questions a second of a process; without it by "
            f"what the hub keeps of every step, on {os.cpu_count()} processors that all of this shares"
        )

    def _rate(self, workers: int, number: int, *, polite: bool) -> float:
        """Return how many of so many approved changes these workers hand in a second."""
        items = [self._approved(each) for each in islice(self.guardians, number)]
        self._plan(LATER)
        processes = [_worker(self.app.home, polite=polite) for _ in range(workers)]
        try:
            for each in processes:
                assert each.stdout
                each.stdout.readline()  # it says that it works
            self._plan("NULL")
            moments = self._until_taken_in(items)
        finally:
            for each in processes:
                each.send_signal(signal.SIGTERM)
            for each in processes:
                each.communicate()
        if polite:  # the first ones may go at once
            moments = moments[int(pacing.AT_ONCE) * workers :]
        first, last = (moments[len(moments) * fifth // 5] for fifth in (1, 4))
        return (len(moments) * 4 // 5 - len(moments) // 5) / (last - first).total_seconds()

    def _plan(self, moment: str) -> None:
        """Let every waiting job be for this moment, so that all workers are there when the first one begins."""
        with self.app.store.engine.begin() as connection:
            connection.execute(
                text(f"UPDATE procrastinate.procrastinate_jobs SET scheduled_at = {moment} WHERE status = 'todo'")
            )

    def _approved(self, guardian: Guardian) -> int:
        store, registry = self.app.store, self.app.registry
        wish = Wish(kind=Kind.GUARDIANS, key=guardian.key, field="mobile", value=next(MOBILES))
        (item,) = changes.ask(store, registry, CODE, [wish], guardian=guardian.key)
        return changes.approve(store, registry, CODE, item.id, approver=Approver("anna@school.example")).id

    def _until_taken_in(self, items: Sequence[int]) -> list[datetime]:
        while True:
            with self.app.store.open(CODE, "bench") as books:
                found = list(books.session.scalars(text(TAKEN_IN), {"items": list(items)}))
            if len(found) == len(items):
                return found
            time.sleep(0.5)

    def _alone(self) -> float:
        values = {name: getattr(self.simulator, name) for name in SETTINGS}
        settings = EsisSettings(**values, authorisation_key=Secret(self.simulator.authorisation_key))
        connector = WritingEsisConnector(School(CODE, "Meting"), settings)
        some = list(islice(self.guardians, ITEMS))
        _hurry()
        began = datetime.now(UTC)
        for each in some:
            mobile = str(each.mobile or "")
            connector.write(
                Write(
                    idempotency_key=str(uuid4()),
                    kind=Kind.GUARDIANS,
                    key=each.key,
                    field="mobile",
                    base=mobile,
                    wanted=next(MOBILES),
                )
            )
        return len(some) / (datetime.now(UTC) - began).total_seconds()


def _told(rates: Sequence[float]) -> str:
    one, two = rates
    return f"{one:5.1f} a second with one worker, {two:5.1f} with two: {two / one:.2f}x"


def _verdict(rates: Sequence[float]) -> str:
    return f"{'within' if rates[1] / rates[0] >= AT_LEAST else 'UNDER'} {AT_LEAST:g}"


def _worker(home: Home, *, polite: bool) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "HUB_HOME": str(home.path), "HUB_WRITE_PAUSE": "36000", "HUB_POLL": "0.2"}
    command = [sys.executable, "-m", "bench.writing", "polite" if polite else "hurried"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _hurry() -> None:
    """Let this process ask the simulator as often as it can."""
    pacing.PER_SECOND = pacing.AT_ONCE = 1e6


def _work(*, polite: bool) -> None:
    if not polite:
        _hurry()
    with opened() as app:
        serve(app, ROOMS & {"worker"}, ready=lambda: print("ready", flush=True))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _work(polite=sys.argv[1] == "polite")
    else:
        main()
