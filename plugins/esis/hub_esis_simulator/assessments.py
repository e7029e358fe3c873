"""What a pupil can be tested on, and what came of it, by the names that it has on the wire."""

from dataclasses import dataclass
from datetime import datetime

Norm = tuple[str, int, int]
"""A term with its lowest and highest value."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a test (toetsonderdeel)."""

    code: str
    name: str
    norms: tuple[Norm, ...]


@dataclass(frozen=True, slots=True)
class Test:
    """One test (toets)."""

    __test__ = False  # pytest takes it for one of its own

    code: str
    kind: str
    name: str
    subject: str
    year_group: str
    highest: int
    average: float | None
    norms: tuple[Norm, ...]
    parts: tuple[Part, ...] = ()


@dataclass(slots=True)
class Outcome:
    """One result of one pupil: `texts` are its elements by name."""

    key: str
    test: Test
    texts: dict[str, str]
    changed_at: datetime


def term_of(norms: tuple[Norm, ...], value: int) -> str:
    """Return what a norm calls a value."""
    return next(term for term, lowest, highest in norms if lowest <= value <= highest)
