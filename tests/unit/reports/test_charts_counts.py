"""The pictures of counts, and of a part of a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hub.records import Text
from hub.reports.charts import Column, Columns, Look, Share, columns_svg, figure, school_year, share_svg
from tests.drawn import HOSTILE, share, weeks

COUNTS = st.lists(st.integers(0, 10**9), max_size=40)


def columns(*counts: int) -> Columns:
    told = Text.same("x")
    return Columns(told, told, told, told, tuple(Column(Text.same(f"wk {each}"), each) for each in counts))


def parsed(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode())


@given(COUNTS, st.booleans())
def test_any_counts_become_columns_as_high_as_they_are(counts: list[int], for_paper: bool) -> None:
    root = parsed(columns_svg(columns(*counts), "nl", for_paper=for_paper))
    bars = [each for each in root.iter() if each.tag.endswith("rect")]
    assert len(bars) == len(counts)
    heights = [float((each.get("height") or "").rstrip("%")) for each in bars]
    assert all(0 <= each <= Look().height for each in heights)
    for one, height in zip(counts, heights, strict=True):
        for other, another in zip(counts, heights, strict=True):
            assert one > other or height <= another + 1e-6


def test_a_few_columns_have_their_numbers_above_them() -> None:
    root = parsed(columns_svg(weeks(6), "nl"))
    assert [each.text for each in root.iter("text") if (each.get("class") or "").startswith("gn")] == [
        "0", "17", "34", "11", "28", "5"
    ]  # fmt: skip


def test_nothing_counted_stands_on_a_scale_from_nought() -> None:
    root = parsed(columns_svg(columns(0, 0), "nl"))
    assert "0" in [each.text for each in root.iter("text")]


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(0, 0, "0%"), (84, 190, "44%"), (190, 190, "100%"), (200, 190, "100%"), (-1, 5, "0%")],
)
def test_a_share_is_never_more_than_all_or_less_than_nothing(part: int, whole: int, percent: str) -> None:
    root = parsed(share_svg(share(part, whole), "nl"))
    assert [each.text for each in root.iter("text")] == [percent]


def test_no_style_stands_in_them_on_the_screen_and_no_class_on_paper() -> None:
    for screen, paper in (
        (columns_svg(weeks(), "nl"), columns_svg(weeks(), "nl", for_paper=True)),
        (share_svg(share(), "nl"), share_svg(share(), "nl", for_paper=True)),
    ):
        assert not {"style=", "stroke=", "fill=", "<script"} & {
            each for each in ("style=", "stroke=", "fill=", "<script") if each in screen
        }
        assert "class=" not in paper


def test_hostile_words_are_words_in_them() -> None:
    told = Share(Text.same(HOSTILE), Text.same(HOSTILE), 1, 2)
    assert "<script" not in share_svg(told, "nl")
    assert parsed(share_svg(told, "nl", for_paper=True)).tag.endswith("svg")


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [
        (187.5, "187,5", "187.5"),
        (7, "7", "7"),
        (-3.25, "−3,25", "−3.25"),
        (0, "0", "0"),
        (0.125, "0,125", "0.125"),
        (-0.0, "0", "0"),
    ],
)
def test_figures_read_as_people_write_them(value: float, nl: str, en: str) -> None:
    assert (figure(value, "nl"), figure(value, "en")) == (nl, en)


def test_a_school_year_begins_in_august() -> None:
    from datetime import date

    assert (school_year(date(2026, 7, 31)), school_year(date(2026, 8, 1))) == ("2025-2026", "2026-2027")
