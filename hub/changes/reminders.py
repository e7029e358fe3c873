"""Reminding the school of what waits for it: requests that nobody decides on, and tasks that nobody typed over."""

from datetime import UTC, datetime, time, timedelta

from hub.changes.approvers import approvers
from hub.changes.working_days import DUTCH_TIME, WorkingDays
from hub.contract import DecisionDue, TaskDue
from hub.registry import Registry
from hub.store import Books, Item, ItemState
from hub.store.asking import days_off

REMIND_AFTER = 3
"""Working days that an item waits for the school before it is reminded, and again after each reminder."""
REMIND_AT = time(9)
LOOK_AHEAD = timedelta(days=120)
"""So far plugins are asked for days off: more than three working days and the longest holiday."""


def remind(registry: Registry, books: Books, now: datetime) -> None:
    """Plan the reminder of whatever came to wait, and remind the school of whatever waited for too long."""
    fresh, due = books.changes.not_planned(), books.changes.to_remind(now)
    if not fresh and not due:
        return
    days = working_days(registry, books, min((each.moved_at for each in fresh), default=now))
    for item in fresh:
        books.changes.remind(item, days.later(item.moved_at, REMIND_AFTER, REMIND_AT), 0)
    people = approvers(registry, books) if due else frozenset()
    for item in due:
        books.changes.remind(item, days.later(now, REMIND_AFTER, REMIND_AT), item.reminders + 1)
        books.audit.write("change.reminded", f"item {item.id}", {"field": item.field})
        event = TaskDue if item.state is ItemState.TASK else DecisionDue
        books.tell(event(at=now, item=item.id, accounts=people))


def working_days(registry: Registry, books: Books, since: datetime) -> WorkingDays:
    """Return the school's working days from a moment in the past until some months ahead."""
    today = datetime.now(UTC).astimezone(DUTCH_TIME).date()
    first = min(since.astimezone(DUTCH_TIME).date(), today)
    return WorkingDays(days_off(registry, books, first, today + LOOK_AHEAD))


def waited(days: WorkingDays, item: Item, now: datetime) -> int:
    """Return how many working days an item stands where it stands."""
    return days.between(item.moved_at, now)
