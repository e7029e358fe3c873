"""What a result, an assessment and a report card must be."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.records import (
    Assessment,
    AssessmentPart,
    Cost,
    NormBand,
    ReportCard,
    Result,
    faults_of_assessment,
    faults_of_report_card,
    faults_of_result,
)

TODAY = date(2026, 11, 24)
BANDS = (NormBand(term="B", lowest=0, highest=9), NormBand(term="A", lowest=10, highest=20))
WORDS = Assessment(
    key="woorden",
    norms=BANDS,
    parts=(AssessmentPart(code="lezen", norms=(NormBand(term="x", lowest=5, highest=6),)), AssessmentPart(code="taal")),
)


def result(**fields: Any) -> Result:
    return Result(**{"key": "r1", "pupil": "p1", "assessment": "woorden", "taken_on": TODAY, "score": 9, **fields})


def rules(record: Result, assessment: Assessment | None = WORDS) -> list[str]:
    return [each.rule for each in faults_of_result(record, assessment, TODAY)]


def test_a_result_of_today_within_the_scale_is_good() -> None:
    assert rules(result()) == rules(result(score=0)) == rules(result(score=20)) == []


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"taken_on": date(2026, 11, 25)}, "history.future"),
        ({"score": 21}, "history.scale"),
        ({"score": -1}, "history.scale"),
        ({"score": None}, "history.empty"),
        ({"mark": Decimal("0.9")}, "history.mark"),
        ({"mark": Decimal("10.01")}, "history.mark"),
        ({"part": "rekenen"}, "history.part"),
        ({"part": "lezen", "score": 7}, "history.scale"),
    ],
)
def test_one_that_breaks_a_rule_is_refused_with_a_sentence(fields: dict[str, Any], rule: str) -> None:
    (fault,) = faults_of_result(result(**fields), WORDS, TODAY)
    assert (fault.rule, fault.cost, fault.key) == (rule, Cost.RECORD, "r1")
    assert fault.why.nl
    assert fault.why.en
    assert "p1" not in f"{fault.where}{fault.what.nl}{fault.why.nl}", "a fault does not name the pupil"


def test_a_result_needs_to_say_what_was_taken() -> None:
    assert rules(result(), None) == ["history.assessment"]


def test_a_part_without_norms_of_its_own_has_those_of_the_whole() -> None:
    assert WORDS.scale_of("taal") == (0, 20)
    assert WORDS.scale_of("lezen") == (5, 6)
    assert Assessment(key="x", scale_from=1, scale_to=3).scale_of(None) == (1, 3)
    assert Assessment(key="x").scale_of(None) is None


def test_a_value_between_two_points_falls_in_the_band_of_the_lower() -> None:
    assert [each.term for score in ("9.9", "10") if (each := result(skill_score=Decimal(score)).band(WORDS))] == [
        "B",
        "A",
    ]
    assert result(score=None, level="I").band(WORDS) is None


BREAKS = {
    "a hole": [(0, 9), (11, 20)],
    "an overlap": [(0, 10), (10, 20)],
    "upside down": [(9, 0), (10, 20)],
    "the same twice": [(0, 9), (0, 9)],
}


@pytest.mark.parametrize("breaks", BREAKS.values(), ids=BREAKS)
def test_a_norm_that_does_not_cover_its_scale_once_is_left_out(breaks: list[tuple[int, int]]) -> None:
    norms = tuple(NormBand(term="x", lowest=low, highest=high) for low, high in breaks)
    (fault,) = faults_of_assessment(Assessment(key="t", norms=norms))
    assert (fault.rule, fault.cost, fault.field) == ("history.norm", Cost.FIELD, "norms")
    (of_part,) = faults_of_assessment(Assessment(key="t", parts=(AssessmentPart(code="a", norms=norms),)))
    assert of_part.rule == "history.norm"


def test_a_scale_that_begins_above_its_end_is_left_out() -> None:
    (fault,) = faults_of_assessment(Assessment(key="t", scale_from=9, scale_to=1))
    assert fault.rule == "history.scale_ends"


@given(st.lists(st.integers(0, 50), min_size=2, max_size=6, unique=True))
def test_bands_that_follow_each_other_are_good_in_any_order(ends: list[int]) -> None:
    edges = sorted(ends)
    bands = [NormBand(term="x", lowest=low, highest=high - 1) for low, high in pairwise(edges)]
    assert not list(faults_of_assessment(Assessment(key="t", norms=tuple(reversed(bands)))))
    for value in range(edges[0], edges[-1]):
        assert result(score=value).band(Assessment(key="t", norms=tuple(bands))) is not None


def test_a_report_card_has_a_title_and_is_not_of_tomorrow() -> None:
    def found(**fields: Any) -> list[str]:
        card = ReportCard(**{"key": "c1", "pupil": "p1", "title": "Rapport", **fields})
        return [each.rule for each in faults_of_report_card(card, TODAY)]

    assert found() == found(issued_on=TODAY) == []
    assert found(title=" ") == ["history.title"]
    assert found(issued_on=date(2026, 12, 1)) == ["history.future"]
