"""Coming in by a link from a letter: an invitation, a first password, a new one instead of a forgotten one."""

from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromPath, URLEncodedBody

from hub import accounts
from hub.accounts import InvitationGoneError, OpenInvitation, SomebodyElseError
from hub.portal.addresses import client_address
from hub.portal.desk import Desk, desk_of
from hub.portal.doors import safe_next
from hub.portal.pages import page, see
from hub.portal.passwords import SHORTEST, complaint
from hub.portal.rights import Act
from hub.portal.visits import GUEST, SESSION, Asking, secret_cookie, session_token, visit_of, without_cookie
from hub.records import Text
from hub.store import AccountExistsError

Form: TypeAlias = URLEncodedBody[dict[str, str]]
PUBLIC = {"act": Act.PUBLIC}
NO_LINK = Text(
    "Deze link werkt niet meer: hij is te oud of al gebruikt. Vraag hieronder een nieuwe link aan.",
    "This link does not work any more: it is too old or used already. Ask for a new link below.",
)


@get("/invitation/{token:str}", opt=PUBLIC, sync_to_thread=True)
def invitation(request: Asking, token: FromPath[str]) -> Response[Any]:
    try:
        return _invitation_page(request, token, accounts.look(desk_of(request).store, token))
    except InvitationGoneError as error:
        return _gone(request, error.text)


@post("/invitation/{token:str}", opt=PUBLIC, sync_to_thread=True)
def accept(request: Asking, token: FromPath[str], data: Form) -> Response[Any]:
    """Link the account of whoever is logged in, or make one with the password that was chosen."""
    try:
        found = accounts.look(desk_of(request).store, token)
        if visit_of(request.scope).visitor is not None:
            return _join(request, token, found)
        return _make(request, token, found, data)
    except InvitationGoneError as error:
        return _gone(request, error.text)


def _join(request: Asking, token: str, found: OpenInvitation) -> Response[Any]:
    visitor = visit_of(request.scope).visitor
    assert visitor is not None
    try:
        accounts.join_account(desk_of(request).store, token, visitor.account_id)
    except SomebodyElseError as error:
        return _invitation_page(request, token, found, {"form": error.text})
    return see("/family", "linked")


def _make(request: Asking, token: str, found: OpenInvitation, data: dict[str, str]) -> Response[Any]:
    desk = desk_of(request)
    if found.has_account:
        return see(_login(token))
    wrong = complaint(data.get("new", ""), data.get("again", ""), found.email)
    if wrong:
        return _invitation_page(request, token, found, {"new": wrong})
    try:
        accounts.make_account(desk.store, token, desk.passwords.hashed(data["new"]))
    except AccountExistsError:
        return see(_login(token))
    account = desk.sessions.account(found.email)
    assert account is not None, "it was made a moment ago"
    answer = see("/family", "first_time")
    answer.set_cookie(secret_cookie(SESSION, desk.sessions.begin(account, session_token(request.scope)), request.scope))
    answer.set_cookie(without_cookie(GUEST, request.scope))
    return answer


def _invitation_page(
    request: Asking, token: str, found: OpenInvitation, problems: dict[str, Text] | None = None
) -> Response[Any]:
    context: dict[str, Any] = {"found": found, "problems": problems or {}, "login": _login(token), "here": _here(token)}
    return page(request, "invitation.html", status_code=422 if problems else 200, shortest=SHORTEST, **context)


def _gone(request: Asking, sentence: Text) -> Response[Any]:
    _slow_down(desk_of(request), request)
    title = Text("Deze uitnodiging werkt niet (meer)", "This invitation does not work (any more)")
    return page(request, "fault.html", status_code=404, title=title, sentence=sentence, number=None)


@get("/password", opt=PUBLIC, sync_to_thread=True)
def forgot(request: Asking) -> Response[str]:
    return page(request, "password_forgot.html", sent=False, problem=None)


@post("/password", opt=PUBLIC, sync_to_thread=True)
def send_link(request: Asking, data: Form) -> Response[str]:
    """Send a link, and say the same whether or not there is such an account."""
    desk = desk_of(request)
    email = data.get("email", "").strip().lower()[:320]
    address = client_address(request.scope, desk.trusted_proxies)
    if not desk.sessions.may_try(f"reset:{email}", f"reset:{address}"):
        raise TooManyRequestsException
    accounts.ask_new_password(desk.store, email)
    return page(request, "password_forgot.html", sent=True, problem=None)


@get("/password/{token:str}", opt=PUBLIC, sync_to_thread=True)
def password_form(request: Asking, token: FromPath[str]) -> Response[Any]:
    return _password_page(request, token, {})


@post("/password/{token:str}", opt=PUBLIC, sync_to_thread=True)
def choose(request: Asking, token: FromPath[str], data: Form) -> Response[Any]:
    desk = desk_of(request)
    owner = accounts.owner_of(desk.store, token)
    wrong = complaint(data.get("new", ""), data.get("again", ""), owner.email) if owner else None
    if owner is None or wrong:
        return _password_page(request, token, {"new": wrong} if wrong else {})
    if accounts.choose_password(desk.store, token, desk.passwords.hashed(data["new"])) is None:
        return _password_page(request, token, {})
    answer = see("/login", "password_chosen")
    answer.set_cookie(without_cookie(SESSION, request.scope))
    return answer


def _password_page(request: Asking, token: str, problems: dict[str, Text]) -> Response[Any]:
    owner = accounts.owner_of(desk_of(request).store, token)
    if owner is None:
        _slow_down(desk_of(request), request)
        return page(request, "password_forgot.html", status_code=404, sent=False, problem=NO_LINK)
    context: dict[str, Any] = {"owner": owner, "problems": problems, "shortest": SHORTEST}
    return page(request, "password_choose.html", status_code=422 if problems else 200, **context)


def _slow_down(desk: Desk, request: Asking) -> None:
    """Count a link that opens nothing; whoever tries many has to wait."""
    address = client_address(request.scope, desk.trusted_proxies)
    if not desk.sessions.may_try(f"link:{address}", f"link:{address}"):
        raise TooManyRequestsException


def _here(token: str) -> str:
    return safe_next(f"/invitation/{token}")


def _login(token: str) -> str:
    return f"/login?next={_here(token)}"


ENTERING_ROUTES = (invitation, accept, forgot, send_link, password_form, choose)
