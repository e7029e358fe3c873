"""One safe and bounded reading of XML that comes in pieces.

Nothing outside the document is ever fetched, no entity is ever expanded, and every refusal hides what it quotes.
"""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from lxml import etree

from edexml_content import refusals
from edexml_content.element import Element
from edexml_content.wording import Wording
from hub.contract import SourceRefusedError

RECORD_LIMIT = 4 << 20
"""So many bytes without a record end the reading: it bounds the memory that one record can take."""

RESOURCE_LIMIT = 114
"""What libxml2 calls its own limits of depth and length."""
ENCODINGS = frozenset({31, 32, 81, 6003})
"""What libxml2 says of bytes that are not in the encoding which the text names, and of encodings that there are not."""
UNFINISHED = frozenset({40, 45, 47, 63, 65, 73, 77, 114})
"""What libxml2 says where the text ends inside an element, attribute, comment or such."""
END_WITHIN = 1 << 12


class Parsing:
    """Reads pieces of XML and gives every element with one of `tags`, once it is whole.

    `end` is what the last of the text must hold for a fault there to be damage, and not a document that is cut off. Set
    `idle` to 0 wherever a record came.
    """

    def __init__(self, tags: Iterable[str], wording: Wording, end: bytes, encoding: str | None = None) -> None:
        self._parser = etree.XMLPullParser(
            events=("end",),
            tag=tuple(tags),
            encoding=encoding,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )
        self._wording = wording
        self._end = end
        self._tail = b""
        self.idle = 0

    def feed(self, piece: bytes) -> Iterator[Element]:
        """Read on. Raises `SourceRefusedError` for damage, and where a record is far too large."""
        try:
            self._parser.feed(piece)
        except etree.XMLSyntaxError as error:
            raise self._refusal(error) from None
        for entry in cast("Any", self._parser).feed_error_log:
            if entry.level >= etree.ErrorLevels.ERROR:  # some faults are only logged until the end
                raise self._damaged(entry.type, entry.message, entry.line)
        self.idle += len(piece)
        self._tail = (self._tail + piece)[-END_WITHIN:]
        for _, event in self._parser.read_events():
            yield cast("Element", event)
        if self.idle > RECORD_LIMIT:
            raise self._endless()

    def close(self) -> Element:
        """Return the root, once everything was fed. Raises what the wording has for it where its end is missing."""
        try:
            root = self._parser.close()
        except etree.XMLSyntaxError as error:
            if self._end in self._tail:
                raise self._refusal(error) from None
            raise self._wording.ended_early(error.lineno) from None
        return cast("Element", root)

    def _endless(self) -> SourceRefusedError:
        """Return what to say where no record comes any more: a silent stumble of the parser, or too large a piece."""
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            in_a_tag = "StartTag" in (error.msg or "") or "EndTag" in (error.msg or "")
            if not in_a_tag and getattr(error, "code", 0) not in UNFINISHED:
                return self._refusal(error)
        return self._wording.refused(refusals.TOO_LARGE)

    def _refusal(self, error: etree.XMLSyntaxError) -> SourceRefusedError:
        return self._damaged(getattr(error, "code", 0), error.msg or "", error.lineno)

    def _damaged(self, code: int, message: str, line: int | None) -> SourceRefusedError:
        """Return what to say of what the parser refuses. Its message may quote the text: it is not shown."""
        if code == RESOURCE_LIMIT or " too " in message:
            return self._wording.refused(refusals.TOO_DEEP if "depth" in message else refusals.TOO_LARGE, line)
        return self._wording.refused(refusals.CHARACTERS if code in ENCODINGS else refusals.BROKEN, line)


def has_doctype(root: Element) -> bool:
    """Tell whether the document of this root declares a type, which may define entities."""
    return cast("Any", root).getroottree().docinfo.internalDTD is not None
