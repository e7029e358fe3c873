"""Taking in a file by hand: upload it, and follow the run that reads it."""

from pathlib import Path
from typing import Any

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath
from litestar.response import Redirect

from hub.contract import ConfigurationError
from hub.intake import file_reader
from hub.jobs import defer
from hub.portal.desk import MEGABYTE, Desk, desk_of
from hub.portal.doors import CHECKS_TOKEN_ITSELF
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.upload import Upload, receive
from hub.portal.visits import Asking
from hub.records import Text

NO_FILE = Text("Kies eerst een bestand.", "Choose a file first.")
EMPTY_FILE = Text(
    "Dit bestand is leeg. Maak het opnieuw in uw leerlingadministratiesysteem.",
    "This file is empty. Make it again in your student administration system.",
)


@get("/s/{school:str}/import", opt={"act": Act.IMPORT}, sync_to_thread=True)
def import_form(request: Asking, school: FromPath[str]) -> Response[str]:  # noqa: ARG001 - in the address
    desk = desk_of(request)
    try:
        with desk.books(request.scope) as books:
            file_reader(desk.registry, books)
    except ConfigurationError as error:
        return _form(request, unready=error.text)
    return _form(request)


# The body is as large as the school's file: it is counted and written as it comes in, in `receive`.
@post("/s/{school:str}/import", opt={"act": Act.IMPORT, CHECKS_TOKEN_ITSELF: True}, request_max_body_size=None)
async def import_file(request: Asking, school: FromPath[str]) -> Response[Any]:
    desk = desk_of(request)
    upload = await receive(request, desk.spool, desk.largest_upload, desk.upload_patience)
    return await sync_to_thread(_take_in, request, school, upload)


def _take_in(request: Asking, school: str, upload: Upload) -> Response[Any]:
    desk = desk_of(request)
    if upload.path is None or upload.size == 0:
        _throw_away(upload.path)
        return _form(request, status_code=422, problem=NO_FILE if upload.path is None else EMPTY_FILE)
    try:
        return _defer(request, desk, school, upload)
    except ConfigurationError as error:
        _throw_away(upload.path)
        return _form(request, status_code=409, unready=error.text)
    except BaseException:
        _throw_away(upload.path)
        raise


def _defer(request: Asking, desk: Desk, school: str, upload: Upload) -> Redirect:
    """Open a run and put its job in the queue, in one transaction: never one without the other."""
    with desk.books(request.scope) as books:
        plugin, _ = file_reader(desk.registry, books)
        run = books.runs.create(plugin, upload.file_name, dry_run=upload.fields.get("mode") != "apply")
        defer(books, "intake_file", run=run, path=str(upload.path))
    return see(f"/s/{school}/runs/{run}", "uploaded")


def _form(
    request: Asking, *, status_code: int = 200, problem: Text | None = None, unready: Text | None = None
) -> Response[str]:
    largest = desk_of(request).largest_upload
    context: dict[str, Any] = {
        "problem": problem,
        "unready": unready,
        "largest": largest,
        "megabytes": largest // MEGABYTE,
    }
    return page(request, "import.html", status_code=status_code, **context)


def _throw_away(path: Path | None) -> None:
    if path is not None:
        path.unlink(missing_ok=True)


IMPORT_ROUTES = (import_form, import_file)
