"""What waits for the school too long: it is reminded on working days, by the days off that a plugin knows."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from hub import changes
from hub.changes import WorkingDays
from hub.contract import DecisionDue, Plugin, TaskDue, hookimpl
from hub.records import Text
from hub.registry import Registry
from hub.store import Item, ItemState
from hub.testing.manifests import EVERYTHING
from tests.integration.changes.conftest import OTHER_STAFF, SCHOOL, STAFF, Circle

NEW = "+31611112222"
NINE = time(9)


class Holidays:
    """A plugin that knows when the school is closed, or fails."""

    def __init__(self) -> None:
        self.says: Callable[[date, date], Iterable[date]] = lambda _first, _last: ()
        title = Text("Vakanties", "Holidays")

        @hookimpl
        def days_off(first: date, last: date) -> Iterable[date]:
            return self.says(first, last)

        plugin = Plugin(key="holidays", title=title, description=title, package=__name__, processes=EVERYTHING)
        self.door = SimpleNamespace(plugin=plugin, days_off=days_off)


@pytest.fixture
def holidays(circle: Circle) -> Holidays:
    made = Holidays()
    circle.registry = Registry.of(circle.rules.door, circle.more_rules.door, made.door)
    with circle.store.open(SCHOOL) as books:
        books.plugins.switch("holidays", on=True)
        books.plugins.switch("toy_desk", on=False)
    return made


@pytest.fixture
def heard(circle: Circle) -> list[Any]:
    events: list[Any] = []
    circle.store.listeners.append(lambda _school, event: events.append(event))
    return events


def tend(circle: Circle) -> None:
    changes.tend(circle.store, circle.registry, circle.school.id, patience=60)


def let_it_be_due(circle: Circle, item: Item) -> None:
    with circle.store.open(SCHOOL) as books:
        books.changes.remind(item, datetime.now(UTC) - timedelta(minutes=1), 0)


def faults(circle: Circle) -> list[tuple[str, str]]:
    with circle.store.open(SCHOOL) as books:
        return [(each.key, each.hook) for each in books.plugins.faults()]


def test_a_request_is_reminded_of_after_three_weekdays_where_nobody_knows_of_days_off(circle: Circle) -> None:
    item = circle.ask(NEW)
    tend(circle)
    assert circle.now(item).remind_at == WorkingDays().later(item.asked_at, 3, NINE)
    assert circle.now(item).reminders == 0


def test_days_off_of_a_plugin_put_the_reminder_off(circle: Circle, holidays: Holidays) -> None:
    item = circle.ask(NEW)
    closed = frozenset(item.asked_at.date() + timedelta(days=each) for each in range(30))
    holidays.says = lambda _first, _last: closed
    tend(circle)
    reminded = circle.now(item).remind_at
    assert reminded is not None
    assert reminded == WorkingDays(closed).later(item.asked_at, 3, NINE)
    assert reminded > item.asked_at + timedelta(days=30)


@pytest.mark.parametrize("wrong", [ValueError("stuk"), "2026-01-01", [None]], ids=["raises", "text", "none"])
def test_a_plugin_that_cannot_tell_its_days_off_is_named_and_weekdays_count(
    circle: Circle, holidays: Holidays, wrong: Any
) -> None:
    def says(_first: date, _last: date) -> Any:
        if isinstance(wrong, Exception):
            raise wrong
        return wrong

    holidays.says = says
    item = circle.ask(NEW)
    tend(circle)
    assert circle.now(item).remind_at == WorkingDays().later(item.asked_at, 3, NINE)
    assert ("holidays", "days_off") in faults(circle)


def test_a_request_that_waits_for_too_long_is_reminded_of_once_and_again_after_three_working_days(
    circle: Circle, heard: list[Any]
) -> None:
    item = circle.ask(NEW)
    tend(circle)
    let_it_be_due(circle, item)
    tend(circle)
    tend(circle)
    reminded = circle.now(item)
    assert reminded.reminders == 1
    assert reminded.remind_at is not None
    assert reminded.remind_at > datetime.now(UTC)
    assert [each.item for each in heard if isinstance(each, DecisionDue)] == [item.id]
    assert not [each for each in heard if isinstance(each, TaskDue)]


def test_a_task_is_reminded_of_as_a_task(circle: Circle, holidays: Holidays, heard: list[Any]) -> None:
    del holidays  # the school has no LAS
    task = circle.approve(circle.ask(NEW))
    assert task.state is ItemState.TASK
    tend(circle)
    let_it_be_due(circle, circle.now(task))
    tend(circle)
    assert [each.item for each in heard if isinstance(each, TaskDue)] == [task.id]
    assert not [each for each in heard if isinstance(each, DecisionDue)]


def test_a_step_lets_the_waiting_begin_anew(circle: Circle, holidays: Holidays) -> None:
    del holidays
    item = circle.ask(NEW)
    tend(circle)
    let_it_be_due(circle, item)
    task = circle.approve(item)
    assert (task.state, task.remind_at, task.reminders) == (ItemState.TASK, None, 0)


def test_what_has_ended_or_is_on_its_way_is_not_reminded_of(circle: Circle, heard: list[Any]) -> None:
    refused = circle.ask(NEW)
    changes.refuse(circle.store, SCHOOL, refused.id, approver=STAFF, reason="Klopt niet.")
    going = circle.approve(circle.ask("gea@example.org", "email"), OTHER_STAFF)
    tend(circle)
    assert [circle.now(each).remind_at for each in (refused, going)] == [None, None]
    assert not [each for each in heard if isinstance(each, DecisionDue | TaskDue)]


def test_waiting_is_counted_in_the_schools_working_days(circle: Circle, holidays: Holidays) -> None:
    monday = datetime(2026, 10, 12, 8, tzinfo=UTC)
    holidays.says = lambda first, last: [
        day for day in (date(2026, 10, 17) + timedelta(days=each) for each in range(9)) if first <= day <= last
    ]
    item = replace(circle.ask(NEW), moved_at=monday)
    with circle.store.open(SCHOOL) as books:
        days = changes.working_days(circle.registry, books, monday)
    ages = [changes.waited(days, item, monday + timedelta(days=each)) for each in (0, 1, 4, 7, 14, 15)]
    assert ages == [0, 1, 4, 4, 5, 6]


def test_the_database_keeps_whether_the_asker_lives_with_the_child(circle: Circle) -> None:
    item = circle.ask(NEW)
    with circle.store.open(SCHOOL) as books:
        kept = books.session.scalar(text("SELECT lives_with FROM hub.change_item WHERE id = :id"), {"id": item.id})
    assert kept is True
    assert item.lives_with
