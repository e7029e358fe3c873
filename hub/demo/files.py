"""The demo's two schools that bring files: a few days of a real school, written and taken in by the real plugins."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path

from hub import intake
from hub.contract import Ask
from hub.demo.families import named_after
from hub.demo.schools import KOMPAS, REGENBOOG
from hub.records import Guardian, Pulled, Record, SchoolCode, SchoolYear, Source, Text
from hub.registry import Registry
from hub.store import Run, Store
from hub.testing.made_up import MadeUpSchool, a_day_later, made_up_school, next_year

GUARDIANS = "verzorgers"
"""What stands in the history for the pull that no file of the demo holds."""


def fill_regenboog(store: Store, registry: Registry, folder: Path, parent: Guardian) -> Iterator[Text]:
    """Fill the first school as a few days of a real one: a start, a day's changes, a file with faults, half a file.

    `parent` is a guardian here too.
    """
    start = _today(made_up_school(REGENBOOG, pupils=236, seed=7, school_year=_this_year()), days_ago=4)
    second = a_day_later(start)
    third = a_day_later(second, seed=2)
    fourth = a_day_later(third, seed=3)
    files = Files(store, registry, folder, REGENBOOG)
    yield files.take(files.write("1-eerste-bestand.xml", start))
    yield files.take(files.write("2-een-dag-later.xml", second))
    yield files.take(_damaged(files.write("3-met-fouten.xml", third)))
    yield files.take_guardians(third, parent)
    yield files.take(files.write("4-half-bestand.xml", fourth, part=0.5))
    files.write("5-nog-een-dag-later.xml", a_day_later(fourth, seed=4))
    files.write("6-volgend-schooljaar.xml", next_year(fourth))


def fill_kompas(store: Store, registry: Registry, folder: Path) -> Iterator[Text]:
    """Fill the second school, and leave a plan that waits to be looked at."""
    start = _today(made_up_school(KOMPAS, pupils=472, seed=11, school_year=_this_year()), days_ago=1)
    files = Files(store, registry, folder, KOMPAS)
    yield files.take(files.write("7-het-kompas.xml", start))
    yield files.take_guardians(start)
    yield files.take(files.write("8-het-kompas-een-dag-later.xml", a_day_later(start)), dry_run=True)


def _this_year() -> SchoolYear:
    return SchoolYear.at(datetime.now(UTC).date())


def _today(school: MadeUpSchool, days_ago: int) -> MadeUpSchool:
    made_at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=days_ago)
    return replace(school, source=replace(school.source, made_at=made_at, as_of=made_at.date()))


class Files:
    """The demo's files of one school: written by the plugin that writes files, taken in by the one that reads them."""

    def __init__(self, store: Store, registry: Registry, folder: Path, code: SchoolCode) -> None:
        self._store, self._registry, self._folder, self._code = store, registry, folder, code

    def write(self, name: str, school: MadeUpSchool, part: float = 1.0) -> Path:
        path = self._folder / name
        with self._store.open(self._code) as books:
            _, writer = intake.file_writer(self._registry, books)
        with path.open("wb") as target:
            writer.write_file(_named(school.source), _part(school, part), target)
        return path

    def take(self, path: Path, *, dry_run: bool = False) -> Text:
        with self._store.open(self._code) as books:
            key, reader = intake.file_reader(self._registry, books)
        return self._take(lambda ask: reader.pull_file(path, ask), key, path.name, dry_run=dry_run)

    def take_guardians(self, school: MadeUpSchool, parent: Guardian | None = None) -> Text:
        """Take in what no EDEXML file has, as a LAS delivers it over a web service; `parent` is one of them."""
        head, *rest = school.pulled_guardians()
        if parent is not None:
            rest = named_after(parent, rest)
        return self._take(lambda _: iter([head, *rest]), "demo", GUARDIANS)

    def _take(self, pull: Callable[[Ask], Iterator[Pulled]], plugin: str, name: str, *, dry_run: bool = False) -> Text:
        run = intake.take_in(self._store, self._code, pull, plugin=plugin, by="demo", source_name=name, dry_run=dry_run)
        return told(self._code, name, run)


def _named(source: Source) -> Source:
    return replace(source, author="Koppelhub demo")


def _part(school: MadeUpSchool, part: float) -> Iterable[Record]:
    pupils = islice(school.pupils, int(len(school.pupils) * part))
    return chain(school.locations, school.groups, school.combined_groups, pupils, school.teachers)


def _damaged(path: Path) -> Path:
    """Put the faults of real files into a file: an impossible date, an unknown class, a key twice, a year group 100."""
    text = path.read_text(encoding="utf-8")
    pupils = [found.start() for found in re.finditer(r"<leerling ", text)]
    for place, pattern, instead in reversed(
        (
            (pupils[3], r"<geboortedatum>[^<]*<", "<geboortedatum>2018-02-31<"),
            (pupils[9], r'<groep key="[^"]*"/>', '<groep key="onbekend"/>'),
            (pupils[20], r"<jaargroep>[^<]*<", "<jaargroep>100<"),
            (pupils[31], r'<leerling key="[^"]*"', re.search(r'<leerling key="[^"]*"', text[pupils[30] :])[0]),  # type: ignore[index]
        )
    ):
        text = text[:place] + re.sub(pattern, instead, text[place:], count=1)
    path.write_text(text, encoding="utf-8")
    return path


def told(code: SchoolCode, name: str, run: Run) -> Text:
    faults = run.rejected_count
    return Text(
        f"  {code} {name}: {OUTCOMES[run.state].nl}" + (f", {faults} melding(en)" if faults else ""),
        f"  {code} {name}: {OUTCOMES[run.state].en}" + (f", {faults} fault(s) told" if faults else ""),
    )


OUTCOMES = {
    "applied": Text("verwerkt", "applied"),
    "unchanged": Text("niets veranderd", "unchanged"),
    "planned": Text("plan ligt klaar", "plan lies ready"),
    "held": Text("vastgehouden, wacht op een besluit", "held, waits for a decision"),
    "refused": Text("geweigerd", "refused"),
}
