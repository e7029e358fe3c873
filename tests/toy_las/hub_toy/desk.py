"""A plugin of a LAS that can be written to. Its LAS is an SQLite file, which any number of processes may use.

It is a simple LAS: every call of `write` has an effect, also a second one with the same key. So whatever happens once
happens once because the hub sees to it. In the table `order` it is told how to misbehave.
"""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.contract import (
    Ask,
    ChangeRefusedError,
    Checked,
    ConflictError,
    CredentialsRefusedError,
    LasUnavailableError,
    OnlyByHandError,
    Outcome,
    OutcomeUnknownError,
    Plugin,
    Receipt,
    School,
    Secret,
    Write,
    WriteState,
    hookimpl,
    secret,
    setting,
)
from hub.records import Complete, Guardian, Guardianship, Kind, Pulled, Pupil, Relation, Source, Text
from hub.testing.manifests import EVERYTHING


@dataclass(frozen=True, kw_only=True)
class DeskSettings:
    """Where the LAS is, and the key to it."""

    file: str = setting(Text("Bestand", "File"), Text("Waar het LAS staat.", "Where the LAS is."))
    key: Secret = secret(Text("Sleutel", "Key"), Text("Van uw LAS.", "Of your LAS."))
    pace: int = setting(Text("Tempo", "Pace"), Text("Vragen per minuut.", "Requests a minute."), default=60)


plugin = Plugin(
    key="toy_desk",
    title=Text("Bureau", "Desk"),
    description=Text("Een LAS waarin geschreven kan worden.", "A LAS that can be written to."),
    package=__name__,
    processes=EVERYTHING,
    settings=DeskSettings,
)

TABLES = """
CREATE TABLE IF NOT EXISTS field (kind, key, field, value, PRIMARY KEY (kind, key, field));
CREATE TABLE IF NOT EXISTS effect (write_key, kind, key, field, value);
CREATE TABLE IF NOT EXISTS orders (act, word, times, PRIMARY KEY (act));
CREATE TABLE IF NOT EXISTS call (act, write_key);
"""


class Desk:
    """The LAS itself: its file."""

    def __init__(self, path: Path | str) -> None:
        self.path = str(path)
        with self.opened() as las:
            las.executescript(TABLES)

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=30, isolation_level=None)) as las:
            yield las

    def put(self, record: Pupil | Guardian | Guardianship, **values: Any) -> None:
        with self.opened() as las:
            for field, value in {"key": record.key, **values}.items():
                las.execute("REPLACE INTO field VALUES (?, ?, ?, ?)", (record.KIND.value, record.key, field, value))

    def set(self, kind: Kind, key: str, field: str, value: Any) -> None:
        with self.opened() as las:
            las.execute("REPLACE INTO field VALUES (?, ?, ?, ?)", (kind.value, key, field, value))

    def get(self, kind: Kind, key: str, field: str) -> Any:
        with self.opened() as las:
            row = las.execute("SELECT value FROM field WHERE (kind, key, field) = (?, ?, ?)", (kind, key, field))
            return (row.fetchone() or [None])[0]

    def order(self, act: str, word: str, times: int = 1) -> None:
        """Misbehave so often in an act: `connect`, `before`, `after`, `read_back`, …"""
        with self.opened() as las:
            las.execute("REPLACE INTO orders VALUES (?, ?, ?)", (act, word, times))

    def ordered(self, act: str) -> str:
        with self.opened() as las:
            las.execute("BEGIN IMMEDIATE")
            row = las.execute("SELECT word, times FROM orders WHERE act = ? AND times > 0", (act,)).fetchone()
            las.execute("UPDATE orders SET times = times - 1 WHERE act = ?", (act,))
            las.execute("COMMIT")
        return str(row[0]) if row else ""

    def effects(self) -> list[Any]:
        with self.opened() as las:
            return las.execute("SELECT kind, key, field, value FROM effect ORDER BY rowid").fetchall()

    def calls(self, act: str) -> int:
        with self.opened() as las:
            return int(las.execute("SELECT count(*) FROM call WHERE act = ?", (act,)).fetchone()[0])

    def note(self, act: str, write_key: str) -> None:
        with self.opened() as las:
            las.execute("INSERT INTO call VALUES (?, ?)", (act, write_key))

    def rows(self) -> dict[tuple[str, str], dict[str, Any]]:
        found: dict[tuple[str, str], dict[str, Any]] = {}
        with self.opened() as las:
            for kind, key, field, value in las.execute("SELECT kind, key, field, value FROM field ORDER BY rowid"):
                found.setdefault((kind, key), {})[field] = value
        return found


@hookimpl
def las_connector(school: School, settings: Any) -> "DeskConnector":
    made = DeskConnector(school, Desk(settings.file), settings.key)
    obey(made.desk.ordered("connect"))
    return made


@dataclass(frozen=True)
class DeskConnector:
    school: School
    desk: Desk
    key: Secret

    def check(self) -> Checked:
        works = self.key.reveal() == "open sesam"
        return Checked(works=works, text=Text("Het werkt.", "It works.") if works else WRONG_KEY)

    def pull(self, ask: Ask) -> Iterator[Pulled]:
        obey(self.desk.ordered("pull"))
        yield Source(name="desk", school=self.school.code)
        rows = self.desk.rows()
        for kind in (Kind.PUPILS, Kind.GUARDIANS, Kind.GUARDIANSHIPS):
            for (of_kind, _), values in rows.items():
                if of_kind == kind:
                    yield record(kind, values)
        ask.progress(len(rows), len(rows))
        yield Complete(frozenset({Kind.PUPILS, Kind.GUARDIANS, Kind.GUARDIANSHIPS}))

    def write(self, write: Write) -> Receipt:
        obey(self.desk.ordered("before"))
        with self.desk.opened() as las:
            las.execute("BEGIN IMMEDIATE")
            las.execute("INSERT INTO call VALUES ('write', ?)", (write.idempotency_key,))
            las.execute("COMMIT")
            las.execute("BEGIN IMMEDIATE")
            at = (write.kind.value, write.key, write.field)
            row = las.execute("SELECT value FROM field WHERE (kind, key, field) = (?, ?, ?)", at).fetchone()
            if (row[0] if row else None) != write.base:
                raise ConflictError(Text("Het LAS heeft iets anders.", "The LAS has something else."))
            las.execute("INSERT INTO effect VALUES (?, ?, ?, ?, ?)", (write.idempotency_key, *at, write.wanted))
            las.execute("REPLACE INTO field VALUES (?, ?, ?, ?)", (*at, write.wanted))
            las.execute("COMMIT")
        obey(self.desk.ordered("after"))
        return Receipt(correlation=f"desk-{write.idempotency_key}")

    def read_back(self, write: Write, receipt: Receipt | None) -> Outcome:  # noqa: ARG002 - the key is enough
        self.desk.note("read_back", write.idempotency_key)
        word = self.desk.ordered("read_back")
        obey(word)
        if word in ("going", "unknown", "refused", "conflict"):
            return Outcome(state=WriteState(word), reason=NOT_ALLOWED if word == "refused" else None)
        with self.desk.opened() as las:
            done = las.execute("SELECT 1 FROM effect WHERE write_key = ?", (write.idempotency_key,)).fetchone()
        return Outcome(state=WriteState.DONE if done else WriteState.NOT_RECEIVED)


def obey(word: str) -> None:
    """Misbehave as was ordered."""
    if word == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word.startswith("kill in "):
        seconds = float(word.removeprefix("kill in "))
        threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL)).start()
    elif word.startswith("sleep "):
        time.sleep(float(word.removeprefix("sleep ")))
    elif word in ERRORS:
        raise ERRORS[word](NOT_ALLOWED)
    elif word == "crash":
        raise ValueError("g.jansen@example.nl")


def record(kind: Kind, values: dict[str, Any]) -> Pupil | Guardian | Guardianship:
    if kind is Kind.GUARDIANSHIPS:
        flags = {name: None if values.get(name) is None else bool(values[name]) for name in ("authority", "lives_with")}
        return Guardianship(**{**values, "relation": Relation(values.get("relation", "mother")), **flags})
    return (Pupil if kind is Kind.PUPILS else Guardian)(**values)


ERRORS: dict[str, Any] = {
    "unavailable": LasUnavailableError,
    "refuse": ChangeRefusedError,
    "credentials": CredentialsRefusedError,
    "by_hand": OnlyByHandError,
    "swallow": OutcomeUnknownError,
}
NOT_ALLOWED = Text("Dit mag niet van het bureau.", "The desk does not allow this.")
WRONG_KEY = Text(
    "De sleutel past niet. Vraag een nieuwe bij uw LAS.", "The key does not fit. Ask your LAS for another."
)
