"""What asking plugins costs: 40 plugins, of which 5 are on, against calling the functions of these 5 directly.

Run: `uv run python -m bench.registry`
"""

from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from threading import Lock, Thread
from types import SimpleNamespace
from typing import Any

from bench.rounds import in_turns
from hub.contract import ChangeItem, Decision, Plugin, School, Verdict, hookimpl
from hub.records import Kind, SchoolCode, Text
from hub.registry import Registry
from hub.testing.manifests import EVERYTHING

PLUGINS, ON, ASKS, ROUNDS = 40, 5, 400, 15
BOUND = 25.0
"""So many microseconds of processor time an asked plugin may cost: the clock tells of the other programs too."""


VERDICT = Verdict(Decision.AUTOMATIC, Text("Mag.", "May."))
TITLE = Text("Rapport", "Report")
REPORT = SimpleNamespace(key="report", title=TITLE, about=TITLE, shows=frozenset(), place=1, report=lambda _: None)
ITEM = ChangeItem(
    kind=Kind.PUPILS, key="1", field="postcode", base="1", wanted="2", asked_by_self=True, asker_has_authority=True
)
SCHOOL = School(SchoolCode("99XX"), "De Proef")


@hookimpl
def approval_policy(item: ChangeItem, school: School, settings: Any) -> Verdict:  # noqa: ARG001 - what a plugin gets
    return VERDICT


@hookimpl
def report_providers(school: School, settings: Any) -> Any:  # noqa: ARG001 - what a plugin gets
    yield REPORT


def _door(number: int) -> Any:
    title = Text(f"Plug-in {number}", f"Plugin {number}")
    plugin = Plugin(key=f"plugin{number:02}", title=title, description=title, package=__name__, processes=EVERYTHING)
    return SimpleNamespace(plugin=plugin, approval_policy=approval_policy, report_providers=report_providers)


def _floor(function: Callable[..., Any], given: dict[str, Any]) -> None:
    for _ in range(ON):
        answer = function(school=SCHOOL, settings=None, **given)
        if function is report_providers:
            tuple(answer)


def _ask(registry: Registry, hook: str, on: dict[str, None], given: dict[str, Any]) -> None:
    answers = registry.ask(hook, on, school=SCHOOL, **given)
    assert len(answers.values) == ON, answers


class _Bare:
    """The least that a time limit costs: the same calls in a thread that waits for them, and back."""

    def __init__(self) -> None:
        self._inbox: SimpleQueue[tuple[Callable[[], None], Lock]] = SimpleQueue()
        Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while True:
            act, done = self._inbox.get()
            act()
            done.release()

    def hand(self, act: Callable[[], None]) -> None:
        done = Lock()
        done.acquire()
        self._inbox.put((act, done))
        done.acquire(timeout=5)


def _many(act: Callable[[], None]) -> Callable[[], None]:
    def acts() -> None:
        for _ in range(ASKS):
            act()

    return acts


def main() -> None:
    doors = [_door(number) for number in range(PLUGINS)]
    registry = Registry.of(*doors)
    on = {door.plugin.key: None for door in doors[:: PLUGINS // ON]}
    bare = _Bare()
    cases: tuple[tuple[Callable[..., Any], dict[str, Any]], ...] = (
        (approval_policy, {"item": ITEM}),
        (report_providers, {}),
    )
    for function, given in cases:
        direct = partial(_floor, function, given)
        ask = partial(_ask, registry, function.__name__, on, given)
        acts = {"asking": ask, "a bare thread": partial(bare.hand, direct), "direct": direct}
        taken = in_turns(ROUNDS, {name: _many(act) for name, act in acts.items()})
        cost = taken["asking"].processor_median / ASKS / ON * 1e6
        print(f"{function.__name__}: {PLUGINS} plugins, {ON} on; per asked plugin, medians of {ROUNDS} rounds")
        print(f"  processor time {cost:.1f} µs ({'within' if cost <= BOUND else 'OVER'} the bound of {BOUND:g})")
        for name, each in taken.items():
            median, best = (seconds / ASKS / ON * 1e6 for seconds in (each.median, each.best))
            print(f"  {name:<14} {median:6.2f} µs by the clock, best round {best:.2f}")
    print(
        "What bounds it: handing the questions to a worker thread and back, once per ask, for the sake of the limit. "
        "By the clock that takes as long as the system takes to wake a thread, which a bare thread shows; the work is "
        "the processor time."
    )


if __name__ == "__main__":
    main()
