"""Every broken rule in a record is told with its line, and costs no more than it must."""

from collections.abc import Callable

import pytest

from hub.records import UNSAID, Cost, Group, Kind, Location, Note, Pulled, Pupil, Rejected, Teacher

Pull = Callable[..., list[Pulled]]
Document = Callable[..., str]

NAMED = "<achternaam>Bos</achternaam>"


def _faults(pulled: list[Pulled]) -> list[Rejected]:
    return [each for each in pulled if isinstance(each, Rejected)]


def _told(pulled: list[Pulled]) -> list[tuple[str, Cost, str | None]]:
    return [(each.rule, each.cost, each.field) for each in _faults(pulled)]


def _pupils(pulled: list[Pulled]) -> list[Pupil]:
    return [each for each in pulled if isinstance(each, Pupil)]


def _pupil(inside: str, attributes: str = 'key="1"') -> str:
    return f"<leerling {attributes}>{inside}</leerling>"


@pytest.mark.parametrize(
    ("inside", "rule", "field"),
    [
        (f"<achternaam>{'x' * 201}</achternaam>", "edexml.length", "last_name"),
        (NAMED + f"<voorvoegsel>{'x' * 11}</voorvoegsel>", "edexml.length", "prefix"),
        (NAMED + f"<voorletters-1>{'x' * 7}</voorletters-1>", "edexml.length", "initials"),
        (NAMED + f"<roepnaam>{'x' * 65}</roepnaam>", "edexml.length", "first_name"),
        (NAMED + "<geboortedatum>2015-02-29</geboortedatum>", "edexml.date", "birth_date"),
        (NAMED + "<geboortedatum>2015-W01-1</geboortedatum>", "edexml.date", "birth_date"),
        (NAMED + "<geboortedatum>01-02-2015</geboortedatum>", "edexml.date", "birth_date"),
        (NAMED + "<geslacht>3</geslacht>", "edexml.list", "gender"),
        (NAMED + "<geslacht>M</geslacht>", "edexml.list", "gender"),
        (NAMED + "<jaargroep>100</jaargroep>", "edexml.list", "year_group"),
        (NAMED + "<postcodenl>1234 AB</postcodenl>", "edexml.pattern", "postcode"),
        (NAMED + "<postcodenl>1234ab</postcodenl>", "edexml.pattern", "postcode"),
        (NAMED + "<postnummerbe>90000</postnummerbe>", "edexml.pattern", "postcode"),
        (NAMED + "<postcodenl>1234AB</postcodenl><postnummerbe>9000</postnummerbe>", "edexml.choice", "postcode"),
        (NAMED + "<mutatiedatum>2026-09-01</mutatiedatum>", "edexml.moment", "changed_at"),
        (NAMED + NAMED, "edexml.double", "last_name"),
        (NAMED + "<geslacht><b>1</b></geslacht>", "edexml.content", "gender"),
        ("<achternaam/>", "edexml.empty", "last_name"),
        ("<roepnaam/>", "edexml.name", "last_name"),
        ("<geslacht>1</geslacht>", "edexml.name", "last_name"),
        ("<voorvoegsel>van</voorvoegsel><roepnaam>An</roepnaam>", "edexml.name", "last_name"),
    ],
)
def test_a_value_that_breaks_a_rule_quarantines_the_pupil_alone(
    pull: Pull, document: Document, inside: str, rule: str, field: str
) -> None:
    pulled = pull(document(pupils=_pupil(inside) + _pupil(NAMED, 'key="2"')))
    assert (rule, Cost.RECORD, field) in _told(pulled)
    assert [each.key for each in _pupils(pulled)] == ["2"]
    assert {each.key for each in _faults(pulled)} == {"1"}


@pytest.mark.parametrize(
    ("attributes", "rule"),
    [("", "edexml.required"), ('key=""', "edexml.empty"), (f'key="{"x" * 257}"', "edexml.length")],
)
def test_a_pupil_without_a_usable_key_is_quarantined_without_one(
    pull: Pull, document: Document, attributes: str, rule: str
) -> None:
    pulled = pull(document(pupils=_pupil(NAMED, attributes)))
    assert _told(pulled) == [(rule, Cost.RECORD, None if rule == "edexml.required" else "key")]
    assert _faults(pulled)[0].key is None
    assert "zonder bruikbare sleutel" in _faults(pulled)[0].what.nl


@pytest.mark.parametrize(
    ("element", "field"),
    [
        ("<voorvoegsel/>", "prefix"),
        ("<geboortedatum></geboortedatum>", "birth_date"),
        ("<geslacht> </geslacht>", "gender"),
        ("<jaargroep/>", "year_group"),
        ("<samengestelde_groepen/>", "combined_groups"),
        ("<emailadres/>", "email"),
        ("<postcodenl/>", "postcode"),
        ("<mutatiedatum/>", "changed_at"),
    ],
)
def test_an_empty_element_costs_only_its_field_which_stays_unsaid(
    pull: Pull, document: Document, element: str, field: str
) -> None:
    pulled = pull(document(pupils=_pupil(NAMED + element)))
    assert _told(pulled) == [("edexml.empty", Cost.FIELD, field)]
    assert getattr(_pupils(pulled)[0], field) is UNSAID


def test_of_two_postcodes_of_which_one_is_empty_the_other_is_taken(pull: Pull, document: Document) -> None:
    for inside in (
        "<postcodenl/><postcodeoverig>X1</postcodeoverig>",
        "<postcodeoverig>X1</postcodeoverig><postcodenl/>",
    ):
        pulled = pull(document(pupils=_pupil(NAMED + inside)))
        assert _pupils(pulled)[0].postcode == "X1"
        assert {each.cost for each in _faults(pulled)} == {Cost.FIELD}


def test_an_eck_id_that_is_empty_is_unsaid(pull: Pull, document: Document) -> None:
    pulled = pull(document(pupils=_pupil(NAMED, 'key="1" eckid=""')))
    assert _told(pulled) == [("edexml.empty", Cost.FIELD, "eck_id")]
    assert _pupils(pulled)[0].eck_id is UNSAID


@pytest.mark.parametrize(
    ("inside", "rule"),
    [
        ("<roepnaam>An</roepnaam>" + NAMED, "edexml.order"),
        (NAMED + "los" + "<roepnaam>An</roepnaam>", "edexml.text"),
        (NAMED + '<roepnaam taal="fy">An</roepnaam>', "edexml.attribute"),
        (NAMED + "<roepnaam>An</roepnaam><geboortedatum> 2015-02-28 </geboortedatum>", "edexml.blanks"),
        (NAMED + '<roepnaam>An</roepnaam><groep key="g1"> </groep>', "edexml.content"),
        (NAMED + "<roepnaam>An</roepnaam><toevoegingen x='1'/>", "edexml.attribute"),
    ],
)
def test_what_is_clear_all_the_same_is_taken_with_a_remark(
    pull: Pull, document: Document, inside: str, rule: str
) -> None:
    pulled = pull(document(pupils=_pupil(inside)))
    assert [(each.rule, each.cost) for each in _faults(pulled)] == [(rule, Cost.NOTHING)]
    pupil = _pupils(pulled)[0]
    assert (pupil.last_name, pupil.first_name) == ("Bos", "An")


def test_an_unknown_element_is_skipped_unread(pull: Pull, document: Document) -> None:
    pulled = pull(document(pupils=_pupil(NAMED + "<telefoon>0612345678</telefoon>")))
    assert _told(pulled) == [("edexml.unknown", Cost.FIELD, None)]
    assert _pupils(pulled) == [Pupil(key="1", last_name="Bos")]


def test_a_dangling_group_reference_costs_the_reference_not_the_pupil(pull: Pull, document: Document) -> None:
    pulled = pull(document(pupils=_pupil(NAMED + '<groep key="weg"/><vestiging key="ook weg"/>')))
    assert _told(pulled) == [("edexml.reference", Cost.FIELD, "group"), ("edexml.reference", Cost.FIELD, "location")]
    assert _pupils(pulled) == [Pupil(key="1", last_name="Bos")]


def test_a_class_is_no_combined_group_and_the_other_way_round(pull: Pull, document: Document, gym: str) -> None:
    inside = '<groep key="s1"/><samengestelde_groepen><samengestelde_groep key="g1"/></samengestelde_groepen>'
    pulled = pull(document(combined=gym, pupils=_pupil(NAMED + inside)))
    assert [each.rule for each in _faults(pulled)] == ["edexml.reference"] * 2
    assert _pupils(pulled) == [Pupil(key="1", last_name="Bos")]


def test_of_several_combined_groups_only_the_broken_one_is_left_out(pull: Pull, document: Document, gym: str) -> None:
    keys = "".join(f'<samengestelde_groep key="{key}"/>' for key in ("weg", "s1"))
    inside = f"<samengestelde_groepen>{keys}</samengestelde_groepen>"
    pulled = pull(document(combined=gym, pupils=_pupil(NAMED + inside)))
    assert _told(pulled) == [("edexml.reference", Cost.FIELD, "combined_groups")]
    assert _pupils(pulled)[0].combined_groups == ("s1",)


def test_of_a_teachers_classes_only_the_broken_one_is_left_out(pull: Pull, document: Document, gym: str) -> None:
    classes = (
        '<groep key="weg"/><groep key="g1"><rol>LRK</rol></groep>'
        '<samengestelde_groep key="s1"><rol>X</rol></samengestelde_groep>'
    )
    teacher = f'<leerkracht key="t"><achternaam>Bos</achternaam><groepen>{classes}</groepen></leerkracht>'
    pulled = pull(document(combined=gym, teachers=teacher))
    assert _told(pulled) == [
        ("edexml.reference", Cost.FIELD, "assignments"),
        ("edexml.list", Cost.FIELD, "assignments"),
    ]
    found = next(each for each in pulled if isinstance(each, Teacher))
    assert isinstance(found.assignments, tuple)
    assert [each.group for each in found.assignments] == ["g1"]


def test_a_teacher_with_an_unknown_role_is_quarantined(pull: Pull, document: Document) -> None:
    teacher = '<leerkracht key="t"><achternaam>Bos</achternaam><rol>BAAS</rol></leerkracht>'
    pulled = pull(document(teachers=teacher))
    assert _told(pulled) == [("edexml.list", Cost.RECORD, "roles")]
    assert not [each for each in pulled if isinstance(each, Teacher)]


def test_a_reference_to_a_quarantined_class_costs_the_reference_and_says_why(pull: Pull, document: Document) -> None:
    groups = '<groep key="g1"><naam>3a</naam><jaargroep>100</jaargroep></groep>'
    pulled = pull(document(groups=groups, pupils=_pupil(NAMED + '<groep key="g1"/>')))
    assert _told(pulled) == [
        ("edexml.list", Cost.RECORD, "year_group"),
        ("edexml.reference_quarantined", Cost.FIELD, "group"),
    ]
    assert not [each for each in pulled if isinstance(each, Group)]
    assert _pupils(pulled) == [Pupil(key="1", last_name="Bos")]


@pytest.mark.parametrize(
    ("version", "pupil", "field"),
    [
        ("1.03", '<leerling key="1" eckid="e"><achternaam>Bos</achternaam></leerling>', "eck_id"),
        ("1.03", _pupil(NAMED + "<emailadres>a@b.example</emailadres>"), "email"),
        ("1.03", _pupil(f"<achternaam>{'x' * 71}</achternaam>"), "last_name"),
        ("1.03", _pupil(NAMED + '<jaargroep>3</jaargroep><groep key="g1"/>'), "group"),
        ("1.03", _pupil(NAMED + "<jaargroep>14</jaargroep>"), "year_group"),
        ("2.0", '<leerling key="1" eckid="e"><achternaam>Bos</achternaam></leerling>', "eck_id"),
        ("2.0", _pupil(NAMED, f'key="{"x" * 65}"'), "key"),
    ],
)
def test_what_only_a_later_version_allows_is_taken_with_a_remark(
    pull: Pull, document: Document, version: str, pupil: str, field: str
) -> None:
    groups = '<groep key="g1"><naam>3a</naam><jaargroep>3</jaargroep></groep>'
    pulled = pull(document(version=version, groups=groups, pupils=pupil))
    assert [(each.rule, each.cost) for each in _faults(pulled)] == [("edexml.version", Cost.NOTHING)]
    assert getattr(_pupils(pulled)[0], field) is not UNSAID


def test_the_role_of_2_1_is_a_remark_in_2_0(pull: Pull, document: Document) -> None:
    teacher = '<leerkracht key="t"><achternaam>Bos</achternaam><rol>TAL</rol></leerkracht>'
    assert _told(pull(document(version="2.1", teachers=teacher))) == []
    pulled = pull(document(version="2.0", teachers=teacher))
    assert [(each.rule, each.cost) for each in _faults(pulled)] == [("edexml.version", Cost.NOTHING)]


def test_locations_in_1_03_are_taken_with_a_remark(pull: Pull, document: Document) -> None:
    groups = '<groep key="g1"><naam>3a</naam><jaargroep>3</jaargroep></groep>'
    pulled = pull(document(version="1.03", locations='<vestiging key="v"><naam>H</naam></vestiging>', groups=groups))
    assert Location(key="v", name="H") in pulled
    assert [each.rule for each in _faults(pulled)] == ["edexml.version"]


def test_a_fault_names_the_record_by_kind_and_key_and_never_by_name(pull: Pull, document: Document) -> None:
    pulled = pull(document(pupils=_pupil("<achternaam>Zeldzamenaam</achternaam><geslacht>Zwaluw7</geslacht>")))
    fault = _faults(pulled)[0]
    assert fault.kind is Kind.PUPILS
    assert fault.what.nl == "leerling 1, geslacht"
    assert fault.value == "Z••••••"
    assert "Zeldzamenaam" not in repr(fault)
    assert "LAS" in fault.why.nl


@pytest.mark.parametrize("masked", [("12345", "•••••"), ("x" * 300, "x" + "•" * 39 + "…"), ("7a", "••")])
def test_a_masked_value_shows_a_first_letter_and_a_length_at_most(
    pull: Pull, document: Document, masked: tuple[str, str]
) -> None:
    pulled = pull(document(pupils=_pupil(NAMED + f"<voorletters-1>x</voorletters-1><geslacht>{masked[0]}</geslacht>")))
    assert _faults(pulled)[0].value == masked[1]


def test_the_line_of_a_fault_is_exact_in_every_layout(pull: Pull, document: Document) -> None:
    blank = "\n" * 70
    pupils = "\n".join(
        f'<leerling\n  key="{n}"><achternaam>Bos</achternaam>{blank}'
        f"<geslacht>{7 if n == 1000 else 1}</geslacht>\n</leerling>"
        for n in range(1001)
    )
    text = document(pupils=pupils)
    line = text[: text.index("<geslacht>7")].count("\n") + 1
    assert line > 1 << 16
    assert [each.where for each in _faults(pull(text))] == [f"regel {line}"]
    assert [each.where for each in _faults(pull(text.replace("\n", "\r\n")))] == [f"regel {line}"]
    assert [each.where for each in _faults(pull(text.replace("\n", " ")))] == ["regel 1"]
    assert [each.where for each in _faults(pull(text.encode("utf-16")))] == [f"regel {line}"]


def test_the_line_is_that_of_the_element_deep_in_a_teacher(pull: Pull, document: Document) -> None:
    classes = '<groepen>\n<groep key="g1">\n<rol>X</rol></groep></groepen>'
    teacher = f'<leerkracht key="t">\n<achternaam>Bos</achternaam>\n{classes}</leerkracht>'
    text = document(teachers=teacher)
    assert [each.where for each in _faults(pull(text))] == [f"regel {text[: text.index('<rol>')].count(chr(10)) + 1}"]


def test_an_unknown_year_is_left_out_with_a_sentence(pull: Pull, document: Document) -> None:
    pulled = pull(document(pupils=_pupil(NAMED + "<geboortedatum>12015-01-01</geboortedatum>")))
    assert _told(pulled) == [("edexml.year", Cost.FIELD, "birth_date")]
    assert _pupils(pulled) == [Pupil(key="1", last_name="Bos")]


def test_nothing_is_said_of_a_file_without_faults(pull: Pull, document: Document) -> None:
    assert not [each for each in pull(document()) if isinstance(each, Rejected | Note)]
