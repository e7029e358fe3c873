"""What comes from a plugin can be kept and shown: one record with signs that no text has costs that record only."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hub.contract import Decision, Verdict
from hub.records import (
    Assessment,
    AssessmentType,
    Assignment,
    Complete,
    Kind,
    NormBand,
    Note,
    Pupil,
    Rejected,
    Result,
    Source,
    Teacher,
    Text,
)
from hub.registry.readable import cleaned, readable

ANNA = Pupil(key="p1", first_name="Anna", last_name="de Wit", username="a\u202e")
TEACHER = Teacher(key="t1", last_name="Bos", assignments=(Assignment(group="g1"),))
TEST = Assessment(key="a1", type=AssessmentType.LVS, name="Lezen", norms=(NormBand(term="I", lowest=0, highest=9),))
RESULT = Result(key="r1", pupil="p1", assessment="a1", taken_on=date(2026, 1, 25), skill_score=Decimal(5), level="I")
AFAR = replace(ANNA, first_name="\u0622\u0631\u0634 \U0001f469\u200d\U0001f4bb")


def test_what_is_fine_is_the_very_same_also_with_signs_of_other_scripts() -> None:
    brought = (Source(name="x"), ANNA, AFAR, TEACHER, TEST, RESULT)
    assert all(came is each for came, each in zip(readable(brought), brought, strict=True))


@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_a_record_that_cannot_be_kept_is_quarantined_and_the_rest_goes_on(sign: str) -> None:
    bad = replace(ANNA, last_name=f"de{sign}Wit")
    deep = replace(TEACHER, assignments=(Assignment(group=f"g{sign}1"),))
    keyless = replace(ANNA, key=f"p{sign}1")
    one, two, three, other, end = readable((bad, deep, keyless, replace(ANNA, key="p2"), Complete()))
    assert [(each.kind, each.key) for each in (one, two, three)] == [
        (Kind.PUPILS, "p1"),
        (Kind.TEACHERS, "t1"),
        (Kind.PUPILS, None),
    ]
    assert (other.key, end) == ("p2", Complete())
    assert "Typ de tekst in het LAS opnieuw" in one.why.nl
    assert sign not in three.what.nl


def test_of_what_reports_are_made_signs_that_turn_the_text_are_refused_too() -> None:
    bad = replace(TEST, norms=(NormBand(term="\u202eI", lowest=0, highest=9),))
    came = list(readable((bad, replace(RESULT, level="\x1b[1m"), RESULT)))
    assert [type(each) for each in came] == [Rejected, Rejected, Result]


def test_sentences_of_a_plugin_are_made_readable() -> None:
    said = Text("Fout\0", "Error\ud800")
    assert cleaned(Note(said)) == Note(Text("Fout\ufffd", "Error\ufffd"))
    assert cleaned((Verdict(Decision.NEVER, said),))[0].reason.nl == "Fout\ufffd"
    assert cleaned(Source(name="a\u202e.xml")).name == "a\ufffd.xml"
