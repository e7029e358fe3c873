"""Functions of one plugin that are run in one turn, such as its reports: each stands by itself."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from hub.contract import HubError, Plugin, School
from hub.records import SchoolCode, Text
from hub.registry import PluginFailedError, Registry
from hub.registry.registry import LEFT_BEHIND
from hub.testing.manifests import EVERYTHING

SCHOOL = School(SchoolCode("99XX"), "De Proef")
TITLE = Text("Plug-in", "Plugin")
PLUGIN = Plugin(key="one", title=TITLE, description=TITLE, package=__name__, processes=EVERYTHING)


class NotNowError(HubError):
    """What a function says to the person who asked."""


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """What a hanging function waits for; the end of the test lets it go."""
    event = threading.Event()
    yield event
    event.set()


def registry() -> Registry:
    return Registry.of(SimpleNamespace(plugin=PLUGIN), limit=0.2)


def test_a_function_that_fails_or_hangs_silences_no_other_of_its_turn(never: threading.Event) -> None:
    def refuses() -> None:
        raise NotNowError(TITLE)

    calls = {"a": lambda: 1, "fails": lambda: 1 // 0, "hangs": never.wait, "refuses": refuses, "b": lambda: None}
    said = registry().run_each("one", calls, school=SCHOOL)
    assert list(said) == list(calls)
    assert (said["a"], said["b"]) == (1, None)
    assert isinstance(said["fails"], PluginFailedError)
    assert isinstance(said["hangs"], PluginFailedError)
    assert isinstance(said["refuses"], NotNowError)


def test_a_function_that_hung_is_left_alone_and_the_others_are_run_again(never: threading.Event) -> None:
    ours = registry()
    calls = {"hangs": never.wait, "other": lambda: 2}
    ours.run_each("one", calls, school=SCHOOL)
    never.set()
    again = ours.run_each("one", calls, school=SCHOOL)
    assert again["other"] == 2
    assert isinstance(again["hangs"], PluginFailedError)


def test_of_a_plugin_that_hangs_time_and_again_no_more_is_run_in_the_same_turn(never: threading.Event) -> None:
    begun: list[int] = []

    def hanging(number: int) -> object:
        begun.append(number)
        return never.wait()

    calls = {f"task {number}": (lambda number=number: hanging(number)) for number in range(LEFT_BEHIND + 2)}
    said = registry().run_each("one", calls, school=SCHOOL)
    assert begun == list(range(LEFT_BEHIND))
    assert all(isinstance(each, PluginFailedError) for each in said.values())
