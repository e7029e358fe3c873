"""The desk of one visitor who looks at changes and decides: `hub.contract.desk`, on the store and the flow outward."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.changes import deciding, requests
from hub.changes.approvers import decides
from hub.changes.decisions import DECIDABLE, REFUSABLE, Approver
from hub.changes.errors import TOO_NEAR, CannotDecideError
from hub.changes.showing import Background, Looker, label_of_field, without_values
from hub.changes.words import answer_words, value_words
from hub.contract.desk import Call, Change, DecidedAlreadyError, Details, Found, Moved, Step, Wanted, Yes
from hub.contract.errors import NotAllowedError, NotThereError
from hub.contract.rights import Right
from hub.records import RECORD_TYPES, UNSAID, Asker, Kind, SchoolCode, Text, facts
from hub.registry import Registry
from hub.store import Attempt, Books, Item, ItemState, Store

MOST_NUMBER = 2**62


@dataclass(frozen=True)
class SchoolDesk:
    """The changes of one school (its number in the hub) for whoever is `approver`. `may` tells which rights he has.

    `note` is called with the pupils (LAS keys) of every change that he sees: those whose field it is, and those of the
    guardian who asks.
    """

    store: Store
    registry: Registry
    school: int
    find_approver: Callable[[Books], Approver]
    by: str
    may: Callable[[Right], bool]
    note: Callable[[Books, Collection[str]], None] = lambda _books, _pupils: None

    def counts(self) -> Mapping[ItemState, int]:
        """Return how many changes stand in each state that is not an end."""
        with self._looking() as (books, _):
            return books.change_list.counts()

    def find(self, wanted: Wanted) -> Found:
        """Return a page of changes."""
        with self._looking() as (books, looker):
            items = books.change_list.find(wanted)
            shown = items[: wanted.limit]
            around = Background.of(books, shown)
            changes = tuple(looker.change(each, around) for each in shown)
            self.note(books, _pupils_in(changes))
        return Found(changes, shown[-1].id if len(items) > wanted.limit else None)

    def details(self, number: int) -> Details:
        """Return everything of one change. Raises `NotThereError`."""
        with self._looking() as (books, looker):
            item = _item(books, number)
            beside = [each for each in books.changes.items_of(item.request) if each.id != number]
            steps, yeses = books.changes.steps(number), books.changes.approvals(item)
            people = {*(each.by for each in steps), *(each.by for each in yeses)}
            around = Background.of(books, [item, *beside], people)
            found = Details(
                change=looker.change(item, around),
                steps=tuple(
                    Step(state=each.new, by=around.who(each.by), at=each.at, reason=each.reason, run=each.run)
                    for each in steps
                ),
                yeses=tuple(
                    Yes(by=around.who(each.by), at=each.at, value_words=value_words(item.kind, item.field, each.value))
                    for each in yeses
                ),
                calls=tuple(_call(item, each) for each in books.changes.attempts(number)),
                beside=tuple(looker.change(each, around) for each in beside),
            )
            self.note(books, _pupils_in([found.change, *found.beside]))
        return without_values(found) if found.change.hidden else found

    def groups(self) -> Sequence[tuple[str, str]]:
        """Return the key and the name of each class."""
        with self._looking() as (books, _):
            return [(each.key, str(each.name or each.key)) for each in books.roll.groups()]

    def fields(self) -> Sequence[tuple[Kind, str, Text]]:
        """Return every field that can be asked for."""
        return [
            (kind, name, label_of_field(kind, name))
            for kind in (Kind.GUARDIANS, Kind.PUPILS)
            for name, fact in facts(RECORD_TYPES[kind]).items()
            if fact.asked_by is not Asker.NOBODY
        ]

    def moved(self, since: datetime) -> Sequence[Moved]:
        """Return the changes that came or moved since a moment, the latest first."""
        with self._looking() as (books, _):
            found = books.change_list.moved(since)
            around = Background.of(books, (), {each.by for each in found if each.by})
            return [
                Moved(number=each.number, state=each.state, at=each.at, by=around.who(each.by or "hub"))
                for each in found
            ]

    def approve(self, number: int, *, mark: str = "", value: Any = UNSAID) -> Change:
        """Say yes, or with `value` to the school's own value. Return the change as it stands then."""
        seen = self._still(number, mark, DECIDABLE)
        more = {"seen": seen.known, "meant": seen.new} if mark else {}
        with self._deciding(seen) as (code, me):
            deciding.approve(self.store, self.registry, code, number, approver=me, value=value, **more)
        return self._one(number)

    def refuse(self, number: int, reason: str, *, mark: str = "") -> Change:
        """Say no, with a reason that whoever asked reads."""
        with self._deciding(self._still(number, mark, REFUSABLE, or_ahead=True)) as (code, me):
            deciding.refuse(self.store, code, number, approver=me, reason=reason)
        return self._one(number)

    def ask_las(self, number: int) -> Change:
        """Let the hub ask the LAS once more what came of a write."""
        with self._deciding(self._still(number, "", frozenset({ItemState.UNKNOWN}))) as (code, me):
            deciding.ask_las(self.store, code, number, approver=me)
        return self._one(number)

    def typed(self, number: int) -> Change:
        """Note that the visitor typed the change into the LAS."""
        with self._deciding(self._still(number, "", frozenset({ItemState.TASK}))) as (code, me):
            deciding.typed(self.store, code, number, approver=me)
        return self._one(number)

    def let_go(self, number: int) -> Change:
        """Let an approved change go now, before the day from which it was to hold."""
        with self._deciding(self._still(number, "", frozenset(), or_ahead=True)) as (code, me):
            deciding.let_go(self.store, self.registry, code, number, approver=me)
        return self._one(number)

    def undo(self, number: int) -> Change:
        """Ask for the old value again. Return the new change."""
        with self._deciding(self._still(number, "", frozenset({ItemState.CONFIRMED}))) as (code, me):
            made = requests.undo(self.store, self.registry, code, number, approver=me)
        return self._one(made.id)

    @contextmanager
    def _looking(self) -> Iterator[tuple[Books, Looker]]:
        if not self.may(Right.SEE_CHANGES):
            raise NotAllowedError
        with self.store.open(self.school, self.by) as books:
            yield books, Looker(self.find_approver(books), self._decides(books))

    def _one(self, number: int) -> Change:
        with self._looking() as (books, looker):
            item = _item(books, number)
            change = looker.change(item, Background.of(books, [item]))
            self.note(books, _pupils_in([change]))
            return change

    def _still(self, number: int, mark: str, states: frozenset[ItemState], *, or_ahead: bool = False) -> Change:
        """Return the change where it can still be decided on as the visitor saw it. Raises what to tell him if not.

        `or_ahead`: one that was approved and waits for its day counts too.
        """
        if not self.may(Right.DECIDE_CHANGES):
            raise NotAllowedError
        with self.store.open(self.school, self.by) as books:
            if not self._decides(books):
                raise NotAllowedError(OTHERS_DECIDE)
        change = self._one(number)
        if change.hidden:
            raise NotAllowedError(TOO_NEAR)
        is_waiting = or_ahead and change.state is ItemState.APPROVED and change.is_ahead
        if change.state not in states and not is_waiting:
            raise DecidedAlreadyError(_already(change), change)
        if mark and mark != change.mark:
            raise DecidedAlreadyError(OTHERWISE_BY_NOW, change)
        return change

    @contextmanager
    def _deciding(self, before: Change) -> Iterator[tuple[SchoolCode, Approver]]:
        """Give whose decision it is; tell him who was first, where somebody decided in the very same moment."""
        with self.store.open(self.school, self.by) as books:
            code, approver = books.school.code, self.find_approver(books)
        try:
            yield code, approver
        except CannotDecideError as error:
            after = self._one(before.number)
            if (after.state, after.mark) != (before.state, before.mark):
                raise DecidedAlreadyError(_already(after), after) from error
            raise

    def _decides(self, books: Books) -> bool:
        return self.may(Right.DECIDE_CHANGES) and decides(self.registry, books, self.by)


def _item(books: Books, number: int) -> Item:
    found = books.changes.find(number) if 0 < number < MOST_NUMBER else None
    if found is None:
        raise NotThereError(NO_SUCH_CHANGE)
    return found


def _pupils_in(changes: Iterable[Change]) -> frozenset[str]:
    """Return the pupils whom these changes show."""
    found = list(changes)
    own = {each.key for each in found if each.kind is Kind.PUPILS}
    return frozenset(own | {pupil.key for each in found for pupil in each.asked_by.pupils})


def _call(item: Item, attempt: Attempt) -> Call:
    sent = attempt.sent if attempt.act == "write" else None
    return Call(
        act=attempt.act,
        began_at=attempt.began_at,
        ended_at=attempt.ended_at,
        sent_old_words=value_words(item.kind, item.field, sent["base"]) if sent else None,
        sent_new_words=value_words(item.kind, item.field, sent["wanted"]) if sent else None,
        answer=answer_words(attempt.outcome),
        correlation=attempt.correlation,
        reason=attempt.reason,
    )


def _already(change: Change) -> Text:
    """Say what became of a change that somebody else decided on, and who that was."""
    done, who = DONE[change.state], change.decided_by or change.last_by
    return Text(f"Al {done.nl} door {who.nl}.", f"Already {done.en} by {who.en}.")


_APPROVED = Text("goedgekeurd", "approved")
DONE: Mapping[ItemState, Text] = {
    ItemState.REQUESTED: Text("gevraagd", "asked"),
    ItemState.APPROVED: _APPROVED,
    ItemState.SENDING: _APPROVED,
    ItemState.SENT: _APPROVED,
    ItemState.TASK: _APPROVED,
    ItemState.CONFIRMED: Text("bevestigd", "confirmed"),
    ItemState.REFUSED: Text("geweigerd", "refused"),
    ItemState.WITHDRAWN: Text("ingetrokken", "withdrawn"),
    ItemState.CONFLICT: Text("teruggelegd", "put back"),
    ItemState.FAILED: Text("teruggelegd", "put back"),
    ItemState.UNKNOWN: Text("teruggelegd", "put back"),
}
OTHERWISE_BY_NOW = Text(
    "Deze aanvraag is intussen veranderd. Bekijk hem opnieuw en beslis dan.",
    "This request has changed meanwhile. Look at it again, and then decide.",
)
NO_SUCH_CHANGE = Text(
    "Deze aanvraag is er niet. Begin opnieuw bij de lijst.", "This request is not there. Start again at the list."
)
OTHERS_DECIDE = Text(
    "Uw school koos wie over aanvragen beslist, en u hoort daar nu niet bij. Vraag het de beheerder van de school.",
    "Your school chose who decides on requests, and you are not one of them now. Ask the administrator of the school.",
)
