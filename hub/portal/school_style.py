"""How a school looks to parents, as a page needs it: the school's name, its style sheet and its logo.

A page about one school says, in Python, `look=look_of(books)`, and in its template:

    {% from "style_parts.html" import school_style, school_logo %}
    {% block head %}{{ super() }}{{ school_style(look) }}{% endblock %}
    ... {{ school_logo(look) }} {{ look.name }} ...

The style sheet gives `--accent`, `--accent-ink` and `--accent-wash` of `portal.css` other values, for light and dark
pages and for print, each checked for contrast. A school that chose nothing has no sheet and no logo, and looks like
the hub. Sheet and logo open for whoever belongs to the school, guardians included, and stay in the browser until they
change.
"""

import hashlib
from dataclasses import dataclass

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from hub.branding import style_sheet
from hub.portal.desk import desk_of
from hub.portal.rights import Act
from hub.portal.visits import Asking
from hub.records import SchoolCode
from hub.store import Books, SchoolStyle

FOR_THIS_PERSON = "private, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class SchoolLook:
    """The name by which parents know the school, and the addresses of its sheet and logo, where it has them."""

    name: str
    sheet: str | None
    logo: str | None


def look_of(books: Books) -> SchoolLook:
    """Return how the school in hand looks to parents."""
    return look(books.school.code, books.school.name, books.style.read())


def look(code: SchoolCode, name: str, style: SchoolStyle) -> SchoolLook:
    """Return how a school with this code, name and style looks to parents."""
    here = f"/s/{code}"
    return SchoolLook(
        name=style.shown_name or name,
        sheet=f"{here}/style.css?v={mark_of(style_sheet(style.accent))}" if style.accent else None,
        logo=f"{here}/logo?v={style.logo_mark}" if style.logo_mark else None,
    )


def mark_of(sheet: str) -> str:
    """Return the mark in the address of a style sheet: another one as soon as the sheet is."""
    return hashlib.sha256(sheet.encode()).hexdigest()[:12]


@get("/s/{school:str}/style.css", opt={"act": Act.SEE_STYLE}, sync_to_thread=True)
def serve_sheet(request: Asking, school: FromPath[str], v: FromQuery[str] = "") -> Response[bytes]:  # noqa: ARG001 - in the address
    with desk_of(request).books(request.scope) as books:
        sheet = style_sheet(books.style.read().accent)
    return _served(sheet.encode(), "text/css", kept=v == mark_of(sheet))


@get("/s/{school:str}/logo", opt={"act": Act.SEE_STYLE}, sync_to_thread=True)
def serve_logo(request: Asking, school: FromPath[str], v: FromQuery[str] = "") -> Response[bytes]:  # noqa: ARG001 - in the address
    with desk_of(request).books(request.scope) as books:
        logo = books.style.logo()
    if logo is None:
        raise NotFoundException
    return _served(logo.content, logo.media_type, kept=v == logo.mark)


def _served(content: bytes, media_type: str, *, kept: bool) -> Response[bytes]:
    # Only where the address carries the mark of this content: an old address shows the new style, and is not kept.
    return Response(content, media_type=media_type, headers={"Cache-Control": FOR_THIS_PERSON if kept else "no-cache"})


SCHOOL_STYLE_ROUTES = (serve_sheet, serve_logo)
