"""What the school lets a guardian see of a pupil whom he does not see by himself, and what he asked the school.

Burgerlijk Wetboek 1:377c: a parent without authority gets important facts on request; the school may refuse with a
reason. Before the school decides there is nothing to see. A step-parent or foster parent sees what the school allows.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.contract import Event, HubError, InformationAsked, InformationDecided, ReportKind
from hub.records import Text
from hub.store.audit import Audit
from hub.store.tables import AccessGrantRow, InformationRequestRow

MOST_PAST = 50


class RequestState(StrEnum):
    """What became of a request for information."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class AskedAlreadyError(HubError):
    """The guardian asked for this pupil already, and the school has not decided yet."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "U hebt dit al gevraagd. De school heeft nog niet beslist. Wacht het antwoord af, of bel de school.",
                "You have asked this already. The school has not decided yet. Wait for its answer, or call the school.",
            )
        )


class DecidedBeforeError(HubError):
    """The request was decided or withdrawn already. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Over deze vraag is al beslist, of hij is ingetrokken. Er is niets veranderd. Bekijk hem opnieuw.",
                "This request was decided on already, or withdrawn. Nothing was changed. Look at it again.",
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a guardian may see of a pupil (LAS keys). `until` is the last day; `None`: until it is taken back."""

    number: int
    guardian: str
    pupil: str
    kinds: frozenset[ReportKind]
    until: date | None
    reason: str
    given_by: str
    given_at: datetime
    revoked_at: datetime | None = None
    revoked_because: str | None = None
    """Why it was taken back, in the school's own words. One that was replaced has none."""

    def counts_on(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return self.revoked_at is None and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationRequest:
    """What a guardian asked of a pupil, and what the school answered: with a reason where it refused."""

    number: int
    guardian: str
    pupil: str
    question: str
    state: RequestState
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    answer: str | None
    grant: int | None
    reminded_at: datetime | None = None


@dataclass(frozen=True)
class Access:
    """Grants and requests for information at the school in hand."""

    session: Session
    by: str
    audit: Audit = field(repr=False)
    tell: Callable[[Event], None] = field(repr=False)

    def grants(self, *, guardian: str | None = None, pupil: str | None = None) -> list[Grant]:
        """Return the grants that were not taken back, of a guardian, of a pupil, or all; some may be over by now."""
        wanted = select(AccessGrantRow).where(AccessGrantRow.revoked_at.is_(None)).order_by(AccessGrantRow.id)
        if guardian is not None:
            wanted = wanted.where(AccessGrantRow.guardian == guardian)
        if pupil is not None:
            wanted = wanted.where(AccessGrantRow.pupil == pupil)
        return [_grant(row) for row in self.session.scalars(wanted, execution_options={"populate_existing": True})]

    def past(self, guardian: str, pupil: str) -> list[Grant]:
        """Return the grants of a guardian and a pupil that were taken back or replaced, the latest first."""
        gone = (AccessGrantRow.guardian == guardian, AccessGrantRow.pupil == pupil)
        wanted = select(AccessGrantRow).where(*gone, AccessGrantRow.revoked_at.is_not(None))
        rows = self.session.scalars(wanted.order_by(AccessGrantRow.id.desc()).limit(MOST_PAST))
        return [_grant(row) for row in rows]

    def granted(self, guardian: str, pupil: str, day: date) -> frozenset[ReportKind]:
        """Return the kinds that a guardian may see of a pupil on a day by a grant."""
        found = (each.kinds for each in self.grants(guardian=guardian, pupil=pupil) if each.counts_on(day))
        return frozenset().union(*found)

    def allow(
        self, guardian: str, pupil: str, kinds: Collection[ReportKind], reason: str, *, until: date | None = None
    ) -> Grant:
        """Let a guardian see this of a pupil; what was allowed before is replaced."""
        self._revoke(AccessGrantRow.guardian == guardian, AccessGrantRow.pupil == pupil)
        said = {"kinds": sorted(each.value for each in kinds), "until": until, "reason": reason, "given_by": self.by}
        made = insert(AccessGrantRow).values(guardian=guardian, pupil=pupil, **said).returning(AccessGrantRow)
        found = _grant(self.session.scalars(made).one())
        told = {"kinds": said["kinds"], "until": until.isoformat() if until else None}
        self.audit.write("access.allowed", f"grant {found.number}", told)
        return found

    def revoke(self, number: int, because: str | None = None) -> bool:
        """Take a grant back, from the next request. False: it was taken back already, or is not there."""
        gone = self._revoke(AccessGrantRow.id == number, because=because)
        for each in gone:
            self.audit.write("access.revoked", f"grant {each}")
        return bool(gone)

    def ask(self, guardian: str, pupil: str, question: str) -> InformationRequest:
        """Keep what a guardian asks. Raises `AskedAlreadyError` where the school has not decided on an earlier one."""
        values = {"guardian": guardian, "pupil": pupil, "question": question, "asked_by": self.by}
        made = insert(InformationRequestRow).values(**values).on_conflict_do_nothing().returning(InformationRequestRow)
        row = self.session.scalars(made).one_or_none()
        if row is None:
            raise AskedAlreadyError
        self.audit.write("information.asked", f"information {row.id}")
        self.tell(InformationAsked(at=datetime.now(UTC), request=row.id))
        return _request(row)

    def requests(
        self, *, guardian: str | None = None, pupil: str | None = None, state: RequestState | None = None
    ) -> list[InformationRequest]:
        """Return requests for information, the newest first: of a guardian, of a pupil, in a state, or all."""
        wanted = select(InformationRequestRow).order_by(InformationRequestRow.id.desc())
        if guardian is not None:
            wanted = wanted.where(InformationRequestRow.guardian == guardian)
        if pupil is not None:
            wanted = wanted.where(InformationRequestRow.pupil == pupil)
        if state is not None:
            wanted = wanted.where(InformationRequestRow.state == state.value)
        return [_request(row) for row in self.session.scalars(wanted, execution_options={"populate_existing": True})]

    def request(self, number: int) -> InformationRequest | None:
        """Return a request of this school."""
        row = self.session.get(InformationRequestRow, number, populate_existing=True)
        return _request(row) if row else None

    def note_reminder(self, number: int) -> None:
        """Keep that the school was reminded of a request."""
        changed = update(InformationRequestRow).where(InformationRequestRow.id == number).values(reminded_at=func.now())
        self.session.execute(changed, execution_options={"synchronize_session": False})
        self.audit.write("information.reminded", f"information {number}")

    def grant_request(
        self, number: int, kinds: Collection[ReportKind], answer: str, *, until: date | None = None
    ) -> Grant:
        """Say yes to a request: what the guardian may see, and an answer in words. Raises `DecidedBeforeError`."""
        asked = self._decide(number, RequestState.GRANTED, answer)
        grant = self.allow(asked.guardian, asked.pupil, kinds, answer, until=until)
        linked = update(InformationRequestRow).where(InformationRequestRow.id == number).values(grant_id=grant.number)
        self.session.execute(linked, execution_options={"synchronize_session": False})
        return grant

    def refuse_request(self, number: int, reason: str) -> None:
        """Say no, with a reason that the guardian reads. Raises `DecidedBeforeError`."""
        self._decide(number, RequestState.REFUSED, reason)

    def withdraw_request(self, number: int) -> None:
        """Take a request back, by who asked. Raises `DecidedBeforeError`."""
        self._decide(number, RequestState.WITHDRAWN, None)

    def _decide(self, number: int, state: RequestState, answer: str | None) -> InformationRequest:
        still_open = (InformationRequestRow.id == number, InformationRequestRow.state == RequestState.ASKED.value)
        values = {"state": state.value, "answer": answer, "decided_by": self.by, "decided_at": func.now()}
        changed = update(InformationRequestRow).where(*still_open).values(**values).returning(InformationRequestRow.id)
        if self.session.scalars(changed, execution_options={"synchronize_session": False}).one_or_none() is None:
            raise DecidedBeforeError
        self.audit.write(f"information.{state.value}", f"information {number}")
        self.tell(InformationDecided(at=datetime.now(UTC), request=number, state=state.value))
        found = self.request(number)
        assert found is not None
        return found

    def _revoke(self, *chosen: Any, because: str | None = None) -> list[int]:
        values = {"revoked_by": self.by, "revoked_at": func.now(), "revoked_because": because}
        changed = update(AccessGrantRow).where(AccessGrantRow.revoked_at.is_(None), *chosen).values(**values)
        found = changed.returning(AccessGrantRow.id)
        return list(self.session.scalars(found, execution_options={"synchronize_session": False}))


def _grant(row: AccessGrantRow) -> Grant:
    same = ("guardian", "pupil", "until", "reason", "given_by", "given_at", "revoked_at", "revoked_because")
    kinds = frozenset(ReportKind(each) for each in row.kinds)
    return Grant(number=row.id, kinds=kinds, **{name: getattr(row, name) for name in same})


def _request(row: InformationRequestRow) -> InformationRequest:
    same = ("guardian", "pupil", "question", "asked_at", "decided_by", "decided_at", "answer", "reminded_at")
    return InformationRequest(
        number=row.id,
        state=RequestState(row.state),
        grant=row.grant_id,
        **{name: getattr(row, name) for name in same},
    )
