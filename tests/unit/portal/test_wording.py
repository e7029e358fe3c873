from datetime import UTC, date, datetime, timedelta

import pytest

from hub.portal import wording
from hub.portal.staff.school import in_order
from hub.records import Assignment, FieldChange, Gender, Group, Kind, Pupil


def test_a_prefix_sorts_apart_and_is_spoken_in_its_place() -> None:
    pupil = Pupil(key="1", first_name="Noor", prefix="van 't", last_name="Hof")
    assert wording.full_name(pupil) == "Noor van 't Hof"
    assert wording.sorted_name(pupil) == "Hof, Noor van 't"


def test_a_pupil_without_a_name_is_called_by_its_key() -> None:
    assert wording.full_name(Pupil(key="1")) == wording.sorted_name(Pupil(key="1")) == "1"


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [
        (None, "(leeg)", "(empty)"),
        ((), "(leeg)", "(empty)"),
        (True, "Ja", "Yes"),
        (date(2017, 3, 5), "5 mrt 2017", "5 Mar 2017"),
        (datetime(2026, 7, 1, 12, tzinfo=UTC), "1 jul 2026, 14:00", "1 Jul 2026, 14:00"),
        (Gender.GIRL, "Meisje", "Girl"),
        (("g1", "g2"), "Groep 1, g2", "Groep 1, g2"),
        ((Assignment(group="g1", roles=("LRK",)),), "Groep 1 (LRK)", "Groep 1 (LRK)"),
        ([{"group": "g1", "roles": []}], "Groep 1", "Groep 1"),
    ],
)
def test_a_value_reads_as_people_say_it(value: object, nl: str, en: str) -> None:
    names = {"g1": "Groep 1"}
    assert (wording.value_words(value, "nl", names), wording.value_words(value, "en", names)) == (nl, en)


def test_a_date_in_a_plan_is_read_as_a_date() -> None:
    assert wording.dated(Kind.PUPILS, "birth_date", "2017-03-05") == date(2017, 3, 5)
    assert wording.dated(Kind.PUPILS, "changed_at", "2017-03-05T10:00:00+00:00") == datetime(2017, 3, 5, 10, tzinfo=UTC)
    assert wording.dated(Kind.PUPILS, "first_name", "2017-03-05") == "2017-03-05"


def test_when_the_las_touched_a_record_is_told_only_where_nothing_else_is() -> None:
    touched, group = FieldChange("changed_at", None, "x"), FieldChange("group", "a", "b")
    assert wording.shown_changes([touched, group], Kind.PUPILS) == [group]
    assert wording.shown_changes([touched], Kind.PUPILS) == [touched]


def test_how_long_ago_is_said_in_the_language_of_the_page() -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    then = now - timedelta(minutes=4)
    assert wording.ago(then, "nl", now) == "4 minuten geleden"
    assert wording.ago(then, "en", now) == "4 minutes ago"


def test_figures_and_durations_follow_the_language() -> None:
    assert [wording.figure(12345, each) for each in ("nl", "en")] == ["12.345", "12,345"]
    assert [wording.seconds(0.44, each) for each in ("nl", "en")] == ["0,4 s", "0.4 s"]
    assert wording.seconds(125, "nl") == "2 min 5 s"


def test_classes_stand_in_the_order_of_a_school() -> None:
    names = ["10", "3", "1/2B", "Plus", "1/2A", "9"]
    found = [each.name for each in in_order([Group(key=name, name=name) for name in names])]
    assert found == ["1/2A", "1/2B", "3", "9", "10", "Plus"]
