"""A plugin of a LAS that is as simple as can be, and that dawdles or breaks on demand. Put its folder on the path.

Its files are lines: `school CODE`, `group KEY`, `pupil KEY NAME GROUP`, `bad KEY`, `wait PATH`, `crash WORDS`, `end`.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from hub.contract import Ask, Checked, Plugin, School, SourceRefusedError, hookimpl
from hub.records import Complete, Cost, Group, Kind, Pulled, Pupil, Record, Rejected, SchoolCode, Source, Text
from hub.testing.manifests import EVERYTHING

plugin = Plugin(
    key="toy",
    title=Text("Speelgoed", "Toy"),
    description=Text("Een LAS van niets.", "A LAS of nothing."),
    package=__name__,
    processes=EVERYTHING,
)
PATIENCE = 60


@hookimpl
def las_connector(school: School, settings: Any) -> "ToyLas":
    return ToyLas()


class ToyLas:
    file_name = "toy.txt"

    def check(self) -> Checked:
        return Checked(works=True, text=Text("Goed.", "Fine."))

    def pull(self, ask: Ask) -> Iterator[Pulled]:
        raise SourceRefusedError(Text(f"School {ask.school.code} heeft alleen bestanden.", "There are files only."))

    def pull_file(self, path: Path, ask: Ask) -> Iterator[Pulled]:
        lines = path.read_text(errors="replace").splitlines()
        if not lines or not lines[0].startswith("school "):
            raise SourceRefusedError(Text("Dit is geen speelgoed. Kies een ander bestand.", "This is no toy."))
        for number, line in enumerate(lines, 1):
            word, *rest = line.split()
            yield from WORDS[word](number, *rest)
            ask.progress(number, len(lines))

    def write_file(self, source: Source, records: Iterable[Record], target: BinaryIO) -> None:
        target.write(f"{source.name}\n".encode())
        target.writelines(f"{record.KIND.value} {record.key}\n".encode() for record in records)


def _school(_number: int, code: str) -> Iterator[Pulled]:
    yield Source(name="toy", school=SchoolCode.parse(code))


def _group(_number: int, key: str) -> Iterator[Pulled]:
    yield Group(key=key, name=key, year_group="4")


def _pupil(_number: int, key: str, name: str, group: str) -> Iterator[Pulled]:
    yield Pupil(key=key, first_name=name, last_name="Jansen", group=group)


def _bad(number: int, key: str) -> Iterator[Pulled]:
    what = Text(f"leerling {key}", f"pupil {key}")
    why = Text("Deze leerling deugt niet.", "This pupil is no good.")
    yield Rejected(kind=Kind.PUPILS, key=key, where=f"regel {number}", what=what, why=why, rule="toy", cost=Cost.RECORD)


def _wait(_number: int, path: str) -> Iterator[Pulled]:
    """Say that somebody waits, and wait until the file is there."""
    with Path(f"{path}.waiting").open("a") as waiting:
        waiting.write("x")
    until = time.monotonic() + PATIENCE
    while not Path(path).exists() and time.monotonic() < until:
        time.sleep(0.02)
    yield from ()


def _crash(_number: int, *words: str) -> Iterator[Pulled]:
    yield from ()
    raise ValueError(" ".join(words))


def _end(_number: int) -> Iterator[Pulled]:
    yield Complete(frozenset({Kind.PUPILS, Kind.GROUPS}))


WORDS: dict[str, Callable[..., Iterator[Pulled]]] = {
    "school": _school,
    "group": _group,
    "pupil": _pupil,
    "bad": _bad,
    "wait": _wait,
    "crash": _crash,
    "end": _end,
}
