"""Every table of the hub is placed: something of a person, found and erased by the list, or a reason says no."""

import pytest

from hub.records import Kind
from hub.store.places import PERSONS, PLACES
from hub.store.tables import Row
from hub.store.traces import COLUMNS

TABLES = {table.name: {column.name for column in table.columns} for table in Row.metadata.tables.values()}
OF_PERSONS = {"pupil", "pupil_id", "guardian", "account_id", "asked_account", "to_account", "record_id", "item_id"}
"""Columns that point at a person, or at what is about one."""


def test_every_table_is_placed_and_none_that_is_not_there() -> None:
    assert set(PLACES) == set(TABLES) | {"alembic_version"}


@pytest.mark.parametrize("name", PLACES)
def test_a_place_has_a_label_and_ways_to_find_a_person_or_a_reason_why_there_is_nobody(name: str) -> None:
    place = PLACES[name]
    assert bool(place.finds) != bool(place.why)
    assert not place.finds or (place.label.nl and place.label.en)
    assert set(place.finds) <= set(PERSONS)
    assert place.hidden <= COLUMNS.get(name, place.hidden)
    assert place.stays is None or (place.stays.nl and place.stays.en)


@pytest.mark.parametrize("name", sorted(name for name, columns in TABLES.items() if columns & OF_PERSONS))
def test_a_table_with_a_column_of_a_person_finds_that_person(name: str) -> None:
    assert PLACES[name].finds, f"{name} points at a person: say in hub/store/places.py how his rows are found"


def test_a_table_that_says_by_kind_and_key_whom_it_is_about_finds_both() -> None:
    by_kind = {name for name, columns in TABLES.items() if {"kind", "key"} <= columns}
    assert all(set(PLACES[name].finds) == {Kind.PUPILS, Kind.GUARDIANS} for name in by_kind)
