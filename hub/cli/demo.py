"""`hub demo`: from nothing to a running hub with two made-up schools."""

from argparse import Namespace
from importlib import import_module

from hub.app import ROOMS, opened, serve, tell_logs
from hub.cli.arguments import Parser
from hub.cli.terminal import Terminal
from hub.store import Home


def declare(_name: str, parser: Parser) -> None:
    parser.add_argument("--port", default=8000, type=int, metavar="N")
    parser.add_argument(
        "--reset",
        action="store_true",
        help=parser.text("eerst alles van de vorige demo wissen", "first wipe everything of the last demo"),
    )
    parser.set_defaults(act=demo)


def demo(asked: Namespace, terminal: Terminal) -> int:
    """Fill the hub and serve it. `hub.demo` says where it is, with which logins, and how to stop and reset it."""
    tell_logs()
    rooms = import_module("hub.demo")
    if asked.reset:
        rooms.reset(Home.from_environment())
    with opened() as app:
        for sentence in rooms.fill(app.store, app.registry, app.home, asked.port):
            terminal.say(sentence)
        serve(app, ROOMS, port=asked.port)
    return 0
