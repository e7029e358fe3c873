"""SOAP 1.1 as it goes over the wire: which operations there are, and what a request and an answer look like."""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WHO = "http://www.edustandaard.nl/leerresultaten/2/autorisatie"
UWLR = "http://www.edustandaard.nl/leerresultaten/2/leerlinggegevens"
PORTAL = "urn:koppelhub:ouderportaal:1"
UWLR_PATH, PORTAL_PATH = "/uwlr2.2.svc", "/ouderportaal.svc"
_VALIDATING = Lock()


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a service: where it is called, by which SOAPAction, with which element in the body."""

    name: str
    path: str
    action: str
    question: str


def _operations() -> dict[str, Operation]:
    all_in_one = Operation(
        "HaalLeerlinggegevens", UWLR_PATH, "HaalLeerlinggegevens", f"{{{UWLR}}}leerlinggegevens_verzoek"
    )
    staged = (
        Operation(f"Haal{what.title()}", UWLR_PATH, f"{UWLR}/{what}_verzoek", f"{{{UWLR}}}{what}_verzoek")
        for what in ("structuur", "leerlingen", "leerkrachten")
    )
    portal = (
        Operation(name, PORTAL_PATH, f"{PORTAL}/{name}", f"{{{PORTAL}}}{question}")
        for name, question in (
            ("HaalVerzorgers", "verzorgers_verzoek"),
            ("HaalResultaten", "resultaten_verzoek"),
            ("HaalRapporten", "rapporten_verzoek"),
            ("HaalRapport", "rapport_verzoek"),
            ("DienMutatieIn", "mutatie_verzoek"),
            ("HaalVerzoekresultaat", "verzoekresultaat_verzoek"),
        )
    )
    return {each.action: each for each in (all_in_one, *staged, *portal)}


OPERATIONS = _operations()
"""Every operation, by its SOAPAction."""
NAMES = tuple(each.name for each in OPERATIONS.values())
HISTORIES = frozenset({"HaalResultaten", "HaalRapporten", "HaalRapport"})
"""Operations about what a pupil collected over the years."""
READING = frozenset(name for name in NAMES if name not in {"DienMutatieIn", "HaalVerzoekresultaat"})


class SoapFault(Exception):  # noqa: N818 - what SOAP calls it
    """The request is answered with a SOAP Fault: a code of UWLR and a sentence."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def invalid(text: str) -> SoapFault:
    """Return the fault for a message that is not as the contract has it."""
    return SoapFault("Client.OngeldigBericht", text)


@dataclass(frozen=True, slots=True)
class Question:
    """A request that is as the contract has it: who asks, and the element in its body."""

    operation: Operation
    key: str
    customer_code: str
    customer_name: str
    body: etree._Element

    def text(self, tag: str) -> str:
        """Return the text of an element of the question, `""` where it is absent or empty."""
        return self.body.findtext(f"{{{etree.QName(self.body).namespace}}}{tag}") or ""


def read_question(content: bytes, operation: Operation | None, path: str) -> Question:
    """Read a request strictly. Raises `SoapFault` on anything that is not as the contract has it."""
    if operation is None or operation.path != path:
        raise invalid("Onbekende SOAPAction voor dit adres.")
    header, body = _parts(_parsed(content))
    who = header.findall(f"{{{WHO}}}autorisatie")
    if len(who) != 1:
        raise invalid("In de header hoort precies één element autorisatie.")
    questions = body.findall("*")
    if len(questions) != 1 or questions[0].tag != operation.question:
        raise invalid(f"In de body hoort precies één {etree.QName(operation.question).localname}.")
    _validate("autorisatie.xsd", who[0])
    _validate("leerlinggegevens.xsd" if path == UWLR_PATH else "ouderportaal.xsd", questions[0])
    key, code, name = (each.text or "" for each in who[0].findall("*"))
    return Question(operation, key, code, name, questions[0])


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise invalid("Het bericht is geen welgevormde XML.") from None
    docinfo: Any = root.getroottree().docinfo
    if docinfo.doctype or root.tag != f"{{{SOAP}}}Envelope":
        raise invalid("Het bericht is geen SOAP 1.1-envelop.")
    return root


def _parts(envelope: etree._Element) -> tuple[etree._Element, etree._Element]:
    parts = envelope.findall("*")
    if [part.tag for part in parts] != [f"{{{SOAP}}}Header", f"{{{SOAP}}}Body"]:
        raise invalid("In de envelop horen een Header en een Body, in die volgorde.")
    return parts[0], parts[1]


def _validate(name: str, element: etree._Element) -> None:
    with _VALIDATING:
        found = schema(name)
        if not found.validate(element):
            log: Any = found.error_log
            raise invalid(str(log[0].message))


@cache
def schema(name: str) -> etree.XMLSchema:
    """Return a schema out of the plugin's package; the package itself is not imported."""
    spec = find_spec("hub_esis")
    assert spec is not None
    assert spec.origin is not None
    return etree.XMLSchema(etree.parse(Path(spec.origin).with_name("wsdl") / name))


def answer_root(namespace: str, name: str) -> etree._Element:
    """Return an empty answer, in whose namespace everything below it is."""
    without_prefix: Any = {None: namespace}
    return etree.Element(f"{{{namespace}}}{name}", nsmap=without_prefix)


def envelope(answer: etree._Element) -> etree._Element:
    """Return the answer in an envelope."""
    root = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"s": SOAP})
    etree.SubElement(root, f"{{{SOAP}}}Body").append(answer)
    return root


def fault(code: str, text: str, *, prefixed: bool = True) -> etree._Element:
    """Return an envelope with a Fault. SOAP wants its code in SOAP's namespace; not every server does so."""
    root = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"s": SOAP})
    found = etree.SubElement(etree.SubElement(root, f"{{{SOAP}}}Body"), f"{{{SOAP}}}Fault")
    etree.SubElement(found, "faultcode").text = f"s:{code}" if prefixed else code
    etree.SubElement(found, "faultstring").text = text
    return root


def written(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
