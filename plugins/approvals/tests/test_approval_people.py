"""Who decides today, with deputies for who is away."""

from datetime import date
from typing import Any

import hub_approvals
import pytest
from hub_approvals.people import Absence, read_absences, who_decides, write_absences
from hub_approvals.settings import ApprovalSettings
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.contract import Colleague, School, SettingsRefusedError, read_settings
from hub.records import SchoolCode
from hub.registry import Registry

TODAY = date(2026, 11, 24)
ANNA, PIET, SARA, OMAR = 1, 2, 3, 4
STAFF = tuple(
    Colleague(account=each, name=f"N{each}", by=f"n{each}@school", admin=each == ANNA) for each in range(1, 5)
)
SCHOOL = School(SchoolCode("99XX"), "De Proef")


def away(account: int, deputy: int, first: str = "2026-11-20", last: str = "2026-11-30") -> Absence:
    return Absence(date.fromisoformat(first), date.fromisoformat(last), account, deputy)


@pytest.mark.parametrize(
    ("who", "chosen", "absences", "decide"),
    [
        ("staff", set(), [], {ANNA, PIET, SARA, OMAR}),
        ("admins", {PIET}, [], {ANNA}),
        ("chosen", {PIET, SARA}, [], {PIET, SARA}),
        ("chosen", {PIET, 99}, [], {PIET}),
        ("chosen", set(), [], set()),
        ("chosen", {PIET}, [away(PIET, OMAR)], {OMAR}),
        ("chosen", {PIET}, [away(PIET, OMAR, last="2026-11-24")], {OMAR}),
        ("chosen", {PIET}, [away(PIET, OMAR, last="2026-11-23")], {PIET}),
        ("chosen", {PIET}, [away(PIET, OMAR, first="2026-11-25")], {PIET}),
        ("chosen", {PIET}, [away(PIET, OMAR), away(OMAR, SARA)], {SARA}),
        ("chosen", {PIET}, [away(PIET, OMAR), away(OMAR, PIET)], set()),
        ("chosen", {PIET}, [away(PIET, 99)], set()),
        ("staff", set(), [away(PIET, OMAR)], {ANNA, SARA, OMAR}),
        ("admins", set(), [away(ANNA, SARA)], {SARA}),
    ],
)
def test_who_decides(who: str, chosen: set[int], absences: list[Absence], decide: set[int]) -> None:
    assert who_decides(who, frozenset(chosen), absences, STAFF, TODAY) == decide


people = st.integers(1, 6)
days = st.dates(date(2026, 11, 20), date(2026, 11, 28))


@settings(max_examples=150, deadline=None, database=None)
@given(
    st.sampled_from(["staff", "admins", "chosen"]),
    st.frozensets(people),
    st.lists(st.builds(Absence, days, days, people, people), max_size=6),
)
def test_only_staff_who_are_there_decide(who: str, chosen: frozenset[int], absences: list[Absence]) -> None:
    named = who_decides(who, chosen, absences, STAFF, TODAY)
    assert named <= {each.account for each in STAFF}
    gone = {each.account for each in absences if each.holds(TODAY)}
    assert not named & gone


@settings(max_examples=50, deadline=None, database=None)
@given(st.frozensets(st.builds(Absence, days, days, people, people), max_size=6))
def test_absences_are_read_back_as_they_were_kept(absences: frozenset[Absence]) -> None:
    kept = read_settings(ApprovalSettings, {"absences": write_absences(absences)})
    assert read_absences(kept.absences) == tuple(sorted(absences))


@pytest.mark.parametrize(
    "values", [{"deciders": "piet"}, {"absences": "1 2 morgen 2026-11-30"}, {"absences": "1 2"}, {"who_decides": "all"}]
)
def test_people_that_cannot_be_read_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(SettingsRefusedError) as caught:
        read_settings(ApprovalSettings, values)
    assert set(caught.value.problems) == set(values)


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        (ApprovalSettings(who_decides="chosen", deciders="2 4"), [PIET, OMAR]),
        (ApprovalSettings(who_decides="admins"), [ANNA]),
    ],
)
def test_the_hub_hears_who_decides(chosen: Any, named: list[int]) -> None:
    registry = Registry.of(hub_approvals)
    answers = registry.ask("approvers", {"approvals": chosen}, school=SCHOOL, colleagues=STAFF, today=TODAY)
    assert answers.faults == ()
    assert [sorted(found) for _, found in answers.values] == [named]
