"""What a result, an assessment and a report card must be, whatever LAS they come from. Pure.

Each rule yields a `Rejected` with a sentence for the school. The cost says what is lost: one field, or the record.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hub.records.history import Assessment, HistoryRecord, NormBand, ReportCard, Result
from hub.records.kinds import HistoryKind
from hub.records.pulls import Cost, Rejected
from hub.records.text import Text

LOWEST_MARK, HIGHEST_MARK = Decimal(1), Decimal(10)
"""Of a Dutch school mark, as UWLR's `schoolcijfer` has it."""
NOUNS = {
    HistoryKind.ASSESSMENTS: Text("toets", "assessment"),
    HistoryKind.RESULTS: Text("resultaat", "result"),
    HistoryKind.REPORT_CARDS: Text("rapport", "report card"),
}
SHOWN = 40
IN_THE_LAS = (
    "Er is niets van overgenomen. Herstel het in het LAS; de hub neemt het dan vanzelf over.",
    "Nothing of it was taken over. Mend it in the LAS; the hub then takes it over by itself.",
)


def faults_of_assessment(assessment: Assessment) -> Iterator[Rejected]:
    """Yield what is wrong with an assessment. A norm that cannot be used costs the norms and nothing else."""
    for norms in (assessment.norms, *(part.norms for part in assessment.parts)):
        if not _is_unbroken(norms):
            yield fault_of(assessment, "history.norm", NORM, field="norms")
            return
    if None not in (ends := (assessment.scale_from, assessment.scale_to)) and ends[0] > ends[1]:  # type: ignore[operator]
        yield fault_of(assessment, "history.scale_ends", SCALE_ENDS, field="scale_from")


def faults_of_result(result: Result, assessment: Assessment | None, today: date) -> Iterator[Rejected]:
    """Yield the first thing that is wrong with a result: it costs the whole result, a wrong number helps nobody."""
    why = next(_whys(result, assessment, today), None)
    if why is not None:
        yield fault_of(result, *why)


def faults_of_report_card(card: ReportCard, today: date) -> Iterator[Rejected]:
    """Yield what is wrong with a report card as the LAS lists it."""
    if not card.title.strip():
        yield fault_of(card, "history.title", TITLE, field="title")
    elif card.issued_on is not None and card.issued_on > today:
        yield fault_of(card, "history.future", FUTURE, field="issued_on")


def fault_of(record: HistoryRecord, rule: str, why: Text, field: str | None = None) -> Rejected:
    """Return a fault in a record of a pupil's history, with where a person finds it in the LAS."""
    noun = NOUNS[record.KIND]
    key = record.key if len(record.key) <= SHOWN else record.key[:SHOWN] + "…"
    return Rejected(
        kind=record.KIND,
        key=record.key,
        where=_where(record),
        what=Text(f"{noun.nl} {key}", f"{noun.en} {key}"),
        why=why,
        rule=rule,
        cost=Cost.FIELD if isinstance(record, Assessment) else Cost.RECORD,
        field=field,
    )


def _where(record: HistoryRecord) -> str:
    if isinstance(record, Result):
        return f"toets {record.assessment}, {record.taken_on:%d-%m-%Y}"
    if isinstance(record, ReportCard):
        return f"rapport {record.issued_on:%d-%m-%Y}" if record.issued_on else "rapport"
    return f"toets {record.name or record.key}"


def _whys(result: Result, assessment: Assessment | None, today: date) -> Iterator[tuple[str, Text, str | None]]:
    if result.taken_on > today:
        yield "history.future", FUTURE, "taken_on"
    if result.measured is None and result.level is None and result.functioning_level is None:
        yield "history.empty", EMPTY, None
    if result.mark is not None and not LOWEST_MARK <= result.mark <= HIGHEST_MARK:
        yield "history.mark", MARK, "mark"
    if assessment is None:
        yield "history.assessment", UNKNOWN_ASSESSMENT, "assessment"
        return
    if result.part is not None and all(part.code != result.part for part in assessment.parts):
        yield "history.part", UNKNOWN_PART, "part"
    if not _is_on(assessment.scale_of(result.part), result.measured):
        yield "history.scale", OFF_THE_SCALE, "score"


def _is_unbroken(norms: Iterable[NormBand]) -> bool:
    """Tell whether bands follow each other without a hole and without overlap, each from low to high."""
    bands = sorted(norms, key=lambda each: (each.lowest, each.highest))
    follow = all(before.highest + 1 == after.lowest for before, after in pairwise(bands))
    return follow and all(each.lowest <= each.highest for each in bands)


def _is_on(scale: tuple[int, int] | None, value: Decimal | None) -> bool:
    return scale is None or value is None or scale[0] <= value < scale[1] + 1


NORM = Text(
    "In de normen van deze toets zit een gat, of twee normen overlappen elkaar. De normen zijn niet overgenomen; de "
    "resultaten wel. Herstel de normen in het LAS.",
    "The norms of this assessment have a hole, or two of them overlap. The norms were not taken over; the results "
    "were. Mend the norms in the LAS.",
)
SCALE_ENDS = Text(
    "De schaal van deze toets begint hoger dan hij eindigt en is niet overgenomen. Herstel de schaal in het LAS.",
    "The scale of this assessment begins above its end and was not taken over. Mend the scale in the LAS.",
)
FUTURE = Text(f"De datum ligt in de toekomst. {IN_THE_LAS[0]}", f"The date is in the future. {IN_THE_LAS[1]}")
EMPTY = Text(
    f"Er staat geen score en geen niveau bij. {IN_THE_LAS[0]}", f"It has no score and no level. {IN_THE_LAS[1]}"
)
MARK = Text(
    f"Het schoolcijfer is lager dan 1 of hoger dan 10. {IN_THE_LAS[0]}",
    f"The school mark is below 1 or above 10. {IN_THE_LAS[1]}",
)
OFF_THE_SCALE = Text(
    f"De score valt buiten de schaal van deze toets. {IN_THE_LAS[0]}",
    f"The score is off the scale of this assessment. {IN_THE_LAS[1]}",
)
UNKNOWN_ASSESSMENT = Text(
    f"Het LAS zegt niet wat dit voor een toets is. {IN_THE_LAS[0]}",
    f"The LAS does not say what assessment this is. {IN_THE_LAS[1]}",
)
UNKNOWN_PART = Text(
    f"Deze toets heeft geen onderdeel met deze code. {IN_THE_LAS[0]}",
    f"This assessment has no part with this code. {IN_THE_LAS[1]}",
)
UNKNOWN_PUPIL = Text(
    "De hub kent deze leerling niet. Er is niets van overgenomen. Komt de leerling later binnen, dan volgt dit "
    "vanzelf; kijk anders in het LAS of de leerling goed staat.",
    "The hub does not know this pupil. Nothing of it was taken over. Once the pupil comes in, this follows by "
    "itself; otherwise look in the LAS whether the pupil is right.",
)
REPEATED = Text(
    f"Deze sleutel komt twee keer voor met verschillende gegevens. {IN_THE_LAS[0]}",
    f"This key occurs twice with different data. {IN_THE_LAS[1]}",
)
MOVED = Text(
    "Deze sleutel hoorde eerst bij een andere leerling. Er is niets veranderd. Kijk in het LAS of dit klopt; maak het "
    "zo nodig opnieuw aan bij de goede leerling.",
    "This key belonged to another pupil before. Nothing was changed. Look in the LAS whether this is right; where "
    "needed, make it anew with the right pupil.",
)
TITLE = Text(f"Dit rapport heeft geen titel. {IN_THE_LAS[0]}", f"This report card has no title. {IN_THE_LAS[1]}")
