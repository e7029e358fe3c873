"""Files as pages show and send them: with what the hub has of a person, and documents of report cards."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from urllib.parse import quote

from litestar.response import Stream

from hub.jobs import defer
from hub.portal.headers import LOCKED_UP
from hub.records import Kind, Text
from hub.store import Asker, Books, Document, NoDocumentError, Takeout
from hub.store.looks import SeenAs, Sight

STATES: dict[str, tuple[str, Text]] = {
    "waiting": ("calm", Text("Staat klaar om gemaakt te worden", "Waiting to be made")),
    "making": ("note", Text("Wordt gemaakt", "Being made")),
    "ready": ("good", Text("Klaar", "Ready")),
    "failed": ("bad", Text("Niet gelukt", "Failed")),
}
UNENDED = frozenset({"waiting", "making"})
MEGABYTE = 1024 * 1024
LONGEST_NAME = 80
NOT_IN_A_NAME = re.compile(r"[^\w .-]+")


def ask_for_file(books: Books, kind: Kind, key: str, asker: Asker) -> int:
    """Ask for a file with everything of a person, and return its number. A job makes it."""
    number, is_new = books.takeouts.ask(kind, key, asker)
    if is_new:
        books.audit.write("takeout.asked", f"{kind.value} {key}", {"own": asker.own})
        defer(books, "make_takeout", takeout=number)
    return number


def send_file(books: Books, number: int, account: int, who: str, seen_as: SeenAs) -> Stream:
    """Send a file to the account that asked for it, and note that. Raises `NoTakeoutError`."""
    takeout, pieces = books.takeouts.open(number, account)
    books.audit.write("takeout.opened", f"{takeout.kind.value} {takeout.key}")
    if takeout.kind is Kind.PUPILS:
        books.looks.note([takeout.key], Sight.EXPORT, seen_as, who, account_id=account)
    name = f"{books.school.code}-{datetime.now(UTC):%Y-%m-%d}-{takeout.id}.zip"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Content-Length": str(takeout.size),
    }
    return Stream(_first_read(pieces), media_type="application/zip", headers=headers)


def send_document(document: Document, name: str) -> Stream:
    """Send a report card's document as a file to keep. A browser may do nothing else with it."""
    # The first piece is read before anything is said, so that a damaged file is a page with a sentence.
    first = next(document.pieces, None)
    if first is None:
        raise NoDocumentError
    safe = " ".join(NOT_IN_A_NAME.sub(" ", name).split())[:LONGEST_NAME] or "rapport"
    headers = {
        "Content-Disposition": f"attachment; filename=\"rapport.pdf\"; filename*=UTF-8''{quote(safe)}.pdf",
        "Content-Length": str(document.size),
        "Content-Security-Policy": LOCKED_UP,
    }
    return Stream(chain([first], document.pieces), media_type="application/pdf", headers=headers)


def _first_read(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Read the first piece now, so that a damaged file is a page with a sentence and not half a download."""
    first = next(pieces, b"")

    def rest() -> Iterator[bytes]:
        yield first
        yield from pieces

    return rest()


def percent_of(takeout: Takeout) -> int | None:
    """Return how far the making of a file is; `None` where nobody can tell yet."""
    return min(100, 100 * takeout.done // takeout.total) if takeout.total else None


def megabytes(takeout: Takeout) -> float:
    """Return the size of a file in megabytes, with one decimal."""
    return max(0.1, round((takeout.size or 0) / MEGABYTE, 1))
