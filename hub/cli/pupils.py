"""`hub pupils` and `hub export`: what the hub knows of a school, on the screen and in a file."""

from argparse import Namespace
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from hub.app import opened
from hub.cli.arguments import Parser, add_json, add_school, who
from hub.cli.private_files import private_file
from hub.cli.terminal import Terminal
from hub.intake import export_source, file_writer
from hub.records import Kind, Pupil, Text, to_json
from hub.store import Books, SeenAs, Sight, year_group_of

SHOWN = ("key", "eck_id", "first_name", "prefix", "last_name", "birth_date", "gender")
"""The fields that stand in `--json` as they are."""


def declare(name: str, parser: Parser) -> None:
    add_school(parser)
    if name == "export":
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.set_defaults(act=export)
    else:
        parser.set_defaults(act=list_pupils)
    add_json(parser)


def list_pupils(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app, app.store.open(asked.school, by=who()) as books:
        if terminal.as_json:
            terminal.stream(_objects(books))
            return 0
        names = {each.key: each.name for each in books.roll.groups()}
        terminal.table(
            ("achternaam", "roepnaam", "geboren", "groep", "jaargroep"),
            [
                (
                    " ".join(part for part in (each["last_name"], each["prefix"]) if part),
                    each["first_name"],
                    each["birth_date"],
                    names.get(each["group"], each["group"]),
                    each["year_group"],
                )
                for each in _objects(books)
            ],
        )
    return 0


def _objects(books: Books) -> Iterator[dict[str, Any]]:
    of_classes = books.roll.year_groups()
    pupil: Pupil
    for pupil in books.roll.all(Kind.PUPILS):
        yield {
            **{name: to_json(getattr(pupil, name)) for name in SHOWN},
            "year_group": year_group_of(pupil, of_classes),
            "group": pupil.group,
            "combined_groups": list(pupil.combined_groups or ()),
            "location": pupil.location,
        }


def export(asked: Namespace, terminal: Terminal) -> int:
    """Write the file beside its place and move it there once it is whole."""
    private = private_file(asked.file, overwrite=True)
    with private as target, opened() as app, app.store.open(asked.school, by=who()) as books:
        _, writer = file_writer(app.registry, books)
        writer.write_file(export_source(books), chain.from_iterable(map(books.roll.all, Kind)), target)
        books.audit.write("export", f"school {asked.school}", {"format": writer.file_name})
        everyone = [each.key for each in books.roll.all(Kind.PUPILS)]
        books.looks.note(everyone, Sight.EXPORT, SeenAs.HOST, who())
    terminal.say(Text(f"Geschreven: {asked.file}", f"Written: {asked.file}"))
    if terminal.as_json:
        terminal.show({"file": str(asked.file), "bytes": asked.file.stat().st_size})
    return 0
