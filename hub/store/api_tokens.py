"""The tokens with which an existing portal comes in at one school. The hub keeps their hashes, never themselves.

A token reads `kh_7_<43 signs>`: the school's number in the hub, and a secret of 32 random bytes. Scanners of secrets
find it by `kh_[0-9]+_[A-Za-z0-9_-]{43}`. The number only says behind which wall to look.
"""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from hub.contract.secrets import Secret
from hub.store.audit import Audit
from hub.store.sealed import Sealer
from hub.store.tables import ApiAskedRow, ApiTokenRow

FORM = re.compile(r"kh_([1-9][0-9]{0,17})_[A-Za-z0-9_-]{43}")
WINDOW = 60
"""Seconds over which the requests of a token are counted."""


class Scope(StrEnum):
    """What a program with a token may do."""

    ROLL = "roll:read"
    GUARDIANS = "guardians:read"
    REPORTS = "reports:read"
    CHANGES = "changes:read"
    ASK = "changes:ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A token as the school sees it: all but the token itself."""

    id: int
    name: str
    scopes: frozenset[Scope]
    made_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    def opens(self, now: datetime) -> bool:
        """Tell whether the token still opens anything."""
        return self.revoked_at is None and self.expires_at > now


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody came in with a token: `counted` requests in this window, which is over in `over_in` seconds."""

    token: ApiToken
    counted: int
    over_in: int


def school_in(token: str) -> int | None:
    """Return the number of the school of which a token says to be; `None` where it has not the form of a token."""
    found = FORM.fullmatch(token)
    return int(found[1]) if found else None


@dataclass(frozen=True)
class ApiTokens:
    """The tokens of the school in hand."""

    session: Session
    school_id: int
    by: str
    audit: Audit
    sealer: Sealer

    def make(self, name: str, scopes: Collection[Scope], days: int) -> tuple[int, Secret]:
        """Make a token that opens for so many days. Return its number, and the token, which is kept nowhere."""
        token = f"kh_{self.school_id}_{secrets.token_urlsafe(32)}"
        values = {"name": name, "hash": _hash(token), "scopes": sorted(each.value for each in scopes)}
        made = insert(ApiTokenRow).values(**values, made_by=self.by, expires_at=func.now() + timedelta(days=days))
        number = int(self.session.execute(made.returning(ApiTokenRow.id)).scalar_one())
        self.audit.write("token.made", f"token {number}", {"name": name, "scopes": values["scopes"], "days": days})
        return number, Secret(token)

    def all(self) -> list[ApiToken]:
        """Return every token that there is or was, the newest first."""
        return [_token(row) for row in self.session.scalars(select(ApiTokenRow).order_by(ApiTokenRow.id.desc()))]

    def find(self, number: int) -> ApiToken | None:
        """Return one token by its number."""
        row = self.session.scalars(select(ApiTokenRow).where(ApiTokenRow.id == number)).one_or_none()
        return None if row is None else _token(row)

    def revoke(self, number: int) -> bool:
        """Let a token open nothing any more, from the next request on. False: it opened nothing already."""
        still = update(ApiTokenRow).where(ApiTokenRow.id == number, ApiTokenRow.revoked_at.is_(None))
        gone = still.values(revoked_at=func.now(), revoked_by=self.by).returning(ApiTokenRow.id)
        if self.session.scalars(gone, execution_options=FRESH).one_or_none() is None:
            return False
        self.audit.write("token.revoked", f"token {number}")
        return True

    def enter(self, token: str) -> Entered | None:
        """Find a token and count the request. `None`: there is none; one that opens nothing any more is not counted."""
        self.session.execute(text("SET LOCAL synchronous_commit = off"))  # a count may be lost in a crash
        row = self.session.execute(text(ENTER), {"hash": _hash(token), "window": WINDOW}).one_or_none()
        if row is None:
            found = self.session.scalars(select(ApiTokenRow).where(ApiTokenRow.hash == _hash(token))).one_or_none()
            return Entered(_token(found), 0, 0) if found else None
        return Entered(_token(row), row.counted, max(1, row.over_in))

    def ask_once(self, token: int, key: str, body: bytes) -> "AskedBefore | None":
        """Take an idempotency key of a token for what is asked now; return what it stands for where it was taken.

        A second request that comes with the key at the same time waits here until the first is kept or undone.
        """
        marks = {"key_mark": self._mark("key", key.encode()), "body_mark": self._mark("body", body)}
        taken = upsert(ApiAskedRow).values(token_id=token, **marks).on_conflict_do_nothing()
        if self.session.execute(taken.returning(ApiAskedRow.id)).one_or_none() is not None:
            return None
        known = select(ApiAskedRow).where(ApiAskedRow.token_id == token, ApiAskedRow.key_mark == marks["key_mark"])
        row = self.session.scalars(known, execution_options={"populate_existing": True}).one()
        return AskedBefore(row.request_id, same=row.body_mark == marks["body_mark"])

    def asked(self, token: int, key: str, request: int) -> None:
        """Keep which request came with an idempotency key."""
        mine = (ApiAskedRow.token_id == token, ApiAskedRow.key_mark == self._mark("key", key.encode()))
        self.session.execute(update(ApiAskedRow).where(*mine).values(request_id=request), execution_options=FRESH)

    def forget_asked(self, before: datetime) -> None:
        """Forget idempotency keys of so long ago that nobody repeats them."""
        self.session.execute(delete(ApiAskedRow).where(ApiAskedRow.at < before), execution_options=FRESH)

    def _mark(self, sort: str, content: bytes) -> bytes:
        return self.sealer.fingerprint(f"asked:{sort}:{sha256(content).hexdigest()}")


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """What came with an idempotency key before: the number of the request, and whether it asked the very same."""

    request: int | None
    same: bool


FRESH = {"synchronize_session": False}
ENTER = """
UPDATE hub.api_token SET used_at = now(),
    counted = CASE WHEN counted_from > now() - make_interval(secs => :window) THEN counted + 1 ELSE 1 END,
    counted_from = CASE WHEN counted_from > now() - make_interval(secs => :window) THEN counted_from ELSE now() END
WHERE hash = :hash AND revoked_at IS NULL AND expires_at > now()
RETURNING *, CAST(ceil(extract(epoch FROM counted_from - now())) + :window AS integer) AS over_in
"""


def _hash(token: str) -> bytes:
    """Return the hash of a token: it holds 256 random bits, so that a slow hash would protect nothing more."""
    return sha256(token.encode()).digest()


def _token(row: Any) -> ApiToken:
    same = ("id", "name", "made_by", "made_at", "expires_at", "used_at", "revoked_at")
    known = {each.value for each in Scope}
    scopes = frozenset(Scope(each) for each in row.scopes if each in known)
    return ApiToken(**{name: getattr(row, name) for name in same}, scopes=scopes)


__all__ = ["ApiToken", "ApiTokens", "AskedBefore", "Entered", "Scope", "school_in"]
