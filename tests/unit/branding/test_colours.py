"""Whatever colour a school gives: what is served can be read, and keeps its hue where it can."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hub.portal
from hub.branding import DARK_GROUND, LIGHT_GROUND, ColourRefusedError, checked_colour, palette_of, style_sheet
from hub.branding.colours import READABLE, contrast, nearest

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
HEX = re.compile(r"#[0-9a-f]{6}")


def usable(colour: str) -> str:
    try:
        return checked_colour(colour)
    except ColourRefusedError as error:
        return error.nearest or ""


@settings(max_examples=100, deadline=None)
@given(COLOURS)
def test_whatever_the_school_gives_what_is_served_can_be_read_in_light_and_dark(colour: str) -> None:
    palette = palette_of(colour)
    for scheme, ground in ((palette.light, LIGHT_GROUND), (palette.dark, DARK_GROUND)):
        for one, other in (
            *((scheme.accent, each) for each in ground.under_links),
            (scheme.accent, scheme.wash),
            (scheme.ink, scheme.accent),
            (ground.ink, scheme.wash),
        ):
            assert contrast(one, other) >= READABLE, (colour, one, other)


@settings(max_examples=40, deadline=None)
@given(COLOURS)
def test_the_colour_that_is_proposed_is_taken_as_it_is(colour: str) -> None:
    assert checked_colour(usable(colour)) == usable(colour) == palette_of(colour).light.accent


@settings(max_examples=40, deadline=None)
@given(COLOURS)
def test_a_style_sheet_holds_colours_and_nothing_else(colour: str) -> None:
    sheet = style_sheet(colour)
    assert len(HEX.findall(sheet)) == 9
    assert re.sub(r"#[0-9a-f]{6}", "", sheet) == re.sub(r"#[0-9a-f]{6}", "", style_sheet("#0b5a68"))


def test_a_colour_that_can_be_read_is_kept_as_it_is_and_a_pale_one_gives_way_to_a_darker_one_of_its_hue() -> None:
    assert checked_colour("#0b5a68") == "#0b5a68"
    with pytest.raises(ColourRefusedError) as refused:
        checked_colour("#ffcc00")
    assert "too light" in refused.value.text.en
    assert refused.value.nearest == "#816600"


def test_the_nearest_colour_is_no_darker_than_it_must_be() -> None:
    assert min(contrast(nearest("#ffcc00"), each) for each in LIGHT_GROUND.under_links) < READABLE + 0.15


@pytest.mark.parametrize("written", ["0B5A68", "#0B5A68", " #0b5a68 "])
def test_a_colour_may_be_written_in_any_case_and_without_a_hash(written: str) -> None:
    assert checked_colour(written) == "#0b5a68"
    assert checked_colour("#048") == "#004488"


@pytest.mark.parametrize(
    "written", ["", "rood", "#12", "#12345", "#1234567", "red;}body{display:none", "url(//x)", "#0b5a6g", "#０b5a68"]
)
def test_what_is_no_colour_is_refused_and_nothing_is_proposed(written: str) -> None:
    with pytest.raises(ColourRefusedError) as refused:
        checked_colour(written)
    assert "no colour" in refused.value.text.en
    assert refused.value.nearest is None


def test_a_school_without_a_colour_has_an_empty_sheet() -> None:
    assert style_sheet(None) == ""


def test_the_grounds_are_those_of_the_pages() -> None:
    said = (Path(hub.portal.__file__).parent / "static" / "portal.css").read_text()
    light, dark = said.split("@media (prefers-color-scheme: dark)")[:2]
    for ground, part in ((LIGHT_GROUND, light), (DARK_GROUND, dark)):
        for name, value in (("paper", ground.paper), ("card", ground.card), ("ink", ground.ink)):
            assert f"--{name}: {value};" in part
        for name, value in zip(("note", "good", "warn", "bad"), ground.washes, strict=True):
            assert f"--{name}-wash: {value};" in part
