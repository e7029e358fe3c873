"""The API holds itself to its own document, whatever is asked: schemathesis asks, over the wire, on a real store."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema_rs import validator_for
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from hub.store import Message, MessageState
from hub.webhooks import EVENTS, IN_BULK
from hub.webhooks.sending import body_of
from tests.integration.api.conftest import Api

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
EXAMPLES = 12
"""Of each route and sort; derandomized, so that every run asks the same."""
KEYS = ("mother", "ex", "without", "p1", "c1", "nobody")
ASKING = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def document(api: Api) -> Any:
    return api.client.get("/api/v1/openapi.json").json()


def test_the_document_is_openapi_and_names_only_the_api(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1/") for path in document["paths"])
    assert len(document["paths"]) > 12
    for path, item in document["paths"].items():
        for operation in item.values():
            assert {"400", "401", "403", "429"} <= operation["responses"].keys(), path
            assert operation["summary"], path


def test_the_document_tells_what_every_message_holds(document: Any) -> None:
    assert document["webhooks"].keys() == EVENTS.keys() | IN_BULK.keys()
    message = Message(
        id=1,
        webhook=1,
        event="report_card.added",
        at=datetime.now(UTC),
        pupil="p1",
        guardian=None,
        data={"report_card": "c1"},
        message_key="x",
        state=MessageState.WAITING,
        tries=0,
        look_at=None,
        status=None,
        sentence=None,
        tried_at=None,
        ended_at=None,
    )
    promised = document["webhooks"]["report_card.added"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert validator_for(promised).is_valid(json.loads(body_of(message, "99XX")))
    assert not validator_for(promised).is_valid({"type": "pupil.added"})


def operations(document: Any) -> Iterator[Any]:
    """Yield what can be asked; a part of the document that is not right fails the test."""
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


@pytest.mark.parametrize("mode", GenerationMode)
def test_whatever_is_asked_the_answer_is_one_that_the_document_promises(
    api: Api, address: str, document: Any, mode: GenerationMode
) -> None:
    answered: dict[int, int] = {}
    for operation in operations(document):

        @ASKING
        @given(
            case=operation.as_strategy(generation_mode=mode),
            keys=st.lists(st.sampled_from(KEYS), min_size=3, max_size=3) | st.none(),
        )
        def ask(case: Any, keys: list[str] | None) -> None:
            if keys and mode is GenerationMode.POSITIVE:
                case.path_parameters |= dict(zip(sorted(case.path_parameters), keys, strict=False))
            answer = case.call(base_url=address, headers={"Authorization": f"Bearer {api.token}"})
            case.validate_response(answer, checks=CHECKS)
            answered[answer.status_code] = answered.get(answer.status_code, 0) + 1

        ask()
    assert answered.get(200 if mode is GenerationMode.POSITIVE else 400, 0) > EXAMPLES, answered


@pytest.mark.parametrize("token", ["", "Bearer kh_1_" + "a" * 43, "Bearer ééé", "Basic \x7f"])
def test_without_a_right_token_every_route_answers_401_and_as_the_document_says(
    address: str, document: Any, token: str
) -> None:
    problem = {**document["components"]["schemas"]["Problem"], "components": document["components"]}
    for operation in operations(document):
        filled = operation.Case(path_parameters=dict.fromkeys(("key", "pupil", "card"), "p1") | {"number": 1})
        answer = filled.call(base_url=address, headers={"Authorization": token.encode()} if token else {})
        assert answer.status_code == 401, operation.path
        assert validator_for(problem).is_valid(answer.json())


def test_a_body_of_any_size_or_sort_is_answered_with_a_problem(api: Api) -> None:
    path = "/api/v1/guardians/mother/changes"
    headers = {"Authorization": f"Bearer {api.token}", "Content-Type": "application/json"}
    bodies = (
        b"",
        b"{",
        b"[" * 100_000,
        b'{"wishes": [{"field": "\\ud800", "value": null}]}',
        b"\xff",
        b"x" * 2_000_000,
    )
    for body in bodies:
        answer = api.client.post(path, content=body, headers=headers)
        assert answer.status_code in {400, 413}, body[:20]
        assert answer.headers["content-type"].startswith("application/problem+json")
    other = api.client.post(
        path, content=b"a=b", headers={**headers, "Content-Type": "application/x-www-form-urlencoded"}
    )
    assert other.status_code == 400
