"""A pupil's history, read back: results over the years with their assessments, and report cards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from hub.records import (
    HISTORY_TYPES,
    Assessment,
    HistoryKind,
    HistoryRecord,
    ReportCard,
    Result,
    Text,
)
from hub.store.questions import asked

R = TypeVar("R")
HISTORY_TABLES: Mapping[HistoryKind, str] = {
    HistoryKind.ASSESSMENTS: "hub.assessment",
    HistoryKind.RESULTS: "hub.result",
    HistoryKind.REPORT_CARDS: "hub.report_card",
}
OF_THE_PUPIL = ("pupil", "pupil_eck_id")
"""Fields that stand in the pupil's own row."""

AS_JSON = ("norms", "parts")
KEPT = 4096
"""So many assessments are kept read in one process. They name no pupil."""
OF_THE_HUB = ("id", "changed_run", "document_id", "refused")


def own_columns(kind: HistoryKind) -> tuple[str, ...]:
    """Return the columns of a kind's table that hold the record's fields; who the pupil is stands elsewhere."""
    return tuple(each.name for each in fields(HISTORY_TYPES[kind]) if each.name not in OF_THE_PUPIL)


ASSESSMENT = ", ".join(f"{name}::text" if name in AS_JSON else name for name in own_columns(HistoryKind.ASSESSMENTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a record of the history said before it changed, was withdrawn or came back: its fields as JSON values."""

    at: datetime
    run: int
    act: str
    was: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCard:
    """A report card as the hub has it. `id` is the hub's number, `document` that of its document, which is whole.

    Without a document it waits to be fetched, or `refused` says why the document was quarantined. `run` is the run of
    the intake that brought or changed it.
    """

    id: int
    run: int
    card: ReportCard
    document: int | None
    refused: Text | None = None


class History:
    """The histories of one school's pupils. What was withdrawn is left out; who left the school keeps a history."""

    def __init__(self, session: Session, school_id: int) -> None:
        self._session = session
        self._school_id = school_id

    def results(self, pupil: str) -> list[Result]:
        """Return the results of the pupil with this LAS key, the oldest first."""
        names = own_columns(HistoryKind.RESULTS)
        rows = self._of_pupil(HistoryKind.RESULTS, names, pupil, "ORDER BY t.taken_on, t.id")
        return _read((*OF_THE_PUPIL, *names), rows, Result)

    def report_cards(self, pupil: str) -> list[KeptCard]:
        """Return the report cards of the pupil with this LAS key, the newest first."""
        names = (*own_columns(HistoryKind.REPORT_CARDS), *OF_THE_HUB)
        return [_kept_card(names, row) for row in self._of_pupil(HistoryKind.REPORT_CARDS, names, pupil, NEWEST_FIRST)]

    def assessments(self, keys: Iterable[str] | None = None) -> dict[str, Assessment]:
        """Return assessments by key: these, or all that the school has."""
        chosen = "" if keys is None else "AND key = ANY(:keys)"
        rows = asked(
            self._session,
            f"SELECT {ASSESSMENT} FROM hub.assessment WHERE school_id = :school {chosen} ORDER BY key",
            {"school": self._school_id} | ({} if keys is None else {"keys": sorted(set(keys))}),
        )
        found = (_assessment(tuple(row)) for row in rows)
        return {each.key: each for each in found}

    def past(self, kind: HistoryKind, key: str) -> list[Past]:
        """Return what a record said before, the oldest first."""
        rows = self._session.execute(
            text(
                f"SELECT c.at, c.run_id, c.act, c.was FROM hub.history_change c JOIN {HISTORY_TABLES[kind]} t "
                "ON t.id = c.record_id WHERE c.school_id = :school AND c.kind = :kind AND t.key = :key ORDER BY c.id"
            ),
            {"school": self._school_id, "kind": kind.value, "key": key},
        )
        return [Past(at=row[0], run=row[1], act=row[2], was=row[3]) for row in rows]

    def counts(self) -> dict[HistoryKind, int]:
        """Return how many results and report cards there are."""
        row = self._session.execute(text(COUNTS), {"school": self._school_id}).one()
        return {HistoryKind.RESULTS: row[0], HistoryKind.REPORT_CARDS: row[1]}

    def cards_to_fetch(self, most: int) -> list[KeptCard]:
        """Return report cards whose document has yet to be fetched, the newest first."""
        return self._to_fetch(f"{NEWEST_FIRST} LIMIT :most", {"most": most})

    def claim(self, card: int) -> KeptCard | None:
        """Return a report card to whoever brings its document, until this transaction ends; `None`: it was brought."""
        return next(iter(self._to_fetch("AND t.id = :card FOR UPDATE OF t", {"card": card})), None)

    def _to_fetch(self, chosen: str, values: Mapping[str, Any]) -> list[KeptCard]:
        names = (*own_columns(HistoryKind.REPORT_CARDS), *OF_THE_HUB)
        columns = ", ".join(f"t.{name}" for name in names)
        statement = text(f"SELECT p.key, p.eck_id, {columns} {TO_FETCH} {chosen}")
        rows = self._session.execute(statement, {"school": self._school_id, **values})
        return [_kept_card(names, row) for row in rows]

    def waiting(self) -> int:
        """Return how many report cards wait for their document."""
        return int(self._session.scalar(text(f"SELECT count(*) {TO_FETCH}"), {"school": self._school_id}) or 0)

    def refuse_document(self, card: int, why: Text) -> None:
        """Note that a document was quarantined, and why. It is fetched again once the LAS says something new of it."""
        self._settle(card, None, {"nl": why.nl, "en": why.en})

    def attach(self, card: int, document: int) -> None:
        """Note which document is that of a report card."""
        self._settle(card, document, None)

    def erase(self, pupil: str) -> int:
        """Remove the whole history of the pupil with this LAS key but the documents, and return how much it was."""
        gone = 0
        for kind in (HistoryKind.RESULTS, HistoryKind.REPORT_CARDS):
            values = {"school": self._school_id, "pupil": pupil, "kind": kind.value}
            gone += len(self._session.execute(text(ERASE.format(table=HISTORY_TABLES[kind])), values).all())
        return gone

    def _settle(self, card: int, document: int | None, refused: Mapping[str, str] | None) -> None:
        said = msgspec.json.encode(refused).decode() if refused else None
        self._session.execute(text(SETTLE_CARD), {"card": card, "document": document, "refused": said})

    def _of_pupil(self, kind: HistoryKind, names: Sequence[str], pupil: str, order: str) -> Iterable[Any]:
        columns = ", ".join(f"t.{name}" for name in names)
        return asked(
            self._session,
            f"SELECT p.key, p.eck_id, {columns} FROM hub.pupil p JOIN {HISTORY_TABLES[kind]} t "
            "ON t.school_id = p.school_id AND t.pupil_id = p.id AND t.withdrawn_at IS NULL "
            f"WHERE p.school_id = :school AND p.key = :pupil {order}",
            {"school": self._school_id, "pupil": pupil},
        )


COUNTS = """
SELECT (SELECT count(*) FROM hub.result WHERE school_id = :school AND withdrawn_at IS NULL),
       (SELECT count(*) FROM hub.report_card WHERE school_id = :school AND withdrawn_at IS NULL)
"""
ERASE = """
WITH gone AS (
    DELETE FROM {table} WHERE school_id = :school
    AND pupil_id IN (SELECT id FROM hub.pupil WHERE school_id = :school AND key = :pupil) RETURNING id
), past AS (
    DELETE FROM hub.history_change WHERE school_id = :school AND kind = :kind AND record_id IN (SELECT id FROM gone)
)
SELECT id FROM gone
"""
TO_FETCH = """
FROM hub.report_card t JOIN hub.pupil p ON p.id = t.pupil_id
WHERE t.school_id = :school AND t.withdrawn_at IS NULL AND t.fetched_print IS DISTINCT FROM t.said_print
"""
NEWEST_FIRST = "ORDER BY t.issued_on DESC NULLS LAST, t.id DESC"
SETTLE_CARD = """
UPDATE hub.report_card SET document_id = :document, refused = CAST(:refused AS jsonb), fetched_print = said_print
WHERE id = :card
"""


def said_of(record: HistoryRecord) -> dict[str, Any]:
    """Return the fields of a record that stand in its own row, as JSON values; a decimal number is a text."""
    values: dict[str, Any] = msgspec.to_builtins(record)
    return {name: value for name, value in values.items() if name not in OF_THE_PUPIL}


def _read(names: Sequence[str], rows: Iterable[Sequence[Any]], wanted: type[R]) -> list[R]:
    """Return rows as records. A page reads hundreds of them, and this makes them several times faster than calls do."""
    return msgspec.convert([dict(zip(names, row, strict=True)) for row in rows], list[wanted])  # type: ignore[valid-type]


@lru_cache(maxsize=KEPT)
def _assessment(row: tuple[Any, ...]) -> Assessment:
    """Return the assessment of a row. Kept by all that the row says: most pupils of a school took the same ones."""
    said = dict(zip(own_columns(HistoryKind.ASSESSMENTS), row, strict=True))
    return msgspec.convert(said | {name: msgspec.json.decode(said[name]) for name in AS_JSON}, Assessment)


def _kept_card(names: Sequence[str], row: Sequence[Any]) -> KeptCard:
    said = dict(zip(names, row[2:], strict=True))
    number, run, document, refused = (said.pop(name) for name in OF_THE_HUB)
    card = ReportCard(pupil=row[0], pupil_eck_id=row[1], **said)
    return KeptCard(id=number, run=run, card=card, document=document, refused=Text(**refused) if refused else None)
