"""Every report of every installed plugin keeps every promise, and no two reports have one key."""

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from hub.contract import PupilHistory, ReportProvider, School, read_settings
from hub.records import SchoolCode
from hub.registry import Registry
from hub.registry.boundary import narrowed_history
from hub.testing.manifests import EVERYTHING
from hub.testing.report_histories import HISTORIES
from hub.testing.report_kit import ReportKit
from hub.testing.report_promises import as_declared

REGISTRY = Registry.load()
SCHOOL = School(SchoolCode("99XX"), "De Proef")
REPORTING = [key for key, each in REGISTRY.plugins.items() if hasattr(sys.modules[each.package], "report_providers")]


def providers_of(key: str) -> Iterable[ReportProvider]:
    settings = REGISTRY.plugins[key].settings
    answers = REGISTRY.ask(
        "report_providers", {key: None if settings is None else read_settings(settings, {})}, school=SCHOOL
    )
    assert not answers.faults
    return [each for _, several in answers.values for each in several]


@pytest.mark.parametrize("key", REPORTING, scope="class")
class TestEveryReportProvider(ReportKit):
    @pytest.fixture(autouse=True)
    def _its_providers(self, key: str) -> None:
        self.providers = lambda: providers_of(key)
        self.plugin = REGISTRY.plugins[key]


def test_no_two_reports_have_one_key() -> None:
    keys = Counter(each.key for key in REPORTING for each in providers_of(key))
    assert [key for key, count in keys.items() if count > 1] == []


def test_the_reports_of_the_hub_are_among_them() -> None:
    assert "reports" in REPORTING
    assert {each.key for each in providers_of("reports")} == {
        "whole_child",
        "growth",
        "newest",
        "method_tests",
        "final",
        "report_cards",
    }


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
@pytest.mark.parametrize("processes", ["its own", "everything", "nothing"])
def test_the_kit_holds_a_plugin_to_its_manifest_as_the_hub_does(history: PupilHistory, processes: str) -> None:
    declared: dict[str, Any] = {"everything": EVERYTHING, "nothing": ()}
    own = REGISTRY.plugins["reports"]
    plugin = replace(own, processes=declared.get(processes, own.processes))
    assert as_declared(plugin, history) == narrowed_history(plugin, history)
