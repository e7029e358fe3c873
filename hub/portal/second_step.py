"""The second step of logging in: giving the code, and turning the step on and off for one's own account."""

from io import BytesIO
from typing import Any, TypeAlias

import segno
from litestar import Response, get, post
from litestar.exceptions import TooManyRequestsException
from litestar.params import URLEncodedBody
from markupsafe import Markup

from hub import accounts
from hub.portal.addresses import client_address
from hub.portal.desk import desk_of
from hub.portal.halfway import HALFWAY, who_is_halfway
from hub.portal.login import WRONG_PASSWORD
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.visits import GUEST, SESSION, Asking, secret_cookie, session_token, visit_of, without_cookie
from hub.records import Text
from hub.store import Account

Form: TypeAlias = URLEncodedBody[dict[str, str]]
OWN, PUBLIC = {"act": Act.OWN_ACCOUNT}, {"act": Act.PUBLIC}
HERE = "/account/step"
WRONG_CODE = Text(
    "Deze code klopt niet. Kijk in de app wat er nu staat: elke code werkt een halve minuut, en één keer.",
    "This code is not right. See what the app shows now: each code works for half a minute, and once.",
)


@get("/login/code", opt=PUBLIC, sync_to_thread=True)
def code_form(request: Asking) -> Response[Any]:
    if who_is_halfway(request) is None:
        return see("/login")
    return page(request, "step_code.html", problems={})


@post("/login/code", opt=PUBLIC, sync_to_thread=True)
def give_code(request: Asking, data: Form) -> Response[Any]:
    """Let somebody in whose password was right a moment ago, and whose code is right now."""
    found = who_is_halfway(request)
    if found is None:
        return see("/login", "step_too_late")
    account, onward = found
    desk = desk_of(request)
    _slow_down(request, account.email)
    with desk.store.directory(account.email) as directory:
        is_right = accounts.passes_step(directory, account.id, data.get("code", ""))
    if not is_right:
        desk.sessions.note_refusal(account)
        return page(request, "step_code.html", status_code=422, problems={"code": WRONG_CODE})
    answer = see(onward)
    answer.set_cookie(secret_cookie(SESSION, desk.sessions.begin(account, session_token(request.scope)), request.scope))
    for name in (GUEST, HALFWAY):
        answer.set_cookie(without_cookie(name, request.scope))
    return answer


@get(HERE, opt=OWN, sync_to_thread=True)
def own_step(request: Asking) -> Response[Any]:
    return _page(request, {})


@post(f"{HERE}/begin", opt=OWN, sync_to_thread=True)
def begin(request: Asking, data: Form) -> Response[Any]:
    """Show the picture for the app. What was begun is shown once: who comes back begins anew."""
    account = _with_password(request, data)
    if account is None:
        return _page(request, {"current": WRONG_PASSWORD})
    desk_of(request).sessions.forget_tries(account)
    secret = accounts.begin_step(desk_of(request).store, account)
    picture = _picture(accounts.step_address(account, secret))
    groups = [secret.reveal()[at : at + 4] for at in range(0, len(secret.reveal()), 4)]
    return page(request, "step_begin.html", picture=picture, secret=" ".join(groups), problems={})


@post(f"{HERE}/confirm", opt=OWN, sync_to_thread=True)
def confirm(request: Asking, data: Form) -> Response[Any]:
    """Turn the step on with the first code. Every session of the account ends, and a new one begins here."""
    visitor = visit_of(request.scope).visitor
    assert visitor is not None
    desk = desk_of(request)
    _slow_down(request, visitor.email)
    with desk.store.directory(visitor.email) as directory:
        codes = accounts.start_step(directory, visitor.account_id, data.get("code", ""))
    if codes is None:
        return page(
            request, "step_begin.html", status_code=422, picture=None, secret=None, problems={"code": WRONG_CODE}
        )
    answer = page(request, "step_codes.html", codes=codes, is_new=True)
    answer.set_cookie(secret_cookie(SESSION, desk.sessions.begin_anew(visitor), request.scope))
    return answer


@post(f"{HERE}/codes", opt=OWN, sync_to_thread=True)
def other_codes(request: Asking, data: Form) -> Response[Any]:
    account = _with_password(request, data)
    if account is None:
        return _page(request, {"codes_current": WRONG_PASSWORD})
    with desk_of(request).store.directory(account.email) as directory:
        if directory.second_steps.of(account.id) is None:
            return see(HERE)
        codes = accounts.new_step_codes(directory, account.id)
    desk_of(request).sessions.forget_tries(account)
    return page(request, "step_codes.html", codes=codes, is_new=False)


@post(f"{HERE}/off", opt=OWN, sync_to_thread=True)
def turn_off(request: Asking, data: Form) -> Response[Any]:
    """Turn the step off: with the password and a code, so that a computer left alone is not enough."""
    account = _with_password(request, data)
    if account is None:
        return _page(request, {"off_current": WRONG_PASSWORD})
    with desk_of(request).store.directory(account.email) as directory:
        if not accounts.passes_step(directory, account.id, data.get("code", "")):
            return _page(request, {"off_code": WRONG_CODE})
        accounts.remove_step(directory, account.id)
    desk_of(request).sessions.forget_tries(account)  # not before the code: the password alone frees no more tries
    return see(HERE, "step_off")


def _page(request: Asking, problems: dict[str, Text]) -> Response[str]:
    visitor = visit_of(request.scope).visitor
    assert visitor is not None
    with desk_of(request).store.directory() as directory:
        step = directory.second_steps.of(visitor.account_id)
    return page(request, "step.html", status_code=422 if problems else 200, step=step, problems=problems)


def _with_password(request: Asking, data: dict[str, str]) -> Account | None:
    """Return the visitor's account where the password in the form is right."""
    visitor = visit_of(request.scope).visitor
    assert visitor is not None
    desk = desk_of(request)
    _slow_down(request, visitor.email)
    account = desk.sessions.account(visitor.email)
    if account is None or not desk.passwords.fits(data.get("current", ""), account.password_hash):
        return None
    return account


def _slow_down(request: Asking, email: str) -> None:
    desk = desk_of(request)
    if not desk.sessions.may_try(email, client_address(request.scope, desk.trusted_proxies)):
        raise TooManyRequestsException


def _picture(address: str) -> Markup:
    """Return the picture that an app reads; it holds nothing but dark squares."""
    out = BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", scale=5, border=4, xmldecl=False, svgns=True, svgclass="qr", lineclass=None, omitsize=False
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - of squares that we drew; the address is not in it as text


STEP_ROUTES = (code_form, give_code, own_step, begin, confirm, other_codes, turn_off)
