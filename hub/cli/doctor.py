"""`hub doctor` and `hub check`: is everything in order, and what to do where it is not."""

import tempfile
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

from hub.app import App, drop_folder, opened
from hub.cli.arguments import CommandRefusedError, Parser, add_json, add_school, who
from hub.cli.findings import Finding
from hub.cli.pull_schedule import how_it_goes
from hub.cli.terminal import Terminal
from hub.cli.webhook_health import webhooks_of
from hub.contract import Checked, ConfigurationError, Connector, HubError
from hub.mail import Mailing, reach
from hub.records import Text
from hub.registry import Registry
from hub.store import Home, LetterState
from hub.store.asking import las_of, one_connector

WRONG = 1


Examination = Callable[[App], Iterator[Finding]]


def declare(name: str, parser: Parser) -> None:
    add_json(parser)
    if name == "check":
        add_school(parser, required=False)
        parser.add_argument(
            "key",
            metavar="KEY",
            nargs="?",
            help=parser.text("de koppeling met het LAS proberen", "try the coupling with the LAS"),
        )
    parser.set_defaults(act=doctor if name == "doctor" else check)


def check(asked: Namespace, terminal: Terminal) -> int:
    """Try a school's coupling; without one look at the plugins alone: that needs no database."""
    if asked.key is None and asked.school is None:
        return _check_plugins(terminal)
    if asked.school is None:
        raise CommandRefusedError(
            Text("Noem met --school ook de school.", "Name the school too, with --school."),
        )
    return _check_coupling(asked, terminal)


def _check_coupling(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app:
        with app.store.open(asked.school, by=who()) as books:
            found = one_connector(app.registry, books, asked.key) if asked.key else None
            key, connector = (asked.key, found) if found else las_of(app.registry, books)
        if not isinstance(connector, Connector):
            raise ConfigurationError(NOTHING_TO_REACH)
        checked = connector.check()
    _show_checked(key, checked, terminal)
    return 0 if checked.works else WRONG


def _show_checked(key: str, checked: Checked, terminal: Terminal) -> None:
    parts = [Finding(each.title, is_right=each.works, text=each.text) for each in checked.parts]
    if not terminal.as_json:
        terminal.say(checked.text)
        _show(parts, terminal)
        return
    told = {"plugin": key, "works": checked.works, "text": terminal.sentence(checked.text)}
    terminal.show({**told, "parts": [_as_json(each, terminal) for each in parts]} if parts else told)


NOTHING_TO_REACH = Text(
    "Deze plug-in heeft geen LAS dat te bereiken valt: zij leest bestanden.",
    "This plugin has no LAS to reach: it reads files.",
)


def _check_plugins(terminal: Terminal) -> int:
    registry = Registry.load()
    problems = [terminal.sentence(each) for each in registry.check()]
    if terminal.as_json:
        terminal.show({"plugins": sorted(registry.plugins), "problems": problems})
    else:
        for problem in problems:
            terminal.line(problem)
        if not problems:
            amount = len(registry.plugins)
            terminal.say(Text(f"{amount} plugins, alle in orde.", f"{amount} plugins, all in order."))
    return WRONG if problems else 0


def doctor(_asked: Namespace, terminal: Terminal) -> int:
    found = list(_examine())
    if terminal.as_json:
        terminal.show([_as_json(each, terminal) for each in found])
    else:
        _show(found, terminal)
    return 0 if all(each.is_right for each in found) else WRONG


def _as_json(found: Finding, terminal: Terminal) -> dict[str, Any]:
    return {"subject": terminal.sentence(found.subject), "ok": found.is_right, "text": terminal.sentence(found.text)}


def _show(found: list[Finding], terminal: Terminal) -> None:
    words = {True: terminal.sentence(Text("goed", "ok")), False: terminal.sentence(Text("FOUT", "NOT OK"))}
    for each in found:
        terminal.line(f"{words[each.is_right]:>6}  {terminal.sentence(each.subject)}: {terminal.sentence(each.text)}")


def _examine() -> Iterator[Finding]:
    home = Home.from_environment()
    yield from _folders(home)
    try:
        with opened(home) as app:
            for examination in EXAMINATIONS:
                yield from examination(app)
    except HubError as error:
        yield Finding(Text("Database", "Database"), is_right=False, text=error.text)


def _folders(home: Home) -> Iterator[Finding]:
    for subject, folder in (
        (Text("Gegevensmap", "Data folder"), home.path),
        (Text("Wachtruimte", "Spool"), home.spool),
        (Text("Inleverplek", "Drop folder"), drop_folder(home)),
    ):
        problem = _unwritable(folder)
        if problem is None:
            yield Finding(subject, is_right=True, text=Text(str(folder), str(folder)))
        else:
            yield Finding(
                subject,
                is_right=False,
                text=Text(
                    f"In {folder} kan niet geschreven worden ({problem}). Geef de gebruiker van de hub daar rechten.",
                    f"{folder} cannot be written to ({problem}). Give the hub's user the rights to it.",
                ),
            )


def _unwritable(folder: Path) -> str | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return error.strerror or type(error).__name__


def _database(app: App) -> Iterator[Finding]:
    with psycopg.connect(app.store.conninfo) as connection:
        version = connection.info.server_version // 10000
    yield Finding(
        Text("Database", "Database"), is_right=True, text=Text(f"PostgreSQL {version}", f"PostgreSQL {version}")
    )
    # `Store.start` refuses a role that owns tables or passes row-level security, and tables of another version.
    yield Finding(
        Text("Rol", "Role"),
        is_right=True,
        text=Text("bezit niets; de scheiding tussen scholen geldt", "owns nothing; the wall between schools holds"),
    )
    yield Finding(Text("Tabellen", "Tables"), is_right=True, text=Text("bijgewerkt", "up to date"))


def _secret_key(app: App) -> Iterator[Finding]:
    from_environment = bool(app.home.secret_keys)
    place = "HUB_SECRET_KEY" if from_environment else str(app.home.key_file)
    is_right = from_environment or app.home.key_file.exists()
    yield Finding(
        Text("Sleutel voor geheimen", "Key for secrets"),
        is_right=is_right,
        text=Text(place, place)
        if is_right
        else Text(
            f"{place} is er niet. Zet hem terug uit de reservekopie; zonder hem zijn de instellingen niet te lezen.",
            f"{place} is not there. Restore it from the backup; without it the settings cannot be read.",
        ),
    )


def _plugins(app: App) -> Iterator[Finding]:
    subject = Text("Plugins", "Plugins")
    problems = app.registry.check()
    for problem in problems:
        yield Finding(subject, is_right=False, text=problem)
    if not problems:
        keys = ", ".join(app.registry.plugins)
        yield Finding(subject, is_right=True, text=Text(keys, keys))


def _audit(app: App) -> Iterator[Finding]:
    subject = Text("Logboek", "Audit trail")
    with app.store.directory() as directory:
        broken = [] if directory.audit.verify().whole else ["hub"]
        schools = [each.code for each in directory.schools()]
    for school in schools:
        with app.store.open(school) as books:
            if not books.audit.verify().whole:
                broken.append(str(school))
    if not broken:
        amount = len(schools) + 1
        yield Finding(subject, is_right=True, text=Text(f"{amount} ketens, alle heel", f"{amount} chains, all whole"))
    for chain in broken:
        yield Finding(
            subject,
            is_right=False,
            text=Text(
                f"Het logboek van {chain} is veranderd buiten de hub om. Bewaar een kopie en zoek uit wie dat deed.",
                f"The audit trail of {chain} was changed behind the hub's back. Keep a copy and find out who did it.",
            ),
        )


def _mail(app: App) -> Iterator[Finding]:
    """Reach the mail server as a letter would; and say how many letters wait or failed."""
    subject = Text("Mail", "Mail")
    try:
        mailing = Mailing.from_environment()
        if mailing.is_set:
            reach(mailing)
    except HubError as error:
        yield Finding(subject, is_right=False, text=error.text)
        return
    if not mailing.is_set:
        yield Finding(subject, is_right=True, text=NO_MAIL)
    else:
        place = f"{mailing.host}:{mailing.port}"
        yield Finding(
            subject,
            is_right=True,
            text=Text(f"{place} laat de hub erin", f"{place} lets the hub in"),
        )
    yield _letters(app)


def _letters(app: App) -> Finding:
    """Count the letters of all schools; what a letter says is nobody's business here."""
    with app.store.directory() as directory:
        counts = Counter(directory.letters.counts())
        schools = [each.id for each in directory.schools()]
    for school in schools:
        with app.store.open(school) as books:
            counts.update(books.letters.counts())
    waiting, failed = counts[LetterState.WAITING], counts[LetterState.FAILED] + counts[LetterState.NO_ADDRESS]
    return Finding(
        Text("Brieven", "Letters"),
        is_right=True,
        text=Text(
            f"{waiting} wachten, {failed} niet te bezorgen, {counts[LetterState.SENT]} verstuurd",
            f"{waiting} waiting, {failed} that cannot be delivered, {counts[LetterState.SENT]} sent",
        ),
    )


def _couplings(app: App) -> Iterator[Finding]:
    """Tell of every school that is pulled from whether that goes well."""
    with app.store.directory() as directory:
        schools = [each.code for each in directory.schools()]
    for school in schools:
        with app.store.open(school) as books:
            coupling, fresh = books.coupling.state(), books.coupling.freshness()
        if coupling.plugin is not None:
            subject = Text(f"Koppeling van {school}", f"Coupling of {school}")
            yield Finding(
                subject, is_right=not coupling.failing_since and not fresh.is_late, text=how_it_goes(coupling, fresh)
            )


NO_MAIL = Text(
    "niet ingesteld: brieven blijven wachten. Zet HUB_SMTP_URL, HUB_MAIL_FROM en HUB_PUBLIC_URL",
    "not set: letters stay waiting. Set HUB_SMTP_URL, HUB_MAIL_FROM and HUB_PUBLIC_URL",
)
EXAMINATIONS: tuple[Examination, ...] = (_database, _secret_key, _plugins, _audit, _couplings, webhooks_of, _mail)
