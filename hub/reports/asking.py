"""Asking the providers of a school for what they say of one history."""

from collections.abc import Iterator
from dataclasses import dataclass

from hub.contract import PupilHistory, Report, ReportKind, ReportProvider
from hub.registry import PluginFailedError, Registry
from hub.registry.boundary import narrowed_history
from hub.reports.publication import narrowed
from hub.store import Books, Published
from hub.store.asking import settings_of_those_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A report that a provider of a plugin made."""

    plugin: str
    provider: ReportProvider
    report: Report


def providers(registry: Registry, books: Books) -> list[tuple[str, ReportProvider]]:
    """Return every report that the plugins that are on can make, with the plugin's key, in reading order."""
    on = dict(settings_of_those_on(registry, books))
    answers = registry.ask("report_providers", on, school=books.school)
    for fault in answers.faults:
        books.plugins.note_fault(fault.plugin, fault.hook, fault.error, fault.text)
    found = [(plugin, each) for plugin, several in answers.values for each in several]
    return sorted(found, key=lambda each: (each[1].place, each[1].title.nl, each[1].key))


def reports_on(registry: Registry, books: Books, history: PupilHistory, school: Published) -> Iterator[Made]:
    """Yield what the school shows of a history. A provider that fails is named to the school, and silences no other."""
    seen = narrowed(history, school)
    kinds = _kinds_in(seen)
    for plugin, provider in providers(registry, books):
        if provider.key not in school.reports or kinds.isdisjoint(provider.shows):
            continue
        told = narrowed_history(registry.plugins[plugin], seen)
        try:
            said = registry.run(plugin, f"report {provider.key}", lambda: provider.report(told), school=books.school)  # noqa: B023 - called at once
        except PluginFailedError as error:
            books.plugins.note_fault(plugin, f"report {provider.key}", error.fault.error, error.fault.text)
            continue
        if said is not None and said.blocks:
            yield Made(plugin=plugin, provider=provider, report=said)


def _kinds_in(history: PupilHistory) -> frozenset[ReportKind]:
    of_results = {ReportKind.of(each) for each in history.assessments.values()}
    return frozenset(of_results | ({ReportKind.REPORT_CARDS} if history.report_cards else set()))
