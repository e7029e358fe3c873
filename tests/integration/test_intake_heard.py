"""Plugins hear what happened, after it is kept."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from hub import intake
from hub.contract import Event, IntakeFinished, Plugin, PluginSwitched, School, SourceRefusedError, hookimpl
from hub.records import Complete, Kind, Pulled, Pupil, SchoolCode, Source, Text
from hub.registry import Registry
from hub.store import Store
from hub.testing.manifests import EVERYTHING

SCHOOL = SchoolCode("99XX")


class Listening:
    """A plugin that remembers what it heard, and whether the run was kept by then."""

    def __init__(self, key: str, store: Store) -> None:
        self.heard_events: list[tuple[School, Event]] = []
        self.states: list[str] = []
        title = Text(key, key)
        plugin = Plugin(key=key, title=title, description=title, package=__name__, processes=EVERYTHING)

        @hookimpl
        def heard(event: Event, school: School, settings: Any) -> None:
            if key == "broken":
                raise ZeroDivisionError
            self.heard_events.append((school, event))
            if isinstance(event, IntakeFinished):
                with store.open(school.code) as books:
                    run = books.runs.get(event.run)
                    self.states.append(run.state.value if run else "not there")

        self.door = SimpleNamespace(plugin=plugin, heard=heard)


@pytest.fixture
def plugins(store: Store, school: Any) -> dict[str, Listening]:
    found = {key: Listening(key, store) for key in ("broken", "listening", "off")}
    intake.let_plugins_hear(store, Registry.of(*(each.door for each in found.values())))
    for key in ("broken", "listening"):
        with store.open(SCHOOL) as books:
            books.plugins.switch(key, on=True)
    return found


def pull(_ask: Any) -> Iterator[Pulled]:
    yield Source(name="x", school=SCHOOL)
    yield Pupil(key="1", first_name="Emma")
    yield Complete(frozenset({Kind.PUPILS}))


def test_an_intake_is_heard_once_it_is_kept_by_plugins_that_are_on(store: Store, plugins: dict[str, Listening]) -> None:
    run = intake.take_in(store, SCHOOL, pull, plugin="x", by="test")
    school, event = plugins["listening"].heard_events[-1]
    assert isinstance(event, IntakeFinished)
    assert (school.code, event.run, event.outcome) == (SCHOOL, run.id, "applied")
    assert plugins["listening"].states == ["applied"]
    assert plugins["off"].heard_events == []


def test_a_plugin_that_fails_while_it_hears_is_named_and_stops_nothing(
    store: Store, plugins: dict[str, Listening]
) -> None:
    assert intake.take_in(store, SCHOOL, pull, plugin="x", by="test").state.value == "applied"
    with store.open(SCHOOL) as books:
        assert {(each.key, each.hook) for each in books.plugins.faults()} == {("broken", "heard")}


def test_turning_a_plugin_on_is_heard(plugins: dict[str, Listening]) -> None:
    switched = [event for _, event in plugins["listening"].heard_events if isinstance(event, PluginSwitched)]
    assert [(each.plugin, each.on) for each in switched] == [("listening", True)]


def test_what_is_rolled_back_is_not_heard(store: Store, plugins: dict[str, Listening]) -> None:
    before = len(plugins["listening"].heard_events)
    refusal = SourceRefusedError(Text("x", "x"))
    with pytest.raises(SourceRefusedError), store.open(SCHOOL) as books:
        books.plugins.switch("off", on=True)
        raise refusal
    assert len(plugins["listening"].heard_events) == before
