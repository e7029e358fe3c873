"""What the API can do, for people: drawn from its own document, without any script."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Response, get

from hub.portal.doors import FOR_ANYONE
from hub.portal.pages import page
from hub.portal.rights import Act
from hub.portal.visits import Asking

REF = "#/components/schemas/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One thing that can be asked."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One sort of answer or question: its fields, each with its type and what it is."""

    name: str
    fields: tuple[tuple[str, str, str], ...]


@get("/api", opt={"act": Act.PUBLIC, FOR_ANYONE: True}, sync_to_thread=True)
def api_page(request: Asking) -> Response[str]:
    document = request.app.openapi_schema.to_schema()
    schemas = document["components"]["schemas"]
    shapes = [_shape(name, each) for name, each in sorted(schemas.items()) if "properties" in each]
    return page(request, "api.html", routes=list(_routes(document)), shapes=shapes)


def _routes(document: Mapping[str, Any]) -> Iterator[Route]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield Route(
                method=method.upper(),
                path=path,
                summary=operation["summary"],
                description=operation.get("description", ""),
                parameters=tuple((each["name"], each.get("description", "")) for each in operation["parameters"])
                if "parameters" in operation
                else (),
                answers=tuple((status, _content(each)) for status, each in sorted(operation["responses"].items())),
            )


def _content(answer: Mapping[str, Any]) -> str:
    """Return the name of what an answer holds, or else what it is."""
    for media, content in answer.get("content", {}).items():
        return _type(content.get("schema", {})) or media
    return str(answer.get("description", ""))


def _shape(name: str, schema: Mapping[str, Any]) -> Shape:
    found = sorted(schema["properties"].items())
    return Shape(
        name=name, fields=tuple((field, _type(each), str(each.get("description", ""))) for field, each in found)
    )


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(REF)
    if "oneOf" in schema:
        return " | ".join(filter(None, map(_type, schema["oneOf"])))
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("const") or schema.get("format") or schema.get("type") or "")


API_PAGE_ROUTES = (api_page,)
