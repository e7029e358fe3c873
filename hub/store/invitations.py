"""Invitations to guardians of the school in hand: one open one for each, to one address, for two weeks."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from hub.store.accounts import address
from hub.store.audit import Audit
from hub.store.links import is_token, link_token, new_nonce, numbers_in
from hub.store.sealed import Sealer
from hub.store.tables import InvitationRow
from hub.store.tables.guardians import OPEN

LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An invitation that is open. `email_mark` tells whether an address is the one that it went to."""

    number: int
    guardian: str
    email_mark: bytes = field(repr=False)
    invited_by: str
    invited_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Invitations:
    """The invitations of the school in hand."""

    session: Session
    school_id: int
    by: str
    audit: Audit = field(repr=False)
    sealer: Sealer = field(repr=False)

    def add(self, guardian: str, email: str) -> int:
        """Invite a guardian at this address, and return the invitation's number. An earlier one opens nothing more."""
        self.revoke(guardian)
        values = {"guardian": guardian, "email_mark": self.email_mark(email), "nonce": new_nonce()}
        later = func.now() + LASTS
        made = insert(InvitationRow).values(**values, invited_by=self.by, expires_at=later)
        number = int(self.session.execute(made.returning(InvitationRow.id)).scalar_one())
        self.audit.write("guardian.invited", f"invitation:{number}")
        return number

    def revoke(self, guardian: str) -> bool:
        """Let a guardian's open invitation open nothing any more. False: there was none."""
        open_one = (InvitationRow.guardian == guardian, OPEN)
        gone = update(InvitationRow).where(*open_one).values(revoked_at=func.now()).returning(InvitationRow.id)
        number = self.session.execute(gone, execution_options={"synchronize_session": False}).scalar_one_or_none()
        if number is not None:
            self.audit.write("guardian.invitation_revoked", f"invitation:{number}")
        return number is not None

    def link_token(self, number: int) -> str | None:
        """Return what stands behind `/invitation/` in the letter; `None` where the invitation is not open any more."""
        row = self._open(number)
        return None if row is None else self._token(row)

    def find(self, token: str, *, lock: bool = False) -> Invitation | None:
        """Return the open invitation with this token. `lock`: who uses it at the same moment waits."""
        numbers = numbers_in(token, 2)
        if numbers is None or numbers[0] != self.school_id:
            return None
        row = self._open(numbers[1], lock=lock)
        if row is None or not is_token(token, self._token(row)):
            return None
        same = ("guardian", "email_mark", "invited_by", "invited_at", "expires_at")
        return Invitation(number=row.id, **{name: getattr(row, name) for name in same})

    def use(self, invitation: Invitation, account_id: int) -> None:
        """Let an invitation open nothing any more: this account came in with it."""
        used = update(InvitationRow).where(InvitationRow.id == invitation.number)
        self.session.execute(
            used.values(used_at=func.now(), used_by=account_id), execution_options={"synchronize_session": False}
        )
        self.audit.write("guardian.invitation_used", f"invitation:{invitation.number}", {"account": account_id})

    def email_mark(self, email: str) -> bytes:
        """Return the mark by which the address of an invitation is recognised."""
        return self.sealer.fingerprint(f"invited:{address(email)}")

    def _open(self, number: int, *, lock: bool = False) -> Any:
        wanted = select(InvitationRow).where(InvitationRow.id == number, OPEN, InvitationRow.expires_at > func.now())
        wanted = wanted.with_for_update() if lock else wanted
        return self.session.scalars(wanted, execution_options={"populate_existing": True}).one_or_none()

    def _token(self, row: InvitationRow) -> str:
        return link_token(self.sealer, "invitation", row.nonce, self.school_id, row.id)
