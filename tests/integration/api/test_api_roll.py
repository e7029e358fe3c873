"""What the API gives of who is at the school: all that says something, and nothing technical."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.portal.api import shapes
from hub.portal.api.keys import from_path, in_path
from hub.records import CombinedGroup, Group, Guardian, Guardianship, Pupil, Teacher
from hub.store import SchoolEntry, Store
from tests.integration.api.conftest import ODD_KEY, Api, people, say

OF_THE_HUB = {"href", "children", "changed_at", "sees", "reports"}
TECHNICAL = {"eck_id", "changed_at"}


@pytest.mark.parametrize(
    ("shape", "record", "left_out"),
    [
        (shapes.PupilShape, Pupil, TECHNICAL),
        (shapes.TeacherShape, Teacher, TECHNICAL),
        (shapes.GuardianShape, Guardian, TECHNICAL),
        (shapes.ClassShape, Group, TECHNICAL),
        (shapes.CombinedGroupShape, CombinedGroup, TECHNICAL),
        (shapes.TieShape, Guardianship, TECHNICAL | {"key", "guardian"}),
    ],
)
def test_a_shape_has_every_field_of_its_record_but_technical_ones(shape: Any, record: Any, left_out: set[str]) -> None:
    assert set(shape.__struct_fields__) - OF_THE_HUB == {each.name for each in fields(record)} - left_out


def test_the_school_says_whose_token_it_is(api: Api) -> None:
    found = api.get("/school").json()
    assert (found["code"], found["name"], found["token"]) == ("99XX", "De Regenboog", "Ouderapp")
    assert found["scopes"] == ["changes:ask", "changes:read", "guardians:read", "reports:read", "roll:read"]


def test_classes_teachers_and_pupils_come_with_what_the_las_says_of_them(api: Api) -> None:
    (group,) = api.get("/classes").json()["items"]
    (teacher,) = api.get("/teachers").json()["items"]
    first, second = api.get("/pupils").json()["items"]
    assert (group["name"], group["year_group"]) == ("5A", "5")
    assert teacher["assignments"] == [{"group": "5a", "combined": False, "roles": ["LRK"]}]
    assert (first["key"], first["first_name"], first["group"]) == ("p1", "Noor", "5a")
    assert second["combined_groups"] == ["gym"]
    assert "geheim" not in api.get("/pupils").text + api.get("/teachers").text


def test_pages_go_on_from_where_the_last_one_ended(api: Api) -> None:
    first = api.get("/pupils?limit=1").json()
    second = api.get(f"/pupils?limit=1&after={first['next']}").json()
    assert [first["items"][0]["key"], second["items"][0]["key"], second["next"]] == ["p1", ODD_KEY, None]


def test_a_key_with_any_sign_opens_at_its_own_address(api: Api) -> None:
    odd = api.get("/pupils").json()["items"][1]
    assert odd["href"].startswith("/api/v1/pupils/~")
    assert api.get(odd["href"]).json()["key"] == ODD_KEY


@pytest.mark.parametrize("key", ["p1", "a b", "~x", ".", "..", "a/b", "é", "%2F", "x" * 256])
def test_a_key_is_read_back_from_an_address_as_it_was(key: str) -> None:
    part = in_path(key)
    assert "/" not in part
    assert from_path(part) == key


def test_only_what_changed_since_is_told_and_who_left_is_told_apart(
    api: Api, store: Store, school: SchoolEntry
) -> None:
    before = datetime.now(UTC)
    records = [each for each in people("Noor") if getattr(each, "key", "") != ODD_KEY]
    renamed = Pupil(key="p1", first_name="Nora", last_name="Vos", group="5a", postcode="1234AB")
    say(store, school, *[renamed if isinstance(each, Pupil) else each for each in records], day=2)
    since = before.isoformat().replace("+00:00", "Z")
    assert [each["first_name"] for each in api.get(f"/pupils?updated_since={since}").json()["items"]] == ["Nora"]
    assert api.get(f"/teachers?updated_since={since}").json()["items"] == []
    left = api.get(f"/departures/pupils?updated_since={since}").json()
    assert [each["key"] for each in left["items"]] == [ODD_KEY]
    assert api.get(api_path(ODD_KEY)).status_code == 404


def api_path(key: str) -> str:
    return f"/pupils/{in_path(key)}"


def test_whoever_asks_from_the_last_answer_on_misses_nothing(api: Api, store: Store, school: SchoolEntry) -> None:
    as_of = datetime.fromisoformat(api.get("/pupils").json()["as_of"])
    assert as_of < datetime.now(UTC) - timedelta(seconds=50)
    with store.open(school.id) as books:
        going_on = books.runs.create("test", "", dry_run=False)
        books.runs.start(going_on)
    with store.open(school.id) as books:
        run = books.runs.get(going_on)
    assert run is not None
    assert datetime.fromisoformat(api.get("/pupils").json()["as_of"]) <= run.started_at


@pytest.mark.parametrize(
    "query", ["updated_since=2026-09-01T08:00:00", "updated_since=gisteren", "limit=0", "limit=501", "after=x"]
)
def test_a_question_that_is_not_right_is_a_problem_that_says_which_part(api: Api, query: str) -> None:
    answer = api.get(f"/pupils?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"] or "tijdzone" in answer.json()["detail"]


def test_the_same_answer_is_told_only_once(api: Api) -> None:
    first = api.get("/pupils/p1")
    again = api.get("/pupils/p1", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "private, no-cache"


def test_guardians_come_with_what_family_law_needs(api: Api) -> None:
    found = {each["key"]: each for each in api.get("/guardians").json()["items"]}
    ties = {key: each["children"][0] for key, each in found.items()}
    assert {key: each["sees"] for key, each in ties.items()} == {
        "mother": True,
        "ex": True,
        "without": False,
        "step": False,
    }
    assert (ties["ex"]["authority"], ties["ex"]["lives_with"], ties["ex"]["relation"]) == (True, False, "father")
    assert api.get(found["mother"]["href"]).json() == found["mother"]
    assert api.get("/guardians/nobody").status_code == 404
