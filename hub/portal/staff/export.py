"""Taking the school's data along, as a file of a standard that one of its plugins writes."""

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePath

from litestar import post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import File

from hub.intake import file_writer
from hub.portal.desk import desk_of
from hub.portal.rights import Act
from hub.portal.visits import Asking
from hub.records import Kind, Record, SchoolYear, Source
from hub.store import Books


@post("/s/{school:str}/export", opt={"act": Act.EXPORT}, status_code=200, sync_to_thread=True)
def export(request: Asking, school: FromPath[str]) -> File:
    desk = desk_of(request)
    desk.spool.mkdir(parents=True, exist_ok=True)
    path = desk.spool / f"{secrets.token_hex(16)}.export"
    with desk.books(request.scope) as books:
        plugin, writer = file_writer(desk.registry, books)
        with path.open("xb") as target:
            writer.write_file(source_of(books), everyone(books), target)
        books.audit.write("export", f"school {school}", {"plugin": plugin})
    name = f"{school}-{PurePath(writer.file_name).name}"
    forget = BackgroundTask(_forget, path)
    return File(path, filename=name, media_type="application/octet-stream", background=forget)


def source_of(books: Books) -> Source:
    """Return the head of a file about the school in hand."""
    year, _ = books.runs.latest_applied()
    now = datetime.now(UTC)
    return Source(
        name="Koppelhub",
        school=books.school.code,
        school_year=year or SchoolYear.at(now.date()),
        made_at=now,
        author="Koppelhub",
    )


def everyone(books: Books) -> Iterator[Record]:
    """Yield every record of the school in hand, by kind."""
    for kind in Kind:
        yield from books.roll.all(kind)


async def _forget(path: Path) -> None:
    os.unlink(path)  # noqa: PTH108 - Path.unlink is "blocking" to the linter all the same


EXPORT_ROUTES = (export,)
