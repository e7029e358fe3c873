"""The portal's own style sheet, scripts and pictures, under addresses that change when their content does."""

import hashlib
from dataclasses import dataclass
from functools import cache
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
    """Read every static file once, by name. One print for all, since scripts import one another by name."""
    files = {path.name: path.read_bytes() for path in sorted(STATIC.iterdir()) if path.suffix in TYPES}
    mark = hashlib.sha256(b"\0".join(name.encode() + content for name, content in files.items())).hexdigest()[:12]
    return {
        name: StaticFile(f"/static/{mark}/{name}", content, TYPES[Path(name).suffix]) for name, content in files.items()
    }


def static(name: str) -> str:
    """Return the address of a static file. Raises `KeyError` where there is none."""
    return static_files()[name].address


@get("/static/{mark:str}/{name:str}", opt={"act": Act.PUBLIC, "for_anyone": True}, sync_to_thread=False)
def serve_static(mark: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    file = static_files().get(name)
    if file is None:
        raise NotFoundException
    age = FOR_EVER if file.address == f"/static/{mark}/{name}" else "no-cache"
    return Response(file.content, media_type=file.media_type, headers={"Cache-Control": age})
