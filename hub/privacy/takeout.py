"""Making the file with everything of a person (GDPR art. 15 and 20): a page to read, JSON, and the documents."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from hub.contract import HubError
from hub.privacy.gathering import Gathered, gather
from hub.privacy.reading import page_of, style
from hub.privacy.zipping import zipped
from hub.registry import Registry
from hub.store import Books, NoDocumentError, Store, Takeout
from hub.store.places import PLACES

FORMAT = "koppelhub.person/1"
NAMES: Mapping[str, Mapping[str, str]] = {
    "nl": {"page": "lees-mij.html", "data": "gegevens.json", "papers": "rapporten", "style": "stijl.css"},
    "en": {"page": "read-me.html", "data": "data.json", "papers": "report-cards", "style": "style.css"},
}


def make_takeout(store: Store, registry: Registry, school: int, number: int) -> None:
    """Make a file that waits; what is made, failed or gone is left alone. A plugin that fails fails the file."""
    with store.open(school) as books:
        takeout = books.takeouts.begin(number)
    if takeout is None:
        return
    try:
        _make(store, registry, school, takeout)
    except HubError:
        fail_takeout(store, school, number)


def fail_takeout(store: Store, school: int, number: int) -> None:
    """Say that a file cannot be made."""
    with store.open(school) as books:
        books.takeouts.fail(number)


def _make(store: Store, registry: Registry, school: int, takeout: Takeout) -> None:
    def moved(done: int, total: int) -> None:
        with store.open(school) as books:
            books.takeouts.moved(takeout.id, done, total)

    with store.open(school, by=takeout.asked_by) as books:
        gathered = gather(registry, books, takeout, datetime.now(UTC))
        moved(0, len(gathered.papers) + 1)
        size = books.takeouts.keep(takeout.id, pieces_of(books, gathered, takeout.language, moved))
        contents = contents_of(gathered)
        books.takeouts.ready(takeout.id, contents)
        details = {"own": takeout.own, "size": size, "sorts": contents["sorts"], "documents": contents["documents"]}
        books.audit.write("takeout.made", f"{takeout.kind.value} {takeout.key}", details)


def pieces_of(
    books: Books, gathered: Gathered, language: str, moved: Callable[[int, int], None] = lambda *_: None
) -> Iterator[bytes]:
    """Yield the bytes of the zip. Documents are opened one by one, and pass in pieces."""
    return zipped(_entries(books, gathered, language, moved), gathered.made_at)


def contents_of(gathered: Gathered) -> dict[str, Any]:
    """Return what is in the file, in counts."""
    return {
        "sorts": {table: len(rows) for table, rows in gathered.sorts.items()},
        "plugins": sorted(gathered.plugins),
        "documents": len(gathered.papers),
        "children": len(gathered.children),
    }


def _entries(
    books: Books, gathered: Gathered, language: str, moved: Callable[[int, int], None]
) -> Iterator[tuple[str, Iterable[bytes]]]:
    names = NAMES[language]
    yield names["page"], [page_of(gathered, language, names["style"], names["papers"]).encode()]
    yield names["style"], [style().encode()]
    yield names["data"], [json.dumps(as_json(gathered, language), ensure_ascii=False, indent=1).encode()]
    for done, paper in enumerate(gathered.papers, 1):
        try:
            document = books.documents.open(paper.number, pupil=paper.pupil)
            yield f"{names['papers']}/{paper.name}", document.pieces
        except NoDocumentError:
            yield f"{names['papers']}/{paper.name}.txt", [MISSING[language].encode()]
        moved(done, len(gathered.papers) + 1)


def as_json(gathered: Gathered, language: str) -> dict[str, Any]:
    """Return the file's data: `docs/reference/person-file.md` says what stands where."""
    return {
        "format": FORMAT,
        "made_at": gathered.made_at.isoformat(),
        "school": {"code": gathered.school, "name": gathered.school_name},
        "person": {"kind": gathered.kind.value, "key": gathered.key},
        "sorts": {
            table: {"label": PLACES[table].label.to(language), "rows": rows} for table, rows in gathered.sorts.items()
        },
        "assessments": gathered.assessments,
        "children": [
            {"key": each.key, "fields": each.fields, "history": each.history, "looks": list(each.looks)}
            for each in gathered.children
        ],
        "plugins": gathered.plugins,
        "documents": [f"{NAMES[language]['papers']}/{each.name}" for each in gathered.papers],
        "left_out": [{"what": what.to(language), "why": why.to(language)} for what, why in gathered.left_out],
    }


MISSING = {
    "nl": "Dit rapport kon niet worden gelezen. Vraag de school om het opnieuw klaar te zetten.\n",
    "en": "This report card could not be read. Ask the school to make it available again.\n",
}
