"""Histories of pupils who do not exist, on which report providers are tried: none, one of each, many years, odd."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from hub.contract import PupilHistory
from hub.records import Assessment, AssessmentPart, AssessmentType, NormBand, ReportCard, Result

TODAY = date(2027, 2, 15)
PUPIL = "L1"
BLOCKS = 4
NOTHING = PupilHistory(first_name="Noor", grade_now="5", today=TODAY)
ROMAN = tuple(
    NormBand(term=term, lowest=low, highest=high)
    for term, low, high in (("V", 0, 79), ("IV", 80, 95), ("III", 96, 108), ("II", 109, 125), ("I", 126, 300))
)
LETTERS = tuple(
    NormBand(term=term, lowest=low, highest=high, colour="#aabbcc")
    for term, low, high in (("E", 0, 69), ("D", 70, 84), ("C", 85, 104), ("B", 105, 120), ("A", 121, 300))
)
SUBJECTS = {"rekenen": ("Rekenen", ROMAN), "begrijpend lezen": ("Begrijpend lezen", LETTERS)}

LVS = Assessment(
    key="BL-M5",
    type=AssessmentType.LVS,
    code="BL-M5",
    name="Begrijpend lezen M5",
    subject="begrijpend lezen",
    year_group="5",
    average=Decimal(102),
    norms=ROMAN,
)
METHOD = Assessment(
    key="BLOK-4",
    type=AssessmentType.METHOD,
    name="Rekenen blok 4",
    subject="rekenen",
    year_group="5",
    scale_from=0,
    scale_to=50,
    norms=(NormBand(term="onvoldoende", lowest=0, highest=27), NormBand(term="voldoende", lowest=28, highest=50)),
)
FINAL = Assessment(
    key="DST-2026",
    type=AssessmentType.FINAL,
    name="Doorstroomtoets 2026",
    year_group="8",
    scale_from=100,
    scale_to=300,
    parts=(AssessmentPart(code="LV", place=1, name="Lezen"), AssessmentPart(code="RW", place=2, name="Rekenen")),
)
OTHER = Assessment(key="SCOL", type=AssessmentType.OTHER, name="Vragenlijst welbevinden")
CARD = ReportCard(
    key="R1", pupil=PUPIL, title="Rapport 1", school_year="2026-2027", period="1", issued_on=date(2027, 2, 5)
)


def result(key: str, assessment: Assessment, taken_on: date = date(2027, 1, 20), **said: object) -> Result:
    """Return a result of this pupil."""
    return Result(key=key, pupil=PUPIL, assessment=assessment.key, taken_on=taken_on, **said)  # type: ignore[arg-type]


def history(
    results: Mapping[Result, Assessment], cards: tuple[ReportCard, ...] = (), grade_now: str | None = "5"
) -> PupilHistory:
    """Return the history of results, with what each is of: the oldest first, as the hub gives it."""
    return PupilHistory(
        first_name="Noor",
        grade_now=grade_now,
        today=TODAY,
        results=tuple(sorted(results, key=lambda each: each.taken_on)),
        assessments=MappingProxyType({each.key: each for each in results.values()}),
        report_cards=cards,
    )


def years() -> PupilHistory:
    """Return eight years at school and one more: this pupil did year group 4 twice."""
    found: dict[Result, Assessment] = {}
    for year, group in enumerate(("1", "2", "3", "4", "4", "5", "6", "7", "8"), start=2018):
        for place, (subject, (name, norms)) in enumerate(SUBJECTS.items()):
            found |= _national(year, group, place, replace(LVS, subject=subject, name=name, norms=norms))
            found |= _of_lessons(year, group, subject)
    found |= {
        result("F1", FINAL, date(2027, 2, 2), score=214, level="havo/vwo"): FINAL,
        result("F2", FINAL, date(2027, 2, 2), part="LV", reference_level="2F"): FINAL,
        result("F3", FINAL, date(2027, 2, 2), part="RW", reference_level="1S"): FINAL,
    }
    cards = tuple(
        replace(CARD, key=f"R{year}-{half}", title=f"Rapport {half}", school_year=f"{year}-{year + 1}", issued_on=day)
        for year in range(2026, 2017, -1)
        for half, day in ((2, date(year + 1, 2, 9)), (1, date(year, 11, 20)))
    )
    return history(found, cards, grade_now="8")


def _national(year: int, group: str, place: int, test: Assessment) -> dict[Result, Assessment]:
    found = {}
    for moment, day, more in (("M", date(year + 1, 1, 25), 0), ("E", date(year + 1, 6, 8), 7)):
        score = Decimal(40 + 10 * (year - 2018) + 6 * place + more) + Decimal("0.5")
        key = f"{test.subject}-{moment}{group}"
        of = replace(test, key=key, code=key, name=f"{test.name} {moment}{group}", year_group=group)
        if day <= TODAY:
            band = next(each.term for each in of.norms if each.lowest <= int(score) <= each.highest)
            said = {"skill_score": score, "level": band, "functioning_level": f"M{group}"}
            found[result(f"{key}-{year}", of, day, **said)] = of
    return found


def _of_lessons(year: int, group: str, subject: str) -> dict[Result, Assessment]:
    found = {}
    for number in range(1, BLOCKS + 1):
        of = replace(
            METHOD, key=f"{subject}-{group}-{number}", name=f"Blok {number}", subject=subject, year_group=group
        )
        day = date(year, 8 + number, 18)
        found[result(f"{of.key}-{year}", of, day, score=25 + 5 * number, mark=Decimal("6.5"))] = of
    return found


def odd() -> PupilHistory:
    """Return what real systems deliver too: things left out, unknown words, strange numbers, names with signs."""
    return history(dict(_odd()), (*_odd_cards(),), grade_now=None)


def _odd() -> Iterator[tuple[Result, Assessment]]:
    nameless = Assessment(key="8f1c", type=AssessmentType.LVS)
    coded = Assessment(key="X", type=AssessmentType.LVS, code="X9", subject="VK-07", year_group="S")
    other_version = replace(LVS, key="BL-E5@4", name="Begrijpend lezen E5", version="4", norms=(), average=None)
    earlier_version = replace(LVS, key="BL-E4@3", name="Begrijpend lezen E4", version="3")
    twice = replace(LVS, key="BL-M6", name="<b>Begrijpend lezen</b> M6 & meer", average=Decimal(0))
    lessons = replace(METHOD, key="B5", name=None, subject=None, norms=(), scale_to=None, year_group="C")
    parted = replace(METHOD, key="B6", parts=(AssessmentPart(code="a"), AssessmentPart(code="b", name="Meten")))
    quiet = replace(FINAL, key="F", name=None, parts=())
    day = date(2026, 11, 3)
    yield result("1", nameless, day, score=0), nameless
    yield result("2", nameless, day, level="ruim boven"), nameless
    yield result("3", coded, day, functioning_level="<M3"), coded
    yield result("4", other_version, day, skill_score=Decimal("-12.25"), level="I+"), other_version
    yield result("15", earlier_version, date(2025, 6, 9), skill_score=Decimal(88)), earlier_version
    yield result("5", twice, day, skill_score=Decimal("99.99"), level=" iv "), twice
    yield result("6", twice, day, skill_score=Decimal("100.01")), twice
    yield result("7", twice, date(2026, 1, 3), skill_score=Decimal("1E+2"), reference_level="3F"), twice
    yield result("8", lessons, day, mark=Decimal("5.55")), lessons
    yield result("9", parted, day, part="a", score=3), parted
    yield result("10", parted, day, part="b", score=4, level="A"), parted
    yield result("11", quiet, date(2020, 2, 29), level="vmbo-gl/tl"), quiet
    yield result("12", OTHER, date(2008, 8, 1), score=7), OTHER
    yield result("13", LVS, day, part="?", level="V"), LVS
    yield result("14", nameless, day), nameless


def _odd_cards() -> Iterator[ReportCard]:
    yield ReportCard(key="a", pupil=PUPIL, title="Portfolio & <rapport>")
    yield ReportCard(key="b", pupil=PUPIL, title="Rapport", school_year="25/26", issued_on=date(2026, 7, 31))
    yield ReportCard(key="c", pupil=PUPIL, title="Rapport", issued_on=date(2025, 8, 1), period=" ")


HISTORIES: Mapping[str, PupilHistory] = MappingProxyType(
    {
        "nothing": NOTHING,
        "one national test": history(
            {result("1", LVS, skill_score=Decimal("104.5"), level="III", functioning_level="M5"): LVS}
        ),
        "one method test": history({result("1", METHOD, score=38, mark=Decimal("7.6")): METHOD}),
        "one final test": history({result("1", FINAL, score=214): FINAL}, grade_now="8"),
        "one other test": history({result("1", OTHER, score=12): OTHER}),
        "one report card": replace(NOTHING, report_cards=(CARD,)),
        "years": years(),
        "odd": odd(),
    }
)
"""Every history on which a provider is tried, by what it is."""
