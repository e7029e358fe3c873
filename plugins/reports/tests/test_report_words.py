"""How numbers, days, moments and subjects are written."""

from datetime import date
from decimal import Decimal

import pytest
from hub_reports.moments import group_of, has_reference, moment_called, moment_of, without_moment
from hub_reports.subjects import called
from hub_reports.words import day, number

from hub.records import Assessment, Text


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [
        ("7.5", "7,5", "7.5"),
        ("7.50", "7,5", "7.5"),
        ("7.0", "7", "7"),
        ("0", "0", "0"),
        ("-0.001", "0", "0"),
        ("-3.25", "-3,25", "-3.25"),
        ("1E+2", "100", "100"),
        ("120", "120", "120"),
        ("152.555", "152,56", "152.56"),
        ("1234567890123456789012345678901234567890.5", "1234567890123456789012345678901234567890,5", None),
    ],
)
def test_a_number_has_a_comma_in_dutch_and_a_point_in_english(value: str, nl: str, en: str | None) -> None:
    assert number(Decimal(value)) == Text(nl, en or nl.replace(",", "."))


def test_a_day_is_written_in_words() -> None:
    assert day(date(2027, 3, 5)) == Text("5 maart 2027", "5 March 2027")


@pytest.mark.parametrize(
    ("name", "code", "moment"),
    [
        ("Begrijpend lezen M5", None, "M5"),
        ("Rekenen-Wiskunde 3.0 E7 (digitaal)", None, "E7"),
        ("Spelling midden groep 4", None, "M4"),
        ("Spelling eind groep 4", None, "E4"),
        ("Taal begin jaargroep 8", None, "B8"),
        (None, "lvs-lezen-m5", "M5"),
        (None, "RW_E3", "E3"),
        ("Toets", "RW-M6", "M6"),
        ("AVI M3", "x-E8", "M3"),
        ("Vitamine B12", None, None),
        ("Toets 5", "M50", None),
        ("IQ-E9", None, None),
        (None, None, None),
    ],
)
def test_the_moment_is_read_from_the_name_or_else_the_code(
    name: str | None, code: str | None, moment: str | None
) -> None:
    found = moment_of(Assessment(key="M8", name=name, code=code))
    assert (str(found) if found else None) == moment


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("Begrijpend lezen M5", "Begrijpend lezen"),
        ("Rekenen M5 (2024)", "Rekenen"),
        ("Rekenen 3.0 - E4", "Rekenen 3.0"),
        ("M5", ""),
        ("DMT eind groep 3", "DMT"),
    ],
)
def test_tests_of_one_row_share_a_name(name: str, rest: str) -> None:
    assert without_moment(name) == rest


@pytest.mark.parametrize(
    ("word", "nl"),
    [("M5", "halverwege groep 5"), ("e8", "aan het eind van groep 8"), ("<M3", None), (None, None), ("M9", None)],
)
def test_a_functioning_level_that_names_a_moment_is_put_in_words(word: str | None, nl: str | None) -> None:
    found = moment_called(word)
    assert (found.words.nl if found else None) == nl


@pytest.mark.parametrize(
    ("year_group", "name", "group", "reference"),
    [
        ("5", None, 5, False),
        ("6", None, 6, True),
        ("groep 7", None, 7, True),
        ("S", None, None, True),
        (None, "Lezen M4", 4, False),
        ("C", "Lezen M8", 8, True),
        (None, None, None, True),
        ("100", None, None, True),
    ],
)
def test_reference_levels_are_spoken_of_from_year_group_six_on(
    year_group: str | None, name: str | None, group: int | None, *, reference: bool
) -> None:
    assessment = Assessment(key="1", year_group=year_group, name=name)
    assert (group_of(assessment), has_reference(assessment)) == (group, reference)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rekenen", Text("Rekenen", "Maths")),
        ("  Begrijpend   lezen ", Text("Begrijpend lezen", "Reading comprehension")),
        ("VK-07", Text("VK-07", "VK-07")),
        ("wereldoriëntatie", Text("Wereldoriëntatie", "The world around us")),
    ],
)
def test_a_subject_is_called_by_its_name_or_as_the_las_calls_it(name: str, text: Text) -> None:
    assert called(name) == text
