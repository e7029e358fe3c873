"""In which school year a pupil was in which year group."""

from hub_esis_simulator.roll import Entry, School

LAST = 8


def year_group(school: School, pupil: Entry) -> int:
    """Return the year group of a pupil; 0 where it has no number."""
    room = school.groups.get(pupil.group or "")
    said = pupil.texts.get("jaargroep") or (room.texts.get("jaargroep", "") if room else "")
    return int(said) if said.isdigit() else 0


def school_years(school: School, pupil: Entry) -> list[tuple[int, int]]:
    """Return the year in which each school year began, with the pupil's year group then, from year group 1 until now.

    The eldest of each class of the last year group does that year again.
    """
    group, now = year_group(school, pupil), school.year.start
    again = group == LAST and pupil.key in school.again
    until = [(now - again - (group - earlier), earlier) for earlier in range(1, group + 1)]
    return [*until, (now, group)] if again else until


def is_repeated(years: list[tuple[int, int]], year: int) -> bool:
    """Tell whether the pupil was in the same year group the year before."""
    groups = dict(years)
    return groups.get(year) is not None and groups.get(year) == groups.get(year - 1)
