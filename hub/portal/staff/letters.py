"""The letters of a school: which it sends, what they look like, and what became of those that were posted."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect

from hub.mail import LETTERS, is_mail_set, name_of, sample, send_again
from hub.portal.desk import desk_of
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.staff.limits import PER_PAGE, bounded
from hub.portal.visits import Asking, visit_of
from hub.portal.wording import LETTER_STATES
from hub.store import Letter, LetterState

Form: TypeAlias = URLEncodedBody[dict[str, str]]
SCHOOLS = tuple(each for each in LETTERS.values() if each.can_be_off)
TROUBLE = frozenset({LetterState.FAILED, LetterState.NO_ADDRESS, LetterState.GIVEN_UP})


@dataclass(frozen=True, slots=True)
class Shown:
    """One letter in the list, with the name of its reader."""

    letter: Letter
    reader: str


@get("/s/{school:str}/letters", opt={"act": Act.SET_LETTERS}, sync_to_thread=True)
def letters(
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    show: FromQuery[str] = "",
    before: FromQuery[int] = 0,
) -> Response[str]:
    before = bounded(before)
    states = TROUBLE if show == "trouble" else frozenset({LetterState(show)} if show in set(LetterState) else ())
    with desk_of(request).books(request.scope) as books:
        found = books.letters.all(states, before=before or None, limit=PER_PAGE + 1)
        context: dict[str, Any] = {
            "off": books.letter_switches.off(),
            "counts": books.letters.counts(),
            "rows": [Shown(each, name_of(books, each)) for each in found[:PER_PAGE]],
            "older": found[PER_PAGE - 1].id if len(found) > PER_PAGE else None,
        }
    context |= {"kinds": SCHOOLS, "titles": LETTERS, "states": LETTER_STATES, "show": show, "before": before}
    return page(request, "letters.html", **context, is_set=is_mail_set(), trouble=TROUBLE)


@get("/s/{school:str}/letters/preview", opt={"act": Act.SET_LETTERS}, sync_to_thread=True)
def preview(request: Asking, school: FromPath[str], letter: FromQuery[str] = "received") -> Response[str]:
    entry = visit_of(request.scope).school
    assert entry is not None
    kind = LETTERS.get(letter)
    if kind not in SCHOOLS:
        raise NotFoundException
    return page(request, "letter_preview.html", kind=kind, content=sample(letter, entry.name, school))


@post("/s/{school:str}/letters/switch", opt={"act": Act.SET_LETTERS}, sync_to_thread=True)
def switch(request: Asking, school: FromPath[str], data: Form) -> Redirect:
    letter, on = data.get("letter", ""), data.get("on") == "true"
    if LETTERS.get(letter) not in SCHOOLS:
        raise NotFoundException
    with desk_of(request).books(request.scope) as books:
        if on == (letter in books.letter_switches.off()):
            books.letter_switches.switch(letter, on=on)
            books.audit.write("letter.on" if on else "letter.off", letter)
    return see(f"/s/{school}/letters", "letter_on" if on else "letter_off")


@post("/s/{school:str}/letters/again", opt={"act": Act.SET_LETTERS}, sync_to_thread=True)
def again(request: Asking, school: FromPath[str], data: Form) -> Redirect:
    number = data.get("number", "")
    if not number.isascii() or not number.isdecimal():
        raise NotFoundException
    with desk_of(request).books(request.scope) as books:
        sent = send_again(books, bounded(int(number[:20])))
    return see(f"/s/{school}/letters", "letter_again" if sent else "letter_not_again")


LETTER_ROUTES = (letters, preview, switch, again)
