"""How a file's bytes are written. The bytes decide; what the declaration says counts only where it can be true."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hub.contract import SourceRefusedError
from hub.records import Text

CHUNK = 1 << 16
HEAD = 1024
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
"""The first bytes that give an encoding away, longest first; XML without a mark begins with `<`."""

DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
WESTERN = frozenset({"iso8859-1", "cp1252", "latin-1"})
"""Who says ISO-8859-1 means Windows-1252: the two differ only where ISO-8859-1 has no signs at all."""

UNREADABLE = Text(
    "De tekens in dit bestand zijn niet te lezen: het is geen UTF-8 en ook geen Windows-1252. "
    "Exporteer het opnieuw uit het LAS, en open of bewaar het niet in een ander programma.",
    "The characters of this file cannot be read: it is neither UTF-8 nor Windows-1252. "
    "Export it again from the LAS, and do not open or save it in another program.",
)

MIXED = Text(
    "De tekens in dit bestand zijn beschadigd: deels UTF-8 en deels niet. Er is niets gelezen, want namen met "
    "accenten zouden fout worden. Exporteer het opnieuw uit het LAS, en open het niet in een ander programma.",
    "The characters of this file are damaged: a part is UTF-8 and a part is not. Nothing was read, because names with "
    "accents would go wrong. Export it again from the LAS, and do not open or save it in another program.",
)
NOT_ASCII = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """The codec that reads the file, the number of its bytes, and a remark where its declaration is wrong."""

    codec: str
    size: int
    remark: Text | None = None


def encoding_of(path: Path) -> Encoding:
    """Look through the whole file, a piece at a time, and say how it is written. Raises `SourceRefusedError`."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(0)
        for mark, codec in MARKS:
            if head.startswith(mark):
                return _marked(file, codec, size)
        return _unmarked(file, _declared(head), size)


def utf8_pieces(path: Path, codec: str) -> Iterator[tuple[int, bytes]]:
    """Yield the file as UTF-8, piece by piece, each with the number of bytes read so far."""
    with path.open("rb") as file:
        done = 0
        if codec == "utf-8":
            while piece := file.read(CHUNK):
                done += len(piece)
                yield done, piece
            return
        decoder = codecs.getincrementaldecoder(codec)(errors="strict")
        while piece := file.read(CHUNK):
            done += len(piece)
            yield done, decoder.decode(piece).encode()


def _declared(head: bytes) -> str | None:
    """Return the Python name of the declared encoding, `""` for a name that nobody knows, `None` for no name."""
    found = DECLARED.match(head)
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return ""
    return name if name in ("utf-8", "ascii") or name.startswith(("iso8859-", "cp125", "latin")) else ""


def _marked(file: BinaryIO, codec: str, size: int) -> Encoding:
    if _reads(file, codec) is None:
        raise SourceRefusedError(UNREADABLE)
    return Encoding(codec, size)


def _unmarked(file: BinaryIO, declared: str | None, size: int) -> Encoding:
    signs = _reads(file, "utf-8")
    if signs is not None:
        honest = declared in ("utf-8", None) or (declared and not signs)
        return Encoding("utf-8", size, None if honest else _remark("UTF-8"))
    codec = declared if declared not in (None, "", "utf-8", "ascii", *WESTERN) else "cp1252"
    file.seek(0)
    if _reads(file, codec or "cp1252") is None:
        raise SourceRefusedError(UNREADABLE)
    honest = declared not in (None, "", "utf-8", "ascii")
    if not honest and _is_rather_utf8(file):
        raise SourceRefusedError(MIXED)
    return Encoding(codec or "cp1252", size, None if honest else _remark("Windows-1252"))


def _reads(file: BinaryIO, codec: str) -> bool | None:
    """Say whether the file holds other signs than ASCII, read with `codec`; `None`: it cannot be read so.

    A sign that the end of the file cuts in two counts as readable: then the file is cut off, which the parser says.
    """
    decoder = codecs.getincrementaldecoder(codec)(errors="strict")
    signs = False
    try:
        while piece := file.read(CHUNK * 4):
            signs = not decoder.decode(piece).isascii() or signs
    except UnicodeDecodeError:
        return None
    return signs


def _is_rather_utf8(file: BinaryIO) -> bool:
    """Say whether there is at least as much good UTF-8 as bad: damaged UTF-8, which Windows-1252 would garble."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    good = bad = 0
    while piece := file.read(CHUNK * 4):
        text = decoder.decode(piece)
        bad += (lost := text.count("\ufffd"))
        good += len(NOT_ASCII.findall(text)) - lost
    return 0 < good >= bad


def _remark(real: str) -> Text:
    return Text(
        f"Het bestand noemt een verkeerde tekencodering; het is gelezen als {real}. "
        "Kijk of namen met accenten kloppen, en meld dit aan de leverancier van het LAS.",
        f"The file names a wrong character encoding; it was read as {real}. "
        "See whether names with accents are right, and tell the vendor of the LAS.",
    )
