"""The door of every page: who asks, of which school, whether they may, and whether a form is really theirs."""

import hmac
from typing import Any
from urllib.parse import quote, urlsplit

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import FormMultiDict
from litestar.enums import RequestEncodingType
from litestar.exceptions import (
    ClientException,
    HTTPException,
    MethodNotAllowedException,
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
)
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Scope

from hub.portal.api.callers import let_program_in
from hub.portal.desk import Desk, desk_of
from hub.portal.rights import Act, Role, may
from hub.portal.visits import Visit, Visitor, cookies_of, form_token, language_of, session_token, visit_of
from hub.records import SchoolCode
from hub.store import SchoolEntry

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = frozenset({RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART})
FOR_ANYONE = "for_anyone"
"""The option of a route that says the same to everyone: nobody looks up who asks."""
CHECKS_TOKEN_ITSELF = "checks_token_itself"  # noqa: S105 - the name of an option
NUL = "a sign that no text holds, and that the database does not take"


class StepNeededError(PermissionDeniedException):
    """Whoever works here needs a second step of logging in, and this visitor has none yet."""


class FormTooOldError(PermissionDeniedException):
    """A form that does not carry the token of this visitor: it stood open too long, or is not from here."""


async def let_in(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let nobody in whom the table of rights does not name. A route without an act is a fault, and stays shut."""
    if "\0" in connection.scope["path"] or b"%00" in connection.scope["query_string"]:
        raise ClientException(NUL)
    if method_of(connection.scope) == "OPTIONS":
        # Litestar answers these by itself, in a handler that names no act; nobody needs them here.
        raise MethodNotAllowedException
    act = Act(handler.opt["act"])
    if act is Act.PROGRAM:
        return await let_program_in(connection, handler)
    visit = await _visit(connection, handler)
    connection.scope["user"] = visit
    if act is not Act.PUBLIC:
        _allowed(visit, act, connection.scope)
    if method_of(connection.scope) not in SAFE and not handler.opt.get(CHECKS_TOKEN_ITSELF):
        await _check_form(connection)
    return None


def method_of(scope: Scope) -> str:
    """Return the method of a request."""
    return str(scope.get("method", "GET"))


async def _visit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> Visit:
    token = session_token(connection.scope)
    language = language_of(cookies_of(connection.scope))
    if token is None or handler.opt.get(FOR_ANYONE):
        return Visit(language)
    code = connection.scope["path_params"].get("school")
    return await sync_to_thread(look_up, desk_of(connection), token, code, language)


def look_up(desk: Desk, token: str, code: str | None, language: str) -> Visit:
    """Find the session, its account and memberships, and the school in the address: one query."""
    found = desk.sessions.find(token, code)
    if found is None:
        return Visit(language)
    visitor = Visitor(found.account_id, found.email, found.name, found.memberships, token)
    lacks_step = desk.asks_step and not found.has_step
    if found.school is None:
        return Visit(language, visitor, roles=visitor.roles, lacks_step=lacks_step)
    # A school to which this visitor does not belong is as good as none: not even its name goes into a page.
    roles = visitor.roles_at(found.school)
    if not roles:
        return Visit(language, visitor)
    lacks_step = (desk.asks_step or found.school.staff_step) and not found.has_step
    return Visit(language, visitor, found.school, roles, _plugins_on(desk, found.school), lacks_step)


def _plugins_on(desk: Desk, school: SchoolEntry) -> frozenset[str]:
    """Return the plugins with pages that are on at a school, as of now: a switch counts from the next request."""
    with_pages = {key for key, plugin in desk.plugins().items() if plugin.pages}
    if not with_pages:
        return frozenset()
    with desk.store.open(school.id) as books:
        return books.plugins.keys_on() & with_pages


def _allowed(visit: Visit, act: Act, scope: Scope) -> None:
    if visit.visitor is None:
        raise NotAuthorizedException
    if "school" in scope["path_params"] and visit.school is None:
        # Whether the school is here at all is nobody's business who does not belong to it.
        raise NotFoundException
    if act is Act.OWN_ACCOUNT:
        return
    if not may(visit.roles, act):
        raise PermissionDeniedException
    if visit.lacks_step and not may(visit.roles & {Role.PARENT}, act):
        raise StepNeededError  # without the second step somebody who works here is what he is as a parent


async def _check_form(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    assert isinstance(connection, Request)
    form = await connection.form() if connection.content_type[0] in FORMS else FormMultiDict([])
    try:
        if any("\0" in f"{name}{value}" for name, value in form.multi_items()):
            raise ClientException(NUL)
        check_token(connection.scope, connection.headers.get("x-form-token", "") or str(form.get("form_token", "")))
    except HTTPException:
        await form.close()
        raise


def check_token(scope: Scope, sent: str) -> None:
    """Raise where a form does not carry the token of this very visitor, or another site sent it."""
    site = next((value for name, value in scope["headers"] if name == b"sec-fetch-site"), b"")
    if site == b"cross-site" or not hmac.compare_digest(sent.encode(), form_token(scope).encode()):
        raise FormTooOldError


def login_address(scope: Scope) -> str:
    """Return the address of the login page that leads back here, or from a form to the page on which it stands."""
    if method_of(scope) not in SAFE:
        return f"/login?next={quote(_page_before(scope), safe='/')}&notice=ended"
    if scope["path"] == "/":
        return "/login"
    query = scope["query_string"].decode("latin-1")
    return f"/login?next={quote(scope['path'] + (f'?{query}' if query else ''), safe='/')}"


def _page_before(scope: Scope) -> str:
    headers = dict(scope["headers"])
    before = urlsplit(headers.get(b"referer", b"").decode("latin-1"))
    return before.path or "/" if before.netloc == headers.get(b"host", b"").decode("latin-1") else "/"


def safe_next(address: str | None) -> str:
    """Return an address within the portal to go on to; anything else leads home."""
    inside = address and address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if inside and address and address.isprintable() else "/"


__all__ = ["SchoolCode", "SchoolEntry", "check_token", "let_in", "login_address", "safe_next", "visit_of"]
