"""Who is in no group: the standard has no empty list, so where a file lists groups, naming none is being in none."""

from collections.abc import Callable

import pytest

from hub.records import UNSAID, Assignment, Pulled, Pupil, Rejected, Teacher

Pull = Callable[..., list[Pulled]]
Document = Callable[..., str]

NAMED = "<achternaam>Bos</achternaam>"
IN_GYM = '<samengestelde_groepen><samengestelde_groep key="s1"/></samengestelde_groepen>'
ASTRAY = '<samengestelde_groepen><samengestelde_groep key="weg"/></samengestelde_groepen>'


def _pupil(inside: str = "") -> str:
    return f'<leerling key="1">{NAMED}{inside}</leerling>'


def _teacher(inside: str = "") -> str:
    return f'<leerkracht key="t">{NAMED}{inside}</leerkracht>'


def _combined_groups(pulled: list[Pulled]) -> object:
    return next(each for each in pulled if isinstance(each, Pupil)).combined_groups


def _assignments(pulled: list[Pulled]) -> object:
    return next(each for each in pulled if isinstance(each, Teacher)).assignments


def test_a_pupil_who_names_no_combined_group_is_in_none_where_the_file_lists_them(
    pull: Pull, document: Document, gym: str
) -> None:
    pulled = pull(document(combined=gym, pupils=_pupil()))
    assert _combined_groups(pulled) == ()
    assert not [each for each in pulled if isinstance(each, Rejected)]
    assert _combined_groups(pull(document(combined=gym, pupils=_pupil(IN_GYM)))) == ("s1",)


def test_nothing_is_said_of_combined_groups_where_the_file_lists_none(pull: Pull, document: Document) -> None:
    assert _combined_groups(pull(document(pupils=_pupil()))) is UNSAID


def test_nothing_is_said_of_combined_groups_where_the_only_one_is_quarantined(pull: Pull, document: Document) -> None:
    nameless = '<samengestelde_groep key="s1"></samengestelde_groep>'
    assert _combined_groups(pull(document(combined=nameless, pupils=_pupil()))) is UNSAID


def test_references_that_are_all_broken_say_nothing_instead_of_none(pull: Pull, document: Document, gym: str) -> None:
    pulled = pull(document(combined=gym, pupils=_pupil(ASTRAY)))
    assert _combined_groups(pulled) is UNSAID
    pulled = pull(document(teachers=_teacher('<groepen><groep key="weg"/></groepen>')))
    assert _assignments(pulled) is UNSAID


def test_a_teacher_who_names_no_class_has_none_where_the_file_lists_classes(pull: Pull, document: Document) -> None:
    assert _assignments(pull(document(teachers=_teacher()))) == ()
    named = _teacher('<groepen><groep key="g1"/></groepen>')
    assert _assignments(pull(document(teachers=named))) == (Assignment(group="g1"),)


def test_nothing_is_said_of_a_teachers_classes_where_the_file_lists_none(pull: Pull, document: Document) -> None:
    assert _assignments(pull(document(groups="", teachers=_teacher()))) is UNSAID


@pytest.mark.parametrize("odd", ["", "<onbekend/>"])
def test_an_odd_pupil_is_in_no_group_just_as_a_plain_one(pull: Pull, document: Document, gym: str, odd: str) -> None:
    assert _combined_groups(pull(document(combined=gym, pupils=_pupil(odd)))) == ()
