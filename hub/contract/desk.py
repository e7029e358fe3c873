"""What a plugin's page may do with the changes that people ask for: look at them, and decide in the visitor's name.

Values are JSON values, as `hub.records.to_json` gives them, with words for people beside them. Whatever a visitor may
not see or do raises `NotAllowedError`; every refusal is a `HubError` with a sentence that says what to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from hub.contract.change_states import ItemState
from hub.contract.errors import HubError
from hub.contract.verdicts import Decision
from hub.records import UNSAID, Kind, Text

WAITING = frozenset(
    {ItemState.REQUESTED, ItemState.CONFLICT, ItemState.UNKNOWN, ItemState.FAILED, ItemState.TASK},
)
"""States in which a change waits for a person of the school."""
ON_ITS_WAY = frozenset({ItemState.APPROVED, ItemState.SENDING, ItemState.SENT})
"""States in which the hub and the LAS are at it."""
ENDED = frozenset({ItemState.CONFIRMED, ItemState.REFUSED, ItemState.WITHDRAWN})
COUNTED_TO = 1000
"""A count of changes stops here: the page says "1000 or more"."""


class Choice(StrEnum):
    """What this visitor can do with a change as it stands now."""

    APPROVE = "approve"
    """Say yes: to a wish, to one of the values of a conflict, or to sending it again."""
    CORRECT = "correct"
    """Say yes to a value of the school's own."""
    REFUSE = "refuse"
    ASK_LAS = "ask_las"
    """Ask the LAS once more what came of a write of which the outcome is unknown."""
    TYPED = "typed"
    """Say that the change was typed into the LAS, for one that cannot be written to."""
    LET_GO = "let_go"
    """Let what was approved go to the LAS now, before the day from which it was to hold."""
    UNDO = "undo"
    """Ask for the old value again, under the same rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPupil:
    """What who asks is to one pupil. `None` is what the LAS does not say; `group` is the name of the class."""

    key: str
    name: str
    group: str | None
    relation: Text | None
    authority: bool | None
    lives_with: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBy:
    """Who asks. `guardian` is the LAS key, `None` where the school itself asks. `itself`: about his own details.

    `authority` and `lives_with` are what policies were told when it was asked (`hub.contract.ChangeItem`).
    """

    name: str
    guardian: str | None
    itself: bool
    authority: bool
    lives_with: bool
    pupils: tuple[OfPupil, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of one record that somebody asks to change, as it stands now.

    `subject` is whose field it is, `label` what people call the field. `old` is what was known when it was asked or
    last decided on, `known` what the hub knows that the LAS has now, `wanted` the wish, `new` what goes to the LAS: the
    school's own value where it `corrected` the wish. `overtaken`: the LAS has a third value by now. `decision` and
    `reason` are what the rules said, `automatic` that no person decided. `approvals` of the `needed` people said yes.
    `last_by` took the last step, at `moved_at`; `why` is the reason of that step. `decided_by` is the person who
    decided last, where one did. `typed_by` typed it over, at `typed_at`. `waits_for` says what is to be set right
    before it goes on. `effective_on` is the day from which it is to hold, where that was asked; `from_words` says so,
    and `is_ahead` that the hub writes nothing before that day. The school is reminded at `due_at`; `late`: it was
    already. `mark` stands for what is shown here: a decision that carries it is refused where something of it
    changed meanwhile. `hidden`: it is about the visitor's own child, or of another guardian of that child. Then the
    values and the reasons are left out, and there is nothing to choose: a colleague decides.
    """

    number: int
    request: int
    kind: Kind
    key: str
    field: str
    label: Text
    subject: str
    old: Any
    known: Any
    wanted: Any
    new: Any
    corrected: bool
    overtaken: bool
    old_words: Text
    known_words: Text
    wanted_words: Text
    new_words: Text
    state: ItemState
    asked_at: datetime
    moved_at: datetime
    asked_by: AskedBy
    decision: Decision
    reason: Text
    automatic: bool
    approvals: int
    needed: int
    last_by: Text
    decided_by: Text | None
    why: Text | None
    waits_for: Text | None
    due_at: datetime | None
    late: bool
    typed_at: datetime | None
    typed_by: Text | None
    undoes: int | None
    choices: frozenset[Choice]
    mark: str
    hidden: bool = False
    effective_on: date | None = None
    from_words: Text | None = None
    is_ahead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a change: what it became, by whom, when and why, and the run of the intake that showed it."""

    state: ItemState
    by: Text
    at: datetime
    reason: Text | None
    run: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes:
    """One person's yes, and to which value."""

    by: Text
    at: datetime
    value_words: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the LAS: what was sent (`write`) or asked (`read_back`), and what it answered.

    `correlation` is the LAS's own name for it. `answer` says in words what came back, or that nothing did; `reason` is
    what the LAS gave as its reason.
    """

    act: str
    began_at: datetime
    ended_at: datetime | None
    sent_old_words: Text | None
    sent_new_words: Text | None
    answer: Text
    correlation: str | None
    reason: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Everything of one change. `beside` are the other fields of the same request."""

    change: Change
    steps: tuple[Step, ...]
    yeses: tuple[Yes, ...]
    calls: tuple[Call, ...]
    beside: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which changes to show: a page of them, by number.

    `field` and `kind` narrow to one field, `group` to pupils of one class (by key) and their guardians, `asker` to part
    of the name of who asks, `automatic` to what a rule (or a person) let through. `after` is the number of the last
    change of the page before.
    """

    states: frozenset[ItemState] = WAITING
    kind: Kind | None = None
    field: str | None = None
    group: str | None = None
    asker: str = ""
    automatic: bool | None = None
    newest_first: bool = False
    after: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A page of changes. `next` is the mark of the page behind it (`Wanted.after`), where there is one."""

    changes: tuple[Change, ...]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A change that came or moved lately: where it stands now, and who moved it."""

    number: int
    state: ItemState
    at: datetime
    by: Text


class DecidedAlreadyError(HubError):
    """Somebody else was first. `change` is how it stands now."""

    def __init__(self, text: Text, change: Change) -> None:
        super().__init__(text)
        self.change = change


class ChangesDesk(Protocol):
    """The changes of one school, for one visitor. Looking needs `Right.SEE_CHANGES`, deciding `Right.DECIDE_CHANGES`.

    Each method is a transaction of its own, and a decision looks at everything again: the state, the value that the LAS
    has, the rules, and whether it is the visitor's own wish.
    """

    def counts(self) -> Mapping[ItemState, int]:
        """Return how many changes stand in each state that is not an end; no count goes beyond `COUNTED_TO`."""
        ...

    def find(self, wanted: Wanted) -> Found:
        """Return a page of changes. Its cost does not grow with how many there are."""
        ...

    def details(self, number: int) -> Details:
        """Return everything of one change. Raises `NotThereError`."""
        ...

    def groups(self) -> Sequence[tuple[str, str]]:
        """Return the key and the name of each class, to narrow by."""
        ...

    def fields(self) -> Sequence[tuple[Kind, str, Text]]:
        """Return every field that can be asked for, with its words, to narrow by."""
        ...

    def moved(self, since: datetime) -> Sequence[Moved]:
        """Return the changes that came or moved since a moment, the latest first; at most some hundreds."""
        ...

    def approve(self, number: int, *, mark: str = "", value: Any = UNSAID) -> Change:
        """Say yes: to the wish, or with `value` to the school's own value. Return the change as it stands then.

        Also chooses in a conflict (`value` is the one that was chosen), and sends again what failed or is unknown.
        `mark` is the one of the change on the visitor's screen. Raises `DecidedAlreadyError` where a colleague was
        first, and a `HubError` where it cannot be.
        """
        ...

    def refuse(self, number: int, reason: str, *, mark: str = "") -> Change:
        """Say no, with a reason that whoever asked reads. Raises as `approve` does."""
        ...

    def ask_las(self, number: int) -> Change:
        """Let the hub ask the LAS once more what came of a write of which the outcome is unknown."""
        ...

    def typed(self, number: int) -> Change:
        """Note that the visitor typed the change into the LAS. The next import shows whether it is there."""
        ...

    def let_go(self, number: int) -> Change:
        """Let an approved change go now, before the day from which it was to hold."""
        ...

    def undo(self, number: int) -> Change:
        """Ask for the old value again, under the same rules. Return the new change."""
        ...
