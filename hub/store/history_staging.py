"""Where a pull of histories waits until it is whole, and is then taken in by a few statements for the whole school.

As with a plan (`staging.py`), what was pulled lies in a temporary table first: memory stays bounded, and a pull that
fails leaves nothing. But there is no plan to approve: a history grows, and what it was before is kept with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from hub.records import HISTORY_TYPES, Assessment, HistoryKind, ReportCard, Result
from hub.store.history import HISTORY_TABLES, own_columns, said_of
from hub.store.staging import escaped

WHOLE_EVERY = timedelta(days=7)
"""How often everything is asked for instead of what changed, so that what was withdrawn is seen."""
MOST_WITHDRAWN, WITHDRAWN_SHARE = 20, 10
"""More of a school's history than so many, and than so many in a hundred, is not withdrawn by absence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What came of a pull: counts, what was refused (`unknown`, `repeated`, `moved`), and whether absence was too much.

    `moved` are keys that belonged to another pupil before.
    """

    added: int
    changed: int
    withdrawn: int
    unknown: Sequence[Result | ReportCard]
    repeated: Sequence[Result | ReportCard]
    moved: Sequence[Result | ReportCard]
    too_much_absent: int = 0


class HistoryStaging:
    """One pull of one kind of history of one school. `run` is the run of the intake that it goes with."""

    def __init__(self, session: Session, school_id: int, kind: HistoryKind) -> None:
        self._session = session
        self._kind = kind
        self._table = HISTORY_TABLES[kind]
        self._values = {"school": school_id, "kind": kind.value}
        self._seq = 0

    def since(self, plugin: str, now: datetime) -> datetime | None:
        """Return from when on changes are to be asked for; `None`: everything."""
        row = self._session.execute(text(SINCE), self._values).one_or_none()
        fits = row is not None and row.plugin == plugin and row.whole_at > now - WHOLE_EVERY
        return row.made_at if row is not None and fits else None

    def note_pull(self, plugin: str, made_at: datetime, *, whole: bool) -> None:
        """Note up to when this kind is known."""
        self._session.execute(text(NOTE_PULL), {**self._values, "plugin": plugin, "made_at": made_at, "whole": whole})

    def begin(self) -> None:
        """Make room for a pull."""
        self._session.execute(text(TEMPORARY_TABLE))

    def put_assessments(self, assessments: Iterable[Assessment]) -> None:
        """Keep assessments as the LAS describes them now."""
        columns = own_columns(HistoryKind.ASSESSMENTS)
        lines = [msgspec.json.encode(said_of(each)) for each in assessments]
        rows = [{"said": each.decode(), "print": _print(each), **self._values} for each in lines]
        if rows:
            self._session.execute(text(_put_assessments(columns)), rows)

    def write(self, records: Iterable[Result | ReportCard], *, refused: bool = False) -> None:
        """Lay records ready. Those that are refused are not taken in, and do not count as absent."""
        lines = [self._line(each, refused=refused) for each in records]
        if lines:
            with self._cursor().copy(
                f"COPY {TEMP} (seq, key, pupil, eck_id, said, said_print, act) FROM STDIN"
            ) as copy:
                copy.write("".join(lines))

    def take_in(self, run: int, *, whole: bool) -> TakenIn:
        """Take in what lies ready. `whole`: what is absent of the pupils in it was withdrawn, unless that is much."""
        for statement in RESOLVE:
            self._do(statement)
        self._do(MATCH.format(table=self._table))
        absent, too_much = self._absent() if whole else (0, 0)
        taken = TakenIn(
            added=self._count("add"),
            changed=self._count("change") + self._count("return"),
            withdrawn=absent,
            unknown=self._refused("unknown"),
            repeated=self._refused("repeated"),
            moved=self._refused("moved"),
            too_much_absent=too_much,
        )
        self._apply(run, withdraw=bool(absent))
        return taken

    def _absent(self) -> tuple[int, int]:
        """Return how many are to be withdrawn, and how many were too many to be."""
        row = self._session.execute(text(ABSENT.format(table=self._table)), self._values).one()
        absent, known = int(row[0]), int(row[1])
        if absent > MOST_WITHDRAWN and absent * 100 > known * WITHDRAWN_SHARE:
            return 0, absent
        return absent, 0

    def _apply(self, run: int, *, withdraw: bool) -> None:
        columns = own_columns(self._kind)
        listed, read = ", ".join(columns), ", ".join(f"r.{name}" for name in columns)
        sets = ", ".join(f"{name} = x.{name}" for name in columns)
        parts = {"table": self._table, "columns": listed, "read": read, "sets": sets}
        statements = (*((WITHDRAW_KEPT, WITHDRAW) if withdraw else ()), KEEP_PAST, ALTER, ADD)
        for statement in statements:
            self._do(statement.format(**parts), run=run)

    def _refused(self, act: str) -> list[Result | ReportCard]:
        names = own_columns(self._kind)
        read = ", ".join(f"r.{name}" for name in names)
        rows = self._session.execute(
            text(
                f"SELECT t.pupil, {read} FROM {TEMP} t CROSS JOIN LATERAL "
                f"jsonb_populate_record(NULL::{self._table}, t.said) r WHERE t.act = :act ORDER BY t.seq LIMIT {SHOWN}"
            ),
            {"act": act},
        )
        made: Any = HISTORY_TYPES[self._kind]
        return [made(pupil=row[0], **dict(zip(names, row[1:], strict=True))) for row in rows]

    def _count(self, act: str) -> int:
        return int(self._session.scalar(text(f"SELECT count(*) FROM {TEMP} WHERE act = :act"), {"act": act}) or 0)

    def _do(self, statement: str, **more: Any) -> None:
        self._session.execute(text(statement), {**self._values, **more})

    def _line(self, record: Result | ReportCard, *, refused: bool) -> str:
        self._seq += 1
        said = msgspec.json.encode(said_of(record))
        parts = (record.key, record.pupil, record.pupil_eck_id or "", said.decode())
        written = "\t".join(escaped(each) for each in parts)
        return f"{self._seq}\t{written}\t" + r"\\x" + f"{_print(said).hex()}\t{'refused' if refused else 'new'}\n"

    def _cursor(self) -> Any:
        return self._session.connection().connection.cursor()


SHOWN = 10_000
"""No more faults of one sort than these are told."""
TEMP = "pg_temp.pulled_history"
TEMPORARY_TABLE = """
CREATE TEMPORARY TABLE pulled_history (
    seq bigint, key text, pupil text, eck_id text, said jsonb, said_print bytea, pupil_id bigint, record_id bigint,
    act text
) ON COMMIT DROP
"""
COPY = f"COPY {TEMP} (seq, key, pupil, eck_id, said, said_print, act) FROM STDIN"
SINCE = "SELECT plugin, made_at, whole_at FROM hub.history_pull WHERE school_id = :school AND kind = :kind"
NOTE_PULL = """
INSERT INTO hub.history_pull (school_id, kind, plugin, made_at, whole_at)
VALUES (:school, :kind, :plugin, :made_at, now())
ON CONFLICT (school_id, kind) DO UPDATE SET plugin = excluded.plugin, made_at = excluded.made_at,
    whole_at = CASE WHEN :whole THEN excluded.whole_at ELSE history_pull.whole_at END
"""
RESOLVE = (
    f"CREATE INDEX ON {TEMP} (key)",
    f"ANALYZE {TEMP}",
    f"""
UPDATE {TEMP} t SET pupil_id = p.id FROM (
    SELECT DISTINCT ON (eck_id) eck_id, id FROM hub.pupil WHERE school_id = :school AND eck_id IS NOT NULL
    ORDER BY eck_id, departed_at IS NOT NULL, id DESC
) p WHERE p.eck_id = t.eck_id
""",
    f"""
UPDATE {TEMP} t SET pupil_id = p.id FROM hub.pupil p
WHERE t.pupil_id IS NULL AND p.school_id = :school AND p.key = t.pupil
    AND (t.eck_id = '' OR p.eck_id IS NULL OR p.eck_id = t.eck_id)
""",
    f"UPDATE {TEMP} SET act = 'unknown' WHERE act = 'new' AND pupil_id IS NULL",
    f"DELETE FROM {TEMP} a USING {TEMP} b WHERE a.key = b.key AND a.said_print = b.said_print AND a.seq > b.seq",
    f"""
UPDATE {TEMP} SET act = 'repeated'
WHERE act = 'new' AND key IN (SELECT key FROM {TEMP} GROUP BY key HAVING count(*) > 1)
""",
)
"""Find whose each record is, the ECK iD first; and what cannot be taken in."""
MATCH = f"""
UPDATE {TEMP} t SET record_id = k.id, act = CASE
    WHEN k.pupil_id IS NOT NULL AND k.pupil_id <> t.pupil_id THEN 'moved'
    WHEN k.id IS NULL THEN 'add'
    WHEN k.withdrawn_at IS NOT NULL THEN 'return'
    WHEN k.said_print <> t.said_print THEN 'change'
    ELSE 'same' END
FROM {TEMP} n LEFT JOIN {{table}} k ON k.school_id = :school AND k.key = n.key
WHERE n.seq = t.seq AND t.act = 'new'
"""
OF_WHOM = f"k.pupil_id IN (SELECT pupil_id FROM {TEMP} WHERE pupil_id IS NOT NULL)"
GONE = f"NOT EXISTS (SELECT FROM {TEMP} t WHERE t.key = k.key)"
ABSENT = f"""
SELECT count(*) FILTER (WHERE {GONE}), count(*) FROM {{table}} k
WHERE k.school_id = :school AND k.withdrawn_at IS NULL AND {OF_WHOM}
"""
WITHDRAW_KEPT = f"""
INSERT INTO hub.history_change (school_id, kind, record_id, run_id, act, was)
SELECT :school, :kind, k.id, :run, 'withdraw', to_jsonb(k) - '{{{{school_id,said_print,fetched_print}}}}'::text[]
FROM {{table}} k WHERE k.school_id = :school AND k.withdrawn_at IS NULL AND {OF_WHOM} AND {GONE}
"""
WITHDRAW = f"""
UPDATE {{table}} k SET withdrawn_at = now(), changed_run = :run
WHERE k.school_id = :school AND k.withdrawn_at IS NULL AND {OF_WHOM} AND {GONE}
"""
KEEP_PAST = f"""
INSERT INTO hub.history_change (school_id, kind, record_id, run_id, act, was)
SELECT :school, :kind, k.id, :run, t.act, to_jsonb(k) - '{{{{school_id,said_print,fetched_print}}}}'::text[]
FROM {TEMP} t JOIN {{table}} k ON k.id = t.record_id WHERE t.act IN ('change', 'return') ORDER BY t.seq
"""
ALTER = f"""
UPDATE {{table}} k SET {{sets}}, said_print = x.new_print, withdrawn_at = NULL, changed_run = :run
FROM (SELECT t.record_id, t.said_print AS new_print, {{read}} FROM {TEMP} t
      CROSS JOIN LATERAL jsonb_populate_record(NULL::{{table}}, t.said) r WHERE t.act IN ('change', 'return')) x
WHERE k.id = x.record_id
"""
ADD = f"""
INSERT INTO {{table}} (school_id, pupil_id, said_print, added_run, changed_run, {{columns}})
SELECT :school, t.pupil_id, t.said_print, :run, :run, {{read}} FROM {TEMP} t
CROSS JOIN LATERAL jsonb_populate_record(NULL::{{table}}, t.said) r WHERE t.act = 'add' ORDER BY t.seq
"""


def _put_assessments(columns: Sequence[str]) -> str:
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "key")
    return (
        f"INSERT INTO hub.assessment (school_id, said_print, {', '.join(columns)}) "
        f"SELECT :school, CAST(:print AS bytea), {', '.join(f'r.{name}' for name in columns)} "
        "FROM jsonb_populate_record(NULL::hub.assessment, CAST(:said AS jsonb)) r "
        f"ON CONFLICT (school_id, key) DO UPDATE SET {sets}, said_print = excluded.said_print "
        "WHERE assessment.said_print <> excluded.said_print"
    )


def _print(said: bytes) -> bytes:
    """Return the fingerprint of what the LAS said: 16 bytes."""
    return blake2b(said, digest_size=16).digest()
