"""Files with what the hub has of a person: sealed, for who asked only, and gone after a week."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from hub.contract import HubError
from hub.records import Kind, Text
from hub.store.sealed import Sealer
from hub.store.sealed_files import DocumentDamagedError
from hub.store.sealed_folder import SealedFolder
from hub.store.tables import TakeoutRow

KEPT_DAYS = 7
A_DAY = 86_400.0
UNENDED = ("waiting", "making")


class NoTakeoutError(HubError):
    """There is no such file, it is another's, or it has expired. Nothing is shown."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Dit bestand is er niet (meer). Een bestand met gegevens blijft een week staan. Vraag het opnieuw aan.",
                "This file is not there (any more). A file with data stays for a week. Ask for it again.",
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks for a file: the account, its name in the audit trail, and in which language.

    `own`: a guardian who asks for what there is of himself.
    """

    account: int
    by: str
    own: bool
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeout:
    """A file that was asked for. `own`: by the guardian himself. `contents` says what is in it, once it is ready."""

    id: int
    kind: Kind
    key: str
    own: bool
    language: str
    asked_account: int
    asked_by: str
    asked_at: datetime
    state: str
    done: int
    total: int | None
    size: int | None
    contents: Mapping[str, Any]
    expires_at: datetime


@dataclass(frozen=True)
class Takeouts:
    """The files of the school in hand; they lie sealed in `folder`."""

    session: Session
    school_id: int
    sealer: Sealer
    folder: Path

    @property
    def _files(self) -> SealedFolder:
        return SealedFolder(self.session, self.sealer, self.folder)

    def ask(self, kind: Kind, key: str, asker: Asker) -> tuple[int, bool]:
        """Return the number of a file of a person for who asks, and whether it is a new one to be made."""
        mine = (TakeoutRow.asked_account == asker.account) & (TakeoutRow.kind == kind.value) & (TakeoutRow.key == key)
        wanted = select(TakeoutRow.id).where(mine, TakeoutRow.own == asker.own, TakeoutRow.state.in_(UNENDED))
        if (going_on := self.session.scalars(wanted.limit(1)).first()) is not None:
            return going_on, False
        row = TakeoutRow(
            kind=kind.value,
            key=key,
            own=asker.own,
            language=asker.language,
            asked_account=asker.account,
            asked_by=asker.by,
            contents={},
            expires_at=text(f"now() + interval '{KEPT_DAYS} days'"),
        )
        self.session.add(row)
        self.session.flush()
        return row.id, True

    def get(self, number: int, account: int | None = None) -> Takeout | None:
        """Return a file; with an `account`, only if it asked for it."""
        row = self.session.get(TakeoutRow, number, populate_existing=True)
        if row is None or row.school_id != self.school_id or (account is not None and row.asked_account != account):
            return None
        return _takeout(row)

    def of(self, account: int, *, own: bool) -> list[Takeout]:
        """Return the files that an account asked for and that are still there, the newest first."""
        wanted = select(TakeoutRow).where(
            TakeoutRow.asked_account == account, TakeoutRow.own == own, TakeoutRow.expires_at > text("now()")
        )
        return [_takeout(row) for row in self.session.scalars(wanted.order_by(TakeoutRow.id.desc()))]

    def begin(self, number: int) -> Takeout | None:
        """Claim a file to make; `None` where it is made, failed or gone."""
        row = self.session.scalars(
            select(TakeoutRow).where(TakeoutRow.id == number, TakeoutRow.state.in_(UNENDED)).with_for_update()
        ).one_or_none()
        if row is None:
            return None
        row.state = "making"
        self.session.flush()
        self.session.refresh(row)
        return _takeout(row)

    def moved(self, number: int, done: int, total: int) -> None:
        """Keep how far the making is."""
        values = {"school": self.school_id, "id": number, "done": done, "total": total}
        self.session.execute(text(MOVED), values)

    def keep(self, number: int, pieces: Iterable[bytes]) -> int:
        """Seal the pieces in the file of this number, and return how many bytes there were.

        Where this is undone the file goes. Where the row is gone meanwhile, nothing is kept.
        """
        file = self._files.keep(pieces)
        values = {"school": self.school_id, "id": number, "name": file.name, "key": file.key, "size": file.size}
        if not self.session.execute(text(KEEP), values).all():
            self._files.remove_after([file.name])
        return file.size

    def ready(self, number: int, contents: Mapping[str, Any]) -> None:
        """Say that a file is there, and what is in it."""
        self._settle(number, "ready", contents)

    def fail(self, number: int) -> None:
        """Say that a file could not be made."""
        self._settle(number, "failed", {})

    def open(self, number: int, account: int) -> tuple[Takeout, Iterator[bytes]]:
        """Return a file and its content for the account that asked for it. Raises `NoTakeoutError`."""
        values = {"school": self.school_id, "id": number, "account": account}
        row = self.session.execute(text(FIND), values).one_or_none()
        found = self.get(number, account)
        if row is None or found is None:
            raise NoTakeoutError
        return found, _whole(self._files.pieces(row.name, row.sealed_key))

    def forget_of(self, kind: Kind, key: str) -> int:
        """Remove the files of a person, and those of his family in which he may stand."""
        relation = {Kind.PUPILS: ("pupil", "guardian"), Kind.GUARDIANS: ("guardian", "pupil")}[kind]
        values = {"school": self.school_id, "kind": kind.value, "key": key}
        return self._forget(text(OF_FAMILY.format(mine=relation[0], theirs=relation[1])), values)

    def forget(self, number: int, account: int) -> int:
        """Remove a file that an account asked for."""
        chosen = "DELETE FROM hub.takeout WHERE school_id = :school AND id = :id AND asked_account = :account"
        values = {"school": self.school_id, "id": number, "account": account}
        return self._forget(text(f"{chosen} RETURNING name"), values)

    def expire(self) -> int:
        """Remove files whose time is over, and files that no row names, of more than a day old."""
        chosen = "DELETE FROM hub.takeout WHERE school_id = :school AND expires_at < now() RETURNING name"
        gone = self._forget(text(chosen), {"school": self.school_id})
        known = {each for each in self.session.scalars(select(TakeoutRow.name)) if each}
        self._files.sweep(known, A_DAY)
        return gone

    def reseal(self) -> int:
        """Seal the key of every file with the newest of the hub's keys. Returns how many there were."""
        rows = self.session.scalars(select(TakeoutRow).where(TakeoutRow.sealed_key.is_not(None))).all()
        for row in rows:
            row.sealed_key = self.sealer.reseal(str(row.sealed_key))
        self.session.flush()
        return len(rows)

    def _settle(self, number: int, state: str, contents: Mapping[str, Any]) -> None:
        row = self.session.get(TakeoutRow, number, populate_existing=True)
        if row is not None:
            row.state, row.contents = state, dict(contents)
            self.session.flush()

    def _forget(self, statement: Any, values: Mapping[str, Any]) -> int:
        rows = self.session.execute(statement, values).all()
        self._files.remove_after([row.name for row in rows if row.name])
        return len(rows)


def _takeout(row: TakeoutRow) -> Takeout:
    return Takeout(
        id=row.id,
        kind=Kind(row.kind),
        key=row.key,
        own=row.own,
        language=row.language,
        asked_account=row.asked_account,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        state=row.state,
        done=row.done,
        total=row.total,
        size=row.size,
        contents=dict(row.contents),
        expires_at=row.expires_at,
    )


def _whole(pieces: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from pieces
    except (DocumentDamagedError, OSError):
        raise NoTakeoutError from None


MOVED = "UPDATE hub.takeout SET done = :done, total = :total WHERE school_id = :school AND id = :id"
KEEP = """
UPDATE hub.takeout SET name = :name, sealed_key = :key, size = :size WHERE school_id = :school AND id = :id RETURNING id
"""
FIND = """
SELECT name, sealed_key FROM hub.takeout WHERE school_id = :school AND id = :id AND asked_account = :account
AND state = 'ready' AND expires_at > now()
"""
OF_FAMILY = """
DELETE FROM hub.takeout t WHERE t.school_id = :school AND (
    (t.kind = :kind AND t.key = :key)
    OR (t.kind <> :kind AND t.key IN (
        SELECT g.{theirs} FROM hub.guardianship g WHERE g.school_id = :school AND g.{mine} = :key
    ))
) RETURNING t.name
"""
