"""A logo is a picture and nothing else: real files, good ones and hostile ones."""

import random
import zlib
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hub.branding import LARGEST_FILE, LogoRefusedError, checked_logo

SCRIPT = b"<script>alert(1)</script>"


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (800, 400), colour: Any = "red", **how: Any) -> bytes:
    file = BytesIO()
    Image.new(mode, size, colour).save(file, form, **how)
    return file.getvalue()


def photo(form: str, size: tuple[int, int] = (640, 480), **how: Any) -> bytes:
    file = BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(file, form, **how)
    return file.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def huge_webp() -> bytes:
    """A WebP that says of itself to be 16,383 points wide and high."""
    head = b"VP8X" + (10).to_bytes(4, "little") + bytes(4) + (16_382).to_bytes(3, "little") * 2
    body = b"WEBP" + head + picture("WEBP", size=(64, 64))[12:]
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(checked_logo(content).content))


@pytest.mark.parametrize(
    "content",
    [
        picture("PNG"),
        picture("PNG", "P", colour=3),
        picture("PNG", "L", colour=90),
        picture("PNG", "I;16", colour=900),
        picture("JPEG"),
        picture("JPEG", "CMYK", colour=(1, 2, 3, 4)),
        photo("JPEG", progressive=True),
        picture("WEBP"),
        picture("WEBP", lossless=True),
    ],
)
def test_an_ordinary_picture_becomes_a_small_one_of_the_same_shape(content: bytes) -> None:
    made = opened(content)
    assert max(made.size) <= 512
    assert made.width > made.height
    assert not made.info.keys() & {"exif", "comment", "icc_profile", "xmp"}


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_what_is_see_through_stays_so(form: str) -> None:
    content = picture(form, "RGBA", colour=(10, 20, 30, 0))
    assert checked_logo(content).media_type == "image/png"
    assert opened(content).convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_a_photograph_is_made_to_weigh_little_for_it_stands_on_every_page() -> None:
    assert len(checked_logo(photo("PNG", (900, 900))).content) < 50_000


def test_where_and_when_it_was_taken_is_left_out_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "Geheimelaan 1"
    content = photo("JPEG", (200, 100), exif=exif.tobytes())
    assert b"Geheimelaan" in content
    made = checked_logo(content)
    assert b"Geheimelaan" not in made.content
    assert b"Exif" not in made.content
    assert opened(content).size == (100, 200)


def test_the_mark_follows_the_picture() -> None:
    assert checked_logo(picture("PNG")).mark == checked_logo(picture("PNG")).mark
    assert checked_logo(picture("PNG")).mark != checked_logo(picture("PNG", colour="blue")).mark


HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "Choose a file"),
    "a bomb of 400 million points": (picture("PNG", "1", (20_000, 20_000), 0), "too many pixels"),
    "a WebP of 268 million points": (huge_webp(), "too many pixels"),
    "a JPEG that is cut off": (photo("JPEG")[:4000], "damaged"),
    "a JPEG without its end": (photo("JPEG")[:-2], "damaged"),
    "a PNG that is cut off": (photo("PNG")[:4000], "damaged"),
    "a WebP that is cut off": (photo("WEBP")[:4000], "damaged"),
    "a PNG whose points are rubbish": (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", bytes.fromhex("00000040000000400802000000"))
        + chunk(b"IDAT", b"rubbish")
        + chunk(b"IEND", b""),
        "damaged",
    ),
    "an SVG with a script": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT, "SVG"),
    "a page": (b"<!doctype html>" + SCRIPT, "no picture"),
    "a GIF": (picture("GIF", "P", colour=1), "no picture"),
    "a BMP": (picture("BMP", size=(20, 20)), "no picture"),
    "a PDF": (b"%PDF-1.7\n", "no picture"),
    "a PNG with a zip behind it": (picture("PNG") + b"PK\x03\x04" + bytes(60), "more in this file"),
    "a JPEG with a page behind it": (photo("JPEG") + b"<html>" + SCRIPT, "more in this file"),
    "a JPEG with a script in its head": (photo("JPEG", comment=SCRIPT), "more in this file"),
    "a WebP with a page behind it": (picture("WEBP") + b"<html>", "more in this file"),
    "a PNG that is a program too": (
        picture("PNG")[:33] + chunk(b"tEXt", b"Comment\0<?php system($_GET[0]);") + picture("PNG")[33:],
        "more in this file",
    ),
    "two points": (picture("PNG", size=(2, 1)), "too small"),
    "a file of 20 MB": (b"\x89PNG\r\n\x1a\n" + bytes(20 * 1024 * 1024), "larger than 2 MB"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_plain_picture_is_refused_with_a_sentence(name: str) -> None:
    content, said = HOSTILE[name]
    with pytest.raises(LogoRefusedError) as refused:
        checked_logo(content)
    assert said in refused.value.text.en


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(form: str) -> None:
    file = BytesIO()
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue", "green")]
    frames[0].save(file, form, save_all=True, append_images=frames[1:], duration=100)
    with pytest.raises(LogoRefusedError) as refused:
        checked_logo(file.getvalue())
    assert "moves" in refused.value.text.en


def test_a_picture_with_much_text_packed_in_it_is_refused_and_not_unpacked() -> None:
    packed = zlib.compress(bytes(80 * 1024 * 1024), 6)
    hostile = picture("PNG")[:33] + chunk(b"zTXt", b"Comment\0\0" + packed) + picture("PNG")[33:]
    assert len(hostile) < LARGEST_FILE
    with pytest.raises(LogoRefusedError) as refused:
        checked_logo(hostile)
    assert "damaged" in refused.value.text.en


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["PNG", "JPEG", "WEBP"]))
def test_a_file_with_some_bytes_changed_is_taken_or_refused_and_never_a_fault(seed: int, form: str) -> None:
    chance = random.Random(seed)  # noqa: S311 - to break files, and no secret
    content = bytearray(photo(form, (48, 48)))
    for _ in range(chance.randint(1, 12)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    with suppress(LogoRefusedError):
        assert checked_logo(bytes(content)).media_type in {"image/png", "image/jpeg"}
