"""`hub serve`, `web`, `worker`, `clock` and `stop`: what keeps running, and ending it."""

from argparse import Namespace
from functools import partial

from hub.app import ROOMS, opened, serve, tell_logs
from hub.cli.arguments import Parser, port
from hub.cli.terminal import Terminal
from hub.records import Text
from hub.store import Home, Store


def declare(name: str, parser: Parser) -> None:
    if name == "stop":
        parser.set_defaults(act=stop)
        return
    rooms = ROOMS if name == "serve" else frozenset({name})
    if "web" in rooms:
        parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS")
        parser.add_argument("--port", default=8000, type=port, metavar="N")
    parser.set_defaults(act=partial(run, rooms), host="127.0.0.1", port=8000)


def run(rooms: frozenset[str], asked: Namespace, terminal: Terminal) -> int:
    tell_logs()
    with opened() as app:
        serve(
            app,
            rooms,
            host=asked.host,
            port=asked.port,
            ready=lambda: terminal.note(_greeting(rooms, asked)),
        )
    terminal.note(Text("Gestopt.", "Stopped."))
    return 0


def stop(_asked: Namespace, terminal: Terminal) -> int:
    home = Home.from_environment()
    if home.database_url:
        terminal.say(
            Text(
                "Deze hub gebruikt de server van HUB_DATABASE_URL; die stopt u zelf. Er is niets gestopt.",
                "This hub uses the server of HUB_DATABASE_URL; you stop that yourself. Nothing was stopped.",
            )
        )
    elif Store.stop_embedded(home):
        terminal.say(Text("De database van de hub is gestopt.", "The hub's database has stopped."))
    else:
        terminal.say(Text("De database van de hub draaide niet.", "The hub's database was not running."))
    return 0


def _greeting(rooms: frozenset[str], asked: Namespace) -> Text:
    if "web" in rooms:
        address = f"http://{asked.host}:{asked.port}"
        return Text(f"Koppelhub draait op {address}. Stoppen: Ctrl-C.", f"Koppelhub runs at {address}. Stop: Ctrl-C.")
    return Text("Koppelhub werkt. Stoppen: Ctrl-C.", "Koppelhub works. Stop: Ctrl-C.")
