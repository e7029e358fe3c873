"""How the API answers: pages that go on from a number, and the same answer only once (`ETag`)."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, TypeAlias, TypeVar

import msgspec
from litestar import Request, Response
from litestar.params import PathParameter, QueryParameter

from hub.portal.api.problems import ApiProblemError
from hub.records import Text
from hub.store.roll_pages import Departed, Paged

T = TypeVar("T")
Calling: TypeAlias = Request[Any, Any, Any]
MOST = 500
DIGITS = 18

Limit: TypeAlias = Annotated[int, QueryParameter(ge=1, le=MOST, description="How many in one page.")]
After: TypeAlias = Annotated[
    str | None, QueryParameter(pattern="^[0-9]{1,18}$", description="The `next` of the page before.")
]
Since: TypeAlias = Annotated[
    datetime | None,
    QueryParameter(
        name="updated_since",
        description="Only what the hub saw come or change at or after this moment: the `as_of` of last time. Who left "
        "is told apart, under departures.",
    ),
]
KeyInPath: TypeAlias = Annotated[
    str,
    PathParameter(max_length=400, description="Key in the LAS; one with a slash or other sign as `~` and base64url."),
]


def number_after(after: str | None) -> int:
    """Return from which number a page goes on."""
    return int(after) if after and after.isascii() and after.isdecimal() and len(after) <= DIGITS else 0


def moment(since: datetime | None) -> datetime | None:
    """Return a moment that names its time zone. Raises where it does not, or lies beyond what the hub can know."""
    if since is not None and (since.tzinfo is None or not FIRST_YEAR <= since.year <= LAST_YEAR):
        raise ApiProblemError(400, NO_ZONE)
    return since


def next_of(rows: Sequence[Paged | Departed], limit: int) -> str | None:
    """Return the number from which the next page goes on; one row more than the limit was asked for."""
    return str(rows[limit - 1].number) if len(rows) > limit else None


def told(request: Calling, value: T) -> Response[T]:
    """Answer with a value; who has it already, by its `ETag`, is told only that."""
    body = msgspec.json.encode(value, order="deterministic")
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(None, status_code=304, headers=headers)  # type: ignore[arg-type]  # there is no content
    return Response(value, headers=headers)


FIRST_YEAR, LAST_YEAR = 1900, 2999
NO_ZONE = Text(
    "Geef in 'updated_since' een moment met tijdzone, zoals 2026-09-01T08:00:00Z.",
    "Give a moment with its time zone in 'updated_since', such as 2026-09-01T08:00:00Z.",
)
