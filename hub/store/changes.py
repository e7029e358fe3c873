"""What people ask to change at one school, what was decided, and what became of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, null, select, text, update
from sqlalchemy.dialects.postgresql import insert as once
from sqlalchemy.orm import Session

from hub.contract import ChangeMoved, Event, ItemState, Verdict
from hub.records import Guardianship, Kind, Record, Text
from hub.store.audit import Audit
from hub.store.change_items import Approval, Asked, Attempt, Item, StepTaken
from hub.store.change_rows import attempt_of, item_of, item_rows, said, text_of
from hub.store.change_states import ENDS
from hub.store.rows import TABLES, columns, from_row, listed
from hub.store.tables import ChangeApprovalRow, ChangeAttemptRow, ChangeItemRow, ChangeRequestRow, ChangeStepRow

LOCK_ROOM = 7302
"""The first half of the advisory lock's key: the room of the writing; the second half is the item."""

AT_ONCE = 1000
"""So many items are reminded of in one transaction; the next look takes the rest."""
_FOR_THE_SCHOOL = (ItemState.REQUESTED, ItemState.CONFLICT, ItemState.FAILED, ItemState.UNKNOWN, ItemState.TASK)
_WAITS = ChangeItemRow.state.in_([each.value for each in _FOR_THE_SCHOOL])


@dataclass(frozen=True)
class Changes:
    """The change requests of the school in hand."""

    session: Session
    school_id: int
    by: str
    audit: Audit = field(repr=False)
    tell: Callable[[Event], None] = field(repr=False)

    def request(self, guardian: str | None, asked_by: str | None = None) -> int:
        """Open a request, of a guardian or (`None`) of the school itself. Return its number.

        `asked_by` is whose wish it is, where that is another than who acts.
        """
        values = {"asked_by": asked_by or self.by, "guardian": guardian}
        made = insert(ChangeRequestRow).values(**values).returning(ChangeRequestRow.id)
        return int(self.session.execute(made).scalar_one())

    def request_of_move(self, guardian: str, asked_by: str, move: str) -> int | None:
        """Open the request of a guardian's move of house. `None`: it was asked here already."""
        made = once(ChangeRequestRow).values(asked_by=asked_by, guardian=guardian, move=UUID(move))
        return self.session.scalar(made.on_conflict_do_nothing().returning(ChangeRequestRow.id))

    def items_of_move(self, guardian: str, move: str) -> list[Item]:
        """Return what a guardian asked in one move of house, in order of asking."""
        mine = (ChangeRequestRow.guardian == guardian, ChangeRequestRow.move == UUID(move))
        return self._items(item_rows().where(*mine).order_by(ChangeItemRow.id))

    def add(self, request: int, asked: Asked) -> Item:
        """Keep an item, which starts as requested. There is one open item for a field: a second fails."""
        values = {name: getattr(asked, name) for name in ("key", "field", "base", "wanted", "undoes", "effective_on")}
        verdict = {"verdict": int(asked.verdict.decision), "verdict_reason": said(asked.verdict.reason)}
        flags = {name: getattr(asked, name) for name in ("self_asked", "has_authority", "lives_with")}
        made = insert(ChangeItemRow.__table__).values(  # type: ignore[arg-type]
            request_id=request, kind=asked.kind.value, **values, **verdict, **flags
        )
        number = int(self.session.execute(made.returning(ChangeItemRow.id)).scalar_one())
        self._note(number, asked.field, ItemState.REQUESTED)
        return self.item(number)

    def find(self, number: int, *, lock: bool = False) -> Item | None:
        """Return an item of this school. `lock`: others who want to move it wait until this transaction ends."""
        if lock:
            held = select(ChangeItemRow.id).where(ChangeItemRow.id == number).with_for_update()
            self.session.execute(held)
        return next(iter(self._items(item_rows().where(ChangeItemRow.id == number))), None)

    def item(self, number: int, *, lock: bool = False) -> Item:
        """Return an item that exists. Raises `LookupError`."""
        found = self.find(number, lock=lock)
        if found is None:
            raise LookupError(number)
        return found

    def open_item(self, kind: Kind, key: str, field_name: str) -> Item | None:
        """Return the item that is open for a field."""
        wanted = item_rows().where(
            ChangeItemRow.kind == kind.value,
            ChangeItemRow.key == key,
            ChangeItemRow.field == field_name,
            ChangeItemRow.state.not_in([each.value for each in ENDS]),
        )
        return next(iter(self._items(wanted)), None)

    def items(
        self,
        states: Iterable[ItemState] = (),
        *,
        guardian: str | None = None,
        after: int = 0,
        limit: int = 1_000_000,
    ) -> list[Item]:
        """Return items in order of asking, from the one after number `after`; narrowed to states or to who asks."""
        wanted = item_rows().where(ChangeItemRow.id > after).order_by(ChangeItemRow.id).limit(limit)
        if chosen := [each.value for each in states]:
            wanted = wanted.where(ChangeItemRow.state.in_(chosen))
        if guardian is not None:
            wanted = wanted.where(ChangeRequestRow.guardian == guardian)
        return self._items(wanted)

    def items_of(self, request: int) -> list[Item]:
        """Return the items of one request, in order of asking."""
        return self._items(item_rows().where(ChangeItemRow.request_id == request).order_by(ChangeItemRow.id))

    def numbered(self, numbers: Sequence[int]) -> list[Item]:
        """Return the items with these numbers, in that order; a number that is not there is passed over."""
        found = {each.id: each for each in self._items(item_rows().where(ChangeItemRow.id.in_(numbers)))}
        return [found[each] for each in numbers if each in found]

    def counts(self) -> dict[ItemState, int]:
        """Return how many items stand in each state that has any."""
        rows = self.session.execute(select(ChangeItemRow.state, func.count()).group_by(ChangeItemRow.state))
        return {ItemState(state): number for state, number in rows}

    def move(  # noqa: PLR0913  # a step is all of these
        self,
        item: Item,
        new: ItemState,
        reason: Text | None = None,
        *,
        known: Mapping[str, Any] | None = None,
        run: int | None = None,
        by: str | None = None,
    ) -> Item:
        """Let an item take one step, with who, when and why. A move that does not exist fails in the database.

        `by` is who takes it, where that is another than who acts: the hub, on a policy's word.
        """
        who = by or self.by
        step = {"item_id": item.id, "from_state": item.state.value, "to_state": new.value, "by": who, "run_id": run}
        self.session.execute(
            insert(ChangeStepRow).values(
                **step, reason=said(reason) if reason else None, known=dict(known) if known else None
            )
        )
        self._note(item.id, item.field, new)
        return self.item(item.id)

    def steps(self, number: int) -> list[StepTaken]:
        """Return the steps that an item took, the first first."""
        wanted = select(ChangeStepRow).where(ChangeStepRow.item_id == number).order_by(ChangeStepRow.id)
        return [
            StepTaken(
                id=row.id,
                old=ItemState(row.from_state),
                new=ItemState(row.to_state),
                by=row.by,
                at=row.at,
                reason=text_of(row.reason),
                known=row.known,
                run=row.run_id,
            )
            for row in self.session.scalars(wanted)
        ]

    def approve(self, item: Item, value: Any) -> None:
        """Note the yes of whoever acts. A second yes of the same person fails."""
        self.session.execute(insert(ChangeApprovalRow).values(item_id=item.id, by=self.by, value=value))

    def approvals(self, item: Item) -> list[Approval]:
        """Return who said yes to the item as it is now."""
        wanted = select(ChangeApprovalRow).where(
            ChangeApprovalRow.item_id == item.id, ChangeApprovalRow.withdrawn.is_(False)
        )
        return [Approval(by=row.by, value=row.value, at=row.at) for row in self.session.scalars(wanted)]

    def drop_approvals(self, item: Item) -> None:
        """Let no earlier yes count any more: what it was said to has changed."""
        gone = update(ChangeApprovalRow).where(ChangeApprovalRow.item_id == item.id).values(withdrawn=True)
        self.session.execute(gone, execution_options={"synchronize_session": False})

    def correct(self, item: Item, value: Any) -> Item:
        """Keep the school's own value beside the wish."""
        return self._update(item, correction={"value": value, "by": self.by})

    def rebase(self, item: Item, base: Any) -> Item:
        """Decide on an item anew: what is known now is its base, and its write is another one."""
        return self._update(item, base=base, write_key=func.gen_random_uuid(), tries=0)

    def judge(self, item: Item, verdict: Verdict) -> Item:
        """Keep a stricter verdict."""
        return self._update(item, verdict=int(verdict.decision), verdict_reason=said(verdict.reason))

    def look_again(self, item: Item, seconds: float | None, tries: int) -> datetime | None:
        """Keep in how many seconds a job looks at the item again (`None`: never by itself), and how often it did.

        Return the moment, by the clock of the database, which is the only one that counts here.
        """
        later = None if seconds is None else func.clock_timestamp() + timedelta(seconds=seconds)
        self._update(item, look_at=later, tries=tries, waits_for=null())
        return self.session.scalars(select(ChangeItemRow.look_at).where(ChangeItemRow.id == item.id)).one()

    def look_on(self, item: Item, at: datetime) -> Item:
        """Keep that a job looks at the item at a moment to come, and not before."""
        return self._update(item, look_at=at, tries=0, waits_for=null())

    def let_go(self, item: Item) -> Item:
        """Note that whoever acts lets the item go before the day from which it is to hold."""
        self.audit.write("change.early", f"item {item.id}", {"field": item.field})
        return self._update(item, early={"by": self.by, "at": datetime.now(UTC).isoformat()})

    def wait_for(self, item: Item, reason: Text) -> None:
        """Keep what the item waits for, until a job looks at it again or it takes a step."""
        self._update(item, waits_for=said(reason))

    def waiting(self) -> list[Item]:
        """Return the items that wait for something of the coupling to be set right."""
        return self._items(item_rows().where(ChangeItemRow.waits_for.is_not(None)).order_by(ChangeItemRow.id))

    def is_due(self, number: int) -> bool:
        """Tell whether a job is to look at the item by now."""
        due = select(ChangeItemRow.id).where(
            ChangeItemRow.id == number, ChangeItemRow.look_at <= func.clock_timestamp()
        )
        return self.session.scalars(due).one_or_none() is not None

    def overdue(self, seconds: float) -> list[int]:
        """Return the items at which a job should have looked so many seconds ago."""
        since = func.clock_timestamp() - timedelta(seconds=seconds)
        wanted = select(ChangeItemRow.id).where(ChangeItemRow.look_at <= since).order_by(ChangeItemRow.look_at)
        return list(self.session.scalars(wanted))

    def remind(self, item: Item, at: datetime, reminders: int) -> Item:
        """Keep when the school is reminded next of an item that waits for it, and how often it was."""
        return self._update(item, remind_at=at, reminders=reminders)

    def not_planned(self) -> list[Item]:
        """Return items that wait for the school and have no reminder yet; a step takes the old reminder away."""
        wanted = item_rows().where(_WAITS, ChangeItemRow.remind_at.is_(None)).order_by(ChangeItemRow.id)
        return self._items(wanted.limit(AT_ONCE))

    def to_remind(self, now: datetime) -> list[Item]:
        """Return items that wait for the school and whose reminder is due."""
        wanted = item_rows().where(_WAITS, ChangeItemRow.remind_at <= now).order_by(ChangeItemRow.remind_at)
        return self._items(wanted.limit(AT_ONCE))

    def typed(self, item: Item) -> Item:
        """Note that whoever acts typed the item into the LAS."""
        self.audit.write("change.typed", f"item {item.id}", {"field": item.field})
        return self._update(item, typed={"by": self.by, "at": datetime.now(UTC).isoformat()})

    def begin_attempt(self, item: Item, act: str) -> int:
        """Write down that the LAS is about to be called, before it is. Return the attempt's number."""
        sent = {"base": item.base, "wanted": item.value}
        made = insert(ChangeAttemptRow).values(item_id=item.id, act=act, write_key=item.write_key, sent=sent)
        return int(self.session.execute(made.returning(ChangeAttemptRow.id)).scalar_one())

    def end_attempt(
        self, attempt: int, outcome: str, *, correlation: str | None = None, reason: Text | None = None
    ) -> None:
        """Write down what the LAS answered."""
        ended = update(ChangeAttemptRow).where(ChangeAttemptRow.id == attempt)
        values = {"outcome": outcome, "correlation": correlation, "reason": said(reason) if reason else None}
        self.session.execute(
            ended.values(**values, ended_at=func.clock_timestamp()), execution_options={"synchronize_session": False}
        )

    def attempts(self, number: int) -> list[Attempt]:
        """Return what the LAS was asked about an item, the first first."""
        wanted = select(ChangeAttemptRow).where(ChangeAttemptRow.item_id == number).order_by(ChangeAttemptRow.id)
        rows = self.session.scalars(wanted, execution_options={"populate_existing": True})
        return [attempt_of(row) for row in rows]

    def correlation(self, item: Item) -> str | None:
        """Return the LAS's own name for the item's present write, where it gave one."""
        given = (each.correlation for each in self.attempts(item.id) if each.write_key == item.write_key)
        return next((each for each in given if each), None)

    def take_turn(self, number: int) -> bool:
        """Be the only one that calls the LAS about an item until this transaction ends. False: another one is at it."""
        locked = text("SELECT pg_try_advisory_xact_lock(:room, hashint8(:item))")
        return bool(self.session.scalar(locked, {"room": LOCK_ROOM, "item": number}))

    def record(self, kind: Kind, key: str) -> Record | None:
        """Return what is known of a record that is there now."""
        return self.records(kind, [key]).get(key)

    def records(self, kind: Kind, keys: Sequence[str]) -> dict[str, Record]:
        """Return what is known of the records with these keys that are there now."""
        return {each.key: each for each in self._known(kind, "key = ANY(:keys)", keys)}

    def guardianships(self, *, guardian: str | None = None, pupils: Sequence[str] = ()) -> list[Guardianship]:
        """Return who is guardian of whom: of one guardian, or of these pupils."""
        chosen, keys = ("pupil = ANY(:keys)", pupils) if guardian is None else ("guardian = ANY(:keys)", [guardian])
        return [each for each in self._known(Kind.GUARDIANSHIPS, chosen, keys) if isinstance(each, Guardianship)]

    def guardianships_of(self, guardians: Sequence[str]) -> list[Guardianship]:
        """Return what these guardians are to pupils."""
        found = self._known(Kind.GUARDIANSHIPS, "guardian = ANY(:keys)", guardians)
        return [each for each in found if isinstance(each, Guardianship)]

    def _known(self, kind: Kind, chosen: str, keys: Sequence[str]) -> list[Record]:
        names = columns(kind)
        rows = self.session.execute(
            text(
                f"SELECT {listed(names)} FROM {TABLES[kind]} "
                f"WHERE school_id = :school AND departed_at IS NULL AND {chosen} ORDER BY id"
            ),
            {"school": self.school_id, "keys": list(keys)},
        )
        return [from_row(kind, dict(zip(names, row, strict=True))) for row in rows]

    def _items(self, wanted: Any) -> list[Item]:
        rows = self.session.execute(wanted, execution_options={"populate_existing": True})
        return [item_of(row[0], row[1]) for row in rows]

    def _update(self, item: Item, **values: Any) -> Item:
        changed = update(ChangeItemRow).where(ChangeItemRow.id == item.id).values(**values)
        self.session.execute(changed, execution_options={"synchronize_session": False})
        return self.item(item.id)

    def _note(self, number: int, field_name: str, state: ItemState) -> None:
        """Name the field in the audit trail, and no value: the item itself keeps those."""
        self.audit.write(f"change.{state.value}", f"item {number}", {"field": field_name})
        self.tell(ChangeMoved(at=datetime.now(UTC), item=number, state=state.value))
