"""Everything that there is of a person, gathered for a file: for the school whole, for a guardian what he may see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec

from hub.changes import Family, around, fields_seen, sees_pupil
from hub.contract import Exempt, PupilHistory
from hub.privacy.narrowing import narrowed_rows
from hub.privacy.persons import kept_by_plugins
from hub.records import Kind, Text
from hub.registry import Registry
from hub.reports.reading import published_to, read_as
from hub.store import Books, Takeout
from hub.store.places import PLACES

MOST_LOOKS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document that goes along: its number, whose it is (LAS key), and its name in the file."""

    number: int
    pupil: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """What a guardian may see of a child: fields by name, results and report cards, and who looked."""

    key: str
    fields: Mapping[str, Any]
    history: Mapping[str, Any]
    looks: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What goes into the file. `sorts` are rows by table; `left_out` says what is not in it, and why."""

    kind: Kind
    key: str
    school: str
    school_name: str
    made_at: datetime
    sorts: Mapping[str, list[dict[str, Any]]]
    assessments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    children: tuple[Child, ...] = ()
    plugins: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    left_out: tuple[tuple[Text, Text], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Of whom a file is wanted where nobody asked for one that is kept. `own`: what a guardian may have in hand."""

    kind: Kind
    key: str
    own: bool
    asked_account: int = 0


def gather(registry: Registry, books: Books, takeout: Takeout | Wanted, now: datetime) -> Gathered:
    """Return everything of the person of a file that was asked for. Raises `PluginKeepsError`."""
    if takeout.own:
        return _for_himself(registry, books, takeout, now)
    kind, key = takeout.kind, takeout.key
    sorts = {table: rows for table in PLACES if (rows := books.traces.rows(table, kind, key))}
    named = {each["assessment"] for each in sorts.get("result", ())}
    tests = books.history.assessments(named) if named else {}
    return Gathered(
        kind=kind,
        key=key,
        school=str(books.school.code),
        school_name=books.school.name,
        made_at=now,
        sorts=sorts,
        assessments=msgspec.to_builtins(tests),
        plugins=kept_by_plugins(registry, books, kind, key),
        papers=tuple(_papers(books, key, frozenset())) if kind is Kind.PUPILS else (),
        left_out=_left_out(registry),
    )


def _for_himself(registry: Registry, books: Books, takeout: Takeout | Wanted, now: datetime) -> Gathered:
    """Return what a guardian may have in hand: his own rows, and of his children what he may see by himself.

    Who asks it himself gets what the school has published; from the school he gets what the law lets him see.
    """
    key, today = takeout.key, now.date()
    found = around(books, key)
    family = found.family
    sorts = narrowed_rows(books, key, family, takeout.asked_account)
    by_himself = key in books.guardian_accounts.guardians_of(takeout.asked_account)
    children, papers = [], []
    for pupil in sorted(family.pupils_of(key)):
        history = (published_to if by_himself else read_as)(books, key, pupil, today, found)
        children.append(_child(books, key, pupil, family, history))
        cards = frozenset(each.key for each in history.report_cards) if history else frozenset()
        papers += list(_papers(books, pupil, cards)) if cards else []
    return Gathered(
        kind=takeout.kind,
        key=key,
        school=str(books.school.code),
        school_name=books.school.name,
        made_at=now,
        sorts=sorts,
        children=tuple(children),
        plugins=kept_by_plugins(registry, books, takeout.kind, key),
        papers=tuple(papers),
        left_out=(*_left_out(registry), *FOR_HIMSELF),
    )


def _child(books: Books, guardian: str, pupil: str, family: Family, history: PupilHistory | None) -> Child:
    record = books.changes.record(Kind.PUPILS, pupil)
    seen = fields_seen(guardian, Kind.PUPILS, pupil, family) if record else frozenset()
    said = msgspec.to_builtins(record) if record else {}
    looks = books.looks.of(pupil, MOST_LOOKS) if sees_pupil(guardian, pupil, family) else []
    return Child(
        key=pupil,
        fields={name: value for name, value in said.items() if name in seen and value is not None},
        history=_told(history) if history else {},
        looks=tuple(
            {"who": each.who, "seen_as": each.seen_as.value, "what": each.what.value, "hour": each.hour.isoformat()}
            for each in looks
            if each.seen_as.value != "guardian"
        ),
    )


def _told(history: PupilHistory) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.to_builtins(history)
    return {name: said[name] for name in ("results", "assessments", "report_cards")}


def _papers(books: Books, pupil: str, cards: frozenset[str]) -> Iterator[Paper]:
    """Yield the documents of a pupil: all, or those of these report cards."""
    for place, each in enumerate(books.history.report_cards(pupil), 1):
        if each.document is not None and (not cards or each.card.key in cards):
            yield Paper(number=each.document, pupil=pupil, name=_paper_name(place, each.card.issued_on))


def _paper_name(place: int, issued_on: date | None) -> str:
    return f"{place:02}{f'-{issued_on.isoformat()}' if issued_on else ''}.pdf"


def _left_out(registry: Registry) -> tuple[tuple[Text, Text], ...]:
    exempt = [
        (plugin.title, plugin.shredder.reason)
        for plugin in registry.plugins.values()
        if isinstance(plugin.shredder, Exempt)
    ]
    return (*ALWAYS_LEFT_OUT, *exempt)


ALWAYS_LEFT_OUT = (
    (
        Text("Afdrukken van wachtwoorden, sleutels en controlegetallen", "Hashes of passwords, keys and check sums"),
        Text("Ze zeggen niets over u, en horen niet op straat.", "They say nothing about you, and must stay secret."),
    ),
    (
        Text("Mislukte pogingen om in te loggen", "Failed attempts to log in"),
        Text(
            "Daarvan bewaart de hub een dag lang een afdruk die niet naar een persoon te herleiden is.",
            "Of those the hub keeps a mark for a day that cannot be traced to a person.",
        ),
    ),
    (
        Text("Reservekopieën", "Backups"),
        Text(
            "Daarin staat hetzelfde als hier, tot de beheerder van de hub ze weggooit.",
            "They hold the same as this, until the administrator of the hub throws them away.",
        ),
    ),
)
FOR_HIMSELF = (
    (
        Text("Gegevens van andere verzorgers", "Data of other guardians"),
        Text(
            "Die zijn van hen. Ook hun adres, telefoonnummer en e-mailadres staan hier niet in.",
            "Those are theirs. Their address, phone number and e-mail address are not in it either.",
        ),
    ),
    (
        Text("Wat u van een kind niet zelf mag zien", "What you may not see of a child by yourself"),
        Text(
            "Vraag het de school. Zij beslist volgens de wet wat u krijgt.",
            "Ask the school. It decides by the law what you get.",
        ),
    ),
    (
        Text("Namen van medewerkers", "Names of staff"),
        Text(
            "Waar een medewerker iets besliste of invoerde, staat 'de school'.",
            "Where a member of staff decided or entered something, it says 'the school'.",
        ),
    ),
)
