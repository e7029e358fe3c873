"""The moments in the school years at which tests are taken: `M5` is half-way year group 5. Read, never made up."""

import re
from dataclasses import dataclass
from functools import lru_cache

from hub.records import Assessment, Text

SHORT = r"(?<![A-Za-z0-9])(?P<part>[BME])(?P<group>[1-8])(?![A-Za-z0-9])"
LONG = re.compile(r"\b(?P<part>begin|midden|medio|einde?)\s+(?:jaar)?groep\s+(?P<group>[1-8])\b", re.IGNORECASE)
IN_NAMES, IN_CODES = re.compile(SHORT), re.compile(SHORT, re.IGNORECASE)
YEARS = re.compile(r"\(?\b20\d\d(?:\s*[-/]\s*20\d\d)?\b\)?")
YEAR_GROUP = re.compile(r"(?:groep\s*)?([1-8])", re.IGNORECASE)
FIRST_WITH_REFERENCE = 6
"""From this year group on, reference levels are spoken of."""
PARTS = ("B", "M", "E")
LETTERS = {"begin": "B", "midden": "M", "medio": "M", "eind": "E", "einde": "E"}
WHEN = {
    "B": Text("aan het begin van groep", "at the beginning of year group"),
    "M": Text("halverwege groep", "half-way year group"),
    "E": Text("aan het eind van groep", "at the end of year group"),
}


@dataclass(frozen=True, slots=True)
class SchoolMoment:
    """Begin, middle or end (`B`, `M`, `E`) of a year group."""

    part: str
    group: int

    def __str__(self) -> str:
        return f"{self.part}{self.group}"

    @property
    def order(self) -> tuple[int, int]:
        """Return what moments are put in order by."""
        return self.group, PARTS.index(self.part)

    @property
    def words(self) -> Text:
        """Return when that is."""
        when = WHEN[self.part]
        return Text(f"{when.nl} {self.group}", f"{when.en} {self.group}")


def moment_of(assessment: Assessment) -> SchoolMoment | None:
    """Return for which moment an assessment is, as its name or its code says; `None` where neither does."""
    return _moment(assessment.name or "", assessment.code or "")


@lru_cache(maxsize=4096)
def _moment(name: str, code: str) -> SchoolMoment | None:
    return _read(LONG.search(name) or IN_NAMES.search(name) or IN_CODES.search(code))


def moment_called(word: str | None) -> SchoolMoment | None:
    """Return the moment that a functioning level names; `None` for any other word, such as `<M3`."""
    return _read(IN_CODES.fullmatch((word or "").strip()))


@lru_cache(maxsize=4096)
def without_moment(name: str) -> str:
    """Return the name of a test without its moment and without calendar years: what the tests of a row share."""
    bare = YEARS.sub(" ", IN_NAMES.sub(" ", LONG.sub(" ", name)))
    return " ".join(re.sub(r"\(\s*\)", " ", bare).split()).strip(" -–,:/")


def group_of(assessment: Assessment) -> int | None:
    """Return the year group that an assessment is for, where it has a number."""
    return _group(assessment.year_group or "", assessment.name or "", assessment.code or "")


@lru_cache(maxsize=4096)
def _group(year_group: str, name: str, code: str) -> int | None:
    said = YEAR_GROUP.fullmatch(year_group.strip())
    if said:
        return int(said[1])
    moment = _moment(name, code)
    return moment.group if moment else None


def has_reference(assessment: Assessment) -> bool:
    """Tell whether reference levels are spoken of: not in the lower year groups, where the year group is known."""
    group = group_of(assessment)
    return group is None or group >= FIRST_WITH_REFERENCE


def _read(found: re.Match[str] | None) -> SchoolMoment | None:
    if found is None:
        return None
    part = found["part"]
    return SchoolMoment(LETTERS.get(part.lower(), part.upper()), int(found["group"]))
