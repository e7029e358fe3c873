"""`hub mail test ADDRESS`: one letter, sent now, to see whether mail works."""

from argparse import Namespace

from hub.cli.arguments import Parser
from hub.cli.terminal import Terminal
from hub.contract import ConfigurationError
from hub.mail import Mailing, send_trial
from hub.records import Text


def declare(_name: str, parser: Parser) -> None:
    trial = parser.acts()("test", Text("één brief versturen, nu", "send one letter, now"))
    trial.add_argument("address", metavar="ADDRESS")
    trial.set_defaults(act=send)


def send(asked: Namespace, terminal: Terminal) -> int:
    mailing = Mailing.from_environment()
    if not mailing.is_set:
        raise ConfigurationError(NOT_SET)
    send_trial(mailing, asked.address)
    terminal.say(
        Text(
            f"De mailserver {mailing.host} nam de brief aan. Kijk of hij aankomt, ook tussen de ongewenste mail.",
            f"The mail server {mailing.host} took the letter. See whether it arrives, also among the junk mail.",
        )
    )
    return 0


NOT_SET = Text(
    "Er is geen mailserver ingesteld. Zet HUB_SMTP_URL, HUB_MAIL_FROM en HUB_PUBLIC_URL en probeer het opnieuw.",
    "No mail server is set. Set HUB_SMTP_URL, HUB_MAIL_FROM and HUB_PUBLIC_URL, and try again.",
)
