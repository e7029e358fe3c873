"""Links for the owner of an account: to choose a first password, or another one."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from hub.store.audit import Audit
from hub.store.links import is_token, link_token, new_nonce, numbers_in
from hub.store.sealed import Sealer
from hub.store.tables import AccountLinkRow, AccountRow


class LinkPurpose(StrEnum):
    """What a link is for."""

    WELCOME = "welcome"
    """To choose the first password."""
    PASSWORD = "password"  # noqa: S105 - the name of a purpose


LASTS = {
    LinkPurpose.WELCOME: timedelta(days=14),
    LinkPurpose.PASSWORD: timedelta(hours=1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLink:
    """A link that is open."""

    number: int
    account_id: int
    purpose: LinkPurpose


@dataclass(frozen=True)
class AccountLinks:
    """The links of accounts, in the transaction of a `Directory`."""

    session: Session
    by: str
    audit: Audit = field(repr=False)
    sealer: Sealer = field(repr=False)

    def add(self, account_id: int, purpose: LinkPurpose) -> int:
        """Make a link and return its number; an earlier one for the same purpose opens nothing more."""
        self.drop(account_id, purpose)
        values = {"account_id": account_id, "purpose": purpose.value, "nonce": new_nonce()}
        made = insert(AccountLinkRow).values(**values, made_by=self.by, expires_at=func.now() + LASTS[purpose])
        self.audit.write(f"account.link_{purpose.value}", f"account:{account_id}")
        return int(self.session.execute(made.returning(AccountLinkRow.id)).scalar_one())

    def drop(self, account_id: int, *purposes: LinkPurpose) -> None:
        """Let links of an account open nothing any more: those for these purposes, or all."""
        wanted = [each.value for each in purposes or LinkPurpose]
        mine = (AccountLinkRow.account_id == account_id, AccountLinkRow.purpose.in_(wanted))
        self.session.execute(delete(AccountLinkRow).where(*mine), execution_options={"synchronize_session": False})

    def link_token(self, number: int) -> str | None:
        """Return what stands behind `/password/` in the letter; `None` where it opens nothing any more."""
        row = self._open(number)
        return None if row is None else self._token(row)

    def find(self, token: str, *purposes: LinkPurpose, lock: bool = False) -> AccountLink | None:
        """Return the open link with this token, of an account that may enter. `lock`: who uses it too waits."""
        numbers = numbers_in(token, 1)
        row = self._open(numbers[0], lock=lock) if numbers else None
        if row is None or not is_token(token, self._token(row)) or row.purpose not in purposes:
            return None
        return AccountLink(number=row.id, account_id=row.account_id, purpose=LinkPurpose(row.purpose))

    def use(self, link: AccountLink) -> None:
        """Let a link open nothing any more."""
        used = update(AccountLinkRow).where(AccountLinkRow.id == link.number).values(used_at=func.now())
        self.session.execute(used, execution_options={"synchronize_session": False})

    def _open(self, number: int, *, lock: bool = False) -> Any:
        alive = (AccountLinkRow.used_at.is_(None), AccountLinkRow.expires_at > func.now())
        may_enter = select(AccountRow.id).where(AccountRow.disabled_at.is_(None))
        wanted = select(AccountLinkRow).where(
            AccountLinkRow.id == number, *alive, AccountLinkRow.account_id.in_(may_enter)
        )
        wanted = wanted.with_for_update() if lock else wanted
        return self.session.scalars(wanted, execution_options={"populate_existing": True}).one_or_none()

    def _token(self, row: AccountLinkRow) -> str:
        return link_token(self.sealer, row.purpose, row.nonce, row.id)
