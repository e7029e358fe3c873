"""Sending what is due: claimed, composed, sent over one connection, and marked.

Between sending and marking the process can die. The letter is then still waiting, with the moment at which it was
tried, comes back when its lease is over, and goes again with the same Message-ID: twice at worst, never not at all.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import uuid4

from hub.contract import ConfigurationError
from hub.mail.composing import AT_SCHOOL, OF_HUB, Composed
from hub.mail.content import trial
from hub.mail.declining import decline_path
from hub.mail.names import LETTERS
from hub.mail.posting import SEND
from hub.mail.readers import HOUSE, Reader, reader_of
from hub.mail.settings import Mailing
from hub.mail.wire import Line, MailLaterError, MailRefusedError, MailServerError, connected
from hub.mail.writing import AddressRefusedError, message, sendable, written
from hub.records import Text
from hub.store import Books, Directory, Letter, LetterState, Store
from hub.store.deferring import defer, defer_hub

BATCH = 20
"""So many letters go over one connection; then another school has its turn."""
LEASE = 900.0
"""Seconds after which letters of a process that died come back."""
FIRST_PAUSE, LONGEST_PAUSE = 60.0, 3600.0
BY = "hub"

_log = logging.getLogger(__name__)


@dataclass
class Pace:
    """So many letters a minute, from all the threads of a worker together."""

    per_minute: float
    _next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self) -> None:
        """Wait for a turn."""
        now = time.monotonic()
        time.sleep(self.turn(now) - now)

    def turn(self, now: float) -> float:
        """Return the moment of the next turn, which is given out with it."""
        with self._lock:
            at = max(now, self._next)
            self._next = at + 60.0 / self.per_minute
            return at


@dataclass(frozen=True)
class Post:
    """The mail of this host: the settings, and the pace that all jobs of this process keep together."""

    mailing: Mailing
    pace: Pace

    @classmethod
    def of(cls, mailing: Mailing) -> "Post":
        return cls(mailing, Pace(mailing.per_minute))

    @classmethod
    def from_environment(cls) -> "Post":
        """Read the settings. Those that are wrong count as none: letters wait, and `hub doctor` says what to set."""
        try:
            return cls.of(Mailing.from_environment())
        except ConfigurationError:
            return cls.of(Mailing())

    def send_due(self, store: Store, school: int | None) -> int:
        """Send what is due of one school, or (`None`) of the hub as a whole. Return how many letters were claimed.

        Without a mail server letters wait.
        """
        if not self.mailing.is_set:
            return 0
        return _Round(store, school, self.mailing, self.pace).go()

    def tend(self, store: Store, school: int | None) -> None:
        """Put a job in the queue where letters are due and none came: a process died, or mail was not set then."""
        if not self.mailing.is_set:
            return
        with _opened(store, school) as books:
            if books.letters.are_due(FIRST_PAUSE):
                _defer(books, None)


class _OverError(Exception):
    """A letter is not sent, and not tried again."""

    def __init__(self, state: LetterState, text: Text) -> None:
        super().__init__(state.value)
        self.state = state
        self.text = text


@dataclass(frozen=True, slots=True)
class _Ready:
    letter: Letter
    reader: Reader
    message: EmailMessage


@dataclass(frozen=True)
class _Round:
    """One batch of letters of one school."""

    store: Store
    school: int | None
    mailing: Mailing
    pace: Pace

    def go(self) -> int:
        with self._books() as books:
            claimed = books.letters.claim(BATCH, LEASE)
        ready = [made for made in map(self._made_ready, claimed) if made is not None]
        if ready:
            self._send(ready)
        if len(claimed) == BATCH:
            with self._books() as books:
                _defer(books, None)
        return len(claimed)

    def _books(self) -> AbstractContextManager[Books | Directory]:
        return _opened(self.store, self.school)

    def _made_ready(self, letter: Letter) -> _Ready | None:
        """Compose a letter. One that cannot be is ended or waits; whatever is wrong with it, the others go."""
        try:
            return self._composed(letter)
        except _OverError as over:
            self._end(letter, over.state, over.text)
        except AddressRefusedError as error:
            self._end(letter, LetterState.FAILED, error.text)
        except Exception as error:  # noqa: BLE001  # its words may hold a name
            _log.warning("letter could not be composed: %s %s", letter.letter, type(error).__name__)
            self._wait(letter, NOT_COMPOSED)
        return None

    def _composed(self, letter: Letter) -> _Ready:
        if datetime.now(UTC) - letter.created_at > timedelta(seconds=LETTERS[letter.letter].patience):
            raise _OverError(LetterState.GIVEN_UP, letter.sentence or TOO_OLD)
        with self._books() as books:
            reader = reader_of(books, letter)
            if reader is None:
                raise _OverError(LetterState.NO_ADDRESS, NO_ADDRESS)
            if _declines(books, reader, letter.letter):
                raise _OverError(LetterState.NEEDLESS, DECLINED)
            composed = _compose(books, letter)
            books.letters.cover(letter.id, composed.covers)
            house = books.school.name if isinstance(books, Books) else HOUSE
        return _Ready(letter, reader, self._enveloped(letter, composed, reader, house))

    def _enveloped(self, letter: Letter, composed: Composed, reader: Reader, house: str) -> EmailMessage:
        decline = None
        if reader.account is not None and LETTERS[letter.letter].can_be_declined:
            decline = self.mailing.public_url + decline_path(self.store, reader.account, letter.letter)
        out = written(composed.content, reader, house, self.mailing.public_url, decline)
        return message(out, reader, house, self.mailing, key=letter.message_key, decline=decline)

    def _send(self, ready: Sequence[_Ready]) -> None:
        waiting = list(ready)
        try:
            with connected(self.mailing) as line:
                while waiting:
                    self.pace.wait()
                    self._send_one(line, waiting[0])
                    waiting.pop(0)
        except MailServerError as error:
            _log.warning("mail server failed: %s letters wait", len(waiting))
            for each in waiting:
                self._wait(each.letter, error.text)

    def _send_one(self, line: Line, ready: _Ready) -> None:
        try:
            line.send(ready.message, self.mailing.sender, sendable(ready.reader.address))
        except MailRefusedError as error:
            self._end(ready.letter, LetterState.FAILED, error.text)
        except MailLaterError as error:
            self._wait(ready.letter, error.text)
        else:
            self._end(ready.letter, LetterState.SENT, None)

    def _end(self, letter: Letter, state: LetterState, sentence: Text | None) -> None:
        with self._books() as books:
            books.letters.end(letter.id, state, sentence)

    def _wait(self, letter: Letter, sentence: Text) -> None:
        with self._books() as books:
            _defer(books, books.letters.wait(letter.id, pause(letter.tries), sentence))


def is_mail_set() -> bool:
    """Tell whether this host sends mail."""
    return Post.from_environment().mailing.is_set


def send_trial(mailing: Mailing, address: str) -> None:
    """Send one letter that says that mail works. Raises `HubError` with what to do where it does not."""
    reader = Reader(address=address, name="")
    out = written(trial(), reader, HOUSE, mailing.public_url)
    made = message(out, reader, HOUSE, mailing, key=str(uuid4()))
    with connected(mailing) as line:
        line.send(made, mailing.sender, sendable(address))


def pause(tries: int) -> float:
    """Return how many seconds a letter that was tried so often waits: each pause is twice as long, up to an hour."""
    return float(min(FIRST_PAUSE * 2 ** min(max(tries - 1, 0), 16), LONGEST_PAUSE))


@contextmanager
def _opened(store: Store, school: int | None) -> Iterator[Books | Directory]:
    if school is None:
        with store.directory(BY) as directory:
            yield directory
    else:
        with store.open(school, BY) as books:
            yield books


def _defer(books: Books | Directory, at: datetime | None) -> None:
    if isinstance(books, Directory):
        defer_hub(books, SEND, at=at)
    else:
        defer(books, SEND, at=at)


def _declines(books: Books | Directory, reader: Reader, letter: str) -> bool:
    if reader.account is None or not LETTERS[letter].can_be_declined:
        return False
    directory = books if isinstance(books, Directory) else books.directory
    return letter in directory.letter_choices.declined(reader.account)


def _compose(books: Books | Directory, letter: Letter) -> Composed:
    """Return what a letter says now. Raises `_OverError` where the school sends none, or nothing is left to tell."""
    if isinstance(books, Directory):
        composed = OF_HUB[letter.letter](books, letter)
    elif letter.letter in books.letter_switches.off():
        raise _OverError(LetterState.NEEDLESS, SWITCHED_OFF)
    else:
        composed = AT_SCHOOL[letter.letter](books, letter)
    if composed is None:
        raise _OverError(LetterState.NEEDLESS, NOTHING_LEFT)
    return composed


NO_ADDRESS = Text(
    "Van deze persoon is geen e-mailadres bekend. Vul het aan in het LAS (een ouder) of bij het account, en verstuur "
    "de brief daarna opnieuw.",
    "No e-mail address of this person is known. Add it in the LAS (a parent) or to the account, and then send the "
    "letter again.",
)
TOO_OLD = Text(
    "De brief wachtte zo lang dat hij geen nut meer heeft. Verstuur hem opnieuw als hij toch nodig is.",
    "The letter waited for so long that it is of no use any more. Send it again if it is needed all the same.",
)
NOT_COMPOSED = Text(
    "De brief kon niet worden gemaakt door een fout in de hub. De hub probeert het opnieuw.",
    "The letter could not be made through a fault in the hub. The hub tries again.",
)
DECLINED = Text("De ontvanger wil dit soort brieven niet.", "The reader does not want letters of this kind.")
SWITCHED_OFF = Text("De school verstuurt dit soort brieven niet.", "The school does not send letters of this kind.")
NOTHING_LEFT = Text(
    "Toen de brief aan de beurt was, viel er niets meer te melden.",
    "When it was the letter's turn, there was nothing left to tell.",
)
