"""The whole child on one page: how it goes in each subject, the newest tests, and the newest report card."""

from collections.abc import Iterator

from hub.contract import PupilHistory, Report, ReportKind
from hub.contract.reports import Block, Card, Cards, Heading, Table
from hub.records import Text
from hub_reports import words
from hub_reports.growth import beside_average, moved
from hub_reports.levels import with_levels
from hub_reports.lines import Line, lines
from hub_reports.newest import card, of_parts, tone
from hub_reports.report_cards import download
from hub_reports.taken import Sitting, Taken, levels_of, newest_sittings, taken

INTRODUCTION = Text(
    "Zo staat uw kind ervoor, in het kort. Een kind is meer dan zijn toetsen: de leerkracht vertelt u graag hoe het in "
    "de klas gaat.",
    "This is how your child is doing, in short. A child is more than its tests: the teacher likes to tell you how it "
    "goes in class.",
)
GROWTH = Text("Per vak", "By subject")
TESTS = Text("Laatste toetsen uit de lessen", "Last tests of the lessons")
NEWEST_BY_SUBJECT = Text("De nieuwste toets van elk vak", "The newest test of each subject")
FINAL = Text("Doorstroomtoets", "Test at the end of primary school")
REPORT_CARD = Text("Laatste rapport", "Last report card")
OTHER_SUBJECT = Text("Ander vak", "Other subject")


class WholeChildReport:
    """One page with the newest of everything."""

    key = "whole_child"
    title = Text("Uw kind in het kort", "Your child in short")
    about = Text(
        "Alles op één pagina: per vak de nieuwste toets en hoe uw kind groeide, de laatste toetsen uit de lessen en "
        "het laatste rapport.",
        "All on one page: the newest test of each subject and how the child grew, the last tests of the lessons and "
        "the last report card.",
    )
    shows = frozenset({ReportKind.LVS, ReportKind.METHOD, ReportKind.FINAL, ReportKind.REPORT_CARDS})
    place = 10

    def report(self, history: PupilHistory) -> Report | None:
        """Return what there is, under a heading for each sort."""
        national = taken(history, ReportKind.LVS)
        blocks = [*_subjects(national), *_tests(history), *_final(history), *_report_card(history)]
        if not blocks:
            return None
        return Report((with_levels(INTRODUCTION, levels_of(national)), *blocks))


def _subjects(national: list[Taken]) -> Iterator[Block]:
    by_subject: dict[Text, list[Line]] = {}
    for each in lines(national):
        by_subject.setdefault(each.subject, []).append(each)
    if by_subject:
        yield Heading(GROWTH)
        yield Cards(tuple(_subject(name, found) for name, found in by_subject.items()))


def _subject(name: Text, found: list[Line]) -> Card:
    """Return the newest result of a subject, and how it moved on the scale that it stands on."""
    line = max(found, key=lambda each: each.results[-1].on)
    last = line.results[-1]
    numbers = last.value is not None
    told = (moved(line.valued[-2:]), beside_average(last)) if numbers else (_by_level(line.results[-2:]),)
    return Card(name, last.on, words.sentences(told), tone(last), ((words.TEST, last.title),))


def _by_level(newest: tuple[Taken, ...]) -> Text:
    """Return how the level moved, where there is no score to speak of."""
    last, before = newest[-1], newest[0]
    now, then = last.outcome(), before.outcome()
    if len(newest) == 1:
        return Text(f"De uitkomst is {now.nl}.", f"The outcome is {now.en}.")
    if now == then:
        return Text(f"De uitkomst bleef {now.nl}.", f"The outcome is still {now.en}.")
    return Text(
        f"De uitkomst is {now.nl}. De vorige keer was dat {then.nl}.",
        f"The outcome is {now.en}. Last time it was {then.en}.",
    )


def _tests(history: PupilHistory) -> Iterator[Block]:
    by_subject: dict[str, list[Taken]] = {}
    for each in taken(history, ReportKind.METHOD):
        by_subject.setdefault(_subject_of(each).nl.casefold(), []).append(each)
    if by_subject:
        newest = [sitting for _, several in sorted(by_subject.items()) for sitting in newest_sittings(several, 1)]
        rows = [(_subject_of(each.last), each.last.title, words.day(each.last.on), _outcome(each)) for each in newest]
        yield Heading(TESTS)
        yield Table(NEWEST_BY_SUBJECT, (words.SUBJECT, words.TEST, words.DAY, words.OUTCOME), tuple(rows))


def _subject_of(each: Taken) -> Text:
    return each.subject or OTHER_SUBJECT


def _outcome(sitting: Sitting) -> Text:
    """Return the mark and what the norm says, or what there is of them; of parts, each with its name."""
    if not sitting.wholes:
        return words.apart([Text(f"{name.nl}: {said.nl}", f"{name.en}: {said.en}") for name, said in of_parts(sitting)])
    last = sitting.last
    said = [last.mark, Text.same(last.word) if last.word else None]
    return words.apart(said) if any(said) else last.outcome()


def _final(history: PupilHistory) -> Iterator[Block]:
    found = newest_sittings(taken(history, ReportKind.FINAL), 1)
    if found:
        yield Heading(FINAL)
        yield Cards((card(found[0]),))


def _report_card(history: PupilHistory) -> Iterator[Block]:
    if history.report_cards:
        yield Heading(REPORT_CARD)
        yield download(history.report_cards[0])
