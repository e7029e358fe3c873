"""Moments at which a pupil was not tested, between others at which he was: the line breaks there. Pure.

Only a sort of moment that the pupil was tested at before and after counts: at a school that tests half-way the year
only, the end of a year is no gap. Where a year was done twice, or a test was taken at another time, nothing is missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from hub.records import SchoolYear
from hub_reports.moments import PARTS, SchoolMoment, moment_of
from hub_reports.taken import Taken

USUAL = {"B": (0, 9, 20), "M": (1, 1, 31), "E": (1, 6, 15)}
"""When tests of a moment are usually taken: years after the beginning of the school year, month and day."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A moment at which there is no result. `at` is about when it would have been."""

    moment: SchoolMoment
    at: date


def missed(results: tuple[Taken, ...]) -> list[Missed]:
    """Return the moments that are missing between the results of a line, the oldest first."""
    placed = [(each.on, moment) for each in results if (moment := moment_of(each.assessment))]
    return [each for before, after in pairwise(placed) for each in _between(before, after, placed)]


def _between(
    before: tuple[date, SchoolMoment], after: tuple[date, SchoolMoment], placed: list[tuple[date, SchoolMoment]]
) -> Iterator[Missed]:
    (since, first), (until, last) = before, after
    start = SchoolYear.at(since).start
    if SchoolYear.at(until).start - start != last.group - first.group:
        return
    for group in range(first.group, last.group + 1):
        for part in PARTS:
            moment = SchoolMoment(part, group)
            if first.order < moment.order < last.order and _is_usual(part, since, until, placed):
                years, month, day = USUAL[part]
                at = date(start + group - first.group + years, month, day)
                if since < at < until:
                    yield Missed(moment, at)


def _is_usual(part: str, since: date, until: date, placed: list[tuple[date, SchoolMoment]]) -> bool:
    days = [on for on, moment in placed if moment.part == part]
    return any(on <= since for on in days) and any(on >= until for on in days)
