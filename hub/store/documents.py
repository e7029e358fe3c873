"""Documents outside the rows: sealed files in the hub's home, under names that say nothing.

The key of each file lies sealed in its row, behind the wall between schools. So a file without its row is a heap of
noise, and who is erased is erased at once, also from a file that a crash left behind or a backup still has.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from hub.contract import HubError
from hub.records import Text
from hub.store.sealed import Sealer
from hub.store.sealed_files import DocumentDamagedError
from hub.store.sealed_folder import SealedFolder


class NoDocumentError(HubError):
    """There is no such document of this pupil at this school, or its file is gone or damaged. Nothing is shown."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Dit document is er niet, of het is niet van deze leerling. Vraag de school om het opnieuw klaar te "
                "zetten.",
                "This document is not there, or is not this pupil's. Ask the school to make it available again.",
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that opens. `size` is in bytes; `pieces` may be read once."""

    size: int
    pages: int
    pieces: Iterator[bytes]


class Documents:
    """The documents of one school's pupils."""

    def __init__(self, session: Session, school_id: int, sealer: Sealer, folder: Path) -> None:
        self._session = session
        self._school_id = school_id
        self._sealer = sealer
        self._files = SealedFolder(session, sealer, folder)

    def keep(self, pupil: str, pieces: Iterable[bytes], pages: int) -> int:
        """Keep a document of the pupil with this LAS key and return its number. The file goes where this is undone."""
        file = self._files.keep(pieces)
        said = {"name": file.name, "key": file.key, "size": file.size, "pages": pages}
        document = self._session.scalar(text(KEEP), {"school": self._school_id, "pupil": pupil, **said})
        if document is None:
            raise LookupError(pupil)
        return int(document)

    def open(self, document: int, *, pupil: str) -> Document:
        """Return a document of the pupil with this LAS key, at the school in hand. Raises `NoDocumentError`.

        Both are checked here and not by whoever asks: there is no other way to a document. Every opening is the
        caller's to write in the audit trail: who looked, and at whose.
        """
        values = {"school": self._school_id, "document": document, "pupil": pupil}
        row = self._session.execute(text(FIND), values).one_or_none()
        if row is None:
            raise NoDocumentError
        return Document(size=row.size, pages=row.pages, pieces=whole(self._files.pieces(row.name, row.sealed_key)))

    def forget(self, document: int) -> None:
        """Remove a document: its key with this transaction, its file after that."""
        self._forget("id = :value", document)

    def forget_of(self, pupil: str) -> int:
        """Remove every document of the pupil with this LAS key, and return how many there were."""
        chosen = "pupil_id IN (SELECT id FROM hub.pupil WHERE school_id = :school AND key = :value)"
        return self._forget(chosen, pupil)

    def sweep(self, older_than: float) -> int:
        """Remove files of this school that no row names, unless they are of the last `older_than` seconds."""
        known = set(self._session.scalars(text(NAMES), {"school": self._school_id}))
        return self._files.sweep(known, older_than)

    def reseal(self) -> int:
        """Seal the key of every document with the newest of the hub's keys. Returns how many there were."""
        rows = self._session.execute(
            text("SELECT id, sealed_key FROM hub.document WHERE school_id = :school"), {"school": self._school_id}
        ).all()
        for row in rows:
            self._session.execute(
                text("UPDATE hub.document SET sealed_key = :key WHERE id = :id"),
                {"id": row.id, "key": self._sealer.reseal(row.sealed_key)},
            )
        return len(rows)

    def _forget(self, chosen: str, value: int | str) -> int:
        statement = f"DELETE FROM hub.document WHERE school_id = :school AND {chosen} RETURNING id, name"
        rows = self._session.execute(text(statement), {"school": self._school_id, "value": value}).all()
        numbers = [row.id for row in rows]
        self._session.execute(text(DETACH), {"school": self._school_id, "numbers": numbers})
        self._files.remove_after(row.name for row in rows)
        return len(rows)


def whole(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what is in a sealed file. Raises `NoDocumentError` where it is gone or damaged."""
    try:
        yield from pieces
    except (DocumentDamagedError, OSError):
        raise NoDocumentError from None


KEEP = """
INSERT INTO hub.document (school_id, pupil_id, name, sealed_key, size, pages)
SELECT :school, p.id, :name, :key, :size, :pages FROM hub.pupil p WHERE p.school_id = :school AND p.key = :pupil
RETURNING id
"""
FIND = """
SELECT d.name, d.sealed_key, d.size, d.pages FROM hub.document d JOIN hub.pupil p ON p.id = d.pupil_id
WHERE d.school_id = :school AND d.id = :document AND p.school_id = :school AND p.key = :pupil
"""
NAMES = "SELECT name FROM hub.document WHERE school_id = :school"
DETACH = """
UPDATE hub.report_card SET document_id = NULL, fetched_print = NULL
WHERE school_id = :school AND document_id = ANY(:numbers)
"""
