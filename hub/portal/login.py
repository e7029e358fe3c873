"""Logging in and out, the language, and one's own account."""

from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Redirect

from hub.portal.addresses import client_address
from hub.portal.catalogue import LANGUAGES
from hub.portal.desk import desk_of
from hub.portal.doors import safe_next
from hub.portal.halfway import halfway_cookie
from hub.portal.pages import page, see
from hub.portal.passwords import SHORTEST, complaint
from hub.portal.rights import Act
from hub.portal.visits import (
    A_YEAR,
    GUEST,
    LANGUAGE,
    SESSION,
    Asking,
    is_plain_loopback,
    secret_cookie,
    session_token,
    visit_of,
    without_cookie,
)
from hub.records import Text

Form: TypeAlias = URLEncodedBody[dict[str, str]]

REFUSED = Text(
    "Dit e-mailadres en wachtwoord horen niet bij elkaar. Kijk ze na en probeer het opnieuw.",
    "This e-mail address and password do not belong together. Check them and try again.",
)
WRONG_PASSWORD = Text("Dit is niet uw huidige wachtwoord.", "This is not your current password.")


@get("/login", opt={"act": Act.PUBLIC}, sync_to_thread=True)
def login_form(request: Asking, next: FromQuery[str] = "/") -> Response[Any]:  # noqa: A002 - its name in the address
    if visit_of(request.scope).visitor:  # in another tab
        return see(safe_next(next))
    return page(request, "login.html", next=safe_next(next), email="", problem=None)


@post("/login", opt={"act": Act.PUBLIC}, sync_to_thread=True)
def log_in(request: Asking, data: Form) -> Response[Any]:
    desk = desk_of(request)
    email, onward = data.get("email", "").strip().lower()[:320], safe_next(data.get("next"))
    address = client_address(request.scope, desk.trusted_proxies)
    if not desk.sessions.may_try(email, address):
        raise TooManyRequestsException
    account = desk.sessions.account(email)
    if not desk.passwords.fits(data.get("password", ""), account.password_hash if account else None):
        desk.sessions.note_refusal(account)
        context: dict[str, Any] = {"next": onward, "email": email, "problem": REFUSED}
        return page(request, "login.html", status_code=422, **context)
    assert account is not None, "nobody's password fits"
    if desk.sessions.has_step(account):
        halfway = see("/login/code")
        halfway.set_cookie(halfway_cookie(request, account, onward))
        return halfway
    token = desk.sessions.begin(account, session_token(request.scope))
    answer = see(onward)
    answer.set_cookie(secret_cookie(SESSION, token, request.scope))
    answer.set_cookie(without_cookie(GUEST, request.scope))
    return answer


@post("/logout", opt={"act": Act.PUBLIC}, sync_to_thread=True)
def log_out(request: Asking) -> Redirect:
    visitor = visit_of(request.scope).visitor
    if visitor is not None:
        desk_of(request).sessions.end(visitor)
    answer = see("/login", "goodbye")
    answer.set_cookie(without_cookie(SESSION, request.scope))
    return answer


@post("/language", opt={"act": Act.PUBLIC}, sync_to_thread=True)
def choose_language(request: Asking, data: Form) -> Redirect:
    answer = see(safe_next(data.get("next")))
    language = data.get("language", "")
    if language in LANGUAGES:
        visitor = visit_of(request.scope).visitor
        if visitor is not None:
            desk_of(request).sessions.read_in(visitor, language)
        secure = not is_plain_loopback(request.scope)
        answer.set_cookie(key=LANGUAGE, value=language, max_age=A_YEAR, samesite="lax", httponly=True, secure=secure)
    return answer


@get("/account", opt={"act": Act.OWN_ACCOUNT}, sync_to_thread=True)
def account_page(request: Asking) -> Response[str]:
    return page(request, "account.html", problems={}, shortest=SHORTEST)


@post("/account/logout", opt={"act": Act.OWN_ACCOUNT}, sync_to_thread=True)
def log_out_everywhere(request: Asking) -> Redirect:
    visitor = visit_of(request.scope).visitor
    assert visitor is not None
    desk_of(request).sessions.end_all(visitor)
    answer = see("/login", "goodbye_everywhere")
    answer.set_cookie(without_cookie(SESSION, request.scope))
    return answer


@post("/account/password", opt={"act": Act.OWN_ACCOUNT}, sync_to_thread=True)
def change_password(request: Asking, data: Form) -> Response[Any]:
    desk, visitor = desk_of(request), visit_of(request.scope).visitor
    assert visitor is not None
    address = client_address(request.scope, desk.trusted_proxies)
    if not desk.sessions.may_try(visitor.email, address):
        raise TooManyRequestsException
    problems = _password_problems(request, data)
    if problems:
        return page(request, "account.html", status_code=422, problems=problems, shortest=SHORTEST)
    token = desk.sessions.change_password(visitor, desk.passwords.hashed(data["new"]))
    answer = see("/account", "password")
    answer.set_cookie(secret_cookie(SESSION, token, request.scope))
    return answer


def _password_problems(request: Asking, data: dict[str, str]) -> dict[str, Text]:
    desk, visitor = desk_of(request), visit_of(request.scope).visitor
    assert visitor is not None
    account = desk.sessions.account(visitor.email)
    if account is None or not desk.passwords.fits(data.get("current", ""), account.password_hash):
        return {"current": WRONG_PASSWORD}
    wrong = complaint(data.get("new", ""), data.get("again", ""), visitor.email)
    return {"new": wrong} if wrong else {}


LOGIN_ROUTES = (login_form, log_in, log_out, log_out_everywhere, choose_language, account_page, change_password)
