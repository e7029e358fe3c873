"""What is left out of a row of counts cannot be worked out, by who knows the total, the others and the rule itself."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.portal.staff.small_numbers import FEWEST, told

SMALL = range(1, FEWEST)
NOT_SMALL = (0, *range(FEWEST, 90))
ROWS = st.lists(st.one_of(st.integers(0, 12), st.integers(0, 40)), min_size=2, max_size=7)


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


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_no_small_number_is_told_and_a_hidden_one_could_be_another(counts: list[int]) -> None:
    shown = told(counts)
    assert all(each is None or each == count for each, count in zip(shown, counts, strict=True))
    assert not any(each is not None and 0 < each < FEWEST for each in shown)
    if any(each is not None for each in shown):  # of a row that goes whole: every row there is, above
        could_be = possible(shown, sum(counts))
        assert all(count in could for count, could in zip(counts, could_be, strict=True))
        assert all(each is not None or len(could) > 1 for each, could in zip(shown, could_be, strict=True))


def possible(shown: list[int | None], total: int) -> list[set[int]]:
    """Return what each count can be, for somebody who sees what is told and knows the total and the rule.

    Goes by which of the hidden ones are small: that decides what is hidden, so most such guesses fall away.
    """
    hidden = [place for place, each in enumerate(shown) if each is None]
    left = total - sum(each for each in shown if each is not None)
    found = [set() if each is None else {each} for each in shown]
    for guess in product((False, True), repeat=len(hidden)):
        small = [place for place, is_small in zip(hidden, guess, strict=True) if is_small]
        if {each % len(shown) for place in small for each in (place, place + 1)} != set(hidden):
            continue
        values = {place: SMALL if place in small else NOT_SMALL for place in hidden}
        for place in hidden:
            others = sums([values[each] for each in hidden if each != place], left)
            found[place] |= {each for each in values[place] if left - each in others}
    return found


def sums(choices: list[range | tuple[int, ...]], most: int) -> set[int]:
    """Return what numbers, one of each choice, can be together, up to `most`."""
    found = {0}
    for choice in choices:
        found = {one + other for one in found for other in choice if one + other <= most}
    return found


@given(st.lists(st.one_of(st.just(0), st.integers(FEWEST, 99)), min_size=1, max_size=13))
def test_where_nothing_is_small_everything_is_told(counts: list[int]) -> None:
    assert told(counts) == counts
