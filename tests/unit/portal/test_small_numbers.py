"""What is left out of a row of counts cannot be worked out, by who knows the total, the others and the rule itself."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.portal.staff.small_numbers import FEWEST, told

ROWS = st.lists(st.one_of(st.integers(0, 12), st.integers(0, 300)), min_size=2, max_size=13)


def rows(length: int, total: int) -> Iterator[tuple[int, ...]]:
    """Every row of so many counts with this total."""
    if length == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in rows(length - 1, total - first))


@pytest.mark.parametrize(("length", "most"), [(2, 40), (3, 24), (4, 18), (5, 14), (6, 11)])
def test_whoever_knows_the_rule_and_the_total_finds_two_values_or_more_for_every_hidden_one(
    length: int, most: int
) -> None:
    """Every row there is, up to a total: rows that look alike differ in each place that is hidden."""
    for total in range(most + 1):
        alike = defaultdict(list)
        for counts in rows(length, total):
            alike[tuple(told(counts))].append(counts)
        for shown, several in alike.items():
            for place, each in enumerate(shown):
                assert each is not None or len({counts[place] for counts in several}) > 1, several


@given(ROWS)
def test_no_small_number_is_told_and_a_hidden_one_could_be_another(counts: list[int]) -> None:
    shown = told(counts)
    assert all(each is None or each == count for each, count in zip(shown, counts, strict=True))
    assert not any(each is not None and 0 < each < FEWEST for each in shown)
    hidden = [place for place, each in enumerate(shown) if each is None]
    for place in hidden:
        assert any(_looks_the_same(counts, place, other, by) for other in hidden for by in range(-9, 10) if by)


def _looks_the_same(counts: list[int], one: int, other: int, by: int) -> bool:
    """Tell whether as much more in one place as less in the other gives a row of the same look and total."""
    moved = list(counts)
    moved[one] += by
    moved[other] -= by
    return one != other and min(moved) >= 0 and told(moved) == told(counts)


@given(st.lists(st.one_of(st.just(0), st.integers(FEWEST, 99)), min_size=1, max_size=13))
def test_where_nothing_is_small_everything_is_told(counts: list[int]) -> None:
    assert told(counts) == counts
