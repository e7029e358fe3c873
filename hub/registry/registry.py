"""The registry: which plugins there are, what turning one on takes along, and what those that are on answer."""

import logging
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from time import monotonic
from typing import Any

from hub.contract import ConfigurationError, HubError, Plugin, School
from hub.records import Text
from hub.registry import faults
from hub.registry.answers import Answers, BrokenPlugin, Fault, PluginFailedError
from hub.registry.boundary import bounded, may_judge, narrowed_colleagues, nothing_declared
from hub.registry.breakers import Breakers
from hub.registry.expected import Reader, arguments_of, reader_of
from hub.registry.loading import SPECS, Loaded, installed, load_all
from hub.registry.readable import cleaned
from hub.registry.switching import SwitchPlan, plan_off, plan_on
from hub.registry.turns import Turn, Worker, Workers

LEFT_BEHIND = 3
"""A plugin with so many calls that still hang is asked nothing more, at any school, until one of them ends."""

_log = logging.getLogger(__name__)
_ARGUMENTS = {hook: arguments_of(spec) - {"school", "settings"} for hook, spec in SPECS.items()}
_READERS: Mapping[str, Reader] = {hook: reader_of(spec) for hook, spec in SPECS.items()}

_Found = tuple[str, Callable[[], Any]]
_Call = Callable[[], Any]
_Asked = tuple[Loaded, str, _Call]


class Registry:
    """The plugins of this host. It is made once and serves all schools, from any number of threads.

    `limit` is how many seconds a plugin may take for one answer; `clock` gives the seconds by which pauses are kept.
    """

    def __init__(self, found: Iterable[_Found], *, limit: float = 5.0, clock: Callable[[], float] = monotonic) -> None:
        self._loaded, self.broken = load_all(found)
        self.plugins: Mapping[str, Plugin] = {key: self._loaded[key].plugin for key in sorted(self._loaded)}
        self._limit = limit
        self._breakers = Breakers(clock)
        self._workers = Workers()
        self._left: dict[str, list[Worker]] = {}

    @classmethod
    def load(cls, *, limit: float = 5.0) -> "Registry":
        """Return the registry of every plugin that is installed. Broken ones are in `broken`, and stop nothing."""
        return cls(installed(), limit=limit)

    @classmethod
    def of(cls, *doors: Any, limit: float = 5.0, clock: Callable[[], float] = monotonic) -> "Registry":
        """Return a registry of these plugins: packages that hold a `plugin`, or the plugins themselves."""
        found = [(getattr(getattr(door, "plugin", door), "key", repr(door)), partial(_itself, door)) for door in doors]
        return cls(found, limit=limit, clock=clock)

    def answering(self, hook: str) -> frozenset[str]:
        """Return the plugins that answer a hook, whether on or off."""
        return frozenset(key for key, one in self._loaded.items() if hook in one.answers)

    def set_aside(self, key: str, text: Text) -> None:
        """Use a plugin no more, such as one whose tables cannot be made; `text` says why. It silences no other."""
        self.plugins = {each: plugin for each, plugin in self.plugins.items() if each != key}
        self._loaded = {each: loaded for each, loaded in self._loaded.items() if each != key}
        self.broken.append(BrokenPlugin(key, text))

    def check(self) -> list[Text]:
        """Return what is wrong with the plugins of this host, a sentence for each."""
        return [each.text for each in self.broken]

    def plan_switch(self, key: str, on: bool, on_now: AbstractSet[str]) -> SwitchPlan:
        """Return what turning `key` on or off takes along. Raises `ConfigurationError` for what cannot be used."""
        if key not in self.plugins and (on or key not in on_now):
            raise ConfigurationError(faults.unknown(key, self._why_broken(key)))
        if key not in self.plugins:
            return SwitchPlan(turn_off=(key,))
        return (plan_on if on else plan_off)(key, self.plugins, on_now)

    def ask(self, hook: str, on: Mapping[str, Any], /, *, school: School, **arguments: Any) -> Answers:
        """Ask the plugins that are `on`, with their settings, one at a time in the order of their keys.

        A plugin that fails, hangs or answers wrongly is named in the answer's faults and silences no other. Raises
        `TypeError` for a hook or an argument that does not exist.
        """
        if hook not in SPECS or arguments.keys() != _ARGUMENTS[hook]:
            raise TypeError(f"no hook {hook} with arguments {sorted(arguments)}")
        arguments["school"] = school
        told: list[Fault] = []
        asked: list[tuple[Loaded, _Call]] = []
        for key in sorted(on):
            one = self._loaded.get(key)
            if one is None:
                told.append(faults.unusable(key, hook, self._why_broken(key)))
            elif hook in one.answers:
                if (last := self._paused(one.plugin, hook, school)) is not None:
                    told.append(faults.paused(one.plugin, hook, last))
                elif hook in _OF_PERSONS and not one.plugin.processes:
                    told.append(faults.undeclared(one.plugin, hook, nothing_declared(one.plugin)))
                elif (narrowed := _narrowed(one.plugin, hook, arguments)) is not None:
                    asked.append((one, partial(_answer, one, hook, {**narrowed, "settings": on[key]})))
        return self._sorted_out(hook, school, asked, told) if asked else Answers((), tuple(told))

    def run(self, key: str, task: str, call: Callable[[], Any], /, *, school: School) -> Any:
        """Run a function of one plugin, such as a page, and return what it returns; `task` names it in the fault.

        Raises `PluginFailedError` where it fails or hangs, and whatever `HubError` it raises itself: that is for the
        person who asked. After a function that hung, the same one is not tried again for a while.
        """
        outcome = self.run_each(key, {task: call}, school=school)[task]
        if isinstance(outcome, HubError | PluginFailedError):
            raise outcome
        return outcome

    def run_each(self, key: str, calls: Mapping[str, Callable[[], Any]], /, *, school: School) -> dict[str, Any]:
        """Run functions of one plugin, by task, in one turn. Each has its own time limit, and silences no other.

        Returns by task what it returned, or the error that `run` raises for it.
        """
        one = self._loaded[key]
        paused = {task: last for task in calls if (last := self._paused(one.plugin, task, school, task)) is not None}
        asked: list[_Asked] = [
            (one, task, partial(_done, one, task, call)) for task, call in calls.items() if task not in paused
        ]
        outcomes = {task: outcome for (_, task, _), outcome in zip(asked, self._outcomes(asked), strict=True)}
        for task, outcome in outcomes.items():
            if isinstance(outcome, Fault):
                if outcome.error == faults.HUNG:
                    self._breakers.failed((key, school.code, task), outcome, at_once=True)
                _log.warning("plugin %s failed in %s: %s %s", key, task, outcome.error, outcome.where)
                outcomes[task] = PluginFailedError(outcome)
            else:
                self._breakers.worked((key, school.code, task))
        return outcomes | {
            task: PluginFailedError(faults.paused(one.plugin, task, last)) for task, last in paused.items()
        }

    def _sorted_out(self, hook: str, school: School, asked: list[tuple[Loaded, _Call]], told: list[Fault]) -> Answers:
        values = []
        outcomes = self._outcomes([(one, hook, call) for one, call in asked])
        for (one, _), outcome in zip(asked, outcomes, strict=True):
            key = one.plugin.key
            if isinstance(outcome, Fault):
                self._breakers.failed((key, school.code), outcome, at_once=outcome.error == faults.HUNG)
                _log.warning("plugin %s failed in %s: %s %s", key, hook, outcome.error, outcome.where)
                told.append(outcome)
                continue
            self._breakers.worked((key, school.code))
            if outcome is not None:
                values.append((key, outcome))
        return Answers(tuple(values), tuple(sorted(told, key=_by_plugin)))

    def _outcomes(self, asked: list[_Asked]) -> list[Any]:
        """Return the outcome of every call, for a hook or a task.

        A worker that hangs is left behind, and another makes the rest. A plugin with too many of them is asked nothing
        more.
        """
        outcomes: list[Any] = []
        while len(outcomes) < len(asked):
            one, named, _ = asked[len(outcomes)]
            if outcomes and len(self._still_hanging(one.plugin.key)) >= LEFT_BEHIND:
                outcomes.append(faults.hung(one.plugin, named, self._limit))
                continue
            turn = Turn([call for _, _, call in asked[len(outcomes) :]])
            worker, ended = self._workers.start(turn), False
            try:
                ended = turn.wait(self._limit)
            finally:
                self._workers.stop(worker, free=ended)
            outcomes += turn.outcomes
            if not ended:
                one, named, _ = asked[len(outcomes)]
                self._left[one.plugin.key] = [*self._still_hanging(one.plugin.key), worker]
                outcomes.append(faults.hung(one.plugin, named, self._limit))
        for outcome in outcomes:
            if isinstance(outcome, KeyboardInterrupt):
                raise outcome
        return outcomes

    def _still_hanging(self, key: str) -> list[Worker]:
        return [each for each in self._left.get(key, ()) if each.alive]

    def _paused(self, plugin: Plugin, hook: str, school: School, *task: str) -> Fault | None:
        if plugin.key in self._left and len(self._still_hanging(plugin.key)) >= LEFT_BEHIND:
            return faults.hung(plugin, hook, self._limit)
        return self._breakers.paused((plugin.key, school.code, *task))

    def _why_broken(self, key: str) -> Text | None:
        return next((each.text for each in self.broken if each.name == key), None)


_OF_PERSONS = frozenset({"las_connector", "report_providers", "approval_policy", "approvers"})
"""Hooks by which persons' data goes to a plugin or comes from it. The others speak of numbers and days."""


def _narrowed(plugin: Plugin, hook: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
    """Return the arguments with only what the plugin declared. `None`: this question is not for this plugin."""
    if hook == "approval_policy":
        item = arguments["item"]
        return arguments if may_judge(plugin, item.kind, item.field) else None
    if hook == "approvers":
        return {**arguments, "colleagues": narrowed_colleagues(plugin, arguments["colleagues"])}
    return arguments


def _answer(one: Loaded, hook: str, arguments: dict[str, Any]) -> Any:
    """Ask one plugin. Returns the answer, `None` for silence, or what went wrong."""
    try:
        answer = cleaned(_READERS[hook](one.answers[hook].to(arguments)))
        return bounded(one.plugin, answer) if hook == "las_connector" and answer is not None else answer
    except KeyboardInterrupt as interrupt:
        return interrupt
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything, such as SystemExit; no other pays for it
        return faults.failed(one.plugin, hook, error)


def _done(one: Loaded, task: str, call: _Call) -> Any:
    """Run a plugin's function. Returns what it returns, the `HubError` that it raised, or its fault."""
    try:
        return call()
    except (KeyboardInterrupt, HubError) as raised:
        return raised
    except BaseException as error:  # noqa: BLE001 - as above
        return faults.failed(one.plugin, task, error)


def _itself(door: Any) -> Any:
    return door


def _by_plugin(fault: Fault) -> str:
    return fault.plugin
