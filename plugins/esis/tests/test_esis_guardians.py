"""Guardians over the parent portal's service: what its elements mean, whose they are, and who is not gone."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import phonenumbers
import pytest
from edexml_content import Element
from hub_esis.connector import EsisConnector
from hub_esis.mapping import guardian, guardianship_key, phone
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hub.contract import ConfigurationError, CredentialsRefusedError, SourceRefusedError
from hub.records import (
    UNSAID,
    Complete,
    Cost,
    Guardian,
    Guardianship,
    Kind,
    Note,
    Pulled,
    Pupil,
    Rejected,
    Relation,
)

Las = Any
Pull = Callable[..., list[Pulled]]
Make = Callable[..., str]

ALL, GUARDIANS = "HaalLeerlinggegevens", "HaalVerzorgers"
PORTAL = "urn:koppelhub:ouderportaal:1"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SINCE = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
SCHEMA = Path(__file__).parents[1] / "hub_esis" / "wsdl" / "ouderportaal.xsd"
FULL = (
    '<verzorger key="v1"><aanhef>mevrouw</aanhef><roepnaam>Els</roepnaam><voorletters>E.</voorletters>'
    "<voorvoegsel>de</voorvoegsel><achternaam>Wit</achternaam><emailadres>els@ouder.example</emailadres>"
    "<telefoonmobiel>06-12345678</telefoonmobiel><telefoonthuis>(0592) 312 345</telefoonthuis>"
    "<telefoonwerk>+32 2 555 12 12</telefoonwerk><straat>Dorpsstraat</straat><huisnummer>1a</huisnummer>"
    "<postcode>9401AB</postcode><plaats>Assen</plaats><land>Nederland</land>"
    "<mutatiedatum>2026-10-01T12:00:00+02:00</mutatiedatum>"
    '<relaties><relatie leerling="p1"><soort>moeder</soort><gezag>true</gezag><woontbij>0</woontbij>'
    "<belvolgorde>1</belvolgorde><mutatiedatum>2026-10-02T12:00:00Z</mutatiedatum></relatie></relaties></verzorger>"
)


def answer(*guardians: str, whole: bool = True, school: str = "<brincode>99XX</brincode>") -> str:
    head = f"{school}<aanmaakdatum>2026-11-02T08:00:00Z</aanmaakdatum>"
    inside = f'<verzorgers volledig="{str(whole).lower()}">{head}{"".join(guardians)}</verzorgers>'
    return f"<verzorgers_antwoord>{inside}</verzorgers_antwoord>"


def somebody(key: str, inside: str = "", *pupils: str) -> str:
    relations = "".join(f'<relatie leerling="{pupil}"/>' for pupil in pupils)
    return f'<verzorger key="{key}">{inside}<relaties>{relations}</relaties></verzorger>'


def read(text: str) -> list[Guardian | Guardianship | Rejected]:
    element = etree.fromstring(text.replace("<verzorger", f'<verzorger xmlns="{PORTAL}"', 1))
    return list(guardian(cast("Element", element), "verzorger 1 in het antwoord"))


def of(pulled: list[Any], kind: type) -> list[Any]:
    return [each for each in pulled if isinstance(each, kind)]


@pytest.fixture
def take(las: Las, pull: Pull, school: Make) -> Callable[..., list[Pulled]]:
    """Pull a school with the pupil p1 and these guardians."""

    def do(*contents: str, since: Any = None) -> list[Pulled]:
        las.says(ALL, school())
        las.says(GUARDIANS, *contents, namespace=PORTAL)
        return pull(since=since, parent_portal_endpoint=las.address)

    return do


def test_every_field_of_a_guardian_and_a_relation_is_taken(take: Pull) -> None:
    pulled = take(answer(FULL))
    assert of(pulled, Guardian) == [
        Guardian(
            key="v1",
            salutation="mevrouw",
            first_name="Els",
            initials="E.",
            prefix="de",
            last_name="Wit",
            email="els@ouder.example",
            mobile="+31612345678",
            phone="+31592312345",
            work_phone="+3225551212",
            street="Dorpsstraat",
            house_number="1a",
            postcode="9401AB",
            city="Assen",
            country="Nederland",
            changed_at=datetime(2026, 10, 1, 10, tzinfo=UTC),
        )
    ]
    assert of(pulled, Guardianship) == [
        Guardianship(
            key=guardianship_key("p1", "v1"),
            pupil="p1",
            guardian="v1",
            relation=Relation.MOTHER,
            authority=True,
            lives_with=False,
            contact_order=1,
            changed_at=datetime(2026, 10, 2, 12, tzinfo=UTC),
        )
    ]
    assert not of(pulled, Rejected)


def test_a_complete_answer_proves_who_the_guardians_are_and_one_of_changes_does_not(take: Pull) -> None:
    whole, changes = take(answer(FULL))[-1], take(answer(FULL, whole=False), since=SINCE)[-1]
    assert isinstance(whole, Complete)
    assert isinstance(changes, Complete)
    assert whole.kinds >= {Kind.GUARDIANS, Kind.GUARDIANSHIPS, Kind.PUPILS}
    assert not changes.kinds & {Kind.GUARDIANS, Kind.GUARDIANSHIPS}


def test_without_an_address_for_it_the_service_is_not_asked_and_guardians_are_not_complete(
    las: Las, pull: Pull, school: Make
) -> None:
    las.says(ALL, school())
    proof = pull()[-1]
    assert isinstance(proof, Complete)
    assert not proof.kinds & {Kind.GUARDIANS, Kind.GUARDIANSHIPS}
    assert las.operations() == [ALL]


def test_the_question_obeys_the_schema_and_carries_the_header_of_uwlr(las: Las, take: Pull) -> None:
    take(answer(FULL), since=SINCE)
    asked = las.asked[-1]
    assert asked.headers["SOAPAction"] == f'"{PORTAL}/HaalVerzorgers"'
    assert (asked.text("autorisatiesleutel"), asked.text("klantcode")) == ("sleutel-van-de-school", "KH01")
    assert asked.text("gewijzigdsinds") == "2026-11-02T08:30:00Z"
    body = etree.fromstring(asked.body).find(f"{{{SOAP}}}Body")
    assert body is not None
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.ElementTree(body[0]))


def test_the_answers_of_these_tests_obey_the_schema() -> None:
    made = etree.fromstring(answer(FULL).replace("<verzorgers_antwoord>", f'<verzorgers_antwoord xmlns="{PORTAL}">'))
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.ElementTree(made))


def test_guardians_that_changed_come_also_where_the_school_did_not(las: Las, pull: Pull) -> None:
    las.says(ALL, "<leerlinggegevens_antwoord><geenwijzigingen/></leerlinggegevens_antwoord>")
    las.says(GUARDIANS, answer(somebody("v1", "", "p1"), whole=False), namespace=PORTAL)
    pulled = pull(since=SINCE, parent_portal_endpoint=las.address)
    assert of(pulled, Note)
    assert [each.key for each in of(pulled, Guardian)] == ["v1"]
    assert [each.pupil for each in of(pulled, Guardianship)] == ["p1"]  # who is a pupil is not known now
    assert pulled[-1] == Complete()


def test_no_changes_of_guardians_change_nothing(take: Pull) -> None:
    pulled = take("<verzorgers_antwoord><geenwijzigingen/></verzorgers_antwoord>", since=SINCE)
    assert not of(pulled, Guardian)
    proof = pulled[-1]
    assert isinstance(proof, Complete)
    assert Kind.GUARDIANS not in proof.kinds


def test_no_data_is_not_a_school_without_guardians(take: Pull) -> None:
    with pytest.raises(SourceRefusedError, match="geen school zonder verzorgers"):
        take("<verzorgers_antwoord><geengegevens/></verzorgers_antwoord>")


def test_guardians_of_another_school_are_refused(take: Pull) -> None:
    for school in ("<brincode>98YY</brincode>", "<brincode>99XX</brincode><dependancecode>03</dependancecode>", ""):
        with pytest.raises(SourceRefusedError, match="andere school"):
            take(answer(FULL, school=school))


def test_an_answer_that_does_not_say_what_it_is_is_refused(take: Pull) -> None:
    for content in ("<verzorgers/>", f'<verzorgers volledig="true">{FULL}</verzorgers>'):
        with pytest.raises(SourceRefusedError, match="volledig"):
            take(f"<verzorgers_antwoord>{content}</verzorgers_antwoord>")


def test_a_fault_of_the_service_fails_the_whole_pull(las: Las, pull: Pull, school: Make) -> None:
    las.says(ALL, school())
    las.faults(GUARDIANS, "Client.AutorisatieOngeldig")
    with pytest.raises(CredentialsRefusedError):
        pull(parent_portal_endpoint=las.address)


def test_an_address_without_the_service_is_told(las: Las, pull: Pull, school: Make) -> None:
    las.says(ALL, school())
    with pytest.raises(ConfigurationError, match="adres"):
        pull(parent_portal_endpoint=las.address)


def test_check_reaches_both_services(las: Las, connector: Callable[..., EsisConnector], school: Make) -> None:
    las.says(ALL, school())
    las.says(GUARDIANS, answer(whole=False), namespace=PORTAL)
    nothing = "<verzoekresultaat_antwoord><nietontvangen/></verzoekresultaat_antwoord>"
    las.says("HaalVerzoekresultaat", nothing, namespace=PORTAL)
    assert connector(parent_portal_endpoint=las.address).check().works
    las.faults(GUARDIANS, "Client.OngeldigeKlantIdentificatie")
    checked = connector(parent_portal_endpoint=las.address).check()
    assert not checked.works
    assert "klantcode" in checked.text.nl


def test_silence_is_not_emptiness() -> None:
    one = read('<verzorger key="v"><emailadres/><telefoonmobiel> </telefoonmobiel><relaties/></verzorger>')[0]
    assert isinstance(one, Guardian)
    assert (one.email, one.mobile, one.phone) == (None, None, UNSAID)


def test_a_guardian_of_children_in_two_classes_is_one_guardian(take: Pull, las: Las, pull: Pull, school: Make) -> None:
    pupils = "".join(f'<leerling key="p{n}"><achternaam>Bos</achternaam></leerling>' for n in (1, 2))
    las.says(ALL, school(pupils=pupils))
    las.says(GUARDIANS, answer(somebody("v1", "", "p1", "p2")), namespace=PORTAL)
    pulled = pull(parent_portal_endpoint=las.address)
    assert len(of(pulled, Guardian)) == 1
    assert [each.pupil for each in of(pulled, Guardianship)] == ["p1", "p2"]


def test_a_relation_with_a_pupil_whom_esis_does_not_give_is_left_out(take: Pull) -> None:
    pulled = take(answer(somebody("v1", "", "p1", "weg")))
    assert [each.pupil for each in of(pulled, Guardianship)] == ["p1"]
    assert [(each.rule, each.kind, each.cost) for each in of(pulled, Rejected)] == [
        ("esis.reference", Kind.GUARDIANSHIPS, Cost.RECORD)
    ]
    assert [each.key for each in of(pulled, Guardian)] == ["v1"]


def test_a_relation_with_a_quarantined_pupil_stays(las: Las, pull: Pull, school: Make) -> None:
    bad = '<leerling key="p2"><achternaam>Vos</achternaam><jaargroep>100</jaargroep></leerling>'
    good = '<leerling key="p1"><achternaam>Bos</achternaam></leerling>'
    las.says(ALL, school(pupils=good + bad))
    las.says(GUARDIANS, answer(somebody("v1", "", "p2")), namespace=PORTAL)
    assert [each.pupil for each in of(pull(parent_portal_endpoint=las.address), Guardianship)] == ["p2"]


@pytest.mark.parametrize(
    ("inside", "rule", "field"),
    [
        ("<mutatiedatum>gisteren</mutatiedatum>", "esis.moment", "changed_at"),
        (f"<roepnaam>{'x' * 65}</roepnaam>", "esis.length", "first_name"),
        (f"<telefoonthuis>{'1' * 65}</telefoonthuis>", "esis.length", "phone"),
        ("<plaats>Assen</plaats><plaats>Emmen</plaats>", "esis.double", "city"),
    ],
)
def test_a_fault_in_a_field_costs_the_field_and_not_the_guardian(inside: str, rule: str, field: str) -> None:
    fault, one = read(f'<verzorger key="v"><achternaam>Wit</achternaam>{inside}<relaties/></verzorger>')
    assert isinstance(fault, Rejected)
    assert (fault.rule, fault.field, fault.cost) == (rule, field, Cost.FIELD)
    assert not any(sign.isdigit() for sign in fault.value or "")
    assert isinstance(one, Guardian)
    assert (one.last_name, getattr(one, field)) == ("Wit", UNSAID)


@pytest.mark.parametrize(
    "inside",
    ["<soort>buurvrouw</soort>", "<gezag>ja</gezag>", "<belvolgorde>0</belvolgorde>", "<belvolgorde>100</belvolgorde>"],
)
def test_an_unknown_value_of_a_relation_says_nothing_and_never_no(inside: str) -> None:
    found = read(f'<verzorger key="v"><relaties><relatie leerling="p">{inside}</relatie></relaties></verzorger>')
    relation = of(found, Guardianship)[0]
    assert (relation.relation, relation.authority, relation.contact_order) == (UNSAID, UNSAID, UNSAID)
    assert [each.rule for each in of(found, Rejected)] == ["esis.list"]


@pytest.mark.parametrize("key", ["", ' key=""', ' key=" "', f' key="{"x" * 257}"'])
def test_a_guardian_without_a_usable_key_is_quarantined(key: str) -> None:
    faults = read(f"<verzorger{key}><achternaam>Wit</achternaam><relaties/></verzorger>")
    assert [(each.rule, each.key, each.cost) for each in of(faults, Rejected)] == [("esis.key", None, Cost.RECORD)]
    assert len(faults) == 1


def test_the_same_guardian_twice_counts_once_and_two_that_differ_are_both_quarantined(take: Pull) -> None:
    same = somebody("v1", "<achternaam>Wit</achternaam>", "p1")
    pulled = take(answer(same, same))
    assert (len(of(pulled, Guardian)), len(of(pulled, Guardianship)), len(of(pulled, Rejected))) == (1, 1, 0)
    pulled = take(answer(same, somebody("v1", "<achternaam>Zwart</achternaam>", "p1")))
    assert [(each.rule, each.key, each.cost) for each in of(pulled, Rejected)] == [("esis.repeated", "v1", Cost.RECORD)]


def test_what_the_messages_grow_by_is_passed_over(take: Pull) -> None:
    pulled = take(answer('<verzorger key="v1"><achternaam>Wit</achternaam><nieuw>x</nieuw><relaties/></verzorger>'))
    assert of(pulled, Guardian) == [Guardian(key="v1", last_name="Wit")]
    assert not of(pulled, Rejected)


def test_an_answer_in_which_guardians_are_called_otherwise_is_refused_and_nobody_has_gone(take: Pull) -> None:
    somebody_else = '<ouder key="v2"><achternaam>Zwart</achternaam><relaties/></ouder>'
    for guardians in ([somebody_else], [somebody("v1"), somebody_else], [somebody_else, somebody("v1")]):
        with pytest.raises(SourceRefusedError, match="iets dat de hub niet kent"):
            take(answer(*guardians))


def test_relations_come_after_their_guardians_however_many_there_are(take: Pull) -> None:
    pulled = take(answer(*(somebody(f"v{number}", "", "p1") for number in range(1201))))
    seen: set[str] = set()
    for each in pulled:
        if isinstance(each, Guardian):
            seen.add(each.key)
        elif isinstance(each, Guardianship):
            assert each.guardian in seen
    assert (len(seen), len(of(pulled, Guardianship)), len(of(pulled, Pupil))) == (1201, 1201, 1)


def test_no_detail_of_a_guardian_is_logged(take: Pull, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    take(answer(FULL))
    for canary in ("Wit", "els@ouder", "0612345678", "12345678", "Dorpsstraat", "sleutel-van-de-school"):
        assert canary not in caplog.text


@pytest.mark.parametrize(
    ("given_", "taken"),
    [
        ("0612345678", "+31612345678"),
        ("06 - 12 34 56 78", "+31612345678"),
        ("0031 6 12345678", "+31612345678"),
        ("+49 30 901820", "+4930901820"),
        ("na 18 uur: oma", "na 18 uur: oma"),
        ("112345", "112345"),
        ("0592-312345 tst. 12", "0592-312345 tst. 12"),
    ],
)
def test_a_phone_number_is_e_164_where_it_can_be_read_as_one(given_: str, taken: str) -> None:
    assert phone(given_) == taken


@given(st.from_regex(r"(\+31|0)[0-9]{6,11}", fullmatch=True))
def test_a_plain_dutch_number_is_taken_as_the_library_takes_it(text: str) -> None:
    try:
        number = phonenumbers.parse(text, "NL")
    except phonenumbers.NumberParseException:
        assert phone(text) == text
    else:
        wanted = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert phone(text) == (wanted if phonenumbers.is_valid_number(number) else text)


@given(*[st.text(alphabet="ab|\\", min_size=1, max_size=4) for _ in range(4)])
def test_no_two_pairs_share_the_key_of_a_relation(a: str, b: str, c: str, d: str) -> None:
    assert (guardianship_key(a, b) == guardianship_key(c, d)) == ((a, b) == (c, d))
