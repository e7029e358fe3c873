"""Letting the school's own portal in: tokens, made here, shown once, and revoked at once."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody

from hub.portal.desk import desk_of
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.visits import Asking
from hub.privacy.words import SCOPES
from hub.records import Text
from hub.store import ApiToken, Books, MessageState, Scope
from hub.webhooks import EVENTS

Form: TypeAlias = URLEncodedBody[dict[str, str]]
OPT = {"act": Act.SET_PORTAL}
LONGEST_NAME = 60
LASTS: Mapping[str, Text] = {
    "90": Text("90 dagen", "90 days"),
    "365": Text("1 jaar", "1 year"),
    "730": Text("2 jaar", "2 years"),
}


@get("/s/{school:str}/portal", opt=OPT, sync_to_thread=True)
def overview(request: Asking, school: FromPath[str]) -> Response[str]:  # noqa: ARG001 - in the address
    return front(request)


def front(
    request: Asking,
    given: Mapping[str, str] | None = None,
    problems: Mapping[str, Text] | None = None,
    status_code: int = 200,
) -> Response[str]:
    """Return the page with tokens and addresses; `given` is what was filled in, where something of it is wrong."""
    now = datetime.now(UTC)
    with desk_of(request).books(request.scope) as books:
        tokens = books.api_tokens.all()
        webhooks = books.webhooks.all()
        counts = books.webhooks.counts()
    context: dict[str, Any] = {
        "open": [each for each in tokens if each.opens(now)],
        "shut": [each for each in tokens if not each.opens(now)],
        "webhooks": webhooks,
        "waiting": {number: each.get(MessageState.WAITING, 0) for number, each in counts.items()},
        "given": given or {},
        "problems": problems or {},
        "labels": LABELS,
    }
    return page(request, "portal.html", status_code=status_code, **context, scopes=SCOPES, events=EVENTS, lasts=LASTS)


@post("/s/{school:str}/portal/tokens", opt=OPT, sync_to_thread=True)
def make(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    name, days = " ".join(data.get("name", "").split()), data.get("days", "")
    scopes = [each for each in Scope if f"scope-{each.value}" in data]
    with desk_of(request).books(request.scope) as books:
        problems = _problems(books, name, days, scopes)
        made = None if problems else books.api_tokens.make(name, scopes, int(days))
    if made is None:
        return front(request, data, problems, status_code=422)
    secret = made[1].reveal()
    return page(request, "portal_secret.html", back=f"/s/{school}/portal", secret=secret, name=name, sort="token")


def _problems(books: Books, name: str, days: str, scopes: list[Scope]) -> dict[str, Text]:
    found = {}
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        found["name"] = NO_NAME
    elif any(each.name == name and each.opens(datetime.now(UTC)) for each in books.api_tokens.all()):
        found["name"] = NAME_TAKEN
    if not scopes:
        found["scopes"] = NO_SCOPES
    if days not in LASTS:
        found["days"] = NO_DAYS
    return found


@get("/s/{school:str}/portal/tokens/{number:int}/revoke", opt=OPT, sync_to_thread=True)
def confirm_revoke(request: Asking, school: FromPath[str], number: FromPath[int]) -> Response[str]:
    with desk_of(request).books(request.scope) as books:
        token = _token(books, number)
    return page(request, "portal_revoke.html", back=f"/s/{school}/portal", token_of=token)


@post("/s/{school:str}/portal/tokens/{number:int}/revoke", opt=OPT, sync_to_thread=True)
def revoke(request: Asking, school: FromPath[str], number: FromPath[int]) -> Response[Any]:
    with desk_of(request).books(request.scope) as books:
        books.api_tokens.revoke(_token(books, number).id)
    return see(f"/s/{school}/portal", "token_revoked")


def _token(books: Books, number: int) -> ApiToken:
    found = books.api_tokens.find(number) if 0 < number < MOST_NUMBER else None
    if found is None:
        raise NotFoundException
    return found


MOST_NUMBER = 2**62
LABELS: Mapping[str, Text] = {
    "name": Text("Naam", "Name"),
    "scopes": Text("Wat het mag", "What it may do"),
    "days": Text("Hoe lang het geldt", "How long it counts"),
    "address": Text("Adres", "Address"),
    "events": Text("Waarover", "Of what"),
}
NO_NAME = Text(
    "Geef het token een naam van 1 tot 60 tekens, zoals de naam van uw portaal. Ouders kunnen die naam lezen.",
    "Give the token a name of 1 to 60 signs, such as the name of your portal. Parents can read that name.",
)
NAME_TAKEN = Text(
    "Er is al een token met deze naam. Kies een andere, zodat u ze uit elkaar houdt.",
    "There is a token with this name already. Choose another, so that you can tell them apart.",
)
NO_SCOPES = Text("Kies minstens één ding dat het token mag.", "Choose at least one thing that the token may do.")
NO_DAYS = Text("Kies hoe lang het token geldt.", "Choose how long the token counts.")

PORTAL_TOKEN_ROUTES = (overview, make, confirm_revoke, revoke)
