"""The conformance kit of reports: every promise of a report provider, as tests.

A vendor's whole test is

    class TestMyReports(ReportKit):
        providers = staticmethod(lambda: [MyReport()])
        plugin = my_package.plugin

Each report is tried on the histories of `hub.testing.report_histories`: none, one result of each kind, eight years,
and what real systems deliver. A class may name more in `histories`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any, ClassVar

import pytest

from hub.contract import Plugin, PupilHistory, ReportProvider
from hub.testing.report_histories import HISTORIES
from hub.testing.report_promises import as_declared, broken_providers, broken_report, impure_calls, only_of


class ReportKit:
    """The tests. `providers` makes the reports; `plugin` is theirs, whose manifest is held against what they use."""

    providers: Callable[[], Iterable[Any]]
    plugin: Plugin | None = None
    histories: ClassVar[Mapping[str, PupilHistory]] = {}

    def test_each_report_says_what_it_is(self) -> None:
        problems = broken_providers(self.providers())
        assert not problems, "\n".join(problems)

    def test_a_report_is_made_of_what_the_hub_can_draw(self) -> None:
        for name, provider, history in self._tried():
            problems = broken_report(provider.report(history), history)
            assert not problems, f"{provider.key}, {name}: " + "\n".join(problems)

    def test_the_same_history_gives_the_same_report(self) -> None:
        again = {each.key: each for each in self.providers()}
        for name, provider, history in self._tried():
            said = provider.report(history)
            assert provider.report(history) == said, f"{provider.key}, {name}: the second answer is another one"
            assert again[provider.key].report(_copy(history)) == said, f"{provider.key}, {name}: made anew it differs"

    def test_a_report_looks_at_the_history_and_at_nothing_else(self) -> None:
        for name, provider, history in self._tried():
            provider.report(history)
            looked_at = impure_calls(lambda: provider.report(history))  # noqa: B023 - called at once
            assert not looked_at, f"{provider.key}, {name}: it looks at {', '.join(looked_at)}; use `history.today`"

    def test_a_report_leaves_the_history_as_it_was(self) -> None:
        for name, provider, history in self._tried():
            given = _copy(history)
            provider.report(given)
            assert given == _copy(history), f"{provider.key}, {name}: it changed the history"

    def test_a_report_speaks_only_of_the_kinds_that_it_shows(self) -> None:
        for name, provider, history in self._tried():
            narrow = provider.report(only_of(provider.shows, history))
            assert provider.report(history) == narrow, f"{provider.key}, {name}: it uses a kind that `shows` lacks"

    def test_a_report_uses_only_what_its_plugin_declares(self) -> None:
        if self.plugin is None:
            pytest.skip("name the plugin, so that its manifest is checked")
        for name, provider, history in self._tried():
            told = provider.report(as_declared(self.plugin, history))
            assert provider.report(history) == told, f"{provider.key}, {name}: it uses a field that `processes` lacks"

    def _tried(self) -> Iterator[tuple[str, ReportProvider, PupilHistory]]:
        for name, history in {**HISTORIES, **self.histories}.items():
            for provider in self.providers():
                yield name, provider, history


def _copy(history: PupilHistory) -> PupilHistory:
    """Return an equal history that shares nothing with it and can be changed."""
    return deepcopy(
        PupilHistory(
            first_name=history.first_name,
            grade_now=history.grade_now,
            today=history.today,
            results=history.results,
            assessments=dict(history.assessments),
            report_cards=history.report_cards,
        )
    )
