"""The reports of a school's plugins: the good ones are shown whatever others do, and none that was not chosen."""

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import hub_reports
import pytest

from hub.contract import ConfigurationError, Plugin, PupilHistory, Report, ReportKind, hookimpl
from hub.contract.reports import Card, Cards, Download, Growth, Heading, Moment, Table, Tone, Words
from hub.records import NormBand, Text
from hub.registry import Registry
from hub.reports import providers, reports_on
from hub.store import Publication, Published, Store
from hub.testing.manifests import EVERYTHING
from hub.testing.report_histories import years
from tests.integration.histories import SCHOOL

WORD = Text("Woord", "Word")
ALL = {kind: Publication(on=True, average=True) for kind in ReportKind}


def offering(key: str, *offered: Any) -> Any:
    """Return a plugin that offers these reports."""
    title = Text(f"Plug-in {key}", f"Plugin {key}")

    def report_providers() -> Iterable[Any]:
        return offered

    plugin = Plugin(key=key, title=title, description=title, package=__name__, processes=EVERYTHING)
    return SimpleNamespace(plugin=plugin, report_providers=hookimpl(report_providers))


def saying(key: str, said: Any, **other: Any) -> Any:
    """Return a provider that says this, or raises it."""

    def report(history: PupilHistory) -> Any:
        if isinstance(said, Exception):
            raise said
        return said

    given = {"title": WORD, "about": WORD, "shows": frozenset({ReportKind.LVS}), "place": 70, **other}
    return SimpleNamespace(key=key, report=report, **given)


DAY = date(2026, 1, 25)
MOMENT = Moment(DAY, "M5", Decimal(120))
UNSHOWABLE = (
    *(Report((Words(Text.same(f"Kind {sign} leest")),)) for sign in ("\ud800", "\0", "\x1b", "\u202e", "\u2067")),
    Report((Table(WORD, (WORD, WORD), ((WORD, Text.same("\udfff")),)),)),
    Report((Words(Text.same("a" * 5_001)),)),
    Report((Words(WORD),) * 501),
    Report((Words(Text.same("a" * 4_999)),) * 400),
    Report((Table(WORD, (WORD,), ((WORD,),) * 1_001),)),
    Report((Cards((Card(WORD, DAY, WORD, Tone(WORD, math.nan)),)),)),
    Report((Cards((Card(WORD, DAY, WORD, "III"),)),)),  # type: ignore[arg-type]
    *(
        Report((Growth(WORD, WORD, WORD, (replace(MOMENT, value=Decimal(each)),)),))
        for each in ("NaN", "Infinity", "1e500")
    ),
    Report((Growth(WORD, WORD, WORD, (replace(MOMENT, value=math.inf),)),)),  # type: ignore[arg-type]
    Report((Growth(WORD, WORD, WORD, (replace(MOMENT, label="\ud800"),)),)),
    Report((Growth(WORD, WORD, WORD, (MOMENT,) * 5_000),)),
    Report((Growth(WORD, WORD, WORD, (replace(MOMENT, bands=(NormBand(term="I", lowest=0, highest=10**400),)),)),)),
)
GOOD = saying("good", Report((Words(WORD),)))


def shown(
    store: Store, *plugins: Any, chosen: Iterable[str] = ("good", "bad", "growth")
) -> tuple[list[str], list[Any]]:
    """Return the reports that parents see of a pupil with eight years, and what the school reads of faults."""
    registry = Registry.of(*plugins)
    assert not registry.broken
    with store.open(SCHOOL) as books:
        for key in registry.plugins:
            books.plugins.switch(key, on=True)
        made = reports_on(registry, books, years(), Published(kinds=ALL, reports=frozenset(chosen)))
        return [each.provider.key for each in made], [(each.key, each.error_class) for each in books.plugins.faults()]


@pytest.mark.usefixtures("school")
class TestReports:
    def test_only_the_reports_that_the_school_chose_are_shown_in_reading_order(self, store: Store) -> None:
        both = ("report_cards", "growth", "whole_child")
        assert shown(store, hub_reports, chosen=both) == (["whole_child", "growth", "report_cards"], [])
        assert shown(store, hub_reports, chosen=()) == ([], [])

    @pytest.mark.parametrize(
        ("said", "fault"),
        [
            (ValueError("Noor"), "ValueError"),
            (ConfigurationError(WORD), "ConfigurationError"),
            ("<h1>Noor</h1>", "ContractBrokenError"),
            (Report(("<script>",)), "ContractBrokenError"),  # type: ignore[arg-type]
            (Report((Heading("Noor"),)), "ContractBrokenError"),  # type: ignore[arg-type]
            (Report((Download("somebody-else", WORD),)), "ContractBrokenError"),
            (Report(5), "ContractBrokenError"),  # type: ignore[arg-type]
        ],
    )
    def test_a_report_that_fails_or_cannot_be_drawn_is_named_and_silences_no_other(
        self, store: Store, said: Any, fault: str
    ) -> None:
        bad = saying("bad", said, place=1)
        assert shown(store, hub_reports, offering("vendor", bad, GOOD)) == (["growth", "good"], [("vendor", fault)])

    def test_what_no_page_can_show_breaks_no_page(self, store: Store) -> None:
        offered = [saying(f"bad{number}", said, place=1) for number, said in enumerate(UNSHOWABLE)]
        untrue = SimpleNamespace(**{**vars(saying("untrue", None)), "title": Text("\ud800", "Word")})
        everything = [each.key for each in (*offered, untrue, GOOD)]
        made, faults = shown(store, offering("vendor", *offered, untrue, GOOD), chosen=everything)
        assert (made, len(faults)) == (["good"], len(UNSHOWABLE) + 1)
        assert {error for _, error in faults} == {"ContractBrokenError"}

    def test_a_vendors_own_sentence_with_such_signs_is_kept_readable(self, store: Store) -> None:
        shown(store, offering("vendor", saying("bad", ConfigurationError(Text("Fout \0\ud800", "Error \u202e")))))
        with store.open(SCHOOL) as books:
            (fault,) = books.plugins.faults()
        assert (fault.text.nl, fault.text.en) == ("Fout \ufffd\ufffd", "Error \ufffd")

    @pytest.mark.parametrize("said", [None, Report(())])
    def test_a_report_with_nothing_to_say_is_no_fault(self, store: Store, said: Any) -> None:
        assert shown(store, offering("vendor", saying("bad", said), GOOD)) == (["good"], [])

    @pytest.mark.parametrize(
        "other",
        [
            {"key": "Bad"},
            {"key": 7},
            {"title": "Titel"},
            {"about": Text("Zin.", "")},
            {"shows": "lvs"},
            {"shows": None},
            {"place": None},
            {"place": "first"},
        ],
    )
    def test_a_provider_that_does_not_say_well_what_it_is_is_left_out(self, store: Store, other: Any) -> None:
        bad = SimpleNamespace(**{**vars(saying("bad", Report((Words(WORD),)))), **other})
        made, faults = shown(store, hub_reports, offering("vendor", bad, GOOD))
        assert (made, faults) == (["growth", "good"], [("vendor", "ContractBrokenError")])

    def test_of_two_reports_with_one_key_neither_is_shown(self, store: Store) -> None:
        thief = saying("growth", Report((Words(WORD),)))
        made, faults = shown(store, hub_reports, offering("vendor", thief, GOOD))
        assert made == ["good"]
        assert sorted(faults) == [("reports", "ContractBrokenError"), ("vendor", "ContractBrokenError")]

    def test_a_plugin_that_declares_nothing_is_not_asked(self, store: Store) -> None:
        silent = offering("vendor", GOOD)
        silent.plugin = replace(silent.plugin, processes=())
        assert shown(store, hub_reports, silent) == (["growth"], [("vendor", "NothingDeclared")])

    def test_the_school_reads_what_to_do_and_no_name_of_a_pupil(self, store: Store) -> None:
        shown(store, offering("vendor", saying("bad", Report((Heading("Noor"),))), GOOD))  # type: ignore[arg-type]
        with store.open(SCHOOL) as books:
            (fault,) = books.plugins.faults()
        assert "Meld het bij de maker" in fault.text.nl
        assert "Noor" not in f"{fault.text.nl} {fault.text.en}"

    def test_a_new_school_has_none_on(self, store: Store) -> None:
        with store.open(SCHOOL) as books:
            assert providers(Registry.of(hub_reports), books) == []
