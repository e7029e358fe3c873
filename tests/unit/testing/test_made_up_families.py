from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from hub.changes import checked
from hub.records import Guardian, Guardianship, Kind, Relation, SchoolCode
from hub.testing.made_up import MadeUpSchool, a_day_later, made_up_school, next_year

CODE = SchoolCode.parse("99XX")


@pytest.fixture(scope="module")
def school() -> MadeUpSchool:
    return made_up_school(CODE, pupils=60)


def people(school: MadeUpSchool) -> dict[str, Guardian]:
    return {each.key: each for each in school.guardians() if isinstance(each, Guardian)}


def ties(school: MadeUpSchool) -> list[Guardianship]:
    return [each for each in school.guardians() if isinstance(each, Guardianship)]


@pytest.mark.parametrize("size", [8, 60, 215])
@pytest.mark.parametrize("change", [lambda school: school, a_day_later, next_year])
def test_every_pupil_has_a_guardian_and_every_tie_leads_to_people_of_the_school(size: int, change: object) -> None:
    assert callable(change)
    school: MadeUpSchool = change(made_up_school(CODE, size))
    pupils, guardians = {each.key for each in school.pupils}, people(school)
    found = ties(school)
    assert {each.pupil for each in found} == pupils
    assert {each.guardian for each in found} == set(guardians)
    assert len({each.key for each in found}) == len(found)


def test_a_school_of_sixty_has_each_kind_of_family(school: MadeUpSchool) -> None:
    relations = Counter(each.relation for each in ties(school))
    assert set(relations) == set(Relation) - {Relation.INSTITUTION, Relation.OTHER}
    assert any(each.authority is False and each.relation is Relation.FATHER for each in ties(school))
    assert any(each.authority is True and each.lives_with is False for each in ties(school))
    assert any(each.email is None for each in people(school).values())


def test_a_couple_shares_a_mailbox(school: MadeUpSchool) -> None:
    mailboxes = Counter(each.email for each in people(school).values() if each.email)
    assert max(mailboxes.values()) == 2


def test_brothers_and_sisters_share_their_guardians_and_a_stepfather_has_pupils_of_other_parents(
    school: MadeUpSchool,
) -> None:
    pupils_of, parents_of = defaultdict(set), defaultdict(set)
    for each in ties(school):
        pupils_of[each.guardian].add(each.pupil)
        parents_of[each.pupil].add(each.guardian)
    assert max(map(len, pupils_of.values())) > 1
    step = next(each.guardian for each in ties(school) if each.relation is Relation.STEP_PARENT)
    assert len({frozenset(parents_of[pupil]) for pupil in pupils_of[step]}) > 1


def test_a_day_later_everybody_is_who_he_was_and_families_that_move_take_their_guardians_along(
    school: MadeUpSchool,
) -> None:
    today, tomorrow = people(school), people(a_day_later(school))
    stayed = [(today[key], tomorrow[key]) for key in today.keys() & tomorrow.keys()]
    moved = [(old, new) for old, new in stayed if old.postcode != new.postcode]
    assert len(stayed) > 60
    assert moved != []
    assert all(old.last_name == new.last_name and old.mobile == new.mobile for old, new in stayed)
    assert all(new == replace(old, changed_at=new.changed_at) for old, new in stayed if old.postcode == new.postcode)


def test_what_a_guardian_has_would_pass_as_what_he_asks(school: MadeUpSchool) -> None:
    for each in people(school).values():
        for name in ("email", "mobile", "phone", "postcode", "house_number", "city", "street", "last_name", "initials"):
            checked(Kind.GUARDIANS, name, getattr(each, name), country=each.country)
