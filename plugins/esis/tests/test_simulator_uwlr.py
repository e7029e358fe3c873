from collections.abc import Callable

import pytest
from hub_esis_simulator.asking import BY_NAME, SCHOOL, ask, enveloped, question, send
from hub_esis_simulator.testing import Simulator
from hub_esis_simulator.wire import UWLR

Starts = Callable[..., Simulator]
L = f"{{{UWLR}}}"


@pytest.fixture
def about(esis: Simulator) -> Callable[..., str]:
    """What makes the elements of a question."""

    def make(
        school: str = SCHOOL, since: str = "", version: str = "2.2", year: str = esis.school_year, groups: str = ""
    ) -> str:
        moment = f"<laatstontvangengegevens>{since}</laatstontvangengegevens>" if since else ""
        return f"<schooljaar>{year}</schooljaar>{school}<xsdversie>{version}</xsdversie>{moment}{groups}"

    return make


def test_all_in_one_is_always_the_whole_school(esis: Simulator) -> None:
    reply = ask(esis, "HaalLeerlinggegevens")
    answer = reply.body()[0]
    assert (reply.status, reply.content_type) == (200, "text/xml")
    assert [each.tag for each in answer] == [
        f"{L}{name}" for name in ("school", "vestigingen", "groepen", "leerlingen", "leerkrachten")
    ]
    assert len(answer.findall(f"{L}leerlingen/{L}leerling")) == 60
    assert answer.findtext(f"{L}school/{L}brincode") == "99XX"


def test_the_stages_together_are_the_whole(esis: Simulator, about: Callable[..., str]) -> None:
    structure = ask(esis, "HaalStructuur").body()[0]
    groups = [each.get("key") for each in structure.findall(f"{L}groepen/{L}groep")]
    named = "".join(f'<groep key="{key}"/>' for key in groups)
    asked = f"<groepen>{named}<groep/></groepen>"
    pupils = ask(esis, "HaalLeerlingen", about(groups=asked)).body()[0]
    teachers = ask(esis, "HaalLeerkrachten", about(groups=asked)).body()[0]
    assert len(pupils.findall(f"{L}leerlingen/{L}leerling")) == 60
    assert len(teachers.findall(f"{L}leerkrachten/{L}leerkracht")) == len(esis.records("leerkracht"))


def test_a_stage_gives_one_group(esis: Simulator, about: Callable[..., str]) -> None:
    group = esis.records("groep")[0]["key"]
    combined = esis.records("samengestelde_groep")[0]["key"]
    for tag, key, here in (
        ("groep", group, [each["key"] for each in esis.records("leerling") if each["group"] == group]),
        (
            "samengestelde_groep",
            combined,
            [each["key"] for each in esis.records("leerling") if combined in each["combined"]],
        ),
    ):
        asked = f'<groepen><{tag} key="{key}"/></groepen>'
        answer = ask(esis, "HaalLeerlingen", about(groups=asked)).body()[0]
        assert [each.get("key") for each in answer.findall(f"{L}leerlingen/{L}leerling")] == here


@pytest.mark.parametrize(
    ("school", "year"),
    [("<brincode>98YY</brincode>", ""), (SCHOOL, "2019-2020"), ("<schoolkey>ESIS-98YY</schoolkey>", "")],
)
def test_what_is_not_there_has_no_data(esis: Simulator, about: Callable[..., str], school: str, year: str) -> None:
    inside = about(school=school, year=year or esis.school_year)
    assert ask(esis, "HaalLeerlinggegevens", inside).said() == "geengegevens"


def test_a_school_goes_by_its_own_key_and_by_a_location_of_none(esis: Simulator, about: Callable[..., str]) -> None:
    for school in ("<schoolkey>ESIS-99XX</schoolkey>", f"{SCHOOL}<dependancecode>00</dependancecode>"):
        assert ask(esis, "HaalLeerlinggegevens", about(school=school)).said() == "leerlinggegevens"


def test_nothing_new_is_no_changes_until_the_office_does_something(esis: Simulator, about: Callable[..., str]) -> None:
    made_at = ask(esis, "HaalLeerlinggegevens").body()[0].findtext(f"{L}school/{L}aanmaakdatum")
    later = about(since=str(made_at))
    assert ask(esis, "HaalLeerlinggegevens", later).said() == "geenwijzigingen"
    assert ask(esis, "HaalStructuur", later).said() == "geenwijzigingen"
    new = esis.office({"act": "add-pupil", "texts": {"roepnaam": "Zoë"}})["key"]
    answer = ask(esis, "HaalLeerlinggegevens", later).body()[0]
    found = {each.get("key"): each for each in answer.findall(f"{L}leerlingen/{L}leerling")}
    assert len(found) == 61
    assert found[new].findtext(f"{L}roepnaam") == "Zoë"


def test_since_23_a_pupil_goes_by_the_eck_id(esis_with: Starts) -> None:
    esis = esis_with(uwlr="2.3")
    pupils = ask(esis, "HaalLeerlinggegevens").body()[0].findall(f"{L}leerlingen/{L}leerling")
    assert {(each.get("key"), bool(each.get("eckid"))) for each in pupils} == {(None, True)}
    eck_ids = {each.get("eckid") for each in pupils}
    carers = ask(esis, "HaalVerzorgers").body()[0]
    assert {each.get("leerling") for each in carers.iter("{*}relatie")} == eck_ids


def test_two_schools_have_each_their_own_key(esis_with: Starts) -> None:
    esis = esis_with(school=["99XX", "99XX01"], pupils=20)
    operation = BY_NAME["HaalLeerlinggegevens"]
    location = f"<schooljaar>{esis.school_year}</schooljaar>{SCHOOL}<dependancecode>01</dependancecode>"
    asked = question(esis, operation, f"{location}<xsdversie>2.2</xsdversie>")
    assert send(esis, enveloped(esis, asked, esis.schools["99XX01"]), operation).said() == "leerlinggegevens"
    assert send(esis, enveloped(esis, asked, esis.schools["99XX"]), operation).said() == "Client.AutorisatieOngeldig"


def test_who_may_not_ask_is_told_why(esis: Simulator, about: Callable[..., str]) -> None:
    operation = BY_NAME["HaalLeerlinggegevens"]
    asked = enveloped(esis, question(esis, operation))
    for wrong, code in (
        (asked.replace(esis.authorisation_key, "another"), "Client.AutorisatieOngeldig"),
        (asked.replace(">koppelhub<", ">another<"), "Client.OngeldigeKlantIdentificatie"),
        (asked.replace(">2.2<", ">9.9<"), "Client.XsdVersieOngeldig"),
    ):
        reply = send(esis, wrong, operation)
        assert (reply.status, reply.said()) == (500, code)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<s:Envelope", "<s:Envelop"),
        ("soap/envelope/", "soap/envelope"),
        ("s:Header>", "s:Head>"),
        ("</leerlinggegevens_verzoek>", "<more/></leerlinggegevens_verzoek>"),
        ("leerresultaten/2/leerlinggegevens", "leerresultaten/1/leerlinggegevens"),
        ("leerresultaten/2/autorisatie", "leerresultaten/1/autorisatie"),
        ("<klantcode>koppelhub</klantcode>", ""),
        (">Koppelhub<", f">{'x' * 65}<"),
        ("<brincode>99XX</brincode><xsdversie>2.2</xsdversie>", "<xsdversie>2.2</xsdversie><brincode>99XX</brincode>"),
        ("99XX</brincode>", "99xx</brincode>"),
        ("<xsdversie>", "<xsdversie xmlns=''>"),
        ("</xsdversie>", "</xsdversie><laatstontvangengegevens>yesterday</laatstontvangengegevens>"),
        ("leerlinggegevens_verzoek", "structuur_verzoek"),
        ("<s:Envelope", '<!DOCTYPE x [<!ENTITY e "x">]><s:Envelope'),
    ],
)
def test_a_message_that_is_not_as_the_contract_has_it_is_refused(esis: Simulator, old: str, new: str) -> None:
    operation = BY_NAME["HaalLeerlinggegevens"]
    right = enveloped(esis, question(esis, operation))
    assert old in right
    reply = send(esis, right.replace(old, new), operation)
    assert (reply.status, reply.said()) == (500, "Client.OngeldigBericht")
    assert esis.effects() == []


def test_a_call_with_another_action_or_content_type_is_refused(esis: Simulator) -> None:
    wrong: list[dict[str, str]] = [
        {"SOAPAction": '"HaalStructuur"'},
        {"SOAPAction": ""},
        {"Content-Type": "text/plain"},
    ]
    for headers in wrong:
        assert ask(esis, "HaalLeerlinggegevens", headers=headers).said() == "Client.OngeldigBericht"


def test_what_the_office_fills_in_comes_in_its_place_also_what_the_hub_may_not_keep(esis: Simulator) -> None:
    key = esis.records("leerling")[0]["key"]
    for field, value in (("bsn", "999999990"), ("land", "6030"), ("fotourl", "https://foto.example/1")):
        esis.office({"act": "change", "entity": "leerling", "key": key, "field": field, "value": value})
    pupil = ask(esis, "HaalLeerlinggegevens").body()[0].find(f"{L}leerlingen/{L}leerling[@key='{key}']")
    assert pupil is not None
    names = [each.tag.removeprefix(L) for each in pupil]
    assert sorted(("fotourl", "land", "bsn", "postcodenl"), key=names.index) == ["fotourl", "land", "bsn", "postcodenl"]


def test_a_las_may_offer_nothing_but_uwlr(esis_with: Starts) -> None:
    esis = esis_with(uwlr_only=True, pupils=10)
    assert esis.parent_portal_endpoint == ""
    assert ask(esis, "HaalLeerlinggegevens").said() == "leerlinggegevens"
    assert ask(esis, "HaalVerzorgers").said() == "Client.OngeldigBericht"
