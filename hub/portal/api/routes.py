"""The routes of the API in one router, and the document that describes them (OpenAPI 3.1)."""

from typing import Any

import msgspec
from litestar import Response, Router, get
from litestar.exceptions import HTTPException
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.routes import BaseRoute
from litestar.types import ControllerRouterHandler

from hub.contract import HubError
from hub.portal.api.answers import Calling, told
from hub.portal.api.changes import CHANGE_API
from hub.portal.api.guardians import GUARDIAN_API
from hub.portal.api.keys import ROOT
from hub.portal.api.messages import messages
from hub.portal.api.problems import on_fault_of_api, on_hub_problem, on_problem
from hub.portal.api.roll import ROLL_API
from hub.portal.doors import FOR_ANYONE
from hub.portal.rights import Act
from hub.registry import PluginFailedError

OPEN = {"act": Act.PUBLIC, FOR_ANYONE: True}
VERSION = "1.0"


@get("/openapi.json", opt=OPEN, sync_to_thread=False, include_in_schema=False)
def own_document(request: Calling) -> Response[Any]:
    """Serve the document that describes the API. It names no school."""
    return told(request, msgspec.Raw(msgspec.json.encode(request.app.openapi_schema.to_schema())))


def api_routes() -> Router:
    """Return every route of the API. What goes wrong in it is told as a problem, and never as a page."""
    return Router(
        path=ROOT,
        route_handlers=[own_document, *ROLL_API, *GUARDIAN_API, *CHANGE_API],
        exception_handlers={
            HTTPException: on_problem,
            HubError: on_hub_problem,
            PluginFailedError: on_fault_of_api,
            Exception: on_fault_of_api,
        },
    )


class _NoPages(Router):
    """Where Litestar would put pages about the API. There are none: `own_document` serves the document."""

    def register(self, value: ControllerRouterHandler) -> list[BaseRoute]:  # noqa: ARG002 - nothing of it is served
        return []


def document_of() -> OpenAPIConfig:
    """Return how the document is made. No page is made of it with scripts of others."""
    bearer = SecurityScheme(
        type="http", scheme="bearer", bearer_format="kh_…", description="A token that the school made for your portal."
    )
    return OpenAPIConfig(
        title="Koppelhub",
        version=VERSION,
        description=ABOUT,
        components=Components(security_schemes={"token": bearer}),
        security=[{"token": []}],
        webhooks=messages(),
        render_plugins=[JsonRenderPlugin()],
        openapi_router=_NoPages(path=f"{ROOT}/openapi", route_handlers=[], opt=OPEN, include_in_schema=False),
    )


ABOUT = """What the hub knows of one school, for the school's own portal, and what its guardians ask to change.

The school is the controller, your portal its processor. The API gives what family law needs to be obeyed (authority,
with whom a child lives, who sees what); the routes under "as a guardian" give exactly what one guardian may see or ask.
"""
