"""The picture of a line over the years, as it stands on the screen and on paper."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hub.contract.reports import Growth, Moment
from hub.records import NormBand, Text
from hub.reports.charts import Look, growth_svg
from tests.drawn import HOSTILE, Odd, bare, growth, line, moments

WORDS = st.text(max_size=20)
TEXTS = st.builds(Text, WORDS, WORDS)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=True) | st.just(Decimal("NaN"))
ENDS = st.integers(-(10**6), 10**6)
BANDS = st.builds(NormBand, term=WORDS, lowest=ENDS, highest=ENDS)
MOMENTS = st.builds(
    Moment,
    at=st.dates(),
    label=WORDS,
    value=st.none() | NUMBERS,
    average=st.none() | NUMBERS,
    bands=st.lists(BANDS, max_size=4).map(tuple),
    word=st.none() | WORDS,
)
GROWTHS = st.builds(Growth, title=TEXTS, summary=TEXTS, unit=TEXTS, moments=st.lists(MOMENTS, max_size=15).map(tuple))


def drawn(of: Growth, **more: object) -> etree._Element:
    """Parse strictly, as what sets paper does, and with a namespace or without alike."""
    root = etree.fromstring(growth_svg(of, "nl", **more).encode())  # type: ignore[arg-type]
    for each in root.iter():
        each.tag = etree.QName(each).localname
    return root


def texts(root: etree._Element, name: str) -> list[str]:
    return [each.text or "" for each in root.iter("text") if name in (each.get("class") or "").split()]


@given(GROWTHS, st.booleans())
def test_any_growth_becomes_a_picture_that_stays_within_its_frame(of: Growth, for_paper: bool) -> None:
    root = drawn(of, for_paper=for_paper)
    for polygon in root.iter("polygon"):
        for pair in (polygon.get("points") or "").split():
            x, y = (float(each) for each in pair.split(","))
            assert 0 <= x <= Look().width
            assert 0 <= y <= Look().height
    for dot in root.iter("circle"):
        assert 0 <= float((dot.get("cy") or "").rstrip("%")) <= Look().height


@pytest.mark.parametrize("of", [growth(), *Odd().lines], ids=lambda of: of.title.nl[:20])
def test_no_style_no_script_and_no_colour_of_its_own_is_on_the_screen(of: Growth) -> None:
    told = growth_svg(of, "nl")
    root = drawn(of)
    assert {each.tag for each in root.iter()} <= {"svg", "title", "desc", "polygon", "path", "line", "circle", "text"}
    for each in root.iter():
        assert not {"style", "stroke", "fill", "onload", "href", "font-size", "stroke-width"} & set(each.keys())
    assert "<script" not in told


def test_it_is_an_image_with_a_name_and_a_description() -> None:
    root = drawn(growth(), mark="r-7")
    assert root.get("role") == "img"
    by_id = {each.get("id"): each for each in root.iter() if each.get("id")}
    assert by_id[root.get("aria-labelledby")].text == "Rekenen-Wiskunde"
    assert "niveau III" in (by_id[root.get("aria-describedby")].text or "")
    assert set(by_id) == {"r-7-t", "r-7-d"}


def test_it_is_told_in_the_language_of_the_reader() -> None:
    assert "level III" in growth_svg(growth(), "en")
    assert "level III" not in growth_svg(growth(), "nl")


def test_hostile_words_are_words() -> None:
    root = drawn(line(HOSTILE, bare(Decimal(1), Decimal(3), label=HOSTILE)), for_paper=True)
    assert {each.tag for each in root.iter()}.isdisjoint({"script", "a", "image", "use"})
    assert "<script>alert(1)</script>" in (root.findtext("title") or "")


def test_a_gap_breaks_the_line_and_leaves_no_point() -> None:
    root = drawn(growth())
    assert len([each for each in root.iter("path") if each.get("class") == "gl"]) == 2
    assert len([each for each in root.iter("path") if each.get("class") == "ga"]) == 1
    assert len(list(root.iter("circle"))) == 10


def test_one_moment_is_a_point_with_its_bands_and_a_short_average() -> None:
    root = drawn(growth(1, missing=()))
    assert len(list(root.iter("circle"))) == 1
    assert len(list(root.iter("polygon"))) == 5
    assert [each for each in root.iter("line") if each.get("class") == "ga"]


def test_every_level_is_named_and_no_two_names_touch() -> None:
    root = drawn(growth())
    named = [each for each in root.iter("text") if each.get("class") == "gn"]
    assert [each.text for each in named] == ["V", "IV", "III", "II", "I"]
    places = [float((each.get("y") or "").rstrip("%")) for each in named]
    assert all(below - above > 5.5 for below, above in pairwise(places))


def test_the_newest_value_stands_beside_its_point_in_dutch_figures() -> None:
    root = drawn(line("Cijfers", bare(Decimal("6.25"), Decimal("7.5"))))
    assert texts(root, "gv") == ["7,5"]


@pytest.mark.parametrize(
    ("values", "side"),
    [((1, 2), "-.75em"), ((3, 1, 2), "-.75em"), ((1, 3, 2), "1.5em"), ((3, 2, 1), "-.75em"), ((2,), "-.75em")],
)
def test_the_newest_value_stands_where_the_line_does_not_come_from(values: tuple[int, ...], side: str) -> None:
    root = drawn(line("x", bare(*(Decimal(each) for each in values))))
    assert [each.get("dy") for each in root.iter("text") if each.get("class") == "gv"] == [side]


def test_nobody_gets_a_band_that_the_norms_do_not_say() -> None:
    assert not list(drawn(line("x", bare(Decimal(1), Decimal(2)))).iter("polygon"))
    assert "no-bands" in (drawn(line("x", bare(Decimal(1), Decimal(2)))).get("class") or "")


@pytest.mark.parametrize("count", [11, 16, 24, 60])
def test_on_the_narrowest_screen_labels_do_not_touch(count: int) -> None:
    root = drawn(growth(count, missing=()))
    always = [each for each in root.iter("text") if each.get("class") == "gt" and each.get("dy") == "1.35em"]
    places = [float((each.get("x") or "").rstrip("%")) * 1.96 for each in always]
    assert len(always) > 3
    assert all(after - before >= 18 for before, after in pairwise(places))
    assert always[-1].text == moments(count)[-1].label


def test_years_without_a_moment_take_room() -> None:
    early, late = date(2020, 2, 1), date(2023, 2, 1)
    root = drawn(line("x", (Moment(early, "M3", Decimal(1)), Moment(late, "M6", Decimal(2)))))
    assert [each.get("cx") for each in root.iter("circle")] == ["12.5%", "87.5%"]
    assert set(texts(root, "gt")) >= {"19/20", "22/23"}


def test_paper_knows_no_classes_and_says_itself_which_line_is_which() -> None:
    root = drawn(growth(), for_paper=True, look=Look(accent="#7a1f5c"))
    assert not [each for each in root.iter() if each.get("class")]
    assert "var(" not in growth_svg(growth(), "nl", for_paper=True)
    words = [each.text for each in root.iter("text")]
    assert {"Resultaat", "Landelijk gemiddelde"} <= set(words)
    assert Counter(each.get("stroke") for each in root.iter("path"))["#7a1f5c"] == 2
    assert (root.get("width"), root.get("height")) == ("480", "190")


def test_the_second_look_is_the_kept_picture_under_its_own_mark() -> None:
    first, second = growth_svg(growth(), "nl", mark="a"), growth_svg(growth(), "nl", mark="b")
    assert first.replace('"a-', '"b-') == second


def test_a_picture_of_eleven_moments_weighs_little() -> None:
    assert len(growth_svg(growth(), "nl").encode()) < 6_000


def test_moments_a_day_apart_stand_beside_each_other() -> None:
    day = date(2026, 1, 1)
    days = tuple(Moment(day + timedelta(each), f"{each}", Decimal(each)) for each in range(5))
    assert len({each.get("cx") for each in drawn(line("x", days)).iter("circle")}) == 5


def test_nothing_of_the_librarys_own_dress_is_left() -> None:
    root: etree._Element = drawn(growth())
    assert isinstance(root, etree._Element)
    assert not isinstance(root, Element)
    assert all(each.get("class") for each in root.iter("path", "circle", "polygon", "line", "text"))
