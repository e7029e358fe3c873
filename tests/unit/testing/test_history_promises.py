"""The kit finds what is wrong with a connector's histories."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from hub.records import Assessment, Complete, HistoryKind, Note, Pupil, ReportCard, Result, Source, Text
from hub.testing.history_promises import PIECE, broken_document, broken_history_promises

HEAD, END = Source(name="LVS"), Complete()
TEST = Assessment(key="t1", average=Decimal("1.5"))
RESULT = Result(key="r1", pupil="p1", assessment="t1", taken_on=date(2026, 1, 1), score=3)
CARD = ReportCard(key="c1", pupil="p1", title="Rapport")


def test_a_good_pull_has_no_problems() -> None:
    good = [HEAD, TEST, RESULT, Note(Text("x", "x")), replace(RESULT, key="r2"), END]
    assert broken_history_promises(good, HistoryKind.RESULTS) == []
    assert broken_history_promises([HEAD, CARD, END], HistoryKind.REPORT_CARDS) == []


WRONG: dict[str, Any] = {"score": "3"}
FLOAT: dict[str, Any] = {"skill_score": 1.5}
BAD: dict[str, tuple[list[Any], str]] = {
    "no head": ([TEST, END], "one Source"),
    "no proof": ([HEAD, TEST], "one Complete"),
    "a pupil": ([HEAD, Pupil(key="p"), END], "not a Pupil"),
    "a card among results": ([HEAD, CARD, END], "not a ReportCard"),
    "no key": ([HEAD, TEST, replace(RESULT, key=" "), END], "usable key"),
    "a text for a number": ([HEAD, TEST, replace(RESULT, **WRONG), END], "score is a str"),
    "a float": ([HEAD, TEST, replace(RESULT, **FLOAT), END], "skill_score is a float"),
    "not a number": ([HEAD, TEST, replace(RESULT, skill_score=Decimal("NaN")), END], "is no number"),
    "no time zone": ([HEAD, TEST, replace(RESULT, changed_at=datetime(2026, 1, 1)), END], "no time zone"),  # noqa: DTZ001
    "twice": ([HEAD, TEST, RESULT, RESULT, END], "2 times"),
    "an assessment too late": ([HEAD, RESULT, TEST, END], "before the result"),
    "a sentence in one language": ([HEAD, Note(Text("x", "")), END], "must be a Text"),
}


@pytest.mark.parametrize("bad", BAD)
def test_each_broken_promise_is_told(bad: str) -> None:
    things, sentence = BAD[bad]
    assert any(sentence in each for each in broken_history_promises(things, HistoryKind.RESULTS))


def test_a_document_is_bytes_in_pieces_that_begin_as_a_pdf() -> None:
    assert broken_document([b"%P", b"DF-1.7", b"..."]) == []
    assert broken_document([]) == broken_document([b"<html>"])
    assert "str" in broken_document(["%PDF-"])[0]
    assert "pieces" in broken_document([b"%PDF-" + bytes(PIECE)])[0]
