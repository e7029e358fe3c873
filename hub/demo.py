"""The demo: two made-up schools of a realistic size, filled through the real import of files that it writes itself."""

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path

from pwdlib import PasswordHash

from hub import intake
from hub.contract import Ask, ConfigurationError
from hub.records import Pulled, Record, SchoolCode, SchoolYear, Source, Text
from hub.registry import Registry
from hub.store import Home, Role, Run, Store
from hub.testing.made_up import MadeUpSchool, a_day_later, made_up_school, next_year

GUARDIANS = "verzorgers"
"""What stands in the history for the pull that no file of the demo holds."""
BOARD = "Stichting Samen Leren"
REGENBOOG, KOMPAS = SchoolCode("99DA"), SchoolCode("99DB")
PASSWORD = "een-demo-zonder-geheimen"  # noqa: S105  # it opens made-up data on this machine only, and is printed
LOGINS: tuple[tuple[str, str, Role, SchoolCode | None, Text], ...] = (
    ("beheer@demo.example", "Bo Beheer", Role.OPERATOR, None, Text("beheerder van de hub", "operator of the hub")),
    (
        "bestuur@demo.example",
        "Bas Bestuur",
        Role.BOARD,
        None,
        Text("bestuur, ziet beide scholen", "board, both schools"),
    ),
    ("directie@demo.example", "Dilan Directie", Role.SCHOOL_ADMIN, REGENBOOG, Text("directie", "school admin")),
    ("kantoor@demo.example", "Kim Kantoor", Role.STAFF, REGENBOOG, Text("administratie", "staff")),
    ("kompas@demo.example", "Karel Kompas", Role.SCHOOL_ADMIN, KOMPAS, Text("directie van Het Kompas", "school admin")),
)


@dataclass(frozen=True, slots=True)
class Marker:
    """The note in the data folder that says: this is a demo, and whether it is filled."""

    path: Path

    @classmethod
    def of(cls, home: Home) -> "Marker":
        return cls(home.path / "demo.json")

    def is_there(self) -> bool:
        return self.path.exists()

    def is_filled(self) -> bool:
        return self.is_there() and bool(json.loads(self.path.read_text()).get("filled"))

    def write(self, *, filled: bool) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({"filled": filled}))


def reset(home: Home) -> None:
    """Wipe the demo in this data folder. Raises `ConfigurationError` where there is something that is no demo."""
    if home.database_url:
        raise ConfigurationError(NO_RESET_OF_A_SERVER)
    if not home.path.exists() or not any(home.path.iterdir()):
        return
    if not Marker.of(home).is_there():
        raise ConfigurationError(_no_demo(home))
    Store.stop_embedded(home)
    shutil.rmtree(home.path)


def prepare(home: Home) -> None:
    """Make sure that the data folder is a demo, and a whole one: wipe what an interrupted demo left."""
    marker = Marker.of(home)
    if not marker.is_there():
        if home.path.exists() and any(home.path.iterdir()):
            raise ConfigurationError(_no_demo(home))
        marker.write(filled=False)
    elif not marker.is_filled() and not home.database_url:
        reset(home)
        marker.write(filled=False)


def fill(store: Store, registry: Registry, home: Home) -> Iterator[Text]:
    """Fill the hub where it is not filled yet. Yield what is being done, in sentences."""
    marker = Marker.of(home)
    if marker.is_filled():
        return
    yield Text(
        "De demo wordt gevuld; dat duurt een paar seconden.", "The demo is being filled; it takes a few seconds."
    )
    _add_schools(store, registry)
    _add_logins(store)
    folder = home.path / "demo"
    folder.mkdir(exist_ok=True)
    yield from _fill_regenboog(store, registry, folder)
    yield from _fill_kompas(store, registry, folder)
    marker.write(filled=True)


def _add_schools(store: Store, registry: Registry) -> None:
    starting = [key for key, plugin in registry.plugins.items() if plugin.starts_on]
    with store.directory("demo") as directory:
        directory.add_school(REGENBOOG, "De Regenboog", board=BOARD, plugins_on=starting)
        directory.add_school(KOMPAS, "Het Kompas", board=BOARD, plugins_on=starting)


def _add_logins(store: Store) -> None:
    hashed = PasswordHash.recommended().hash(PASSWORD)
    with store.directory("demo") as directory:
        for email, name, role, code, _ in LOGINS:
            account = directory.add_account(email, name, hashed)
            school = directory.school(code).id if code else None
            directory.grant(account, role, school, BOARD if role is Role.BOARD else None)


def _fill_regenboog(store: Store, registry: Registry, folder: Path) -> Iterator[Text]:
    """Fill the first school as a few days of a real one: a start, a day's changes, a file with faults, half a file."""
    start = _today(made_up_school(REGENBOOG, pupils=236, seed=7, school_year=_this_year()), days_ago=4)
    second = a_day_later(start)
    third = a_day_later(second, seed=2)
    fourth = a_day_later(third, seed=3)
    files = _Files(store, registry, folder, REGENBOOG)
    yield files.take(files.write("1-eerste-bestand.xml", start))
    yield files.take(files.write("2-een-dag-later.xml", second))
    yield files.take(_damaged(files.write("3-met-fouten.xml", third)))
    yield files.take_guardians(third)
    yield files.take(files.write("4-half-bestand.xml", fourth, part=0.5))
    files.write("5-nog-een-dag-later.xml", a_day_later(fourth, seed=4))
    files.write("6-volgend-schooljaar.xml", next_year(fourth))


def _fill_kompas(store: Store, registry: Registry, folder: Path) -> Iterator[Text]:
    """Fill the second school, and leave a plan that waits to be looked at."""
    start = _today(made_up_school(KOMPAS, pupils=472, seed=11, school_year=_this_year()), days_ago=1)
    files = _Files(store, registry, folder, KOMPAS)
    yield files.take(files.write("7-het-kompas.xml", start))
    yield files.take_guardians(start)
    yield files.take(files.write("8-het-kompas-een-dag-later.xml", a_day_later(start)), dry_run=True)


def _this_year() -> SchoolYear:
    return SchoolYear.at(datetime.now(UTC).date())


def _today(school: MadeUpSchool, days_ago: int) -> MadeUpSchool:
    made_at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=days_ago)
    return replace(school, source=replace(school.source, made_at=made_at, as_of=made_at.date()))


class _Files:
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

    def take_guardians(self, school: MadeUpSchool) -> Text:
        """Take in what no EDEXML file has, as a LAS delivers it over a web service."""
        return self._take(lambda _: school.pulled_guardians(), "demo", GUARDIANS)

    def _take(self, pull: Callable[[Ask], Iterator[Pulled]], plugin: str, name: str, *, dry_run: bool = False) -> Text:
        run = intake.take_in(self._store, self._code, pull, plugin=plugin, by="demo", source_name=name, dry_run=dry_run)
        return _told(self._code, name, run)


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


def _told(code: SchoolCode, name: str, run: Run) -> Text:
    faults = run.rejected_count
    return Text(
        f"  {code} {name}: {OUTCOMES[run.state].nl}" + (f", {faults} melding(en)" if faults else ""),
        f"  {code} {name}: {OUTCOMES[run.state].en}" + (f", {faults} fault(s) told" if faults else ""),
    )


def greeting(home: Home, address: str) -> list[Text]:
    """Return what the demo says when it runs: where, with which logins, how to stop and to reset it."""
    width = max(len(email) for email, *_ in LOGINS)
    return [
        Text("", ""),
        Text(f"De demo draait:  {address}", f"The demo runs:  {address}"),
        Text(f"Wachtwoord van iedereen:  {PASSWORD}", f"Everybody's password:  {PASSWORD}"),
        *(Text(f"  {email:<{width}}  {what.nl}", f"  {email:<{width}}  {what.en}") for email, _, _, _, what in LOGINS),
        Text(
            f"Bestanden om zelf te proberen:  {home.path / 'demo'}",
            f"Files to try yourself:  {home.path / 'demo'}",
        ),
        Text(
            "Stoppen:  Ctrl-C    Opnieuw beginnen:  uv run hub demo --reset",
            "Stop:  Ctrl-C    Begin again:  uv run hub demo --reset",
        ),
        Text("", ""),
    ]


OUTCOMES = {
    "applied": Text("verwerkt", "applied"),
    "unchanged": Text("niets veranderd", "unchanged"),
    "planned": Text("plan ligt klaar", "plan lies ready"),
    "held": Text("vastgehouden, wacht op een besluit", "held, waits for a decision"),
    "refused": Text("geweigerd", "refused"),
}
NO_RESET_OF_A_SERVER = Text(
    "HUB_DATABASE_URL wijst naar een server; die wist de demo niet. Geef de demo een eigen, lege database, of haal "
    "HUB_DATABASE_URL weg.",
    "HUB_DATABASE_URL names a server; the demo does not wipe that. Give the demo an empty database of its own, or "
    "unset HUB_DATABASE_URL.",
)


def _no_demo(home: Home) -> Text:
    return Text(
        f"In {home.path} staat al een hub die geen demo is. Kies een andere map: HUB_HOME=./demo uv run hub demo",
        f"In {home.path} is a hub that is no demo. Choose another folder: HUB_HOME=./demo uv run hub demo",
    )
