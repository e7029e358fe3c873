"""`hub school`: which schools this hub serves."""

from argparse import Namespace

from hub.app import opened
from hub.cli.arguments import Parser, add_json, school_code, who
from hub.cli.pull_schedule import declare_schedule
from hub.cli.terminal import Terminal
from hub.records import Text
from hub.store.asking import one_connector


def declare(_name: str, parser: Parser) -> None:
    acts = parser.acts()
    add = acts("add", Text("een school toevoegen", "add a school"))
    add.add_argument("code", metavar="BRIN", type=school_code, help="99XX, 99XX01, 12345")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--board", metavar="NAME", help=parser.text("het bestuur van de school", "the school's board"))
    add_json(add)
    add.set_defaults(act=add_school)
    listing = acts("list", Text("alle scholen tonen", "list all schools"))
    add_json(listing)
    listing.set_defaults(act=list_schools)
    las = acts("las", Text("kiezen welke plugin het LAS van een school is", "choose which plugin is a school's LAS"))
    las.add_argument("code", metavar="BRIN", type=school_code)
    las.add_argument("key", metavar="KEY")
    add_json(las)
    las.set_defaults(act=choose_las)

    schedule = acts(
        "schedule",
        Text("wanneer de hub vanzelf ophaalt, en hoe dat gaat", "when the hub pulls by itself, and how that goes"),
    )
    declare_schedule(schedule)


def add_school(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app, app.store.directory() as directory:
        directory.add_school(asked.code, asked.name, asked.board, app.plugins_at_first())
    terminal.say(
        Text(f"School {asked.code} ({asked.name}) is toegevoegd.", f"School {asked.code} ({asked.name}) was added.")
    )
    if terminal.as_json:
        terminal.show({"school": str(asked.code), "name": asked.name, "board": asked.board})
    return 0


def list_schools(_asked: Namespace, terminal: Terminal) -> int:
    with opened() as app, app.store.directory() as directory:
        schools = directory.schools()
    if terminal.as_json:
        terminal.show([{"school": str(each.code), "name": each.name, "board": each.board} for each in schools])
    else:
        terminal.table(("BRIN", "school", "bestuur"), [(each.code, each.name, each.board) for each in schools])
    return 0


def choose_las(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app, app.store.open(asked.code, by=who()) as books:
        one_connector(app.registry, books, asked.key)  # refuses what is off, or is no coupling with a LAS
        books.plugins.choose_las(asked.key)
    if terminal.as_json:
        terminal.show({"school": str(asked.code), "las": asked.key})
    terminal.say(
        Text(f"Het LAS van {asked.code} is nu {asked.key}.", f"The LAS of {asked.code} is {asked.key} from now on.")
    )
    return 0
