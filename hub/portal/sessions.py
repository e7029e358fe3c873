"""Web sessions and logins: kept in the database, for people who are logged in and nobody else."""

import json
import secrets
from datetime import UTC, datetime, timedelta

from hub.contract import Secret
from hub.portal.visits import Visitor
from hub.records import SchoolCode
from hub.store import Account, Directory, SchoolEntry, Store
from hub.store.doorway import AtTheDoor, Doorway

IDLE = timedelta(hours=2)
"""A session of which nothing is heard for so long has ended."""
LONGEST = timedelta(hours=12)
"""No session lasts longer than a working day, however busy."""
RENEW_EVERY = timedelta(minutes=5)
WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS = 10, 50
"""Failed logins within the window; many teachers share the address of their school."""


class Sessions:
    """Begins, finds and ends sessions. Each method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._doorway = Doorway.of(store)

    def find(self, token: str, school: str | None) -> AtTheDoor | None:
        """Return whose session this is, and the school in the address; keep the session alive while it is used."""
        found = self._doorway.find(token, school.upper() if school else None)
        if found is None:
            return None
        now = datetime.now(UTC)
        ends = datetime.fromisoformat(json.loads(found.content)["began"]) + LONGEST
        if ends <= now:
            return None
        if found.expires_at is not None and found.expires_at < min(ends, now + IDLE - RENEW_EVERY):
            with self._store.directory() as directory:
                directory.sessions.get(token, renew_for=min(IDLE, ends - now))
        return found

    def may_try(self, email: str, address: str) -> bool:
        """Return whether one more login may be tried, and count it as failed until it is known to be right."""
        now = datetime.now(UTC)
        with self._store.directory() as directory:
            attempts = directory.attempts
            if (
                attempts.for_email(email, now - WINDOW) >= PER_ACCOUNT
                or attempts.from_address(address, now - WINDOW) >= PER_ADDRESS
            ):
                return False
            attempts.note(email, address, now)
            return True

    def read_in(self, visitor: Visitor, language: str) -> None:
        """Keep in which language somebody reads, for the letters."""
        with self._store.directory() as directory:
            directory.set_language(visitor.account_id, language)

    def account(self, email: str) -> Account | None:
        """Return the account with this address, where it may log in."""
        with self._store.directory() as directory:
            found = directory.account_by_email(email)
        return None if found is None or found.disabled else found

    def begin(self, account: Account, old: str | None) -> str:
        """Begin a session under a new id; one that the browser had before (from whomever) ends."""
        with self._store.directory(by=account.email) as directory:
            if old is not None:
                directory.sessions.delete(old)
            directory.attempts.forget(account.email)
            directory.attempts.expire(datetime.now(UTC) - 4 * WINDOW)
            directory.sessions.expire()
            directory.audit.write("login", f"account:{account.id}")
            return _begun(directory, account.id)

    def note_refusal(self, account: Account | None) -> None:
        """Write in the audit trail that somebody was refused; for an account that is not there it takes as long."""
        with self._store.directory(by="guest") as directory:
            directory.audit.write("login.refused", f"account:{account.id if account else 'unknown'}")

    def end(self, visitor: Visitor) -> None:
        """End a session."""
        with self._store.directory(by=visitor.email) as directory:
            directory.sessions.delete(visitor.token)
            directory.audit.write("logout", f"account:{visitor.account_id}")

    def end_all(self, visitor: Visitor) -> None:
        """End every session of an account."""
        with self._store.directory(by=visitor.email) as directory:
            directory.sessions.delete_of(visitor.account_id)
            directory.audit.write("logout.everywhere", f"account:{visitor.account_id}")

    def draft(self, visitor: Visitor) -> str | None:
        """Return what this visitor filled in and did not finish."""
        with self._store.directory() as directory:
            content = directory.sessions.get(visitor.token)
            sealed = json.loads(content).get("draft") if content else None
            return directory.sealer.open(sealed).reveal() if sealed else None

    def keep_draft(self, visitor: Visitor, draft: str | None) -> None:
        """Keep what this visitor filled in, sealed, as long as the session lasts; `None`: it is done with."""
        with self._store.directory() as directory:
            content = directory.sessions.get(visitor.token)
            if content is None:
                return
            kept = {name: value for name, value in json.loads(content).items() if name != "draft"}
            if draft is not None:
                kept["draft"] = directory.sealer.seal(Secret(draft))
            directory.sessions.rewrite(visitor.token, json.dumps(kept).encode())

    def forget_tries(self, account: Account) -> None:
        """Forget the tries that were counted as failed: its owner is at work."""
        with self._store.directory() as directory:
            directory.attempts.forget(account.email)

    def has_step(self, account: Account) -> bool:
        """Return whether this account logs in with a second step."""
        with self._store.directory() as directory:
            return directory.second_steps.of(account.id) is not None

    def begin_anew(self, visitor: Visitor) -> str:
        """End every session of the account, and begin a new one here."""
        with self._store.directory(by=visitor.email) as directory:
            directory.sessions.delete_of(visitor.account_id)
            directory.attempts.forget(visitor.email)
            return _begun(directory, visitor.account_id)

    def change_password(self, visitor: Visitor, password_hash: str) -> str:
        """Keep another password; every session of the account ends, and a new one begins here."""
        with self._store.directory(by=visitor.email) as directory:
            directory.set_password_hash(visitor.account_id, password_hash)
            directory.attempts.forget(visitor.email)
            return _begun(directory, visitor.account_id)

    def schools(self, visitor: Visitor) -> list[SchoolEntry]:
        """Return the schools where this person is anything, by name."""
        with self._store.directory() as directory:
            return [school for school in directory.schools() if visitor.roles_at(school)]

    def boards(self) -> list[str]:
        """Return the names of the boards."""
        with self._store.directory() as directory:
            return directory.boards()

    def add_school(self, code: SchoolCode, name: str, board: str | None, plugins_on: list[str], by: str) -> None:
        """Add a school, with the plugins that it starts with."""
        with self._store.directory(by=by) as directory:
            directory.add_school(code, name, board, plugins_on)

    def database_answers(self) -> bool:
        """Return whether the database answers."""
        try:
            return self._doorway.answers()
        except Exception:  # noqa: BLE001 - whatever is wrong, the answer is no
            return False


def _begun(directory: Directory, account_id: int) -> str:
    token = secrets.token_urlsafe(32)
    content = json.dumps({"began": datetime.now(UTC).isoformat()}).encode()
    directory.sessions.set(token, content, expires_in=IDLE, account_id=account_id)
    return token
