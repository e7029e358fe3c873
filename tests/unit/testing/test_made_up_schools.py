import tracemalloc
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from hub.records import RECORD_TYPES, UNSAID, Complete, Kind, Pupil, SchoolCode, SchoolYear, Source, diff
from hub.testing.made_up import MadeUpSchool, a_day_later, made_up_school, next_year

CODE = SchoolCode.parse("99XX")
SIZES = [8, 40, 119, 215, 1000]


@pytest.fixture(scope="module")
def school() -> MadeUpSchool:
    return made_up_school(CODE)


def all_of(school: MadeUpSchool) -> list[object]:
    return [school.source, *school.records()]


def by_key(school: MadeUpSchool) -> dict[str, Pupil]:
    return {pupil.key: pupil for pupil in school.pupils}


def test_the_same_seed_makes_the_same_school() -> None:
    assert all_of(made_up_school(CODE, 60, seed=3)) == all_of(made_up_school(CODE, 60, seed=3))


def test_another_seed_or_code_makes_other_pupils() -> None:
    names = [
        [pupil.last_name for pupil in made_up_school(code, 60, seed).pupils]
        for code, seed in ((CODE, 1), (CODE, 2), (SchoolCode("98XX"), 1))
    ]
    assert names[0] != names[1] != names[2] != names[0]


@pytest.mark.parametrize("size", SIZES)
def test_a_school_has_as_many_pupils_as_asked_and_each_key_once(size: int) -> None:
    school = made_up_school(CODE, size)
    keys = [(record.KIND, record.key) for record in school.records()]
    assert len(school.pupils) == sum(isinstance(record, Pupil) for record in school.records()) == size
    assert len(keys) == len(set(keys))
    eck_ids = [pupil.eck_id for pupil in school.pupils]
    assert len(eck_ids) == len(set(eck_ids))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("change", [lambda school: school, a_day_later, next_year, lambda s: next_year(a_day_later(s))])
def test_every_reference_leads_somewhere(size: int, change: object) -> None:
    assert callable(change)
    school: MadeUpSchool = change(made_up_school(CODE, size))
    groups = {group.key: group for group in school.groups}
    combined = {group.key for group in school.combined_groups}
    for pupil in school.pupils:
        assert pupil.group is None or pupil.group in groups
        assert set(pupil.combined_groups or ()) <= combined
        assert pupil.location in {location.key for location in school.locations}
        assert pupil.group is None or groups[str(pupil.group)].year_group in ("C", pupil.year_group)
    for teacher in school.teachers:
        assert all(each.group in (combined if each.combined else groups) for each in teacher.assignments or ())


def test_an_average_school_looks_like_one(school: MadeUpSchool) -> None:
    assert [group.name for group in school.groups] == ["1/2A", "1/2B", "3", "4", "5", "6", "7", "8"]
    assert [group.year_group for group in school.groups] == ["C", "C", "3", "4", "5", "6", "7", "8"]
    sizes = Counter(pupil.group for pupil in school.pupils if pupil.group)
    assert all(20 <= size <= 30 for size in sizes.values())
    assert 215 // 14 <= len(school.teachers) <= 215 // 8


def test_pupils_are_of_the_age_of_their_year_group(school: MadeUpSchool) -> None:
    for pupil in school.pupils:
        oldest = date(2026 - 4 - int(str(pupil.year_group)), 10, 1)
        assert oldest <= pupil.birth_date < oldest + timedelta(days=366)  # type: ignore[operator]


def test_what_makes_data_of_a_las_hard_is_in_it(school: MadeUpSchool) -> None:
    pupils = list(school.pupils)
    names = Counter((pupil.first_name, pupil.prefix, pupil.last_name) for pupil in pupils)
    homes = Counter((pupil.last_name, pupil.postcode) for pupil in pupils)
    born = Counter((pupil.last_name, pupil.postcode, pupil.birth_date) for pupil in pupils)
    written = "".join(str(pupil.last_name) + str(pupil.first_name) for pupil in pupils)
    assert any(count > 1 for count in names.values()), "two pupils with one name"
    assert sum(count > 1 for count in homes.values()) > 20, "brothers and sisters"
    assert any(count > 1 for count in born.values()), "twins"
    assert any(pupil.group is None for pupil in pupils), "a pupil without a class"
    assert any(pupil.email is UNSAID for pupil in pupils), "no e-mail address"
    assert any(len((pupil.prefix or "").split()) > 1 for pupil in pupils), "a prefix of two words"
    assert not written.isascii()
    assert any(len(teacher.roles or ()) > 1 for teacher in school.teachers)


def test_twins_have_names_of_their_own(school: MadeUpSchool) -> None:
    twins = Counter((pupil.last_name, pupil.postcode, pupil.birth_date) for pupil in school.pupils)
    pairs = [
        [p.first_name for p in school.pupils if (p.last_name, p.postcode, p.birth_date) == home]
        for home, count in twins.items()
        if count > 1
    ]
    assert pairs
    assert all(len(set(pair)) == len(pair) for pair in pairs)


def test_a_pull_starts_with_its_source_and_ends_with_its_proof(school: MadeUpSchool) -> None:
    pulled = list(school.pulled())
    assert isinstance(pulled[0], Source)
    assert pulled[-1] == Complete(
        frozenset({Kind.LOCATIONS, Kind.GROUPS, Kind.COMBINED_GROUPS, Kind.PUPILS, Kind.TEACHERS})
    )
    kinds = [record.KIND for record in school.records()]
    assert kinds == sorted(kinds, key=list(RECORD_TYPES).index)


@pytest.mark.parametrize("size", SIZES)
def test_a_day_later_a_few_things_have_changed(size: int) -> None:
    school = made_up_school(CODE, size)
    later = a_day_later(school, seed=4)
    old, new = by_key(school), by_key(later)
    changed = {key: {each.field for each in diff(old[key], new[key])} for key in old.keys() & new.keys()}
    assert len(new) == len(later.pupils)
    assert old.keys() - new.keys()
    assert new.keys() - old.keys()
    assert any("group" in fields for fields in changed.values())
    assert any("postcode" in fields for fields in changed.values())
    assert sum(bool(fields) for fields in changed.values()) <= 3 + size // 10
    assert later.source.made_at == school.source.made_at + timedelta(days=1)  # type: ignore[operator]
    assert all("changed_at" in fields for fields in changed.values() if fields)


def test_brothers_and_sisters_move_house_together() -> None:
    school = made_up_school(CODE, 1000)
    new = by_key(a_day_later(school))
    homes: dict[object, set[object]] = {}
    for pupil in school.pupils:
        if pupil.key in new:
            homes.setdefault((pupil.last_name, pupil.postcode), set()).add(new[pupil.key].postcode)
    assert all(len(after) == 1 for after in homes.values())


def test_days_follow_each_other_without_a_number_that_is_given_out_twice() -> None:
    school = made_up_school(CODE, 40)
    seen = set(by_key(school))
    for day in range(5):
        new = by_key(later := a_day_later(school, seed=day))
        fresh = new.keys() - by_key(school).keys()
        assert not fresh & seen
        seen |= fresh
        school = later


@pytest.mark.parametrize("size", SIZES)
def test_after_the_summer_everyone_is_a_year_further_in_a_new_class(size: int) -> None:
    school = made_up_school(CODE, size)
    after = next_year(school)
    old, new = by_key(school), by_key(after)
    assert after.source.school_year == SchoolYear(2027)
    assert {old[key].year_group for key in old.keys() - new.keys()} <= {"8"}
    assert {new[key].year_group for key in new.keys() - old.keys()} == {"1"}
    assert len(new) == len(after.pupils)
    assert not {group.key for group in school.groups} & {group.key for group in after.groups}
    for key in old.keys() & new.keys():
        assert int(str(new[key].year_group)) == int(str(old[key].year_group)) + 1


def test_a_school_of_a_hundred_thousand_is_not_held_in_memory() -> None:
    def reading(size: int) -> int:
        tracemalloc.start()
        pupils: Iterator[Pupil] = iter(a_day_later(made_up_school(CODE, size)).pupils)
        for _ in range(500):
            next(pupils)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert len(made_up_school(CODE, 100_000).pupils) == 100_000
    assert reading(1000) < 3_000_000
    assert sum(1 for _ in zip(made_up_school(CODE, 100_000).pupils, range(1000), strict=False)) == 1000


def test_no_number_of_a_citizen_is_ever_made(school: MadeUpSchool) -> None:
    def passes_the_eleven_test(text: str) -> bool:
        return (
            len(text) == 9
            and sum(int(d) * w for d, w in zip(text, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0
        )

    for record in school.records():
        assert not (record.key.isdigit() and passes_the_eleven_test(record.key))
