"""Requests of guardians without authority for information on a pupil, and the school's decision on each.

Who works at the school and belongs to the family of a request does not find it: it is not his to know of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody

from hub.changes import OwnFamily, dutch_day, dutch_today
from hub.contract import ReportKind
from hub.portal.deciding import own_family_of
from hub.portal.desk import desk_of
from hub.portal.looking import looks_at
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.staff.access import LABELS, LONGEST, REPORT_KINDS, Filled, end_of_year, read_form
from hub.portal.staff.guardian_access import mark_of_guardian, pupil_mark, sight_of
from hub.portal.staff.limits import MOST_OFFSET, PER_PAGE, bounded
from hub.portal.visits import Asking, visit_of
from hub.portal.wording import RELATIONS
from hub.records import Guardian, Guardianship, Kind, Pupil, Text
from hub.store import Books, Grant, InformationRequest, RequestState, label_of

Form: TypeAlias = URLEncodedBody[dict[str, str]]
DECIDE = {"act": Act.DECIDE_INFORMATION}
CHOICES = {"grant": "information_granted", "refuse": "information_refused"}
STATES: dict[RequestState, tuple[str, Text]] = {
    RequestState.ASKED: ("warn", Text("Wacht op een besluit", "Waits for a decision")),
    RequestState.GRANTED: ("good", Text("Toegestaan", "Granted")),
    RequestState.REFUSED: ("bad", Text("Geweigerd", "Refused")),
    RequestState.WITHDRAWN: ("calm", Text("Ingetrokken door de ouder", "Taken back by the parent")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A request with who asks and of whom. A name is empty where the person is off the roll."""

    request: InformationRequest
    guardian: str
    pupil: str
    class_name: str | None
    tie: Guardianship | None
    waits: int | None = None
    """Days since it was asked, where it waits for a decision."""
    grant: Grant | None = None


@get("/s/{school:str}/information", opt=DECIDE, sync_to_thread=True)
def requests(
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    offset: FromQuery[int] = 0,
) -> Response[str]:
    offset = bounded(offset, MOST_OFFSET)
    with desk_of(request).books(request.scope) as books:
        found = _found(request, books)
        waiting = _rows(books, [each for each in found if each.state is RequestState.ASKED])
        past = [each for each in found if each.state is not RequestState.ASKED]
        shown = _rows(books, past[offset : offset + PER_PAGE])
    looks_at(request, (each.request.pupil for each in (*waiting, *shown)))
    context: dict[str, Any] = {"waiting": waiting, "past": shown, "total": len(past)}
    return page(request, "information.html", **context, **_words(), offset=offset, limit=PER_PAGE)


@get("/s/{school:str}/information/{number:int}", opt=DECIDE, sync_to_thread=True)
def one_request(request: Asking, school: FromPath[str], number: FromPath[int]) -> Response[str]:  # noqa: ARG001 - in the address
    with desk_of(request).books(request.scope) as books:
        row = _one(request, books, number)
        context = _around(request, books, row)
    blank = Filled(day=end_of_year(dutch_today()).isoformat())
    return page(request, "information_one.html", row=row, forms={"grant": blank, "refuse": Filled()}, **context)


@post("/s/{school:str}/information/{number:int}/{choice:str}", opt=DECIDE, sync_to_thread=True)
def decide_request(
    request: Asking, school: FromPath[str], number: FromPath[int], choice: FromPath[str], data: Form
) -> Response[Any]:
    """Show a decision once more, and take it once the visitor says that he is sure."""
    if choice not in CHOICES:
        raise NotFoundException
    filled = read_form(data, dutch_today(), with_kinds=choice == "grant")
    with desk_of(request).books(request.scope) as books:
        row = _one(request, books, number)
        context = _around(request, books, row)
        if not filled.problems and data.get("sure") == "yes":
            _decide(books, number, choice, filled)
            return see(f"/s/{school}/information/{number}", CHOICES[choice])
    forms = {"grant": Filled(day=end_of_year(dutch_today()).isoformat()), "refuse": Filled(), choice: filled}
    if filled.problems or data.get("sure") == "no":
        status = 422 if filled.problems else 200
        return page(request, "information_one.html", status_code=status, row=row, forms=forms, **context)
    return page(request, "information_sure.html", row=row, choice=choice, filled=filled, **context)


def waiting_for(request: Asking, books: Books) -> int:
    """Return how many requests for information wait for this visitor's decision; 0 for who does not decide on them."""
    if not visit_of(request.scope).may(Act.DECIDE_INFORMATION):
        return 0
    return sum(each.state is RequestState.ASKED for each in _found(request, books, RequestState.ASKED))


def _decide(books: Books, number: int, choice: str, filled: Filled) -> None:
    if choice == "grant":
        books.access.grant_request(number, filled.kinds, filled.words, until=filled.until)
    else:
        books.access.refuse_request(number, filled.words)


def _found(request: Asking, books: Books, state: RequestState | None = None) -> list[InformationRequest]:
    """Return the requests that are this visitor's to know of."""
    asked = books.access.requests(state=state)
    own = own_family_of(books, visit_of(request.scope)) if asked else OwnFamily()
    return [each for each in asked if not own.touches(each.guardian, each.pupil)]


def _one(request: Asking, books: Books, number: int) -> Row:
    """Return a request for the page to come, which shows its pupil."""
    found = books.access.request(number) if 0 < number < MOST_NUMBER else None
    if found is None or own_family_of(books, visit_of(request.scope)).touches(found.guardian, found.pupil):
        raise NotFoundException
    looks_at(request, [found.pupil])
    return _rows(books, [found])[0]


def _rows(books: Books, found: Sequence[InformationRequest]) -> list[Row]:
    guardians = books.changes.records(Kind.GUARDIANS, sorted({each.guardian for each in found})) if found else {}
    pupils = books.changes.records(Kind.PUPILS, sorted({each.pupil for each in found})) if found else {}
    classes = {each.key: str(each.name or each.key) for each in books.roll.groups()} if found else {}
    ties = books.changes.guardianships(pupils=sorted(pupils)) if pupils else []
    grants = {each.number: each for each in books.access.grants()} if found else {}
    return [
        Row(
            request=each,
            guardian=_name(guardians.get(each.guardian)),
            pupil=_name(pupils.get(each.pupil)),
            class_name=classes.get(str(getattr(pupils.get(each.pupil), "group", None))),
            tie=next((tie for tie in ties if (tie.guardian, tie.pupil) == (each.guardian, each.pupil)), None),
            waits=(dutch_today() - dutch_day(each.asked_at)).days if each.state is RequestState.ASKED else None,
            grant=grants.get(each.grant or 0),
        )
        for each in found
    ]


def _name(record: object) -> str:
    """Return a name; the key of the LAS is none."""
    if not isinstance(record, Guardian | Pupil):
        return ""
    name = label_of(record)
    return "" if name == record.key else name


def _around(request: Asking, books: Books, row: Row) -> dict[str, Any]:
    """Return what a decision needs beside the request: what parents see at all, and who has authority."""
    published = books.publication.read()
    ties = books.changes.guardianships(pupils=[row.request.pupil])
    names = books.changes.records(Kind.GUARDIANS, [each.guardian for each in ties])
    others = [each for each in ties if each.authority is True and each.guardian != row.request.guardian]
    return {
        **_words(),
        "unpublished": frozenset(each for each in ReportKind if not published.of(each).on),
        "access": _access_page(request, books, row),
        "with_authority": [_name(names.get(each.guardian)) for each in others],
    }


def _access_page(request: Asking, books: Books, row: Row) -> str | None:
    """Return where what this guardian may see is changed or stopped; `None` where there is nothing to change."""
    guardian, pupil = row.request.guardian, row.request.pupil
    found = sight_of(request, books, guardian) if row.guardian else []
    if not any(each.pupil.key == pupil and each.grant for each in found):
        return None
    marks = mark_of_guardian(books, guardian), pupil_mark(books, guardian, pupil)
    return f"/s/{books.school.code}/guardians/{marks[0]}/access/{marks[1]}"


def _words() -> dict[str, Any]:
    tables: dict[str, Any] = {"INFORMATION_STATES": STATES, "RELATIONS": RELATIONS, "REPORT_KINDS": REPORT_KINDS}
    return {**tables, "labels": LABELS, "longest": LONGEST, "today": dutch_today()}


MOST_NUMBER = 2**62
INFORMATION_ROUTES = (requests, one_request, decide_request)
