"""What the API says where something goes wrong: problem details (RFC 9457) with a sentence that says what to do."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi import ResponseSpec
from msgspec import Meta, Struct

from hub.changes import CannotAskError, CannotDecideError, ValueRefusedError
from hub.changes.errors import UNKNOWN_ITEM
from hub.contract import HubError
from hub.contract.pages import NotThereError
from hub.portal.noting import noted
from hub.records import Text
from hub.store import NoDocumentError

MEDIA_TYPE = "application/problem+json"


class ProblemText(Struct, kw_only=True):
    """The same sentence in both languages."""

    nl: str
    en: str


class ProblemField(Struct, kw_only=True):
    """Which part of a request is not right."""

    name: str
    reason: str


class Problem(Struct, kw_only=True):
    """A problem as RFC 9457 has it. `detail` is in the language that `Accept-Language` asks for, Dutch or English."""

    type: str
    title: str
    status: int
    detail: Annotated[str, Meta(description="What is wrong and what to do: for a developer, or for the guardian.")]
    texts: ProblemText
    errors: list[ProblemField] = []
    number: Annotated[str | None, Meta(description="Of a fault in the hub: give it to who runs the hub.")] = None


class ApiProblemError(HTTPException):
    """A problem that a route of the API tells, with headers where they belong to it."""

    def __init__(self, status: int, sentence: Text, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status_code=status, detail="", headers=dict(headers or {}))
        self.sentence = sentence


def on_problem(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """Tell an error that has a status of its own."""
    if isinstance(error, ApiProblemError):
        return _told(request, error.status_code, error.sentence, headers=error.headers)
    if isinstance(error, ValidationException):
        return _told(request, 400, SENTENCES[400], errors=_fields_of(error))
    if error.status_code >= 500:  # noqa: PLR2004 - a fault of our own
        return on_fault_of_api(request, error)
    status = error.status_code if error.status_code in SENTENCES else 400
    return _told(request, status, SENTENCES[status], headers=_allowed(error))


def on_hub_problem(request: Request[Any, Any, Any], error: HubError) -> Response[Problem]:
    """Tell the sentence that a room of the hub gave, which is meant for the guardian."""
    if isinstance(error, NoDocumentError | NotThereError) or error.text is UNKNOWN_ITEM:
        return _told(request, 404, NOT_THERE)
    if isinstance(error, ValueRefusedError):
        return _told(request, 422, error.text)
    if isinstance(error, CannotAskError | CannotDecideError):
        return _told(request, 409, error.text)
    return _told(request, 409, error.text)


def on_fault_of_api(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Tell a fault of our own by its number, and nothing of the inside."""
    if isinstance(error, RecursionError):  # JSON within JSON within JSON: nothing that anybody means
        return _told(request, 400, SENTENCES[400])
    return _told(request, 500, SENTENCES[500], number=noted(request, error))


def _told(  # noqa: PLR0913 - what a problem tells
    request: Request[Any, Any, Any],
    status: int,
    sentence: Text,
    *,
    errors: list[ProblemField] | None = None,
    headers: Mapping[str, str] | None = None,
    number: str | None = None,
) -> Response[Problem]:
    language = "en" if request.headers.get("accept-language", "").lower().startswith("en") else "nl"
    problem = Problem(
        type="about:blank",
        title=TITLES.get(status, "Bad Request"),
        status=status,
        detail=sentence.to(language),
        texts=ProblemText(nl=sentence.nl, en=sentence.en),
        errors=errors or [],
        number=number,
    )
    return Response(problem, status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def _fields_of(error: ValidationException) -> list[ProblemField]:
    found = error.extra if isinstance(error.extra, list) else []
    return [
        ProblemField(name=str(each.get("key", "")), reason=str(each.get("message", "")))
        for each in found
        if isinstance(each, dict)
    ]


def _allowed(error: HTTPException) -> dict[str, str]:
    return {name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"}


def documented(*statuses: int) -> dict[int, ResponseSpec]:
    """Return the errors that a route can give, for the API's own document."""
    return {
        status: ResponseSpec(Problem, generate_examples=False, description=SENTENCES[status].en, media_type=MEDIA_TYPE)
        for status in (*statuses, 400, 401, 403, 429)
    }


TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
NOT_THERE = Text(
    "Dit is er niet, of niet voor wie het vraagt. Controleer de sleutels in het adres.",
    "This is not there, or not for who asks. Check the keys in the address.",
)
SENTENCES: dict[int, Text] = {
    400: Text(
        "Dit verzoek klopt niet. Kijk bij 'errors' welk deel, en in /api/v1/openapi.json wat het moet zijn.",
        "This request is not right. See under 'errors' which part, and in /api/v1/openapi.json what it must be.",
    ),
    401: Text(
        "Stuur een geldig token mee: 'Authorization: Bearer kh_…'. De beheerder van de school maakt er een bij "
        "Koppelingen voor uw portaal.",
        "Send a valid token along: 'Authorization: Bearer kh_…'. The school's administrator makes one under "
        "Couplings for your portal.",
    ),
    403: Text(
        "Dit token heeft dit recht niet. Vraag de beheerder van de school om een token met dit recht.",
        "This token does not have this right. Ask the school's administrator for a token that does.",
    ),
    404: NOT_THERE,
    405: Text(
        "Dit kan hier niet met deze methode. Kijk in /api/v1/openapi.json welke er zijn.",
        "This method cannot be used here. See in /api/v1/openapi.json which there are.",
    ),
    409: Text(
        "Dit kan nu niet; 'detail' zegt waarom. Er is niets veranderd.",
        "This cannot be done now; 'detail' says why. Nothing was changed.",
    ),
    413: Text("Dit verzoek is te groot. Splits het.", "This request is too large. Split it."),
    415: Text("Stuur JSON, met 'Content-Type: application/json'.", "Send JSON, with 'Content-Type: application/json'."),
    422: Text(
        "Deze waarde kan niet; 'detail' zegt wat wel kan. Er is niets gevraagd.",
        "This cannot be the value; 'detail' says what can. Nothing was asked.",
    ),
    429: Text(
        "Er kwamen te veel verzoeken met dit token. Wacht het aantal seconden in 'Retry-After' en ga dan verder.",
        "Too many requests came with this token. Wait the number of seconds in 'Retry-After', then go on.",
    ),
    500: Text(
        "Er ging iets mis in de hub. Probeer het zo nog eens. Blijft het misgaan, geef dan 'number' door aan de "
        "beheerder van de hub.",
        "Something went wrong in the hub. Try again in a moment. If it keeps failing, give 'number' to who runs it.",
    ),
    503: Text("De hub is even te druk. Wacht een halve minuut.", "The hub is too busy. Wait half a minute."),
}
