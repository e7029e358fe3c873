"""Taking in an EDEXML file beside its floor: reading the same file with lxml and one COPY of a row per pupil.

Prints, for 1,000 and 10,000 pupils, the first import and the import of the same school exported a day later (only
`aanmaakdatum` differs) as a ratio to the floor, where the time goes, and the peak memory of a process for 1,000, 10,000
and 100,000 pupils.
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import psycopg
from hub_edexml.connector import EdexmlConnector
from lxml import etree

from bench.rounds import NewSchools, in_turns, tell
from hub import intake
from hub.app import collect_seldom
from hub.contract import Ask, School
from hub.records import Record, SchoolCode
from hub.store import Home, Store
from hub.store.runs import Run, State
from hub.testing.made_up import MadeUpSchool, made_up_school

ROUNDS = 7
MADE = datetime(2026, 11, 2, 8, tzinfo=UTC)
SIZES = {1_000: "10XX", 10_000: "11XX", 100_000: "12XX"}


def main() -> None:
    """Measure and print."""
    collect_seldom()
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        home = Home(path=Path(folder) / "home")
        store = Store.start(home)
        try:
            for size in (1_000, 10_000):
                _compare(store, Path(folder), size)
            _memory(Path(folder))
        finally:
            store.close()
            Store.stop_embedded(home)


def _compare(store: Store, folder: Path, size: int) -> None:
    today, tomorrow = (write(folder, size, days) for days in (0, 1))
    school = NewSchools(store, "ABCD"[len(str(size)) - 4] * 2)
    taken = in_turns(
        ROUNDS,
        {
            "floor": lambda: _floor(store, today),
            "reading": lambda: _read(today, size),
            "a new school": school.add,
            "first import": lambda: _take(store, school.code, today, State.APPLIED),
            "a day later": lambda: _take(store, school.code, tomorrow, State.UNCHANGED),
        },
    )
    print(f"{size:>7,} pupils, {today.stat().st_size / 1e6:.1f} MB; {ROUNDS} rounds in turns")
    tell(taken, "floor", size, {"first import": 6, "a day later": 4})
    first, again, read = (taken[each].median for each in ("first import", "a day later", "reading"))
    print(
        f"  bound by: reading and checking {read / first:.0%} of the first import and {read / again:.0%} of the "
        "later one; the rest is the plan and PostgreSQL"
    )


def write(folder: Path, size: int, days: int) -> Path:
    """Write the file of a made-up school, made `days` after the first."""
    school = made_up_school(SchoolCode("99XX"), pupils=size)
    path = folder / f"{size}-{days}.xml"
    with path.open("wb") as target:
        EdexmlConnector().write_file(
            replace(school.source, school=None, made_at=MADE + timedelta(days=days)), _records(school), target
        )
    return path


def _records(school: MadeUpSchool) -> Iterable[Record]:
    return chain(school.locations, school.groups, school.combined_groups, school.pupils, school.teachers)


def _floor(store: Store, path: Path) -> None:
    """Read every pupil's elements and copy one row a pupil, in one transaction."""
    columns = 20
    with psycopg.connect(store.conninfo) as connection, connection.cursor() as cursor:
        names = ", ".join(f"c{number} text" for number in range(columns))
        cursor.execute(f"CREATE TEMPORARY TABLE floor ({names}) ON COMMIT DROP")
        with cursor.copy("COPY floor FROM STDIN") as copy:
            for _, element in etree.iterparse(str(path), tag="leerling"):
                values = [element.get("key"), *(child.text for child in element)][:columns]
                copy.write_row(values + [None] * (columns - len(values)))
                element.clear()


def _read(path: Path, size: int) -> None:
    ask = Ask(school=School(SchoolCode("99XX"), "Meting"))
    count = sum(1 for _ in EdexmlConnector().pull_file(path, ask))
    assert count > size


def _take(store: Store, code: SchoolCode, path: Path, expected: State) -> Run:
    run = intake.take_in(store, code, lambda ask: EdexmlConnector().pull_file(path, ask), plugin="edexml", by="bench")
    assert run.state is expected, (run.state, [each.nl for each in run.sentences])
    return run


def _memory(folder: Path) -> None:
    peaks = {}
    for size, code in SIZES.items():
        path = write(folder, size, 0)
        peaks[size] = int(_in_a_process(folder, path, code))
        print(f"{size:>7,} pupils: peak memory of the process {peaks[size] / 1024:.0f} MB")
    spread = (max(peaks.values()) - min(peaks.values())) / 1024
    print(f"  between them {spread:.0f} MB (<= 100): keys of the pull are kept, records are not")


def _in_a_process(folder: Path, path: Path, code: str) -> str:
    command = [sys.executable, "-m", "bench.intake", "one", str(folder), str(path), code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]


def one(folder: str, path: str, code: str) -> None:
    """Import one file into one new school, and print the peak memory of this process in KiB."""
    collect_seldom()
    store = Store.start(Home(path=Path(folder) / "home"))
    with store.directory() as directory:
        directory.add_school(SchoolCode(code), "Meting", board=None)
    _take(store, SchoolCode(code), Path(path), State.APPLIED)
    store.close()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    one(*sys.argv[2:]) if sys.argv[1:2] == ["one"] else main()
