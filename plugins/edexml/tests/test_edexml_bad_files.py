"""A file that cannot be used is refused as a whole, in a sentence that says what is wrong and what to do."""

import gzip
import io
import zipfile
from collections.abc import Callable

import pytest

from hub.contract import SourceRefusedError
from hub.records import Note, Pulled, Pupil, Source

Pull = Callable[..., list[Pulled]]
Document = Callable[..., str]


def _refusal(pull: Pull, content: str | bytes) -> str:
    with pytest.raises(SourceRefusedError) as refused:
        pull(content)
    assert refused.value.__cause__ is None
    assert refused.value.text.en
    return refused.value.text.nl


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "leeg"),
        (" \r\n ", "leeg"),
        ("leerling;groep\n1;2\n", "geen XML"),
        ("<html><body>Log in</body></html>", "geen EDEXML"),
        ('<EDEX xmlns="http://elders.example"><school/></EDEX>', "geen EDEXML"),
        ("<edex/>", "geen EDEXML"),
        ("<EDEXML><school/></EDEXML>", "geen EDEXML"),
        ("<EDEX/>", "school"),
    ],
)
def test_what_is_not_edexml_is_refused(pull: Pull, content: str, says: str) -> None:
    sentence = _refusal(pull, content)
    assert says in sentence
    assert "Exporteer het bestand opnieuw" in sentence


def test_a_packed_file_has_to_be_unpacked_first(pull: Pull, document: Document) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("EDEXML.xml", document())
    assert "Pak het eerst uit" in _refusal(pull, packed.getvalue())
    assert "Pak het eerst uit" in _refusal(pull, gzip.compress(document().encode()))


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_off_is_refused_and_called_so(pull: Pull, document: Document, share: float) -> None:
    pupils = "".join(f'<leerling key="{n}"><achternaam>Naam é {n}</achternaam></leerling>\n' for n in range(3000))
    raw = document(pupils=pupils).encode()
    assert "het einde ontbreekt" in _refusal(pull, raw[: int(len(raw) * share)])


BOMB = '<!DOCTYPE EDEX [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE EDEX [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE, "<!DOCTYPE EDEX>", "<!-- x -->\n<?y z?>" + BOMB, "<!doctype EDEX>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_before_anything_of_it_is_read(
    pull: Pull, document: Document, doctype: str, encoding: str
) -> None:
    pupil = '<leerling key="1"><achternaam>&b;&a;</achternaam></leerling>'
    text = document(head=f'<?xml version="1.0" encoding="{encoding}"?>{doctype}', pupils=pupil)
    assert "DOCTYPE" in _refusal(pull, text.encode(encoding))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("a & b", "beschadigd"),
        ("a \x02 b", "beschadigd"),
        ("a &onbekend; b", "beschadigd"),
        ("</voornaam>", "beschadigd"),
        ("<x:y/>", "beschadigd"),
        ("<a>" * 300 + "</a>" * 300, "genest"),
        ("a" * 11_000_000, "te groot"),
        ("<a/>" * 1_500_000, "te groot"),
        ('<a b="' + "c" * 5_000_000 + '"/>', "te groot"),
    ],
    ids=["ampersand", "control", "entity", "end tag", "prefix", "deep", "text", "elements", "attribute"],
)
def test_xml_that_is_broken_or_overgrown_is_refused(pull: Pull, document: Document, name: str, says: str) -> None:
    pupil = f'<leerling key="1"><achternaam>{name}</achternaam></leerling>'
    assert says in _refusal(pull, document(pupils=pupil))


def test_a_broken_place_early_in_a_large_file_is_named_by_its_line(pull: Pull, document: Document) -> None:
    pupils = "".join(f'<leerling key="{n}"><achternaam>Naam {n}</achternaam></leerling>\n' for n in range(90_000))
    assert "beschadigd: het is geen goede XML (regel 19)" in _refusal(
        pull, document(pupils=pupils.replace("Naam 9<", "Naam & 9<"))
    )


def test_a_message_of_the_parser_that_quotes_the_file_is_not_passed_on(pull: Pull, document: Document) -> None:
    pupil = '<leerling key="1"><Geheim>x</Geheimer></leerling>'
    assert "Geheim" not in _refusal(pull, document(pupils=pupil))


@pytest.mark.parametrize(
    ("school", "says"),
    [
        ("<brincode>99XX</brincode>", "geen schooljaar"),
        ("<schooljaar>2026-2028</schooljaar><brincode>99XX</brincode>", "schooljaar dat niet klopt"),
        ("<schooljaar>2026/2027</schooljaar><brincode>99XX</brincode>", "schooljaar dat niet klopt"),
        ("<schooljaar>2026-2027</schooljaar><brincode>9XXX</brincode>", "brincode"),
        ("<schooljaar>2026-2027</schooljaar><brincode>99xx</brincode>", "brincode"),
        ("<schooljaar>2026-2027</schooljaar><brincode></brincode>", "brincode"),
        ("<schooljaar>2026-2027</schooljaar><brincode>٩٩XX</brincode>", "brincode"),
        ("<schooljaar>2026-2027</schooljaar><brincode>99XX</brincode><dependancecode>1</dependancecode>", "brincode"),
        ("<schooljaar>2026-2027</schooljaar><instellingsnummer>1</instellingsnummer>", "instellingsnummer"),
        ("<schooljaar>2026-2027</schooljaar><instellingsnummer>١٢٣</instellingsnummer>", "instellingsnummer"),
        (
            "<schooljaar>2026-2027</schooljaar><brincode>99XX</brincode><instellingsnummer>123</instellingsnummer>",
            "samen",
        ),
    ],
)
def test_a_school_that_does_not_say_who_it_is_is_refused(
    pull: Pull, document: Document, school: str, says: str
) -> None:
    assert says in _refusal(pull, document(school=school))


def test_a_file_without_the_school_in_front_is_refused(pull: Pull, document: Document) -> None:
    text = document()
    start, end = text.index("<school>"), text.index("</school>") + len("</school>")
    school = text[start:end]
    assert "school" in _refusal(pull, text[:start] + text[end:])
    assert "school" in _refusal(pull, (text[:start] + text[end:]).replace("</EDEX>", school + "</EDEX>"))
    assert "school" in _refusal(pull, text.replace(school, school + school))


@pytest.mark.parametrize("pupils", ["", "<!-- niemand -->", " "])
def test_a_file_without_pupils_is_a_failed_export_and_no_empty_school(
    pull: Pull, document: Document, pupils: str
) -> None:
    assert "mislukte export" in _refusal(pull, document(pupils=pupils))


def test_blocks_out_of_order_are_refused_because_references_cannot_be_checked(pull: Pull, document: Document) -> None:
    groups = '<groepen><groep key="z"><naam>z</naam><jaargroep>3</jaargroep></groep></groepen>'
    assert "volgorde" in _refusal(pull, document().replace("</EDEX>", groups + "</EDEX>"))


def test_pupils_who_are_all_rejected_do_not_refuse_the_file(pull: Pull, document: Document) -> None:
    pulled = pull(document(pupils='<leerling key="1"><geslacht>1</geslacht></leerling>'))
    assert isinstance(pulled[0], Source)
    assert not [each for each in pulled if isinstance(each, Pupil)]


@pytest.mark.parametrize(
    "change",
    [
        ("<school>", "<iets/><school>"),
        ("<leerlingen>", "<iets><leerling key='9'/></iets><leerlingen>"),
        ("<leerlingen>", "<leerlingen>los"),
        ("</leerlingen>", "<iets/></leerlingen>"),
        ("</leerlingen>", "<groep key='9'/></leerlingen>"),
        ("</EDEX>", "los</EDEX>"),
        ("</EDEX>", "<leerkrachten/></EDEX>"),
        ("<groepen>", "<groepen x='1'>"),
        ("</school>", "<iets/></school>"),
        ("</school>", "los</school>"),
        ("</school>", "<auteur>te laat</auteur></school>"),
        ("<xsdversie>", "<aanmaakdatum>gisteren</aanmaakdatum><xsdversie>"),
        ("<xsdversie>", "<auteur></auteur><xsdversie>"),
    ],
)
def test_what_is_odd_outside_the_records_is_remarked_on_once_and_skipped(
    pull: Pull, document: Document, change: tuple[str, str]
) -> None:
    pulled = pull(document().replace(*change, 1))
    assert sum(isinstance(each, Note) for each in pulled) == 1
    assert [each.key for each in pulled if isinstance(each, Pupil)] == ["1"]
