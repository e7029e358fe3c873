"""What asking plugins costs: 40 plugins, of which 5 are on, against calling the functions of these 5 directly.

Run: `uv run python -m bench.registry`
"""

from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter
from types import SimpleNamespace
from typing import Any

from hub.contract import ChangeItem, Decision, Plugin, School, Verdict, hookimpl
from hub.records import Kind, SchoolCode, Text
from hub.registry import Registry

PLUGINS, ON, ASKS, ROUNDS = 40, 5, 400, 15
BOUND = 25.0
"""So many microseconds an asked plugin may cost."""


VERDICT = Verdict(Decision.AUTOMATIC, Text("Mag.", "May."))
REPORT = SimpleNamespace(key="report", title=Text("Rapport", "Report"))
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
    plugin = Plugin(key=f"plugin{number:02}", title=title, description=title, package=__name__)
    return SimpleNamespace(plugin=plugin, approval_policy=approval_policy, report_providers=report_providers)


def _floor(function: Callable[..., Any], given: dict[str, Any]) -> None:
    for _ in range(ON):
        answer = function(school=SCHOOL, settings=None, **given)
        if function is report_providers:
            tuple(answer)


def _ask(registry: Registry, hook: str, on: dict[str, None], given: dict[str, Any]) -> None:
    answers = registry.ask(hook, on, school=SCHOOL, **given)
    assert len(answers.values) == ON, answers


def _microseconds(call: Callable[[], None]) -> tuple[float, float]:
    """Return what one call takes per plugin: the median and the best of the rounds."""
    rounds = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        for _ in range(ASKS):
            call()
        rounds.append((perf_counter() - begun) / ASKS / ON * 1e6)
    return median(rounds), min(rounds)


def main() -> None:
    doors = [_door(number) for number in range(PLUGINS)]
    registry = Registry.of(*doors)
    on = {door.plugin.key: None for door in doors[:: PLUGINS // ON]}
    cases: tuple[tuple[Callable[..., Any], dict[str, Any]], ...] = (
        (approval_policy, {"item": ITEM}),
        (report_providers, {}),
    )
    for function, given in cases:
        ours, best = _microseconds(partial(_ask, registry, function.__name__, on, given))
        floor, _ = _microseconds(partial(_floor, function, given))
        print(
            f"{function.__name__}: {PLUGINS} plugins, {ON} on: {ours:.1f} µs per asked plugin (best round {best:.1f}, "
            f"bound {BOUND:g}); floor {floor:.2f} µs (calling the {ON} functions); ratio {ours / floor:.0f}"
        )
    print("What bounds it: handing the questions to a worker thread and back, once per ask, for the sake of the limit.")


if __name__ == "__main__":
    main()
