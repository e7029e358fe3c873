"""Method tests by school year and subject, the newest year first; earlier years are folded."""

from collections.abc import Callable

from hub.contract import PupilHistory, Report, ReportKind
from hub.contract.reports import Block, Heading, Table, Words
from hub.records import SchoolYear, Text
from hub_reports import words
from hub_reports.moments import group_of
from hub_reports.taken import Taken, sittings, taken

INTRODUCTION = Words(
    Text(
        "Na een blok lessen maakt uw kind een toets die bij het lesboek hoort. Zo ziet de leerkracht wat uw kind nu "
        "kent en wat nog oefening vraagt.",
        "After a block of lessons your child takes a test that belongs to the school book. It shows the teacher what "
        "your child knows now, and what still needs practice.",
    )
)
OTHER_TESTS = Text("Andere toetsen", "Other tests")
Column = tuple[Text, Callable[[Taken], Text | None]]


def _same(word: str | None) -> Text | None:
    return Text.same(word) if word else None


COLUMNS: tuple[Column, ...] = (
    (words.SKILL_SCORE, lambda each: each.skill),
    (words.SCORE, lambda each: each.score),
    (words.MARK, lambda each: each.mark),
    (words.OUTCOME, lambda each: _same(each.word)),
    (words.FUNCTIONING_LEVEL, lambda each: _same(each.functioning_level)),
    (words.REFERENCE_LEVEL, lambda each: _same(each.reference_level)),
)
"""What is told of a test, where it is known of any."""


class MethodTestsReport:
    """A table for each subject and school year."""

    key = "method_tests"
    title = Text("Methodetoetsen", "Method tests")
    about = Text(
        "Per schooljaar en vak de toetsen die bij het lesboek horen, met score, cijfer en uitkomst.",
        "The tests that belong to the school books, by school year and subject, with score, mark and outcome.",
    )
    shows = frozenset({ReportKind.METHOD})
    place = 40

    def report(self, history: PupilHistory) -> Report | None:
        """Return the tables, the newest school year first."""
        by_year: dict[SchoolYear, list[Taken]] = {}
        for each in taken(history, ReportKind.METHOD):
            by_year.setdefault(SchoolYear.at(each.on), []).append(each)
        if not by_year:
            return None
        newest = max(by_year)
        blocks: list[Block] = [INTRODUCTION]
        for year in sorted(by_year, reverse=True):
            blocks.append(Heading(_year(year, by_year[year])))
            blocks += _tables(by_year[year], folded=year != newest)
        return Report(tuple(blocks))


def _year(year: SchoolYear, several: list[Taken]) -> Text:
    """Return what a school year is called, with the year group where all tests are for the same one."""
    groups = {group_of(each.assessment) for each in several}
    group = groups.pop() if len(groups) == 1 else None
    if group is None:
        return Text(f"Schooljaar {year}", f"School year {year}")
    return Text(f"Schooljaar {year}, groep {group}", f"School year {year}, year group {group}")


def _tables(several: list[Taken], *, folded: bool) -> list[Table]:
    by_subject: dict[str, tuple[Text, list[Taken]]] = {}
    for each in several:
        name = each.subject or OTHER_TESTS
        by_subject.setdefault("~" if each.subject is None else name.nl.casefold(), (name, []))[1].append(each)
    return [_table(name, tests, folded=folded) for _, (name, tests) in sorted(by_subject.items())]


def _table(name: Text, tests: list[Taken], *, folded: bool) -> Table:
    ordered = [each for sitting in sittings(tests) for each in (*sitting.wholes, *sitting.parts)]
    told = [(heading, [value(each) for each in ordered]) for heading, value in COLUMNS]
    used = [(heading, values) for heading, values in told if any(values)]
    columns = [[_title(each) for each in ordered], [words.day(each.on) for each in ordered]]
    columns += [[each or words.NOTHING for each in values] for _, values in used]
    headings = (words.TEST, words.DAY, *(heading for heading, _ in used))
    return Table(name, headings, tuple(zip(*columns, strict=True)), folded=folded)


def _title(each: Taken) -> Text:
    part = each.part_name
    return each.title if part is None else Text(f"{each.title.nl}: {part}", f"{each.title.en}: {part}")
