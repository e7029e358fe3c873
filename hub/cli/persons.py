"""`hub person`: erasing what the hub has of a pupil or guardian (GDPR art. 17)."""

from argparse import Namespace

from hub.app import opened
from hub.cli.arguments import Parser, add_json, add_school, who
from hub.cli.terminal import Terminal
from hub.privacy.persons import erase as erase_person
from hub.privacy.persons import kept_by_plugins
from hub.records import Kind, Text

KINDS = {"pupil": Kind.PUPILS, "guardian": Kind.GUARDIANS}


def declare(_name: str, parser: Parser) -> None:
    acts = parser.acts()
    about = Text("een persoon wissen; zonder --yes alleen tonen", "erase a person; without --yes only show")
    erasing = acts("erase", about)
    add_school(erasing)
    erasing.add_argument("kind", choices=sorted(KINDS))
    erasing.add_argument("key", metavar="KEY", help=parser.text("sleutel in het LAS", "LAS key"))
    erasing.add_argument("--yes", action="store_true", help=parser.text("echt wissen", "really erase"))
    add_json(erasing)
    erasing.set_defaults(act=erase)


def erase(asked: Namespace, terminal: Terminal) -> int:
    """Erase, or with no `--yes` say what would go."""
    kind = KINDS[asked.kind]
    with opened() as app, app.store.open(asked.school, by=who()) as books:
        registry = app.registry
        if asked.yes:
            gone = erase_person(registry, books, kind, asked.key).rows
        else:
            gone = books.erasure.preview(kind, asked.key)
            gone |= {f"plugin:{name}": 1 for name in kept_by_plugins(registry, books, kind, asked.key)}
    if terminal.as_json:
        terminal.show({"kind": kind.value, "key": asked.key, "erased": asked.yes, "rows": gone})
        return 0
    terminal.table(("tabel", "rijen"), sorted(gone.items()))
    terminal.say(ERASED if asked.yes else WOULD)
    return 0


ERASED = Text(
    "Gewist. Wat blijft: het logboek van handelingen. Daarin staat de sleutel uit het LAS, en bij wie zelf iets deed "
    "het e-mailadres waarmee dat gebeurde.",
    "Erased. What stays: the audit trail. It holds the key of the LAS, and for who did something himself the e-mail "
    "address with which he did it.",
)
WOULD = Text(
    "Dit zou gewist worden; er is nog niets veranderd. Geef --yes om het te doen. Het kan niet worden teruggedraaid. "
    "Wat blijft: het logboek van handelingen. Daarin staat de sleutel uit het LAS, en bij wie zelf iets deed het "
    "e-mailadres waarmee dat gebeurde.",
    "This would be erased; nothing was changed yet. Give --yes to do it. It cannot be undone. What stays: the audit "
    "trail. It holds the key of the LAS, and for who did something himself the e-mail address with which he did it.",
)
