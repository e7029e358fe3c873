"""What a school is called in the outside world, and its school years."""

import re
from dataclasses import dataclass
from datetime import date

BRIN = re.compile(r"(?P<brin>[0-9]{2}[A-Z]{2})(?P<location>[0-9]{2})?")
INSTITUTION = re.compile(r"[0-9]{2,6}")
YEARS = re.compile(r"([0-9]{4})-([0-9]{4})")


@dataclass(frozen=True, slots=True, order=True)
class SchoolCode:
    """A BRIN with, where it is not `00`, the two digits of the location; or a Flemish instellingsnummer.

    `code` is the BRIN or the instellingsnummer, `location` two digits or `""`. `str()` gives the code as people write
    it (`99XX`, `99XX01`, `12345`). Source: EDEXML 2.1: `brincode`, `dependancecode` (`00`: none), `instellingsnummer`.
    """

    code: str
    location: str = ""

    @classmethod
    def parse(cls, text: str) -> "SchoolCode":
        """Read a code as a person or a file writes it. Raises `ValueError` on anything else."""
        found = BRIN.fullmatch(text.strip().upper())
        if found:
            location = found["location"] or ""
            return cls(found["brin"], "" if location == "00" else location)
        if INSTITUTION.fullmatch(text.strip()):
            return cls(text.strip())
        raise ValueError(f"{text!r} is geen BRIN (zoals 99XX of 99XX01) en geen instellingsnummer (2 tot 6 cijfers).")

    @property
    def is_flemish(self) -> bool:
        """True for an instellingsnummer."""
        return self.code.isdigit()

    def __str__(self) -> str:
        return self.code + self.location


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """A Dutch school year, which begins on 1 August of `start`. Written `2026-2027`."""

    start: int

    @classmethod
    def parse(cls, text: str) -> "SchoolYear":
        """Read `2026-2027`: two consecutive years. Raises `ValueError` on anything else."""
        found = YEARS.fullmatch(text.strip())
        if found is None or int(found[2]) != int(found[1]) + 1:
            raise ValueError(f"{text!r} is geen schooljaar; het hoort eruit te zien als 2026-2027.")
        return cls(int(found[1]))

    @classmethod
    def at(cls, day: date) -> "SchoolYear":
        """Return the school year that `day` falls in."""
        return cls(day.year if day.month >= 8 else day.year - 1)  # noqa: PLR2004

    def next(self) -> "SchoolYear":
        """Return the school year after this one."""
        return SchoolYear(self.start + 1)

    def __str__(self) -> str:
        return f"{self.start}-{self.start + 1}"
