"""How the school looks to parents: its name, its colour and its logo, seen before they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.params import FromPath, FromQuery, URLEncodedBody

from hub.branding import (
    LARGEST_FILE,
    LARGEST_SIDE,
    ColourRefusedError,
    LogoRefusedError,
    Palette,
    checked_colour,
    checked_logo,
    palette_of,
    tokens,
)
from hub.portal.desk import desk_of
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.school_style import look, mark_of
from hub.portal.upload import Upload, receive
from hub.portal.visits import Asking, visit_of
from hub.records import Text
from hub.store import Books, SchoolStyle

Form: TypeAlias = URLEncodedBody[dict[str, str]]
HUBS_OWN = "#0b5a68"
LONGEST_NAME = 80
STYLE_ACTS = ("style.saved", "style.logo")


@dataclass(slots=True)
class Filled:
    """The form as it was filled in: what it says, what is wrong with it, and the colour that would do."""

    name: str
    accent: str
    problems: dict[str, Text] = field(default_factory=dict)
    nearest: str | None = None


@get("/s/{school:str}/style", opt={"act": Act.SET_STYLE}, sync_to_thread=True)
def style(request: Asking, school: FromPath[str]) -> Response[str]:  # noqa: ARG001 - in the address
    return _page(request)


@post("/s/{school:str}/style", opt={"act": Act.SET_STYLE}, sync_to_thread=True)
def set_style(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    """Keep name and colour, or only show how they look. A form from before another's change is shown once more."""
    filled = _filled(data)
    if filled.problems or data.get("act") != "save":
        return _page(request, filled)
    with desk_of(request).books(request.scope) as books:
        books.style.hold()
        known = books.style.read()
        stale = data.get("mark") != mark_of_style(known)
        if not stale and (known.shown_name or "", known.accent or "") != (filled.name, filled.accent):
            books.style.save(shown_name=filled.name or None, accent=filled.accent or None)
    if stale:
        filled.problems["form"] = CHANGED_MEANWHILE
        return _page(request, filled)
    return see(f"/s/{school}/style", "style_saved")


@post("/s/{school:str}/style/logo", opt={"act": Act.SET_STYLE, "checks_token_itself": True}, request_max_body_size=None)
async def set_logo(request: Asking, school: FromPath[str]) -> Response[Any]:
    desk = desk_of(request)
    try:
        upload = await receive(request, desk.spool, LARGEST_FILE, desk.upload_patience)
    except RequestEntityTooLarge:
        return await sync_to_thread(_refused, request, LOGO_TOO_LARGE, 413)
    return await sync_to_thread(_keep_logo, request, school, upload)


@post("/s/{school:str}/style/logo/remove", opt={"act": Act.SET_STYLE}, sync_to_thread=True)
def remove_logo(request: Asking, school: FromPath[str]) -> Response[Any]:
    with desk_of(request).books(request.scope) as books:
        if books.style.read().logo_mark is not None:
            books.style.set_logo(None)
    return see(f"/s/{school}/style", "logo_removed")


@get("/s/{school:str}/style/look.css", opt={"act": Act.SET_STYLE}, sync_to_thread=True)
def look_sheet(request: Asking, school: FromPath[str], accent: FromQuery[str] = "") -> Response[bytes]:  # noqa: ARG001 - in the address
    """Return the colours of the two looks on the page; of a colour that cannot be used, those of the hub."""
    try:
        palette = palette_of(checked_colour(accent or HUBS_OWN))
    except ColourRefusedError:
        palette = palette_of(HUBS_OWN)
    return Response(_two_looks(palette).encode(), media_type="text/css")


def _two_looks(palette: Palette) -> str:
    return f".look.light {{ {tokens(palette.light)} }}\n.look.dark {{ {tokens(palette.dark)} }}\n"


def mark_of_style(known: SchoolStyle) -> str:
    """Return a mark of what is kept, by which a form that stood open too long is known."""
    return mark_of(f"{known.shown_name}\n{known.accent}")


def _filled(data: Mapping[str, str]) -> Filled:
    filled = Filled(" ".join(data.get("name", "").split()), _chosen_colour(data))
    if len(filled.name) > LONGEST_NAME or not filled.name.isprintable():
        filled.problems["name"] = NAME_TOO_LONG
    if filled.accent:
        try:
            filled.accent = checked_colour(filled.accent)
        except ColourRefusedError as error:
            filled.problems["accent"], filled.nearest = error.text, error.nearest
    return filled


def _chosen_colour(data: Mapping[str, str]) -> str:
    """Return the colour that was taken, else written, else picked: without script the two fields stand apart."""
    written, was = data.get("accent", "").strip()[:40], data.get("was", "")
    picked, was_picked = data.get("picked", ""), data.get("was_picked", "")
    if data.get("take"):
        return data["take"][:40]
    return picked[:40] if written == was and picked and picked != was_picked else written


def _keep_logo(request: Asking, school: str, upload: Upload) -> Response[Any]:
    try:
        logo = checked_logo(upload.path.read_bytes() if upload.path else b"")
    except LogoRefusedError as error:
        return _refused(request, error.text, 422)
    finally:
        if upload.path is not None:
            upload.path.unlink(missing_ok=True)
    with desk_of(request).books(request.scope) as books:
        books.style.set_logo(logo)
    return see(f"/s/{school}/style", "logo_saved")


def _refused(request: Asking, problem: Text, status_code: int) -> Response[str]:
    return _page(request, None, {"file": problem}, status_code)


def _page(
    request: Asking, filled: Filled | None = None, problems: dict[str, Text] | None = None, status_code: int = 200
) -> Response[str]:
    with desk_of(request).books(request.scope) as books:
        known = books.style.read()
        own_name = books.school.name
        last = last_style_change(books)
        names = books.directory.names([last.who]) if last else {}
    shown = filled or Filled(known.shown_name or "", known.accent or "")
    context: dict[str, Any] = {
        "filled": shown,
        "problems": {**shown.problems, **(problems or {})},
        "known": known,
        "own_name": own_name,
        "mark": mark_of_style(known),
        "last": last,
        "names": names,
        "picked": shown.nearest or (shown.accent if "accent" not in shown.problems else "") or HUBS_OWN,
        "look": look(_code(request), shown.name or own_name, known),
        "is_kept": (shown.name, shown.accent) == (known.shown_name or "", known.accent or ""),
        "labels": LABELS,
        "largest": LARGEST_SIDE,
    }
    if shown.problems:
        status_code = 422
    return page(request, "style.html", status_code=status_code, active="style", **context)


def last_style_change(books: Books) -> Any:
    """Return who changed the style last."""
    return next(iter(books.audit.entries(limit=1, acts=STYLE_ACTS)), None)


def _code(request: Asking) -> Any:
    entry = visit_of(request.scope).school
    assert entry is not None
    return entry.code


LABELS = {"name": Text("Naam", "Name"), "accent": Text("Kleur", "Colour"), "file": Text("Logo", "Logo")}
NAME_TOO_LONG = Text("Kies een naam van ten hoogste 80 tekens.", "Choose a name of 80 signs at most.")
LOGO_TOO_LARGE = Text(
    "Dit bestand is groter dan 2 MB. Maak het logo kleiner, of vraag de maker om een kleiner bestand.",
    "This file is larger than 2 MB. Make the logo smaller, or ask its maker for a smaller file.",
)
CHANGED_MEANWHILE = Text(
    "Iemand anders heeft dit intussen veranderd. Er is nog niets bewaard. Kijk uw keuze na en bewaar opnieuw.",
    "Somebody else changed this meanwhile. Nothing was kept yet. Check your choice and save again.",
)

STYLE_ROUTES = (style, set_style, set_logo, remove_logo, look_sheet)
