"""The test at the end of primary school (doorstroomtoets), in plain words."""

from hub.contract import PupilHistory, Report, ReportKind
from hub.contract.reports import Block, Cards, Table, Words
from hub.records import Text
from hub_reports import words
from hub_reports.newest import card
from hub_reports.taken import Sitting, Taken, sittings, taken

INTRODUCTION = Words(
    Text(
        "In groep 8 maakt elk kind de doorstroomtoets. Hij laat zien wat uw kind kan met taal, lezen en rekenen. De "
        "toets is één moment; de leerkracht kent uw kind al jaren.",
        "In year group 8 every child takes the test at the end of primary school. It shows what your child can do in "
        "language, reading and maths. The test is one moment; the teachers have known your child for years.",
    ),
    Text(
        "Uw kind krijgt het schooladvies van de school. Past bij de toets een hoger advies, dan bekijkt de school het "
        "advies opnieuw. Past bij de toets een lager advies, dan blijft het advies van de school staan. "
        "Referentieniveaus zeggen wat een kind aan het eind van de basisschool kan: 1F is het basisniveau, 1S "
        "(rekenen) en 2F (taal en lezen) zijn de streefniveaus.",
        "Your child gets the advice on secondary school from the school. If a higher advice goes with the test, the "
        "school looks at its advice again. If a lower one goes with it, the advice of the school stays as it is. "
        "Reference levels say what a child can do at the end of primary school: 1F is the basic level, 1S (maths) and "
        "2F (language and reading) are the levels to aim for.",
    ),
)


class FinalReport:
    """Cards of the final test, and a table of its parts."""

    key = "final"
    title = Text("Doorstroomtoets", "Test at the end of primary school")
    about = Text(
        "De uitkomst van de doorstroomtoets in groep 8, per onderdeel, met uitleg over het schooladvies.",
        "The outcome of the test at the end of primary school, by part, and how it bears on the school's advice.",
    )
    shows = frozenset({ReportKind.FINAL})
    place = 50

    def report(self, history: PupilHistory) -> Report | None:
        """Return each test that was taken, the newest first."""
        found = sittings(taken(history, ReportKind.FINAL))[::-1]
        if not found:
            return None
        blocks: list[Block] = [INTRODUCTION]
        for each in found:
            if each.wholes:
                blocks.append(Cards((card(Sitting(each.wholes, ())),)))
            if each.parts:
                blocks.append(_parts(each))
        return Report(tuple(blocks))


def _parts(sitting: Sitting) -> Table:
    """Return the parts with what is known of them: columns in which nothing stands are left out."""
    facts = [dict(each.facts()) for each in sitting.parts]
    columns = tuple(dict.fromkeys(word for each in facts for word in each))
    rows = [
        (Text.same(part.part_name or ""), *(said.get(word, words.NOTHING) for word in columns))
        for part, said in zip(sitting.parts, facts, strict=True)
    ]
    return Table(_caption(sitting.last), (words.PART, *columns), tuple(rows))


def _caption(last: Taken) -> Text:
    day = words.day(last.on)
    return Text(f"{last.title.nl}: onderdelen, {day.nl}", f"{last.title.en}: parts, {day.en}")
