"""Who calls the API: the token, its school, and whether it has the right that the route names. Nothing is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Scope as AsgiScope

from hub.portal.api.problems import SENTENCES, ApiProblemError
from hub.portal.desk import Desk, desk_of
from hub.records import SchoolCode, Text
from hub.store import ApiToken, Books, Entered, Scope, SeenAs, Sight, UnknownSchoolError, school_in

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Koppelhub"'}
SCOPE = "scope"
"""The option of a route that names the right which a token needs; without one any token of the school will do."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that came in with a token of one school."""

    school_id: int
    school: SchoolCode
    token: ApiToken

    @property
    def by(self) -> str:
        """The name that stands in the audit trail."""
        return f"api:{self.token.name}"


def note_pupils(books: Books, caller: Caller, pupils: Collection[str]) -> None:
    """Note for the parents that a program reads who these pupils (LAS keys) are."""
    books.looks.note_once_a_day(pupils, Sight.RECORD, SeenAs.PORTAL, caller.token.name)


async def let_program_in(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let a program in whose token has the right that the route names."""
    given = connection.headers.get("authorization", "")
    caller = await sync_to_thread(look_up_caller, desk_of(connection), given)
    wanted = handler.opt.get(SCOPE)
    if wanted is not None and wanted not in caller.token.scopes:
        raise ApiProblemError(403, _no_right(wanted))
    connection.scope["user"] = caller


def look_up_caller(desk: Desk, given: str) -> Caller:
    """Return who sent this header. Raises `ApiProblemError` where it opens nothing, or has to wait."""
    kind, _, token = given.partition(" ")
    school = school_in(token.strip()) if kind.lower() == "bearer" else None
    if school is None:
        raise ApiProblemError(401, SENTENCES[401], CHALLENGE)
    try:
        with desk.store.open(school, by="api") as books:
            entered, code = books.api_tokens.enter(token.strip()), books.school.code
    except UnknownSchoolError:
        entered = None
    if entered is None:
        raise ApiProblemError(401, SENTENCES[401], CHALLENGE)
    _insist_it_opens(entered, desk.calls_per_minute)
    return Caller(school, code, entered.token)


def caller_of(scope: AsgiScope) -> Caller:
    """Return who calls; a route of the API has passed the door."""
    found = scope.get("user")
    assert isinstance(found, Caller)
    return found


def _insist_it_opens(entered: Entered, most: int) -> None:
    if entered.token.revoked_at is not None:
        raise ApiProblemError(401, REVOKED, CHALLENGE)
    if not entered.token.opens(datetime.now(UTC)):
        raise ApiProblemError(401, EXPIRED, CHALLENGE)
    if entered.counted > most:
        raise ApiProblemError(429, SENTENCES[429], {"Retry-After": str(entered.over_in)})


def _no_right(wanted: Scope) -> Text:
    return Text(
        f"Dit token heeft het recht '{wanted.value}' niet. Vraag de beheerder van de school er een dat het heeft.",
        f"This token does not have the right '{wanted.value}'. Ask the school's administrator for a token that does.",
    )


EXPIRED = Text(
    "Dit token is verlopen. Vraag de beheerder van de school om een nieuw token.",
    "This token has expired. Ask the school's administrator for a new one.",
)
REVOKED = Text(
    "De school heeft dit token ingetrokken. Vraag de beheerder van de school om een nieuw token.",
    "The school has revoked this token. Ask the school's administrator for a new one.",
)
