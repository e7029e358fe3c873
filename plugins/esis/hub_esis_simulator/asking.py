"""Bare requests to the simulator, without a SOAP library: for tests of the simulator, and to measure against."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from lxml import etree

from hub_esis_simulator.testing import Simulator
from hub_esis_simulator.wire import OPERATIONS, PORTAL_PATH, SOAP, WHO, Operation

BY_NAME = {each.name: each for each in OPERATIONS.values()}
SCHOOL = "<brincode>99XX</brincode>"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    content_type: str
    content: bytes

    def body(self) -> etree._Element:
        """Return the element in the body of the envelope."""
        return etree.fromstring(self.content).find(f"{{{SOAP}}}Body")[0]  # type: ignore[index]

    def said(self) -> str:
        """Return the name of what was answered: the element in the answer, or a fault's code."""
        body = self.body()
        if etree.QName(body).localname == "Fault":
            return str(body.findtext("faultcode")).rpartition(":")[2]
        return etree.QName(body[0]).localname


def ask(
    simulator: Simulator,
    operation: str,
    inside: str | None = None,
    *,
    timeout: float = 30,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Ask for an operation, with these elements in the question; left out, an ordinary question about 99XX."""
    called = BY_NAME[operation]
    content = enveloped(simulator, question(simulator, called, inside))
    return send(simulator, content, called, timeout=timeout, headers=headers)


def send(
    simulator: Simulator,
    content: str,
    operation: Operation,
    *,
    timeout: float = 30,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Send an envelope as it is, with these headers of HTTP besides or instead of the usual ones."""
    split = urlsplit(simulator.endpoint)
    path = split.path if operation.path != PORTAL_PATH else PORTAL_PATH
    connection = _connection(simulator, split.hostname or "", split.port or 0, timeout)
    given = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{operation.action}"'}
    given |= headers or {}
    try:
        connection.request("POST", path, content.encode(), given)
        response = connection.getresponse()
        return Reply(response.status, response.headers.get_content_type(), response.read())
    finally:
        connection.close()


def question(simulator: Simulator, operation: Operation, inside: str | None = None) -> str:
    """Return the element of a question."""
    namespace, tag = operation.question[1:].split("}")
    elements = _ordinary(simulator, operation.name) if inside is None else inside
    return f'<{tag} xmlns="{namespace}">{elements}</{tag}>'


def enveloped(simulator: Simulator, body: str, key: str | None = None) -> str:
    """Return an envelope around a question, with the header that says who asks."""
    who = {
        "autorisatiesleutel": key or simulator.authorisation_key,
        "klantcode": simulator.customer_code,
        "klantnaam": simulator.customer_name,
    }
    inside = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in who.items())
    header = f'<s:Header><autorisatie xmlns="{WHO}">{inside}</autorisatie></s:Header>'
    return f'<s:Envelope xmlns:s="{SOAP}">{header}<s:Body>{body}</s:Body></s:Envelope>'


def _ordinary(simulator: Simulator, operation: str) -> str:
    year = f"<schooljaar>{simulator.school_year}</schooljaar>"
    groups = (
        "<groepen><groep/><samengestelde_groep/></groepen>"
        if operation in {"HaalLeerlingen", "HaalLeerkrachten"}
        else ""
    )
    if operation == "HaalVerzorgers":
        return f"{year}{SCHOOL}"
    if operation in {"HaalResultaten", "HaalRapporten"}:
        return SCHOOL
    if operation == "HaalRapport":
        return f"{SCHOOL}<sleutel>{_some_card(simulator)}</sleutel>"
    if operation == "HaalVerzoekresultaat":
        return f"{SCHOOL}<mutatieid>m1</mutatieid>"
    if operation == "DienMutatieIn":
        return mutation("m1", "verzorger", "nobody", "telefoonmobiel", "", "")
    return f"{year}{SCHOOL}<xsdversie>2.2</xsdversie>{groups}"


def _some_card(simulator: Simulator) -> str:
    """Return the key of a report card of last school year, of a pupil who had one."""
    year = int(simulator.school_year[:4]) - 1
    groups = {each["key"]: each["texts"].get("jaargroep", "") for each in simulator.records("groep")}
    for pupil in simulator.records("leerling"):
        group = pupil["texts"].get("jaargroep") or groups.get(pupil["group"] or "", "")
        if group.isdigit() and int(group) > 1:
            return f"{pupil['key']}-rapport-{year}-1"
    return "none"


def mutation(name: str, entity: str, key: str, field: str, old: str, new: str, pupil: str = "") -> str:  # noqa: PLR0913, PLR0917 - the parts of a mutation
    """Return the elements of a mutation."""
    texts = {"mutatieid": name, "entiteit": entity, "sleutel": key}
    texts |= {"leerling": pupil} if pupil else {}
    texts |= {"veld": field, "oudewaarde": old, "nieuwewaarde": new}
    return SCHOOL + "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in texts.items())


def _connection(simulator: Simulator, host: str, port: int, timeout: float) -> HTTPConnection:
    if simulator.authority is None or simulator.certificate is None:
        return HTTPConnection(host, port, timeout=timeout)
    context = ssl.create_default_context(cafile=simulator.authority)
    context.load_cert_chain(simulator.certificate.replace(".p12", ".pem"))
    return HTTPSConnection(host, port, timeout=timeout, context=context)
