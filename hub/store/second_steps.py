"""The second step of logging in: a secret that an app on somebody's phone shares, and codes for when the phone is gone.

The codes of the app are those of RFC 6238. A code counts once: the hub remembers up to which moment codes were used.
The codes for a lost phone are random enough (80 bits) that a plain mark of each may stand in the table.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.contract import Secret
from hub.store.audit import Audit
from hub.store.sealed import Sealer
from hub.store.tables import RecoveryCodeRow, SecondStepRow

WAITS = timedelta(minutes=30)
"""So long a secret waits for its first code; then it is as if nobody had begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondStep:
    """The second step of an account. `codes_left`: codes for a lost phone that were not used yet."""

    secret: Secret = field(repr=False)
    since: datetime
    codes_left: int


@dataclass(frozen=True)
class SecondSteps:
    """The second steps of accounts, in the transaction of a `Directory`."""

    session: Session
    audit: Audit = field(repr=False)
    sealer: Sealer = field(repr=False)

    def of(self, account_id: int) -> SecondStep | None:
        """Return the second step of an account; `None` where there is none, or it was not finished."""
        row = self._row(account_id, SecondStepRow.since.is_not(None))
        if row is None or row.since is None:
            return None
        left = select(func.count()).select_from(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id)
        return SecondStep(
            secret=self.sealer.open(row.secret), since=row.since, codes_left=self.session.scalars(left).one()
        )

    def begin(self, account_id: int, secret: Secret) -> None:
        """Let a secret wait for its first code. One that is in use already stays."""
        values = {"secret": self.sealer.seal(secret), "begun_at": func.now()}
        made = insert(SecondStepRow).values(account_id=account_id, **values)
        again = made.on_conflict_do_update(
            index_elements=[SecondStepRow.account_id], set_=values, where=SecondStepRow.since.is_(None)
        )
        self.session.execute(again)

    def waiting(self, account_id: int) -> Secret | None:
        """Return the secret that waits for its first code."""
        row = self._row(account_id, SecondStepRow.since.is_(None), SecondStepRow.begun_at > func.now() - WAITS)
        return None if row is None else self.sealer.open(row.secret)

    def start(self, account_id: int, counter: int, codes: Sequence[str]) -> bool:
        """Put the secret that waits in use, with codes for a lost phone. False: none waits (any more)."""
        mine = (SecondStepRow.account_id == account_id, SecondStepRow.since.is_(None))
        started = update(SecondStepRow).where(*mine).values(since=func.now(), counter=counter)
        if not self._changes(started):
            return False
        self._keep_codes(account_id, codes)
        self.audit.write("account.step_on", f"account:{account_id}")
        return True

    def take(self, account_id: int, counter: int) -> bool:
        """Use the code of a moment up. False: that one, or a later one, was used already."""
        unused = or_(SecondStepRow.counter.is_(None), SecondStepRow.counter < counter)
        mine = (SecondStepRow.account_id == account_id, SecondStepRow.since.is_not(None), unused)
        return self._changes(update(SecondStepRow).where(*mine).values(counter=counter))

    def take_code(self, account_id: int, code: str) -> bool:
        """Use a code for a lost phone up. False: there is no such code (any more)."""
        mine = (RecoveryCodeRow.account_id == account_id, RecoveryCodeRow.mark == _mark(account_id, code))
        if not self._changes(delete(RecoveryCodeRow).where(*mine)):
            return False
        self.audit.write("account.step_code_used", f"account:{account_id}")
        return True

    def renew_codes(self, account_id: int, codes: Sequence[str]) -> None:
        """Keep other codes for a lost phone; those of before open nothing any more."""
        self._keep_codes(account_id, codes)
        self.audit.write("account.step_codes", f"account:{account_id}")

    def remove(self, account_id: int) -> bool:
        """Take the second step away. False: there was none."""
        self._forget_codes(account_id)
        if not self._changes(delete(SecondStepRow).where(SecondStepRow.account_id == account_id)):
            return False
        self.audit.write("account.step_off", f"account:{account_id}")
        return True

    def reseal(self) -> int:
        """Seal every secret with the first key; return how many there are."""
        rows = list(self.session.scalars(select(SecondStepRow)))
        for row in rows:
            row.secret = self.sealer.reseal(row.secret)
        self.session.flush()
        return len(rows)

    def _row(self, account_id: int, *more: Any) -> SecondStepRow | None:
        wanted = select(SecondStepRow).where(SecondStepRow.account_id == account_id, *more)
        return self.session.scalars(wanted, execution_options={"populate_existing": True}).one_or_none()

    def _keep_codes(self, account_id: int, codes: Sequence[str]) -> None:
        self._forget_codes(account_id)
        rows = [{"account_id": account_id, "mark": _mark(account_id, each)} for each in codes]
        self.session.execute(insert(RecoveryCodeRow).values(rows))

    def _forget_codes(self, account_id: int) -> None:
        self.session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))

    def _changes(self, statement: Any) -> bool:
        done: Any = self.session.execute(statement, execution_options={"synchronize_session": False})
        return bool(done.rowcount)


def _mark(account_id: int, code: str) -> bytes:
    return hashlib.sha256(f"{account_id}:{code}".encode()).digest()
