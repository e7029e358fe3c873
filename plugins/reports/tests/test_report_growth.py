"""Growth over the years: one line for each subject and scale, with a sentence that says what it shows."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hub_reports.growth import GrowthReport

from hub.contract.reports import Growth, Table, Words
from hub.records import Assessment, AssessmentPart, AssessmentType, NormBand, Result
from hub.testing.report_histories import LVS, METHOD, ROMAN, history, result, years

LETTERS = tuple(
    NormBand(term=term, lowest=low, highest=high)
    for term, low, high in (("E", 0, 69), ("D", 70, 84), ("C", 85, 99), ("B", 100, 119), ("A", 120, 300))
)
DAYS = {"M": (1, 25), "E": (6, 8)}


def of(moment: str, **other: Any) -> Assessment:
    """Return the reading test of a moment."""
    named = {"key": f"BL-{moment}", "code": None, "name": f"Begrijpend lezen {moment}", "year_group": moment[1]}
    return replace(LVS, **{**named, **other})


def taken(moment: str, skill: str | None, year: int | None = None, of_: Assessment | None = None, **said: Any) -> Any:
    """Return a result at a moment, and its test: `M5` is taken in 2026."""
    test = of_ or of(moment)
    day = date((year or 2021 + int(moment[1])), *DAYS[moment[0]])
    said = {"skill_score": Decimal(skill) if skill is not None else None, **said}
    return result(f"{moment}-{day}-{len(str(said))}-{test.key}", test, day, **said), test


def blocks(*several: tuple[Result, Assessment]) -> tuple[Any, ...]:
    said = GrowthReport().report(history(dict(several)))
    assert said is not None
    return said.blocks


def charts(*several: tuple[Result, Assessment]) -> list[Growth]:
    return [each for each in blocks(*several) if isinstance(each, Growth)]


def summary(*several: tuple[Result, Assessment]) -> str:
    (chart,) = charts(*several)
    return chart.summary.nl


def test_the_line_has_each_moment_with_its_average_bands_and_level() -> None:
    (chart,) = charts(
        taken("M4", "97.5", level="III"), taken("E4", "104", level="II"), taken("M5", "110.5", level="II")
    )
    assert chart.title.nl == "Begrijpend lezen"
    assert chart.title.en == "Reading comprehension"
    assert chart.unit.nl == "vaardigheidsscore"
    assert [(each.label, each.value, each.average, each.word) for each in chart.moments] == [
        ("M4", Decimal("97.5"), Decimal(102), "III"),
        ("E4", Decimal(104), Decimal(102), "II"),
        ("M5", Decimal("110.5"), Decimal(102), "II"),
    ]
    assert all(each.bands == ROMAN for each in chart.moments)
    assert [each.at for each in chart.moments] == [date(2025, 1, 25), date(2025, 6, 8), date(2026, 1, 25)]


def test_the_summary_says_from_where_to_where_in_both_languages() -> None:
    (chart,) = charts(taken("M4", "97.5"), taken("M5", "120.25"))
    assert chart.summary.nl == (
        "Uw kind is gegroeid van 97,5 (M4) naar 120,25 (M5). Dat is boven het landelijk gemiddelde (102). "
        "Het laatste niveau is II."
    )
    assert chart.summary.en == (
        "Your child has grown from 97.5 (M4) to 120.25 (M5). That is above the national average (102). "
        "The last level is II."
    )


def test_a_score_that_went_down_or_stayed_is_said_without_judging() -> None:
    assert summary(taken("M4", "110"), taken("M5", "104.5")).startswith("De score ging van 110 (M4) naar 104,5 (M5).")
    assert summary(taken("M4", "110"), taken("M5", "110")).startswith("De score bleef gelijk: 110 (M4) en 110 (M5).")


def test_one_measurement_is_no_growth_yet() -> None:
    said = summary(taken("M5", "110.5"))
    assert said.startswith("Er is één meting: 110,5 (M5). Na de volgende toets")
    assert "gegroeid" not in said


@pytest.mark.parametrize(
    ("skill", "where", "bare"),
    [
        ("102", "rond", "rond"),
        ("104", "rond", "rond"),
        ("107", "rond", "net boven"),
        ("97", "rond", "net onder"),
        ("110", "net boven", "boven"),
        ("94", "net onder", "onder"),
        ("140", "boven", "boven"),
        ("60", "onder", "onder"),
    ],
)
def test_the_last_score_is_placed_beside_the_average(skill: str, where: str, bare: str) -> None:
    for norms, expected in ((ROMAN, where), (LETTERS, where), ((), bare)):
        said = summary(taken("M4", "80"), taken("M5", skill, of_=of("M5", norms=norms)))
        assert f"Dat is {expected} het landelijk gemiddelde (102)." in said


def test_without_an_average_nothing_is_compared() -> None:
    bare = of("M5", average=None)
    (chart,) = charts(taken("M5", "110", of_=bare))
    assert chart.moments[0].average is None
    assert "gemiddelde" not in chart.summary.nl


def test_without_bands_there_are_no_bands_and_no_level() -> None:
    (chart,) = charts(taken("M5", "110", of_=of("M5", norms=())))
    assert (chart.moments[0].bands, chart.moments[0].word) == ((), None)
    assert "niveau" not in chart.summary.nl


def test_a_level_without_a_score_is_a_gap_with_its_word() -> None:
    (chart,) = charts(taken("M4", "97"), taken("E4", None, level="II"), taken("M5", "110"))
    assert [(each.label, each.value, each.word) for each in chart.moments] == [
        ("M4", Decimal(97), "III"),
        ("E4", None, "II"),
        ("M5", Decimal(110), "II"),
    ]
    assert (chart.moments[1].average, chart.moments[1].bands) == (None, ())
    assert chart.summary.nl.startswith("Uw kind is gegroeid van 97 (M4) naar 110 (M5).")


def test_a_moment_that_was_missed_breaks_the_line_and_is_said() -> None:
    (chart,) = charts(taken("M3", "80"), taken("E3", "88"), taken("M4", "95"), taken("M5", "104"), taken("E5", "108"))
    assert [(each.label, each.value is None) for each in chart.moments] == [
        ("M3", False),
        ("E3", False),
        ("M4", False),
        ("E4", True),
        ("M5", False),
        ("E5", False),
    ]
    gap = chart.moments[3]
    assert (gap.at, gap.average, gap.bands, gap.word) == (date(2025, 6, 15), None, (), None)
    assert chart.summary.nl.endswith("Hier is geen uitslag van: E4.")


def test_a_year_away_is_a_gap_of_its_moments() -> None:
    (chart,) = charts(
        taken("M3", "80"),
        taken("E3", "88"),
        taken("M4", "95"),
        taken("E5", "104"),
        taken("M6", "108"),
        taken("E6", "110"),
    )
    assert [each.label for each in chart.moments if each.value is None] == ["E4", "M5"]
    assert [each.at for each in chart.moments] == sorted(each.at for each in chart.moments)


def test_a_school_that_tests_half_way_the_year_only_has_no_gaps() -> None:
    (chart,) = charts(taken("M3", "80"), taken("M4", "88"), taken("M5", "95"), taken("E5", "104"))
    assert all(each.value is not None for each in chart.moments)


def test_what_was_done_twice_or_earlier_than_its_year_leaves_no_gap() -> None:
    twice = [taken("M3", "80"), taken("E3", "84"), taken("M4", "88", year=2025), taken("E4", "90", year=2025)]
    twice += [taken("M4", "91", year=2026), taken("E4", "95", year=2026)]
    assert all(each.value is not None for each in charts(*twice)[0].moments)
    ahead = [taken("M3", "80"), taken("E3", "84"), taken("M5", "88", year=2025), taken("E5", "90", year=2025)]
    assert all(each.value is not None for each in charts(*ahead)[0].moments)


def test_levels_alone_are_a_table_and_no_chart() -> None:
    of_ = of("M5", norms=(), average=None)
    said = blocks(
        taken("M4", None, level="D", of_=replace(of_, key="a", name="Begrijpend lezen M4")),
        taken("M5", None, level="C", functioning_level="E4", of_=of_),
    )
    (table,) = [each for each in said if isinstance(each, Table)]
    assert [each.nl for each in table.columns] == ["Moment", "Datum", "Niveau", "Functioneringsniveau"]
    assert [[cell.nl for cell in row] for row in table.rows] == [
        ["M4", "25 januari 2025", "D", "–"],
        ["M5", "25 januari 2026", "C", "E4"],
    ]


def test_a_test_that_was_taken_twice_has_two_moments_told_apart_by_day() -> None:
    (chart,) = charts(taken("M4", "97", year=2025), taken("M4", "104", year=2026))
    assert [each.label for each in chart.moments] == ["M4", "M4"]
    assert chart.summary.nl.startswith("Uw kind is gegroeid van 97 (25 januari 2025) naar 104 (25 januari 2026).")


def test_two_results_on_one_day_are_both_there() -> None:
    test = of("M5")
    day = date(2026, 1, 25)
    (chart,) = charts(
        (result("1", test, day, skill_score=Decimal(100)), test),
        (result("2", test, day, skill_score=Decimal(105)), test),
    )
    assert [each.value for each in chart.moments] == [Decimal(100), Decimal(105)]


def test_another_version_in_between_stands_on_a_line_of_its_own() -> None:
    new = of("E4", key="BL-E4@4.0", version="4.0", name="Begrijpend lezen E4")
    old = {each: of(each, version="3.0") for each in ("M4", "M5")}
    said = blocks(taken("M4", "97", of_=old["M4"]), taken("E4", "210", of_=new), taken("M5", "104", of_=old["M5"]))
    found = [each for each in said if isinstance(each, Growth)]
    assert [(each.title.nl, [one.value for one in each.moments]) for each in found] == [
        ("Begrijpend lezen (versie 3.0)", [Decimal(97), Decimal(104)]),
        ("Begrijpend lezen (versie 4.0)", [Decimal(210)]),
    ]
    assert any(isinstance(each, Words) and "niet met elkaar vergelijken" in each.text.nl for each in said)


def test_another_scale_stands_on_a_line_of_its_own() -> None:
    small, large = {"scale_from": 0, "scale_to": 100}, {"scale_from": 0, "scale_to": 600}
    found = charts(
        taken("M4", "97", of_=of("M4", **small)),
        taken("E4", "310", of_=of("E4", **large)),
        taken("M5", "320", of_=of("M5", **large)),
    )
    assert [each.title.nl for each in found] == ["Begrijpend lezen (schaal 0–100)", "Begrijpend lezen (schaal 0–600)"]
    assert [[one.label for one in each.moments] for each in found] == [["M4"], ["E4", "M5"]]


def test_a_test_that_says_nothing_of_its_scale_joins_the_others() -> None:
    (chart,) = charts(
        taken("M4", "97", of_=of("M4", scale_from=0, scale_to=300, version="3")), taken("M5", "104", of_=of("M5"))
    )
    assert [each.label for each in chart.moments] == ["M4", "M5"]
    assert chart.title.nl == "Begrijpend lezen"


def test_points_and_skill_scores_are_never_on_one_line() -> None:
    bare = of("E4", norms=(), average=None)
    found = charts(taken("M4", "97"), taken("E4", None, of_=bare, score=31), taken("M5", "104"))
    assert {each.title.nl: [one.value for one in each.moments] for each in found} == {
        "Begrijpend lezen (vaardigheidsscore)": [Decimal(97), Decimal(104)],
        "Begrijpend lezen (punten)": [Decimal(31)],
    }


def test_two_tests_of_one_subject_are_two_lines() -> None:
    fast = of("M5", key="DMT-M5", name="Leestempo M5")
    found = charts(taken("M5", "104"), taken("M5", "52", of_=fast))
    assert [each.title.nl for each in found] == ["Begrijpend lezen", "Leestempo"]


def test_a_test_without_a_name_goes_with_the_named_tests_of_its_subject() -> None:
    nameless = of("E4", key="8f1c", name=None)
    (chart,) = charts(taken("M4", "97"), taken("E4", "100", of_=nameless))
    assert [each.label for each in chart.moments] == ["M4", "06-2025"]


def test_a_test_without_name_or_subject_is_called_a_test() -> None:
    (chart,) = charts(taken("M5", "97", of_=of("M5", key="8f1c", name=None, subject=None)))
    assert (chart.title.nl, chart.title.en) == ("Toets", "Test")


def test_parts_make_no_line_where_there_is_a_whole() -> None:
    parted = of("M5", parts=(AssessmentPart(code="a", name="Tekst"),))
    (chart,) = charts(taken("M5", "104", of_=parted), taken("M5", "50", of_=parted, part="a"))
    assert [each.value for each in chart.moments] == [Decimal(104)]


def test_parts_without_a_whole_have_lines_of_their_own_without_the_average_of_the_whole() -> None:
    parts = (AssessmentPart(code="a", name="Tekst", norms=LETTERS), AssessmentPart(code="b"))
    parted = of("M5", parts=parts)
    found = charts(taken("M5", "104", of_=parted, part="a"), taken("M5", "90", of_=parted, part="b"))
    assert [each.title.nl for each in found] == ["Begrijpend lezen: Tekst", "Begrijpend lezen: b"]
    assert [each.moments[0].average for each in found] == [None, None]
    assert found[0].moments[0].bands == LETTERS


def test_a_year_group_with_letters_makes_no_moment_up() -> None:
    (chart,) = charts(taken("M5", "97", of_=of("M5", name="Begrijpend lezen", year_group="S")))
    assert [each.label for each in chart.moments] == ["01-2026"]


def test_a_pupil_who_did_a_year_group_twice_has_every_moment() -> None:
    said = GrowthReport().report(years())
    assert said is not None
    reading, sums = [each for each in said.blocks if isinstance(each, Growth)]
    labels = [each.label for each in reading.moments]
    assert labels == [
        "M1",
        "E1",
        "M2",
        "E2",
        "M3",
        "E3",
        "M4",
        "E4",
        "M4",
        "E4",
        "M5",
        "E5",
        "M6",
        "E6",
        "M7",
        "E7",
        "M8",
    ]
    assert {each.word for each in reading.moments} <= set("ABCDE")
    assert {each.word for each in sums.moments} <= {"I", "II", "III", "IV", "V"}


def test_the_explanation_speaks_of_the_levels_that_are_there() -> None:
    first = blocks(taken("M5", "104", level="III"))[0]
    assert "Het is geen cijfer" in first.text.nl
    assert "van I tot en met V" in first.more.nl
    assert "van A tot en met E" not in first.more.nl
    bare = blocks(taken("M5", "104", of_=of("M5", norms=(), name="Toets")))[0]
    assert "niveau" not in f"{bare.text.nl} {bare.more.nl}"
    assert "M5" not in bare.more.nl


def test_only_national_tests_grow() -> None:
    assert GrowthReport().report(history({result("1", METHOD, score=30): METHOD})) is None
    odd = Assessment(key="x", type=AssessmentType.OTHER)
    assert GrowthReport().report(history({result("1", odd, skill_score=Decimal(3)): odd})) is None


def test_a_moment_that_stands_in_the_other_chart_is_not_missing() -> None:
    new = of("E4", key="BL-E4@4.0", version="4.0")
    old = [taken(each, "97", of_=of(each, version="3.0")) for each in ("M3", "E3", "M4", "M5", "E5")]
    found = charts(*old, taken("E4", "210", of_=new))
    assert all(moment.value is not None for each in found for moment in each.moments)
