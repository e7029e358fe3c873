"""`hub person`: everything that the hub has of a pupil or guardian, in a file, and erasing it (GDPR art. 15, 17)."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hub.app import opened
from hub.cli.arguments import CommandRefusedError, Parser, add_json, add_school, who
from hub.cli.private_files import private_file
from hub.cli.terminal import Terminal
from hub.privacy.gathering import Wanted, gather
from hub.privacy.persons import erase as erase_person
from hub.privacy.persons import kept_by_plugins
from hub.privacy.takeout import contents_of, pieces_of
from hub.records import Kind, Text
from hub.store import Books, SeenAs, Sight

KINDS = {"pupil": Kind.PUPILS, "guardian": Kind.GUARDIANS}


def declare(_name: str, parser: Parser) -> None:
    acts = parser.acts()
    _declare_export(
        acts("export", Text("een bestand maken met alles van een persoon", "make a file of a person")), parser
    )
    about = Text("een persoon wissen; zonder --yes alleen tonen", "erase a person; without --yes only show")
    erasing = acts("erase", about)
    _add_person(erasing, parser)
    erasing.add_argument("--yes", action="store_true", help=parser.text("echt wissen", "really erase"))
    add_json(erasing)
    erasing.set_defaults(act=erase)


def _declare_export(exporting: Parser, parser: Parser) -> None:
    _add_person(exporting, parser)
    exporting.add_argument("file", metavar="FILE", type=Path, help=parser.text("zip om te maken", "zip to make"))
    own = parser.text(
        "van een verzorger: alleen wat hij zelf mag hebben", "of a guardian: only what he may have himself"
    )
    exporting.add_argument("--own", action="store_true", help=own)
    add_json(exporting)
    exporting.set_defaults(act=export)


def _add_person(parser: Parser, words: Parser) -> None:
    add_school(parser)
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("key", metavar="KEY", help=words.text("sleutel in het LAS", "LAS key"))


def export(asked: Namespace, terminal: Terminal) -> int:
    """Write everything of a person to a file that only its owner can read, and note that in the audit trail."""
    kind = KINDS[asked.kind]
    if asked.own and kind is not Kind.GUARDIANS:
        raise CommandRefusedError(OWN_OF_GUARDIANS)
    with private_file(asked.file) as target, opened() as app, app.store.open(asked.school, by=who()) as books:
        if books.traces.person(kind, asked.key) is None:
            raise CommandRefusedError(_unknown(asked))
        wanted = Wanted(kind=kind, key=asked.key, own=asked.own)
        gathered = gather(app.registry, books, wanted, datetime.now(UTC))
        with terminal.progress(WRITING) as moved:
            target.writelines(pieces_of(books, gathered, terminal.language, moved))
        contents = contents_of(gathered)
        _note(books, wanted, contents)
    size = asked.file.stat().st_size
    if terminal.as_json:
        terminal.show({"file": str(asked.file), "bytes": size, **contents})
    terminal.say(_written(asked.file))
    return 0


def _note(books: Books, wanted: Wanted, contents: Mapping[str, Any]) -> None:
    details = {"own": wanted.own, "sorts": contents["sorts"], "documents": contents["documents"]}
    books.audit.write("takeout.exported", f"{wanted.kind.value} {wanted.key}", details)
    if wanted.kind is Kind.PUPILS:
        books.looks.note([wanted.key], Sight.EXPORT, SeenAs.HOST, who())


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


def _unknown(asked: Namespace) -> Text:
    return Text(
        f"De hub kent bij deze school geen {'leerling' if asked.kind == 'pupil' else 'verzorger'} met sleutel "
        f"{asked.key}. Er is niets geschreven. Kijk de sleutel na in het LAS.",
        f"The hub knows no {asked.kind} with key {asked.key} at this school. Nothing was written. Check the key in the "
        "LAS.",
    )


def _written(file: Path) -> Text:
    return Text(
        f"Geschreven: {file}. Alleen u kunt het lezen. Geef het alleen aan wie het aangaat, en gooi het daarna weg.",
        f"Written: {file}. Only you can read it. Give it only to whom it concerns, and throw it away after that.",
    )


WRITING = Text("Het bestand wordt gemaakt", "The file is being made")
OWN_OF_GUARDIANS = Text(
    "--own geldt alleen voor een verzorger: die krijgt dan wat hij volgens de wet zelf mag hebben.",
    "--own is for a guardian only: he then gets what by law he may have himself.",
)
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
