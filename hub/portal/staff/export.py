"""Taking the school's data along, as a file of a standard that one of its plugins writes."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import BinaryIO
from urllib.parse import quote

from litestar import post
from litestar.params import FromPath
from litestar.response import Stream

from hub.changes import OwnFamily
from hub.intake import file_writer
from hub.portal.deciding import own_family_of
from hub.portal.desk import desk_of
from hub.portal.looking import WHOLE_SCHOOL
from hub.portal.rights import Act
from hub.portal.visits import Asking, visit_of
from hub.records import Kind, Record, SchoolYear, Source
from hub.store import Books

AT_ONCE = 256 * 1024


@post("/s/{school:str}/export", opt={"act": Act.EXPORT, "shows": WHOLE_SCHOOL}, status_code=200, sync_to_thread=True)
def export(request: Asking, school: FromPath[str]) -> Stream:  # noqa: ARG001 - in the address
    desk = desk_of(request)
    desk.spool.mkdir(parents=True, exist_ok=True)
    # A file without a name: it is gone once it is sent, also where the browser or the hub breaks off.
    with TemporaryFile(dir=desk.spool) as file, desk.books(request.scope) as books:
        plugin, writer = file_writer(desk.registry, books)
        own = own_family_of(books, visit_of(request.scope))
        writer.write_file(source_of(books), everyone(books, own), file)
        books.audit.write("export", f"school {books.school.code}", {"plugin": plugin})
        return _download(file, f"{books.school.code}-{PurePath(writer.file_name).name}")


def _download(file: BinaryIO, name: str) -> Stream:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Content-Length": str(file.seek(0, 2)),
    }
    file.seek(0)
    sent = os.fdopen(os.dup(file.fileno()), "rb")
    return Stream(_pieces(sent), media_type="application/octet-stream", headers=headers)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(AT_ONCE):
            yield piece


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


def everyone(books: Books, own: OwnFamily) -> Iterator[Record]:
    """Yield every record of the school in hand, by kind, without where the visitor's own family lives."""
    for kind in Kind:
        yield from map(own.narrowed, books.roll.all(kind))


EXPORT_ROUTES = (export,)
