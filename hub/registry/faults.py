"""The faults of plugins, in the words of the school's page."""

import traceback

from hub.contract import HubError, Plugin
from hub.records import Text
from hub.registry.answers import Fault
from hub.registry.breakers import PAUSE

HUNG = "TimeLimit"
"""Stands as the class of the error where a plugin gave no answer in time."""


def failed(plugin: Plugin, hook: str, error: BaseException) -> Fault:
    """An error that a plugin raised. Its own sentence counts only where the contract made it one for people."""
    text = error.text if isinstance(error, HubError) and isinstance(getattr(error, "text", None), Text) else None
    return Fault(
        plugin=plugin.key,
        hook=hook,
        text=text
        or Text(
            f"{plugin.title.nl} maakte een fout en gaf geen antwoord. De rest werkt door. "
            "Meld het bij de maker van de plug-in.",
            f"{plugin.title.en} made an error and gave no answer. The rest goes on. Tell the maker of the plugin.",
        ),
        error=type(error).__name__,
        where=_where(error),
    )


def hung(plugin: Plugin, hook: str, seconds: float) -> Fault:
    """A plugin that gave no answer in time."""
    return Fault(
        plugin=plugin.key,
        hook=hook,
        text=Text(
            f"{plugin.title.nl} gaf binnen {seconds:g} seconden geen antwoord. De hub wacht er niet langer op en "
            f"vraagt het over {PAUSE:g} seconden opnieuw. Gebeurt het vaker, meld het dan bij de maker.",
            f"{plugin.title.en} gave no answer within {seconds:g} seconds. The hub no longer waits for it and asks "
            f"again after {PAUSE:g} seconds. Where it happens more often, tell its maker.",
        ),
        error=HUNG,
    )


def paused(plugin: Plugin, hook: str, last: Fault) -> Fault:
    """A plugin that was not asked, because it failed time and again; `last` is what it did."""
    return Fault(
        plugin=plugin.key,
        hook=hook,
        text=Text(
            f"{plugin.title.nl} is op pauze, omdat het misging. De hub probeert het binnen {PAUSE:g} seconden weer. "
            f"De laatste keer: {last.text.nl}",
            f"{plugin.title.en} is paused, because it went wrong. The hub tries again within {PAUSE:g} seconds. "
            f"The last time: {last.text.en}",
        ),
        error=last.error,
        paused=True,
    )


def unusable(key: str, hook: str, why: Text | None) -> Fault:
    """A plugin that is on at the school but cannot be used on this host."""
    return Fault(
        plugin=key,
        hook=hook,
        text=why
        or Text(
            f"De plug-in {key} staat aan, maar is hier niet geïnstalleerd. Installeer hem, of zet hem uit.",
            f"The plugin {key} is on, but is not installed here. Install it, or turn it off.",
        ),
        error="PluginMissing",
    )


def undeclared(plugin: Plugin, hook: str, why: Text) -> Fault:
    """A plugin that was not asked, because it declares no personal data and this question is about persons."""
    return Fault(plugin=plugin.key, hook=hook, text=why, error="NothingDeclared")


def unknown(key: str, why: Text | None) -> Text:
    """Why a plugin cannot be turned on."""
    return why or Text(
        f"Er is geen plug-in {key}. Kijk met `hub plugin list` welke er zijn.",
        f"There is no plugin {key}. See with `hub plugin list` which there are.",
    )


def _where(error: BaseException) -> str:
    """Return file and line of the code that raised it, never a value."""
    frames = traceback.extract_tb(error.__traceback__, limit=-1)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
