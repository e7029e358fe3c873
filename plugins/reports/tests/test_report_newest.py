"""The newest tests: a card for each, explained in plain words, with care for every outcome."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hub_reports.levels import LETTERS, ROMAN
from hub_reports.newest import NewestReport

from hub.contract.reports import Card, Cards, Words
from hub.records import Assessment, AssessmentPart, Result
from hub.testing.report_histories import FINAL, LVS, METHOD, OTHER, history, result, years

BARE = replace(LVS, norms=(), average=None)
UPPER = replace(BARE, key="BL-M7", name="Begrijpend lezen M7", year_group="7")


def said(*several: tuple[Result, Assessment], number: int = 6) -> tuple[Words, tuple[Card, ...]]:
    made = NewestReport(number).report(history(dict(several)))
    assert made is not None
    words, cards = made.blocks
    assert isinstance(words, Words)
    assert isinstance(cards, Cards)
    return words, cards.cards


def card(assessment: Assessment = BARE, **outcome: Any) -> Card:
    (found,) = said((result("1", assessment, **outcome), assessment))[1]
    return found


def facts(found: Card) -> dict[str, str]:
    return {word.nl: value.nl for word, value in found.facts}


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("I", "horen er 20 bij deze groep met de hoogste scores"),
        ("II", "scoren er 20 hoger, 20 ongeveer gelijk en 60 lager"),
        ("III", "scoren er 40 hoger, 20 ongeveer gelijk en 40 lager"),
        ("IV", "scoren er 60 hoger, 20 ongeveer gelijk en 20 lager"),
        ("V", "horen er 20 bij deze groep; de andere 80 scoren hoger"),
        ("A", "horen er 25 bij deze groep met de hoogste scores"),
        ("B", "scoren er 25 hoger, 25 ongeveer gelijk en 50 lager"),
        ("C", "scoren er 50 hoger, 25 ongeveer gelijk en 25 lager"),
        ("D", "scoren er 75 hoger, 15 ongeveer gelijk en 10 lager"),
        ("E", "horen er 10 bij deze groep; de andere 90 scoren hoger"),
    ],
)
def test_each_level_says_how_many_children_score_higher_and_is_no_mark(level: str, told: str) -> None:
    words, (found,) = said((result("1", BARE, level=level), BARE))
    assert found.text.nl.startswith(f"Niveau {level}: van elke 100 kinderen in Nederland {told}.")
    assert found.text.en.startswith(f"Level {level}: of every 100 children in the Netherlands, ")
    assert "Het is geen cijfer." in words.text.nl
    assert "It is not a mark." in words.text.en
    assert found.tone is not None
    assert found.tone.word.nl == level


@pytest.mark.parametrize(("row", "shares"), [(ROMAN[1:], [20] * 5), (LETTERS, [25, 25, 25, 15, 10])])
def test_the_levels_of_a_row_are_all_children_together(row: Any, shares: list[int]) -> None:
    assert [each.same for each in row] == shares
    assert sum(each.same for each in row) == 100
    assert [each.higher for each in row] == [sum(shares[:place]) for place in range(5)]
    assert [each.place for each in row] == sorted((each.place for each in row), reverse=True)


def test_the_top_ten_of_a_hundred_have_i_plus() -> None:
    found = card(level="I+")
    assert "horen er 10 bij deze groep met de hoogste scores" in found.text.nl
    assert found.tone is not None
    assert found.tone.place == 0.95


@pytest.mark.parametrize("level", ["V", "E", " v ", "e"])
def test_the_lowest_level_is_explained_with_care(level: str) -> None:
    text = card(level=level).text.nl
    assert "zegt niet hoe hard uw kind werkt" in text
    assert "groeit" in text
    assert "leerkracht" in text
    assert not re.search(r"slecht|zwak|laagste|achterstand|onvoldoende", text)


@pytest.mark.parametrize("level", ["ruim boven", "IV-V", "A+", "1", "VI"])
def test_a_level_that_nobody_knows_is_shown_and_not_explained(level: str) -> None:
    words, (found,) = said((result("1", BARE, level=level), BARE))
    assert found.tone is not None
    assert (found.tone.word.nl, found.tone.place) == (level, None)
    assert "100 kinderen" not in found.text.nl
    assert "geen cijfer" not in words.text.nl
    assert words.more is None


def test_a_letter_at_a_method_test_is_not_explained_as_a_level_of_a_national_test() -> None:
    found = card(replace(METHOD, norms=()), level="B")
    assert "100 kinderen" not in found.text.nl
    assert "Deze toets hoort bij de lessen." in found.text.nl


def test_the_functioning_level_is_put_in_words() -> None:
    found = card(functioning_level="M5")
    assert "past bij wat kinderen gemiddeld halverwege groep 5 halen" in found.text.nl
    assert "what children reach half-way year group 5 on average" in found.text.en
    assert "aan het eind van groep 3" in card(functioning_level="E3").text.nl
    assert facts(card(functioning_level="<M3", level="V"))["Functioneringsniveau"] == "<M3"
    assert "Functioneringsniveau" not in card(functioning_level="<M3", level="V").text.nl


@pytest.mark.parametrize(("word", "words"), [("1F", "basisniveau"), ("1S", "streefniveau"), ("2F", "streefniveau")])
def test_reference_levels_are_explained_from_year_group_six_on(word: str, words: str) -> None:
    assert words in card(UPPER, reference_level=word, level="II").text.nl
    assert facts(card(UPPER, reference_level="3F", level="II")) == {"Referentieniveau": "3F"}
    early = card(BARE, reference_level=word, level="II")
    assert "Referentieniveau" not in early.text.nl
    assert "Referentieniveau" not in facts(early)


def test_what_stands_beside_the_card_or_in_its_text_is_not_said_again() -> None:
    found = card(UPPER, level="II", functioning_level="M7", reference_level="1F")
    assert found.facts == ()
    assert [each.split(":")[0] for each in found.text.nl.split("\n")] == [
        "Niveau II",
        "Functioneringsniveau M7",
        "Referentieniveau 1F",
    ]


def test_below_1f_is_said_kindly() -> None:
    assert "nog niet gehaald" in card(UPPER, reference_level="<1F").text.nl


def test_the_facts_are_the_numbers_in_each_language() -> None:
    found = card(LVS, skill_score=Decimal("104.50"), level="III", functioning_level="M5")
    assert facts(found) == {
        "Vaardigheidsscore": "104,5",
        "Landelijk gemiddelde": "102",
    }
    assert found.facts[0][1].en == "104.5"


def test_the_average_is_there_only_where_the_school_shows_it() -> None:
    assert "Landelijk gemiddelde" not in facts(card(replace(LVS, average=None), skill_score=Decimal(104)))


def test_what_the_norm_calls_a_score_is_the_outcome() -> None:
    found = card(METHOD, score=38, mark=Decimal("7.6"))
    assert found.tone is not None
    assert found.tone.word.nl == "voldoende"
    assert found.tone.place == pytest.approx((7.6 - 1) / 9)
    assert facts(found) == {"Score": "38 van 50", "Cijfer": "7,6"}


def test_a_level_of_a_national_test_is_read_from_the_norm_too() -> None:
    assert card(LVS, skill_score=Decimal(100)).text.nl.startswith("Niveau III:")


def test_a_result_with_only_a_score_is_a_score() -> None:
    found = card(replace(METHOD, norms=(), scale_to=None), score=38)
    assert (found.tone, facts(found)) == (None, {"Score": "38"})


def test_a_result_with_only_a_mark_has_it_beside_the_card_once() -> None:
    found = card(replace(METHOD, norms=()), mark=Decimal("7.5"))
    assert found.tone is not None
    assert (found.tone.word.nl, found.tone.word.en) == ("7,5", "7.5")
    assert found.facts == ()


@pytest.mark.parametrize(
    ("assessment", "words"),
    [(METHOD, "hoort bij de lessen"), (FINAL, "doorstroomtoets van groep 8"), (OTHER, "Vraag de leerkracht gerust")],
)
def test_each_sort_of_test_is_introduced(assessment: Assessment, words: str) -> None:
    assert words in card(replace(assessment, norms=()), score=101).text.nl


def test_the_newest_come_first_and_no_more_than_the_school_chose() -> None:
    made = NewestReport(4).report(years())
    assert made is not None
    cards = made.blocks[1]
    assert isinstance(cards, Cards)
    assert [each.when for each in cards.cards] == sorted((each.when for each in cards.cards), reverse=True)
    assert len(cards.cards) == 4
    assert cards.cards[0].title.nl == "Doorstroomtoets 2026"


def test_parts_stand_in_the_card_of_their_test() -> None:
    parted = replace(BARE, parts=(AssessmentPart(code="b", place=2), AssessmentPart(code="a", place=1, name="Tekst")))
    _, cards = said(
        (result("1", parted, part="b", skill_score=Decimal(7), level="B"), parted),
        (result("2", parted, part="a", score=5), parted),
        (result("3", parted, skill_score=Decimal(104), level="II"), parted),
    )
    assert len(cards) == 1
    assert list(facts(cards[0]).items())[-2:] == [("Tekst", "5"), ("b", "7 · B")]


def test_a_test_of_which_only_parts_are_known_says_so() -> None:
    found = card(replace(BARE, parts=(AssessmentPart(code="a"),)), part="a", level="III")
    assert "van elk onderdeel" in found.text.nl
    assert (found.tone, facts(found)) == (None, {"a": "III"})


def test_two_records_of_one_test_on_one_day_are_one_card_with_both() -> None:
    _, cards = said((result("1", BARE, level="III"), BARE), (result("2", BARE, level="II"), BARE))
    assert len(cards) == 1
    assert cards[0].tone is not None
    assert cards[0].tone.word.nl == "II"
    assert facts(cards[0])["Ook die dag"] == "III"


def test_a_test_that_was_taken_again_has_two_cards() -> None:
    _, cards = said((result("1", BARE, level="III"), BARE), (result("2", BARE, date(2026, 1, 9), level="IV"), BARE))
    assert [each.when.year for each in cards] == [2027, 2026]


def test_a_test_without_a_name_is_called_by_its_code_or_its_subject() -> None:
    assert card(replace(BARE, name=None), level="II").title.nl == "BL-M5"
    assert card(replace(BARE, name=None, code=None), level="II").title.en == "Reading comprehension"
    assert card(replace(BARE, name=" ", code=None, subject=None), level="II").title.nl == "Toets"


def test_a_card_names_the_subject_where_the_name_of_the_test_does_not() -> None:
    assert "Vak" not in facts(card(METHOD, score=38))
    assert facts(card(replace(METHOD, name="Blok 4"), score=38))["Vak"] == "Rekenen"
    assert "Vak" not in facts(card(replace(METHOD, name="Blok 4", subject=None), score=38))


def test_points_of_a_scale_that_does_not_begin_at_nought_are_no_share() -> None:
    assert facts(card(FINAL, score=214)) == {"Score": "214"}


def test_levels_of_parts_are_no_marks_either() -> None:
    parted = replace(BARE, parts=(AssessmentPart(code="a"),))
    words, _ = said((result("1", parted, part="a", level="D"), parted))
    assert "Het is geen cijfer." in words.text.nl
    assert words.more is not None
    assert "van A tot en met E" in words.more.nl
