import sys
from typing import Any

import pytest

from hub.app import NEVER_LOGGED, without_personal_data, without_words_of_errors


def test_what_is_named_as_personal_data_is_taken_out_of_a_line_and_the_line_says_so() -> None:
    line = {"event": "saved", "school": 7, "last_name": "Jansen", "bsn": "123456782"}
    assert without_personal_data(None, "info", line) == {
        "event": "saved",
        "school": 7,
        "refused": ["bsn", "last_name"],
    }


@pytest.mark.parametrize("name", ["first_name", "birth_date", "email", "mobile", "postcode", "eck_id", "password"])
def test_names_of_fields_of_people_are_never_logged(name: str) -> None:
    assert name in NEVER_LOGGED


@pytest.mark.parametrize("name", ["event", "level", "school", "run", "task", "error", "where", "state", "plugin"])
def test_what_the_hub_logs_itself_may_be_logged(name: str) -> None:
    assert name not in NEVER_LOGGED


def caught(how: str) -> Any:
    try:
        int("Fatima Jansen")
    except ValueError as error:
        given = {"true": True, "tuple": sys.exc_info(), "error": error}[how]
        return without_words_of_errors(None, "error", {"exc_info": given})


@pytest.mark.parametrize("how", ["true", "tuple", "error"])
def test_an_error_is_logged_by_its_class_and_place_without_its_words(how: str) -> None:
    line = caught(how)
    assert line["error"] == "ValueError"
    assert line["where"] == [each for each in line["where"] if each.startswith("test_logs.py:")]
    assert "Fatima" not in str(line)


def test_a_line_without_an_error_stays_as_it_is() -> None:
    assert without_words_of_errors(None, "info", {"event": "x", "exc_info": False}) == {"event": "x"}
