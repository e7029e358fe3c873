"""One person at the school, for the administrator: what there is of him, a file with all of it, and erasing."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias
from urllib.parse import quote

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Stream

from hub.portal.deciding import own_family_of
from hub.portal.desk import Desk, desk_of
from hub.portal.files import STATES, UNENDED, ask_for_file, megabytes, percent_of, send_file
from hub.portal.looking import PERSON, looks_at
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.staff.limits import MOST_OFFSET, PER_PAGE, bounded
from hub.portal.visits import Asking, Visitor, visit_of
from hub.privacy.persons import erase, foretell, in_words, kept_by_plugins, what_stays
from hub.records import Kind, Text
from hub.store import Asker, Books, PersonEntry, Takeout
from hub.store.looks import SeenAs

Form: TypeAlias = URLEncodedBody[dict[str, str]]
KINDS = {Kind.PUPILS: Text("Leerlingen", "Pupils"), Kind.GUARDIANS: Text("Verzorgers", "Guardians")}
WRONG_NAME = Text(
    "De naam klopt niet. Er is niets gewist. Typ hem precies zoals hij hierboven staat.",
    "The name is not right. Nothing was erased. Type it exactly as it stands above.",
)


@get("/s/{school:str}/privacy/persons", opt={"act": Act.PRIVACY}, sync_to_thread=True)
def persons(
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    q: FromQuery[str] = "",
    kind: FromQuery[str] = "pupils",
    offset: FromQuery[int] = 0,
) -> Response[str]:
    wanted, offset = _kind(kind), bounded(offset, MOST_OFFSET)
    with desk_of(request).books(request.scope) as books:
        found = books.traces.people(wanted, q.strip()[:100], offset, PER_PAGE + 1)
        files = _files(books, _visitor(request).account_id)
    if wanted is Kind.PUPILS:
        looks_at(request, (each.key for each in found[:PER_PAGE]))
    looks_at(request, (each.key for each, _ in files if each.kind is Kind.PUPILS))
    context: dict[str, Any] = {"people": found[:PER_PAGE], "more": len(found) > PER_PAGE, "offset": offset}
    context |= {"limit": PER_PAGE, "asked": {"q": q, "kind": wanted.value}, "kinds": KINDS, "files": files}
    return page(request, "privacy_persons.html", **context, file_states=STATES)


@get("/s/{school:str}/privacy/person", opt={"act": Act.PRIVACY, "shows": PERSON}, sync_to_thread=True)
def person(request: Asking, school: FromPath[str], kind: FromQuery[str], key: FromQuery[str]) -> Response[str]:  # noqa: ARG001 - in the address
    desk = desk_of(request)
    with desk.books(request.scope) as books:
        entry = _person(books, kind, key)
        context = _known(desk, books, entry)
        hold = next((each for each in books.retention.holds() if (each.kind, each.key) == (entry.kind, key)), None)
    return page(request, "privacy_person.html", person=entry, hold=hold, **context)


@post("/s/{school:str}/privacy/person/file", opt={"act": Act.PRIVACY}, sync_to_thread=True)
def ask_file(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    visitor = _visitor(request)
    with desk_of(request).books(request.scope) as books:
        entry = _person(books, data.get("kind", ""), data.get("key", ""))
        own_family_of(books, visit_of(request.scope)).refuse(entry.kind, entry.key)
        own = entry.kind is Kind.GUARDIANS and data.get("for") != "school"
        language = visit_of(request.scope).language
        asker = Asker(account=visitor.account_id, by=visitor.email, own=own, language=language)
        number = ask_for_file(books, entry.kind, entry.key, asker)
    return see(f"/s/{school}/privacy/file/{number}", "file_asked")


@get("/s/{school:str}/privacy/file/{number:int}", opt={"act": Act.PRIVACY}, sync_to_thread=True)
def file(request: Asking, school: FromPath[str], number: FromPath[int]) -> Response[str]:  # noqa: ARG001 - in the address
    desk = desk_of(request)
    with desk.books(request.scope) as books:
        takeout = _takeout(books, number, _visitor(request).account_id)
        entry = books.traces.person(takeout.kind, takeout.key)
    if takeout.kind is Kind.PUPILS:
        looks_at(request, [takeout.key])
    rows: Mapping[str, int] = takeout.contents.get("sorts", {})
    context: dict[str, Any] = {
        "file": takeout,
        "person": entry,
        "inside": in_words(desk.registry, rows),
        "percent": percent_of(takeout),
        "megabytes": megabytes(takeout),
        "unended": takeout.state in UNENDED,
    }
    return page(request, "privacy_file.html", **context, file_states=STATES)


@get("/s/{school:str}/privacy/file/{number:int}/download", opt={"act": Act.PRIVACY}, sync_to_thread=True)
def download(request: Asking, school: FromPath[str], number: FromPath[int]) -> Stream:  # noqa: ARG001 - in the address
    visitor = _visitor(request)
    with desk_of(request).books(request.scope) as books:
        takeout = _takeout(books, number, visitor.account_id)
        own_family_of(books, visit_of(request.scope)).refuse(takeout.kind, takeout.key)
        return send_file(books, bounded(number), visitor.account_id, visitor.name, SeenAs.STAFF)


@post("/s/{school:str}/privacy/file/{number:int}/remove", opt={"act": Act.PRIVACY}, sync_to_thread=True)
def remove_file(request: Asking, school: FromPath[str], number: FromPath[int]) -> Response[Any]:
    account = _visitor(request).account_id
    with desk_of(request).books(request.scope) as books:
        takeout = _takeout(books, number, account)
        books.takeouts.forget(takeout.id, account)
        books.audit.write("takeout.removed", f"{takeout.kind.value} {takeout.key}")
    return see(f"/s/{school}/privacy/persons", "file_removed")


@get("/s/{school:str}/privacy/erase", opt={"act": Act.PRIVACY}, sync_to_thread=True)
def erase_form(request: Asking, school: FromPath[str], kind: FromQuery[str], key: FromQuery[str]) -> Response[str]:  # noqa: ARG001 - in the address
    with desk_of(request).books(request.scope) as books:
        entry = _person(books, kind, key)
    return _erase_page(request, entry)


@post("/s/{school:str}/privacy/erase", opt={"act": Act.PRIVACY}, sync_to_thread=True)
def erase_now(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:  # noqa: ARG001 - in the address
    """Erase a person whose name was typed, and show the proof."""
    desk = desk_of(request)
    with desk.books(request.scope) as books:
        entry = _person(books, data.get("kind", ""), data.get("key", ""))
        own_family_of(books, visit_of(request.scope)).refuse(entry.kind, entry.key)
        typed = _plain(data.get("name", ""))
        if typed != _plain(entry.name or entry.key):
            erased = None
        else:
            erased = erase(desk.registry, books, entry.kind, entry.key)
            stays = what_stays(desk.registry, books)
    if erased is None:
        return _erase_page(request, entry, problem=WRONG_NAME, status_code=422)
    at = datetime.now(UTC)
    return page(request, "privacy_erased.html", person=entry, erased=erased, stays=stays, at=at)


def _erase_page(
    request: Asking, entry: PersonEntry, *, problem: Text | None = None, status_code: int = 200
) -> Response[str]:
    desk = desk_of(request)
    with desk.books(request.scope) as books:
        foretold = foretell(desk.registry, books, entry.kind, entry.key)
    if entry.kind is Kind.PUPILS:
        looks_at(request, [entry.key])
    context: dict[str, Any] = {"person": entry, "foretold": foretold, "problem": problem}
    return page(request, "privacy_erase.html", status_code=status_code, **context)


def _known(desk: Desk, books: Books, entry: PersonEntry) -> dict[str, Any]:
    rows = books.traces.counts(entry.kind, entry.key)
    plugins = kept_by_plugins(desk.registry, books, entry.kind, entry.key)
    return {"inside": in_words(desk.registry, rows), "plugins": [desk.registry.plugins[key].title for key in plugins]}


def _files(books: Books, account: int) -> list[tuple[Takeout, str]]:
    found = [each for own in (False, True) for each in books.takeouts.of(account, own=own)]
    named = ((each, books.traces.person(each.kind, each.key)) for each in found)
    return [(each, entry.name or entry.key if entry else each.key) for each, entry in named]


def _takeout(books: Books, number: int, account: int) -> Takeout:
    found = books.takeouts.get(bounded(number), account)
    if found is None:
        raise NotFoundException
    return found


def _person(books: Books, kind: str, key: str) -> PersonEntry:
    found = books.traces.person(_kind(kind), key) if key else None
    if found is None:
        raise NotFoundException
    return found


def _kind(kind: str) -> Kind:
    if kind not in {each.value for each in KINDS}:
        raise NotFoundException
    return Kind(kind)


def _visitor(request: Asking) -> Visitor:
    visitor = visit_of(request.scope).visitor
    assert visitor is not None, "the page asks for a right"
    return visitor


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def address_of(kind: Kind, key: str) -> str:
    """Return the part of an address that says who is meant."""
    return f"kind={kind.value}&key={quote(key, safe='')}"


PERSON_ROUTES = (persons, person, ask_file, file, download, remove_file, erase_form, erase_now)
