"""The outbox: letters in the order in which they were posted. What is in them is made up when they are sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.records import Text
from hub.store.tables import HubLetterRow, LetterDeclinedRow, LetterOffRow, LetterRow


class LetterState(StrEnum):
    """What became of a letter."""

    WAITING = "waiting"
    """It is sent once its moment comes. One that was tried keeps the sentence that says why it was not sent."""
    SENT = "sent"
    """The mail server took it."""
    FAILED = "failed"
    """The mail server refuses it for good."""
    GIVEN_UP = "given_up"
    """It was tried for so long that it is of no use any more."""
    NO_ADDRESS = "no_address"
    """Nobody knows an e-mail address of the reader."""
    NEEDLESS = "needless"
    """It was switched off, or there was nothing left to tell when its turn came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter. `covers` are the numbers of what it tells, once it was tried; `sentence` says why it is not sent."""

    id: int
    letter: str
    to_account: int | None
    guardian: str | None
    subject: int | None
    state: LetterState
    tries: int
    look_at: datetime | None
    covers: tuple[int, ...] | None
    sentence: Text | None
    message_key: str
    created_at: datetime
    tried_at: datetime | None
    sent_at: datetime | None


class Letters:
    """The letters of the school in hand, or (`HubLetterRow`) those of the hub as a whole."""

    def __init__(self, session: Session, row: type[LetterRow] | type[HubLetterRow]) -> None:
        self._session = session
        self._row = row

    def post(self, letter: str, seconds: float, **about: Any) -> tuple[int, datetime] | None:
        """Put a letter in the outbox, to be sent in so many seconds. Return its number and that moment.

        `about` are `to_account`, `guardian` and `subject`. `None`: the same letter waits already, and was not tried.
        """
        later = func.clock_timestamp() + timedelta(seconds=seconds)
        made = insert(self._row).values(letter=letter, look_at=later, **about).on_conflict_do_nothing()
        row: Any = self._session.execute(made.returning(self._row.id, self._row.look_at)).one_or_none()
        return (row.id, row.look_at) if row else None

    def claim(self, limit: int, lease: float) -> list[Letter]:
        """Take letters that are due, for so many seconds: whoever dies with one gives it back when they are over."""
        row = self._row
        due = select(row.id).where(row.look_at <= func.clock_timestamp()).order_by(row.look_at, row.id).limit(limit)
        taken = self._session.scalars(due.with_for_update(skip_locked=True)).all()
        self._update(
            taken,
            look_at=func.clock_timestamp() + timedelta(seconds=lease),
            tried_at=func.clock_timestamp(),
            tries=row.tries + 1,
        )
        return self._found(select(row).where(row.id.in_(taken)).order_by(row.id))

    def cover(self, number: int, covers: Sequence[int]) -> None:
        """Keep what a letter tells, before it is sent."""
        self._update([number], covers=list(covers))

    def told(self, letter: str, subject: int) -> frozenset[int]:
        """Return what letters of this name about this number tell already."""
        row = self._row
        of_it = select(row.covers).where(row.letter == letter, row.subject == subject, row.covers.is_not(None))
        return frozenset(each for covers in self._session.scalars(of_it) for each in covers or ())

    def end(self, number: int, state: LetterState, sentence: Text | None = None) -> None:
        """Keep what became of a letter."""
        sent_at = func.clock_timestamp() if state is LetterState.SENT else None
        self._update([number], state=state.value, look_at=None, sent_at=sent_at, sentence=_said(sentence))

    def wait(self, number: int, seconds: float, sentence: Text | None) -> datetime:
        """Let a letter wait, and say why. Return the moment at which it is tried again."""
        later = func.clock_timestamp() + timedelta(seconds=seconds)
        self._update([number], look_at=later, sentence=_said(sentence))
        moment = self._session.scalar(select(self._row.look_at).where(self._row.id == number))
        assert moment is not None
        return moment

    def again(self, number: int) -> bool:
        """Let a letter that was not sent be tried once more, as a new attempt. False: it was sent, or is not there."""
        row = self._row
        unsent = row.state.not_in([LetterState.SENT.value, LetterState.NEEDLESS.value])
        values = {"state": LetterState.WAITING.value, "tries": 0, "look_at": func.clock_timestamp()}
        values |= {"created_at": func.clock_timestamp()}
        changed = update(row).where(row.id == number, unsent).values(**values).returning(row.id)
        return self._session.scalars(changed).one_or_none() is not None

    def are_due(self, seconds: float) -> bool:
        """Tell whether a letter should have been sent so many seconds ago."""
        since = func.clock_timestamp() - timedelta(seconds=seconds)
        return self._session.scalar(select(self._row.id).where(self._row.look_at <= since).limit(1)) is not None

    def find(self, number: int) -> Letter | None:
        """Return one letter."""
        return next(iter(self._found(select(self._row).where(self._row.id == number))), None)

    def all(self, states: Collection[LetterState] = (), *, before: int | None = None, limit: int = 50) -> list[Letter]:
        """Return letters, the newest first; `before` is the number to go on from."""
        wanted = select(self._row).order_by(self._row.id.desc()).limit(limit)
        if states:
            wanted = wanted.where(self._row.state.in_([each.value for each in states]))
        return self._found(wanted if before is None else wanted.where(self._row.id < before))

    def counts(self) -> dict[LetterState, int]:
        """Return how many letters there are in each state that has any."""
        rows = self._session.execute(select(self._row.state, func.count()).group_by(self._row.state))
        return {LetterState(state): number for state, number in rows}

    def ended_before(self, moment: datetime) -> int:
        """Return how many letters from before a moment wait no more."""
        return self._session.scalar(select(func.count()).select_from(self._row).where(*self._ended(moment))) or 0

    def forget_before(self, moment: datetime) -> int:
        """Remove letters from before a moment that wait no more, and return how many there were."""
        gone = delete(self._row).where(*self._ended(moment)).returning(self._row.id)
        return len(self._session.scalars(gone, execution_options={"synchronize_session": False}).all())

    def _ended(self, moment: datetime) -> tuple[Any, ...]:
        return self._row.state != LetterState.WAITING.value, self._row.created_at < moment

    def _found(self, wanted: Any) -> "list[Letter]":
        return [_letter(row) for row in self._session.scalars(wanted, execution_options={"populate_existing": True})]

    def _update(self, numbers: Sequence[int], **values: Any) -> None:
        changed = update(self._row).where(self._row.id.in_(numbers)).values(**values)
        self._session.execute(changed, execution_options={"synchronize_session": False})


class LetterSwitches:
    """Which letters the school in hand does not send."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def off(self) -> frozenset[str]:
        return frozenset(self._session.scalars(select(LetterOffRow.letter)))

    def switch(self, letter: str, *, on: bool) -> None:
        if on:
            self._session.execute(delete(LetterOffRow).where(LetterOffRow.letter == letter))
        else:
            self._session.execute(insert(LetterOffRow).values(letter=letter).on_conflict_do_nothing())


class LetterChoices:
    """Which letters an account does not want, at whatever school."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def declined(self, account: int) -> frozenset[str]:
        return frozenset(
            self._session.scalars(select(LetterDeclinedRow.letter).where(LetterDeclinedRow.account_id == account))
        )

    def choose(self, account: int, letter: str, *, wanted: bool) -> None:
        mine = (LetterDeclinedRow.account_id == account, LetterDeclinedRow.letter == letter)
        if wanted:
            self._session.execute(delete(LetterDeclinedRow).where(*mine))
        else:
            made = insert(LetterDeclinedRow).values(account_id=account, letter=letter)
            self._session.execute(made.on_conflict_do_nothing())


def _letter(row: Any) -> Letter:
    same = ("id", "letter", "to_account", "subject", "tries", "look_at", "created_at", "tried_at", "sent_at")
    return Letter(
        **{name: getattr(row, name) for name in same},
        guardian=getattr(row, "guardian", None),
        state=LetterState(row.state),
        covers=None if row.covers is None else tuple(row.covers),
        sentence=Text(row.sentence["nl"], row.sentence["en"]) if row.sentence else None,
        message_key=str(row.message_key),
    )


def _said(sentence: Text | None) -> dict[str, str] | None:
    return {"nl": sentence.nl, "en": sentence.en} if sentence else None
