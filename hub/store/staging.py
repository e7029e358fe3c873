"""Where a plan is made: batches of the pull are compared with what is known, and the steps wait here to be applied.

A plan is written to a temporary table first (COPY does not work on tables with row-level security), so that memory
stays bounded and a pull that fails leaves nothing. `settle` moves it to `hub.run_step`, where it can be shown, and
stays.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from hub.records import Kind, Record
from hub.store.rows import TABLES, columns, from_row, listed
from hub.store.steps import Action, Known, Step

_JSON = msgspec.json.Encoder()


class Staging:
    """The plan of one run of one school, while it is being made and when it is applied."""

    def __init__(self, session: Session, school_id: int) -> None:
        self._session = session
        self._school_id = school_id
        self._seq = 0
        self._counted: dict[Kind, tuple[int, int]] = {}

    def wait_for_turn(self, seconds: int) -> bool:
        """Wait until no other run of this school is being made; held until the transaction ends. False: out of time."""
        self._session.execute(text(f"SET LOCAL lock_timeout = '{int(seconds)}s'"))
        try:
            with self._session.begin_nested():
                self._session.execute(
                    text("SELECT pg_advisory_xact_lock(:room, :school)"),
                    {"room": LOCK_ROOM, "school": self._school_id},
                )
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            return False
        self._session.execute(text("SET LOCAL lock_timeout = 0"))
        return True

    def begin(self) -> None:
        """Make room for a plan."""
        self._session.execute(text(TEMPORARY_TABLE))

    def clear(self) -> None:
        """Empty the plan."""
        self._session.execute(text(f"TRUNCATE {TEMP}"))

    def known(self, kind: Kind, keys: Sequence[str]) -> list[Known]:
        """Return what is known, departed or not, of the records that have one of these keys."""
        return self._known(kind, "key", keys)

    def known_by_eck_id(self, kind: Kind, eck_ids: Sequence[str]) -> list[Known]:
        """Return what is known, departed or not, of the pupils or teachers that have one of these ECK iDs."""
        return self._known(kind, "eck_id", eck_ids)

    def _known(self, kind: Kind, column: str, values: Sequence[str]) -> list[Known]:
        if not values or not self._has_any(kind):
            return []
        eck_column = "eck_id" if "eck_id" in columns(kind) else "NULL::text"
        found = self._session.execute(
            text(
                f"SELECT id, key, {eck_column}, said_print, departed_at IS NOT NULL FROM {TABLES[kind]} "
                f"WHERE school_id = :school AND {column} = ANY(:values)"
            ),
            {"school": self._school_id, "values": list(values)},
        )
        return [Known(row[0], row[1], row[2], bytes(row[3]) if row[3] else None, row[4]) for row in found.all()]

    def _has_any(self, kind: Kind) -> bool:
        """Tell whether the school has any record of a kind, so that a first pull looks nothing up."""
        return self._counts()[kind][1] > 0

    def _counts(self) -> Mapping[Kind, tuple[int, int]]:
        """Return per kind how many records are there now, and how many there ever were; asked once per plan."""
        if not self._counted:
            row = self._session.execute(text(COUNTS), {"school": self._school_id}).one()
            self._counted = {kind: (row[2 * place], row[2 * place + 1]) for place, kind in enumerate(TABLES)}
        return self._counted

    def records(self, kind: Kind, ids: Sequence[int]) -> dict[int, Record]:
        """Return the whole known records by the hub's number."""
        names = columns(kind)
        rows = self._session.execute(
            text(f"SELECT id, {listed(names)} FROM {TABLES[kind]} WHERE id = ANY(:ids)"), {"ids": list(ids)}
        )
        return {row[0]: from_row(kind, dict(zip(names, row[1:], strict=True))) for row in rows}

    def write(self, steps: Iterable[Step]) -> None:
        """Add steps to the plan, in this order. PostgreSQL reads each piece while the next is made."""
        lines = map(self._line, steps)
        with self._cursor().copy(f"COPY {TEMP} ({TEMP_COLUMNS}) FROM STDIN") as copy:
            while piece := "".join(islice(lines, PIECE)):
                copy.write(piece)

    def withdraw(self, kind: Kind, keys: Sequence[str]) -> int:
        """Take every step about these keys out of the plan. Return how many were."""
        done = self._session.execute(
            text(f"DELETE FROM {TEMP} WHERE kind = :kind AND key = ANY(:keys)"), {"kind": kind, "keys": list(keys)}
        )
        return int(done.rowcount)  # type: ignore[attr-defined]  # a DELETE gives a cursor result

    def present(self, kind: Kind) -> int:
        """Return how many records of a kind were there when the plan was begun."""
        return self._counts()[kind][0]

    def present_records(self, kind: Kind) -> Iterator[tuple[int, str, str | None]]:
        """Yield number, key and class (pupils only) of every record of a kind that is there now, streamed."""
        group = '"group"' if kind is Kind.PUPILS else "NULL::text"
        rows = self._session.execute(
            text(
                f"SELECT id, key, {group} FROM {TABLES[kind]} "
                "WHERE school_id = :school AND departed_at IS NULL ORDER BY id"
            ),
            {"school": self._school_id},
            execution_options={"yield_per": 5000},
        )
        try:
            for row in rows:
                yield row[0], row[1], row[2]
        finally:
            rows.close()

    def classes_in_use(self) -> set[str | None]:
        """Return the keys of the classes that a pupil is in once the plan is applied."""
        return set(self._session.scalars(text(IN_USE), {"school": self._school_id}))

    def gone_lately(self, made_at: datetime | None) -> dict[Kind, int]:
        """Return how many of each kind went without a person's decision, within `WINDOW` before data of `made_at`."""
        rows = self._session.execute(text(GONE_LATELY), {"school": self._school_id, "made_at": made_at})
        return {Kind(row[0]): row[1] for row in rows}

    def pupils_without_guardian(self) -> int:
        """Return how many pupils that stay would lose every guardian they have."""
        return int(self._session.scalar(text(WITHOUT_GUARDIAN), {"school": self._school_id}) or 0)

    def steps(self, actions: Sequence[Action] = ()) -> Iterator[Step]:
        """Yield the plan's steps in order, streamed."""
        chosen = "WHERE action = ANY(:actions)" if actions else "WHERE action <> 'same'"
        rows = self._session.execute(
            text(f"SELECT kind, action, key, record_id, old, new, said_print FROM {TEMP} {chosen} ORDER BY seq"),
            {"actions": list(actions)},
            execution_options={"yield_per": 2000},
        )
        try:
            for row in rows:
                yield _step(row)
        finally:
            rows.close()

    def settle(self, run: int) -> None:
        """Keep the plan with its run."""
        self._session.execute(text(SETTLE), {"run": run, "school": self._school_id})

    def load(self, run: int) -> None:
        """Take a plan that was kept with its run up again, to apply exactly that."""
        self.begin()
        self._session.execute(text(LOAD), {"run": run, "school": self._school_id})

    def apply(self, run: int) -> int:
        """Do what the plan says, all of it. Return the school's new version number."""
        self._session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        values = {"run": run, "school": self._school_id}
        done = self._session.execute(text(f"SELECT DISTINCT kind, action FROM {TEMP}")).all()
        for kind, action in sorted(done, key=lambda each: ORDER.index(each[1])):
            self._session.execute(text(_apply_sql(Kind(kind), Action(action))), values | {"kind": kind})
        return int(self._session.scalar(text(NEW_VERSION), {"school": self._school_id}) or 0)

    def _line(self, step: Step) -> str:
        self._seq += 1
        record_id = r"\N" if step.record_id is None else step.record_id
        said_print = r"\N" if step.said_print is None else r"\\x" + step.said_print.hex()
        return (
            f"{self._seq}\t{step.kind.value}\t{step.action.value}\t{escaped(step.key)}\t{record_id}\t"
            f"{_json(step.old)}\t{_json(step.new, step.said)}\t{said_print}\n"
        )

    def _cursor(self) -> Any:
        return self._session.connection().connection.cursor()


PIECE = 100
LOCK_NOT_AVAILABLE = "55P03"
LOCK_ROOM = 7301
"""The first half of the advisory lock's key: the room of the intake; the second half is the school."""

COUNTS = (
    "SELECT "
    + ", ".join(f"{kind.value}.now, {kind.value}.ever" for kind in TABLES)
    + " FROM "
    + ", ".join(
        f"(SELECT count(*) FILTER (WHERE departed_at IS NULL) AS now, count(*) AS ever FROM {table} "
        f"WHERE school_id = :school) {kind.value}"
        for kind, table in TABLES.items()
    )
)
TEMP = "pg_temp.plan_step"
TEMP_COLUMNS = "seq, kind, action, key, record_id, old, new, said_print"
TEMPORARY_TABLE = """
CREATE TEMPORARY TABLE plan_step (
    seq bigint, kind text, action text, key text, record_id bigint, old jsonb, new jsonb, said_print bytea
) ON COMMIT DROP
"""
SETTLE = f"""
INSERT INTO hub.run_step (run_id, school_id, seq, kind, action, key, record_id, old, new, said_print)
SELECT :run, :school, seq, kind, action, key, record_id, old, new, said_print FROM {TEMP} WHERE action <> 'same'
"""
LOAD = f"""
INSERT INTO {TEMP} SELECT seq, kind, action, key, record_id, old, new, said_print
FROM hub.run_step WHERE run_id = :run AND school_id = :school
"""
NEW_VERSION = "UPDATE hub.school SET version = version + 1 WHERE id = :school RETURNING version"
WITHOUT_GUARDIAN = f"""
SELECT count(*) FROM (
    SELECT g.pupil FROM hub.guardianship g
    LEFT JOIN {TEMP} s ON s.kind = 'guardianships' AND s.action = 'depart' AND s.record_id = g.id
    WHERE g.school_id = :school AND g.departed_at IS NULL
    AND NOT EXISTS (SELECT FROM {TEMP} d WHERE d.kind = 'pupils' AND d.action = 'depart' AND d.key = g.pupil)
    AND NOT EXISTS (SELECT FROM {TEMP} a WHERE a.kind = 'guardianships' AND a.action = 'add'
                    AND a.new ->> 'pupil' = g.pupil)
    GROUP BY g.pupil HAVING bool_and(s.record_id IS NOT NULL)
) lost
"""
IN_USE = f"""
SELECT DISTINCT CASE WHEN jsonb_exists(s.new, 'group') THEN s.new ->> 'group' ELSE p."group" END
FROM hub.pupil p LEFT JOIN {TEMP} s ON s.kind = 'pupils' AND s.record_id = p.id
WHERE p.school_id = :school AND (p.departed_at IS NULL OR s.action = 'return') AND s.action IS DISTINCT FROM 'depart'
"""
WINDOW = "interval '20 hours'"
"""Less than a day, so that an export of every night, one a little late and the next on time, stands by itself."""
GONE_LATELY = " UNION ALL ".join(
    f"""
SELECT '{kind.value}', count(*) FROM {table} t JOIN hub.run r ON r.id = t.changed_run
WHERE t.school_id = :school AND t.departed_at > now() - {WINDOW} AND r.decided_by IS NULL AND r.undoes IS NULL
AND coalesce(r.made_at, r.started_at) > coalesce(CAST(:made_at AS timestamptz), now()) - {WINDOW}
"""
    for kind, table in TABLES.items()
)
ORDER = ["depart", "return", "change", "add", "same"]


def _apply_sql(kind: Kind, action: Action) -> str:
    table, names = TABLES[kind], columns(kind)
    steps = f"FROM {TEMP} s"
    chosen = f"s.kind = :kind AND s.action = '{action.value}'"
    if action is Action.ADD:
        return (
            f"INSERT INTO {table} (school_id, {listed(names)}, said_print, added_run, changed_run) "
            f"SELECT :school, {listed(names, 'r')}, s.said_print, :run, :run {steps} "
            f"CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, s.new) r WHERE {chosen} ORDER BY s.seq"
        )
    if action is Action.DEPART:
        return (
            f"UPDATE {table} t SET departed_at = now(), changed_run = :run, said_print = NULL {steps} "
            f"WHERE {chosen} AND t.id = s.record_id"
        )
    if action is Action.SAME:
        return f"UPDATE {table} t SET said_print = s.said_print {steps} WHERE {chosen} AND t.id = s.record_id"
    settings = ", ".join(f'"{name}" = x."{name}"' for name in names)
    back = ", departed_at = NULL" if action is Action.RETURN else ""
    return (
        f"UPDATE {table} t SET {settings}, said_print = x.new_print, changed_run = :run{back} "
        f"FROM (SELECT k.id AS number, s.said_print AS new_print, {listed(names, 'r')} {steps} "
        f"JOIN {table} k ON k.id = s.record_id "
        f"CROSS JOIN LATERAL jsonb_populate_record(k, s.new) r WHERE {chosen}) x WHERE t.id = x.number"
    )


def _step(row: Any) -> Step:
    return Step(
        kind=Kind(row[0]),
        action=Action(row[1]),
        key=row[2],
        record_id=row[3],
        old=row[4],
        new=row[5],
        said_print=bytes(row[6]) if row[6] else None,
    )


def _json(values: Mapping[str, Any], encoded: bytes | None = None) -> str:
    """Return values as COPY takes them. JSON has no tab and no end of line of its own."""
    if not values and encoded is None:
        return "{}"
    return (encoded or _JSON.encode(values)).replace(b"\\", rb"\\").decode()


def escaped(value: str) -> str:
    """Return a text as COPY takes it."""
    if "\\" in value:
        value = value.replace("\\", "\\\\")
    return value.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r") if not value.isprintable() else value
