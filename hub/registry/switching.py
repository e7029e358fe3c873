"""What turning a plugin on or off takes along, shown before it happens. Pure."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from hub.contract import Plugin
from hub.records import Text


@dataclass(frozen=True, slots=True)
class SwitchPlan:
    """Which plugins go on and off, in this order, and why the others go along with the one that was asked."""

    turn_on: tuple[str, ...] = ()
    turn_off: tuple[str, ...] = ()
    because: tuple[Text, ...] = ()


def plan_on(key: str, plugins: Mapping[str, Plugin], on_now: AbstractSet[str]) -> SwitchPlan:
    """Return what goes on with `key`: first what it requires."""
    order, because = _along(key, lambda at: plugins[at].requires - on_now)
    wanted = tuple(each for each in order if each not in on_now)
    return SwitchPlan(
        turn_on=wanted,
        because=tuple(_goes_on(plugins[each], plugins[because[each]]) for each in wanted if each in because),
    )


def plan_off(key: str, plugins: Mapping[str, Plugin], on_now: AbstractSet[str]) -> SwitchPlan:
    """Return what goes off with `key`: first what requires it."""
    if key not in on_now:
        return SwitchPlan()
    order, because = _along(key, lambda at: {each for each in on_now & plugins.keys() if at in plugins[each].requires})
    return SwitchPlan(
        turn_off=tuple(order),
        because=tuple(_goes_off(plugins[each], plugins[because[each]]) for each in order if each in because),
    )


def _along(key: str, next_to: Callable[[str], AbstractSet[str]]) -> tuple[list[str], dict[str, str]]:
    """Return all that goes along and `key` after it, each before what took it along, and what that was."""
    because: dict[str, str] = {}
    done: list[str] = []

    def visit(at: str) -> None:
        for each in sorted(next_to(at)):
            if each != key and each not in because:
                because[each] = at
                visit(each)
        done.append(at)

    visit(key)
    return done, because


def _goes_on(plugin: Plugin, wanting: Plugin) -> Text:
    return Text(
        f"{plugin.title.nl} gaat ook aan, want {wanting.title.nl} werkt niet zonder.",
        f"{plugin.title.en} is turned on too, because {wanting.title.en} does not work without it.",
    )


def _goes_off(plugin: Plugin, lacking: Plugin) -> Text:
    return Text(
        f"{plugin.title.nl} gaat ook uit, want het werkt niet zonder {lacking.title.nl}.",
        f"{plugin.title.en} is turned off too, because it does not work without {lacking.title.en}.",
    )
