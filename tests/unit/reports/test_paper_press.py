"""The paper of one pupil: whatever stands in a report comes out as text, between the margins, the same every time."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from hub.contract import Report, ReportKind
from hub.contract.reports import Block, Card, Cards, Download, Growth, Heading, Moment, Table, Tone, Words
from hub.records import Text
from hub.reports import Made
from hub.reports.paper import Binding, Letterhead, Paper, PaperFailedError, Press, Sheet, child_paper
from tests.pdfs import elements, text_of

TODAY = date(2026, 11, 29)
HEAD = Letterhead(school="De Regenboog", accent="#7a1fa2")
T = Text.same
MOMENTS = tuple(
    Moment(date(2020 + each, 1, 20), f"M{3 + each}", Decimal(100 + each), Decimal("98.5"), (), "III")
    for each in range(4)
)


class Provider:
    key, place = "toy", 1
    about = T("")
    shows = frozenset({ReportKind.LVS})

    def __init__(self, title: str) -> None:
        self.title = T(title)

    def report(self, history: Any) -> Report | None:
        raise NotImplementedError


def sheet(*blocks: Block, title: str = "Het hele kind", **fields: Any) -> Sheet:
    made = Made(plugin="toy", provider=Provider(title), report=Report(blocks))
    return Sheet(**{"name": "Noor van 't Hof", "group": "Groep 5a", "today": TODAY, "made": [made], **fields})


def printed(*blocks: Block, head: Letterhead = HEAD, language: str = "nl", **fields: Any) -> Paper:
    with Press(head, language) as press:
        return press.paper(sheet(*blocks, **fields))


def words_of(paper: Paper) -> str:
    return " ".join("\n".join(text_of(paper.content)).replace("\u200b", "").split())


HOSTILE = [
    '#import "@preview/x:1.0.0": *',
    '#read("/etc/passwd")',
    "#sys.inputs #panic()",
    "*vet* _schuin_ $x^2$ `rauw`",
    "<lab> @ref // niets /* weg */",
    r"\u{41} \ ~ -- --- ...",
    "\"dubbel\" 'enkel' = == - + / : ;",
    "{{ 7*7 }} {% raw %}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_source_comes_out_as_it_was_written(text: str) -> None:
    paper = printed(
        Heading(T(text)),
        Words(T(text), T(text)),
        Table(T(text), (T(text), T("b")), ((T(text), T(text)),)),
        Cards((Card(T(text), TODAY, T(text), Tone(T("III"), 0.5), ((T(text), T(text)),)),)),
        Growth(T(text), T(text), T("punten"), MOMENTS),
        Download("x", T(text), T(text)),
        name=text,
        group=text,
        title=text,
        head=Letterhead(school=text),
    )
    assert words_of(paper).count(" ".join(text.split())) >= 15
    assert paper.accessible


@pytest.mark.parametrize(
    "name",
    ["Zoë Ïnez Ĳsbrand ĳ", "Çağla Şükrü İğne", "Łukasz Żółć", "Đặng ěščřž", "Ñuño Ægir Øyvind ß", "Αθηνά", "Привет"],
)
def test_names_of_all_of_europe_and_vietnam_are_drawn_in_the_hubs_own_letter(name: str) -> None:
    paper = printed(Words(T(name)), name=name)
    assert name in words_of(paper).replace("\ufb01", "fi")
    assert paper.accessible
    assert all("Noto" in each for each in fonts_of(paper))


@pytest.mark.parametrize("name", ["محمد الحسن", "שלום"])
def test_names_that_are_written_from_right_to_left_are_drawn(name: str) -> None:
    paper = printed(Words(T(name)), name=name)
    assert paper.accessible
    joined = "".join(text_of(paper.content))
    assert sum(each in joined for each in set(name)) >= len(set(name)) - 2  # the engine that reads back joins letters


def test_a_sign_that_no_letter_has_costs_the_standard_and_not_the_paper() -> None:
    paper = printed(Words(T("Goed gedaan 😀 zegt 中文")))
    assert not paper.accessible
    assert "Goed gedaan" in words_of(paper)
    with pikepdf.open(BytesIO(paper.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_a_word_without_end_stays_between_the_margins() -> None:
    endless = "a" * 10_000
    paper = printed(Words(T(endless)), Table(T("t"), (T("a"), T("b")), ((T(endless), T(endless)),)))
    assert words_of(paper).replace(" ", "").count("a") >= 30_000
    for page in pages_of(paper):
        left, _, right, _ = page.get_bbox()
        text = page.get_textpage()
        for index in range(0, text.count_chars(), 97):
            x1, _, x2, _ = text.get_charbox(index)
            assert left <= x1 <= x2 <= right - 40


def test_signs_that_steer_are_gone_and_lines_stay_lines() -> None:
    paper = printed(Words(T("a\x00b\x07c \u202egoed\u202c \ud800 een\ntwee")))
    (page,) = text_of(paper.content)
    assert "abc goed" in page
    assert "een\ntwee" in page


def test_a_sheet_gives_the_same_bytes_each_time() -> None:
    first, second = (printed(Words(T("Hallo"))), printed(Words(T("Hallo"))))
    assert first.content == second.content
    assert child_paper(sheet(Words(T("Hallo"))), HEAD, "nl") == first.content


def test_the_pdf_says_its_title_its_language_and_its_standard() -> None:
    paper = printed(Words(T("Hallo")))
    with pikepdf.open(BytesIO(paper.content)) as pdf, pdf.open_metadata() as told:
        assert told["dc:title"] == "Noor van 't Hof"
        assert told["pdfuaid:part"] == "1"
        assert str(pdf.Root.Lang) == "nl"
        box = [float(each) for each in pdf.pages[0].mediabox]
    assert box == pytest.approx([0, 0, 595.28, 841.89], abs=0.01)


def test_english_is_english_throughout() -> None:
    words = words_of(printed(Download("c", T("Report 1")), language="en"))
    assert "29 November 2026" in words or "November 29, 2026" in words
    assert "1 of 1" in words
    assert "parent portal" in words


def test_a_table_that_breaks_over_pages_repeats_its_heading_and_pages_are_counted() -> None:
    rows = tuple((T(f"Blok {each}"), T("7,5")) for each in range(120))
    paper = printed(Table(T("Methodetoetsen"), (T("Toetsnaam"), T("Cijfer")), rows))
    pages = text_of(paper.content)
    assert paper.pages == len(pages) > 2
    assert all("Toetsnaam" in each for each in pages)
    for number, page in enumerate(pages, 1):
        assert f"{number} van {len(pages)}" in page
    assert all("Noor van 't Hof" in each for each in pages)


def test_a_table_that_is_too_wide_goes_on_under_itself_with_its_first_column() -> None:
    columns = tuple(T(f"K{each}") for each in range(20))
    paper = printed(Table(T("Breed"), columns, (tuple(T(f"c{each}") for each in range(20)),)))
    words = words_of(paper)
    assert words.count("K0") == 3
    assert all(f"c{each} " in f"{words} " for each in range(20))
    assert words.count("Breed (vervolg)") == 2


@pytest.mark.parametrize(("name", "said"), [("7", "Groep 7 ·"), ("1/2A", "Groep 1/2A ·"), ("De Bevers", "De Bevers ·")])
def test_a_class_is_called_as_people_call_it(name: str, said: str) -> None:
    words = words_of(printed(Words(T("Hallo")), group=name))
    assert said in words
    assert "Groep De" not in words


def test_the_caption_of_a_table_stays_with_its_table() -> None:
    table = Table(T("Bijschrift"), (T("Kolom"), T("b")), ((T("x"), T("y")),) * 4)
    for before in range(25, 50):
        pages = text_of(printed(*(Words(T(f"Zin {each}.")) for each in range(before)), table).content)
        (page,) = (each for each in pages if "Bijschrift" in each)
        assert "Kolom" in page


def test_what_explains_and_what_is_folded_on_the_screen_is_all_on_paper() -> None:
    table = Table(T("Vroeger"), (T("a"), T("b")), ((T("lang"), T("geleden")),), folded=True)
    words = words_of(printed(Words(T("Kort."), T("Lange uitleg.")), table))
    assert "Uitleg: Lange uitleg." in words
    assert "geleden" in words


def test_documents_are_named_and_not_put_in() -> None:
    paper = printed(Download("geheim-1", T("Rapport 1"), T("2025-2026")), Download("geheim-2", T("Rapport 2")))
    words = words_of(paper)
    assert "Rapport 1 2025-2026" in words
    assert words.count("staan in het ouderportaal") == 1
    assert "geheim" not in words
    with pikepdf.open(BytesIO(paper.content)) as pdf:
        assert "/Names" not in pdf.Root or "/EmbeddedFiles" not in pdf.Root.Names


def test_a_line_over_the_years_is_also_a_table_with_only_columns_that_say_something() -> None:
    words = words_of(printed(Growth(T("Lezen"), T("Gaat goed."), T("Score"), MOMENTS)))
    assert "M3 (20 jan 2020) 100 98,5 III" in words
    bare = tuple(Moment(each.at, each.label, each.value) for each in MOMENTS)
    words = words_of(printed(Growth(T("Lezen"), T("Gaat goed."), T("Score"), bare)))
    assert "gemiddelde" not in words
    assert "Niveau" not in words


def test_headings_step_down_one_at_a_time_as_the_standard_asks() -> None:
    growth = Growth(T("Lezen"), T("Goed."), T("Score"), MOMENTS)
    for blocks in [(growth,), (Heading(T("Kop")), growth, growth), (growth, Heading(T("Kop")))]:
        paper = printed(*blocks)
        assert paper.accessible
        with pikepdf.open(BytesIO(paper.content)) as pdf:
            kinds = [kind for kind, _ in elements(pdf)]
        assert "/Table" in kinds
        assert "/TH" in kinds


def test_the_logo_is_there_with_words_for_who_cannot_see_it() -> None:
    paper = printed(Words(T("Hallo")), head=Letterhead(school="De Regenboog", logo=picture()))
    assert paper.accessible
    with pikepdf.open(BytesIO(paper.content)) as pdf:
        (figure,) = (each for kind, each in elements(pdf) if kind == "/Figure")
        assert str(figure.Alt) == "Logo van De Regenboog"


@pytest.mark.parametrize(
    "logo", [b"geen plaatje", b"\x89PNG\r\n\x1a\n", b"", b'<svg><image href="file:///etc/passwd"/>']
)
def test_a_logo_that_is_no_picture_is_left_out(logo: bytes) -> None:
    assert "De Regenboog" in words_of(printed(Words(T("Hallo")), head=Letterhead(school="De Regenboog", logo=logo)))


def test_a_colour_that_is_none_is_not_taken() -> None:
    assert printed(Words(T("x")), head=Letterhead(school="x", accent='red"); #panic(')).pages == 1


def test_too_much_for_paper_is_refused_with_a_sentence() -> None:
    with pytest.raises(PaperFailedError, match="te veel"):
        printed(*(Words(T("woord " * 1000)) for _ in range(300)))


@pytest.mark.parametrize("block", [None, "tekst", Words(None), Words(Text(1, 2)), Tone(T("x"))])  # type: ignore[arg-type]
def test_what_is_no_block_fails_for_this_pupil_alone(block: Any) -> None:
    with Press(HEAD, "nl") as press:
        with pytest.raises(PaperFailedError):
            press.paper(sheet(block))
        assert press.paper(sheet(Words(T("Hallo")))).pages == 1


def test_nothing_is_left_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    printed(Words(T("Hallo")), head=Letterhead(school="x", logo=picture()))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "changed",
    [
        lambda: sheet(Words(T("Anders"))),
        lambda: sheet(Words(T("Hallo")), name="Ander"),
        lambda: sheet(Words(T("Hallo"), T("meer"))),
    ],
)
def test_the_mark_of_a_paper_changes_with_what_stands_on_it(changed: Callable[[], Sheet]) -> None:
    made = sheet(Words(T("Hallo")))
    assert changed().mark(HEAD, "nl") != made.mark(HEAD, "nl")
    assert sheet(Words(T("Hallo")), today=date(2027, 1, 1)).mark(HEAD, "nl") == made.mark(HEAD, "nl")


def test_a_bound_pdf_is_the_same_each_time_and_begins_each_paper_on_a_sheet_of_its_own() -> None:
    one, two = printed(Words(T("Eén")), name="Aya"), printed(*(Words(T("woord " * 200)) for _ in range(6)), name="Bo")
    assert (one.pages, two.pages) == (1, 2)
    made = []
    for _ in range(2):
        binding = Binding("Groep 5a", "nl")
        for name, paper in (("Aya", one), ("Bo", two), ("Cas", one)):
            binding.add(paper, name)
        made.append(binding.bound())
    assert made[0] == made[1]
    pages = text_of(made[0])
    assert [bool(each.strip()) for each in pages] == [True, False, True, True, True]
    with pikepdf.open(BytesIO(made[0])) as pdf, pdf.open_outline() as outline:
        assert [each.title for each in outline.root] == ["Aya", "Bo", "Cas"]
        assert [kind for kind, _ in elements(pdf)].count("/Document") == 3
        assert not pdf.check_pdf_syntax()


def picture() -> bytes:
    target = BytesIO()
    Image.new("RGB", (60, 20), "#7a1fa2").save(target, "PNG")
    return target.getvalue()


def fonts_of(paper: Paper) -> set[str]:
    with pikepdf.open(BytesIO(paper.content)) as pdf:
        fonts = [font for page in pdf.pages for font in page.resources.get("/Font", {}).values()]
        return {str(each.BaseFont) for each in fonts}


def pages_of(paper: Paper) -> list[Any]:
    return list(pypdfium2.PdfDocument(paper.content))
