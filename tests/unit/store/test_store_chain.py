"""The chain of the audit trail, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.records import Gender
from hub.store.chain import START, AuditEntry, entry_hash, plain, walk

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _chain(length: int) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    for seq in range(1, length + 1):
        previous = entries[-1].hash if entries else START
        draft = AuditEntry(
            seq=seq,
            at=NOON + timedelta(seconds=seq),
            who="wie",
            act="act",
            subject=str(seq),
            details={"b": 1, "a": [1, "é"]},
            plan_hash=None,
            previous_hash=previous,
            hash=b"",
        )
        entries.append(replace(draft, hash=entry_hash("school:1", draft)))
    return entries


def test_an_empty_chain_is_whole() -> None:
    assert walk("school:1", [], 0, START).whole


@given(length=st.integers(1, 8), data=st.data())
def test_any_change_in_any_field_is_found_at_its_own_entry(length: int, data: st.DataObject) -> None:
    entries = _chain(length)
    where = data.draw(st.integers(0, length - 1))
    changes = {"at": NOON, "who": "x", "act": "x", "subject": "x", "details": {}, "plan_hash": "x", "seq": 99}
    name = data.draw(st.sampled_from(sorted(changes)))
    change: dict[str, Any] = {name: changes[name]}
    entries[where] = replace(entries[where], **change)
    assert walk("school:1", entries, length, entries[-1].hash).first_broken == where + 1


@given(length=st.integers(2, 8), data=st.data())
def test_an_entry_that_is_taken_out_is_missed(length: int, data: st.DataObject) -> None:
    entries = _chain(length)
    last = entries[-1]
    where = data.draw(st.integers(0, length - 1))
    del entries[where]
    assert walk("school:1", entries, last.seq, last.hash).first_broken == where + 1


def test_a_chain_rewritten_from_some_entry_on_is_found_by_its_head() -> None:
    entries = _chain(3)
    head = entries[-1].hash
    forged = replace(entries[2], subject="vals")
    entries[2] = replace(forged, hash=entry_hash("school:1", forged))
    assert not walk("school:1", entries, 3, head).whole


def test_the_chain_of_one_school_is_not_the_chain_of_another() -> None:
    entries = _chain(2)
    assert walk("school:2", entries, 2, entries[-1].hash).first_broken == 1


def test_the_hash_knows_a_moment_in_any_time_zone_and_details_in_any_order() -> None:
    (entry,) = _chain(1)
    same = replace(entry, at=entry.at.astimezone(timezone(timedelta(hours=2))), details={"a": [1, "é"], "b": 1})
    assert entry_hash("school:1", same) == entry.hash


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (1.5, "1.5"),
        (date(2026, 8, 1), "2026-08-01"),
        (Gender.GIRL, "girl"),
        ((1, True, None), [1, True, None]),
        ({"b", "a"}, ["a", "b"]),
        ({1: {"x": "a\0b"}}, {"1": {"x": "a�b"}}),
    ],
)
def test_details_are_kept_as_they_come_back_from_a_database(value: Any, kept: Any) -> None:
    assert plain(value) == kept
