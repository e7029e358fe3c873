"""The messages that the hub sends, in the API's own document (`webhooks` of OpenAPI 3.1)."""

from collections.abc import Mapping

from litestar.openapi.spec import (
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    PathItem,
    Reference,
    RequestBody,
    Schema,
)

from hub.records import Text
from hub.webhooks import EVENTS, IN_BULK

NUMBERS = frozenset({"run", "change", "request", "pupils", "guardians"})
HOLDS: Mapping[str, tuple[str, ...]] = {
    "pupil": ("pupil", "run"),
    "guardian": ("guardian", "run"),
    "change": ("change", "request"),
    "results": ("pupil", "run"),
    "report_card": ("pupil", "report_card"),
    "intake": ("run", "outcome"),
    "roll": ("run", "pupils", "guardians"),
    "history": ("run", "pupils", "guardians"),
}
"""What stands in the `data` of a message, by the first word of its event; a key of the LAS is a text."""


def messages() -> dict[str, PathItem | Reference]:
    """Return every message with what is in it."""
    return {event: _item(event, words) for event, words in {**EVENTS, **IN_BULK}.items()}


def _item(event: str, words: Text) -> PathItem:
    data: dict[str, Schema | Reference] = {
        "school": _text(),
        **{name: _of(name) for name in HOLDS[event.partition(".")[0]]},
    }
    said = Schema(
        type=OpenAPIType.OBJECT,
        properties={
            "type": Schema(type=OpenAPIType.STRING, const=event),
            "timestamp": Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.DATE_TIME),
            "data": Schema(type=OpenAPIType.OBJECT, properties=data, required=list(data)),
        },
        required=["type", "timestamp", "data"],
    )
    taken = OpenAPIResponse(description="Any answer of 2xx within 15 seconds: the message was taken.")
    body = RequestBody(content={"application/json": OpenAPIMediaType(schema=said)}, required=True)
    return PathItem(
        post=Operation(summary=words.en, request_body=body, responses={"2XX": taken}, security=[], tags=["messages"])
    )


def _of(name: str) -> Schema:
    return Schema(type=OpenAPIType.INTEGER) if name in NUMBERS else _text()


def _text() -> Schema:
    return Schema(type=OpenAPIType.STRING)
