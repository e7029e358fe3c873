"""Runs that put reports on paper: asked by one person, for a class or a pupil, made by a job, kept for a week.

The PDF opens for the account that asked and for nobody else; everything about it goes at once when it is forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.contract import HubError
from hub.records import Text
from hub.store.audit import Audit
from hub.store.documents import Document, NoDocumentError, whole
from hub.store.sealed import Sealer
from hub.store.sealed_folder import SealedFolder
from hub.store.tables import PaperPupilRow, PaperRunRow

KEPT = timedelta(days=7)
"""How long a PDF and its run are kept, from the end of the run."""
LOST = timedelta(days=1)
"""After so long a run that did not end never will."""


class PaperState(StrEnum):
    """How far a run is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (PaperState.WAITING, PaperState.RUNNING)


class Outcome(StrEnum):
    """What became of one pupil."""

    PRINTED = "printed"
    EMPTY = "empty"
    """The school shows nothing of him now."""
    FAILED = "failed"


class PaperBusyError(HubError):
    """This person has a run that has not ended. Nothing was started."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Er wordt al een PDF voor u gemaakt. Wacht tot die klaar is, of stop die eerst.",
                "A PDF is being made for you already. Wait until it is ready, or stop it first.",
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks: his account, his name as people read it, and as which guardian (LAS key) he asks, where he is one."""

    account_id: int
    who: str
    guardian: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRun:
    """A run: of the class `group` or of one `pupil` (LAS keys). `asked_by` is the name in the audit trail.

    `done` of `total` pupils are made. `attempt` tells one worker's work from that of the next, should the first one be
    killed or held up. `one_sided`: it will be printed on one side of each sheet, so that it needs no blank backs.
    """

    id: int
    reader: Reader
    asked_by: str
    group: str | None
    pupil: str | None
    language: str
    state: PaperState
    attempt: int
    done: int
    total: int | None
    version: str | None
    mark: str | None
    sentence: Text | None
    asked_at: datetime
    ended_at: datetime | None
    size: int | None
    pages: int | None
    one_sided: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody works on it, or will."""
        return self.state in OPEN

    @property
    def gone_at(self) -> datetime | None:
        """When it goes by itself."""
        return self.ended_at and self.ended_at + KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a run made. `mark` says what stands on the paper of one pupil, to see later whether that still holds."""

    content: bytes = field(repr=False)
    pages: int
    mark: str | None = None


@dataclass(frozen=True)
class Papers:
    """The runs of the school in hand."""

    session: Session
    school_id: int
    by: str
    audit: Audit = field(repr=False)
    sealer: Sealer = field(repr=False)
    folder: Path

    @property
    def _files(self) -> SealedFolder:
        return SealedFolder(self.session, self.sealer, self.folder / "papers")

    def ask(
        self,
        reader: Reader,
        *,
        language: str,
        group: str | None = None,
        pupil: str | None = None,
        one_sided: bool = False,
    ) -> int:
        """Add a run, for a class or a pupil, and return its number; an earlier PDF of the same goes.

        Raises `PaperBusyError` where this person has one that has not ended.
        """
        mine = (PaperRunRow.account_id == reader.account_id, PaperRunRow.guardian.is_not_distinct_from(reader.guardian))
        same = (PaperRunRow.class_key.is_not_distinct_from(group), PaperRunRow.pupil.is_not_distinct_from(pupil))
        self._remove(*mine, *same, PaperRunRow.state.not_in(OPEN))
        values = {"account_id": reader.account_id, "who": reader.who, "guardian": reader.guardian, "asked_by": self.by}
        values |= {"class_key": group, "pupil": pupil, "language": language, "one_sided": one_sided}
        made = insert(PaperRunRow).values(**values).returning(PaperRunRow.id)
        try:
            with self.session.begin_nested():
                return int(self.session.execute(made).scalar_one())
        except IntegrityError:
            raise PaperBusyError from None

    def get(self, number: int, account_id: int | None = None) -> PaperRun | None:
        """Return a run; given an account, only where it is that account's."""
        whose = () if account_id is None else (PaperRunRow.account_id == account_id,)
        return next(iter(self._found(PaperRunRow.id == number, *whose)), None)

    def of_account(self, account_id: int) -> list[PaperRun]:
        """Return the runs of one account, the latest first."""
        return self._found(PaperRunRow.account_id == account_id)

    def begin(self, number: int, version: str, total: int) -> int | None:
        """Begin with a run, anew where a worker before was broken off. Returns the attempt; `None`: it has ended."""
        values = {"state": PaperState.RUNNING.value, "attempt": PaperRunRow.attempt + 1, "version": version}
        began = update(PaperRunRow).where(PaperRunRow.id == number, PaperRunRow.state.in_(OPEN))
        began = began.values(**values, done=0, total=total).returning(PaperRunRow.attempt)
        attempt = self.session.execute(began).scalar_one_or_none()
        self.session.execute(delete(PaperPupilRow).where(PaperPupilRow.run_id == number))
        return attempt

    def note(self, number: int, attempt: int, pupil: str, outcome: Outcome | None, *, boxes: bool = False) -> bool:
        """Keep what became of a pupil (`None`: he is not in the class any more). False: the run is not yours now.

        `boxes`: some sign on his paper is in no letter, and stands there as a box.
        """
        moved = self._moved(number, attempt, done=PaperRunRow.done + 1)
        if moved and outcome is not None:
            values = {"school": self.school_id, "run": number, "pupil": pupil, "outcome": outcome.value, "boxes": boxes}
            self.session.execute(text(NOTE), values)
        return moved

    def keep(self, number: int, attempt: int, printed: Printed) -> bool:
        """End a run well, with its PDF. False: it is not yours now, and nothing was kept."""
        if not self._moved(number, attempt, mark=printed.mark):
            return False
        file = self._files.keep([printed.content])
        ended = {"state": PaperState.DONE.value, "ended_at": func.now(), "name": file.name, "sealed_key": file.key}
        self._moved(number, attempt, **ended, size=file.size, pages=printed.pages)
        return True

    def fail(self, number: int, sentence: Text, attempt: int | None = None) -> None:
        """End a run that did not end, with a sentence that says why."""
        chosen = () if attempt is None else (PaperRunRow.attempt == attempt,)
        self._end(PaperState.FAILED, sentence, PaperRunRow.id == number, *chosen)

    def cancel(self, number: int) -> bool:
        """End a run that nobody needs any more; the worker stops at the next pupil. False: it had ended."""
        return self._end(PaperState.CANCELLED, None, PaperRunRow.id == number)

    def outcomes(self, number: int, outcome: Outcome) -> list[str]:
        """Return the LAS keys of the pupils of a run with this outcome."""
        values = {"school": self.school_id, "run": number, "outcome": outcome.value}
        return list(self.session.scalars(text(OUTCOMES), values))

    def with_boxes(self, number: int) -> list[str]:
        """Return the LAS keys of the pupils on whose paper some sign stands as a box."""
        return list(self.session.scalars(text(WITH_BOXES), {"school": self.school_id, "run": number}))

    def open(self, number: int, account_id: int) -> Document:
        """Return the PDF of a run to the account that asked for it. Raises `NoDocumentError`."""
        columns = (PaperRunRow.name, PaperRunRow.sealed_key, PaperRunRow.size, PaperRunRow.pages)
        mine = (PaperRunRow.id == number, PaperRunRow.account_id == account_id)
        row = self.session.execute(select(*columns).where(*mine, PaperRunRow.state == PaperState.DONE.value)).first()
        if row is None:
            raise NoDocumentError
        return Document(size=row.size, pages=row.pages, pieces=whole(self._files.pieces(row.name, row.sealed_key)))

    def withdraw(self, number: int, sentence: Text) -> None:
        """Take back a PDF that may not be shown any more; its run says why."""
        names = self.session.scalars(select(PaperRunRow.name).where(PaperRunRow.id == number)).all()
        self._files.remove_after([each for each in names if each])
        self.session.execute(delete(PaperPupilRow).where(PaperPupilRow.run_id == number))
        nothing = {"name": None, "sealed_key": None, "size": None, "pages": None, "sentence": _plain(sentence)}
        taken = update(PaperRunRow).where(PaperRunRow.id == number, PaperRunRow.state == PaperState.DONE.value)
        self.session.execute(taken.values(**nothing, state=PaperState.FAILED.value))

    def forget(self, number: int) -> None:
        """Remove a run that has ended, with its PDF."""
        self._remove(PaperRunRow.id == number, PaperRunRow.state.not_in(OPEN))

    def forget_of_pupil(self, pupil: str) -> int:
        """Remove every run that has this pupil (LAS key) in it. Returns how many there were."""
        values = {"school": self.school_id, "pupil": pupil}
        return self._remove(PaperRunRow.id.in_(self.session.scalars(text(OF_PUPIL), values).all()))

    def forget_of_guardian(self, guardian: str) -> int:
        """Remove every run that this guardian (LAS key) asked for. Returns how many there were."""
        return self._remove(PaperRunRow.guardian == guardian)

    def expire(self, older_than: float) -> int:
        """Remove runs that have had their time, end what was lost, and sweep files that no row names."""
        self._end(PaperState.FAILED, LOST_RUN, PaperRunRow.asked_at < func.now() - LOST)
        gone = self._remove(PaperRunRow.ended_at < func.now() - KEPT)
        known = set(self.session.scalars(select(PaperRunRow.name).where(PaperRunRow.name.is_not(None))))
        self._files.sweep([each for each in known if each], older_than)
        return gone

    def reseal(self) -> int:
        """Seal the key of every PDF with the newest of the hub's keys. Returns how many there were."""
        rows = self.session.execute(select(PaperRunRow.id, PaperRunRow.sealed_key)).all()
        sealed = [(row.id, row.sealed_key) for row in rows if row.sealed_key]
        for number, key in sealed:
            again = update(PaperRunRow).where(PaperRunRow.id == number)
            self.session.execute(again.values(sealed_key=self.sealer.reseal(key)))
        return len(sealed)

    def _moved(self, number: int, attempt: int, **values: Any) -> bool:
        mine = (PaperRunRow.id == number, PaperRunRow.attempt == attempt, PaperRunRow.state == PaperState.RUNNING.value)
        moved = update(PaperRunRow).where(*mine).values(**values).returning(PaperRunRow.id)
        return self.session.execute(moved).first() is not None

    def _end(self, state: PaperState, sentence: Text | None, *chosen: Any) -> bool:
        ended = update(PaperRunRow).where(PaperRunRow.state.in_(OPEN), *chosen)
        values = {"state": state.value, "ended_at": func.now(), "sentence": sentence and _plain(sentence)}
        return self.session.execute(ended.values(**values).returning(PaperRunRow.id)).first() is not None

    def _remove(self, *chosen: Any) -> int:
        gone = self.session.execute(delete(PaperRunRow).where(*chosen).returning(PaperRunRow.name)).all()
        self._files.remove_after(row.name for row in gone if row.name)
        return len(gone)

    def _found(self, *chosen: Any) -> list[PaperRun]:
        found = select(PaperRunRow).where(*chosen).order_by(PaperRunRow.id.desc())
        rows = self.session.scalars(found, execution_options={"populate_existing": True})
        return [_run(row) for row in rows]


SAME = (
    *("id", "asked_by", "pupil", "language", "attempt", "done", "total", "version", "mark"),
    *("asked_at", "ended_at", "size", "pages", "one_sided"),
)


def _run(row: PaperRunRow) -> PaperRun:
    return PaperRun(
        **{name: getattr(row, name) for name in SAME},
        reader=Reader(account_id=row.account_id, who=row.who, guardian=row.guardian),
        group=row.class_key,
        state=PaperState(row.state),
        sentence=Text(**row.sentence) if row.sentence else None,
    )


def _plain(sentence: Text) -> Mapping[str, str]:
    return {"nl": sentence.nl, "en": sentence.en}


NOTE = """
INSERT INTO hub.paper_pupil (run_id, pupil_id, outcome, boxes)
SELECT :run, id, :outcome, :boxes FROM hub.pupil WHERE school_id = :school AND key = :pupil
"""
OUTCOMES = """
SELECT p.key FROM hub.paper_pupil o JOIN hub.pupil p ON p.id = o.pupil_id
WHERE o.school_id = :school AND p.school_id = :school AND o.run_id = :run AND o.outcome = :outcome
ORDER BY p.last_name, p.first_name, p.id
"""
WITH_BOXES = """
SELECT p.key FROM hub.paper_pupil o JOIN hub.pupil p ON p.id = o.pupil_id
WHERE o.school_id = :school AND p.school_id = :school AND o.run_id = :run AND o.boxes
ORDER BY p.last_name, p.first_name, p.id
"""
OF_PUPIL = """
SELECT id FROM hub.paper_run WHERE school_id = :school AND pupil = :pupil
UNION
SELECT o.run_id FROM hub.paper_pupil o JOIN hub.pupil p ON p.id = o.pupil_id
WHERE o.school_id = :school AND p.school_id = :school AND p.key = :pupil
"""
LOST_RUN = Text(
    "De PDF is niet afgekomen. Begin opnieuw. Lukt het weer niet, waarschuw dan uw beheerder.",
    "The PDF was not finished. Start again. If it fails again, warn your administrator.",
)
