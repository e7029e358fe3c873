"""The kit of reports must fail where a provider breaks a promise: each broken one below breaks one."""
# ruff: noqa: ARG005, DTZ011, PTH123, S311 - what a provider takes, and what it must not do

import random
import time
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hub.contract import Direction, Ground, Plugin, Processing, PupilHistory, Report, ReportKind
from hub.contract.reports import Card, Cards, Download, Growth, Heading, Moment, Table, Tone, Words
from hub.records import HistoryKind, NormBand, Text
from hub.testing.report_histories import CARD, HISTORIES, NOTHING
from hub.testing.report_kit import ReportKit
from hub.testing.report_promises import broken_providers, broken_report, impure_calls

WORD = Text("Woord", "Word")
HALF = Text("Woord", " ")
DAY = date(2027, 1, 20)
MOMENT = Moment(DAY, "M5", Decimal(100), Decimal(99), (NormBand(term="I", lowest=0, highest=9),), "I")
GROWTH = Growth(WORD, WORD, WORD, (MOMENT, replace(MOMENT, at=date(2027, 6, 8), value=None)))
CARDS = Cards((Card(WORD, DAY, WORD, Tone(WORD, 1.0), ((WORD, WORD),)),))
GOOD = (Heading(WORD), Words(WORD, WORD), Table(WORD, (WORD,), ((WORD,),)), CARDS, GROWTH, Download("R1", WORD, WORD))
SHOWN = replace(NOTHING, report_cards=(CARD,))


class Levels:
    """A provider that keeps its promises."""

    key = "levels"
    title = WORD
    about = WORD
    shows = frozenset({ReportKind.LVS})
    place = 5

    def report(self, history: PupilHistory) -> Report | None:
        levels = [Words(Text.same(each.level)) for each in history.of_kind(ReportKind.LVS) if each.level]
        return Report(tuple(levels)) if levels else None


PLUGIN = Plugin(
    key="levels",
    title=WORD,
    description=WORD,
    package=__name__,
    processes=tuple(
        Processing(
            of=kind,
            direction=Direction.RECEIVES,
            fields=frozenset({field}),
            purpose=WORD,
            ground=Ground.PUBLIC_TASK,
            kept=WORD,
        )
        for kind, field in ((HistoryKind.RESULTS, "level"), (HistoryKind.ASSESSMENTS, "type"))
    ),
)


class TestAGoodProvider(ReportKit):
    providers = staticmethod(lambda: [Levels()])
    plugin = PLUGIN


def kit(provider: Any, plugin: Plugin | None = None) -> ReportKit:
    made = ReportKit()
    made.providers = lambda: [provider]
    made.plugin = plugin
    return made


def provider(**other: Any) -> Any:
    return type("Broken", (Levels,), other)()


def report(blocks: Any) -> Any:
    return lambda self, history: Report(blocks)


@pytest.mark.parametrize(
    ("several", "problem"),
    [
        ([Levels], "no ReportProvider"),
        ([object()], "no ReportProvider"),
        ([Levels(), Levels()], "2 providers have the key"),
        ([provider(key="Mijn rapport")], "small letters"),
        ([provider(title="Titel")], "is a Text"),
        ([provider(about=HALF)], "in Dutch and in English"),
        ([provider(shows=frozenset())], "at least one"),
        ([provider(shows={"lvs"})], "frozenset of the ReportKinds"),
        ([provider(place="first")], "whole number"),
        ([provider(place=True)], "whole number"),
    ],
)
def test_what_a_provider_says_wrongly_of_itself_is_told(several: list[Any], problem: str) -> None:
    assert problem in "\n".join(broken_providers(several))


def test_every_block_of_the_contract_passes() -> None:
    assert broken_report(Report(GOOD), SHOWN) == []
    assert broken_report(None, SHOWN) == []


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ([], "a Report or None"),
        (Report(()), "answer with None"),
        (Report([Heading(WORD)]), "a tuple"),  # type: ignore[arg-type]
        (Report(("<p>Goed</p>",)), "a str is no block"),  # type: ignore[arg-type]
        (Report((Heading(HALF),)), "in Dutch and in English"),
        (Report((Words("Zin."),)), "is a Text"),  # type: ignore[arg-type]
        (Report((Words(WORD, HALF),)), "say more"),
        (Report((Table(WORD, (WORD,), ()),)), "is empty"),
        (Report((Table(WORD, (HALF,), ((WORD,),)),)), "a heading in the Table"),
        (Report((Table(WORD, (WORD, WORD), ((WORD, 7),)),)), "is no Text"),  # type: ignore[arg-type]
        (Report((Cards(()),)), "without a card"),
        (Report((Cards((WORD,)),)), "is no Card"),  # type: ignore[arg-type]
        (Report((Cards((replace(CARDS.cards[0], text=HALF),)),)), "the text of the Card"),
        (Report((Cards((replace(CARDS.cards[0], when=datetime(2027, 1, 1)),)),)), "when is a date"),  # noqa: DTZ001
        (Report((Cards((replace(CARDS.cards[0], facts=((WORD, HALF),)),)),)), "a fact"),
        (Report((Cards((replace(CARDS.cards[0], tone=Tone(WORD, 1.1)),)),)), "from 0 to 1"),
        (Report((Cards((replace(CARDS.cards[0], tone=Tone(HALF)),)),)), "the tone"),
        (Report((replace(GROWTH, summary=HALF),)), "the summary"),
        (Report((replace(GROWTH, moments=()),)), "no value to draw"),
        (Report((replace(GROWTH, moments=GROWTH.moments[::-1]),)), "oldest first"),
        (Report((replace(GROWTH, moments=(replace(MOMENT, label=""),)),)), "a label"),
        (Report((replace(GROWTH, moments=(replace(MOMENT, value=1.5),)),)), "is a Decimal"),  # type: ignore[arg-type]
        (Report((replace(GROWTH, moments=(replace(MOMENT, average=Decimal("NaN")),)),)), "is a Decimal"),
        (Report((replace(GROWTH, moments=(replace(MOMENT, bands=((0, 9),)),)),)), "NormBands"),  # type: ignore[arg-type]
        (Report((Download("R9", WORD),)), "no report card of this history"),
        (Report((Download("R1", HALF),)), "the label"),
        (Report((Download("R1", WORD, HALF),)), "the detail"),
    ],
)
def test_what_a_report_says_wrongly_is_told(said: Any, problem: str) -> None:
    assert problem in "\n".join(broken_report(said, SHOWN))


@pytest.mark.parametrize(
    ("look", "called"),
    [
        (date.today, "date.today"),
        (datetime.now, "datetime.now"),
        (time.time, "time.time"),
        (lambda: Path(__file__).read_bytes(), "open"),
        (lambda: open(__file__, "rb").close(), "open"),
        (random.random, "Random.random"),
        (lambda: random.choice([1, 2]), "Random.getrandbits"),
    ],
)
def test_a_look_at_the_clock_a_file_or_chance_is_seen(look: Any, called: str) -> None:
    assert called in " ".join(impure_calls(look))


def test_the_kit_finds_a_report_that_the_hub_cannot_draw() -> None:
    with pytest.raises(AssertionError, match="is no block"):
        kit(provider(report=report(("tekst",)))).test_a_report_is_made_of_what_the_hub_can_draw()


def test_the_kit_finds_a_report_that_looks_at_the_clock() -> None:
    def today(self: Any, history: PupilHistory) -> Report:
        return Report((Words(Text.same(f"{date.today()}")),))

    with pytest.raises(AssertionError, match=r"looks at date\.today"):
        kit(provider(report=today)).test_a_report_looks_at_the_history_and_at_nothing_else()


def test_the_kit_finds_a_report_that_is_another_each_time() -> None:
    told: list[int] = []

    def counted(self: Any, history: PupilHistory) -> Report:
        told.append(1)
        return Report((Words(Text.same(f"{len(told)}")),))

    with pytest.raises(AssertionError, match="the second answer"):
        kit(provider(report=counted)).test_the_same_history_gives_the_same_report()


def test_the_kit_finds_a_report_that_changes_the_history() -> None:
    def emptied(self: Any, history: PupilHistory) -> None:
        history.assessments.clear()  # type: ignore[attr-defined]

    with pytest.raises(AssertionError, match="it changed the history"):
        kit(provider(report=emptied)).test_a_report_leaves_the_history_as_it_was()


def test_the_kit_finds_a_report_that_shows_more_than_it_names() -> None:
    def all_of_it(self: Any, history: PupilHistory) -> Report | None:
        return Report((Words(Text.same(f"{len(history.results)}")),)) if history.results else None

    with pytest.raises(AssertionError, match="`shows` lacks"):
        kit(provider(report=all_of_it)).test_a_report_speaks_only_of_the_kinds_that_it_shows()


def test_the_kit_finds_a_report_that_uses_what_its_plugin_does_not_declare() -> None:
    def marks(self: Any, history: PupilHistory) -> Report | None:
        scores = [each.score for each in history.results if each.score]
        return Report((Words(Text.same(f"{scores}")),)) if scores else None

    with pytest.raises(AssertionError, match="`processes` lacks"):
        kit(provider(report=marks), PLUGIN).test_a_report_uses_only_what_its_plugin_declares()


def test_a_provider_is_tried_on_histories_of_its_makers_too() -> None:
    seen: list[PupilHistory] = []
    tried = kit(provider(report=lambda self, history: seen.append(history)))
    tried.histories = {"mine": replace(NOTHING, first_name="Vera")}  # type: ignore[misc]
    tried.test_a_report_is_made_of_what_the_hub_can_draw()
    assert [each.first_name for each in seen] == ["Noor"] * len(HISTORIES) + ["Vera"]
