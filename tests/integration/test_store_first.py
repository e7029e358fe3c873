"""The store opens, and a school's books open in it."""

import pytest

from hub.records import SchoolCode
from hub.store import SchoolEntry, SchoolExistsError, Store, UnknownSchoolError


def test_a_school_that_is_added_can_be_opened_by_its_code_and_by_its_number(store: Store, school: SchoolEntry) -> None:
    for key in (school.code, school.id):
        with store.open(key, by="test") as books:
            assert (books.school.code, books.school.name, books.school_id) == (school.code, school.name, school.id)


def test_an_unknown_school_cannot_be_opened(store: Store) -> None:
    with pytest.raises(UnknownSchoolError, match="12AB"), store.open(SchoolCode.parse("12AB")):
        pass


def test_a_school_is_added_once(store: Store, school: SchoolEntry) -> None:
    with pytest.raises(SchoolExistsError), store.directory() as directory:
        directory.add_school(school.code, "Dezelfde")


def test_a_new_school_starts_with_the_plugins_that_start_on(store: Store) -> None:
    with store.directory() as directory:
        added = directory.add_school(SchoolCode.parse("97AB01"), "De Boog", plugins_on=["edexml"])
        assert directory.audit.verify().whole
    with store.open(added.code) as books:
        assert books.plugins.states()["edexml"].on
        assert [entry.act for entry in books.audit.entries()] == ["plugin.on"]
        assert books.audit.verify().whole
