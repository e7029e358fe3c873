"""Every guardian of the school in hand, with the children and how far the account is."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import text

from hub.records import Guardian
from hub.store.accounts import address
from hub.store.guardian_accounts import GuardianAccounts
from hub.store.invitations import Invitations


class AccountState(StrEnum):
    """How far a guardian is with an account."""

    NO_EMAIL = "no_email"
    """The LAS has no e-mail address."""
    SHARED_EMAIL = "shared_email"
    """The LAS has the same address at somebody else: the hub cannot tell who of them reads a letter."""
    UNINVITED = "uninvited"
    INVITED = "invited"
    EXPIRED = "expired"
    """The invitation was not used in time, or the LAS has another address by now."""
    ACTIVE = "active"
    OTHER_NAME = "other_name"
    """There is an account, but the LAS has another name now, so it opens nothing until the school has looked."""
    BLOCKED = "blocked"


INVITABLE = frozenset({AccountState.UNINVITED, AccountState.INVITED, AccountState.EXPIRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A pupil of a guardian, by LAS key and name, and the key of the class."""

    key: str
    name: str
    group: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianEntry:
    """A guardian as the school sees him. `guardian` has names and e-mail address only."""

    guardian: Guardian
    children: tuple[Child, ...]
    state: AccountState
    seen_at: datetime | None
    invited_at: datetime | None
    expires_at: datetime | None


def guardian_list(accounts: GuardianAccounts, invitations: Invitations) -> list[GuardianEntry]:
    """Return every guardian with a pupil at the school, by last name."""
    rows = accounts.session.execute(text(EVERYBODY)).all()
    shared = shared_addresses(accounts, (guardian_of(row) for row in rows))
    children = _children(accounts)
    return [
        GuardianEntry(
            guardian=guardian_of(row),
            children=tuple(children[row.key]),
            state=_state(row, shared, accounts, invitations),
            seen_at=row.seen_at,
            invited_at=row.invited_at,
            expires_at=row.expires_at,
        )
        for row in rows
        if row.key in children
    ]


def shared_addresses(accounts: GuardianAccounts, guardians: Iterable[Guardian]) -> frozenset[str]:
    """Return the e-mail addresses that stand at people with different names."""
    people: set[tuple[str, Any]] = set()
    for each in guardians:
        if isinstance(each.email, str) and each.email.strip():
            marks = accounts.marks(each)
            people.add((address(each.email), each.key if None in marks else marks))
    return frozenset(email for email, times in Counter(email for email, _ in people).items() if times > 1)


def guardian_of(row: Any) -> Guardian:
    """Return names and e-mail address of a guardian's row."""
    names = ("key", "salutation", "first_name", "initials", "prefix", "last_name", "email")
    return Guardian(**{name: getattr(row, name) for name in names})


def _children(accounts: GuardianAccounts) -> dict[str, list[Child]]:
    found: dict[str, list[Child]] = defaultdict(list)
    for guardian, key, name, group in accounts.session.execute(text(CHILDREN)):
        found[guardian].append(Child(key=key, name=name, group=group))
    return found


def _state(row: Any, shared: frozenset[str], accounts: GuardianAccounts, invitations: Invitations) -> AccountState:
    if row.account_id is not None:
        known = AccountState.ACTIVE if accounts.is_known_by_name(row) else AccountState.OTHER_NAME
        return AccountState.BLOCKED if row.blocked else known
    email = address(row.email or "")
    if not email:
        return AccountState.NO_EMAIL
    if email in shared:
        return AccountState.SHARED_EMAIL
    if row.expires_at is None:
        return AccountState.UNINVITED
    stands = row.expires_at > datetime.now(UTC) and bytes(row.email_mark) == invitations.email_mark(email)
    return AccountState.INVITED if stands else AccountState.EXPIRED


EVERYBODY = """
SELECT g.key, g.salutation, g.first_name, g.initials, g.prefix, g.last_name, g.email,
    a.account_id, a.given_mark, a.last_mark, a.seen_at,
    a.blocked_at IS NOT NULL OR c.disabled_at IS NOT NULL AS blocked,
    i.invited_at, i.expires_at, i.email_mark
FROM hub.guardian g
LEFT JOIN hub.guardian_account a ON a.school_id = g.school_id AND a.guardian = g.key
LEFT JOIN hub.account c ON c.id = a.account_id
LEFT JOIN hub.invitation i ON i.school_id = g.school_id AND i.guardian = g.key
    AND i.used_at IS NULL AND i.revoked_at IS NULL
WHERE g.departed_at IS NULL ORDER BY g.last_name, g.first_name, g.id
"""
CHILDREN = """
SELECT s.guardian, p.key, concat_ws(' ', p.first_name, p.prefix, p.last_name) AS name, p."group"
FROM hub.guardianship s JOIN hub.pupil p ON p.school_id = s.school_id AND p.key = s.pupil
WHERE s.departed_at IS NULL AND p.departed_at IS NULL ORDER BY p.birth_date, p.first_name, p.id
"""
