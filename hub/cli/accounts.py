"""`hub account`: who may log in, and as what."""

import os
import secrets
import sys
from argparse import Namespace

from pwdlib import PasswordHash

from hub import accounts
from hub.app import opened
from hub.cli.arguments import CommandRefusedError, Parser, add_json, add_school, who
from hub.cli.terminal import Terminal
from hub.mail.links import new_password
from hub.records import Text
from hub.store import Role

SHORTEST, LONGEST = 12, 200
"""As the portal asks of whoever chooses a new password."""
ROLES = ("operator", "board", "school_admin", "staff")


def declare(_name: str, parser: Parser) -> None:
    acts = parser.acts()
    add = acts("add", Text("een account toevoegen", "add an account"))
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--name", metavar="NAME", required=True)
    add.add_argument("--role", choices=ROLES, required=True)
    add_school(add, required=False)
    add.add_argument("--board", metavar="NAME")
    add_json(add)
    add.set_defaults(act=add_account)
    invite = acts("invite", Text("een collega uitnodigen, per e-mail", "invite a colleague, by e-mail"))
    invite.add_argument("email", metavar="EMAIL")
    invite.add_argument("--name", metavar="NAME", required=True)
    invite.add_argument("--role", choices=("school_admin", "staff"), required=True)
    add_school(invite)
    invite.add_argument(
        "--link",
        action="store_true",
        help=parser.text(
            "de link ook tonen, voor een hub zonder e-mail", "show the link too, for a hub without e-mail"
        ),
    )
    add_json(invite)
    invite.set_defaults(act=invite_account)
    reset = acts("reset-step", Text("de tweede stap van iemand weghalen", "take somebody's second step away"))
    reset.add_argument("email", metavar="EMAIL")
    add_json(reset)
    reset.set_defaults(act=reset_step)


def reset_step(asked: Namespace, terminal: Terminal) -> int:
    """Let somebody who lost the phone, and the codes for that, in with the password alone."""
    with opened() as app, app.store.directory(by=who()) as directory:
        account = directory.account_by_email(asked.email)
        if account is None or not accounts.remove_step(directory, account.id):
            raise CommandRefusedError(NO_STEP)
    if terminal.as_json:
        terminal.show({"email": account.email, "second_step": False})
    else:
        terminal.say(STEP_GONE)
    return 0


def add_account(asked: Namespace, terminal: Terminal) -> int:
    _check_place(asked)
    given = _password_given()
    password = given or secrets.token_urlsafe(15)
    with opened() as app, app.store.directory() as directory:
        school = directory.school(asked.school) if asked.school else None
        if asked.board and asked.board not in directory.boards():
            raise _unknown_board(asked.board)
        account = directory.add_account(asked.email, asked.name, PasswordHash.recommended().hash(password))
        directory.grant(account, asked.role, school.id if school else None, asked.board)
    if terminal.as_json:
        terminal.show(
            {"account": account, "email": asked.email, "role": asked.role, "password": None if given else password}
        )
        return 0
    terminal.say(Text(f"{asked.email} kan nu inloggen.", f"{asked.email} can log in now."))
    if not given:
        terminal.say(
            Text(f"Wachtwoord (staat nergens anders): {password}", f"Password (kept nowhere else): {password}")
        )
    return 0


def invite_account(asked: Namespace, terminal: Terminal) -> int:
    """Let somebody choose a password by a link; who has an account already gets the role at once."""
    with opened() as app, app.store.directory(by=who()) as directory:
        school = directory.school(asked.school)
        number = accounts.invite_colleague(directory, asked.email, asked.name, Role(asked.role), school.id)
        token = directory.links.link_token(number) if number is not None and asked.link else None
    home = os.environ.get("HUB_PUBLIC_URL", "").rstrip("/")
    link = home + new_password(token) if token else None
    if terminal.as_json:
        terminal.show({"email": asked.email, "role": asked.role, "invited": number is not None, "link": link})
        return 0
    terminal.say(HAS_ACCOUNT if number is None else INVITED)
    if link:
        terminal.line(link)
    return 0


def _check_place(asked: Namespace) -> None:
    """A role holds for one school, for one board or for the whole hub; anything else was not meant."""
    wants = {"staff": "school", "school_admin": "school", "board": "board"}.get(asked.role)
    for option in ("school", "board"):
        is_given = getattr(asked, option) is not None
        if is_given != (option == wants):
            verb = ("hoort geen", "takes no") if is_given else ("hoort", "takes")
            raise CommandRefusedError(
                Text(
                    f"Bij de rol {asked.role} {verb[0]} --{option}. Er is niets toegevoegd.",
                    f"The role {asked.role} {verb[1]} --{option}. Nothing was added.",
                )
            )


def _password_given() -> str | None:
    """Return the password that was piped in, if any."""
    if sys.stdin is None or sys.stdin.isatty():
        return None
    password = sys.stdin.readline().rstrip("\r\n")
    if password and not SHORTEST <= len(password) <= LONGEST:
        raise CommandRefusedError(
            Text(
                f"Kies een wachtwoord van {SHORTEST} tot {LONGEST} tekens, bijvoorbeeld een paar losse woorden.",
                f"Choose a password of {SHORTEST} to {LONGEST} characters, for instance a few separate words.",
            )
        )
    return password or None


STEP_GONE = Text(
    "Dit account logt weer in met alleen een wachtwoord. De eigenaar krijgt er een e-mail over.",
    "This account logs in with a password alone again. Its owner gets an e-mail about it.",
)
NO_STEP = Text(
    "Er is geen account met dit e-mailadres dat een tweede stap heeft. Er is niets veranderd.",
    "There is no account with this e-mail address that has a second step. Nothing has changed.",
)
INVITED = Text("De uitnodiging is klaargezet.", "The invitation was put ready.")
HAS_ACCOUNT = Text(
    "Dit account was er al en heeft nu deze rol. Er gaat geen e-mail uit.",
    "This account was there already and has this role now. No e-mail is sent.",
)


def _unknown_board(board: str) -> CommandRefusedError:
    return CommandRefusedError(
        Text(
            f"Geen school hoort bij het bestuur {board}. Kijk de naam na met 'hub school list'.",
            f"No school belongs to the board {board}. Check the name with 'hub school list'.",
        )
    )
