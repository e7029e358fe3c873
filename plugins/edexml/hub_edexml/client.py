"""The wire of this plugin is a file: bytes in, XML elements out, one record at a time. It knows no records.

Nothing outside the file is ever fetched, no entity is ever expanded, and what was read is let go of.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

from lxml import etree

from hub.contract import SourceRefusedError
from hub.records import Text
from hub_edexml import refusals
from hub_edexml.element import Element
from hub_edexml.encoding import encoding_of, utf8_pieces
from hub_edexml.lines import Lines

BLOCKS = {
    "vestigingen": frozenset({"vestiging"}),
    "groepen": frozenset({"groep", "samengestelde_groep"}),
    "leerlingen": frozenset({"leerling"}),
    "leerkrachten": frozenset({"leerkracht"}),
}
"""The blocks of a file in their order, each with the records that it holds."""

ORDER = {block: place for place, block in enumerate(BLOCKS)}
RECORDS = frozenset().union(*BLOCKS.values())
BLANK = " \t\r\n"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
ALLOWED_ANYWHERE = frozenset({XSI + "type", XSI + "schemaLocation", XSI + "noNamespaceSchemaLocation"})

PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t\r\n]+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
ROOT = re.compile(rb"<EDEX(?=[\s/>])[^>]*")
NAMESPACE = re.compile(rb"""\sxmlns\s*=\s*(["'])(?!\1)""")
PROLOG_LIMIT = 1 << 20
RECORD_LIMIT = 4 << 20
"""So many bytes without a record end the reading: it bounds the memory that one record can take."""

PACKED = ((b"PK", "zip"), (b"\x1f\x8b", "gzip"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "rar"), (b"BZh", "bzip2"))
RESOURCE_LIMIT = 114
"""What libxml2 calls its own limits of depth and length."""
UNFINISHED = frozenset({40, 45, 47, 63, 65, 73, 77, 114})
"""What libxml2 says where the text ends inside an element, attribute, comment or such."""
END = b"</EDEX"
END_WITHIN = 1 << 12


class EdexFile:
    """One EDEXML file, to be read once. `remarks` gathers what is odd outside the records, for the reader to empty."""

    def __init__(self, path: Path, progress: Callable[[int, int | None], None]) -> None:
        _refuse_packed(path)
        self._path = path
        self._progress = progress
        self._encoding = encoding_of(path)
        self.remarks: list[Text] = [self._encoding.remark] if self._encoding.remark else []
        self.lines = Lines(path, self._encoding.codec)
        self.filled: set[str] = set()
        self.count = 0
        """The number of records so far; the last one that came out has this number."""
        self._said: set[str] = set()
        self._school: Element | None = None
        self._block: Element | None = None
        self._allowed: frozenset[str] = frozenset()
        self._last: Element | None = None
        self._place = -1

    def elements(self) -> Iterator[Element]:
        """Yield the `school` element, then every record's. Each is gone once the next is asked for.

        Raises `SourceRefusedError` for a file that cannot be used.
        """
        parser = _safe_parser()
        idle, end = 0, b""
        for done, piece in self._pieces():
            _feed(parser, piece)
            idle += len(piece)
            end = (end + piece)[-END_WITHIN:]
            for _, event in parser.read_events():
                element = cast("Element", event)
                if self._is_record(element):
                    idle = 0
                    yield element
            if idle > RECORD_LIMIT:
                raise _endless(parser)
            self._progress(done, self._encoding.size)
        self._finish(_close(parser, whole=END in end))

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
                raise refusals.refused(*(refusals.NOT_XML if head.strip() else refusals.EMPTY))
            yield done, head
            yield from pieces
        except UnicodeDecodeError:
            raise refusals.refused(*refusals.CUT_OFF) from None

    def _is_record(self, element: Element) -> bool:
        """Say whether this is a record in its block, or the school; one of the same name elsewhere is not."""
        parent = element.getparent()
        if parent is None:
            return False
        if parent is not self._block:
            above = parent.getparent()
            if above is None:
                return self._is_school(element)
            if above.getparent() is not None or parent.tag not in BLOCKS:
                return False
            self._open(above, parent)
        if element.tag not in self._allowed:
            return False
        self._let_go_before(element)
        self.count += 1
        return True

    def _is_school(self, element: Element) -> bool:
        if element.tag != "school":
            return False
        if self._school is not None or self._block is not None:
            raise refusals.refused(*refusals.NO_SCHOOL)
        self._school = element
        root = element.getparent()
        assert root is not None
        if cast("Any", root).getroottree().docinfo.internalDTD is not None:
            raise refusals.refused(*refusals.DOCTYPE)
        self._look_at_block(root)
        return True

    def _open(self, root: Element, block: Element) -> None:
        if self._school is None:
            raise refusals.refused(*refusals.NO_SCHOOL)
        self._close_block()
        self._let_go_of_blocks(root, block)
        self._take_place(block)
        self._look_at_block(block)
        self._block, self._last, self._allowed = block, None, BLOCKS[block.tag]
        self.filled.add(block.tag)

    def _take_place(self, block: Element) -> None:
        if ORDER[block.tag] <= self._place:
            raise refusals.refused(*refusals.BLOCK_ORDER)
        self._place = ORDER[block.tag]

    def _let_go_before(self, element: Element) -> None:
        """Let go of the record before this one, and speak of what else stands between the two."""
        block = self._block
        assert block is not None
        first = block[0]
        while first is not element:
            self._look_at_sibling(first, known=first is self._last)
            del block[0]
            first = block[0]
        self._last = element

    def _let_go_of_blocks(self, root: Element, until: Element | None) -> None:
        while len(root) and (first := root[0]) is not until:
            known = first is self._school or first is self._block
            if first.tag in BLOCKS and not known:
                self._take_place(first)
                self._say_empty(first)
                known = True
            self._look_at_sibling(first, known=known)
            del root[0]

    def _close_block(self) -> None:
        block = self._block
        while block is not None and len(block):
            self._look_at_sibling(block[0], known=block[0] is self._last)
            del block[0]

    def _finish(self, root: Element) -> None:
        if self._school is None:
            raise refusals.refused(*refusals.NO_SCHOOL)
        self._close_block()
        self._let_go_of_blocks(root, None)
        if "leerlingen" not in self.filled:
            raise refusals.refused(*refusals.NO_PUPILS)

    def _look_at_block(self, block: Element) -> None:
        for name in block.attrib:
            if name not in ALLOWED_ANYWHERE:
                self._say(f"{block.tag}/@{name}", block, "een onbekend attribuut", "an unknown attribute")
        self._look_at_text(block.text, block)

    def _look_at_sibling(self, element: Element, *, known: bool) -> None:
        if not known:
            self._say(element.tag, element, "een onbekend element, dat is overgeslagen", "an unknown, skipped element")
        self._look_at_text(element.tail, element)

    def _look_at_text(self, text: str | None, element: Element) -> None:
        if text and text.strip(BLANK):
            self._say("#text", element, "losse tekst, die is overgeslagen", "loose text, which was skipped")

    def _say_empty(self, block: Element) -> None:
        self._say(f"{block.tag}/", block, f"een leeg blok '{block.tag}'", f"an empty block '{block.tag}'")

    def _say(self, what: str, element: Element, nl: str, en: str) -> None:
        """Remark on something outside the records; once for each sort."""
        if what in self._said:
            return
        self._said.add(what)
        line = element.sourceline or 0
        place = (f" (regel {line})", f" (line {line})") if 0 < line < 1 << 16 else ("", "")  # libxml2 counts so far
        self.remarks.append(
            Text(
                f"In dit bestand staat {nl}{place[0]}. Dat hoort niet in EDEXML. "
                "Meld het aan de leverancier van het LAS.",
                f"In this file there is {en}{place[1]}. It does not belong in EDEXML; tell the vendor of the LAS.",
            )
        )


def _refuse_packed(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(8)
    for mark, name in PACKED:
        if head.startswith(mark):
            raise refusals.packed(name, name)


def _safe_parser() -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events=("end",),
        tag=("school", *sorted(RECORDS)),
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _looked_at(head: bytes) -> bool:
    """Refuse what is not EDEXML by its beginning; return False where there is not enough of it yet to say."""
    start = PROLOG.match(head)
    assert start is not None
    rest = head[start.end() :]
    if len(head) > PROLOG_LIMIT or (rest and not rest.startswith(b"<")):
        raise refusals.refused(*refusals.NOT_XML)
    if rest[:9].upper() == b"<!DOCTYPE":
        raise refusals.refused(*refusals.DOCTYPE)
    if rest.startswith((b"<!", b"<?")) or b">" not in rest:
        return False
    root = ROOT.match(rest)
    if root is None or NAMESPACE.search(root[0]):
        raise refusals.refused(*refusals.OTHER_XML)
    return True


def _feed(parser: etree.XMLPullParser, piece: bytes) -> None:
    try:
        parser.feed(piece)
    except etree.XMLSyntaxError as error:
        raise _refusal(error) from None
    for entry in cast("Any", parser).feed_error_log:
        if entry.level >= etree.ErrorLevels.ERROR:  # some faults are only logged until the end
            raise _damaged(entry.type, entry.message, entry.line)


def _close(parser: etree.XMLPullParser, *, whole: bool) -> Element:
    try:
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise (_refusal(error) if whole else refusals.refused(*refusals.CUT_OFF, line=error.lineno)) from None
    return cast("Element", root)


def _endless(parser: etree.XMLPullParser) -> SourceRefusedError:
    """Return what to say where no record comes any more: the parser stumbled in silence, or a piece is too large."""
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        in_a_tag = "StartTag" in (error.msg or "") or "EndTag" in (error.msg or "")
        if not in_a_tag and getattr(error, "code", 0) not in UNFINISHED:
            return _refusal(error)
    return refusals.refused(*refusals.TOO_LARGE)


def _refusal(error: etree.XMLSyntaxError) -> SourceRefusedError:
    return _damaged(getattr(error, "code", 0), error.msg or "", error.lineno)


def _damaged(code: int, message: str, line: int | None) -> SourceRefusedError:
    """Return what to say of a file that the parser refuses. Its message may quote the file: it is not shown."""
    if code == RESOURCE_LIMIT or " too " in message:
        return refusals.refused(*(refusals.TOO_DEEP if "depth" in message else refusals.TOO_LARGE), line=line)
    return refusals.refused(*refusals.BROKEN, line=line)
