"""Whether a document is a PDF that a parent can be given: whole, of a bounded size, and nothing but pages.

It is read with qpdf (through pikepdf), which repairs nothing here: what is not whole is refused. The pages themselves
are not interpreted, and nothing in the document runs.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from hub.contract import SourceRefusedError
from hub.records import Text

LARGEST = 10 << 20
"""Bytes. A report card with photographs is a few million."""
MOST_PAGES = 200
MOST_OBJECTS = 100_000
MOST_UNPACKED = 64 << 20
"""What the tables and packed objects of a document may come to once they are unpacked: qpdf holds these in memory."""
HEAD = b"%PDF-"
TAIL = b"%%EOF"
STREAM = re.compile(rb"\bstream\r?\n")
PACKED = re.compile(rb"/(?:ObjStm|XRef)\b")
TWICE = re.compile(rb"/Filter\s*\[[^\]]*/\w+[^\]]*/\w+")
BEFORE = 1000
"""So far before a stream its description is looked for."""
ACTIVE = {"/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/ImportData", "/SubmitForm", "/GoToR", "/GoToE"}
ACTIVE_KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/XFA", "/AA"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that may be kept, and how many pages it has."""

    content: bytes
    pages: int


def checked(pieces: Iterable[bytes]) -> Checked:
    """Read a document and return it. Raises `SourceRefusedError`, whose sentence says why it is quarantined.

    Memory is bounded by `LARGEST`: what is larger is not read to its end.
    """
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > LARGEST:
            raise SourceRefusedError(TOO_LARGE)
    if not bytes(content[:BEFORE]).lstrip().startswith(HEAD):
        raise SourceRefusedError(NO_PDF)
    if TAIL not in content[-BEFORE:]:
        raise SourceRefusedError(BROKEN)
    return Checked(bytes(content), _pages(bytes(content)))


def _pages(content: bytes) -> int:
    _refuse_bomb(content)
    try:
        with pikepdf.Pdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise SourceRefusedError(LOCKED)
            if len(pdf.objects) > MOST_OBJECTS or not 0 < len(pdf.pages) <= MOST_PAGES:
                raise SourceRefusedError(TOO_LARGE if len(pdf.pages) else BROKEN)
            if any(_acts(each) for each in _everything(pdf)):
                raise SourceRefusedError(ACTIVE_CONTENT)
            return len(pdf.pages)
    except pikepdf.PasswordError:
        raise SourceRefusedError(LOCKED) from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError):
        raise SourceRefusedError(BROKEN) from None


def _everything(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every object of a document and everything in it, whether or not a page leads to it."""
    waiting = [*pdf.objects, pdf.trailer]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            waiting += [inner for inner in each if _is_within(inner)]
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            yield each
            inside = each.stream_dict if isinstance(each, pikepdf.Stream) else each
            waiting += [inner for _, inner in inside.items() if _is_within(inner)]


def _is_within(inner: object) -> bool:
    """Tell whether an object is written inside another one; those that stand by themselves come by themselves."""
    return isinstance(inner, pikepdf.Object) and not inner.is_indirect


def _acts(each: pikepdf.Object) -> bool:
    """Tell whether an object can do something: run a script, start a program, carry or fetch another file."""
    names = {str(each.get(name)) for name in ("/S", "/Type", "/Subtype") if each.get(name) is not None}
    return bool(names & ACTIVE) or any(key in each for key in ACTIVE_KEYS)


def _refuse_bomb(content: bytes) -> None:
    """Refuse what is small and becomes huge once qpdf unpacks it: its tables and packed objects."""
    room, view = MOST_UNPACKED, memoryview(content)
    for found in STREAM.finditer(content):
        described = content[max(0, found.start() - BEFORE) : found.start()].rpartition(b"endobj")[2]
        if not PACKED.search(described):
            continue
        if TWICE.search(described):
            raise SourceRefusedError(BROKEN)
        unpacking = zlib.decompressobj()
        try:
            room -= len(unpacking.decompress(view[found.end() :], room))
        except zlib.error:
            continue  # not packed in this way; qpdf says whether it is whole
        if room <= 0:
            raise SourceRefusedError(TOO_LARGE)


AGAIN = (
    "Het rapport wordt niet getoond. Maak het in het LAS opnieuw als gewone PDF; de hub haalt het dan vanzelf op.",
    "The report card is not shown. Make it again in the LAS as an ordinary PDF; the hub then fetches it by itself.",
)
TOO_LARGE = Text(
    f"Dit rapport is te groot: hoogstens {LARGEST >> 20} MB en {MOST_PAGES} bladzijden. {AGAIN[0]}",
    f"This report card is too large: {LARGEST >> 20} MB and {MOST_PAGES} pages at most. {AGAIN[1]}",
)
NO_PDF = Text(f"Dit rapport is geen PDF. {AGAIN[0]}", f"This report card is not a PDF. {AGAIN[1]}")
BROKEN = Text(
    f"Dit rapport is beschadigd of afgekapt. {AGAIN[0]}", f"This report card is damaged or cut off. {AGAIN[1]}"
)
LOCKED = Text(f"Dit rapport zit achter een wachtwoord. {AGAIN[0]}", f"This report card has a password. {AGAIN[1]}")
ACTIVE_CONTENT = Text(
    f"In dit rapport zit een script, een programma of een bijlage. {AGAIN[0]}",
    f"This report card carries a script, a program or an attachment. {AGAIN[1]}",
)
