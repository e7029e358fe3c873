"""How a child grows: a line over the years for each subject, beside the national average."""

from decimal import Decimal

from hub.contract import PupilHistory, Report, ReportKind
from hub.contract.reports import Block, Growth, Moment, Table, Words
from hub.records import NormBand, Text
from hub_reports import words
from hub_reports.gaps import Missed, missed
from hub_reports.levels import with_levels
from hub_reports.lines import Line, lines
from hub_reports.moments import moment_of
from hub_reports.taken import SKILL, UNITS, Taken, levels_of, taken

AROUND, JUST = 8, 3
"""Within this part of the span of the inner bands a score is around the average, or just above or below it."""
AROUND_BARE, JUST_BARE = Decimal("0.02"), Decimal("0.05")
"""The same as parts of the average itself, where a test has no bands."""
INNER_BANDS = 3

INTRODUCTION = Text(
    "Hier ziet u hoe uw kind groeit. Elk kind groeit in zijn eigen tempo, en niet elke toets gaat even goed. Kijk "
    "daarom naar de lijn over de jaren, en niet naar één toets.",
    "Here you see how your child grows. Every child grows at its own pace, and not every test goes equally well. So "
    "look at the line over the years, and not at one test.",
)
ABOUT_SKILL = Text(
    "De vaardigheidsscore is een getal op één meetlat die de hele basisschool meegaat. Kan een kind meer dan de vorige "
    "keer, dan is de score hoger. Het is geen cijfer op een schaal van 1 tot 10.",
    "The skill score is a number on one yardstick for all of primary school. If a child can do more than last time, "
    "the score is higher. It is not a mark from 1 to 10.",
)
ABOUT_MOMENTS = Text(
    "B betekent het begin van het schooljaar, M het midden en E het eind; het cijfer is de groep. M5 is dus midden in "
    "groep 5.",
    "B means the beginning of the school year, M the middle and E the end; the digit is the year group. So M5 is "
    "half-way year group 5.",
)
NOT_TO_COMPARE = Text(
    "Deze toets is in de loop van de jaren veranderd. De scores uit verschillende grafieken kunt u niet met elkaar "
    "vergelijken.",
    "This test has changed over the years. Scores of different charts cannot be compared with each other.",
)


class GrowthReport:
    """A chart for each subject of the national tests."""

    key = "growth"
    title = Text("Groei over de jaren", "Growth over the years")
    about = Text(
        "Per vak een lijn over alle jaren, met de niveaus en, als u dat aanzet, het landelijk gemiddelde. Onder elke "
        "lijn staat in een zin wat hij laat zien.",
        "A line over all years for each subject, with the levels and, if you turn that on, the national average. Under "
        "each line a sentence says what it shows.",
    )
    shows = frozenset({ReportKind.LVS})
    place = 20

    def report(self, history: PupilHistory) -> Report | None:
        """Return a chart for each subject; a table where there are levels and no scores."""
        found = lines(taken(history, ReportKind.LVS))
        if not found:
            return None
        blocks: list[Block] = [_introduction(found)]
        told: set[Text] = set()
        for each in found:
            if each.apart is not None and each.subject not in told:
                told.add(each.subject)
                blocks.append(
                    Words(Text(f"{each.subject.nl}. {NOT_TO_COMPARE.nl}", f"{each.subject.en}. {NOT_TO_COMPARE.en}"))
                )
            blocks.append(_drawn(each) if each.valued else _told(each))
        return Report(tuple(blocks))


def _introduction(found: list[Line]) -> Words:
    """Return what to know beforehand, of those things that the charts have."""
    results = [one for each in found for one in each.results]
    skill = any(one.value is not None and one.measure == SKILL for one in results)
    moments = any(moment_of(one.assessment) for one in results)
    more = [ABOUT_SKILL if skill else None, ABOUT_MOMENTS if moments else None]
    return with_levels(INTRODUCTION, levels_of(results), more)


def _drawn(line: Line) -> Growth:
    gaps = missed(line.results) if line.apart is None else []  # what is missing may stand in the other chart
    moments = [*map(_moment, line.results), *(Moment(at=each.at, label=str(each.moment), value=None) for each in gaps)]
    return Growth(
        title=line.title,
        summary=words.sentences((summary(line), _missing(gaps))),
        unit=UNITS[line.scale.measure],
        moments=tuple(sorted(moments, key=lambda each: each.at)),
    )


def _moment(each: Taken) -> Moment:
    known = each.value is not None
    return Moment(
        at=each.on,
        label=each.label,
        value=each.value,
        average=each.average if known else None,
        bands=each.assessment.norms_of(each.result.part) if known else (),
        word=each.word,
    )


def _missing(gaps: list[Missed]) -> Text | None:
    if not gaps:
        return None
    said = ", ".join(str(each.moment) for each in gaps)
    return Text(f"Hier is geen uitslag van: {said}.", f"There is no result of: {said}.")


def _told(line: Line) -> Table:
    """Return what there is to tell without numbers: the level at each moment."""
    columns = [words.MOMENT, words.DAY]
    with_word = any(each.word for each in line.results)
    with_functioning = any(each.functioning_level for each in line.results)
    columns += [words.LEVEL] if with_word else []
    columns += [words.FUNCTIONING_LEVEL] if with_functioning else []
    rows = []
    for each in line.results:
        row = [Text.same(each.label), words.day(each.on)]
        row += [Text.same(each.word) if each.word else words.NOTHING] if with_word else []
        level = each.functioning_level
        row += [Text.same(level) if level else words.NOTHING] if with_functioning else []
        rows.append(tuple(row))
    return Table(line.title, tuple(columns), tuple(rows))


def summary(line: Line) -> Text:
    """Return in sentences what the line shows, for who cannot see it."""
    return words.sentences((moved(line.valued), beside_average(line.valued[-1]), _last_level(line.results)))


def moved(valued: tuple[Taken, ...]) -> Text:
    """Return how the score moved from the first to the last result."""
    last = valued[-1]
    now, when = words.number(_value(last)), _when(last, valued)
    if len(valued) == 1:
        return Text(
            f"Er is één meting: {now.nl} ({when.nl}). Na de volgende toets ziet u hier hoe uw kind groeit.",
            f"There is one measurement: {now.en} ({when.en}). After the next test you see here how your child grows.",
        )
    first = valued[0]
    then, since = words.number(_value(first)), _when(first, valued)
    nl, en = f"van {then.nl} ({since.nl}) naar {now.nl} ({when.nl})", f"{then.en} ({since.en}) to {now.en} ({when.en})"
    if _value(last) > _value(first):
        return Text(f"Uw kind is gegroeid {nl}.", f"Your child has grown from {en}.")
    if _value(last) < _value(first):
        return Text(f"De score ging {nl}.", f"The score went from {en}.")
    return Text(
        f"De score bleef gelijk: {then.nl} ({since.nl}) en {now.nl} ({when.nl}).",
        f"The score stayed the same: {then.en} ({since.en}) and {now.en} ({when.en}).",
    )


def beside_average(last: Taken) -> Text | None:
    """Return where the score is beside the national average; `None` where there is none to compare with."""
    if last.average is None or last.value is None:
        return None
    average = words.number(last.average)
    bands = last.assessment.norms_of(last.result.part)
    where = _where(last.value - last.average, last.average, bands)
    return Text(
        f"Dat is {where.nl} het landelijk gemiddelde ({average.nl}).",
        f"That is {where.en} the national average ({average.en}).",
    )


def _where(distance: Decimal, average: Decimal, bands: tuple[NormBand, ...]) -> Text:
    around, just = _limits(average, bands)
    if abs(distance) <= around:
        return Text("rond", "around")
    if distance > 0:
        return Text("net boven", "just above") if distance <= just else Text("boven", "above")
    return Text("net onder", "just below") if -distance <= just else Text("onder", "below")


def _limits(average: Decimal, bands: tuple[NormBand, ...]) -> tuple[Decimal, Decimal]:
    inner = sorted(bands, key=lambda each: each.lowest)[1:-1]
    if len(inner) >= INNER_BANDS:
        span = Decimal(inner[-1].highest + 1 - inner[0].lowest)
        return span / AROUND, span / JUST
    return abs(average) * AROUND_BARE, abs(average) * JUST_BARE


def _last_level(results: tuple[Taken, ...]) -> Text | None:
    last = results[-1]
    if last.level is not None:
        return Text(f"Het laatste niveau is {last.level.word}.", f"The last level is {last.level.word}.")
    return None


def _when(each: Taken, valued: tuple[Taken, ...]) -> Text:
    """Return what the moment is called: by its day where two have one name."""
    twice = sum(other.label == each.label for other in valued) > 1
    return words.day(each.on) if twice else Text.same(each.label)


def _value(each: Taken) -> Decimal:
    assert each.value is not None
    return each.value
