"""What the school decides on an item: yes, yes with its own value, or no with a reason."""

from typing import Any

from hub.changes.around import home_country
from hub.changes.decisions import DECIDABLE, REFUSABLE, Approver, Compared, approvals_needed, compared
from hub.changes.effective import dutch_today, waits
from hub.changes.errors import OWN_WISH, REASON_WANTED, SAID_YES, STALE, TOO_NEAR, CannotDecideError, not_now
from hub.changes.policy import as_asked, judged, send_on
from hub.changes.requests import HAD_IT, found, known_of, to_conflict
from hub.changes.values import checked, same
from hub.contract import Decision
from hub.records import UNSAID, Kind, SchoolCode, Text, to_json
from hub.registry import Registry
from hub.store import Books, Item, ItemState, Store
from hub.store.deferring import defer


def approve(  # noqa: PLR0913  # a decision is all of these
    store: Store,
    registry: Registry,
    school: SchoolCode,
    number: int,
    *,
    approver: Approver,
    value: Any = UNSAID,
    seen: Any = UNSAID,
    meant: Any = UNSAID,
) -> Item:
    """Say yes to an item, or with `value` to the school's own value. Return the item as it stands then.

    It goes on once as many different people said yes as the strictest policy asks. `seen` is what the LAS had on the
    approver's screen, and `meant` what would go there. Where the LAS has something else by now, the item comes back as
    a conflict. Raises `CannotDecideError`, also for the asker's own wish.
    """
    with store.open(school, approver.by) as books:
        item = found(books, number, lock=True)
        known = _insist_it_may_be_approved(books, item, approver, seen)
        if meant is not UNSAID and meant != item.value:
            raise CannotDecideError(STALE)
        before = item.value
        if value is not UNSAID:
            item = _corrected(books, item, value)
        outcome = compared(item.kind, item.field, item.base, known, item.value)
        if outcome is Compared.HAD:
            return books.changes.move(item, ItemState.CONFIRMED, HAD_IT)
        if outcome is Compared.CONFLICT and item.state is ItemState.REQUESTED:
            return to_conflict(books, item, known)
        item = _judged_again(registry, books, item)
        books.changes.approve(item, item.value)
        if len(books.changes.approvals(item)) < approvals_needed(item.verdict):
            return item
        if item.state is not ItemState.REQUESTED and (item.state is not ItemState.UNKNOWN or item.value != before):
            # A decision anew is another write. One that may have arrived keeps its key: sent again, it has no second
            # effect.
            item = books.changes.rebase(item, known)
        return send_on(registry, books, books.changes.move(item, ItemState.APPROVED))


def refuse(store: Store, school: SchoolCode, number: int, *, approver: Approver, reason: str) -> Item:
    """Say no to an item, with a reason that whoever asked reads."""
    words = " ".join(reason.split())
    if not words:
        raise CannotDecideError(REASON_WANTED)
    with store.open(school, approver.by) as books:
        item = found(books, number, lock=True)
        _insist_on_somebody_else(item, approver)
        if item.state not in REFUSABLE and not waits(item, dutch_today()):
            raise CannotDecideError(not_now(item.state))
        books.changes.look_again(item, None, item.tries)
        return books.changes.move(item, ItemState.REFUSED, Text(words, words))


def let_go(store: Store, registry: Registry, school: SchoolCode, number: int, *, approver: Approver) -> Item:
    """Let an approved item go to the LAS now, before the day from which it was to hold."""
    with store.open(school, approver.by) as books:
        item = found(books, number, lock=True)
        _insist_on_somebody_else(item, approver)
        if not waits(item, dutch_today()):
            raise CannotDecideError(not_now(item.state))
        return send_on(registry, books, books.changes.let_go(item))


def ask_las(store: Store, school: SchoolCode, number: int, *, approver: Approver) -> Item:
    """Let the hub ask the LAS once more what came of a write of which the outcome is unknown."""
    with store.open(school, approver.by) as books:
        item = found(books, number, lock=True)
        if item.state is not ItemState.UNKNOWN:
            raise CannotDecideError(not_now(item.state))
        books.changes.look_again(item, 0, 0)
        defer(books, "write_back", item=item.id)
        return books.changes.item(item.id)


def typed(store: Store, school: SchoolCode, number: int, *, approver: Approver) -> Item:
    """Note that somebody of the office typed a task into the LAS; whoever was first. The LAS shows it, and it ends."""
    with store.open(school, approver.by) as books:
        item = found(books, number, lock=True)
        if approver.is_too_near(item):
            raise CannotDecideError(TOO_NEAR)
        if item.state is not ItemState.TASK:
            raise CannotDecideError(not_now(item.state))
        return item if item.typed else books.changes.typed(item)


def _insist_it_may_be_approved(books: Books, item: Item, approver: Approver, seen: Any) -> Any:
    """Return what is known now. Raises where this person may not approve this item now."""
    _insist_on_somebody_else(item, approver)
    if item.state not in DECIDABLE:
        raise CannotDecideError(not_now(item.state))
    if any(each.by == approver.by for each in books.changes.approvals(item)):
        raise CannotDecideError(SAID_YES)
    known = known_of(books, item)
    if seen is not UNSAID and not same(item.kind, item.field, to_json(seen), known):
        raise CannotDecideError(STALE)
    return known


def _insist_on_somebody_else(item: Item, approver: Approver) -> None:
    """Raise where this person has too much to do with an item to decide on it."""
    if approver.asked(item):
        raise CannotDecideError(OWN_WISH)
    if approver.is_too_near(item):
        raise CannotDecideError(TOO_NEAR)


def _corrected(books: Books, item: Item, value: Any) -> Item:
    home_of = item.key if item.kind is Kind.GUARDIANS else item.guardian
    country = home_country(books, home_of) if home_of else None
    own = checked(item.kind, item.field, value, country=country)
    if own == item.value:
        return item
    books.changes.drop_approvals(item)
    return books.changes.correct(item, own)


def _judged_again(registry: Registry, books: Books, item: Item) -> Item:
    """Ask the policies once more: what they say now may be stricter than when it was asked, and never counts milder."""
    now = judged(registry, books, as_asked(item))
    if now.decision is Decision.NEVER:
        raise CannotDecideError(now.reason)
    return books.changes.judge(item, now) if now.decision > item.verdict.decision else item
