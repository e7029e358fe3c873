"""The portal's own style sheet, scripts and pictures, under addresses that change when their content does."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.portal.rights import Act

STATIC = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it is served: its address carries a print of the content."""

    address: str
    content: bytes
    media_type: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Read every static file of the portal once, by name."""
    return files_in(STATIC, "/static")


def files_in(folder: Traversable, address: str) -> dict[str, StaticFile]:
    """Read the static files of a folder, by name. One print for all, since scripts import one another by name."""
    found = sorted((each for each in folder.iterdir() if Path(each.name).suffix in TYPES), key=lambda each: each.name)
    files = {each.name: each.read_bytes() for each in found}
    mark = hashlib.sha256(b"\0".join(name.encode() + content for name, content in files.items())).hexdigest()[:12]
    return {
        name: StaticFile(f"{address}/{mark}/{name}", content, TYPES[Path(name).suffix])
        for name, content in files.items()
    }


def static(name: str) -> str:
    """Return the address of a static file. Raises `KeyError` where there is none."""
    return static_files()[name].address


@get("/static/{mark:str}/{name:str}", opt={"act": Act.PUBLIC, "for_anyone": True}, sync_to_thread=False)
def serve_static(mark: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    return served(static_files().get(name), mark)


def served(file: StaticFile | None, mark: str) -> Response[bytes]:
    """Return a static file, to be kept for ever where the address carries its print."""
    if file is None:
        raise NotFoundException
    age = FOR_EVER if f"/{mark}/" in file.address else "no-cache"
    return Response(file.content, media_type=file.media_type, headers={"Cache-Control": age})
