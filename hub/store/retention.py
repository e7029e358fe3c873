"""What goes when: the terms of a school, who is due, who was announced, who is held, and what each night removed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.contract import HubError
from hub.records import Kind, Text
from hub.store.audit import Audit
from hub.store.retention_sql import ANNOUNCE, CANDIDATES, DUE, NAMED, NEXT, TAKE_BACK, TOO_OLD
from hub.store.retention_terms import TRACES, Kept, Terms
from hub.store.tables import RetentionHoldRow, RetentionNoticeRow, RetentionRow, RetentionRunRow

KINDS: Mapping[Kind, Kept] = {Kind.PUPILS: Kept.PUPILS, Kind.GUARDIANS: Kept.GUARDIANS}
MOST_REASON = 500
BATCH = 5_000


class HoldRefusedError(HubError):
    """This person cannot be held so. Nothing was changed; the sentence says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePerson:
    """A person who has left and whose term ends on `due_on`. `goes_on` is the day that was announced, if it was."""

    kind: Kind
    key: str
    name: str
    left_on: date
    due_on: date
    goes_on: date | None
    held_because: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A person whom the school holds: why, by whom and since when. `name` is empty where he is gone."""

    kind: Kind
    key: str
    name: str
    reason: str
    held_by: str
    held_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRun:
    """One night's erasing: `due` and `gone` are counts by sort. `held`: it waits for a person."""

    id: int
    state: str
    as_of: date
    began_at: datetime
    ended_at: datetime | None
    decided_by: str | None
    due: Mapping[str, int]
    gone: Mapping[str, int]


@dataclass(frozen=True)
class Retention:
    """The terms of the school in hand, and what goes by them."""

    session: Session
    school_id: int
    by: str
    audit: Audit

    def terms(self) -> Terms:
        """Return how long this school keeps what; before it chose, that is as at first."""
        row = self.session.scalars(select(RetentionRow)).one_or_none()
        return Terms.read(row.terms) if row else Terms()

    def set_terms(self, terms: Terms) -> None:
        """Keep the terms, and note in the audit trail what changed. Who is not due by them any more is told off."""
        before, now = self.terms().details(), terms.details()
        changed = {name: {"old": before[name], "new": now[name]} for name in now if now[name] != before[name]}
        if not changed:
            return
        values = {"terms": now, "changed_by": self.by, "changed_at": func.now()}
        made = insert(RetentionRow).values(**values)
        self.session.execute(made.on_conflict_do_update(index_elements=["school_id"], set_=values))
        self.session.expire_all()
        self.audit.write("retention.terms", "school", {"fields": changed})

    def due(self, kind: Kind, until: date) -> list[DuePerson]:
        """Return who is off the roll and due on or before a day, the first due first, with who is held."""
        values = {"school": self.school_id, "months": self.terms().months(KINDS[kind]), "until": until}
        rows = self.session.execute(text(DUE[kind]), values)
        return [
            DuePerson(
                kind=kind,
                key=row.key,
                name=row.name,
                left_on=row.left_on,
                due_on=row.due_on,
                goes_on=row.goes_on,
                held_because=row.reason,
            )
            for row in rows
        ]

    def announce(self, today: date) -> int:
        """Announce who is due within the days of notice; take back what is announced of who is not due any more."""
        terms = self.terms()
        announced = 0
        for kind, kept in KINDS.items():
            values = {"school": self.school_id, "kind": kind.value, "today": today}
            values |= {"months": terms.months(kept), "days": terms.notice_days}
            self.session.execute(text(TAKE_BACK.format(due=CANDIDATES[kind])), values)
            if terms.on:
                added = self.session.execute(text(ANNOUNCE.format(due=CANDIDATES[kind])), values)
                announced += len(added.all())
        return announced if terms.on else self._silence()

    def _silence(self) -> int:
        self.session.execute(delete(RetentionNoticeRow))
        return 0

    def announced(self, until: date) -> dict[Kind, int]:
        """Return how many were announced to go on or before a day, by kind."""
        wanted = select(RetentionNoticeRow.kind, func.count()).where(RetentionNoticeRow.goes_on <= until)
        found: dict[str, int] = dict(iter(self.session.execute(wanted.group_by(RetentionNoticeRow.kind))))
        return {kind: found[kind.value] for kind in KINDS if kind.value in found}

    def first_announced(self) -> date | None:
        """Return the first day on which somebody goes; `None`: nobody was announced."""
        return self.session.scalar(select(func.min(RetentionNoticeRow.goes_on)))

    def known(self, kind: Kind) -> int:
        """Return how many persons of a kind the hub has, on the roll and off it."""
        table = {Kind.PUPILS: "hub.pupil", Kind.GUARDIANS: "hub.guardian"}[kind]
        return int(
            self.session.scalar(text(f"SELECT count(*) FROM {table} WHERE school_id = :s"), {"s": self.school_id}) or 0
        )

    def next_to_go(self, as_of: date) -> tuple[Kind, str] | None:
        """Take somebody who was announced for a day up to `as_of` and is not held; the rest is for the next call."""
        row = self.session.execute(text(NEXT), {"school": self.school_id, "as_of": as_of}).one_or_none()
        return (Kind(row.kind), row.key) if row else None

    def forget_notice(self, kind: Kind, key: str) -> None:
        """Take the notice of somebody away."""
        mine = (RetentionNoticeRow.kind == kind.value) & (RetentionNoticeRow.key == key)
        self.session.execute(delete(RetentionNoticeRow).where(mine))

    def postpone(self, kind: Kind, key: str, goes_on: date) -> None:
        """Let somebody who was announced go on a later day."""
        mine = (RetentionNoticeRow.kind == kind.value) & (RetentionNoticeRow.key == key)
        self.session.execute(update(RetentionNoticeRow).where(mine).values(goes_on=goes_on))

    def hold(self, kind: Kind, key: str, reason: str) -> None:
        """Hold a person: he is not erased by himself. Raises `HoldRefusedError` without a reason, or for nobody."""
        if not (reason := reason.strip()) or len(reason) > MOST_REASON:
            raise HoldRefusedError(REASON_NEEDED)
        if kind not in KINDS or self._name(kind, key) is None:
            raise HoldRefusedError(NOBODY)
        values = {"reason": reason, "held_by": self.by, "held_at": func.now()}
        made = insert(RetentionHoldRow).values(kind=kind.value, key=key, **values)
        self.session.execute(made.on_conflict_do_update(index_elements=["school_id", "kind", "key"], set_=values))
        self.forget_notice(kind, key)
        self.audit.write("retention.held", f"{kind.value} {key}")

    def let_go(self, kind: Kind, key: str) -> None:
        """Hold a person no more. Where he is due, he is announced anew first."""
        mine = (RetentionHoldRow.kind == kind.value) & (RetentionHoldRow.key == key)
        gone = self.session.execute(delete(RetentionHoldRow).where(mine).returning(RetentionHoldRow.key)).all()
        if gone:
            self.audit.write("retention.let_go", f"{kind.value} {key}")

    def holds(self) -> list[Hold]:
        """Return whom the school holds, the latest first."""
        rows = self.session.scalars(select(RetentionHoldRow).order_by(RetentionHoldRow.held_at.desc()))
        return [
            Hold(
                kind=Kind(row.kind),
                key=row.key,
                name=self._name(Kind(row.kind), row.key) or "",
                reason=row.reason,
                held_by=row.held_by,
                held_at=row.held_at,
            )
            for row in rows
        ]

    def open_run(self) -> RetentionRun | None:
        """Return the run that goes on or is held, if there is one."""
        row = self.session.scalars(select(RetentionRunRow).where(RetentionRunRow.ended_at.is_(None))).one_or_none()
        return _run(row) if row else None

    def begin(self, as_of: date, due: Mapping[str, int], *, held: bool) -> int:
        """Open a run, and return its number."""
        row = RetentionRunRow(
            state="held" if held else "running", as_of=as_of, started_by=self.by, due=dict(due), gone={}
        )
        self.session.add(row)
        self.session.flush()
        if held:
            self.audit.write("retention.braked", f"erasing {row.id}", {"due": dict(due)})
        return row.id

    def decide(self, number: int, *, go_on: bool) -> bool:
        """Let a run that is held go on, or end without erasing; false where it does not wait (any more)."""
        row = self.session.scalars(
            select(RetentionRunRow).where(RetentionRunRow.id == number).with_for_update()
        ).one_or_none()
        if row is None or row.state != "held":
            return False
        row.state = "running" if go_on else "discarded"
        row.decided_by, row.decided_at = self.by, func.now()
        if not go_on:
            row.ended_at = func.now()
            # Whoever was announced starts over: the days of notice run again from tonight.
            self.session.execute(delete(RetentionNoticeRow).where(RetentionNoticeRow.goes_on <= row.as_of))
        self.session.flush()
        self.session.expire_all()
        self.audit.write("retention.approved" if go_on else "retention.discarded", f"erasing {number}")
        return True

    def count(self, number: int, gone: Mapping[str, int]) -> None:
        """Add to what a run removed."""
        row = self.session.scalars(select(RetentionRunRow).where(RetentionRunRow.id == number).with_for_update()).one()
        row.gone = {**row.gone, **{sort: row.gone.get(sort, 0) + many for sort, many in gone.items() if many}}
        self.session.flush()

    def end(self, number: int) -> RetentionRun:
        """End a run, and note in the audit trail what it removed."""
        row = self.session.scalars(select(RetentionRunRow).where(RetentionRunRow.id == number)).one()
        row.state, row.ended_at = "done", func.now()
        self.session.flush()
        self.session.refresh(row)
        if any(row.gone.values()):
            self.audit.write("retention.done", f"erasing {number}", {"gone": dict(row.gone)})
        return _run(row)

    def runs(self, limit: int = 10) -> list[RetentionRun]:
        """Return the last runs that removed something or wait, the newest first."""
        wanted = select(RetentionRunRow).where(
            (RetentionRunRow.gone != {}) | RetentionRunRow.state.in_(("held", "running", "discarded"))
        )
        return [_run(row) for row in self.session.scalars(wanted.order_by(RetentionRunRow.id.desc()).limit(limit))]

    def forget_runs(self, before: date) -> None:
        """Remove runs of long ago in which nothing went."""
        old = (RetentionRunRow.as_of < before) & (RetentionRunRow.state == "done") & (RetentionRunRow.gone == {})
        self.session.execute(delete(RetentionRunRow).where(old))

    def expire(self, kept: Kept, most: int = BATCH) -> int:
        """Remove the oldest of what is too old by its own age, at most so many, and return how many went."""
        values = {"sort": kept.value, "months": self.terms().months(kept), "most": most}
        return int(self.session.scalar(text("SELECT hub.expire_traces(:sort, :months, :most)"), values) or 0)

    def too_old(self, on: date) -> dict[Kept, int]:
        """Return how much would be too old on a day, of what goes by its own age."""
        terms = self.terms()
        found = {
            kept: int(
                self.session.scalar(
                    text(f"SELECT count(*) {TOO_OLD[kept]}"),
                    {"school": self.school_id, "months": terms.months(kept), "on": on},
                )
                or 0
            )
            for kept in TRACES
        }
        return {kept: number for kept, number in found.items() if number}

    def _name(self, kind: Kind, key: str) -> str | None:
        wanted = text(
            f"SELECT {NAMED} FROM {'hub.pupil' if kind is Kind.PUPILS else 'hub.guardian'} t "
            "WHERE t.school_id = :school AND t.key = :key"
        )
        found: str | None = self.session.scalar(wanted, {"school": self.school_id, "key": key})
        return found


def _run(row: RetentionRunRow) -> RetentionRun:
    return RetentionRun(
        id=row.id,
        state=row.state,
        as_of=row.as_of,
        began_at=row.began_at,
        ended_at=row.ended_at,
        decided_by=row.decided_by,
        due=dict(row.due),
        gone=dict(row.gone),
    )


REASON_NEEDED = Text(
    f"Schrijf op waarom deze persoon bewaard moet blijven, in hoogstens {MOST_REASON} tekens.",
    f"Write down why this person must be kept, in at most {MOST_REASON} characters.",
)
NOBODY = Text(
    "De hub kent deze persoon niet (meer). Ververs de lijst.",
    "The hub does not know this person (any more). Refresh the list.",
)
