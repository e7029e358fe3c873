"""The wire of this plugin is a file: bytes in, XML elements out, one record at a time. It knows no records.

Nothing outside the file is ever fetched, no entity is ever expanded, and what was read is let go of.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from edexml_content import Blocks, Element, Parsing, Steps, refusals

from hub.records import Text
from hub_edexml.encoding import encoding_of, utf8_pieces
from hub_edexml.lines import Lines
from hub_edexml.refusals import FILE, NOT_XML, OTHER_XML, packed

PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t\r\n]+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
ROOT = re.compile(rb"<EDEX(?=[\s/>])[^>]*")
NAMESPACE = re.compile(rb"""\sxmlns\s*=\s*(["'])(?!\1)""")
PROLOG_LIMIT = 1 << 20
PACKED = ((b"PK", "zip"), (b"\x1f\x8b", "gzip"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "rar"), (b"BZh", "bzip2"))
END = b"</EDEX"


class EdexFile:
    """One EDEXML file, as a `Document` of its content."""

    namespace = ""
    wording = FILE

    def __init__(self, path: Path, progress: Callable[[int, int | None], None]) -> None:
        _refuse_packed(path)
        self.name = path.name
        self._path = path
        self._progress = progress
        self._encoding = encoding_of(path)
        self._blocks = Blocks(FILE)
        self._lines = Lines(path, self._encoding.codec)
        if self._encoding.remark:
            self.remarks.append(self._encoding.remark)

    @property
    def remarks(self) -> list[Text]:
        """What is odd outside the records, for the reader to empty."""
        return self._blocks.remarks

    @property
    def filled(self) -> set[str]:
        """The blocks that had a record so far."""
        return self._blocks.filled

    @property
    def count(self) -> int:
        """The number of records so far; the last one that came out has this number."""
        return self._blocks.count

    def elements(self) -> Iterator[Element]:
        """Yield the `school` element, then every record's. Each is gone once the next is asked for.

        Raises `SourceRefusedError` for a file that cannot be used.
        """
        blocks = self._blocks
        parsing = Parsing(blocks.tags, FILE, END, "utf-8")
        for done, piece in self._pieces():
            for element in parsing.feed(piece):
                if blocks.takes(element):
                    parsing.idle = 0
                    yield element
            self._progress(done, self._encoding.size)
        parsing.close()
        blocks.finish()

    def where(self, number: int, child: Steps = ()) -> str:
        """Return the line of a record, or of an element in it."""
        line = self._lines.of(number, child)
        return f"regel {line}" if line else "onbekende regel"

    def _pieces(self) -> Iterator[tuple[int, bytes]]:
        """Yield the pieces of the file; the first one only after the beginning of the document was looked at."""
        pieces = utf8_pieces(self._path, self._encoding.codec)
        head, done, settled = b"", 0, False
        try:
            for done, piece in pieces:  # noqa: B007 - the last count is needed after the loop
                head += piece
                settled = _looked_at(head)
                if settled:
                    break
            if not settled:
                raise FILE.refused(NOT_XML if head.strip() else refusals.EMPTY)
            yield done, head
            yield from pieces
        except UnicodeDecodeError:
            raise FILE.refused(refusals.CUT_OFF) from None


def _refuse_packed(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(8)
    for mark, name in PACKED:
        if head.startswith(mark):
            raise packed(name)


def _looked_at(head: bytes) -> bool:
    """Refuse what is not EDEXML by its beginning; return False where there is not enough of it yet to say."""
    start = PROLOG.match(head)
    assert start is not None
    rest = head[start.end() :]
    if len(head) > PROLOG_LIMIT or (rest and not rest.startswith(b"<")):
        raise FILE.refused(NOT_XML)
    if rest[:9].upper() == b"<!DOCTYPE":
        raise FILE.refused(refusals.DOCTYPE)
    if rest.startswith((b"<!", b"<?")) or b">" not in rest:
        return False
    root = ROOT.match(rest)
    if root is None or NAMESPACE.search(root[0]):
        raise FILE.refused(OTHER_XML)
    return True
