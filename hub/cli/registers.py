"""`hub register`: the register of processing of a school (GDPR art. 30)."""

from argparse import Namespace

from hub.app import opened
from hub.cli.arguments import Parser, add_json, add_school, who
from hub.cli.terminal import Terminal
from hub.privacy.register import Standing, as_json, register
from hub.privacy.words import GROUNDS
from hub.records import Text

ON, OFF = Text("aan", "on"), Text("uit", "off")


def declare(_name: str, parser: Parser) -> None:
    add_school(parser)
    add_json(parser)
    parser.set_defaults(act=show)


def show(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app, app.store.open(asked.school, by=who()) as books:
        activities = register(app.registry, books)
    if terminal.as_json:
        terminal.show(as_json(activities, terminal.language))
        return 0
    for each in activities:
        standing = terminal.sentence(ON if each.standing is Standing.ON else OFF)
        terminal.line(f"{terminal.sentence(each.by)} ({standing}) – {terminal.sentence(each.what)}")
        data = ", ".join(terminal.sentence(field) for field in each.data)
        recipients = ", ".join(terminal.sentence(name) for name in each.recipients)
        for line in (each.purpose, GROUNDS[each.ground], each.whose):
            terminal.line(f"    {terminal.sentence(line)}")
        terminal.line(f"    {data}")
        if recipients:
            terminal.line(f"    → {recipients}")
        terminal.line(f"    {terminal.sentence(each.kept)}")
    return 0
