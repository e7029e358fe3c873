"""The document of one report card, out of the answer while it comes in: it is never in memory as a whole here."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any, cast

from lxml import etree

from hub.contract import HubError, LasUnavailableError, SourceRefusedError
from hub.records import Text
from hub_esis.client import PARENT_PORTAL, PORTAL, EsisClient, Reply
from hub_esis.faults import AGAIN, of_fault, of_status

CONTENT, NOTHING = f"{{{PORTAL}}}inhoud", f"{{{PORTAL}}}geengegevens"
OK = 200
LONGEST_CODE = 100
NOT_THERE = Text(
    "ESIS heeft dit rapport niet als document. Maak het in ESIS opnieuw; de hub haalt het dan vanzelf op.",
    "ESIS does not have this report card as a document. Make it again in ESIS; the hub then fetches it by itself.",
)
NO_ANSWER = Text(
    f"Het antwoord van ESIS met het rapport kwam niet heel aan. {AGAIN[0]}",
    f"The answer of ESIS with the report card did not come whole. {AGAIN[1]}",
)
NO_BASE64 = Text(
    "Het rapport kwam beschadigd uit ESIS. Maak het in ESIS opnieuw; blijft het zo, meld het dan aan Rovict.",
    "The report card came out of ESIS damaged. Make it again in ESIS; if it stays so, report it to Rovict.",
)


def fetched(client: EsisClient, question: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield the document's bytes. Raises `SourceRefusedError` where there is none, or what keeps ESIS from it."""
    pace = client.pace(PARENT_PORTAL)
    pace.turn()
    try:
        reply = client.ask(PARENT_PORTAL, "HaalRapport", question)
        with closing(cast("Any", reply.pieces)):
            yield from _document(reply)
    except LasUnavailableError:
        pace.failed()
        raise
    except HubError:
        pace.worked()
        raise
    pace.worked()


def _document(reply: Reply) -> Iterator[bytes]:
    found = _Found()
    target: Any = found
    parser = etree.XMLParser(target=target, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        for piece in reply.pieces:
            parser.feed(piece)
            yield from found.bytes()
        parser.close()
    except _DeclaredError:
        raise (of_status(reply.status) if reply.status != OK else SourceRefusedError(NO_BASE64)) from None
    except etree.XMLSyntaxError:
        raise (of_status(reply.status) if reply.status != OK else LasUnavailableError(NO_ANSWER)) from None
    if found.fault:
        raise of_fault(found.fault)
    if reply.status != OK:
        raise of_status(reply.status)
    if not found.content:
        raise SourceRefusedError(NOT_THERE)
    yield from found.bytes(whole=True)


class _DeclaredError(Exception):
    """The answer declares a type of document: it is no SOAP."""


class _Found:
    """What lxml finds, as it finds it: the document's text, or a fault's code."""

    def __init__(self) -> None:
        self.content = False
        self.fault = ""
        self._inside = ""
        self._waiting: list[str] = []

    def start(self, tag: str, _attributes: object) -> None:
        self._inside = tag
        self.content = self.content or tag == CONTENT

    def end(self, _tag: str) -> None:
        self._inside = ""

    def data(self, text: str) -> None:
        if self._inside == CONTENT:
            self._waiting.append(text)
        elif self._inside.rpartition("}")[2] == "faultcode" and len(self.fault) < LONGEST_CODE:
            self.fault += text.strip()

    def doctype(self, *_: object) -> None:
        """Refuse it: a type may define entities, and SOAP allows none."""
        raise _DeclaredError

    def close(self) -> None:
        """Nothing is left to do."""

    def bytes(self, *, whole: bool = False) -> Iterator[bytes]:
        """Yield what has come in; four signs are three bytes, so a few may wait."""
        text = "".join("".join(self._waiting).split())
        ready = len(text) if whole else len(text) // 4 * 4
        self._waiting = [text[ready:]]
        if ready:
            try:
                yield base64.b64decode(text[:ready], validate=True)
            except (binascii.Error, ValueError):
                raise SourceRefusedError(NO_BASE64) from None
