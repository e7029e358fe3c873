"""The service behind the door: answers a request as it should be, or as the fault of the moment has it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from threading import Event

from lxml import etree

from hub_esis_simulator import histories, ouderportaal, uwlr
from hub_esis_simulator.las import Las
from hub_esis_simulator.misbehaviour import Misbehaviour
from hub_esis_simulator.roll import School
from hub_esis_simulator.wire import (
    HISTORIES,
    OPERATIONS,
    PORTAL_PATH,
    UWLR_PATH,
    Operation,
    Question,
    SoapFault,
    envelope,
    fault,
    invalid,
    read_question,
    written,
)

OK, FAULT = 200, 500
HTML = "<!DOCTYPE html><html><head><title>Runtime Error</title></head><body><h1>Server Error in '/' Application.</h1>"
RENAMED = {
    "HaalLeerlinggegevens": ("leerlingen", "leerlinglijst"),
    "HaalStructuur": ("groepen", "klassen"),
    "HaalLeerlingen": ("leerlingen", "leerlinglijst"),
    "HaalLeerkrachten": ("leerkrachten", "medewerkers"),
    "HaalVerzorgers": ("verzorger", "ouder"),
    "HaalResultaten": ("toetsafname", "afname"),
    "HaalRapporten": ("rapport", "verslag"),
    "HaalRapport": ("inhoud", "bestand"),
    "DienMutatieIn": ("correlatieid", "volgnummer"),
    "HaalVerzoekresultaat": ("isverwerkt", "verwerkt"),
}
"""What an element is called once the contract has changed without a word."""
INSTEAD: dict[str, tuple[int, str, str, bool]] = {
    "fault-in-200": (OK, "Server.InterneFout", "Er is iets misgegaan.", False),
    "refused-credentials": (FAULT, "Client.AutorisatieOngeldig", "De autorisatiesleutel is niet (meer) geldig.", True),
    "unavailable": (FAULT, "Server.TijdelijkNietBeschikbaar", "Probeer het later opnieuw.", True),
}
"""The faults that answer something else, and do nothing: status, code, sentence, and whether the code has a prefix."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire."""

    status: int
    content: bytes
    content_type: str = "text/xml; charset=utf-8"


@dataclass(kw_only=True)
class Simulation:
    """All that one simulator is: the LAS, what it does wrong, and whether it is being stopped."""

    las: Las
    paths: frozenset[str] = frozenset({UWLR_PATH, PORTAL_PATH})
    misbehaviour: Misbehaviour = field(default_factory=Misbehaviour)
    chance: Random = field(default_factory=lambda: Random(1))  # noqa: S311 - for an office that does not exist
    stopping: Event = field(default_factory=Event)

    def answer(self, content: bytes, action: str, path: str, wrong: str | None) -> Answer:
        """Answer a request to a service, with this fault where there is one."""
        if wrong == "html-500":
            return Answer(FAULT, f"{HTML}</body></html>".encode(), "text/html; charset=utf-8")
        if wrong in INSTEAD:
            status, code, text, prefixed = INSTEAD[wrong]
            return Answer(status, written(fault(code, text, prefixed=prefixed)))
        operation = OPERATIONS.get(action)
        try:
            root = envelope(self._body(content, operation, path, wrong))
        except SoapFault as error:
            return Answer(FAULT, written(fault(error.code, error.text)))
        spoil = SPOILT.get(wrong or "")
        return Answer(OK, spoil(root, operation.name) if spoil and operation else written(root))

    def _body(self, content: bytes, operation: Operation | None, path: str, wrong: str | None) -> etree._Element:
        question = read_question(content, operation, path)
        if path not in self.paths:
            raise invalid("Deze dienst biedt dit LAS niet aan.")
        with self.las.lock:
            self.las.settle()
            school = self.las.school_of(question)
            speak = _speaker(question.operation)
            return speak(self.las, school, question, wrong)


def _speaker(operation: Operation) -> Callable[[Las, School | None, Question, str | None], etree._Element]:
    if operation.name in HISTORIES:
        return histories.answer
    return uwlr.answer if operation.path == UWLR_PATH else ouderportaal.answer


def _wrong_charset(root: etree._Element, _: str) -> bytes:
    """Return the answer in Windows-1252, while it says that it is UTF-8."""
    root.insert(0, etree.Comment(" in één keer "))  # so that there is a letter in it that shows the difference
    text = etree.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return (head + text).encode("windows-1252", "xmlcharrefreplace")


def _changed_contract(root: etree._Element, operation: str) -> bytes:
    old, new = RENAMED[operation]
    for element in list(root.iter(f"{{*}}{old}")):
        element.tag = f"{{{etree.QName(element).namespace}}}{new}"
    return written(root)


SPOILT: dict[str, Callable[[etree._Element, str], bytes]] = {
    "wrong-charset": _wrong_charset,
    "changed-contract": _changed_contract,
}
