"""What a filter means, and where two values differ."""

import pytest
from hub_approvals.queue import PAST, TABS, Filter, differences

from hub.contract import ItemState
from hub.contract.desk import WAITING
from hub.records import Kind


def joined(parts: list[tuple[str, bool]]) -> str:
    return "".join(f"[{text}]" if differs else text for text, differs in parts)


@pytest.mark.parametrize(
    ("old", "new", "olds", "news"),
    [
        ("06 12345678", "06 12345679", "06 1234567[8]", "06 1234567[9]"),
        ("Dorpsstraat", "Dorpstraat", "Dorp[s]straat", "Dorpstraat"),
        ("Breda", "Zwolle", "[Breda]", "[Zwolle]"),
        ("", "Zwolle", "", "[Zwolle]"),
        ("Breda", "Breda", "Breda", "Breda"),
    ],
)
def test_what_differs_is_marked_and_values_that_share_little_differ_as_a_whole(
    old: str, new: str, olds: str, news: str
) -> None:
    one, other = differences(old, new)
    assert (joined(one), joined(other)) == (olds, news)
    assert "".join(text for text, _ in one) == old


def test_the_queue_shows_what_waits_and_the_history_everything() -> None:
    assert Filter.read({}).wanted(TABS).states == WAITING
    assert Filter.read({}).wanted(PAST).states == frozenset(ItemState)
    assert Filter.read({"only": "conflict"}).wanted(TABS).states == {ItemState.CONFLICT}


def test_an_address_keeps_the_filter_and_drops_the_page() -> None:
    chosen = Filter.read({"only": "task", "asker": "An & co", "after": "12"})
    assert chosen.address(only="") == "?asker=An+%26+co"
    assert chosen.address(after=40) == "?only=task&asker=An+%26+co&after=40"
    assert chosen.wanted(TABS).after == 12


def test_what_makes_no_sense_in_an_address_counts_as_nothing() -> None:
    wanted = Filter.read({"only": "x", "kind_field": "dogs.name", "automatic": "?", "after": "-1"}).wanted(TABS)
    assert (wanted.states, wanted.kind, wanted.field, wanted.automatic, wanted.after) == (WAITING, None, None, None, 0)
    narrowed = Filter.read({"kind_field": "guardians.mobile", "automatic": "yes"}).wanted(TABS)
    assert (narrowed.kind, narrowed.field, narrowed.automatic) == (Kind.GUARDIANS, "mobile", True)
