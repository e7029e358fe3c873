from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.records import SchoolCode, SchoolYear


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("99XX", SchoolCode("99XX")),
        (" 99xx ", SchoolCode("99XX")),
        ("99XX00", SchoolCode("99XX")),
        ("99xx01", SchoolCode("99XX", "01")),
        ("12345", SchoolCode("12345")),
        ("42", SchoolCode("42")),
    ],
)
def test_a_school_code_is_read_as_people_write_it(written: str, code: SchoolCode) -> None:
    assert SchoolCode.parse(written) == code


@pytest.mark.parametrize(
    "written", ["", "9XX", "99XXX", "99XX1", "1", "1234567", "99-XX", "XX99", "９９XX", "99XX01\n2"]
)
def test_anything_else_is_no_school_code(written: str) -> None:
    with pytest.raises(ValueError, match="geen BRIN"):
        SchoolCode.parse(written)


def test_a_flemish_number_is_told_from_a_brin() -> None:
    assert SchoolCode.parse("12345").is_flemish
    assert not SchoolCode.parse("99XX").is_flemish


@given(st.from_regex(r"[0-9]{2}[A-Z]{2}([0-9]{2})?|[0-9]{2,6}", fullmatch=True))
def test_a_school_code_reads_back_what_it_writes(written: str) -> None:
    code = SchoolCode.parse(written)
    assert SchoolCode.parse(str(code)) == code


def test_a_school_year_is_two_years_that_follow_each_other() -> None:
    assert SchoolYear.parse(" 2026-2027 ") == SchoolYear(2026)
    assert str(SchoolYear(2026)) == "2026-2027"


@pytest.mark.parametrize("written", ["2026", "2026-2028", "2027-2026", "26-27", "2026/2027", "", "2026-2027-"])
def test_anything_else_is_no_school_year(written: str) -> None:
    with pytest.raises(ValueError, match="geen schooljaar"):
        SchoolYear.parse(written)


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 7, 31), 2025), (date(2026, 8, 1), 2026), (date(2027, 1, 1), 2026)]
)
def test_a_school_year_begins_on_the_first_of_august(day: date, year: int) -> None:
    assert SchoolYear.at(day) == SchoolYear(year)


def test_school_years_follow_each_other_in_order() -> None:
    assert SchoolYear(2026).next() == SchoolYear(2027) > SchoolYear(2026)


@given(st.dates(min_value=date(1001, 1, 1), max_value=date(9998, 1, 1)))
def test_a_school_year_reads_back_what_it_writes(day: date) -> None:
    assert SchoolYear.parse(str(SchoolYear.at(day))) == SchoolYear.at(day)
