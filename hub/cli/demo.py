"""`hub demo`: from nothing to a running hub with made-up schools."""

import logging
import socket
from argparse import Namespace

from hub import demo as rooms
from hub.app import ROOMS, opened, serve, tell_logs
from hub.cli.arguments import Parser, port
from hub.cli.terminal import Terminal
from hub.records import Text
from hub.store import Home, HomeUnusableError, Store

FIRST_PORT, PORTS = 8000, 20


def declare(_name: str, parser: Parser) -> None:
    parser.add_argument("--port", default=None, type=port, metavar="N")
    parser.add_argument(
        "--reset",
        action="store_true",
        help=parser.text("eerst alles van de vorige demo wissen", "first wipe everything of the last demo"),
    )
    parser.set_defaults(act=demo)


def demo(asked: Namespace, terminal: Terminal) -> int:
    """Fill the hub and serve it, with its database; both end with Ctrl-C."""
    tell_logs(logging.WARNING)
    home = Home.from_environment()
    try:
        if asked.reset:
            rooms.reset(home)
        rooms.prepare(home)
    except OSError as error:
        raise HomeUnusableError(home.path, error.strerror) from error
    with rooms.LasProcess.running() as las, rooms.OwnPortal.running() as portal, opened(home) as app:
        for sentence in rooms.fill(app.store, app.registry, home, las, portal):
            terminal.say(sentence)
        number = asked.port or _free_port()
        serve(app, ROOMS, port=number, ready=lambda: _greet(terminal, home, number, portal))
    if not home.database_url:
        Store.stop_embedded(home)
    terminal.note(Text("De demo is gestopt.", "The demo has stopped."))
    return 0


def _greet(terminal: Terminal, home: Home, port: int, portal: rooms.OwnPortal) -> None:
    for sentence in rooms.greeting(home, f"http://127.0.0.1:{port}", portal):
        terminal.say(sentence)


def _free_port() -> int:
    """Return the first port that nobody listens on; the last of the row fails with its own sentence."""
    for number in range(FIRST_PORT, FIRST_PORT + PORTS):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", number)) != 0:
                return number
    return FIRST_PORT
