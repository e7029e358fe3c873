"""The portal as an application: every route, behind one door."""

from typing import Any

from litestar import Litestar, Request, Response, Router
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from hub.contract import HubError
from hub.portal.api.keys import ROOT
from hub.portal.api.problems import on_problem
from hub.portal.api.routes import api_routes, document_of
from hub.portal.api_page import API_PAGE_ROUTES
from hub.portal.desk import Desk
from hub.portal.doors import let_in
from hub.portal.entering import ENTERING_ROUTES
from hub.portal.faults import on_fault, on_http_error, on_hub_error, on_plugin_fault
from hub.portal.headers import add_headers
from hub.portal.home import HOME_ROUTES
from hub.portal.letters import OWN_LETTER_ROUTES
from hub.portal.login import LOGIN_ROUTES
from hub.portal.looking import note_looks
from hub.portal.parents import PARENT_ROUTES
from hub.portal.plugin_folders import serve_plugin_file
from hub.portal.plugin_pages import PLUGIN_PAGE_ROUTES
from hub.portal.school_style import SCHOOL_STYLE_ROUTES
from hub.portal.second_step import STEP_ROUTES
from hub.portal.staff import STAFF_ROUTES
from hub.portal.statics import serve_static
from hub.registry import PluginFailedError, Registry
from hub.store import Home, Store

LARGEST_FORM = 1024 * 1024


def on_any_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Answer a program as a program, and a person with a page, also where there is no such address."""
    is_program = request.scope["path"].startswith(f"{ROOT}/")
    return on_problem(request, error) if is_program else on_http_error(request, error)


def make_portal(store: Store, registry: Registry, home: Home) -> Litestar:
    """Return the portal. It logs nothing by itself but faults, and leaves the store open when it ends."""
    return portal_of(Desk.make(store, registry, home))


def portal_of(desk: Desk) -> Litestar:
    """Return the portal that works at this desk."""
    # In one router: Litestar 2.25 puts a `def` handler in a thread twice where its path is registered in two steps
    # (a GET, then a POST), and the second thread's answer is a coroutine.
    own = [serve_static, *HOME_ROUTES, *LOGIN_ROUTES, *STEP_ROUTES, *ENTERING_ROUTES, *OWN_LETTER_ROUTES]
    own += [*STAFF_ROUTES, *PARENT_ROUTES, *SCHOOL_STYLE_ROUTES]
    own += [*API_PAGE_ROUTES]
    rooms = Router(path="/", route_handlers=[*own, serve_plugin_file, *PLUGIN_PAGE_ROUTES], include_in_schema=False)
    return Litestar(
        route_handlers=[rooms, api_routes()],
        guards=[let_in],
        before_send=[add_headers, note_looks],
        exception_handlers={
            HTTPException: on_any_http_error,
            HubError: on_hub_error,
            PluginFailedError: on_plugin_fault,
            Exception: on_fault,
        },
        state=State({"desk": desk}),
        request_max_body_size=LARGEST_FORM,
        logging_config=None,
        openapi_config=document_of(),
        debug=False,
    )
