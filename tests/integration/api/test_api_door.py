"""Who comes in at the API, as what, and how often; and what is said to who does not."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from hub.portal.rights import Act
from hub.store import SchoolEntry, Scope, Store
from tests.integration.api.conftest import CANARY, Api, Door

NEEDS = {
    "/classes": Scope.ROLL,
    "/combined-groups": Scope.ROLL,
    "/teachers": Scope.ROLL,
    "/pupils": Scope.ROLL,
    "/pupils/p1": Scope.ROLL,
    "/departures/pupils?updated_since=2026-01-01T00:00:00Z": Scope.ROLL,
    "/guardians": Scope.GUARDIANS,
    "/guardians/mother": Scope.GUARDIANS,
    "/departures/guardians?updated_since=2026-01-01T00:00:00Z": Scope.GUARDIANS,
    "/guardians/mother/children/p1/reports": Scope.REPORTS,
    "/guardians/mother/children/p1/report-cards/c1/document": Scope.REPORTS,
    "/changes": Scope.CHANGES,
    "/guardians/mother/changes": Scope.CHANGES,
}


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer kh_1_abc", "Basic kh", "Bearer kh_999999_" + "a" * 43])
def test_without_a_token_that_is_one_the_answer_is_a_problem_that_says_what_to_do(api: Api, given: str) -> None:
    answer = api.client.get("/api/v1/pupils", headers={"Authorization": given} if given else {})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "Koppelingen voor uw portaal" in answer.json()["detail"]
    assert "set-cookie" not in answer.headers


def test_a_token_with_the_number_of_another_school_in_it_opens_nothing(api: Api, other_school: SchoolEntry) -> None:
    _, _, secret = api.token.split("_", 2)
    assert replace(api, token=f"kh_{other_school.id}_{secret}").get("/school").status_code == 401


@pytest.mark.parametrize(("path", "scope"), NEEDS.items())
def test_a_route_opens_with_its_own_scope_and_with_no_other(
    door: Door, family: None, school: SchoolEntry, path: str, scope: Scope
) -> None:
    assert door.with_token(school, scope).get(path).status_code == 200
    refused = door.with_token(school, *(set(Scope) - {scope})).get(path, accept_language="en")
    assert refused.status_code == 403
    assert f"'{scope.value}'" in refused.json()["detail"]
    assert "administrator" in refused.json()["detail"]


def test_asking_needs_its_own_scope(door: Door, family: None, school: SchoolEntry) -> None:
    without = door.with_token(school, *(set(Scope) - {Scope.ASK}))
    assert (
        without.post("/guardians/mother/changes", {"wishes": [{"field": "mobile", "value": "0611"}]}).status_code == 403
    )
    assert without.post("/guardians/mother/changes/1/withdraw").status_code == 403


def test_a_token_that_was_revoked_or_has_expired_opens_nothing_from_the_next_request_on(
    api: Api, store: Store, school: SchoolEntry
) -> None:
    assert api.get("/school").status_code == 200
    with store.open(school.id) as books:
        books.session.execute(text("UPDATE hub.api_token SET expires_at = now() - interval '1 second'"))
    assert "verlopen" in api.get("/school").json()["detail"]
    with store.open(school.id) as books:
        (token,) = books.api_tokens.all()
        assert books.api_tokens.revoke(token.id)
    gone = api.get("/school")
    assert (gone.status_code, "ingetrokken" in gone.json()["detail"]) == (401, True)


def test_too_many_requests_with_one_token_have_to_wait_and_those_with_another_do_not(
    door: Door, family: None, school: SchoolEntry
) -> None:
    door.portal.work_at(replace(door.portal.app.state.desk, calls_per_minute=3))
    busy, quiet = door.with_token(school), door.with_token(school)
    assert [busy.get("/school").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = busy.get("/school")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "Retry-After" in refused.json()["detail"]
    assert quiet.get("/school").status_code == 200


def test_the_token_is_in_no_table_no_log_and_no_audit_trail(
    api: Api, store: Store, school: SchoolEntry, server: Any, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert api.get("/pupils").status_code == 200
    assert api.get("/pupils", authorization=f"Bearer {api.token}x").status_code == 401
    secret = api.token.rpartition("_")[2]
    assert secret not in caplog.text
    every = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'hub'"
    with server.superuser(database) as superuser:
        for (name,) in superuser.execute(every).fetchall():
            rows = superuser.execute(f"SELECT t::text FROM {name} t").fetchall()
            assert not any(secret in row for (row,) in rows), name
    with store.open(school.id) as books:
        (token,) = books.api_tokens.all()
        assert token.used_at is not None
        assert books.audit.entries()[0].act == "token.made"


def test_the_api_keeps_no_session_and_needs_no_form_token(api: Api) -> None:
    asked = api.post("/guardians/mother/changes", {"wishes": [{"field": "mobile", "value": "06 1111 2222"}]})
    assert asked.status_code == 201
    assert "set-cookie" not in asked.headers


@pytest.mark.parametrize("path", ["/nope", "/pupils/p1/nope", "/openapi/x"])
def test_what_is_not_there_is_a_problem_and_no_page(api: Api, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_another_method_is_a_problem_that_names_those_there_are(api: Api) -> None:
    answer = api.client.delete("/api/v1/pupils", headers={"Authorization": f"Bearer {api.token}"})
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_every_route_of_the_api_needs_a_token_but_its_own_document(door: Door, api: Api) -> None:
    routes: list[Any] = [each for each in door.portal.app.routes if each.path.startswith("/api/v1")]
    acts = {(each.path, handler.opt.get("act")) for each in routes for handler in each.route_handlers}
    named = {(path, act) for path, act in acts if act is not None}  # without: Litestar's own answer to OPTIONS
    assert {path for path, act in named if act is not Act.PROGRAM} == {"/api/v1/openapi.json"}
    assert api.client.options("/api/v1/pupils").status_code == 405


def every_address(api: Api) -> Iterator[str]:
    """Yield every reading route of the document, with keys that are those of the first school."""
    keys = {"key": "mother", "pupil": "p1", "card": "c1", "number": "1"}
    for path, item in api.client.get("/api/v1/openapi.json").json()["paths"].items():
        if "get" in item:
            filled = path.replace("/pupils/{key}", "/pupils/p1").format(**keys)
            yield f"{filled}?updated_since=2020-01-01T00:00:00Z"


def test_nobody_of_another_school_is_on_any_route(api: Api, stranger: Api) -> None:
    api.post("/guardians/mother/changes", {"wishes": [{"field": "mobile", "value": "06 1111 2222"}]})
    addresses = list(every_address(api))
    assert len(addresses) > 10
    for address in addresses:
        mine = api.get(address)
        assert mine.status_code == 200, address
        assert CANARY not in mine.text, address
    assert CANARY in stranger.get("/pupils").text


def test_of_what_is_at_another_school_nobody_is_told_that_it_is_there(api: Api, stranger: Api) -> None:
    asked = api.post("/guardians/mother/changes", {"wishes": [{"field": "mobile", "value": "06 1111 2222"}]})
    number = asked.json()["changes"][0]["number"]
    for address in (f"/changes/{number}", "/changes/999999"):
        answer = stranger.get(address)
        assert (answer.status_code, answer.json()["detail"]) == (404, stranger.get("/changes/999998").json()["detail"])
    assert stranger.post(f"/guardians/mother/changes/{number}/withdraw").status_code == 404
    assert api.get(f"/changes/{number}").json()["state"] == "requested"
    assert stranger.get("/guardians/mother/children/p1/reports").json()["items"] == []
