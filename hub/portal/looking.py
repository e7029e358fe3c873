"""That somebody of the school looked at pupils is noted in one place.

A route whose address says whom it shows names that in its `opt`; one that finds out while it works says it itself:

    @get("/s/{school:str}/pupil", opt={"act": Act.SEE_RECORDS, "shows": PUPIL})

    looks_at(request, [child.key for child in row.entry.children])

It is noted before the page goes out, and only of a page that shows them: not of a fault, and not of one that sends on.
Changes are the exception: their desk notes them by itself (`note_for`), as a plugin's page may ask it what it likes.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from litestar.concurrency import sync_to_thread
from litestar.types import Message, Scope

from hub.portal.desk import Desk
from hub.portal.visits import Asking, Visit, visit_of
from hub.records import Kind
from hub.store import Books
from hub.store.looks import SeenAs, Sight

SHOWS = "shows"
EVERYBODY = 1_000_000
OK = 200
SENDS_ON = range(300, 400)
LOOKED_AT = "looked_at"


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


def looks_at(request: Asking, pupils: Iterable[str], what: Sight = Sight.RECORD) -> None:
    """Say that the page to come shows these pupils (LAS keys)."""
    request.scope["state"].setdefault(LOOKED_AT, {}).setdefault(what, set()).update(pupils)


def note_for(visit: Visit) -> Callable[[Books, Collection[str]], None]:
    """Return what notes at once that this visitor sees pupils (LAS keys)."""
    visitor = visit.visitor
    assert visitor is not None, "a page that shows pupils asks for a right"

    def note(books: Books, pupils: Collection[str]) -> None:
        books.looks.note(pupils, Sight.RECORD, SeenAs.STAFF, visitor.name, account_id=visitor.account_id)

    return note


async def note_looks(message: Message, scope: Scope) -> None:
    """Keep who looks at which pupils, where the route or the page says that it shows them."""
    handler = scope.get("route_handler")
    if message["type"] != "http.response.start" or handler is None:
        return
    shows = handler.opt.get(SHOWS) if message["status"] == OK else None
    said = {} if message["status"] in SENDS_ON else scope["state"].get(LOOKED_AT, {})
    if isinstance(shows, Shows) or any(said.values()):
        await sync_to_thread(_note, scope, shows, said)


def _note(scope: Scope, shows: Shows | None, said: Mapping[Sight, Collection[str]]) -> None:
    desk: Desk = scope["litestar_app"].state["desk"]
    visitor = visit_of(scope).visitor
    assert visitor is not None, "a page that shows pupils asks for a right"
    asked = {name: values[0] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
    with desk.books(scope) as books:
        seen = [(what, pupils) for what, pupils in said.items() if pupils]
        for what, pupils in [*seen, *([(shows.what, shows.whom(books, asked))] if shows else [])]:
            books.looks.note(pupils, what, SeenAs.STAFF, visitor.name, account_id=visitor.account_id)
