"""The server side of web sessions: found by a mark of their id, so that nobody who reads the table can use one."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.store.sealed import Sealer
from hub.store.tables import WebSessionRow


class WebSessions:
    """Web sessions, in the transaction of a `Directory`. What is past its time is not there any more."""

    def __init__(self, session: Session, sealer: Sealer) -> None:
        self._session = session
        self._sealer = sealer

    def get(self, session_id: str, renew_for: timedelta | None = None) -> bytes | None:
        """Return the content of a session; `renew_for` makes it last so long from now."""
        found = self._session.scalars(select(WebSessionRow.content).where(self._is(session_id), _alive())).one_or_none()
        if found is not None and renew_for is not None:
            self._change(session_id, expires_at=datetime.now(UTC) + renew_for)
        return None if found is None else bytes(found)

    def set(
        self, session_id: str, content: bytes, expires_in: timedelta | None = None, account_id: int | None = None
    ) -> None:
        """Keep a session. With `account_id` it ends when that account's password changes."""
        expires_at = None if expires_in is None else datetime.now(UTC) + expires_in
        values = {"content": content, "expires_at": expires_at, "account_id": account_id}
        made = insert(WebSessionRow).values(id_hash=self._mark(session_id), **values)
        self._session.execute(made.on_conflict_do_update(index_elements=["id_hash"], set_=values))

    def rewrite(self, session_id: str, content: bytes) -> None:
        """Give a session that is there another content."""
        self._change(session_id, content=content)

    def expires_in(self, session_id: str) -> timedelta | None:
        """Return how long a session still lasts; `None` where there is none, or it has no end."""
        wanted = select(WebSessionRow.expires_at).where(self._is(session_id), _alive())
        end = self._session.scalars(wanted).one_or_none()
        return None if end is None else end - datetime.now(UTC)

    def delete(self, session_id: str) -> None:
        """End a session."""
        self._session.execute(delete(WebSessionRow).where(self._is(session_id)))

    def delete_of(self, account_id: int) -> None:
        """End every session of an account."""
        self._session.execute(delete(WebSessionRow).where(WebSessionRow.account_id == account_id))

    def delete_all(self) -> None:
        """End every session."""
        self._session.execute(delete(WebSessionRow))

    def expire(self) -> None:
        """Clear away what is past its time."""
        self._session.execute(delete(WebSessionRow).where(WebSessionRow.expires_at <= datetime.now(UTC)))

    def _change(self, session_id: str, **values: Any) -> None:
        self._session.execute(update(WebSessionRow).where(self._is(session_id)).values(**values))

    def _is(self, session_id: str) -> ColumnElement[bool]:
        return WebSessionRow.id_hash == self._mark(session_id)

    def _mark(self, session_id: str) -> bytes:
        return self._sealer.fingerprint(f"session:{session_id}")


def _alive() -> ColumnElement[bool]:
    return or_(WebSessionRow.expires_at.is_(None), WebSessionRow.expires_at > datetime.now(UTC))
