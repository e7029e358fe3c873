"""How the blocks of a report stand on a page."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from hub.contract.reports import Card, Cards, Download, Growth, Heading, Table, Tone, Words
from hub.portal import drawing
from hub.portal.pages import environment
from hub.records import Text
from hub.reports import Made
from tests.drawn import HOSTILE, bare, eight_years, growth, line, made, odd, share, weeks

LARGEST_PAGE = 100_000
AROUND = 12_000
"""What the portal's layout and the facts of a child add, generously."""
WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cc"]), max_size=12)
REPORT = """{% from "report_parts.html" import report %}
{% for each in told %}{{ report(each, language, url, sizes) }}{% endfor %}"""


def written(*told: Made, language: str = "nl", url: Any = "/card/", sizes: Any = None) -> str:
    return environment(language).from_string(REPORT).render(told=told, url=url, sizes=sizes)


def page(*told: Made, **more: Any) -> html.HtmlElement:
    return html.document_fromstring(f"<!doctype html><body>{written(*told, **more)}</body>")


def cell(text: str) -> Text:
    return Text.same(text)


def test_the_page_of_eight_years_stays_light() -> None:
    assert len(written(*eight_years()).encode()) + AROUND < LARGEST_PAGE


@pytest.mark.parametrize("told", [eight_years(), [odd()]], ids=["years", "odd"])
def test_nothing_on_it_asks_for_what_the_browser_is_told_to_refuse(told: list[Made]) -> None:
    root = page(*told)
    assert not root.xpath("//script|//style|//*[@style]|//*[starts-with(name(@*), 'on')]|//iframe|//img")


@pytest.mark.parametrize("told", [eight_years(), [odd()], [made(growth(), growth())]], ids=["years", "odd", "twice"])
def test_every_id_is_there_once_and_what_is_pointed_at_is_there(told: list[Made]) -> None:
    root = page(*told)
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    pointed = [each for name in ("aria-labelledby", "aria-describedby") for each in root.xpath(f"//@{name}")]
    assert set(pointed) <= set(ids)


def test_two_pupils_on_one_page_are_told_apart() -> None:
    one = made(growth())
    marks = {each.mark for of in ("a", "b") for section in drawing.sections(one, of) for each in section.blocks}
    assert len(marks) == 2


def test_headings_go_no_level_too_deep() -> None:
    told = made(growth(title="Los"), Heading(cell("Deel")), growth(title="In een deel"))
    levels = [(each.tag, each.text) for each in page(told).iter("h1", "h2", "h3", "h4")]
    assert levels == [("h2", "Groei"), ("h3", "Los"), ("h3", "Deel"), ("h4", "In een deel")]


def test_hostile_words_are_words_in_every_block() -> None:
    root = page(
        made(
            Words(cell(HOSTILE), cell(HOSTILE)),
            Table(cell(HOSTILE), (cell(HOSTILE),) * 3, ((cell(HOSTILE),) * 3,)),
            Cards(
                (
                    Card(
                        cell(HOSTILE),
                        date(2026, 1, 1),
                        cell(HOSTILE),
                        Tone(cell(HOSTILE), 0.5),
                        ((cell(HOSTILE),) * 2,),
                    ),
                )
            ),
            Download(HOSTILE, cell(HOSTILE), cell(HOSTILE)),
            line(HOSTILE, bare(Decimal(1), label=HOSTILE)),
            title=HOSTILE,
        )
    )
    assert not root.xpath("//script")
    assert all(re.fullmatch(r"/card/[\w%.~-]+", each) for each in root.xpath("//a/@href"))


def test_a_picture_has_a_table_that_says_the_same() -> None:
    table = page(made(growth(4, missing=(1,)))).find(".//details/table")
    assert table is not None
    assert [each.text for each in table.iterfind(".//thead//th")] == [
        "Moment", "Schooljaar", "Vaardigheidsscore", "Niveau", "Landelijk gemiddelde"
    ]  # fmt: skip
    rows = [[each.text for each in row] for row in table.iterfind(".//tbody/tr")]
    assert rows[:2] == [["M3", "2019-2020", "103", "V", "110"], ["E3", "2019-2020", "–", "–", "121"]]
    assert table.find(".//tbody//th").get("scope") == "row"


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=6), WORDS)
def test_any_words_come_out_of_a_table_as_they_went_in(rows: list[tuple[str, str, str]], heading: str) -> None:
    told = Table(cell("x"), (cell("a"), cell("b"), cell(heading)), tuple(tuple(map(cell, row)) for row in rows))
    root = html.fragment_fromstring(str(drawing.rows_of(told, "nl").html))
    assert [[each.text or "" for each in row] for row in root.iterfind("tbody/tr")] == [list(row) for row in rows]
    assert {each.get("data-label") for each in root.iter("td")} == {"b", heading}


def test_without_an_average_no_word_is_said_of_it() -> None:
    assert "gemiddelde" not in written(made(line("Cijfers", bare(Decimal(7), Decimal(8)))))


def test_without_any_result_there_is_a_sentence_and_no_picture() -> None:
    root = page(made(line("Rekenen", bare(None, None))))
    assert not root.xpath("//*[@role='img']")
    assert "Er is nog geen resultaat" in root.text_content()


def test_explanation_and_old_tables_are_opened_by_the_reader() -> None:
    rows = ((cell("Blok 1"), cell("7,5")),)
    told = made(
        Words(cell("Kort"), cell("Lang")), Table(cell("Groep 3"), (cell("Toets"), cell("Cijfer")), rows, folded=True)
    )
    assert [each.findtext("summary") for each in page(told).iter("details")] == ["Meer uitleg", "Groep 3"]


def test_numbers_stand_under_each_other_and_words_do_not() -> None:
    rows = ((cell("8"), cell("7,5"), cell("voldoende")), (cell("9"), cell("–"), cell("8")))
    assert drawing.number_columns(Table(cell("x"), (cell("a"), cell("b"), cell("c")), rows)) == [False, True, False]


@pytest.mark.parametrize(
    ("place", "drawn"), [(None, None), (0.0, 0), (0.555, 55.5), (7.0, 100), (-1.0, 0), (float("nan"), None)]
)
def test_a_tone_stands_on_its_scale(place: float | None, drawn: float | None) -> None:
    assert drawing.place_of(Tone(cell("III"), place)) == drawn


def test_downloads_after_each_other_are_one_list_with_their_type_and_size() -> None:
    told = made(Download("a/b", cell("Rapport 1"), cell("Winter")), Download("c", cell("Rapport 2")))
    root = page(told, sizes={"a/b": 340_400, "c": 2_500_000})
    (found,) = root.xpath("//ul[@class='downloads']")
    assert [" ".join(each.text_content().split()) for each in found] == [
        "Rapport 1 Winter · PDF, 340 kB",
        "Rapport 2 PDF, 2,5 MB",
    ]
    assert root.xpath("//a/@href") == ["/card/a%2Fb", "/card/c"]


def test_where_nothing_may_be_opened_nothing_is_linked() -> None:
    told = made(Download("a", cell("Rapport")))
    assert not page(told, url=None).xpath("//a")
    assert page(told, url=lambda card: f"/x?card={card}").xpath("//a/@href") == ["/x?card=a"]


def test_the_report_is_told_in_english_too() -> None:
    told = written(made(growth()), language="en")
    assert "View as a table" in told
    assert "National average" in told
    assert "Landelijk" not in told


def test_counts_and_shares_are_drawn_with_the_same_macros_for_the_school() -> None:
    source = """{% from "chart_parts.html" import columns, share %}
        {{ columns(a, language, "a") }}{{ share(b, language, "b") }}"""
    told = environment("nl").from_string(source).render(a=weeks(), b=share())
    root = html.document_fromstring(told)
    assert len([each for each in root.iter() if each.get("role") == "img"]) == 2
    assert root.findtext(".//table/tbody/tr/th") == "Week 30 van 2026"


def test_only_a_growth_is_drawn_as_a_line() -> None:
    of: Growth = growth()
    assert drawing.picture(of, "nl", "x").startswith('<svg class="chart growth')
