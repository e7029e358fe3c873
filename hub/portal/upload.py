"""A file that comes in through a form: straight to the disk, never in memory, and never more than is allowed."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import BinaryIO

from litestar.concurrency import sync_to_thread
from litestar.exceptions import ClientException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from hub.portal.doors import check_token
from hub.portal.visits import Asking

AT_ONCE = 1024 * 1024
LONGEST_FIELD = 1000
LONGEST_NAME = 200


@dataclass(slots=True)
class Upload:
    """What a form brought: its fields, and its file in the spool. `path` is `None` where no file was chosen."""

    fields: dict[str, str] = field(default_factory=dict)
    path: Path | None = None
    file_name: str = ""
    size: int = 0


async def receive(request: Asking, spool: Path, largest: int, patience: float) -> Upload:
    """Read a multipart form with one file. The form token must come before the file.

    Something more must come in within `patience` seconds: a browser that fell asleep keeps no half a file here.

    Raises what becomes a page: 403 for a wrong token, 408 where nothing comes any more, 413 for too much, 400 for what
    is no such form. Whatever was written is then removed again.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > largest + AT_ONCE:
        raise RequestEntityTooLarge
    await sync_to_thread(spool.mkdir, parents=True, exist_ok=True)
    receiver = _Receiver(request, spool, largest, patience)
    try:
        return await receiver.read()
    except BaseException:
        receiver.throw_away()
        raise
    finally:
        receiver.close()


class _Receiver:
    """Follows the parts of one form as they come in."""

    def __init__(self, request: Asking, spool: Path, largest: int, patience: float) -> None:
        self._request, self._spool, self._largest, self._patience = request, spool, largest, patience
        self._upload = Upload()
        self._part: MultipartSegment | None = None
        self._text = bytearray()
        self._waiting = bytearray()
        self._file: BinaryIO | None = None

    async def read(self) -> Upload:
        kind, options = parse_options_header(self._request.headers.get("content-type", ""))
        if kind != "multipart/form-data" or not options.get("boundary"):
            raise ClientException("no multipart form")
        try:
            with PushMultipartParser(options["boundary"], max_segment_count=20) as parser:
                async for chunk in self._chunks():
                    for event in parser.parse(chunk):
                        await self._take(event)
                    if parser.closed:
                        break
        except MultipartError as error:
            raise ClientException("broken multipart form") from error
        if "form_token" not in self._upload.fields:
            check_token(self._request.scope, "")
        await self._write()
        return self._upload

    async def _chunks(self) -> AsyncIterator[bytes]:
        stream = aiter(self._request.stream())
        while True:
            try:
                async with asyncio.timeout(self._patience):
                    chunk = await anext(stream, None)
            except TimeoutError:
                raise ClientException("the upload got stuck", status_code=408) from None
            if chunk is None:
                return
            yield chunk

    async def _take(self, event: MultipartSegment | bytearray | None) -> None:
        if isinstance(event, MultipartSegment):
            self._part = event
            if event.filename:
                self._begin_file(event.filename)
        elif not event:
            self._end_part()
        elif self._part is not None and self._part.filename:
            await self._take_of_file(event)
        elif self._part is not None and self._part.filename is None:
            self._text += event
            if len(self._text) > LONGEST_FIELD:
                raise RequestEntityTooLarge

    def _begin_file(self, name: str) -> None:
        if self._upload.path is not None:
            raise ClientException("more than one file")
        # Without a token that fits, no byte of the file is kept.
        check_token(self._request.scope, self._upload.fields.get("form_token", ""))
        plain = "".join(sign for sign in name.replace("\\", "/") if sign.isprintable())
        self._upload.file_name = PurePath(plain).name[:LONGEST_NAME]
        self._upload.path = self._spool / f"{secrets.token_hex(16)}.upload"
        self._file = self._upload.path.open("xb")

    async def _take_of_file(self, data: bytearray) -> None:
        self._upload.size += len(data)
        if self._upload.size > self._largest:
            raise RequestEntityTooLarge
        self._waiting += data
        if len(self._waiting) >= AT_ONCE:
            await self._write()

    async def _write(self) -> None:
        if self._file is not None and self._waiting:
            await sync_to_thread(self._file.write, bytes(self._waiting))
            self._waiting.clear()

    def _end_part(self) -> None:
        if self._part is not None and self._part.filename is None:
            self._upload.fields[self._part.name] = self._text.decode("utf-8", "replace")
            self._text.clear()
            if self._part.name == "form_token":
                check_token(self._request.scope, self._upload.fields["form_token"])
        self._part = None

    def throw_away(self) -> None:
        if self._upload.path is not None:
            with suppress(OSError):
                self._upload.path.unlink(missing_ok=True)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
