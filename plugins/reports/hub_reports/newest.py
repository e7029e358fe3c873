"""The newest tests as cards, each explained in plain words, whatever the outcome."""

from collections.abc import Iterable, Iterator

from hub.contract import PupilHistory, Report, ReportKind
from hub.contract.reports import Card, Cards, Tone
from hub.records import Text
from hub_reports import words
from hub_reports.levels import about_functioning, about_reference, with_levels
from hub_reports.taken import Sitting, Taken, levels_of, newest_sittings, taken

OF_TESTS = (ReportKind.LVS, ReportKind.METHOD, ReportKind.FINAL, ReportKind.OTHER)
LOWEST_MARK, HIGHEST_MARK = 1.0, 10.0
INTRODUCTION = Text(
    "Dit zijn de laatste toetsen van uw kind. Een toets is één moment. De leerkracht ziet uw kind elke dag en kan er "
    "meer over vertellen.",
    "These are the last tests of your child. A test is one moment. The teacher sees your child every day and can tell "
    "you more.",
)
_KINDS = {
    ReportKind.LVS: Text(
        "Dit is een toets die kinderen in heel Nederland maken.",
        "This is a test that children all over the Netherlands take.",
    ),
    ReportKind.METHOD: Text(
        "Deze toets hoort bij de lessen. Hij laat zien wat uw kind heeft geleerd in dit deel van het boek.",
        "This test belongs to the lessons. It shows what your child has learned in this part of the book.",
    ),
    ReportKind.FINAL: Text(
        "Dit is de doorstroomtoets van groep 8.", "This is the test at the end of primary school, in year group 8."
    ),
    ReportKind.OTHER: Text(
        "Vraag de leerkracht gerust wat deze toets laat zien.", "Feel free to ask the teacher what this test shows."
    ),
}
PARTS_BELOW = Text("Hieronder ziet u de uitkomst van elk onderdeel.", "Below you see the outcome of each part.")


class NewestReport:
    """Cards of the newest tests; `number` is how many."""

    key = "newest"
    title = Text("Nieuwste toetsen", "Newest tests")
    about = Text(
        "De laatste toetsen van een kind, elk met uitleg in gewone taal: wat een niveau betekent, en dat het geen "
        "cijfer is.",
        "The last tests of a child, each explained in plain words: what a level means, and that it is not a mark.",
    )
    shows = frozenset(OF_TESTS)
    place = 30

    def __init__(self, number: int) -> None:
        self._number = number

    def report(self, history: PupilHistory) -> Report | None:
        """Return a card for each of the newest tests, the newest first."""
        found = newest_sittings(taken(history, *OF_TESTS), self._number)
        if not found:
            return None
        levels = levels_of(each for sitting in found for each in (*sitting.wholes, *sitting.parts))
        return Report((with_levels(INTRODUCTION, levels), Cards(tuple(card(each) for each in found))))


def card(sitting: Sitting, title: Text | None = None) -> Card:
    """Return a test with its outcome, explained."""
    last = sitting.last
    whole = bool(sitting.wholes)
    facts = [*_subject(last), *(_not_told(last) if whole else ())]
    return Card(
        title=title or last.title,
        when=last.on,
        text=explained(sitting),
        tone=tone(last) if whole else None,
        facts=(*facts, *earlier_that_day(sitting), *of_parts(sitting)),
    )


def _subject(last: Taken) -> Iterator[tuple[Text, Text]]:
    """Yield the subject, where the name of the test does not say it."""
    if last.subject and last.subject.nl.casefold() not in last.title.nl.casefold():
        yield words.SUBJECT, last.subject


def _not_told(last: Taken) -> Iterator[tuple[Text, Text]]:
    """Yield the facts that stand neither beside the card, as its word or mark does, nor explained in its text."""
    yield from ((word, value) for word, value in last.numbers() if word != words.MARK or last.word)
    if last.functioning_level and not about_functioning(last.functioning_level):
        yield words.FUNCTIONING_LEVEL, Text.same(last.functioning_level)
    if last.reference_level and not about_reference(last.reference_level):
        yield words.REFERENCE_LEVEL, Text.same(last.reference_level)


def explained(sitting: Sitting) -> Text:
    """Return what the outcome means: what sort of test it is where no level explains more."""
    last = sitting.last
    if not sitting.wholes:
        return words.sentences((_KINDS[last.kind], PARTS_BELOW))
    meant = meaning(last)
    explains = bool(meant) and last.kind is ReportKind.LVS
    return words.lines(meant if explains else (_KINDS[last.kind], *meant))


def meaning(last: Taken) -> list[Text]:
    """Return what the level, the functioning level and the reference level mean, of those that are there."""
    told = (
        last.level.explained() if last.level else None,
        about_functioning(last.functioning_level),
        about_reference(last.reference_level),
    )
    return [each for each in told if each is not None]


def earlier_that_day(sitting: Sitting) -> Iterable[tuple[Text, Text]]:
    """Yield the outcomes of other records of the same test on the same day."""
    for each in sitting.wholes[:-1]:
        yield Text("Ook die dag", "Also that day"), each.outcome()


def of_parts(sitting: Sitting) -> Iterable[tuple[Text, Text]]:
    """Yield the parts of a test with their outcomes."""
    for each in sitting.parts:
        yield Text.same(each.part_name or ""), outcome_of_part(each)


def outcome_of_part(part: Taken) -> Text:
    """Return all that is known of a part, in a few words."""
    said = [part.word, part.functioning_level, part.reference_level]
    told = [Text.same(each) for each in said if each]
    told = [words.number(part.value), *told] if part.value is not None else told
    return words.apart(told) if told else words.NOTHING


def tone(last: Taken) -> Tone | None:
    """Return the short word beside a card: the level, else what the norm says, else the mark."""
    if last.level is not None:
        return Tone(Text.same(last.level.word), last.level.place)
    if last.word:
        return Tone(Text.same(last.word), _place(last))
    return Tone(last.mark, _place(last)) if last.mark else None


def _place(last: Taken) -> float | None:
    """Return where a mark is between 1 and 10. Where a score stands among other children's nobody can tell from it."""
    mark = last.result.mark
    if mark is None or not mark.is_finite() or last.kind is not ReportKind.METHOD:
        return None
    return min(1.0, max(0.0, (float(mark) - LOWEST_MARK) / (HIGHEST_MARK - LOWEST_MARK)))
