"""What one guardian sees and asks through the API: exactly what he may, and what the school publishes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from hub.store import SchoolEntry, Store
from hub.store.looks import SeenAs, Sight
from tests.integration.api.conftest import Api, Door, publish

REPORTS = "/guardians/{}/children/p1/reports"
DOCUMENT = "/guardians/{}/children/p1/report-cards/c1/document"


@pytest.mark.parametrize("guardian", ["mother", "ex"])
def test_a_guardian_with_authority_gets_the_reports_as_blocks_and_the_document(api: Api, guardian: str) -> None:
    found = api.get(REPORTS.format(guardian))
    assert found.status_code == 200
    blocks = [block for report in found.json()["items"] for block in report["blocks"]]
    assert {"heading", "cards", "growth", "download"} & {each["type"] for each in blocks}
    (download, *_) = [each for each in blocks if each["type"] == "download"]
    assert download["href"] == "/api/v1" + DOCUMENT.format(guardian)
    document = api.get(download["href"])
    assert document.content.startswith(b"%PDF")
    assert document.headers["content-type"] == "application/pdf"
    assert document.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("guardian", ["without", "step", "nobody"])
def test_who_may_see_nothing_gets_nothing_and_is_not_told_whether_there_is_anything(api: Api, guardian: str) -> None:
    for path in (REPORTS, DOCUMENT):
        refused = api.get(path.format(guardian))
        elsewhere = api.get(path.format("nobody").replace("p1", "p999"))
        assert refused.status_code == elsewhere.status_code == 404
        assert refused.json() == elsewhere.json()


def test_what_the_school_does_not_publish_is_not_there(api: Api, store: Store, school: SchoolEntry) -> None:
    publish(store, school, on=False)
    assert api.get(REPORTS.format("mother")).json()["items"] == []
    assert api.get(DOCUMENT.format("mother")).status_code == 404


def test_every_look_is_noted_under_the_name_of_the_token(api: Api, store: Store, school: SchoolEntry) -> None:
    api.get(REPORTS.format("mother"))
    api.get(DOCUMENT.format("mother"))
    api.get(REPORTS.format("without"))
    for path in ("/pupils", "/pupils/p1", "/pupils?group=5a"):
        assert api.get(path).status_code == 200
    with store.open(school.id) as books:
        looks = books.looks.of("p1")
    found = {(each.who, each.seen_as, each.what) for each in looks}
    assert len(looks) == len(found), "a list that is read again is noted once a day"
    assert found == {
        ("Ouderapp", SeenAs.PORTAL, Sight.RECORD),
        ("Ouderapp", SeenAs.PORTAL, Sight.REPORTS),
        ("Ouderapp", SeenAs.PORTAL, Sight.REPORT_CARD),
    }


def ask(api: Api, guardian: str, *wishes: Any, **headers: str) -> Any:
    return api.post(f"/guardians/{guardian}/changes", {"wishes": list(wishes)}, **headers)


MOBILE = {"field": "mobile", "value": "06 2222 3333"}


def test_a_guardian_asks_and_the_change_is_seen_with_its_state(api: Api, store: Store, school: SchoolEntry) -> None:
    asked = ask(api, "mother", MOBILE, {"field": "postcode", "value": "5678 cd", "pupil": "p1"})
    assert asked.status_code == 201
    mobile, postcode = asked.json()["changes"]
    assert (mobile["wanted"], mobile["base"], mobile["state"]) == ("+31622223333", "+31612345678", "requested")
    assert (postcode["pupil"], postcode["wanted"]) == ("p1", "5678 CD")
    assert api.get(mobile["href"]).json() == mobile
    assert [each["number"] for each in api.get("/changes?state=requested").json()["items"]] == [
        mobile["number"],
        postcode["number"],
    ]
    assert api.get("/guardians/ex/changes").json()["items"] == []
    with store.open(school.id) as books:
        (item, _) = books.changes.items()
        assert (item.asked_by, item.guardian) == ("guardian:mother", "mother")
        assert {each.who for each in books.audit.entries() if each.act == "change.requested"} == {"api:Ouderapp"}


@pytest.mark.parametrize(
    ("guardian", "wish", "status", "words"),
    [
        ("without", {"field": "postcode", "value": "5678CD", "pupil": "p1"}, 409, "gezag"),
        ("ex", {"field": "postcode", "value": "5678CD", "pupil": "p1"}, 409, "woont"),
        ("mother", {"field": "first_name", "value": "x", "pupil": "p999"}, 409, "leerling"),
        ("mother", {"field": "eck_id", "value": "x", "pupil": "p1"}, 409, "niet wijzigen"),
        ("mother", {"field": "mobile", "value": "geen nummer"}, 422, "nummer"),
        ("nobody", MOBILE, 404, "niet"),
    ],
)
def test_what_may_not_be_asked_is_refused_with_the_sentence_for_the_guardian(
    api: Api, guardian: str, wish: dict[str, Any], status: int, words: str
) -> None:
    refused = ask(api, guardian, wish)
    assert refused.status_code == status
    assert words in refused.json()["detail"]
    assert api.get("/changes").json()["items"] == []


def test_all_of_a_request_is_asked_or_nothing(api: Api) -> None:
    assert ask(api, "mother", MOBILE, {"field": "mobile", "value": "x"}).status_code == 422
    assert api.get("/changes").json()["items"] == []


def test_a_request_with_the_same_key_is_asked_once(api: Api) -> None:
    first = ask(api, "mother", MOBILE, idempotency_key="abc")
    again = ask(api, "mother", MOBILE, idempotency_key="abc")
    assert (again.status_code, again.json()) == (201, first.json())
    other = ask(api, "mother", {"field": "mobile", "value": "06 4444 5555"}, idempotency_key="abc")
    assert (other.status_code, "Idempotency-Key" in other.json()["detail"]) == (422, True)
    assert len(api.get("/changes").json()["items"]) == 1


def test_two_requests_with_one_key_at_the_same_time_are_asked_once(door: Door, api: Api) -> None:
    others = [replace(api, client=door.client()) for _ in range(4)]
    with ThreadPoolExecutor(4) as at_once:
        answers = list(at_once.map(lambda each: ask(each, "mother", MOBILE, idempotency_key="abc"), others))
    assert {each.status_code for each in answers} == {201}
    assert len({each.json()["request"] for each in answers}) == 1
    assert len(api.get("/changes").json()["items"]) == 1


def test_a_request_that_failed_does_not_use_its_key_up(api: Api) -> None:
    assert ask(api, "mother", {"field": "mobile", "value": "x"}, idempotency_key="abc").status_code == 422
    assert ask(api, "mother", MOBILE, idempotency_key="abc").status_code == 201


def test_one_guardian_does_not_replace_the_wish_of_another(api: Api) -> None:
    wish = {"field": "first_name", "value": "Noortje", "pupil": "p1"}
    assert ask(api, "mother", wish).status_code == 201
    refused = ask(api, "ex", wish)
    assert (refused.status_code, "Iemand anders" in refused.json()["detail"]) == (409, True)


def test_who_asked_withdraws_and_nobody_else(api: Api) -> None:
    number = ask(api, "mother", MOBILE).json()["changes"][0]["number"]
    assert api.post(f"/guardians/ex/changes/{number}/withdraw").status_code == 404
    assert api.post(f"/guardians/mother/changes/{number}/withdraw").json()["state"] == "withdrawn"
    assert api.post(f"/guardians/mother/changes/{number}/withdraw").status_code == 409


def test_a_body_that_is_not_right_is_a_problem(api: Api) -> None:
    bodies: tuple[Any, ...] = (
        {},
        {"wishes": []},
        {"wishes": [{"field": "mobile"}]},
        [],
        {"wishes": [{**MOBILE, "more": 1}]},
    )
    for body in bodies:
        answer = api.post("/guardians/mother/changes", body)
        assert answer.status_code == 400, body
        assert answer.headers["content-type"].startswith("application/problem+json")
    odd = ask(api, "mother", {"field": "first_name", "value": "x", "pupil": "p1\0"})
    assert odd.status_code == 400
