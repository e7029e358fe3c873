"""What asking plugins costs: 40 plugins, of which 5 are on, against calling the functions of these 5 directly.

Run: `uv run python -m bench.registry`
"""

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


def _door(number: int) -> Any:
    verdict = Verdict(Decision.AUTOMATIC, Text("Mag.", "May."))
    report = SimpleNamespace(key=f"report{number}", title=Text("Rapport", "Report"))

    @hookimpl
    def approval_policy(item: ChangeItem, school: School, settings: Any) -> Verdict:
        return verdict

    @hookimpl
    def report_providers(school: School, settings: Any) -> Any:
        yield report

    title = Text(f"Plug-in {number}", f"Plugin {number}")
    plugin = Plugin(key=f"plugin{number:02}", title=title, description=title, package=__name__)
    return SimpleNamespace(plugin=plugin, approval_policy=approval_policy, report_providers=report_providers)


def _microseconds(ask: Any) -> float:
    """Return what one call of `ask` takes per plugin, as the median of the rounds."""
    rounds = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        for _ in range(ASKS):
            ask()
        rounds.append((perf_counter() - begun) / ASKS / ON * 1e6)
    return median(rounds)


def main() -> None:
    doors = [_door(number) for number in range(PLUGINS)]
    registry = Registry.of(*doors)
    on = {door.plugin.key: None for door in doors[:: PLUGINS // ON]}
    school = School(SchoolCode("99XX"), "De Proef")
    item = ChangeItem(
        kind=Kind.PUPILS, key="1", field="postcode", base="1", wanted="2", asked_by_self=True, asker_has_authority=True
    )
    asked = [door for door in doors if door.plugin.key in on]
    for hook, arguments in (("approval_policy", {"item": item}), ("report_providers", {})):
        functions = [getattr(door, hook) for door in asked]

        def floor(functions: Any = functions, given: Any = arguments) -> None:
            for function in functions:
                answer = function(school=school, settings=None, **given)
                if hook == "report_providers":
                    tuple(answer)

        def ask(given: Any = arguments, hook: str = hook) -> None:
            answers = registry.ask(hook, on, school=school, **given)
            assert len(answers.values) == ON, answers
            assert not answers.faults

        ours, bare = _microseconds(ask), _microseconds(floor)
        print(
            f"{hook}: {PLUGINS} plugins, {ON} on: {ours:.1f} µs per asked plugin (bound {BOUND:g}); "
            f"floor {bare:.2f} µs (calling the {ON} functions); ratio {ours / bare:.0f}"
        )
    print("What bounds it: handing the row of questions to a worker thread and back, once per ask, for the time limit.")


if __name__ == "__main__":
    main()
