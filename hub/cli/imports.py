"""`hub import`: take in a file of the LAS, in this process."""

from argparse import Namespace
from functools import partial
from pathlib import Path

from hub.app import opened
from hub.cli.arguments import CommandRefusedError, Parser, add_json, add_school, who
from hub.cli.reports import show_report
from hub.cli.terminal import Terminal
from hub.intake import file_reader, report, take_in
from hub.records import Text


def declare(_name: str, parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path)
    add_school(parser)
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=parser.text("alleen tonen wat er zou veranderen", "only show what would change"),
    )
    add_json(parser)
    parser.set_defaults(act=take_in_file)


def take_in_file(asked: Namespace, terminal: Terminal) -> int:
    _look_at(asked.file)
    with opened() as app:
        with app.store.open(asked.school, by=who()) as books:
            plugin, reader = file_reader(app.registry, books)
        with terminal.progress(Text("Inlezen", "Import")) as moved:
            run = take_in(
                app.store,
                asked.school,
                partial(reader.pull_file, asked.file),
                plugin=plugin,
                by=who(),
                source_name=asked.file.name,
                dry_run=asked.dry_run,
                progress=moved,
            )
        with app.store.open(asked.school, by=who()) as books:
            outcome = report(books, run, terminal.language)
    return show_report(outcome, terminal)


def _look_at(path: Path) -> None:
    """Refuse what cannot be read to its end: a pipe or a device may give nothing, or never stop giving."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise CommandRefusedError(_endless(path))
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise CommandRefusedError(_unreadable(path, error)) from None


def _endless(path: Path) -> Text:
    return Text(
        f"{path} is geen gewoon bestand. Bewaar de export van het LAS als bestand en noem dat.",
        f"{path} is not a regular file. Save the export of the LAS as a file, and name that.",
    )


def _unreadable(path: Path, error: OSError) -> Text:
    if isinstance(error, FileNotFoundError):
        return Text(
            f"Het bestand {path} is er niet. Kijk de naam en de map na.",
            f"There is no file {path}. Check its name and folder.",
        )
    if isinstance(error, IsADirectoryError):
        return Text(
            f"{path} is een map. Noem het bestand dat ingelezen moet worden.",
            f"{path} is a folder. Name the file to take in.",
        )
    return Text(
        f"Het bestand {path} kan niet gelezen worden. Kijk na of u het mag lezen.",
        f"The file {path} cannot be read. Check whether you may read it.",
    )
