"""Reading answers of ESIS with lxml while they come in: one record at a time, bounded, without entities.

The pieces of an answer become elements; what is no answer (a fault, an error page, half an answer) becomes the error
that says what happens next.
"""

import codecs
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any, Protocol

from edexml_content import Element, Parsing, Wording, refusals

from hub.contract import HubError, LasUnavailableError
from hub.records import Text
from hub_esis.client import EsisClient, Reply, Service
from hub_esis.faults import AGAIN, UnansweredError, of_fault, of_status
from hub_esis.pacing import Patience

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
FAULT = f"{{{SOAP}}}Fault"
ENVELOPE = f"{{{SOAP}}}Envelope"
PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t\r\n]+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*\sencoding\s*=")
OPENING = re.compile(rb"<(?:[\w.-]+:)?Envelope(?=[\s/>])")
MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
HEAD = 1 << 12
MOST = 1 << 30
"""An answer that is larger than this is no school's."""
FAULTY_MOST = 1 << 20
OK = 200

ANSWER = Wording(
    noun=Text("antwoord van ESIS", "answer of ESIS"),
    failed=Text("een mislukte levering", "a failed delivery"),
    again=Text(
        "Er is niets veranderd. Probeer het later opnieuw; blijft het zo, meld het dan aan Rovict.",
        "Nothing was changed. Try again later; if it stays so, report it to Rovict.",
    ),
    lines=False,
    cut_off=UnansweredError,
)
NOT_SOAP = Text("Dit {noun} heeft niet de vorm van UWLR (SOAP)", "This {noun} does not have the form of UWLR (SOAP)")
TOO_MUCH = Text("Dit {noun} is veel te groot voor één school", "This {noun} is far too large for one school")


class NothingSaidError(Exception):
    """ESIS answers without data. `nothing_changed`: none is needed; otherwise it found none."""

    def __init__(self, *, nothing_changed: bool) -> None:
        super().__init__("geenwijzigingen" if nothing_changed else "geengegevens")
        self.nothing_changed = nothing_changed


class Sieve(Protocol):
    """Takes the elements that matter out of one answer."""

    @property
    def tags(self) -> tuple[str, ...]: ...
    def takes(self, element: Element) -> bool:
        """Say whether this is one of them, and let go of the one before."""
        ...

    def finish(self) -> None:
        """Say whether the whole answer was as it should be, by raising where it was not."""
        ...


class Asking:
    """Asks questions of one job, and tries again where it soon hears that nothing comes of an answer."""

    def __init__(self, client: EsisClient, progress: Callable[[int, int | None], None]) -> None:
        self._client = client
        self._progress = progress
        self._read = 0

    def elements(
        self, service: Service, operation: str, question: Mapping[str, Any], sieve: Callable[[], Sieve]
    ) -> Iterator[Element]:
        """Yield what the sieve takes. Raises a `HubError`, or `NothingSaidError` where ESIS has nothing to say."""
        namespace = service.binding.partition("}")[0] + "}"
        pace = self._client.pace(service)
        for pause in (*self._client.patience.pauses, None):
            pace.turn()
            asked_at = time.monotonic()
            try:
                reading = self._reading(self._client.ask(service, operation, question), namespace, sieve())
                first = next(reading, None)
            except LasUnavailableError:
                pace.failed()
                if pause is None or time.monotonic() - asked_at >= self._client.patience.hear:
                    raise  # who was silent for so long is busy: the next pull asks again, not this one
                time.sleep(pause)
                continue
            except (HubError, NothingSaidError):
                pace.worked()
                raise
            pace.worked()
            if first is not None:
                yield first
                yield from reading
            return

    def _reading(self, reply: Reply, namespace: str, sieve: Sieve) -> Iterator[Element]:
        with closing(reply):
            yield from self._sifted(reply, namespace, sieve)

    def _sifted(self, reply: Reply, namespace: str, sieve: Sieve) -> Iterator[Element]:
        no_changes, no_data = namespace + "geenwijzigingen", namespace + "geengegevens"
        head, pieces = _opened(reply)
        parsing = Parsing((*sieve.tags, FAULT, no_changes, no_data), ANSWER, b"Envelope>", _encoding(head, reply))
        for piece in self._watched(head, pieces, reply):
            for element in parsing.feed(piece):
                if element.tag == FAULT:
                    raise of_fault(_code(element))
                if element.tag in (no_changes, no_data) and _stands_alone(element):
                    raise NothingSaidError(nothing_changed=element.tag == no_changes)
                if sieve.takes(element):
                    parsing.idle = 0
                    yield element
        if parsing.close().tag != ENVELOPE:
            raise ANSWER.refused(NOT_SOAP)
        if reply.status != OK:
            raise of_status(reply.status)
        sieve.finish()

    def _watched(self, head: bytes, pieces: Iterator[bytes], reply: Reply) -> Iterator[bytes]:
        """Yield the pieces, no longer and no more than an answer may take; tell the progress."""
        deadline = time.monotonic() + self._client.patience.whole
        most = MOST if reply.status == OK else FAULTY_MOST
        read = 0
        for piece in _from(head, pieces):
            read += len(piece)
            if read > most:
                raise ANSWER.refused(TOO_MUCH)
            if time.monotonic() > deadline:
                raise _too_slow(self._client.patience)
            yield piece
            self._read += len(piece)
            self._progress(self._read, None)


def _opened(reply: Reply) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes and the rest. Raises a `HubError` for what does not begin as an envelope."""
    head = b""
    for piece in reply.pieces:
        head += piece
        rest = head[_prolog(head) :]
        if len(rest) > HEAD or b">" in rest:
            break
    if head.startswith(MARKS[1:]):
        return head, reply.pieces
    rest = head[_prolog(head) :]
    if rest[:9].upper() == b"<!DOCTYPE" and b"html" not in rest[:20].lower():
        raise ANSWER.refused(refusals.DOCTYPE)
    if not OPENING.match(rest):
        raise _no_envelope(reply.status, rest)
    return head, reply.pieces


def _no_envelope(status: int, rest: bytes) -> HubError:
    if status != OK:
        return of_status(status)
    if not rest.strip():
        return UnansweredError(
            Text(f"ESIS gaf een leeg antwoord. {AGAIN[0]}", f"ESIS gave an empty answer. {AGAIN[1]}")
        )
    if re.match(rb"<(?:!doctype\s+html|html)", rest[:20], re.IGNORECASE):
        return of_status(status)
    return ANSWER.refused(NOT_SOAP)


def _prolog(head: bytes) -> int:
    found = PROLOG.match(head)
    return found.end() if found else 0


def _encoding(head: bytes, reply: Reply) -> str | None:
    """Return the encoding that HTTP names, where the XML itself names none."""
    if reply.charset is None or DECLARED.match(head) or head.startswith(MARKS):
        return None
    try:
        return codecs.lookup(reply.charset).name
    except LookupError:
        return None


def _from(head: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from pieces


def _code(fault: Element) -> str:
    for each in fault:
        if each.tag.rpartition("}")[2] == "faultcode":
            return (each.text or "").strip()
    return ""


def _stands_alone(element: Element) -> bool:
    """Tell whether this is the whole answer: the only thing in the answer's own element."""
    parent = element.getparent()
    return parent is not None and parent.tag.endswith("_antwoord")


def _too_slow(patience: Patience) -> HubError:
    minutes = max(1, round(patience.whole / 60))
    return UnansweredError(
        Text(
            f"Het antwoord van ESIS was na {minutes} minuten nog niet heel. {AGAIN[0]}",
            f"The answer of ESIS was not whole after {minutes} minutes. {AGAIN[1]}",
        )
    )
