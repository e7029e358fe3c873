"""Keeping to the terms of a school: announce who goes, and each night erase who is due, one by one.

Nobody on the roll is ever due. Each person goes in a transaction of his own, together with what the run counts, so that
a night that breaks off goes on where it was. Where too many would go at once, a person decides first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub.privacy.persons import PluginKeepsError, erase
from hub.records import Kind
from hub.registry import Registry
from hub.store import Books, CannotEraseError, DuePerson, Kept, RetentionRun, Store, Terms
from hub.store.retention import BATCH
from hub.store.retention_terms import TRACES

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
AT_LEAST = 10
"""So few go without asking anybody, however small the school is."""
AT_ONCE = 500
"""So many persons go in one job; the next one goes on."""
STUCK = "stuck"
"""How the run counts persons whom a plugin could not erase: they are tried again the next night."""
BY = "hub"
LETTERS_OF_HUB_DAYS = 365
"""So long letters about an account, such as for a new password, are kept once they were sent or given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would go on a day: persons who are not held, and how much is too old by its own age."""

    on: date
    persons: Mapping[Kind, tuple[DuePerson, ...]]
    held: tuple[DuePerson, ...]
    traces: Mapping[Kept, int]
    braked: bool


def today_at(now: datetime) -> date:
    """Return the day that it is at a school."""
    return now.astimezone(AMSTERDAM).date()


def preview(books: Books, on: date) -> Preview:
    """Return what would go on or before a day by the terms of the school in hand, changing nothing."""
    retention = books.retention
    due = {kind: retention.due(kind, on) for kind in (Kind.PUPILS, Kind.GUARDIANS)}
    going = {kind: tuple(each for each in found if each.held_because is None) for kind, found in due.items()}
    counts = {kind: len(found) for kind, found in going.items()}
    return Preview(
        on=on,
        persons=going,
        held=tuple(each for found in due.values() for each in found if each.held_because is not None),
        traces=retention.too_old(on),
        braked=is_too_many(counts, {kind: retention.known(kind) for kind in counts}, retention.terms()),
    )


def is_too_many(going: Mapping[Kind, int], known: Mapping[Kind, int], terms: Terms) -> bool:
    """Tell whether so many would go at once that a person decides first. Pure."""
    return any(
        number > AT_LEAST and 100 * number > terms.brake_percent * known.get(kind, 0) for kind, number in going.items()
    )


def letters_of_hub(store: Store, on: date) -> int:
    """Return how many letters of the hub itself would be too old on a day. They belong to no school."""
    with store.directory(by=BY) as directory:
        return directory.letters.ended_before(_kept_since(on))


def forget_letters_of_hub(store: Store, today: date) -> int:
    """Remove the letters of the hub itself that are too old, and return how many there were."""
    with store.directory(by=BY) as directory:
        gone = directory.letters.forget_before(_kept_since(today))
        if gone:
            directory.audit.write("letters.forgotten", "hub", {"gone": gone})
    return gone


def _kept_since(on: date) -> datetime:
    return datetime.combine(on - timedelta(days=LETTERS_OF_HUB_DAYS), time(), AMSTERDAM)


def keep_terms(store: Store, registry: Registry, school: int, today: date) -> bool:
    """Do what the terms of a school ask on a day. Returns whether there is more to do at once.

    A run that is held erases nobody; what is too old by its own age goes all the same.
    """
    run = _opened(store, school, today)
    if run is None:
        return False
    more = run.state == "running" and _erase_persons(store, registry, school, run)
    _expire(store, school, run)
    if run.state == "running" and not more:
        with store.open(school, BY) as books:
            books.retention.end(run.id)
            books.retention.forget_runs(today - timedelta(days=90))
    return more


def _opened(store: Store, school: int, today: date) -> RetentionRun | None:
    """Announce, and return tonight's run, or the one that goes on or is held; `None`: erasing is off."""
    with store.open(school, BY) as books:
        retention = books.retention
        terms = retention.terms()
        retention.announce(today)
        going_on = retention.open_run()
        if not terms.on:
            return None
        if going_on is not None:
            return going_on
        due = retention.announced(today)
        held = is_too_many(due, {kind: retention.known(kind) for kind in due}, terms)
        retention.begin(today, {kind.value: number for kind, number in due.items()}, held=held)
        return retention.open_run()


def _erase_persons(store: Store, registry: Registry, school: int, run: RetentionRun) -> bool:
    """Erase who was announced for the day of a run; return whether somebody is left for a next job."""
    for _ in range(AT_ONCE):
        with store.open(school, BY) as books:
            person = books.retention.next_to_go(run.as_of)
        if person is None:
            return False
        kind, key = person
        try:
            with store.open(school, BY) as books:
                _erase_one(registry, books, run, kind, key)
        except PluginKeepsError:
            with store.open(school, BY) as books:
                books.retention.postpone(kind, key, run.as_of + timedelta(days=1))
                books.retention.count(run.id, {STUCK: 1})
    return True


def _erase_one(registry: Registry, books: Books, run: RetentionRun, kind: Kind, key: str) -> None:
    try:
        erase(registry, books, kind, key)
    except CannotEraseError:  # back in the LAS since he was announced, or erased already
        books.retention.forget_notice(kind, key)
        return
    books.retention.count(run.id, {kind.value: 1})


def _expire(store: Store, school: int, run: RetentionRun) -> None:
    for kept in TRACES:
        gone = BATCH
        while gone == BATCH:
            with store.open(school, BY) as books:
                gone = books.retention.expire(kept)
                books.retention.count(run.id, {kept.value: gone})
