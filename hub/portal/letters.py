"""Which letters somebody gets: chosen on a page of one's own, or from a letter itself without logging in."""

from typing import TypeAlias

from litestar import Response, get, post
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from hub.mail import LETTERS, PATH, read_mark
from hub.mail.names import Kind
from hub.portal.desk import desk_of
from hub.portal.doors import CHECKS_TOKEN_ITSELF
from hub.portal.pages import page, see
from hub.portal.rights import Act, Role
from hub.portal.visits import Asking, Visitor, visit_of

Form: TypeAlias = URLEncodedBody[dict[str, str]]
CHOICES = tuple(each for each in LETTERS.values() if each.can_be_declined)
FOR_STAFF = frozenset({"reminder", "information_asked"})
OWN = "/account/letters"


@get(OWN, opt={"act": Act.OWN_ACCOUNT}, sync_to_thread=True)
def own_letters(request: Asking) -> Response[str]:
    visitor = _visitor(request)
    with desk_of(request).store.directory(visitor.email) as directory:
        declined = directory.letter_choices.declined(visitor.account_id)
    return page(request, "own_letters.html", kinds=_kinds(visitor), declined=declined)


@post(OWN, opt={"act": Act.OWN_ACCOUNT}, sync_to_thread=True)
def choose_letters(request: Asking, data: Form) -> Redirect:
    visitor = _visitor(request)
    with desk_of(request).store.directory(visitor.email) as directory:
        for each in _kinds(visitor):
            directory.letter_choices.choose(visitor.account_id, each.name, wanted=each.name in data)
    return see(OWN, "letters_saved")


@get(f"{PATH}/{{mark:str}}", opt={"act": Act.PUBLIC}, sync_to_thread=True)
def no_more_form(request: Asking, mark: FromPath[str]) -> Response[str]:
    """Ask first: programs that look at mail open every link in it."""
    declined = read_mark(desk_of(request).store, mark)
    kind = LETTERS[declined.letter] if declined else None
    return page(request, "no_more_letters.html", kind=kind, address=f"{PATH}/{mark}", done=False)


@post(f"{PATH}/{{mark:str}}", opt={"act": Act.PUBLIC, CHECKS_TOKEN_ITSELF: True}, sync_to_thread=True)
def no_more(request: Asking, mark: FromPath[str], data: Form) -> Response[str]:
    """Send no more letters of this kind. The mark proves who asks: a mail program posts here by itself (RFC 8058)."""
    desk = desk_of(request)
    declined = read_mark(desk.store, mark)
    if declined is None:
        raise PermissionDeniedException
    wanted = data.get("wanted") == "true"
    with desk.store.directory() as directory:
        directory.letter_choices.choose(declined.account, declined.letter, wanted=wanted)
    kind = LETTERS[declined.letter]
    return page(request, "no_more_letters.html", kind=kind, address=f"{PATH}/{mark}", done=not wanted)


def _visitor(request: Asking) -> Visitor:
    visitor = visit_of(request.scope).visitor
    assert visitor is not None, "the door lets nobody else in"
    return visitor


def _kinds(visitor: Visitor) -> list[Kind]:
    """Return what this visitor may get at all: a parent gets no reminders of the school's work."""
    is_staff = bool(visitor.roles - {Role.PARENT})
    return [each for each in CHOICES if is_staff or each.name not in FOR_STAFF]


OWN_LETTER_ROUTES = (own_letters, choose_letters, no_more_form, no_more)
