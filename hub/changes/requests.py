"""Asking for a change: who may, what it may be, and what the policies of the school say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hub.changes.around import family_around, home_country
from hub.changes.decisions import REPLACEABLE, Approver, Compared, compared
from hub.changes.effective import dutch_today, is_ahead, waits
from hub.changes.errors import (
    ALREADY_GOING,
    ANOTHER_ASKED,
    MOVES_THEN,
    NO_RECORD,
    NOT_DONE,
    NOT_THE_ASKER,
    TOO_NEAR,
    UNKNOWN_ITEM,
    CannotAskError,
    CannotDecideError,
    not_now,
)
from hub.changes.family import may_ask
from hub.changes.policy import judged, send_on
from hub.changes.values import checked, readable, same
from hub.contract import ChangeItem, Decision, Verdict
from hub.records import UNSAID, Guardian, Kind, Pupil, Record, SchoolCode, Text, to_json
from hub.registry import Registry
from hub.store import Asked, Books, Item, ItemState, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One field that somebody wants otherwise. `seen` is the value that the page showed, where there was a page."""

    kind: Kind
    key: str
    field: str
    value: str | None
    seen: Any = UNSAID


def ask(  # noqa: PLR0913  # a wish is all of these
    store: Store, registry: Registry, school: SchoolCode, wishes: Sequence[Wish], *, guardian: str, by: str = ""
) -> list[Item]:
    """Ask for changes on behalf of a guardian; all of them or none. Return the items as they stand now.

    `by` is the account that acts, where there is one. Raises `CannotAskError` for what this guardian may not ask, or
    not now, and `ValueRefusedError` for what cannot be a value.
    """
    asked_by = by or f"guardian:{guardian}"
    with store.open(school, asked_by) as books:
        return ask_within(registry, books, wishes, guardian=guardian, asked_by=asked_by)


def ask_within(
    registry: Registry, books: Books, wishes: Sequence[Wish], *, guardian: str, asked_by: str = ""
) -> list[Item]:
    """As `ask`, in a transaction that is open already. `asked_by` is whose wish it is; the guardian's own without."""
    asked_by = asked_by or f"guardian:{guardian}"
    if books.changes.record(Kind.GUARDIANS, guardian) is None:
        raise CannotAskError(NO_RECORD)
    abroad = {(each.kind, each.key): each.value for each in wishes if each.field == "country"}
    asking = Asking(registry, books, asked_by, guardian, abroad)
    request = books.changes.request(guardian, asked_by)
    return [asking.ask(request, wish) for wish in wishes]


def undo(store: Store, registry: Registry, school: SchoolCode, number: int, *, approver: Approver) -> Item:
    """Ask for the old value of a change that the LAS has, under the same policies. Return the new item."""
    with store.open(school, approver.by) as books:
        done = found(books, number)
        if done.state is not ItemState.CONFIRMED:
            raise CannotDecideError(NOT_DONE)
        if approver.is_too_near(done):
            raise CannotDecideError(TOO_NEAR)
        guardian = done.guardian if approver.asked(done) else None
        asking = Asking(registry, books, approver.by, guardian)
        wish = Wish(kind=done.kind, key=done.key, field=done.field, value=done.base)
        return asking.ask(books.changes.request(guardian, approver.by), wish, undoes=done)


def withdraw(store: Store, school: SchoolCode, number: int, *, approver: Approver) -> Item:
    """Take a wish back. Only who asked it can, and only until it is on its way to the LAS."""
    with store.open(school, approver.by) as books:
        item = found(books, number, lock=True)
        if not approver.asked(item):
            raise CannotDecideError(NOT_THE_ASKER)
        _insist_it_stands(item, REPLACEABLE | {ItemState.APPROVED, ItemState.TASK})
        books.changes.look_again(item, None, 0)
        return books.changes.move(item, ItemState.WITHDRAWN, WITHDRAWN)


def found(books: Books, number: int, *, lock: bool = False) -> Item:
    """Return an item of this school. Raises `CannotDecideError` where there is none."""
    item = books.changes.find(number, lock=lock)
    if item is None:
        raise CannotDecideError(UNKNOWN_ITEM)
    return item


def known_of(books: Books, item: Item) -> Any:
    """Return the value that is known now of an item's field, as JSON has it. Raises where the record is gone."""
    return _value(_record(books, item.kind, item.key), item.field)


def known_or_nothing(books: Books, item: Item) -> Any:
    """As `known_of`; nothing is known of a record that is gone."""
    record = books.changes.record(item.kind, item.key)
    return None if record is None else _value(record, item.field)


@dataclass(frozen=True)
class Asking:
    """Somebody who asks: a guardian, or (`None`) the school itself, which takes a change back.

    `countries` are the new countries of the same request: they decide what its postcodes look like. `effective_on` is
    the day from which it is all to hold, where that was named.
    """

    registry: Registry
    books: Books
    asked_by: str
    guardian: str | None
    countries: Mapping[tuple[Kind, str], str | None] = field(default_factory=dict)
    effective_on: date | None = None

    def ask(self, request: int, wish: Wish, undoes: Item | None = None) -> Item:
        """Keep a wish as an item, and let it take the steps that need no person."""
        has_authority, lives_with = self._insist_it_may_be_asked(wish)
        record = _record(self.books, wish.kind, wish.key)
        wanted: Any = wish.value
        if undoes is None:
            wanted = checked(wish.kind, wish.field, wish.value, country=self._country(wish))
        self._make_room(wish)
        known = _value(record, wish.field)
        item = ChangeItem(
            kind=wish.kind,
            key=wish.key,
            field=wish.field,
            base=_base(wish, known),
            wanted=wanted,
            asked_by_self=wish.kind is Kind.GUARDIANS and wish.key == self.guardian,
            asker_has_authority=has_authority,
            asker_lives_with=lives_with,
            asked_by_school=self.guardian is None,
            effective_on=self.effective_on,
        )
        verdict = judged(self.registry, self.books, item)
        number = undoes.id if undoes else None
        return self._first_steps(self.books.changes.add(request, _to_keep(item, verdict, number)), known)

    def _country(self, wish: Wish) -> str | None:
        """Return in which country the wish is about a home. A child lives where who asks for him does."""
        named = (wish.kind, wish.key)
        if wish.kind is Kind.PUPILS and self.guardian and named not in self.countries:
            named = (Kind.GUARDIANS, self.guardian)
        return self.countries[named] if named in self.countries else home_country(self.books, named[1])

    def _insist_it_may_be_asked(self, wish: Wish) -> tuple[bool, bool]:
        """Return whether the asker has authority, and lives with the pupil; with any where it is about the asker."""
        guardian = self.guardian
        if guardian is None:
            return False, False
        family = family_around(self.books, guardian)
        if (refusal := may_ask(guardian, wish.kind, wish.key, wish.field, family)) is not None:
            raise CannotAskError(refusal)
        pupils = [wish.key] if wish.kind is Kind.PUPILS else sorted(family.pupils_of(guardian))
        return (
            any(family.has_authority(guardian, pupil) for pupil in pupils),
            any(family.lives_with(guardian, pupil) for pupil in pupils),
        )

    def _make_room(self, wish: Wish) -> None:
        """Let a new wish take the place of the same asker's old one. Raises where another one is open."""
        item = self.books.changes.open_item(wish.kind, wish.key, wish.field)
        if item is None:
            return
        item = self.books.changes.item(item.id, lock=True)
        if item.asked_by != self.asked_by and (self.guardian is None or item.guardian != self.guardian):
            raise CannotAskError(ANOTHER_ASKED)
        today = dutch_today()
        if self.effective_on is None and is_ahead(item, today):
            raise CannotAskError(MOVES_THEN)
        if item.state not in REPLACEABLE and not waits(item, today):
            raise CannotAskError(ALREADY_GOING)
        self.books.changes.look_again(item, None, 0)
        self.books.changes.move(item, ItemState.WITHDRAWN, REPLACED)

    def _first_steps(self, item: Item, known: Any) -> Item:
        """Take the steps of a new item that need no person."""
        changes, verdict = self.books.changes, item.verdict
        outcome = compared(item.kind, item.field, item.base, known, item.wanted)
        if outcome is Compared.HAD:
            return changes.move(item, ItemState.CONFIRMED, HAD_IT, by="hub")
        if verdict.decision is Decision.NEVER:
            return changes.move(item, ItemState.REFUSED, verdict.reason, by="hub")
        if outcome is Compared.CONFLICT:
            return to_conflict(self.books, item, known)
        if verdict.decision is Decision.AUTOMATIC:
            approved = changes.move(item, ItemState.APPROVED, verdict.reason, by="hub")
            return send_on(self.registry, self.books, approved)
        return item


def _to_keep(item: ChangeItem, verdict: Verdict, undoes: int | None) -> Asked:
    return Asked(
        kind=item.kind,
        key=item.key,
        field=item.field,
        base=item.base,
        wanted=item.wanted,
        self_asked=item.asked_by_self,
        has_authority=item.asker_has_authority,
        lives_with=item.asker_lives_with,
        verdict=verdict,
        undoes=undoes,
        effective_on=item.effective_on,
    )


def to_conflict(books: Books, item: Item, known: Any, reason: Text | None = None, *, run: int | None = None) -> Item:
    """Take an item back to a person, with the three values; earlier approvals were of something else.

    `run` is the pull that showed it, where one did.
    """
    books.changes.drop_approvals(item)
    books.changes.look_again(item, None, 0)
    three = {"base": item.base, "known": known, "wanted": item.value}
    return books.changes.move(item, ItemState.CONFLICT, reason or CHANGED_MEANWHILE, known=three, run=run, by="hub")


def _record(books: Books, kind: Kind, key: str) -> Record:
    record = books.changes.record(kind, key)
    if not isinstance(record, Pupil | Guardian):
        raise CannotAskError(NO_RECORD)
    return record


def _value(record: Record, field: str) -> Any:
    value = getattr(record, field, None)
    return None if value is UNSAID or value is None else to_json(value)


def _base(wish: Wish, known: Any) -> Any:
    """Return what the asker saw. It comes from outside: where it means what is known, it is that, as the LAS has it."""
    if wish.seen is UNSAID:
        return known
    seen = to_json(wish.seen)
    if isinstance(seen, str):
        readable(seen)
    return known if same(wish.kind, wish.field, seen, known) else seen


def _insist_it_stands(item: Item, states: frozenset[ItemState]) -> None:
    if item.state not in states:
        raise CannotDecideError(not_now(item.state))


HAD_IT = Text("Het LAS had deze waarde al.", "The LAS had this value already.")
WITHDRAWN = Text("Ingetrokken door wie het vroeg.", "Withdrawn by who asked it.")
REPLACED = Text("Vervangen door een nieuwe aanvraag.", "Replaced by a new request.")
CHANGED_MEANWHILE = Text(
    "Het LAS heeft intussen een andere waarde. Kies wat het wordt.",
    "The LAS has another value by now. Choose what it is to be.",
)
