"""Asking the providers of a school for what they say of one history."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from hub.contract import (
    ContractBrokenError,
    HubError,
    Plugin,
    PupilHistory,
    Report,
    ReportKind,
    ReportProvider,
)
from hub.contract.report_rules import provider_faults, report_faults
from hub.records import Text
from hub.registry import PluginFailedError, Registry
from hub.registry.boundary import narrowed_history
from hub.reports.publication import narrowed
from hub.store import Books, Published
from hub.store.asking import settings_of_those_on

HOOK, BROKEN = "report_providers", ContractBrokenError.__name__


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A report that a provider of a plugin made."""

    plugin: str
    provider: ReportProvider
    report: Report


def _goes_on() -> None:
    """Do nothing: the fault was noted, and what else there is goes on."""


def providers(
    registry: Registry, books: Books, on_fault: Callable[[], None] = _goes_on
) -> list[tuple[str, ReportProvider]]:
    """Return every report that the plugins that are on can make, with the plugin's key, in reading order.

    A provider that breaks the contract is named to the school and left out, and so are several with one key: the school
    turned one of them on, and nobody can tell which. `on_fault` is called for a plugin that fails to say anything.
    """
    on = dict(settings_of_those_on(registry, books, HOOK))
    answers = registry.ask(HOOK, on, school=books.school)
    for fault in answers.faults:
        books.plugins.note_fault(fault.plugin, fault.hook, fault.error, fault.text)
        on_fault()
    offered = [(plugin, each) for plugin, several in answers.values for each in several]
    found = []
    keys = Counter(str(each.key) for _, each in offered)
    for plugin, each in offered:
        if keys[str(each.key)] > 1 or not _is_usable(each):
            books.plugins.note_fault(plugin, HOOK, BROKEN, _unusable(registry.plugins[plugin]))
        else:
            found.append((plugin, each))
    return sorted(found, key=lambda each: (each[1].place, each[1].title.nl, each[1].key))


def reports_on(
    registry: Registry,
    books: Books,
    history: PupilHistory,
    school: Published,
    on_fault: Callable[[], None] = _goes_on,
) -> Iterator[Made]:
    """Yield what the school shows of a history. A provider that fails is named to the school, and silences no other.

    `on_fault` is called where something that the school shows is missing for that reason, for whoever needs all of it.
    """
    seen = narrowed(history, school)
    kinds = _kinds_in(seen)
    unsaid = list[None]()
    offered = providers(registry, books, partial(unsaid.append, None))
    if unsaid and not school.reports <= {each.key for _, each in offered}:
        on_fault()
    shown = [each for each in offered if each[1].key in school.reports and not kinds.isdisjoint(each[1].shows)]
    by_plugin: dict[str, dict[str, Callable[[], Report | None]]] = {}
    for plugin, several in groupby(sorted(shown, key=_plugin), key=_plugin):
        of = registry.plugins[plugin]
        told = narrowed_history(of, seen)
        by_plugin[plugin] = {_task(provider): partial(_asked, of, provider, told) for _, provider in several}
    said = {plugin: registry.run_each(plugin, calls, school=books.school) for plugin, calls in by_plugin.items()}
    for plugin, provider in shown:
        outcome = said[plugin][_task(provider)]
        if isinstance(outcome, Report):
            yield Made(plugin=plugin, provider=provider, report=outcome)
        elif outcome is not None:
            error, text = _named(outcome)
            books.plugins.note_fault(plugin, _task(provider), error, text)
            on_fault()


def _plugin(offered: tuple[str, ReportProvider]) -> str:
    return offered[0]


def _task(provider: ReportProvider) -> str:
    return f"report {provider.key}"


def _named(error: HubError | PluginFailedError) -> tuple[str, Text]:
    if isinstance(error, PluginFailedError):
        return error.fault.error, error.fault.text
    return type(error).__name__, error.text


def _is_usable(provider: ReportProvider) -> bool:
    try:
        return not any(provider_faults(provider))
    except Exception:  # noqa: BLE001 - what a provider says of itself is its own code; whatever it raises, it is unusable
        return False


def _asked(plugin: Plugin, provider: ReportProvider, told: PupilHistory) -> Report | None:
    """Return what a provider says, looked at as far as drawing it needs. Empty is silence."""
    said = provider.report(told)
    if isinstance(said, Report) and said.blocks == ():
        return None
    if any(report_faults(said, told)):
        raise ContractBrokenError(_not_to_draw(plugin, provider))
    return said


def _unusable(plugin: Plugin) -> Text:
    return Text(
        f"{plugin.title.nl} biedt een rapport aan dat de hub niet kan gebruiken: het zegt niet goed wat het is, of "
        "een ander rapport heeft dezelfde sleutel. Ouders zien het niet. Meld het bij de maker van de plug-in.",
        f"{plugin.title.en} offers a report that the hub cannot use: it does not say well what it is, or another "
        "report has the same key. Parents do not see it. Tell the maker of the plugin.",
    )


def _not_to_draw(plugin: Plugin, provider: ReportProvider) -> Text:
    return Text(
        f"{plugin.title.nl} maakte een rapport dat de hub niet kan tekenen: {provider.title.nl}. Ouders zien de "
        "andere rapporten wel. Meld het bij de maker van de plug-in.",
        f"{plugin.title.en} made a report that the hub cannot draw: {provider.title.en}. Parents see the other "
        "reports. Tell the maker of the plugin.",
    )


def _kinds_in(history: PupilHistory) -> frozenset[ReportKind]:
    of_results = {ReportKind.of(each) for each in history.assessments.values()}
    return frozenset(of_results | ({ReportKind.REPORT_CARDS} if history.report_cards else set()))
