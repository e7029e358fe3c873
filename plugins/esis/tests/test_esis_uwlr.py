"""What UWLR delivers, over a real wire: the question is the standard's, and the answer becomes the right records."""

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hub_edexml.connector import EdexmlConnector
from lxml import etree

from hub.contract import Ask, ConfigurationError, LasUnavailableError, School, SourceRefusedError
from hub.records import (
    UNSAID,
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

Las = Any
Pull = Callable[..., list[Pulled]]
Make = Callable[..., str]

UWLR = "http://www.edustandaard.nl/leerresultaten/2/leerlinggegevens"
AUT = "http://www.edustandaard.nl/leerresultaten/2/autorisatie"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
ALL, STRUCTURE = "HaalLeerlinggegevens", "structuur_verzoek"
PUPILS, TEACHERS = "leerlingen_verzoek", "leerkrachten_verzoek"
THIS_YEAR = SchoolYear.at(datetime.now(UTC).date())
SINCE = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
SCHEMA = Path(__file__).parents[1] / "hub_esis" / "wsdl" / "leerlinggegevens.xsd"


def body_of(envelope: bytes) -> etree._Element:
    found = etree.fromstring(envelope).find(f"{{{SOAP}}}Body")
    assert found is not None
    return found[0]


def kinds(pulled: list[Pulled], kind: type) -> list[Any]:
    return [each for each in pulled if isinstance(each, kind)]


def test_the_question_is_on_the_wire_as_the_standard_has_it(las: Las, pull: Pull, school: Make) -> None:
    las.says(ALL, school())
    pull("99XX02", since=SINCE)
    asked = las.asked[0]
    assert asked.headers["SOAPAction"] == '"HaalLeerlinggegevens"'
    assert asked.headers["Content-Type"].startswith("text/xml")
    header = etree.fromstring(asked.body)[0][0]
    assert header.tag == f"{{{AUT}}}autorisatie"
    assert [(each.tag, each.text) for each in header] == [
        (f"{{{AUT}}}autorisatiesleutel", "sleutel-van-de-school"),
        (f"{{{AUT}}}klantcode", "KH01"),
        (f"{{{AUT}}}klantnaam", "Koppelhub"),
    ]
    question = body_of(asked.body)
    assert question.tag == f"{{{UWLR}}}leerlinggegevens_verzoek"
    assert [(each.tag.removeprefix(f"{{{UWLR}}}"), each.text) for each in question] == [
        ("schooljaar", str(THIS_YEAR)),
        ("brincode", "99XX"),
        ("dependancecode", "02"),
        ("xsdversie", "2.2"),
        ("laatstontvangengegevens", "2026-11-02T08:30:00Z"),
    ]


def test_a_school_without_locations_asks_without_one_and_for_everything(las: Las, pull: Pull, school: Make) -> None:
    las.says(ALL, school())
    pull()
    question = body_of(las.asked[0].body)
    assert [each.tag.rpartition("}")[2] for each in question] == ["schooljaar", "brincode", "xsdversie"]


def test_the_answer_becomes_the_school(las: Las, pull: Pull, school: Make) -> None:
    teachers = '<leerkrachten><leerkracht key="t1"><achternaam>Vos</achternaam></leerkracht></leerkrachten>'
    las.says(ALL, school(after=teachers))
    assert pull() == [
        Source(
            name="ESIS",
            school=SchoolCode("99XX"),
            school_year=SchoolYear(2026),
            made_at=datetime(2026, 11, 2, 8, tzinfo=UTC),
            version="2.2",
        ),
        Group(key="g3", name="3a", year_group="3"),
        Pupil(key="p1", eck_id="e1", first_name="An", last_name="Bos", group="g3"),
        Teacher(key="t1", last_name="Vos", assignments=()),
        Complete(frozenset({Kind.GROUPS, Kind.COMBINED_GROUPS, Kind.PUPILS, Kind.TEACHERS})),
    ]


def test_uwlr_and_a_file_with_the_same_content_give_the_same_records(
    las: Las, pull: Pull, school: Make, tmp_path: Path
) -> None:
    locations = '<vestigingen><vestiging key="v1"><naam>Plein</naam></vestiging></vestigingen>'
    groups = (
        '<groepen><groep key="g3"><naam>3a</naam><jaargroep>3</jaargroep></groep>'
        '<samengestelde_groep key="s1"><naam>Gym</naam></samengestelde_groep></groepen>'
    )
    pupils = (
        '<leerling key="p1" eckid="e1"><achternaam>Hof</achternaam><voorvoegsel>van \'t</voorvoegsel>'
        "<geboortedatum>2018-02-03</geboortedatum><geslacht>1</geslacht><jaargroep>3</jaargroep>"
        '<groep key="g3"/><samengestelde_groepen><samengestelde_groep key="s1"/></samengestelde_groepen>'
        '<vestiging key="v1"/><postcodenl>1234AB</postcodenl></leerling>'
        '<leerling key="p2"><achternaam>Bos</achternaam><geslacht>7</geslacht></leerling>'
        '<leerling key="p3"><achternaam>Vos</achternaam><groep key="weg"/><onbekend/></leerling>'
        '<leerling key="p4"><roepnaam>Bo</roepnaam><mutatiedatum>2026-09-01T12:00:00</mutatiedatum></leerling>'
    )
    teachers = (
        '<leerkrachten><leerkracht key="t1"><achternaam>Vos</achternaam><rol>LRK</rol>'
        '<rolomschrijving>Leest</rolomschrijving><groepen><groep key="g3"><rol>IB</rol></groep>'
        '<samengestelde_groep key="s1"/></groepen>'
        "</leerkracht></leerkrachten>"
    )
    answer = school(before=locations, groups=groups, pupils=pupils, after=teachers)
    las.says(ALL, answer)
    path = tmp_path / "EDEXML.xml"
    path.write_text(
        answer.removeprefix("<leerlinggegevens_antwoord>")
        .removesuffix("</leerlinggegevens_antwoord>")
        .replace("leerlinggegevens>", "EDEX>")
    )
    ask = Ask(school=School(SchoolCode("99XX"), "De Proef"))
    in_file = list(EdexmlConnector().pull_file(path, ask))

    def told(pulled: list[Pulled]) -> list[object]:
        return [(each.rule, each.cost, each.key, each.field) if isinstance(each, Rejected) else each for each in pulled]

    assert told(pull())[1:] == told(in_file)[1:]
    assert len(kinds(in_file, Rejected)) == 3


def test_any_prefix_for_the_namespace_is_as_good(las: Las, pull: Pull, school: Make) -> None:
    whole = etree.fromstring(
        school().replace("<leerlinggegevens_antwoord>", f'<leerlinggegevens_antwoord xmlns="{UWLR}">')
    )
    root = etree.fromstring(f'<x:Envelope xmlns:x="{SOAP}" xmlns:u="{UWLR}"><x:Body/></x:Envelope>'.encode())
    root[0].append(whole)
    prefixed = etree.tostring(root).replace(f' xmlns="{UWLR}"'.encode(), b"")
    for tag in (b"leerling", b"school", b"groep", b"achternaam", b"naam", b"brincode", b"roepnaam", b"jaargroep"):
        prefixed = prefixed.replace(b"<" + tag, b"<u:" + tag).replace(b"</" + tag, b"</u:" + tag)
    for tag in (b"aanmaakdatum", b"xsdversie"):
        prefixed = prefixed.replace(b"<" + tag, b"<u:" + tag).replace(b"</" + tag, b"</u:" + tag)
    las.sends(ALL, prefixed)
    pulled = pull()
    assert Pupil(key="p1", eck_id="e1", first_name="An", last_name="Bos", group="g3") in pulled
    assert not kinds(pulled, Rejected) + kinds(pulled, Note)


def test_a_fault_in_a_record_is_told_with_its_place_and_costs_no_other(las: Las, pull: Pull, school: Make) -> None:
    pupils = (
        '<leerling key="p1"><achternaam>Bos</achternaam><geboortedatum>gisteren</geboortedatum></leerling>'
        '<leerling key="p2"><achternaam>Vos</achternaam></leerling>'
    )
    las.says(ALL, school(pupils=pupils))
    pulled = pull()
    assert [(each.rule, each.where, each.cost) for each in kinds(pulled, Rejected)] == [
        ("edexml.date", "gegeven 2 in het antwoord", Cost.RECORD)
    ]
    assert [each.key for each in kinds(pulled, Pupil)] == ["p2"]


CANARIES = {"bsn": "918273646", "etniciteit": "9", "land": "KP", "land_vader": "YO", "gewicht": "0.90"}


@pytest.mark.parametrize("tag", CANARIES)
@pytest.mark.parametrize("shape", ["<{0}>{1}</{0}>", "<{0}>K4NARIE{1}</{0}>", "<{0}><b>{1}</b></{0}>"])
def test_a_protected_value_reaches_nothing(  # noqa: PLR0913, PLR0917 - a test names its fixtures
    las: Las, pull: Pull, school: Make, caplog: pytest.LogCaptureFixture, tag: str, shape: str
) -> None:
    caplog.set_level(logging.DEBUG)
    value = shape.format(tag, CANARIES[tag])
    las.says(ALL, school(pupils=f'<leerling key="k"><achternaam>Zeldzaam</achternaam>{value}</leerling>'))
    pulled = pull()
    assert kinds(pulled, Pupil) == [Pupil(key="k", last_name="Zeldzaam")]
    shown = repr([each for each in pulled if not isinstance(each, Pupil)]) + caplog.text
    assert "K4NARIE" not in shown
    assert "918273646" not in shown
    assert "Zeldzaam" not in caplog.text


def test_no_secret_and_no_name_is_logged_or_shown_whatever_goes_wrong(
    las: Las, connector: Callable[..., Any], school: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    broken = school(
        pupils='<leerling key="k"><achternaam>Zeldzaam</achternaam><bsn>918273646</bsn><918273646></leerling>'
    )
    las.says(ALL, broken)
    with pytest.raises(SourceRefusedError) as refused:
        list(connector().pull(Ask(school=School(SchoolCode("99XX"), "De Proef"))))
    las.faults(ALL, "Client.OngeldigBericht", said="leerling Zeldzaam 918273646 sleutel-van-de-school")
    shown = repr(refused.value) + refused.value.text.nl + connector().check().text.nl + caplog.text + repr(connector())
    for canary in ("Zeldzaam", "918273646", "sleutel-van-de-school"):
        assert canary not in shown


def test_nothing_changed_says_so_and_changes_nothing(las: Las, pull: Pull) -> None:
    las.says(ALL, "<leerlinggegevens_antwoord><geenwijzigingen/></leerlinggegevens_antwoord>")
    source, note, proof = pull(since=SINCE)
    assert source == Source(name="ESIS", school=SchoolCode("99XX"), school_year=THIS_YEAR)
    assert isinstance(note, Note)
    assert proof == Complete()  # of no kind: nobody can depart by it


def test_no_data_is_not_an_empty_school(las: Las, pull: Pull) -> None:
    las.says(ALL, "<leerlinggegevens_antwoord><geengegevens/></leerlinggegevens_antwoord>")
    with pytest.raises(SourceRefusedError, match="geen lege school"):
        pull()


def test_a_vendors_extension_that_says_no_data_is_not_believed(las: Las, pull: Pull, school: Make) -> None:
    extra = "<toevoegingen><blok><geengegevens/><school/></blok></toevoegingen>"
    las.says(ALL, school(pupils=f'<leerling key="p1"><achternaam>Bos</achternaam>{extra}</leerling>'))
    assert kinds(pull(), Pupil) == [Pupil(key="p1", last_name="Bos")]


def test_an_answer_without_pupils_is_refused(las: Las, pull: Pull, school: Make) -> None:
    las.says(ALL, school(pupils=""))
    with pytest.raises(SourceRefusedError, match="geen enkele leerling"):
        pull()


def test_since_2_3_the_eck_id_is_the_key_and_who_has_none_keeps_the_las_key(las: Las, pull: Pull, school: Make) -> None:
    pupils = (
        '<leerling eckid="e1"><achternaam>Bos</achternaam></leerling>'
        '<leerling key="p2"><achternaam>Vos</achternaam></leerling>'
        "<leerling><achternaam>Das</achternaam></leerling>"
    )
    las.says(ALL, school(pupils=pupils))
    pulled = pull()
    assert [(each.key, each.eck_id) for each in kinds(pulled, Pupil)] == [("e1", "e1"), ("p2", UNSAID)]
    assert [(each.rule, each.key) for each in kinds(pulled, Rejected)] == [("edexml.required", None)]


def test_a_service_that_knows_only_2_3_is_asked_by_2_3(las: Las, pull: Pull, school: Make) -> None:
    las.faults(ALL, "Client.XsdVersieOngeldig")
    las.then(ALL, school())
    assert kinds(pull(), Pupil)
    assert [each.text("xsdversie") for each in las.asked] == ["2.2", "2.3"]


STAGES = {
    "structuur": "<leerlinggegevens-structuur>{0}</leerlinggegevens-structuur>",
    "leerlingen": "<leerlinggegevens-leerlingen>{0}</leerlinggegevens-leerlingen>",
    "leerkrachten": "<leerlinggegevens-leerkrachten>{0}</leerlinggegevens-leerkrachten>",
}
HEAD = "<school><schooljaar>2026-2027</schooljaar><brincode>99XX</brincode></school>"
NO_DATA = "<geengegevens/>"


def stage(name: str, content: str) -> str:
    inside = content if content == NO_DATA else STAGES[name].format(HEAD + content)
    return f"<{name}_antwoord>{inside}</{name}_antwoord>"


def staged(las: Las, *pupils: str, teachers: str = NO_DATA) -> None:
    groups = "".join(f'<groep key="g{n}"><naam>{n}</naam><jaargroep>{n}</jaargroep></groep>' for n in (3, 4))
    combined = '<samengestelde_groep key="s1"><naam>Gym</naam></samengestelde_groep>'
    las.says(STRUCTURE, stage("structuur", f"<groepen>{groups}{combined}</groepen>"))
    las.says(PUPILS, *(stage("leerlingen", f"<leerlingen>{each}</leerlingen>" if each else NO_DATA) for each in pupils))
    las.says(TEACHERS, stage("leerkrachten", teachers))


def test_a_service_without_all_in_one_is_asked_in_stages_class_by_class(las: Las, pull: Pull) -> None:
    one = '<leerling key="p{0}"><achternaam>Bos</achternaam><groep key="g{0}"/></leerling>'
    teachers = '<leerkrachten><leerkracht key="t1"><achternaam>Vos</achternaam></leerkracht></leerkrachten>'
    staged(
        las,
        one.format(3),
        one.format(4),
        '<leerling key="p0"><achternaam>Bos</achternaam></leerling>',
        teachers=teachers,
    )
    pulled = pull(since=SINCE)
    assert [each.key for each in kinds(pulled, Pupil)] == ["p3", "p4", "p0"]
    assert [each.key for each in kinds(pulled, Teacher)] == ["t1"]
    assert pulled[-1] == Complete(frozenset({Kind.GROUPS, Kind.COMBINED_GROUPS, Kind.PUPILS, Kind.TEACHERS}))
    assert las.operations() == [ALL, STRUCTURE, *[PUPILS] * 3, TEACHERS]
    asked = [
        [(each.tag.rpartition("}")[2], each.get("key")) for each in body_of(one.body)[-1]] for one in las.asked[2:]
    ]
    assert asked == [
        [("groep", "g3")],
        [("groep", "g4")],
        [("groep", None)],
        [("groep", "g3"), ("groep", "g4"), ("samengestelde_groep", "s1"), ("groep", None)],
    ]
    assert all(each.text("laatstontvangengegevens") is None for each in las.asked[1:])


@pytest.mark.parametrize("code", ["s:Client", "a:ActionNotSupported"])
def test_what_servers_say_to_an_unknown_question_makes_it_ask_in_stages(las: Las, pull: Pull, code: str) -> None:
    las.faults(ALL, code)
    staged(las, '<leerling key="p3"><achternaam>Bos</achternaam></leerling>', "", "")
    assert [each.key for each in kinds(pull(), Pupil)] == ["p3"]


def test_a_class_without_pupils_is_no_fault_but_a_school_without_any_is(las: Las, pull: Pull) -> None:
    staged(las, "", "", "")
    with pytest.raises(SourceRefusedError, match="geen enkele leerling"):
        pull()


def test_a_stage_that_fails_is_not_taken_for_an_empty_class(las: Las, pull: Pull) -> None:
    staged(las, '<leerling key="p3"><achternaam>Bos</achternaam></leerling>')
    las.faults(PUPILS, "Server.InterneFout")
    with pytest.raises(LasUnavailableError):
        pull()


def test_the_progress_grows_over_all_answers(las: Las, connector: Callable[..., Any]) -> None:
    one = '<leerling key="p{0}"><achternaam>Bos</achternaam></leerling>'
    staged(las, one.format(3), one.format(4), one.format(5))
    heard: list[int] = []
    ask = Ask(school=School(SchoolCode("99XX"), "De Proef"), progress=lambda done, _: heard.append(done))
    list(connector().pull(ask))
    assert len(heard) >= 4
    assert heard == sorted(set(heard))


def test_a_flemish_school_is_told_that_esis_wants_a_brin(pull: Pull) -> None:
    with pytest.raises(ConfigurationError, match="BRIN"):
        pull("12345")


def test_every_question_obeys_our_own_schema(las: Las, pull: Pull) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    staged(las, '<leerling key="p3"><achternaam>Bos</achternaam></leerling>', "", "")
    pull("99XX01", since=SINCE)
    for each in las.asked:
        schema.assertValid(etree.ElementTree(body_of(each.body)))


def test_the_school_year_changes_on_the_first_of_august_and_not_by_the_answer(
    las: Las, pull: Pull, school: Make
) -> None:
    head = "<school><schooljaar>2031-2032</schooljaar><brincode>99XX</brincode></school>"
    las.says(ALL, school(head=head))
    source = pull()[0]
    assert isinstance(source, Source)
    assert source.school_year == SchoolYear(2031)
    assert las.asked[0].text("schooljaar") == str(SchoolYear.at(date.today()))  # noqa: DTZ011 - the school's own day
