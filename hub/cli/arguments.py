"""What commands ask of the command line, and what is said where it does not fit."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from contextlib import suppress
from getpass import getuser
from typing import Any, NoReturn

from hub.cli.terminal import Terminal
from hub.contract import HubError
from hub.records import SchoolCode, Text

USAGE_ERROR = 2
MOST_ROWS = 1_000_000
LAST_PORT = 65_535
COMPLAINTS: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.*)", r"Dit ontbreekt nog: \1."),
    (r"unrecognized arguments: (.*)", r"Dit hoort niet bij deze opdracht: \1."),
    (r"argument (\S+): expected one argument", r"Na \1 hoort een waarde."),
    (r"argument (\S+): invalid choice: (.*) \(choose from (.*)\)", r"\2 kan hier niet. Kies uit: \3."),
    (r"argument (\S+): invalid int value: (.*)", r"\2 is geen getal."),
    (r"argument \S+: (.*)", r"\1"),
)
"""What argparse complains of, and how we say it in Dutch."""


class Parser(ArgumentParser):
    """A parser that complains as the hub does: a sentence, and how to get help."""

    def __init__(self, *, terminal: Terminal, **settings: Any) -> None:
        super().__init__(**settings)
        self.terminal = terminal

    def text(self, nl: str, en: str) -> str:
        """Return a help text in the language of whoever reads it."""
        return self.terminal.sentence(Text(nl, en))

    def acts(self) -> Callable[[str, Text], "Parser"]:
        """Return what adds a command to this group: by its name, with its help text."""
        commands = self.add_subparsers(metavar=self.terminal.sentence(Text("OPDRACHT", "COMMAND")), required=True)

        def act(name: str, help_text: Text) -> Parser:
            said = self.terminal.sentence(help_text)
            return commands.add_parser(name, terminal=self.terminal, help=said, description=said)

        return act

    def error(self, message: str) -> NoReturn:
        help_with = f"{self.prog} --help"
        self.terminal.complain(
            Text(f"{in_dutch(message)} Hulp: {help_with}", f"{message[:1].upper()}{message[1:]}. Help: {help_with}")
        )
        raise SystemExit(USAGE_ERROR)


def in_dutch(message: str) -> str:
    """Return a complaint of argparse in Dutch, or as it is where we do not know it."""
    for pattern, dutch in COMPLAINTS:
        found = re.fullmatch(pattern, message)
        if found:
            return found.expand(dutch)
    return message


def school_code(text: str) -> SchoolCode:
    """Read a school's code; argparse shows the sentence where it is none."""
    try:
        return SchoolCode.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def amount(text: str) -> int:
    """Read how many rows are wanted."""
    if not text.isdecimal() or not 0 < int(text) <= MOST_ROWS:
        raise ArgumentTypeError(f"{text!r} is geen aantal van 1 tot {MOST_ROWS}.")
    return int(text)


def port(text: str) -> int:
    """Read the number of a port; 0 lets the machine choose one."""
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise ArgumentTypeError(f"{text!r} is geen poort; kies een getal van 1024 tot {LAST_PORT}, zoals 8000.")
    return int(text)


def add_school(parser: Parser, *, required: bool = True) -> None:
    parser.add_argument(
        "--school",
        metavar="BRIN",
        type=school_code,
        required=required,
        help=parser.text("BRIN (99XX, 99XX01) of instellingsnummer", "BRIN (99XX, 99XX01) or instellingsnummer"),
    )


def add_json(parser: Parser) -> None:
    parser.add_argument(
        "--json", action="store_true", help=parser.text("JSON, voor een ander programma", "JSON, for another program")
    )


class CommandRefusedError(HubError):
    """The command cannot be done as it was given. Nothing was done."""


def who() -> str:
    """Return who gives the command, for the audit trail: the account on this machine."""
    with suppress(OSError, KeyError):
        return f"cli:{getuser()}"
    return "cli"
