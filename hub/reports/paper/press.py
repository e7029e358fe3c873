"""The press: one fixed source, set by Typst, into which a sheet goes as JSON.

Typst sees an empty folder with at most the school's logo in it, its own fonts and those that come with the hub. The
source imports nothing, so nothing is fetched either. What it was given is a value to it and never source: there is no
text that a person, a school or a plugin can write that does anything but stand there.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Literal, Self

import pikepdf
import typst

from hub.contract import HubError
from hub.records import Text
from hub.reports.paper.sheet import Letterhead, Sheet

SOURCE = Path(__file__).with_name("paper.typ").read_bytes()
LOGO = "logo"
PROOF = b'#image("/logo", width: 1cm)'
FONTS = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
MORE_FONTS = "HUB_FONTS"
"""Names a folder with letters of the host's own, for signs that those of the hub do not have."""
ACCESSIBLE: Literal["ua-1"] = "ua-1"
MOST = 1 << 20
"""Bytes of what one pupil's paper is made of. Eight years of results are some 60 kB; a million takes a few seconds."""


class PaperFailedError(HubError):
    """The paper of one pupil could not be made. The others are not touched by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A PDF. `accessible`: it keeps to PDF/UA-1.

    Otherwise some sign has no form in any font and stands there as a box; the PDF is tagged, and no more.
    """

    content: bytes = field(repr=False)
    pages: int
    accessible: bool


class Press:
    """Makes papers of one school in one language. It is opened with `with`, and used by one thread at a time."""

    def __init__(self, head: Letterhead, language: str) -> None:
        self._head = head
        self._language = language
        self._open = ExitStack()
        self._logo: str | None = None

    def __enter__(self) -> Self:
        folder = Path(self._open.enter_context(TemporaryDirectory(prefix="hub-paper-")))
        self._typst = typst.Compiler(SOURCE, root=str(folder), font_paths=fonts(), ignore_system_fonts=True)
        if self._head.logo:
            (folder / LOGO).write_bytes(self._head.logo)
            self._logo = f"/{LOGO}" if self._can_draw_logo() else None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def paper(self, sheet: Sheet) -> Paper:
        """Make the paper of one pupil. The same sheet gives the same bytes. Raises `PaperFailedError`."""
        try:
            laid_out = sheet.laid_out(self._head, self._language) | {"logo": self._logo}
        except Exception as error:  # what a plugin gives as a block can be anything
            raise PaperFailedError(FAILED) from error
        said = json.dumps(laid_out, ensure_ascii=False)
        if len(said) > MOST:
            raise PaperFailedError(TOO_MUCH)
        made_at = datetime.combine(sheet.today, time(), UTC)
        with _told():
            content, accessible = self._set(said, made_at)
        with pikepdf.open(BytesIO(content)) as made:
            return Paper(content=content, pages=len(made.pages), accessible=accessible)

    def _can_draw_logo(self) -> bool:
        """Tell whether the logo is a picture that Typst draws. A logo that is none may not cost a school its papers."""
        try:
            with _told():
                self._typst.compile(PROOF, format="pdf")
        except PaperFailedError:
            return False
        return True

    def _set(self, said: str, made_at: datetime) -> tuple[bytes, bool]:
        """Set it to the standard of accessible PDFs; without that where a sign, such as an emoji, is in no font."""
        options: Mapping[str, Any] = {"format": "pdf", "sys_inputs": {"sheet": said}, "timestamp": made_at}
        try:
            return _bytes(self._typst.compile(SOURCE, pdf_standards=ACCESSIBLE, **options)), True
        except typst.TypstError as error:
            if "could not be displayed" not in error.message:
                raise PaperFailedError(FAILED) from error
        return _bytes(self._typst.compile(SOURCE, **options)), False


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except typst.TypstError as error:
        raise PaperFailedError(FAILED) from error
    except BaseException as error:
        # What stops with a panic in Rust comes as a BaseException of a class that cannot be imported.
        if type(error).__name__ == "PanicException":
            raise PaperFailedError(FAILED) from error
        raise


def _bytes(made: bytes | list[bytes] | None) -> bytes:
    assert isinstance(made, bytes), type(made)
    return made


@cache
def fonts() -> typst.Fonts:
    """Return the fonts, read once: Noto Sans with its Arabic, and for other signs the host's and those of Typst."""
    folders = [str(files(each) / "files") for each in FONTS]
    if own := os.environ.get(MORE_FONTS):
        folders.append(own)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


TOO_MUCH = Text(
    "Er is te veel om op papier te zetten. Zet een rapport uit, of maak de PDF per leerling en kijk welke niet lukt.",
    "There is too much to put on paper. Turn a report off, or make the PDF per pupil and see which one fails.",
)
FAILED = Text(
    "De PDF van deze leerling is niet gelukt door een fout in de hub. Geef dit door aan uw beheerder.",
    "The PDF of this pupil failed through a fault in the hub. Tell your administrator.",
)
