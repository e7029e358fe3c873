"""The test at the end of primary school (doorstroomtoets): what a pupil of year group 8 did on it, whole and by part.

It is taken in the first week of February, and schools hear the outcome on 15 March. The norm of the whole says which
advice goes with a score; a part says the reference level that was reached.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from random import Random

from hub_esis_simulator.assessments import Norm, Outcome, Part, Test, term_of
from hub_esis_simulator.roll import Entry, School
from hub_esis_simulator.school_years import LAST, school_years

KIND = "doorstroom"
TAKEN, KNOWN = (2, 3), (3, 15)
"""Month and day on which it is taken, and on which its outcome comes."""
HIGHEST, AVERAGE, SPREAD = 100, 60, 15
ADVICE: tuple[Norm, ...] = (
    ("pro / vmbo-bb", 0, 37),
    ("vmbo-bb / kb", 38, 47),
    ("vmbo-kb / gl-tl", 48, 57),
    ("vmbo-gl-tl / havo", 58, 67),
    ("havo / vwo", 68, 79),
    ("vwo", 80, HIGHEST),
)
PARTS = {
    "lezen": Part("LZ", "Lezen", (("<1F", 0, 14), ("1F", 15, 31), ("2F", 32, 50))),
    "spelling": Part("TV", "Taalverzorging", (("<1F", 0, 14), ("1F", 15, 31), ("2F", 32, 50))),
    "rekenen": Part("RW", "Rekenen", (("<1F", 0, 14), ("1F", 15, 31), ("1S", 32, 50))),
}
"""The parts, by the subject that each is about."""
MOST_OF_A_PART, MIDDLE_OF_A_PART, SPREAD_OF_A_PART = 50, 30, 9


def final_outcomes(school: School, pupil: Entry, today: date, abilities: Mapping[str, float]) -> Iterator[Outcome]:
    """Yield what a pupil did on the test of each year in which he was in the last year group, once it is known."""
    for year, group in school_years(school, pupil):
        if group == LAST and date(year + 1, *KNOWN) <= today:
            yield from _taken(school, pupil, year + 1, abilities)


def _taken(school: School, pupil: Entry, year: int, abilities: Mapping[str, float]) -> Iterator[Outcome]:
    test = final_test(year)
    chance = Random(f"{test.code}:{school.code}:{pupil.key}")  # noqa: S311 - made-up children need no cryptography
    talent = sum(abilities[subject] for subject in PARTS) / len(PARTS)
    score = _within(AVERAGE + SPREAD * (talent + chance.gauss(0, 0.3)), HIGHEST)
    yield _outcome(pupil, test, year, {"score": str(score)})
    for subject, part in PARTS.items():
        reached = MIDDLE_OF_A_PART + SPREAD_OF_A_PART * (abilities[subject] + chance.gauss(0, 0.3))
        points = _within(reached, MOST_OF_A_PART)
        said = {"score": str(points), "referentieniveau": term_of(part.norms, points)}
        yield _outcome(pupil, test, year, said, part)


@cache
def final_test(year: int) -> Test:
    """Return the test of one year: each year has its own."""
    code, name = f"doorstroomtoets-{year}", f"Doorstroomtoets {year}"
    return Test(code, KIND, name, "", str(LAST), HIGHEST, float(AVERAGE), ADVICE, tuple(PARTS.values()))


def _outcome(pupil: Entry, test: Test, year: int, said: dict[str, str], part: Part | None = None) -> Outcome:
    texts = {"afnamedatum": date(year, *TAKEN).isoformat(), "toetscode": test.code}
    if part is not None:
        texts["toetsonderdeelcode"] = part.code
    key = f"{pupil.key}-{test.code}" + (f"-{part.code}" if part else "")
    return Outcome(key, test, texts | said, datetime.combine(date(year, *KNOWN), time(9), UTC))


def _within(value: float, highest: int) -> int:
    return round(max(0.0, min(float(highest), value)))
