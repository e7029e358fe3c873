"""A school's logo: looked at before it is opened, and drawn anew, so that only the picture is left of the file."""

import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TypeAlias

from PIL import ImageFile, ImageOps
from PIL.Image import DecompressionBombError, Image, Resampling
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from hub.branding.file_forms import jpeg_end, png_end, webp_end, webp_size
from hub.contract import HubError
from hub.records import Text
from hub.store import Logo

LARGEST_FILE = 2 * 1024 * 1024
MOST_PIXELS = 12_000_000
LARGEST_SIDE, SMALLEST_SIDE = 512, 16
SIDES = (LARGEST_SIDE, 384, 256, 160)
LARGEST_SERVED = 48_000
"""A parent's page weighs less than 100 kB, and the logo stands on each of them."""
ALSO_SOMETHING_ELSE = re.compile(rb"<script|<\?php|<html|<svg|<!doctype|%PDF-", re.IGNORECASE)
BROKEN = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, OverflowError, struct.error, zlib.error)
"""What Pillow raises on files that are cut off or were made to harm."""

Opener: TypeAlias = Callable[[BytesIO], ImageFile.ImageFile]


class LogoRefusedError(HubError):
    """The file cannot be a logo; the sentence says why, and what to do."""


def checked_logo(content: bytes) -> Logo:
    """Return the picture of a file: at most 512 by 512, without anything else that the file held.

    Raises `LogoRefusedError` for what is no PNG, JPEG or WebP, moves, is cut off, too large, or something else too.
    """
    if not content:
        raise LogoRefusedError(EMPTY)
    if len(content) > LARGEST_FILE:
        raise LogoRefusedError(TOO_LARGE)
    opener = _opener(content)
    with _as_refusal():
        return _as_logo(_loaded(opener(BytesIO(content))))


def _opener(content: bytes) -> Opener:
    """Return what opens the file, once its form is found whole and nothing stands behind it."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        found: Opener = PngImageFile
        end = png_end(content)
    elif content.startswith(b"\xff\xd8\xff"):
        found, end = JpegImageFile, jpeg_end(content)
    elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        # This one makes room for the picture as it opens, so its size is looked up first.
        found, end = WebPImageFile, webp_end(content)
        _fits(webp_size(content))
    else:
        raise LogoRefusedError(SVG if b"<svg" in content[:4096].lower() else NO_PICTURE)
    if end is None:
        raise LogoRefusedError(CUT_OFF)
    if content[end:].strip(b"\0\r\n") or ALSO_SOMETHING_ELSE.search(content):
        raise LogoRefusedError(SOMETHING_ELSE_TOO)
    return found


@contextmanager
def _as_refusal() -> Iterator[None]:
    try:
        yield
    except (DecompressionBombError, MemoryError) as error:
        raise LogoRefusedError(TOO_MANY_PIXELS) from error
    except BROKEN as error:
        raise LogoRefusedError(CUT_OFF) from error


def _fits(size: tuple[int, int] | None) -> None:
    if size is None:
        raise LogoRefusedError(CUT_OFF)
    if size[0] * size[1] > MOST_PIXELS:
        raise LogoRefusedError(TOO_MANY_PIXELS)
    if min(size) < SMALLEST_SIDE:
        raise LogoRefusedError(TOO_SMALL)


def _loaded(opened: ImageFile.ImageFile) -> Image:
    """Return the picture, upright; its size is checked before a point of it is unpacked."""
    with opened:
        _fits(opened.size)
        if getattr(opened, "n_frames", 1) > 1:
            raise LogoRefusedError(MOVES)
        opened.draft("RGB", (2 * LARGEST_SIDE, 2 * LARGEST_SIDE))
        opened.load()
        return ImageOps.exif_transpose(opened).convert("RGBA" if opened.has_transparency_data else "RGB")


def _as_logo(picture: Image) -> Logo:
    """Draw the picture into a new file: a few kilobytes, for it stands on every page."""
    media_type, content = "", b""
    for side in SIDES:
        smaller = picture.copy()
        smaller.thumbnail((side, side), Resampling.LANCZOS)
        media_type, content = min(_written(smaller), key=lambda each: len(each[1]))
        if len(content) <= LARGEST_SERVED:
            break
    return Logo(content=content, media_type=media_type, mark=hashlib.sha256(content).hexdigest()[:12])


def _written(picture: Image) -> Iterator[tuple[str, bytes]]:
    plain = picture.copy()
    plain.info = {}
    yield "image/png", _saved(plain, "PNG", optimize=True)
    if picture.mode == "RGB":
        yield "image/jpeg", _saved(plain, "JPEG", quality=90, optimize=True)


def _saved(picture: Image, form: str, **how: bool | int) -> bytes:
    file = BytesIO()
    picture.save(file, form, **how)
    return file.getvalue()


EMPTY = Text("Kies eerst een bestand.", "Choose a file first.")
TOO_LARGE = Text(
    "Dit bestand is groter dan 2 MB. Maak het logo kleiner, of vraag de maker om een kleiner bestand.",
    "This file is larger than 2 MB. Make the logo smaller, or ask its maker for a smaller file.",
)
SVG = Text(
    "Dit is een SVG. Daarin kan een programma zitten, dus dat kan niet. Sla het logo op als PNG en kies dat bestand.",
    "This is an SVG. It may hold a program, so it cannot be used here. Save the logo as a PNG and choose that file.",
)
NO_PICTURE = Text(
    "Dit is geen plaatje dat de hub kent. Kies een bestand van de soort PNG, JPEG of WebP.",
    "This is no picture that the hub knows. Choose a file of the kind PNG, JPEG or WebP.",
)
CUT_OFF = Text(
    "Dit bestand is beschadigd of niet compleet. Open het op uw computer, sla het opnieuw op en kies dat bestand.",
    "This file is damaged or incomplete. Open it on your computer, save it anew and choose that file.",
)
TOO_MANY_PIXELS = Text(
    "Dit plaatje heeft te veel beeldpunten. Maak het kleiner, bijvoorbeeld 500 bij 500, en kies het dan.",
    "This picture has too many pixels. Make it smaller, for instance 500 by 500, and choose it then.",
)
TOO_SMALL = Text(
    "Dit plaatje is te klein om te zien. Kies een logo van ten minste 16 bij 16 beeldpunten.",
    "This picture is too small to see. Choose a logo of 16 by 16 pixels at least.",
)
MOVES = Text(
    "Dit plaatje beweegt. Kies een logo dat stilstaat.", "This picture moves. Choose a logo that stands still."
)
SOMETHING_ELSE_TOO = Text(
    "In dit bestand zit meer dan een plaatje. Open het op uw computer, sla het opnieuw op als PNG en kies dat bestand.",
    "There is more in this file than a picture. Open it on your computer, save it anew as a PNG and choose that file.",
)
