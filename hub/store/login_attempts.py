"""Logins that failed, for the rate limit. Neither the e-mail address nor the network address is kept as it is."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from hub.store.accounts import address as email_address
from hub.store.sealed import Sealer
from hub.store.tables import LoginAttemptRow


class LoginAttempts:
    """The attempts of a sliding window, in the transaction of a `Directory`."""

    def __init__(self, session: Session, sealer: Sealer) -> None:
        self._session = session
        self._sealer = sealer

    def note(self, email: str, address: str, at: datetime) -> None:
        """Remember that a login failed."""
        row = LoginAttemptRow(at=at, email_hash=self._email(email), address_hash=self._address(address))
        self._session.add(row)
        self._session.flush()

    def for_email(self, email: str, since: datetime) -> int:
        """Count what failed with this e-mail address."""
        return self._count(LoginAttemptRow.email_hash, self._email(email), since)

    def from_address(self, address: str, since: datetime) -> int:
        """Count what failed from this network address."""
        return self._count(LoginAttemptRow.address_hash, self._address(address), since)

    def forget(self, email: str) -> None:
        """Forget what failed with this e-mail address: its owner is in."""
        self._session.execute(delete(LoginAttemptRow).where(LoginAttemptRow.email_hash == self._email(email)))

    def expire(self, before: datetime) -> None:
        """Forget what is too old to count."""
        self._session.execute(delete(LoginAttemptRow).where(LoginAttemptRow.at < before))

    def _count(self, column: object, mark: bytes, since: datetime) -> int:
        counted = select(func.count()).select_from(LoginAttemptRow)
        return self._session.scalars(counted.where(column == mark, LoginAttemptRow.at >= since)).one()  # type: ignore[arg-type]

    def _email(self, email: str) -> bytes:
        return self._sealer.fingerprint(f"email:{email_address(email)}")

    def _address(self, address: str) -> bytes:
        return self._sealer.fingerprint(f"address:{address}")
