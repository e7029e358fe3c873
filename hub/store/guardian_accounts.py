"""Which account is which guardian of the school in hand.

A link opens nothing by itself: at each request the guardian must be on the roll, with a pupil who is, must not be
blocked, and must be called by a name that he had when he was linked, since a LAS may give a key to somebody else.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.records import Guardian
from hub.store.audit import Audit
from hub.store.questions import asked
from hub.store.sealed import Sealer
from hub.store.tables import GuardianAccountRow

TO_THE_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianAccount:
    """A link between an account and a guardian of this school. `number` is its own, and says nothing of either.

    `seen_at` is when the account last looked at the school's pages, to the hour.
    """

    number: int
    guardian: str
    account_id: int
    linked_at: datetime
    blocked_at: datetime | None
    seen_at: datetime | None


@dataclass(frozen=True)
class GuardianAccounts:
    """The links of the school in hand."""

    session: Session
    by: str
    audit: Audit = field(repr=False)
    sealer: Sealer = field(repr=False)

    def open_to(self, account_id: int) -> list[GuardianAccount]:
        """Return the guardians that this account acts as here and now."""
        found = asked(self.session, OPEN, {"account": account_id}).all()
        return [_linked(row) for row in found if self.is_known_by_name(row)]

    def guardians_of(self, account_id: int) -> frozenset[str]:
        """Return every guardian that this account is, also who may not enter now: nobody decides on his own wish."""
        mine = select(GuardianAccountRow.guardian).where(GuardianAccountRow.account_id == account_id)
        return frozenset(self.session.scalars(mine))

    def of(self, guardian: str) -> GuardianAccount | None:
        """Return the link of a guardian."""
        row = self.session.scalars(
            select(GuardianAccountRow).where(GuardianAccountRow.guardian == guardian),
            execution_options={"populate_existing": True},
        ).one_or_none()
        return _linked(row) if row else None

    def link(self, guardian: Guardian, account_id: int) -> bool:
        """Say that this account is this guardian. False: the guardian is linked already, to whichever account."""
        given, last = self.marks(guardian)
        values = {"guardian": guardian.key, "account_id": account_id, "linked_by": self.by}
        made = insert(GuardianAccountRow).values(**values, given_mark=given, last_mark=last).on_conflict_do_nothing()
        number = self.session.execute(made.returning(GuardianAccountRow.id)).scalar_one_or_none()
        if number is not None:
            self._note("linked", account_id, number)
        return number is not None

    def unlink(self, link: GuardianAccount) -> None:
        """Take a link away: the account is not this guardian any more."""
        self.session.execute(delete(GuardianAccountRow).where(GuardianAccountRow.id == link.number))
        self._note("unlinked", link.account_id, link.number)

    def block(self, link: GuardianAccount, *, blocked: bool) -> None:
        """Let the account act as this guardian no more, or again."""
        values = (
            {"blocked_by": self.by, "blocked_at": func.now()} if blocked else {"blocked_by": None, "blocked_at": None}
        )
        self._change(link.number, **values)
        self._note("blocked" if blocked else "unblocked", link.account_id, link.number)

    def saw(self, links: Collection[GuardianAccount]) -> None:
        """Keep that whose links these are looked at the school's pages, to the hour."""
        lately = datetime.now(UTC) - TO_THE_HOUR
        if late := [each.number for each in links if each.seen_at is None or each.seen_at < lately]:
            self.session.execute(text(SAW), {"school": self.audit.entry_scope["school_id"], "numbers": late})

    def is_same_person(self, guardian: Guardian, account_id: int) -> bool:
        """Tell whether every guardian that this account is here has this guardian's names."""
        wanted = self.marks(guardian)
        names = select(GuardianAccountRow.given_mark, GuardianAccountRow.last_mark)
        mine = self.session.execute(names.where(GuardianAccountRow.account_id == account_id)).all()
        return all(None not in wanted and (row.given_mark, row.last_mark) == wanted for row in mine)

    def marks(self, guardian: Guardian) -> tuple[bytes | None, bytes | None]:
        """Return the marks by which a guardian's names are recognised: what he is called by, and the last name."""
        return self._mark(guardian.first_name or guardian.initials), self._mark(guardian.last_name)

    def is_known_by_name(self, row: Any) -> bool:
        """Tell whether a linked guardian's row still has a name that he had when he was linked."""
        now = self._mark(row.first_name or row.initials), self._mark(row.last_name)
        then = row.given_mark, row.last_mark
        return any(old is not None and old == new for old, new in zip(then, now, strict=True)) or then == (None, None)

    def _mark(self, name: object) -> bytes | None:
        bare = "".join(sign for sign in str(name or "").casefold() if sign.isalnum())
        return self.sealer.fingerprint(f"name:{bare}") if bare else None

    def _change(self, number: int, **values: Any) -> None:
        changed = update(GuardianAccountRow).where(GuardianAccountRow.id == number).values(**values)
        self.session.execute(changed, execution_options={"synchronize_session": False})

    def _note(self, act: str, account_id: int, number: int) -> None:
        self.audit.write(f"guardian.{act}", f"account:{account_id}", {"link": number})


OPEN = """
SELECT a.id, a.guardian, a.account_id, a.linked_at, a.blocked_at, a.seen_at, a.given_mark, a.last_mark,
    g.first_name, g.initials, g.last_name
FROM hub.guardian_account a JOIN hub.guardian g ON g.school_id = a.school_id AND g.key = a.guardian
WHERE a.account_id = :account AND a.blocked_at IS NULL AND g.departed_at IS NULL AND EXISTS (
    SELECT FROM hub.guardianship s JOIN hub.pupil p ON p.school_id = s.school_id AND p.key = s.pupil
    WHERE s.school_id = a.school_id AND s.guardian = a.guardian AND s.departed_at IS NULL AND p.departed_at IS NULL)
ORDER BY a.id
"""
SAW = "UPDATE hub.guardian_account SET seen_at = now() WHERE school_id = :school AND id = ANY(:numbers)"


def _linked(row: Any) -> GuardianAccount:
    return GuardianAccount(
        number=row.id,
        guardian=row.guardian,
        account_id=row.account_id,
        linked_at=row.linked_at,
        blocked_at=row.blocked_at,
        seen_at=row.seen_at,
    )
