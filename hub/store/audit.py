"""The audit trail: what was done, by whom and when. It only grows."""

from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from hub.store.chain import START, AuditEntry, ChainResult, entry_hash, plain, walk
from hub.store.tables import AuditEntryRow, AuditHeadRow, HubAuditEntryRow, HubAuditHeadRow

EntryRow = type[AuditEntryRow] | type[HubAuditEntryRow]
HeadRow = type[AuditHeadRow] | type[HubAuditHeadRow]
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Audit:
    """One chain. `scope` are the columns that every one of its rows carries, `chain` its name in the hashes."""

    session: Session
    chain: str
    by: str
    entry_row: EntryRow
    head_row: HeadRow
    entry_scope: Mapping[str, int]
    head_scope: Mapping[str, int]

    @classmethod
    def of_school(cls, session: Session, school_id: int, by: str) -> "Audit":
        """Return the chain of one school."""
        scope = {"school_id": school_id}
        return cls(session, f"school:{school_id}", by, AuditEntryRow, AuditHeadRow, scope, scope)

    @classmethod
    def of_hub(cls, session: Session, by: str) -> "Audit":
        """Return the chain of the hub as a whole."""
        return cls(session, "hub", by, HubAuditEntryRow, HubAuditHeadRow, {}, {"id": 1})

    def write(
        self, act: str, subject: str, details: Mapping[str, Any] = NOTHING, plan_hash: str | None = None
    ) -> AuditEntry:
        """Add an entry, in the transaction of what it tells about. Others who write wait until that ends."""
        seq, previous = self._lock_head()
        draft = AuditEntry(
            seq=seq + 1,
            at=datetime.now(UTC),
            who=str(plain(self.by)),
            act=act,
            subject=str(plain(subject)),
            details=plain(details),
            plan_hash=plan_hash,
            previous_hash=previous,
            hash=b"",
        )
        values = {name: getattr(draft, name) for name in AuditEntry.__slots__}
        values["hash"] = entry_hash(self.chain, draft)
        self.session.execute(insert(self.entry_row.__table__).values(**values, **self.entry_scope))  # type: ignore[arg-type]
        self._move_head(draft.seq, values["hash"])
        return AuditEntry(**values)

    def entries(self, before: int | None = None, limit: int = 50, acts: Collection[str] = ()) -> list[AuditEntry]:
        """Return up to `limit` entries, the newest first, of all acts or these; `before`: where to go on from."""
        newest = self._all().order_by(self.entry_row.seq.desc()).limit(limit)
        if acts:
            newest = newest.where(self.entry_row.act.in_(acts))
        wanted = newest if before is None else newest.where(self.entry_row.seq < before)
        return [_entry(row) for row in self.session.scalars(wanted)]

    def verify(self) -> ChainResult:
        """Walk the whole chain, and name the first entry that was changed or taken out."""
        seq, last_hash = self._head()
        from_the_first = self._all().order_by(self.entry_row.seq).execution_options(yield_per=1000)
        with closing(self.session.scalars(from_the_first)) as rows:
            return walk(self.chain, (_entry(row) for row in rows), seq, last_hash)

    def _all(self) -> Select[tuple[Any]]:
        return select(self.entry_row)

    def _lock_head(self) -> tuple[int, bytes]:
        table = self.head_row.__table__
        first = upsert(table).values(seq=0, hash=START, **self.head_scope)  # type: ignore[arg-type]
        self.session.execute(first.on_conflict_do_nothing())
        return self._head(lock=True)

    def _head(self, *, lock: bool = False) -> tuple[int, bytes]:
        head = select(self.head_row.seq, self.head_row.hash).filter_by(**self.head_scope)
        row = self.session.execute(head.with_for_update() if lock else head).one_or_none()
        return (row[0], bytes(row[1])) if row else (0, START)

    def _move_head(self, seq: int, new: bytes) -> None:
        moved = update(self.head_row).filter_by(**self.head_scope).values(seq=seq, hash=new)
        self.session.execute(moved, execution_options={"synchronize_session": False})


def _entry(row: AuditEntryRow | HubAuditEntryRow) -> AuditEntry:
    return AuditEntry(**{name: getattr(row, name) for name in AuditEntry.__slots__})
