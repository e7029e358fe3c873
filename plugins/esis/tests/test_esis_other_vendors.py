"""A UWLR server of somebody else's, from the standard alone: however it writes a school, the hub reads the same."""

import gzip
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hub_esis.connector import EsisConnector
from hub_esis.pacing import Patience
from hub_esis.settings import EsisSettings
from lxml import etree

from hub.contract import Ask, CredentialsRefusedError, HubError, LasUnavailableError, School, Secret
from hub.records import (
    Complete,
    Cost,
    Group,
    Kind,
    Note,
    Pulled,
    Pupil,
    Rejected,
    SchoolCode,
    SchoolYear,
    Source,
    Teacher,
)

LG = "http://www.edustandaard.nl/leerresultaten/2/leerlinggegevens"
AUT = "http://www.edustandaard.nl/leerresultaten/2/autorisatie"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PLAIN = f"""<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="{SOAP}"><soap:Body><leerlinggegevens_antwoord xmlns="{LG}"><leerlinggegevens>
<school><schooljaar>2026-2027</schooljaar><brincode>99XX</brincode><aanmaakdatum>2026-11-02T08:00:00Z</aanmaakdatum>
<xsdversie>2.2</xsdversie></school>
<groepen><groep key="g3"><naam>3a</naam><jaargroep>3</jaargroep></groep></groepen>
<leerlingen><leerling key="p1" eckid="e1"><achternaam>Boş &amp; Coë</achternaam><roepnaam>Noël</roepnaam>
<geboortedatum>2019-03-04</geboortedatum><groep key="g3"/></leerling></leerlingen>
<leerkrachten><leerkracht key="t1"><achternaam>Vos</achternaam></leerkracht></leerkrachten>
</leerlinggegevens></leerlinggegevens_antwoord></soap:Body></soap:Envelope>"""
LATIN = PLAIN.replace("Boş", "Bo&#351;")
MADE = "2026-11-02T08:00:00Z"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"


@dataclass(slots=True)
class Vendor:
    """A server: what it answers, how, and what it was asked."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/xml; charset=utf-8"
    chunked: bool = False
    zipped: bool = False
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    address: str = ""


def _door(vendor: Vendor) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            vendor.asked.append((dict(self.headers.items()), question))
            body = gzip.compress(vendor.body) if vendor.zipped else vendor.body
            self.send_response(vendor.status)
            self.send_header("Content-Type", vendor.content_type)
            if vendor.zipped:
                self.send_header("Content-Encoding", "gzip")
            if not vendor.chunked:
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                return
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for at in range(0, len(body), 7):
                piece = body[at : at + 7]
                self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Door


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    made = Vendor()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _door(made))
    server.daemon_threads = True
    made.address = f"http://127.0.0.1:{server.server_address[1]}/uwlr"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def read(vendor: Vendor) -> Callable[[], list[Pulled]]:
    def do() -> list[Pulled]:
        school = School(SchoolCode.parse("99XX"), "De Proef")
        settings = EsisSettings(
            endpoint=vendor.address,
            authorisation_key=Secret("k<&>y"),
            customer_code="KH01",
            customer_name="Koppelhub & Zn.",
        )
        patience = Patience(connect=2, hear=2, whole=5, pauses=(0.01,))
        return list(EsisConnector(school, settings, patience).pull(Ask(school=school)))

    return do


def the_school() -> list[Pulled]:
    return [
        Source(
            name="ESIS",
            school=SchoolCode("99XX"),
            school_year=SchoolYear(2026),
            made_at=datetime(2026, 11, 2, 8, tzinfo=UTC),
            version="2.2",
        ),
        Group(key="g3", name="3a", year_group="3"),
        Pupil(
            key="p1",
            eck_id="e1",
            first_name="Noël",
            last_name="Boş & Coë",
            birth_date=date(2019, 3, 4),
            group="g3",
        ),
        Teacher(key="t1", last_name="Vos", assignments=()),
        Complete(frozenset({Kind.GROUPS, Kind.COMBINED_GROUPS, Kind.PUPILS, Kind.TEACHERS})),
    ]


def prefixed(text: str) -> str:
    """Return the same document with a prefix for every element, declared where it is first needed."""
    head, _, rest = text.partition("<soap:Envelope")
    root = etree.fromstring(("<soap:Envelope" + rest).encode())

    def copy(element: etree._Element, parent: etree._Element | None) -> None:
        names = {"ns4": LG, "S": SOAP, "wsu": WSSE}
        made = (
            etree.Element(element.tag, _attributes(element), nsmap=names)
            if parent is None
            else etree.SubElement(parent, element.tag, _attributes(element))
        )
        made.text, made.tail = element.text, element.tail
        for each in element:
            copy(each, made)
        if parent is None:
            done.append(made)

    done: list[etree._Element] = []
    copy(root, None)
    return head + etree.tostring(done[0], encoding="unicode")


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def spaced(text: str) -> str:
    return text.replace("><", ">\r\n\t   <")


WAYS: dict[str, bytes] = {
    "plain": PLAIN.encode(),
    "prefixes": prefixed(PLAIN).encode(),
    "an empty prefix for SOAP": PLAIN.replace("soap:", "").replace("xmlns:soap", "xmlns").encode(),
    "white space": spaced(PLAIN).encode(),
    "no declaration": PLAIN.partition("\n")[2].encode(),
    "a byte-order mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "single quotes": PLAIN.replace('"', "'").encode(),
    "UTF-16": PLAIN.replace("utf-8", "utf-16").encode("utf-16"),
    "UTF-16, the other way round": b"\xfe\xff" + PLAIN.replace("utf-8", "UTF-16").encode("utf-16-be"),
    "UTF-16 without a declaration": PLAIN.partition("\n")[2].encode("utf-16"),
    "ISO-8859-1": LATIN.replace("utf-8", "ISO-8859-1").encode("iso-8859-1"),
    "Windows-1252": LATIN.replace("utf-8", "windows-1252").encode("windows-1252"),
    "comments": PLAIN.replace("<groepen>", "<!-- <leerling/> -->\n<groepen><!-- groepen -->")
    .replace("<naam>3a", "<naam><!-- de -->3<!-- eerste -->a")
    .encode(),
    "CDATA": PLAIN.replace("Boş &amp; Coë", "<![CDATA[Boş & Coë]]>").replace(">Vos<", ">V<![CDATA[o]]>s<").encode(),
    "processing instructions": PLAIN.replace("<leerlingen>", "<?vendor x?><leerlingen>").encode(),
    "a comment before the envelope": PLAIN.replace("<soap:Env", "<!-- Vendor 4.2 --><?a b?><soap:Env", 1).encode(),
    "a header": PLAIN.replace(
        "<soap:Body>",
        f'<soap:Header><w:Security xmlns:w="urn:w" soap:mustUnderstand="0"><w:Fault/></w:Security></soap:Header>'
        f'<soap:Body xmlns:u="{WSSE}" u:Id="_1">',
    ).encode(),
    "numeric references": PLAIN.replace("ë", "&#xEB;").replace("ş", "&#351;").encode(),
    "extensions of vendors": PLAIN.replace(
        '<groep key="g3"/></leerling>',
        f'<groep key="g3"/><toevoegingen><blok xmlns:xsi="{XSI}" xmlns:v="urn:v" xsi:type="v:Kleur"><v:leerling '
        'key="zz"/><leerling key="yy"><achternaam>Spook</achternaam></leerling></blok></toevoegingen></leerling>',
    ).encode(),
    "text after the envelope": PLAIN.encode() + b"\r\n\r\n<!-- made in 12 ms -->\n",
    "a fraction of a second": PLAIN.replace(MADE, "2026-11-02T08:00:00.000Z").encode(),
    "seven digits of a second": PLAIN.replace(MADE, "2026-11-02T08:00:00.0000000Z").encode(),
    "a time zone": PLAIN.replace(MADE, "2026-11-02T09:00:00+01:00").encode(),
    "a time zone and a fraction": PLAIN.replace(MADE, "2026-11-02T09:00:00.0000000+01:00").encode(),
    "local time": PLAIN.replace(MADE, "2026-11-02T09:00:00").encode(),
    "a date with a time zone": PLAIN.replace("2019-03-04", "2019-03-04+01:00").encode(),
    "a date in UTC": PLAIN.replace("2019-03-04", "2019-03-04Z").encode(),
    "a location 00": PLAIN.replace("</brincode>", "</brincode><dependancecode>00</dependancecode>").encode(),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_same_school_written_another_way_is_the_same_school(
    vendor: Vendor, read: Callable[[], list[Pulled]], way: str
) -> None:
    vendor.body = WAYS[way]
    if "UTF-16" in way or way in {"ISO-8859-1", "Windows-1252"}:
        vendor.content_type = "text/xml"
    assert read() == the_school()


@pytest.mark.parametrize(
    "content_type",
    [
        "text/xml",
        "application/xml",
        "text/xml;charset=UTF-8",
        'text/xml; charset="utf-8"',
        "application/soap+xml; charset=utf-8",
        "TEXT/XML; CHARSET=utf8",
        "",
    ],
)
def test_the_same_school_under_another_content_type_is_the_same_school(
    vendor: Vendor, read: Callable[[], list[Pulled]], content_type: str
) -> None:
    vendor.body, vendor.content_type = PLAIN.encode(), content_type
    assert read() == the_school()


@pytest.mark.parametrize(("chunked", "zipped"), [(True, False), (False, True), (True, True)])
def test_the_same_school_in_pieces_or_compressed_is_the_same_school(
    vendor: Vendor, read: Callable[[], list[Pulled]], chunked: bool, zipped: bool
) -> None:
    vendor.body, vendor.chunked, vendor.zipped = PLAIN.encode(), chunked, zipped
    assert read() == the_school()


def test_what_the_standard_does_not_know_is_told_and_costs_nothing(
    vendor: Vendor, read: Callable[[], list[Pulled]]
) -> None:
    vendor.body = (
        PLAIN.replace("<groepen>", '<nieuw versie="9"><x>1</x></nieuw><groepen>')
        .replace("<geboortedatum>", '<huisdier soort="kat">Poes</huisdier><geboortedatum>')
        .replace("<roepnaam>", f'<voorvoegsel xmlns:i="{XSI}" i:nil="true"/><roepnaam>')
        .replace('key="t1"', 'key="t1" rol="x"')
        .encode()
    )
    said = read()
    told = [each for each in said if isinstance(each, Note | Rejected)]
    assert told
    assert not [each for each in told if isinstance(each, Rejected) and each.cost is Cost.RECORD]
    assert [each for each in said if each not in told] == the_school()


def test_a_school_with_nothing_optional_is_read(vendor: Vendor, read: Callable[[], list[Pulled]]) -> None:
    vendor.body = (
        f'<e:Envelope xmlns:e="{SOAP}"><e:Body><a:leerlinggegevens_antwoord xmlns:a="{LG}"><a:leerlinggegevens>'
        "<a:school><a:schooljaar>2026-2027</a:schooljaar><a:brincode>99XX</a:brincode></a:school><a:leerlingen>"
        '<a:leerling key="p1"><a:roepnaam>An</a:roepnaam></a:leerling></a:leerlingen></a:leerlinggegevens>'
        "</a:leerlinggegevens_antwoord></e:Body></e:Envelope>"
    ).encode()
    said = [each for each in read() if not isinstance(each, Note)]
    assert said[1] == Pupil(key="p1", first_name="An")
    assert isinstance(said[-1], Complete)


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    "fault",
    [
        "<{p}:Fault><faultcode>{code}</faultcode><faultstring>x</faultstring></{p}:Fault>",
        "<{p}:Fault><faultcode>{p}:{code}</faultcode><faultstring xml:lang='nl'>x</faultstring></{p}:Fault>",
        "<{p}:Fault>\n <faultcode>\n {code}\n</faultcode><faultstring/><faultactor>u</faultactor><detail>"
        "<StructuurFault xmlns='" + LG + "'><faultcode>x</faultcode></StructuurFault></detail></{p}:Fault>",
        "<{p}:Fault><faultcode xmlns:q='" + LG + "'>q:{code}</faultcode><faultstring>x</faultstring></{p}:Fault>",
    ],
)
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("Client.AutorisatieOngeldig", CredentialsRefusedError),
        ("Client.OngeldigeKlantIdentificatie", HubError),
        ("Server.TijdelijkNietBeschikbaar", LasUnavailableError),
    ],
)
def test_a_fault_is_understood_however_it_is_written(  # noqa: PLR0913, PLR0917 - a test names its fixtures
    vendor: Vendor, read: Callable[[], list[Pulled]], status: int, fault: str, code: str, error: type[HubError]
) -> None:
    vendor.status = status
    inside = fault.format(p="SOAP-ENV", code=code)
    envelope = f'<{{p}}:Envelope xmlns:{{p}}="{SOAP}"><{{p}}:Body>{inside}</{{p}}:Body></{{p}}:Envelope>'
    vendor.body = envelope.replace("{p}", "SOAP-ENV").encode()
    with pytest.raises(error):
        read()


@pytest.mark.parametrize("word", ["geenwijzigingen", "geengegevens"])
@pytest.mark.parametrize("form", ["<x:{}/>", "<x:{}></x:{}>", "\n <!-- . --><x:{}>\n</x:{}>\n"])
def test_an_answer_without_data_is_understood_however_it_is_written(
    vendor: Vendor, read: Callable[[], list[Pulled]], word: str, form: str
) -> None:
    inside = form.replace("{}", word)
    vendor.body = (
        f'<S:Envelope xmlns:S="{SOAP}"><S:Body><x:leerlinggegevens_antwoord xmlns:x="{LG}">{inside}'
        "</x:leerlinggegevens_antwoord></S:Body></S:Envelope>"
    ).encode()
    try:
        said = read()
    except HubError:
        assert word == "geengegevens"
    else:
        assert word == "geenwijzigingen"
        assert not [each for each in said if isinstance(each, Pupil | Rejected)]
        assert said[-1] == Complete(frozenset())


def test_the_question_can_be_read_by_a_server_that_knows_only_the_standard(
    vendor: Vendor, read: Callable[[], list[Pulled]]
) -> None:
    vendor.body = PLAIN.encode()
    read()
    headers, question = vendor.asked[0]
    header, body = etree.fromstring(question)
    assert [each.text for each in header.iter(f"{{{AUT}}}*")][1:] == ["k<&>y", "KH01", "Koppelhub & Zn."]
    assert body[0].tag == f"{{{LG}}}leerlinggegevens_verzoek"
    assert headers["SOAPAction"] == '"HaalLeerlinggegevens"'
