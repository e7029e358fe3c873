import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.records import (
    RECORD_TYPES,
    UNSAID,
    Assignment,
    FieldChange,
    Gender,
    Kind,
    Pupil,
    Record,
    Teacher,
    diff,
    field_names,
    from_json,
    merged,
    said_fields,
    to_json,
    values,
)

RECORDS: st.SearchStrategy[Any] = st.one_of([st.builds(record) for record in RECORD_TYPES.values()])


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """Two records of one kind with one key."""
    record: Any = draw(st.sampled_from(list(RECORD_TYPES.values())))
    known: Any = draw(st.builds(record))
    pulled: Any = draw(st.builds(record))
    return known, replace(pulled, key=known.key)


def test_what_is_unsaid_is_no_difference() -> None:
    assert diff(Pupil(key="1", email="a@b.example"), Pupil(key="1")) == ()


def test_what_the_las_empties_is_a_difference() -> None:
    found = diff(Pupil(key="1", email="a@b.example"), Pupil(key="1", email=None))
    assert found == (FieldChange("email", "a@b.example", None),)


def test_a_first_word_about_a_field_is_a_change_from_nothing() -> None:
    assert diff(Pupil(key="1"), Pupil(key="1", prefix="van")) == (FieldChange("prefix", None, "van"),)


def test_the_las_saying_that_something_unknown_is_empty_changes_nothing() -> None:
    assert diff(Pupil(key="1"), Pupil(key="1", prefix=None)) == ()


def test_changes_stand_in_the_order_of_the_fields() -> None:
    changed = Pupil(key="1", postcode="1234AB", first_name="Jip", gender=Gender.BOY)
    assert [each.field for each in diff(Pupil(key="1"), changed)] == ["first_name", "gender", "postcode"]


def test_merging_keeps_what_is_unsaid_and_takes_what_is_said() -> None:
    known = Pupil(key="1", first_name="Jip", email="a@b.example", prefix="van")
    assert merged(known, Pupil(key="1", email=None, prefix="de")) == replace(known, email=None, prefix="de")


@given(pairs())
def test_after_merging_nothing_differs_any_more(pair: tuple[Any, Any]) -> None:
    known, pulled = pair
    assert diff(merged(known, pulled), pulled) == ()
    assert merged(merged(known, pulled), pulled) == merged(known, pulled)


@given(pairs())
def test_what_differs_is_what_merging_changes(pair: tuple[Any, Any]) -> None:
    known, pulled = pair
    after = merged(known, pulled)
    assert all(each.new == getattr(after, each.field) for each in diff(known, pulled))
    same = set(field_names(type(known))) - {each.field for each in diff(known, pulled)}
    assert all((getattr(known, name) or None) == (getattr(after, name) or None) for name in same)


@given(RECORDS)
def test_a_record_does_not_differ_from_itself(record: Record) -> None:
    assert diff(record, record) == ()
    assert merged(record, record) == record


@given(RECORDS)
def test_every_record_comes_back_the_same_through_json(record: Record) -> None:
    stored = json.loads(json.dumps(said_fields(record)))
    assert from_json(record.KIND, stored) == record


@given(RECORDS)
def test_what_is_unsaid_is_not_stored_and_what_is_empty_is(record: Record) -> None:
    stored = said_fields(record)
    for name, value in zip(field_names(type(record)), values(record), strict=True):
        assert (name in stored) == (value is not UNSAID)
        assert (stored.get(name, 0) is None) == (value is None)


def test_values_are_stored_in_their_plainest_form() -> None:
    assert said_fields(
        Pupil(
            key="1",
            birth_date=date(2020, 2, 29),
            gender=Gender.GIRL,
            combined_groups=("a", "b"),
            changed_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        )
    ) == {
        "key": "1",
        "birth_date": "2020-02-29",
        "gender": "girl",
        "combined_groups": ["a", "b"],
        "changed_at": "2026-01-02T03:04:00+00:00",
    }


def test_assignments_come_back_with_their_roles() -> None:
    teacher = Teacher(key="1", assignments=(Assignment(group="g", combined=True, roles=("LRK", "eigen")),))
    stored = said_fields(teacher)
    assert stored["assignments"] == [{"group": "g", "combined": True, "roles": ["LRK", "eigen"]}]
    assert from_json(Kind.TEACHERS, stored) == teacher


def test_a_stored_field_that_the_record_no_longer_has_is_left_out() -> None:
    assert from_json(Kind.PUPILS, {"key": "1", "shoe_size": 31}) == Pupil(key="1")


@pytest.mark.parametrize("value", [1.5, {"a": 1}, b"x", object()])
def test_a_value_without_a_form_in_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no JSON form"):
        to_json(value)
