from datetime import UTC, datetime, timedelta

import pytest

from hub.contract import SourceRefusedError
from hub.intake.admission import Latest, admit
from hub.records import SchoolCode, SchoolYear, Source

SCHOOL = SchoolCode("99XX")
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
LATEST = Latest(SchoolYear(2026), NOW)


def source(school: SchoolCode | None = SCHOOL, year: int | None = 2026, made_at: datetime | None = NOW) -> Source:
    return Source(name="x.xml", school=school, school_year=SchoolYear(year) if year else None, made_at=made_at)


def test_the_same_schools_newer_data_of_this_year_comes_in_and_is_no_rollover() -> None:
    assert admit(source(made_at=NOW + timedelta(days=1)), SCHOOL, LATEST) is False


def test_the_same_file_again_comes_in() -> None:
    assert admit(source(), SCHOOL, LATEST) is False


def test_the_first_pull_of_any_year_comes_in() -> None:
    assert admit(source(year=2019), SCHOOL, Latest()) is False


def test_a_source_that_says_nothing_of_itself_comes_in() -> None:
    assert admit(source(None, None, None), SCHOOL, LATEST) is False


@pytest.mark.parametrize("other", [SchoolCode("99XY"), SchoolCode("99XX", "01"), SchoolCode("12345")])
def test_another_schools_data_is_refused_with_both_names(other: SchoolCode) -> None:
    with pytest.raises(SourceRefusedError, match=rf"school {other}.*school 99XX"):
        admit(source(other), SCHOOL, LATEST)


def test_last_years_data_is_refused() -> None:
    with pytest.raises(SourceRefusedError, match=r"2025-2026.*2026-2027"):
        admit(source(year=2025), SCHOOL, LATEST)


def test_an_older_file_is_refused_in_dutch_time() -> None:
    with pytest.raises(SourceRefusedError, match=r"02-11-2026 12:59.*02-11-2026 13:00"):
        admit(source(made_at=NOW - timedelta(minutes=1)), SCHOOL, LATEST)


def test_a_moment_without_a_zone_is_dutch_time() -> None:
    assert admit(source(made_at=datetime(2026, 11, 2, 13)), SCHOOL, LATEST) is False  # noqa: DTZ001  # that is the case
    with pytest.raises(SourceRefusedError):
        admit(source(made_at=datetime(2026, 11, 2, 12, 59)), SCHOOL, LATEST)  # noqa: DTZ001


def test_next_years_data_is_a_rollover_whenever_it_was_made() -> None:
    assert admit(source(year=2027, made_at=NOW - timedelta(days=9)), SCHOOL, LATEST) is True
