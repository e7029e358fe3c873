"""The whole child on one page: the newest of everything, short and kind."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hub_reports.whole_child import WholeChildReport

from hub.contract import PupilHistory
from hub.contract.reports import Cards, Download, Growth, Heading, Table, Words
from hub.records import AssessmentPart
from hub.testing.report_histories import CARD, FINAL, LVS, METHOD, NOTHING, OTHER, history, result, years

EARLIER = replace(LVS, key="BL-E4", code="BL-E4", name="Begrijpend lezen E4", year_group="4")
BARE = replace(LVS, norms=(), average=None)


def page(of: PupilHistory) -> tuple[Any, ...]:
    made = WholeChildReport().report(of)
    assert made is not None
    return made.blocks


def card_of(*several: Any) -> Any:
    _, heading, cards = page(history(dict(several)))
    assert heading.text.nl == "Per vak"
    (card,) = cards.cards
    return card


def test_a_subject_tells_its_newest_result_and_how_it_moved() -> None:
    card = card_of(
        (result("1", EARLIER, date(2026, 6, 8), skill_score=Decimal("97.5"), level="III"), EARLIER),
        (result("2", LVS, skill_score=Decimal(104), level="III"), LVS),
    )
    assert card.title.nl == "Begrijpend lezen"
    assert card.text.nl == (
        "Uw kind is gegroeid van 97,5 (E4) naar 104 (M5). Dat is rond het landelijk gemiddelde (102)."
    )
    assert (card.when, card.tone.word.nl) == (date(2027, 1, 20), "III")
    assert [(word.nl, value.nl) for word, value in card.facts] == [("Toets", "Begrijpend lezen M5")]


def test_it_looks_back_no_further_than_the_test_before() -> None:
    first = replace(EARLIER, key="BL-M4", code="BL-M4", name="Begrijpend lezen M4")
    card = card_of(
        (result("0", first, date(2026, 1, 20), skill_score=Decimal(50)), first),
        (result("1", EARLIER, date(2026, 6, 8), skill_score=Decimal(106)), EARLIER),
        (result("2", LVS, skill_score=Decimal(104)), LVS),
    )
    assert card.text.nl.startswith("De score ging van 106 (E4) naar 104 (M5).")


def test_what_stands_on_another_scale_is_not_compared() -> None:
    older = replace(EARLIER, version="3")
    newer = replace(LVS, version="4")
    card = card_of(
        (result("1", older, date(2026, 6, 8), skill_score=Decimal(300)), older),
        (result("2", newer, skill_score=Decimal(104)), newer),
    )
    assert card.text.nl.startswith("Er is één meting: 104 (M5).")


def test_levels_without_scores_move_too() -> None:
    earlier = replace(EARLIER, norms=(), average=None)
    moved = card_of(
        (result("1", earlier, date(2026, 6, 8), level="IV"), earlier), (result("2", BARE, level="III"), BARE)
    )
    assert moved.text.nl == "De uitkomst is III. De vorige keer was dat IV."
    same = card_of((result("1", earlier, date(2026, 6, 8), level="V"), earlier), (result("2", BARE, level="V"), BARE))
    assert same.text.nl == "De uitkomst bleef V."
    assert card_of((result("2", BARE, functioning_level="M4"), BARE)).text.en == "The outcome is M4."


def test_beside_levels_stands_that_they_are_no_marks() -> None:
    (words, *_) = page(history({result("1", LVS, level="II"): LVS}))
    assert isinstance(words, Words)
    assert words.text.nl.endswith("Het is geen cijfer.")
    (words, *_) = page(history({result("1", BARE, skill_score=Decimal(3)): BARE}))
    assert "cijfer" not in words.text.nl


def test_the_newest_test_of_the_lessons_stands_once_for_each_subject() -> None:
    older = replace(METHOD, key="BLOK-3", name="Rekenen blok 3")
    spelling = replace(METHOD, key="S1", name="Spelling 1", subject="spelling", norms=(), scale_to=None)
    nowhere = replace(METHOD, key="N1", name="Project", subject=None, norms=())
    _, heading, table = page(
        history(
            {
                result("1", older, date(2026, 12, 1), mark=Decimal(5)): older,
                result("2", METHOD, score=38, mark=Decimal("7.6")): METHOD,
                result("3", spelling, score=12): spelling,
                result("4", nowhere, mark=Decimal(8)): nowhere,
            }
        )
    )
    assert isinstance(heading, Heading)
    assert isinstance(table, Table)
    assert [[cell.nl for cell in row] for row in table.rows] == [
        ["Ander vak", "Project", "20 januari 2027", "8"],
        ["Rekenen", "Rekenen blok 4", "20 januari 2027", "7,6 · voldoende"],
        ["Spelling", "Spelling 1", "20 januari 2027", "12"],
    ]


def test_a_lesson_test_of_parts_tells_its_parts() -> None:
    parted = replace(METHOD, parts=(AssessmentPart(code="a", name="Meten"), AssessmentPart(code="b", place=2)))
    found = {result("1", parted, part="a", score=7): parted, result("2", parted, part="b", level="goed"): parted}
    table = page(history(found))[2]
    assert table.rows[0][3].nl == "Meten: 7 · onvoldoende · b: goed"


def test_the_final_test_and_the_newest_report_card_are_there() -> None:
    final = replace(history({result("1", FINAL, score=214, level="havo"): FINAL}, grade_now="8"), report_cards=(CARD,))
    _, heading, cards, last, download = page(final)
    assert (heading.text.nl, last.text.nl) == ("Doorstroomtoets", "Laatste rapport")
    assert isinstance(cards, Cards)
    assert isinstance(download, Download)
    assert download.report_card == "R1"


def test_eight_years_still_make_one_short_page() -> None:
    said = page(years())
    assert [type(each) for each in said] == [Words, Heading, Cards, Heading, Table, Heading, Cards, Heading, Download]
    assert len(said[2].cards) == 2
    assert len(said[4].rows) == 2
    assert not any(isinstance(each, Growth) for each in said)


def test_nothing_is_no_page() -> None:
    assert WholeChildReport().report(NOTHING) is None
    assert WholeChildReport().report(history({result("1", OTHER, score=3): OTHER})) is None
