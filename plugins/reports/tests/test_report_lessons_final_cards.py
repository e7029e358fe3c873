"""Method tests by year and subject, the test at the end of primary school, and report cards."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hub_reports.final import FinalReport
from hub_reports.method_tests import MethodTestsReport
from hub_reports.report_cards import ReportCardsReport

from hub.contract.reports import Card, Cards, Download, Heading, Table
from hub.records import Assessment, AssessmentPart, ReportCard
from hub.testing.report_histories import CARD, FINAL, METHOD, NOTHING, history, result, years


def lessons(*several: Any) -> list[Any]:
    made = MethodTestsReport().report(history(dict(several)))
    assert made is not None
    return list(made.blocks[1:])


def rows(table: Table) -> list[list[str]]:
    return [[cell.nl for cell in row] for row in table.rows]


def block(number: int, day: date, **other: Any) -> Any:
    said = {"score": 38, "mark": Decimal("7.6")} | {key: other.pop(key) for key in ("score", "mark") if key in other}
    test = replace(METHOD, key=f"BLOK-{number}-{day}", name=f"Rekenen blok {number}", **other)
    return result(f"{number}-{day}", test, day, **said), test


def test_a_table_has_score_mark_and_the_word_of_the_norm() -> None:
    heading, table = lessons(block(4, date(2027, 1, 20)))
    assert heading == Heading(heading.text)
    assert heading.text.nl == "Schooljaar 2026-2027, groep 5"
    assert (table.caption.nl, table.caption.en, table.folded) == ("Rekenen", "Maths", False)
    assert [each.nl for each in table.columns] == ["Toets", "Datum", "Score", "Cijfer", "Uitkomst"]
    assert rows(table) == [["Rekenen blok 4", "20 januari 2027", "38 van 50", "7,6", "voldoende"]]
    assert [cell.en for cell in table.rows[0]] == ["Rekenen blok 4", "20 January 2027", "38 of 50", "7.6", "voldoende"]


def test_the_newest_year_comes_first_and_earlier_ones_are_folded() -> None:
    said = lessons(block(1, date(2024, 9, 20)), block(2, date(2025, 8, 1)), block(3, date(2025, 7, 31)))
    years_ = [each.text.nl for each in said if isinstance(each, Heading)]
    assert years_ == ["Schooljaar 2025-2026, groep 5", "Schooljaar 2024-2025, groep 5"]
    tables = [each for each in said if isinstance(each, Table)]
    assert [(each.folded, len(each.rows)) for each in tables] == [(False, 1), (True, 2)]


def test_a_year_is_named_with_its_year_group_only_where_all_tests_say_the_same() -> None:
    day = date(2027, 1, 20)
    (heading, _) = lessons(block(1, day), block(2, day, year_group="6"))
    assert heading.text.nl == "Schooljaar 2026-2027"
    (heading, _) = lessons(block(1, day, year_group="S"))
    assert heading.text.en == "School year 2026-2027"


def test_subjects_have_tables_of_their_own_and_those_without_come_last() -> None:
    day = date(2027, 1, 20)
    said = lessons(block(1, day, subject=None), block(2, day, subject="VK-07"), block(3, day, subject="  spelling "))
    assert [each.caption.nl for each in said if isinstance(each, Table)] == ["Spelling", "VK-07", "Andere toetsen"]


def test_a_column_in_which_nothing_stands_is_left_out() -> None:
    day = date(2027, 1, 20)
    _, table = lessons(block(1, day, mark=None, norms=()), block(2, day, score=None, norms=()))
    assert [each.nl for each in table.columns] == ["Toets", "Datum", "Score", "Cijfer"]
    assert [row[2:] for row in rows(table)] == [["38 van 50", "–"], ["–", "7,6"]]


def test_what_is_seldom_known_of_a_test_has_a_column_where_it_is_known() -> None:
    test = replace(METHOD, norms=())
    found = {
        result("1", test, functioning_level="M5"): test,
        result("2", test, skill_score=Decimal("98.5"), reference_level="1F"): test,
    }
    made = MethodTestsReport().report(history(found))
    assert made is not None
    (table,) = [each for each in made.blocks if isinstance(each, Table)]
    assert [each.nl for each in table.columns] == ["Toets", "Datum", "Vaardigheidsscore", "Functioneringsniveau"]
    assert [row[2:] for row in rows(table)] == [["–", "M5"], ["98,5", "–"]]


def test_parts_stand_under_their_test() -> None:
    day = date(2027, 1, 20)
    whole, test = block(1, day)
    parted = replace(test, parts=(AssessmentPart(code="b", place=2, name="Meten"), AssessmentPart(code="a", place=1)))
    part = result("p", parted, day, part="b", score=8)
    _, table = lessons((part, parted), (result("q", parted, day, part="a", score=30), parted), (whole, parted))
    assert [row[0] for row in rows(table)] == ["Rekenen blok 1", "Rekenen blok 1: a", "Rekenen blok 1: Meten"]
    assert [row[2] for row in rows(table)] == ["38 van 50", "30", "8"]


def test_a_pupil_who_did_a_year_group_twice_sees_both_years() -> None:
    made = MethodTestsReport().report(years())
    assert made is not None
    headings = [each.text.nl for each in made.blocks if isinstance(each, Heading)]
    assert headings[:2] == ["Schooljaar 2026-2027, groep 8", "Schooljaar 2025-2026, groep 7"]
    assert [each for each in headings if each.endswith("groep 4")] == [
        "Schooljaar 2022-2023, groep 4",
        "Schooljaar 2021-2022, groep 4",
    ]


def final(*several: Any) -> tuple[Any, ...]:
    made = FinalReport().report(history(dict(several), grade_now="8"))
    assert made is not None
    return made.blocks


def test_the_final_test_is_a_card_and_its_parts_a_table() -> None:
    day = date(2027, 2, 2)
    words, cards, table = final(
        (result("1", FINAL, day, score=214, level="havo/vwo"), FINAL),
        (result("2", FINAL, day, part="RW", score=31, reference_level="1S"), FINAL),
        (result("3", FINAL, day, part="LV", reference_level="2F"), FINAL),
    )
    assert "één moment" in words.text.nl
    assert "schooladvies" in words.more.nl
    (card,) = cards.cards
    assert isinstance(card, Card)
    assert (card.title.nl, card.tone and card.tone.word.nl) == ("Doorstroomtoets 2026", "havo/vwo")
    assert [each.nl for each in table.columns] == ["Onderdeel", "Referentieniveau", "Score"]
    assert rows(table) == [["Lezen", "2F", "–"], ["Rekenen", "1S", "31"]]


def test_a_letter_of_the_final_test_is_not_explained_as_a_level() -> None:
    _, cards = final((result("1", FINAL, level="B"), FINAL))
    assert "100 kinderen" not in cards.cards[0].text.nl


def test_a_final_test_of_which_only_parts_are_known_is_a_table() -> None:
    _, table = final((result("1", FINAL, part="LV", level="goed"), FINAL))
    assert rows(table) == [["Lezen", "goed"]]


def test_a_final_test_that_was_taken_twice_is_there_twice_the_newest_first() -> None:
    said = final(
        (result("1", FINAL, date(2026, 2, 2), score=201), FINAL),
        (result("2", FINAL, date(2027, 2, 2), score=214), FINAL),
    )
    assert [each.cards[0].when.year for each in said if isinstance(each, Cards)] == [2027, 2026]


def test_a_result_of_which_nothing_is_known_is_left_out() -> None:
    found = {result("1", FINAL, part="LV"): FINAL, result("2", FINAL, part="RW", level="goed"): FINAL}
    made = FinalReport().report(history(found))
    assert made is not None
    (table,) = [each for each in made.blocks if isinstance(each, Table)]
    assert rows(table) == [["Rekenen", "goed"]]
    assert FinalReport().report(history({result("1", FINAL, part="LV"): FINAL})) is None


def cards(*several: ReportCard) -> list[tuple[str, ...]]:
    made = ReportCardsReport().report(replace(NOTHING, report_cards=several))
    assert made is not None
    return [
        (each.text.nl,) if isinstance(each, Heading) else (each.report_card, each.label.nl, str(each.detail or ""))
        for each in made.blocks
        if isinstance(each, Heading | Download)
    ]


def test_report_cards_stand_by_school_year_with_period_and_day() -> None:
    older = replace(CARD, key="R0", title="Rapport 2", school_year="2025-2026", period=None, issued_on=None)
    assert cards(CARD, older) == [
        ("Schooljaar 2026-2027",),
        ("R1", "Rapport 1", "periode 1 · 5 februari 2027"),
        ("Schooljaar 2025-2026",),
        ("R0", "Rapport 2", ""),
    ]


def test_a_report_card_without_a_year_stands_in_that_of_its_day_or_else_below() -> None:
    by_day = replace(CARD, key="a", school_year=None, issued_on=date(2027, 7, 31))
    nowhere = replace(CARD, key="b", school_year=" ", issued_on=None, period="  ")
    assert [each[0] for each in cards(CARD, by_day, nowhere)] == [
        "Schooljaar 2026-2027",
        "R1",
        "a",
        "Andere rapporten",
        "b",
    ]


def test_no_report_cards_are_no_report() -> None:
    assert ReportCardsReport().report(NOTHING) is None
    assert FinalReport().report(NOTHING) is None
    assert MethodTestsReport().report(NOTHING) is None


def test_an_assessment_of_another_kind_is_no_method_test() -> None:
    other = Assessment(key="x")
    assert MethodTestsReport().report(history({result("1", other, score=3): other})) is None
