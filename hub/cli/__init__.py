"""The command `hub`. Each group of commands is a file; only the one that is asked for is read: that starts fast."""

import os
import sys
from argparse import Namespace
from importlib import import_module

from hub.cli.arguments import Parser
from hub.cli.brought import BROUGHT, commands_of_plugins
from hub.cli.terminal import Terminal
from hub.contract import HubError
from hub.records import Text

WRONG, REFUSED, BROKEN_OFF = 1, 2, 130
GROUPS: dict[str, tuple[str, Text]] = {
    "school": ("schools", Text("scholen toevoegen en tonen", "add and list schools")),
    "account": ("accounts", Text("accounts om in te loggen", "accounts to log in with")),
    "guardian": ("guardians", Text("verzorgers uitnodigen en tonen", "invite and list guardians")),
    "plugin": ("plugins", Text("plugins aan- en uitzetten per school", "turn plugins on and off per school")),
    "import": ("imports", Text("een bestand van het LAS inlezen", "take in a file of the LAS")),
    "sync": ("syncs", Text("ophalen uit het LAS van een school", "pull from a school's LAS")),
    "export": ("pupils", Text("wat de hub weet naar een bestand schrijven", "write what the hub knows to a file")),
    "pupils": ("pupils", Text("de leerlingen van een school tonen", "list the pupils of a school")),
    "results": ("results", Text("de resultaten en rapporten van een leerling", "a pupil's results and report cards")),
    "person": ("persons", Text("een persoon: bestand maken of wissen", "a person: make a file or erase")),
    "register": ("registers", Text("het register van verwerkingen", "the register of processing")),
    "publication": ("publications", Text("wat ouders zien van toetsen", "what parents see of tests")),
    "retention": ("retentions", Text("wat te oud is: tonen en wissen", "what is too old: show and erase")),
    "runs": ("runs", Text("de geschiedenis van het inlezen", "the history of imports")),
    "run": (
        "runs",
        Text("één run tonen, goedkeuren, weggooien of terugdraaien", "show, approve, discard or undo a run"),
    ),
    "changes": ("changes", Text("wat mensen vragen te wijzigen", "what people ask to change")),
    "change": (
        "changes",
        Text("een wijziging vragen, goedkeuren, weigeren, intrekken", "request, approve, refuse, withdraw a change"),
    ),
    "serve": ("serving", Text("alles samen: web, werker en klok", "all in one: web, worker and clock")),
    "web": ("serving", Text("alleen de webpagina's", "the web pages only")),
    "worker": ("serving", Text("alleen de werker", "the worker only")),
    "clock": ("serving", Text("alleen de klok", "the clock only")),
    "token": ("portals", Text("tokens voor het portaal van een school", "tokens for a school's portal")),
    "webhook": ("portals", Text("adressen die bericht krijgen", "addresses that hear what happened")),
    "mail": ("mails", Text("een proefbrief versturen", "send a trial letter")),
    "stop": ("serving", Text("de ingebouwde PostgreSQL stoppen", "stop the embedded PostgreSQL")),
    "demo": ("demo", Text("een hub met verzonnen scholen", "a hub with made-up schools")),
    "doctor": ("doctor", Text("nakijken of alles in orde is", "check whether everything is in order")),
    "check": ("doctor", Text("de plugins of een koppeling nakijken", "check the plugins, or one coupling")),
}


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks and return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    terminal = Terminal(language=os.environ.get("HUB_LANG", "nl"), as_json="--json" in given)
    try:
        if given and given[0] not in GROUPS and given[0] in (brought := commands_of_plugins()):
            return brought[given[0]](given[1:])
        asked = _parser(terminal, given).parse_args(given)
        return _act(asked, terminal)
    except HubError as error:
        terminal.complain(error.text)
        return REFUSED
    except BrokenPipeError:
        # Whoever read the output has seen enough. Python would complain about it once more at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("HUB_DEBUG"):
            raise
        terminal.complain(_our_fault(error))
        return WRONG
    except KeyboardInterrupt:
        terminal.note(Text("Afgebroken.", "Broken off."))
        return BROKEN_OFF


def _parser(terminal: Terminal, given: list[str]) -> Parser:
    """Return the parser, with the arguments of the group that is asked for; the other groups are names only."""
    parser = Parser(terminal=terminal, prog="hub", description=terminal.sentence(DESCRIPTION))
    add = parser.acts()
    asked = next((each for each in given if each in GROUPS), None)
    for name, (module, help_text) in GROUPS.items():
        group = add(name, help_text)
        if name == asked:
            import_module(f"hub.cli.{module}").declare(name, group)
    if asked is None:
        for name in commands_of_plugins():
            add(name, BROUGHT)
    return parser


def _act(asked: Namespace, terminal: Terminal) -> int:
    code = asked.act(asked, terminal)
    sys.stdout.flush()
    return int(code or 0)


def _our_fault(error: Exception) -> Text:
    """Name the class of a fault, not its words: these may hold a pupil's name."""
    name = type(error).__name__
    return Text(
        f"Er ging iets mis in de hub zelf ({name}). Er is niets half gedaan. Probeer het opnieuw; blijft het misgaan, "
        "zet dan HUB_DEBUG=1 voor deze opdracht en meld wat er staat, zonder namen van leerlingen.",
        f"Something went wrong in the hub itself ({name}). Nothing was done by halves. Try again; if it keeps failing, "
        "put HUB_DEBUG=1 before this command and report what it says, without names of pupils.",
    )


DESCRIPTION = Text(
    "Koppelhub verbindt het LAS van basisscholen met een ouderportaal. De gegevens staan in de map HUB_HOME.",
    "Koppelhub couples the LAS of primary schools with a parent portal. Its data stands in the folder HUB_HOME.",
)
