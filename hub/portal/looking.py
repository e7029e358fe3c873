"""That somebody of the school looked at pupils is noted in one place: a route says whom it shows, in its `opt`.

    @get("/s/{school:str}/pupil", opt={"act": Act.SEE_RECORDS, "shows": PUPIL})

It is noted before the page goes out, and only of a page that shows them: not of a fault, and not of one that sends on.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from litestar.concurrency import sync_to_thread
from litestar.types import Message, Scope

from hub.portal.desk import Desk
from hub.portal.visits import visit_of
from hub.records import Kind
from hub.store import Books
from hub.store.looks import SeenAs, Sight

SHOWS = "shows"
EVERYBODY = 1_000_000
OK = 200


@dataclass(frozen=True, slots=True)
class Shows:
    """What a route shows: whose data (LAS keys of pupils, from the books and the address), and which sort."""

    whom: Callable[[Books, Mapping[str, str]], Collection[str]]
    what: Sight = Sight.RECORD


def _class(books: Books, asked: Mapping[str, str]) -> list[str]:
    return [each.key for each in books.roll.pupils(group=asked.get("key"), limit=EVERYBODY)] if "key" in asked else []


def _everybody(books: Books, _asked: Mapping[str, str]) -> list[str]:
    return [each.key for each in books.roll.pupils(limit=EVERYBODY)]


def _person(_books: Books, asked: Mapping[str, str]) -> list[str]:
    return [asked["key"]] if asked.get("kind") == Kind.PUPILS.value and "key" in asked else []


PUPIL = Shows(lambda _, asked: [asked["key"]] if "key" in asked else [])
CLASS = Shows(_class)
PERSON = Shows(_person)
WHOLE_SCHOOL = Shows(_everybody, Sight.EXPORT)


async def note_looks(message: Message, scope: Scope) -> None:
    """Keep who looks at which pupils, where the route says that it shows them."""
    handler = scope.get("route_handler")
    if message["type"] != "http.response.start" or message["status"] != OK or handler is None:
        return
    shows = handler.opt.get(SHOWS)
    if isinstance(shows, Shows):
        await sync_to_thread(_note, scope, shows)


def _note(scope: Scope, shows: Shows) -> None:
    desk: Desk = scope["litestar_app"].state["desk"]
    visitor = visit_of(scope).visitor
    assert visitor is not None, "a page that shows pupils asks for a right"
    asked = {name: values[0] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
    with desk.books(scope) as books:
        pupils = shows.whom(books, asked)
        books.looks.note(pupils, shows.what, SeenAs.STAFF, visitor.name, account_id=visitor.account_id)
