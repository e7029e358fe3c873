"""The history of the intake: every run, with its plan, what was wrong in the source, and how it ended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from hub.records import Cost, FieldChange, HistoryKind, Kind, Rejected, SchoolYear, Source, Text
from hub.store.pull_times import DUTCH_TIME
from hub.store.rows import TABLES
from hub.store.steps import Action, ShownStep


class State(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    APPLIED = "applied"
    UNCHANGED = "unchanged"
    PLANNED = "planned"
    HELD = "held"
    REFUSED = "refused"
    FAILED = "failed"
    DISCARDED = "discarded"
    UNDONE = "undone"


OPEN_STATES = frozenset({State.PLANNED, State.HELD})
"""A plan lies ready for a person to approve or discard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the intake. Counts are per kind name; `seconds` is how long the plan took to make and apply.

    `asked` is what the LAS was asked for: `changes` (those after `since`) or `everything`; `None` for a file.
    """

    id: int
    school_id: int
    state: State
    plugin: str
    dry_run: bool
    rollover: bool
    source_name: str
    school_year: str | None
    made_at: datetime | None
    started_by: str
    started_at: datetime
    finished_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    undoes: int | None
    plan_hash: str | None
    added: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    departed: Mapping[str, int] = field(default_factory=dict)
    rejected_count: int = 0
    sentences: tuple[Text, ...] = ()
    progress_done: int = 0
    progress_total: int | None = None
    seconds: float | None = None
    applied_version: int | None = None
    undoable: bool = False
    asked: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a run ended: what is written into its row."""

    state: State
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    rejected_count: int = 0
    sentences: tuple[Text, ...] = ()
    source: Source | None = None
    rollover: bool = False
    plan_hash: str | None = None
    seconds: float | None = None
    applied_version: int | None = None
    complete: bool = False


class Runs:
    """The runs of one school."""

    def __init__(self, session: Session, school_id: int, by: str) -> None:
        self._session = session
        self._school_id = school_id
        self._by = by

    def create(self, plugin: str, source_name: str, *, dry_run: bool = False, undoes: int | None = None) -> int:
        """Open a run that waits for its turn, and return its number."""
        values = {
            "school": self._school_id,
            "plugin": plugin,
            "dry_run": dry_run,
            "by": self._by,
            "undoes": undoes,
            "source": msgspec.json.encode({"name": source_name}).decode(),
        }
        return int(self._session.scalar(text(CREATE), values) or 0)

    def create_pull(self, plugin: str, since: datetime | None = None, *, dry_run: bool = False) -> int:
        """Open a run that asks the LAS for everything, or for what changed after `since`; return its number.

        Where the school's last run asked for changes and found none, that run is made anew: a school that is looked at
        every few minutes keeps one such run, not thousands.
        """
        values = {"school": self._school_id, "plugin": plugin, "by": self._by, "since": since}
        if since is not None and not dry_run:
            again = self._session.scalar(text(AGAIN), values)
            if again is not None:
                self._session.execute(text(NO_FAULTS_YET), {"run": again, "school": self._school_id})
                return int(again)
        run = self.create(plugin, plugin, dry_run=dry_run)
        asked = ASKED_EVERYTHING if since is None else ASKED_CHANGES
        self._session.execute(text(ASK), {"run": run, "asked": asked, "since": since})
        return run

    def pulling(self) -> int | None:
        """Return the run that asks for everything just now, or waits to do so; not one that died long ago."""
        found: int | None = self._session.scalar(text(PULLING), {"school": self._school_id})
        return found

    def pull_waits(self) -> bool:
        """Return whether the plan of a pull waits for a person's decision."""
        return bool(self._session.scalar(text(PULL_WAITS), {"school": self._school_id}))

    def start(self, run: int) -> None:
        """Mark a run as being made. Others of the school that say so were broken off, and are marked as failed."""
        self._session.execute(text(BROKEN_OFF), {"school": self._school_id, "run": run, "sentence": BROKEN_SENTENCE})
        self._session.execute(
            text("UPDATE hub.run SET state = 'running', started_at = now() WHERE id = :run"), {"run": run}
        )

    def progress(self, run: int, done: int, total: int | None) -> None:
        """Note how far a run is, in any unit."""
        self._session.execute(
            text("UPDATE hub.run SET progress_done = :done, progress_total = :total WHERE id = :run"),
            {"run": run, "done": done, "total": total},
        )

    def finish(self, run: int, ending: Ending) -> None:
        """Write how a run ended."""
        source = ending.source
        values = {
            "run": run,
            "state": ending.state.value,
            "counts": msgspec.json.encode(ending.counts).decode(),
            "rejected": ending.rejected_count,
            "sentences": _sentences_json(ending.sentences),
            "rollover": ending.rollover,
            "plan_hash": ending.plan_hash,
            "seconds": ending.seconds,
            "applied_version": ending.applied_version,
            "school_year": str(source.school_year) if source and source.school_year else None,
            "made_at": _zoned(source.made_at) if source else None,
            "complete": ending.complete,
            "source": msgspec.json.encode(_source_values(source)).decode(),
        }
        self._session.execute(text(FINISH), values)

    def add_history(
        self,
        run: int,
        counts: Mapping[str, Mapping[str, int]],
        rejected: Iterable[Rejected],
        sentences: Iterable[Text],
    ) -> None:
        """Add to a run that ended what its pull brought of pupils' histories. Brought it any, nothing is no outcome."""
        faults = list(rejected)
        first = self._session.scalar(text("SELECT rejected_count FROM hub.run WHERE id = :run"), {"run": run})
        self.reject(run, int(first or 0), faults)
        values = {"run": run, "rejected": len(faults), "sentences": _sentences_json(tuple(sentences))}
        named = {name: msgspec.json.encode(counts.get(name, {})).decode() for name in ("added", "changed", "departed")}
        self._session.execute(text(ADD_HISTORY), values | named | {"any": any(map(bool, counts.values()))})

    def decide(self, run: int, ending: State, sentences: Iterable[Text] = (), version: int | None = None) -> None:
        """Write that a person decided on a plan that lay ready."""
        self._session.execute(
            text(DECIDE),
            {
                "run": run,
                "state": ending.value,
                "by": self._by,
                "sentences": _sentences_json(tuple(sentences)),
                "version": version,
            },
        )

    def replace_open(self, run: int, *, rollover: bool = False) -> Sequence[int]:
        """Discard older plans that lie ready: this run is of newer data. A rollover only gives way to another one."""
        values = {"school": self._school_id, "run": run, "by": self._by, "rollover": rollover}
        return [row[0] for row in self._session.execute(text(REPLACE_OPEN), values)]

    def get(self, run: int) -> Run | None:
        """Return one run of this school."""
        row = self._session.execute(
            text(f"{SELECT} AND r.id = :run"), {"school": self._school_id, "run": run}
        ).one_or_none()
        return _run(row) if row else None

    def list(self, limit: int = 50, before: int | None = None) -> Sequence[Run]:
        """Return runs, the newest first."""
        rows = self._session.execute(
            text(f"{SELECT} AND (CAST(:before AS bigint) IS NULL OR r.id < :before) ORDER BY r.id DESC LIMIT :limit"),
            {"school": self._school_id, "before": before, "limit": limit},
        )
        return [_run(row) for row in rows]

    def latest_applied(self) -> tuple[SchoolYear | None, datetime | None]:
        """Return the school year and making of the newest data that the hub has; a making in the future is not one."""
        row = self._session.execute(text(LATEST), {"school": self._school_id}).one()
        return (SchoolYear.parse(row[0]) if row[0] else None), row[1]

    def reject(self, run: int, first: int, rejected: Iterable[Rejected]) -> None:
        """Keep the faults of a run, numbered from `first`."""
        rows = [
            {"run": run, "school": self._school_id, "seq": first + number, **_rejected_values(each)}
            for number, each in enumerate(rejected)
        ]
        if rows:
            self._session.execute(text(REJECT), rows)

    def rejected(
        self, run: int, cost: Cost | None = None, offset: int = 0, limit: int = 1_000_000
    ) -> Sequence[Rejected]:
        """Return the faults of a run in the order of the source."""
        rows = self._session.execute(
            text(REJECTED),
            {
                "run": run,
                "school": self._school_id,
                "cost": cost.value if cost else None,
                "offset": offset,
                "limit": limit,
            },
        )
        return [_rejected(row) for row in rows]

    def steps(
        self,
        run: int,
        kind: Kind | None = None,
        action: Action | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> Sequence[ShownStep]:
        """Return a page of a run's plan, each step with whom it is about in words."""
        values = {
            "run": run,
            "school": self._school_id,
            "kind": kind.value if kind else None,
            "action": action.value if action else None,
            "offset": offset,
            "limit": limit,
        }
        return [_shown(row) for row in self._session.execute(text(STEPS), values)]


CREATE = """
INSERT INTO hub.run (school_id, state, plugin, dry_run, started_by, started_at, undoes, source)
VALUES (:school, 'waiting', :plugin, :dry_run, :by, now(), :undoes, CAST(:source AS jsonb)) RETURNING id
"""
ASKED_CHANGES, ASKED_EVERYTHING = "changes", "everything"
ASK = "UPDATE hub.run SET asked = :asked, since = :since WHERE id = :run"
AGAIN = """
UPDATE hub.run SET state = 'waiting', since = :since, started_by = :by, started_at = now(), progress_done = 0
WHERE id = (SELECT max(id) FROM hub.run WHERE school_id = :school)
    AND state = 'unchanged' AND asked = 'changes' AND plugin = :plugin AND NOT dry_run
RETURNING id
"""
NO_FAULTS_YET = "DELETE FROM hub.run_rejected WHERE run_id = :run AND school_id = :school"
PULLING = """
SELECT max(id) FROM hub.run WHERE school_id = :school AND asked = 'everything' AND NOT dry_run
    AND state IN ('waiting', 'running') AND started_at > now() - interval '1 hour'
"""
PULL_WAITS = """
SELECT EXISTS (SELECT FROM hub.run WHERE school_id = :school AND asked IS NOT NULL AND NOT dry_run
    AND state IN ('held', 'planned'))
"""
BROKEN_SENTENCE = msgspec.json.encode(
    [
        {
            "nl": "De verwerking is afgebroken. Er is niets veranderd. Probeer het opnieuw.",
            "en": "The run was broken off. Nothing was changed. Try again.",
        }
    ]
).decode()
BROKEN_OFF = """
UPDATE hub.run SET state = 'failed', finished_at = now(), sentences = CAST(:sentence AS jsonb)
WHERE school_id = :school AND state = 'running' AND id <> :run
"""
FINISH = """
UPDATE hub.run SET state = :state, counts = CAST(:counts AS jsonb), rejected_count = :rejected,
    sentences = CAST(:sentences AS jsonb), rollover = :rollover, plan_hash = :plan_hash, seconds = :seconds,
    applied_version = :applied_version, school_year = :school_year, complete = :complete,
    made_at = coalesce(:made_at, made_at), -- a run that is made anew, and hears that nothing changed, keeps its moment
    source = source || CAST(:source AS jsonb)
        || CASE WHEN source ->> 'name' <> '' THEN jsonb_build_object('name', source -> 'name') ELSE '{}'::jsonb END,
    finished_at = clock_timestamp()
WHERE id = :run
"""
ADD_HISTORY = """
UPDATE hub.run SET state = CASE WHEN state = 'unchanged' AND :any THEN 'applied' ELSE state END,
    counts = counts || jsonb_build_object(
        'added', coalesce(counts -> 'added', '{}'::jsonb) || CAST(:added AS jsonb),
        'changed', coalesce(counts -> 'changed', '{}'::jsonb) || CAST(:changed AS jsonb),
        'departed', coalesce(counts -> 'departed', '{}'::jsonb) || CAST(:departed AS jsonb)),
    rejected_count = rejected_count + :rejected,
    sentences = coalesce(sentences, '[]'::jsonb) || CAST(:sentences AS jsonb), finished_at = clock_timestamp()
WHERE id = :run
"""
DECIDE = """
UPDATE hub.run SET state = :state, decided_by = :by, decided_at = now(),
    sentences = coalesce(sentences, '[]'::jsonb) || CAST(:sentences AS jsonb),
    applied_version = coalesce(:version, applied_version)
WHERE id = :run
"""
REPLACE_OPEN = """
UPDATE hub.run SET state = 'discarded', decided_by = :by, decided_at = now()
WHERE school_id = :school AND state IN ('held', 'planned') AND rollover = :rollover AND id < :run RETURNING id
"""
SELECT = """
SELECT r.id, r.school_id, r.state, r.plugin, r.dry_run, r.rollover, r.source ->> 'name', r.school_year, r.made_at,
    r.started_by, r.started_at, r.finished_at, r.decided_by, r.decided_at, r.undoes, r.plan_hash, r.counts,
    r.rejected_count, r.sentences, r.progress_done, r.progress_total, r.seconds, r.applied_version,
    r.state = 'applied' AND r.undoes IS NULL AND r.applied_version = s.version, r.asked, r.since
FROM hub.run r JOIN hub.school s ON s.id = r.school_id WHERE r.school_id = :school
"""
LATEST = """
SELECT (SELECT max(school_year) FROM (
            SELECT school_year, row_number() OVER (ORDER BY applied_version DESC NULLS LAST) AS n
            FROM hub.run WHERE school_id = :school AND state = 'applied' AND school_year IS NOT NULL) y WHERE n = 1),
       (SELECT max(made_at) FROM hub.run WHERE school_id = :school
            AND (state = 'applied' OR state = 'unchanged' AND NOT dry_run) AND made_at < finished_at + interval '1 day')
"""
REJECT = """
INSERT INTO hub.run_rejected (run_id, school_id, seq, kind, key, where_, what, why, rule, cost, field, value)
VALUES (:run, :school, :seq, :kind, :key, :where_, CAST(:what AS jsonb), CAST(:why AS jsonb), :rule, :cost, :field,
    :value)
"""
REJECTED = """
SELECT kind, key, where_, what, why, rule, cost, field, value FROM hub.run_rejected
WHERE run_id = :run AND school_id = :school AND (CAST(:cost AS text) IS NULL OR cost = :cost)
ORDER BY seq OFFSET :offset LIMIT :limit
"""
_LABEL = "concat_ws(' ', {0}.first_name, {0}.prefix, {0}.last_name)"
STEPS = f"""
SELECT s.seq, s.kind, s.action, s.key, s.old, s.new, coalesce(
    nullif(CASE s.kind
        WHEN 'pupils' THEN (SELECT {_LABEL.format("p")} FROM {TABLES[Kind.PUPILS]} p WHERE p.id = s.record_id)
        WHEN 'teachers' THEN (SELECT {_LABEL.format("p")} FROM {TABLES[Kind.TEACHERS]} p WHERE p.id = s.record_id)
        WHEN 'guardians' THEN (SELECT {_LABEL.format("p")} FROM {TABLES[Kind.GUARDIANS]} p WHERE p.id = s.record_id)
        WHEN 'groups' THEN (SELECT p.name FROM {TABLES[Kind.GROUPS]} p WHERE p.id = s.record_id)
        WHEN 'combined_groups' THEN (SELECT p.name FROM {TABLES[Kind.COMBINED_GROUPS]} p WHERE p.id = s.record_id)
        WHEN 'locations' THEN (SELECT p.name FROM {TABLES[Kind.LOCATIONS]} p WHERE p.id = s.record_id)
    END, ''),
    nullif(concat_ws(' ', s.new ->> 'first_name', s.new ->> 'prefix', s.new ->> 'last_name'), ''),
    s.new ->> 'name', s.key)
FROM hub.run_step s
WHERE s.run_id = :run AND s.school_id = :school AND (CAST(:kind AS text) IS NULL OR s.kind = :kind)
    AND (CAST(:action AS text) IS NULL OR s.action = :action)
ORDER BY s.seq OFFSET :offset LIMIT :limit
"""


def _zoned(moment: datetime | None) -> datetime | None:
    """Return a moment of the LAS with its time zone; without one it is Dutch time, whatever the database's is."""
    return moment.replace(tzinfo=DUTCH_TIME) if moment is not None and moment.tzinfo is None else moment


def _source_values(source: Source | None) -> dict[str, Any]:
    if source is None:
        return {}
    values = {
        "name": source.name,
        "school": str(source.school) if source.school else None,
        "as_of": source.as_of.isoformat() if source.as_of else None,
        "author": source.author,
        "version": source.version,
    }
    return {name: value for name, value in values.items() if value is not None}


def _sentences_json(sentences: tuple[Text, ...]) -> str:
    return msgspec.json.encode([{"nl": each.nl, "en": each.en} for each in sentences]).decode()


def _rejected_values(each: Rejected) -> dict[str, Any]:
    return {
        "kind": each.kind.value if each.kind else None,
        "key": each.key,
        "where_": each.where,
        "what": msgspec.json.encode(each.what).decode(),
        "why": msgspec.json.encode(each.why).decode(),
        "rule": each.rule,
        "cost": each.cost.value,
        "field": each.field,
        "value": each.value,
    }


def _rejected(row: Any) -> Rejected:
    return Rejected(
        kind=_kind(row[0]) if row[0] else None,
        key=row[1],
        where=row[2],
        what=Text(**row[3]),
        why=Text(**row[4]),
        rule=row[5],
        cost=Cost(row[6]),
        field=row[7],
        value=row[8],
    )


def _kind(name: str) -> Kind | HistoryKind:
    return Kind(name) if name in set(Kind) else HistoryKind(name)


def _shown(row: Any) -> ShownStep:
    old, new = row[4] or {}, row[5] or {}
    changes = tuple(FieldChange(name, old.get(name), new.get(name)) for name in {**old, **new})
    return ShownStep(seq=row[0], kind=Kind(row[1]), action=Action(row[2]), key=row[3], label=row[6], changes=changes)


def _run(row: Any) -> Run:
    counts = row[16] or {}
    return Run(
        id=row[0],
        school_id=row[1],
        state=State(row[2]),
        plugin=row[3],
        dry_run=row[4],
        rollover=row[5],
        source_name=row[6] or "",
        school_year=row[7],
        made_at=row[8],
        started_by=row[9],
        started_at=row[10],
        finished_at=row[11],
        decided_by=row[12],
        decided_at=row[13],
        undoes=row[14],
        plan_hash=row[15],
        added=counts.get("added", {}),
        changed=counts.get("changed", {}),
        departed=counts.get("departed", {}),
        rejected_count=row[17],
        sentences=tuple(Text(**each) for each in row[18] or ()),
        progress_done=row[19] or 0,
        progress_total=row[20],
        seconds=row[21],
        applied_version=row[22],
        undoable=row[23],
        asked=row[24],
        since=row[25],
    )
