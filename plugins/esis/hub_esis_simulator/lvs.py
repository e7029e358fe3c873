"""The following system (LVS) of a school that does not exist: what each pupil did over the years, as children grow.

A pupil has an ability of his own per subject and grows along with the others, now a little faster and now slower. The
same pupil always has the same history, so nothing is kept but what the office corrected or withdrew.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random

from hub_esis_simulator.assessments import Outcome, Test, term_of
from hub_esis_simulator.final_test import final_outcomes
from hub_esis_simulator.roll import Entry, Lvs, School
from hub_esis_simulator.school_years import is_repeated, school_years

MOMENTS = tuple(f"{moment}{group}" for group in range(3, 9) for moment in ("M", "E"))[:-1]
"""The moments of the national tests: half-way and at the end of a year group; not at the end of group 8."""
SUBJECTS = {
    "lezen": ("Begrijpend lezen", 105, 9.5),
    "spelling": ("Spelling", 200, 15.0),
    "rekenen": ("Rekenen", 110, 16.0),
}
"""The national tests: their name, the average at the first moment, and how much the average grows each half year."""
SPREAD, WOBBLE = 16.0, 4.0
BANDS = (("V", -0.84), ("IV", -0.25), ("III", 0.25), ("II", 0.84), ("I", 99.0))
"""Five levels of a fifth of all children each, by the distance from the average in spreads."""
SCALE = 600
BLOCKS = {"rekenen": "Rekenen blok", "spelling": "Spelling blok"}
METHOD_NORMS = (("onvoldoende", 0, 54), ("voldoende", 55, 79), ("goed", 80, 100))
BLOCKS_A_YEAR = 6
REFERENCE_FROM = 6
FIRST, NEW_YEAR = 3, 8
"""The first year group with tests, and the month in which a school year begins."""


@cache
def tests() -> dict[str, Test]:
    """Return every test there is, by code."""
    found = [_national(subject, place) for subject in SUBJECTS for place in range(len(MOMENTS))]
    found += [
        _of_method(subject, group, number)
        for subject in BLOCKS
        for group in range(3, 9)
        for number in range(1, BLOCKS_A_YEAR + 1)
    ]
    return {each.code: each for each in found}


def outcomes(school: School, pupil: Entry, today: date) -> Iterator[Outcome]:
    """Yield all that a pupil did until today, the oldest first, and the test at the end of primary school last."""
    years = school_years(school, pupil)
    chance = Random(f"lvs:{school.code}:{pupil.key}")  # noqa: S311 - made-up children need no cryptography
    abilities = {subject: max(-2.2, min(2.2, chance.gauss(0, 1))) for subject in (*SUBJECTS, *BLOCKS)}
    for taken_on, test, wobble in sorted(_calendar(years, chance), key=lambda each: (each[0], each[1].code)):
        if taken_on <= today:
            made = _outcome(pupil, test, taken_on, abilities[test.code.split("-")[1]], wobble)
            if is_repeated(years, taken_on.year - (taken_on.month < NEW_YEAR)):
                made.key += "-2"
            yield _as_corrected(school.lvs, made)
    for made in final_outcomes(school, pupil, today, abilities):
        yield _as_corrected(school.lvs, made)


def _calendar(years: list[tuple[int, int]], chance: Random) -> Iterator[tuple[date, Test, float]]:
    for year, earlier in years:
        if earlier < FIRST:
            continue
        for moment, taken_on in (("M", date(year + 1, 1, 25)), ("E", date(year + 1, 6, 8))):
            if f"{moment}{earlier}" in MOMENTS:
                yield from (
                    (taken_on, tests()[f"lvs-{subject}-{moment}{earlier}"], chance.gauss(0, WOBBLE))
                    for subject in SUBJECTS
                )
        for number in range(1, BLOCKS_A_YEAR + 1):
            day = date(year, 9, 18) + timedelta(weeks=6 * (number - 1))
            yield from (
                (day, tests()[f"methode-{subject}-{earlier}-{number}"], chance.gauss(0, 8)) for subject in BLOCKS
            )


def _outcome(pupil: Entry, test: Test, taken_on: date, ability: float, wobble: float) -> Outcome:
    texts = {"afnamedatum": taken_on.isoformat(), "toetscode": test.code}
    texts |= _national_texts(test, ability, wobble) if test.kind == "lvs" else _method_texts(ability, wobble)
    changed_at = datetime.combine(taken_on, time(16), UTC)
    return Outcome(f"{pupil.key}-{test.code}", test, texts, changed_at)


def _national_texts(test: Test, ability: float, wobble: float) -> dict[str, str]:
    assert test.average is not None
    score = round(max(0.0, min(float(SCALE), test.average + ability * SPREAD + wobble)), 1)
    level = term_of(test.norms, int(score))
    texts = {"vaardigheidsscore": f"{score:.1f}", "niveau": level}
    averages = [_average(test.subject, place) for place in range(len(MOMENTS))]
    nearest = min(range(len(MOMENTS)), key=lambda place: abs(averages[place] - score))
    texts["functioneringsniveau"] = MOMENTS[nearest]
    if int(test.year_group) >= REFERENCE_FROM:
        bar = test.average
        texts["referentieniveau"] = "1S" if score > bar + SPREAD else "1F" if score > bar - SPREAD else "<1F"
    return texts


def _method_texts(ability: float, wobble: float) -> dict[str, str]:
    score = round(max(10, min(100, 74 + 11 * ability + wobble)))
    return {"score": str(score), "schoolcijfer": f"{max(1.0, score / 10):.1f}"}


def _as_corrected(lvs: Lvs, made: Outcome) -> Outcome:
    made.texts |= lvs.corrected.get(made.key, {})
    made.changed_at = lvs.changed_at.get(made.key, made.changed_at)
    return made


def _average(subject: str, place: int) -> float:
    _, first, growth = SUBJECTS[subject]
    return first + growth * place - 0.2 * place * place


def _national(subject: str, place: int) -> Test:
    average, moment = _average(subject, place), MOMENTS[place]
    ends = [round(average + limit * SPREAD) if limit < SPREAD else SCALE for _, limit in BANDS]
    begins = [0, *(end + 1 for end in ends[:-1])]
    norms = tuple((term, low, high) for (term, _), low, high in zip(BANDS, begins, ends, strict=True))
    name = f"{SUBJECTS[subject][0]} {moment}"
    return Test(f"lvs-{subject}-{moment}", "lvs", name, subject, moment[1], SCALE, round(average, 1), norms)


def _of_method(subject: str, group: int, number: int) -> Test:
    code, name = f"methode-{subject}-{group}-{number}", f"{BLOCKS[subject]} {number}"
    return Test(code, "methode", name, subject, str(group), 100, None, METHOD_NORMS)
