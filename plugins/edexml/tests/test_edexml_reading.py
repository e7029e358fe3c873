"""A good file becomes the records that it describes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hub_edexml import las_connector, plugin
from hub_edexml.connector import EdexmlSettings

from hub.contract import Ask, ConfigurationError, ReadsFiles, School, WritesFiles
from hub.records import (
    UNSAID,
    Assignment,
    CombinedGroup,
    Complete,
    Gender,
    Group,
    Kind,
    Location,
    Note,
    Pulled,
    Pupil,
    Rejected,
    SchoolCode,
    SchoolYear,
    Source,
    Teacher,
)

Pull = Callable[..., list[Pulled]]
Document = Callable[..., str]

FULL_PUPIL = (
    '<leerling key="1" eckid="e1"><achternaam>Hof</achternaam><voorvoegsel>van \'t</voorvoegsel>'
    "<voornamen>Jan Piet</voornamen><voorletters-1>J.P.</voorletters-1><roepnaam>Jan</roepnaam>"
    "<geboortedatum>2018-02-03</geboortedatum><geslacht>1</geslacht><start_ondw_jgr3>2024-08-01</start_ondw_jgr3>"
    '<jaargroep>3</jaargroep><groep key="g1"/>'
    '<samengestelde_groepen><samengestelde_groep key="s1"/></samengestelde_groepen><vestiging key="v1"/>'
    "<gebruikersnaam>janhof</gebruikersnaam><emailadres>jan@school.example</emailadres>"
    "<fotourl>https://school.example/1</fotourl><postcodenl>1234AB</postcodenl>"
    "<instroomdatum>2022-02-03</instroomdatum><uitstroomdatum>2030-07-31</uitstroomdatum>"
    "<mutatiedatum>2026-09-01T12:00:00+02:00</mutatiedatum></leerling>"
)
LOCATION = '<vestiging key="v1"><naam>Hoofdgebouw</naam><omschrijving>Aan het plein</omschrijving></vestiging>'
TEACHER = (
    '<leerkracht key="t1" eckid="e9"><achternaam>Bos</achternaam><roepnaam>An</roepnaam><emailadres>a@s.nl</emailadres>'
    "<rol>LRK</rol><rolomschrijving>Leest voor</rolomschrijving><rol>IB</rol>"
    '<groepen><groep key="g1"><rol>LRK</rol></groep><samengestelde_groep key="s1"/></groepen></leerkracht>'
)


def test_every_field_of_a_pupil_is_taken(pull: Pull, document: Document, gym: str) -> None:
    pulled = pull(document(locations=LOCATION, combined=gym, pupils=FULL_PUPIL))
    assert [each for each in pulled if isinstance(each, Pupil)] == [
        Pupil(
            key="1",
            eck_id="e1",
            first_name="Jan",
            prefix="van 't",
            last_name="Hof",
            given_names="Jan Piet",
            initials="J.P.",
            birth_date=date(2018, 2, 3),
            gender=Gender.BOY,
            year_group="3",
            group="g1",
            combined_groups=("s1",),
            location="v1",
            username="janhof",
            email="jan@school.example",
            photo_url="https://school.example/1",
            postcode="1234AB",
            started_year_3=date(2024, 8, 1),
            enrolled_on=date(2022, 2, 3),
            left_on=date(2030, 7, 31),
            changed_at=datetime(2026, 9, 1, 10, tzinfo=UTC),
        )
    ]


def test_groups_locations_and_teachers_are_taken(pull: Pull, document: Document, gym: str) -> None:
    pulled = pull(document(locations=LOCATION, combined=gym, teachers=TEACHER))
    assert pulled[1:] == [
        Location(key="v1", name="Hoofdgebouw", description="Aan het plein"),
        Group(key="g1", name="3a", year_group="3"),
        CombinedGroup(key="s1", name="Gym"),
        Pupil(key="1", last_name="Jansen", combined_groups=()),
        Teacher(
            key="t1",
            eck_id="e9",
            last_name="Bos",
            first_name="An",
            email="a@s.nl",
            roles=("LRK", "Leest voor", "IB"),
            assignments=(Assignment(group="g1", roles=("LRK",)), Assignment(group="s1", combined=True)),
        ),
        Complete(
            frozenset({Kind.LOCATIONS, Kind.GROUPS, Kind.COMBINED_GROUPS, Kind.PUPILS, Kind.TEACHERS}),
        ),
    ]


def test_the_source_says_whose_file_it_is_and_of_when(pull: Pull, document: Document) -> None:
    school = (
        "<schooljaar>2031-2032</schooljaar><peildatum>2031-10-01</peildatum><brincode>12AB</brincode>"
        "<dependancecode>03</dependancecode><schoolkey>x</schoolkey><aanmaakdatum>2031-10-02T08:00:00</aanmaakdatum>"
        "<auteur>Een LAS</auteur>"
    )
    assert pull(document(school=school))[0] == Source(
        name="EDEXML.xml",
        school=SchoolCode("12AB", "03"),
        school_year=SchoolYear(2031),
        made_at=datetime(2031, 10, 2, 6, tzinfo=UTC),  # a LAS without a time zone keeps Dutch time
        as_of=date(2031, 10, 1),
        author="Een LAS",
        version="2.1",
    )


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        ("<brincode>99XX</brincode><dependancecode>00</dependancecode>", SchoolCode("99XX")),
        ("<instellingsnummer>012345</instellingsnummer>", SchoolCode("012345")),
        ("<instellingsnummer>42</instellingsnummer><schoolkey>k</schoolkey>", SchoolCode("42")),
        ("<schoolkey>k</schoolkey>", None),
        ("", None),
    ],
)
def test_a_school_names_itself_in_any_of_the_ways_of_the_standard(
    pull: Pull, document: Document, identity: str, code: SchoolCode | None
) -> None:
    source = pull(document(school="<schooljaar>2026-2027</schooljaar>" + identity))[0]
    assert isinstance(source, Source)
    assert source.school == code


def test_a_flemish_pupil_has_a_postnummer(pull: Pull, document: Document) -> None:
    pupil = '<leerling key="1"><achternaam>Maes</achternaam><postnummerbe>9000</postnummerbe></leerling>'
    school = "<schooljaar>2026-2027</schooljaar><instellingsnummer>12345</instellingsnummer>"
    assert Pupil(key="1", last_name="Maes", postcode="9000") in pull(document(school=school, pupils=pupil))


def test_what_a_file_does_not_say_is_unsaid_and_not_empty(pull: Pull, document: Document) -> None:
    pupil = next(each for each in pull(document()) if isinstance(each, Pupil))
    assert pupil.group is UNSAID
    assert pupil.combined_groups is UNSAID
    assert pupil.email is UNSAID


@pytest.mark.parametrize(
    ("blocks", "kinds"),
    [
        ({"groups": ""}, {Kind.PUPILS}),
        ({}, {Kind.PUPILS, Kind.GROUPS, Kind.COMBINED_GROUPS}),
        ({"groups": "", "locations": LOCATION}, {Kind.PUPILS, Kind.LOCATIONS}),
        (
            {"groups": '<groep key="g"><naam>a</naam><jaargroep>3</jaargroep></groep>', "version": "1.03"},
            {Kind.PUPILS, Kind.GROUPS},
        ),
    ],
)
def test_only_blocks_that_were_there_are_complete(
    pull: Pull, document: Document, blocks: dict[str, str], kinds: set[Kind]
) -> None:
    assert pull(document(**blocks))[-1] == Complete(frozenset(kinds))


@pytest.mark.parametrize("version", ["1.03", "1.0.3", "2.0", "2.0 CONCEPT", "2.1", "", "9.9", "onzin"])
def test_any_named_version_is_read(pull: Pull, document: Document, version: str) -> None:
    groups = '<groep key="g1"><naam>3a</naam><jaargroep>3</jaargroep></groep>'
    pupil = '<leerling key="1"><achternaam>Bos</achternaam><groep key="g1"/></leerling>'
    pulled = pull(document(version=version, groups=groups, pupils=pupil))
    assert Pupil(key="1", last_name="Bos", group="g1") in pulled
    assert not [each for each in pulled if isinstance(each, Rejected | Note)]


def test_a_pupil_of_1_03_has_a_group_or_a_year_group(pull: Pull, document: Document) -> None:
    pupils = (
        '<leerling key="1"><roepnaam>An</roepnaam><groep key="g1"/></leerling>'
        '<leerling key="2"><roepnaam>Bo</roepnaam><jaargroep>4</jaargroep></leerling>'
    )
    groups = '<groep key="g1"><naam>3a</naam><jaargroep>3</jaargroep></groep>'
    pulled = pull(document(version="1.03", groups=groups, pupils=pupils))
    assert pulled[2:4] == [Pupil(key="1", first_name="An", group="g1"), Pupil(key="2", first_name="Bo", year_group="4")]


def test_extension_blocks_are_skipped_unread_whatever_they_hold(pull: Pull, document: Document) -> None:
    extra = (
        '<toevoegingen><blok xsi:type="VanEenAnder"><leerling key="x"><groep key="y"/></leerling><p>los</p></blok>'
        "</toevoegingen>"
    )
    pupil = f'<leerling key="1"><achternaam>Bos</achternaam>{extra}</leerling>'
    pulled = pull(document(pupils=pupil))
    assert [each for each in pulled if isinstance(each, Pupil)] == [Pupil(key="1", last_name="Bos")]
    assert not [each for each in pulled if isinstance(each, Rejected | Note)]


def test_comments_cdata_and_processing_instructions_change_nothing(pull: Pull, document: Document) -> None:
    pupil = "<!-- a --><leerling key='1'><?p q?><achternaam>van<!-- b --> d<![CDATA[en & ]]>Bos</achternaam></leerling>"
    pulled = pull(document(pupils=pupil))
    assert pulled[-2] == Pupil(key="1", last_name="van den & Bos")


def test_spaces_in_names_and_keys_are_kept(pull: Pull, document: Document) -> None:
    pupil = '<leerling key=" 1 "><achternaam> Bos\n</achternaam></leerling>'
    assert pull(document(pupils=pupil))[-2] == Pupil(key=" 1 ", last_name=" Bos\n")


def test_a_school_takes_over_only_what_it_wants(pull: Pull, document: Document) -> None:
    settings = EdexmlSettings(usernames=False, emails=False, photos=False, postcodes=False)
    pulled = pull(document(locations=LOCATION, pupils=FULL_PUPIL, teachers=TEACHER), settings)
    pupil = next(each for each in pulled if isinstance(each, Pupil))
    teacher = next(each for each in pulled if isinstance(each, Teacher))
    assert {pupil.username, pupil.email, pupil.photo_url, pupil.postcode, teacher.email} == {UNSAID}
    assert pupil.last_name == "Hof"


def test_progress_grows_to_the_size_of_the_file(tmp_path: Path, document: Document) -> None:
    path = tmp_path / "groot.xml"
    pupils = "".join(f'<leerling key="{n}"><achternaam>Naam {n}</achternaam></leerling>\n' for n in range(4000))
    path.write_text(document(pupils=pupils))
    school = School(SchoolCode("99XX"), "De Proef")
    heard: list[tuple[int, int | None]] = []
    ask = Ask(school=school, progress=lambda done, total: heard.append((done, total)))
    connector = las_connector(school, None)
    assert isinstance(connector, ReadsFiles)
    assert sum(isinstance(each, Pupil) for each in connector.pull_file(path, ask)) == 4000
    size = path.stat().st_size
    assert len(heard) > 2
    assert heard == sorted(heard)
    assert heard[-1] == (size, size)


def test_without_a_file_there_is_nothing_to_pull() -> None:
    school = School(SchoolCode("99XX"), "De Proef")
    connector = las_connector(school, None)
    with pytest.raises(ConfigurationError, match="bestand"):
        list(connector.pull(Ask(school=school)))


def test_the_plugin_starts_on_and_its_connector_reads_and_writes_files() -> None:
    connector = las_connector(School(SchoolCode("99XX"), "De Proef"), EdexmlSettings())
    assert plugin.starts_on
    assert connector.check().works
    assert isinstance(connector, ReadsFiles)
    assert isinstance(connector, WritesFiles)
