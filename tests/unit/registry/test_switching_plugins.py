from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contract import ConfigurationError, Plugin
from hub.records import Text
from hub.registry import Registry, SwitchPlan


def door(key: str, *requires: str, hub: str = ">=0") -> Any:
    title = Text(key.capitalize(), f"{key.capitalize()} (en)")
    return SimpleNamespace(
        plugin=Plugin(key=key, title=title, description=title, package=__name__, requires=frozenset(requires), hub=hub)
    )


HOUSE = Registry.of(
    door("ground"), door("wall", "ground"), door("roof", "wall"), door("tree", "ground"), door("old", hub="<0.0.1")
)


def test_turning_on_takes_along_what_is_required_first() -> None:
    plan = HOUSE.plan_switch("roof", on=True, on_now=set())
    assert plan.turn_on == ("ground", "wall", "roof")
    assert plan.turn_off == ()


def test_each_plugin_that_goes_along_has_its_reason() -> None:
    plan = HOUSE.plan_switch("roof", on=True, on_now=set())
    assert plan.because == (
        Text(
            "Ground gaat ook aan, want Wall werkt niet zonder.",
            "Ground (en) is turned on too, because Wall (en) does not work without it.",
        ),
        Text(
            "Wall gaat ook aan, want Roof werkt niet zonder.",
            "Wall (en) is turned on too, because Roof (en) does not work without it.",
        ),
    )


def test_what_is_on_stays_out_of_the_plan() -> None:
    assert HOUSE.plan_switch("roof", on=True, on_now={"ground", "wall"}) == SwitchPlan(turn_on=("roof",))
    assert HOUSE.plan_switch("roof", on=True, on_now={"ground", "wall", "roof"}) == SwitchPlan()


def test_turning_off_takes_along_what_depends_on_it_first() -> None:
    plan = HOUSE.plan_switch("ground", on=False, on_now={"ground", "wall", "roof", "tree"})
    assert plan.turn_off == ("tree", "roof", "wall", "ground")
    assert plan.because[0].nl == "Tree gaat ook uit, want het werkt niet zonder Ground."
    assert len(plan.because) == 3


def test_what_is_off_is_not_turned_off_again() -> None:
    assert HOUSE.plan_switch("wall", on=False, on_now={"ground"}) == SwitchPlan()
    assert HOUSE.plan_switch("ground", on=False, on_now={"ground"}) == SwitchPlan(turn_off=("ground",))


def test_a_plugin_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="Er is geen plug-in nothing"):
        HOUSE.plan_switch("nothing", on=True, on_now=set())


def test_a_broken_plugin_is_refused_with_its_reason() -> None:
    with pytest.raises(ConfigurationError, match=r"werkt met versie <0\.0\.1"):
        HOUSE.plan_switch("old", on=True, on_now=set())


def test_a_plugin_that_is_gone_can_still_be_turned_off() -> None:
    assert HOUSE.plan_switch("gone", on=False, on_now={"gone", "ground"}) == SwitchPlan(turn_off=("gone",))


KEYS = sorted(HOUSE.plugins)


@given(st.sets(st.sampled_from(KEYS)), st.lists(st.tuples(st.sampled_from(KEYS), st.booleans()), max_size=6))
def test_after_any_row_of_switches_everything_that_is_on_has_what_it_requires(
    first: set[str], switches: list[tuple[str, bool]]
) -> None:
    now: set[str] = set()
    for key, on in [*((key, True) for key in sorted(first)), *switches]:
        plan = HOUSE.plan_switch(key, on, now)
        assert not set(plan.turn_on) & now
        assert set(plan.turn_off) <= now
        now = (now | set(plan.turn_on)) - set(plan.turn_off)
        assert (key in now) == on
        assert all(HOUSE.plugins[each].requires <= now for each in now)
