"""The plugin as the hub meets it: switches, settings, manifest, and the kit of reports."""

from dataclasses import replace

import pytest
from hub_reports import plugin, report_providers
from hub_reports.settings import ReportSettings

from hub.contract import Direction, Processing, SettingsRefusedError, declared, read_settings
from hub.contract.manifest import always
from hub.contract.reports import Cards
from hub.records import HistoryKind
from hub.testing.report_histories import HISTORIES, years
from hub.testing.report_kit import ReportKit
from hub.testing.report_promises import as_declared

REPORTS = tuple(report_providers(None))


class TestReports(ReportKit):
    providers = staticmethod(lambda: report_providers(None))
    plugin = plugin


def test_no_school_gets_it_by_itself() -> None:
    assert not plugin.starts_on


def test_it_declares_what_it_receives_and_brings_and_writes_nothing() -> None:
    receives = declared(plugin.processes, Direction.RECEIVES)
    assert set(receives) == {HistoryKind.RESULTS, HistoryKind.ASSESSMENTS, HistoryKind.REPORT_CARDS}
    assert "pupil_eck_id" not in receives[HistoryKind.RESULTS]
    assert "changed_at" not in receives[HistoryKind.RESULTS]
    assert not declared(plugin.processes, Direction.BRINGS)
    assert not declared(plugin.processes, Direction.WRITES)


DECLARED = [(each, field) for each in plugin.processes for field in sorted(each.fields - always(each.of))]


@pytest.mark.parametrize(("processing", "field"), DECLARED, ids=lambda each: str(getattr(each, "of", each)))
def test_every_field_that_it_declares_is_used(processing: Processing, field: str) -> None:
    narrower = replace(processing, fields=processing.fields - {field})
    less = replace(plugin, processes=tuple(narrower if each is processing else each for each in plugin.processes))
    told = [
        (each.report(all_), each.report(as_declared(less, all_))) for each in REPORTS for all_ in HISTORIES.values()
    ]
    assert any(whole != narrowed for whole, narrowed in told)


def test_the_reports_stand_in_reading_order() -> None:
    assert [each.key for each in sorted(report_providers(None), key=lambda each: each.place)] == [
        "whole_child",
        "growth",
        "newest",
        "method_tests",
        "final",
        "report_cards",
    ]


@pytest.mark.parametrize("number", [1, 3, 20])
def test_a_school_chooses_how_many_newest_tests_there_are(number: int) -> None:
    (newest,) = [each for each in report_providers(ReportSettings(newest=number)) if each.key == "newest"]
    said = newest.report(years())
    assert said is not None
    cards = said.blocks[1]
    assert isinstance(cards, Cards)
    assert len(cards.cards) == number


@pytest.mark.parametrize("number", ["0", "21", "-1", "zes"])
def test_a_number_of_tests_that_makes_no_sense_is_refused(number: str) -> None:
    with pytest.raises(SettingsRefusedError):
        read_settings(ReportSettings, {"newest": number})


def test_every_setting_has_a_label_and_help() -> None:
    assert read_settings(ReportSettings, {}) == ReportSettings(newest=6)
