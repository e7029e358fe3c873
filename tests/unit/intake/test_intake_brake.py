import pytest

from hub.intake.brake import Limits, Tally, reasons_to_hold
from hub.records import Kind


def tally_of(known: int, departing: int, kind: Kind = Kind.PUPILS) -> Tally:
    return Tally(known={kind: known}, departing={kind: departing})


@pytest.mark.parametrize(("known", "departing"), [(40, 1), (40, 2), (215, 15), (1000, 15), (3, 2)])
def test_a_few_departures_need_nobody(known: int, departing: int) -> None:
    assert reasons_to_hold(tally_of(known, departing), Limits()) == ()


@pytest.mark.parametrize(("known", "departing"), [(40, 5), (40, 20), (215, 16), (1000, 16), (4, 3)])
def test_many_departures_are_held_in_a_small_and_in_a_large_school(known: int, departing: int) -> None:
    (reason,) = reasons_to_hold(tally_of(known, departing), Limits())
    assert f"{departing} van de {known} leerlingen" in reason.nl
    assert f"{departing} of {known} pupils" in reason.en


@pytest.mark.parametrize("kind", [Kind.TEACHERS, Kind.GROUPS, Kind.GUARDIANS, Kind.GUARDIANSHIPS])
def test_the_brake_minds_every_kind_that_a_parent_or_office_would_miss(kind: Kind) -> None:
    assert reasons_to_hold(tally_of(20, 10, kind), Limits())


def test_a_class_that_goes_as_a_whole_is_held_even_within_the_limits() -> None:
    tally = Tally(
        known={Kind.PUPILS: 1000},
        departing={Kind.PUPILS: 8},
        class_known={"g1": 8, "g2": 25},
        class_departing={"g1": 8, "g2": 0},
        class_names={"g1": "Zonnebloemen"},
    )
    (reason,) = reasons_to_hold(tally, Limits())
    assert "Zonnebloemen" in reason.nl


def test_one_pupil_who_was_a_class_alone_may_leave() -> None:
    tally = Tally(known={Kind.PUPILS: 40}, class_known={"g1": 1}, class_departing={"g1": 1})
    assert reasons_to_hold(tally, Limits()) == ()


def test_the_last_guardian_of_a_pupil_is_held() -> None:
    (reason,) = reasons_to_hold(Tally(without_guardian=1), Limits())
    assert "geen enkele verzorger" in reason.nl


def test_keys_that_moved_to_other_children_are_held() -> None:
    assert reasons_to_hold(Tally(known={Kind.PUPILS: 40}, other_person=13), Limits())
    assert not reasons_to_hold(Tally(known={Kind.PUPILS: 40}, other_person=2), Limits())


def test_a_rollover_without_another_school_year_is_held() -> None:
    (reason,) = reasons_to_hold(Tally(known={Kind.PUPILS: 200}, other_year_group=180), Limits())
    assert "schooljaar" in reason.nl
