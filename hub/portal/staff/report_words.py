"""What the kinds and the decisions on them are called, for the school and in its own words."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from hub.contract import ReportKind
from hub.portal.wording import AMSTERDAM, day
from hub.records import Text
from hub.store import YEAR_GROUPS, Publication

K = ReportKind
NAMES: dict[ReportKind, Text] = {
    K.LVS: Text("Toetsen van het leerlingvolgsysteem", "Tests of the pupil following system"),
    K.METHOD: Text("Methodetoetsen", "Method tests"),
    K.FINAL: Text("Doorstroomtoets", "Final test"),
    K.OTHER: Text("Andere toetsen en vragenlijsten", "Other tests and questionnaires"),
    K.REPORT_CARDS: Text("Rapporten", "Report cards"),
}
ABOUTS: dict[ReportKind, Text] = {
    K.LVS: Text(
        "De landelijke toetsen die twee keer per jaar worden gedaan, zoals die van Cito, IEP of DIA. Ouders zien de "
        "score, het niveau en hoe hun kind groeit.",
        "The national tests that are taken twice a year, such as those of Cito, IEP or DIA. Parents see the score, the "
        "level and how their child grows.",
    ),
    K.METHOD: Text(
        "De toetsen na een blok lessen, die bij de lesmethode horen. Ouders zien hoe goed hun kind dat blok kent.",
        "The tests after a block of lessons, which belong to the method. Parents see how well their child knows it.",
    ),
    K.FINAL: Text(
        "De toets aan het eind van groep 8. Ouders zien de uitslag, het advies daarbij en de referentieniveaus.",
        "The test at the end of year group 8. Parents see the outcome, the advice that goes with it and the levels.",
    ),
    K.OTHER: Text(
        "Alles wat geen van de andere soorten is, zoals een vragenlijst over welbevinden. Kijk vooraf goed of dit voor "
        "ouders bedoeld is.",
        "All that is none of the other kinds, such as a questionnaire on wellbeing. Check first that this is meant for "
        "parents.",
    ),
    K.REPORT_CARDS: Text(
        "Het rapport dat uw school maakt, als PDF. Ouders kunnen het openen, bewaren en afdrukken.",
        "The report card that your school makes, as a PDF. Parents can open, keep and print it.",
    ),
}
SEEN: dict[ReportKind, Text] = {
    K.LVS: Text("De uitslagen van de landelijke toetsen", "The results of the national tests"),
    K.METHOD: Text("De uitslagen van de methodetoetsen", "The results of the method tests"),
    K.FINAL: Text("De uitslag van de doorstroomtoets", "The result of the final test"),
    K.OTHER: Text("De uitslagen van andere toetsen en vragenlijsten", "The results of other tests and questionnaires"),
    K.REPORT_CARDS: Text("De rapporten, als PDF", "The report cards, as PDF"),
}
ALL_GROUPS = Text("alle groepen", "all year groups")
NO_GROUPS = Text("geen groep", "no year group")


def today() -> date:
    """Return the day that it is in the Netherlands."""
    return datetime.now(UTC).astimezone(AMSTERDAM).date()


def groups_words(chosen: Iterable[str]) -> Text:
    """Return year groups in words: `groep 3, 4 en 5`."""
    found = sorted(chosen)
    if set(found) >= set(YEAR_GROUPS):
        return ALL_GROUPS
    if not found:
        return NO_GROUPS
    if len(found) == 1:
        return Text(f"groep {found[0]}", f"year group {found[0]}")
    most, last = ", ".join(found[:-1]), found[-1]
    return Text(f"groep {most} en {last}", f"year groups {most} and {last}")


def terms_of(decided: Publication, kind: ReportKind, now: date) -> list[Text]:
    """Return the terms of a decision, one in each sentence."""
    groups, first = groups_words(decided.year_groups), decided.visible_from
    said = [Text(f"Voor {groups.nl}.", f"For {groups.en}.")]
    if first is not None and first > now:
        said.append(Text(f"Vanaf {day(first, 'nl')}.", f"From {day(first, 'en')}."))
    if kind is not K.REPORT_CARDS:
        said.append(WITH_AVERAGE if decided.average else WITHOUT_AVERAGE)
    if decided.after_evening:
        said.append(AFTER_EVENING)
    return said


WITH_AVERAGE = Text("Met het landelijk gemiddelde.", "With the national average.")
WITHOUT_AVERAGE = Text("Zonder het landelijk gemiddelde.", "Without the national average.")
AFTER_EVENING = Text("Pas de dag na de ouderavond.", "Not before the day after the parents' evening.")
