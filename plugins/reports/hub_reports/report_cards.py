"""Report cards to open, the newest school year first."""

from collections.abc import Iterator

from hub.contract import PupilHistory, Report, ReportKind
from hub.contract.reports import Block, Download, Heading
from hub.records import ReportCard, SchoolYear, Text
from hub_reports import words

UNDATED = Text("Andere rapporten", "Other report cards")
REPORT_CARD = Text("Rapport", "Report card")


class ReportCardsReport:
    """The documents, by school year."""

    key = "report_cards"
    title = Text("Rapporten", "Report cards")
    about = Text(
        "De rapporten van alle jaren als PDF, het nieuwste bovenaan.",
        "The report cards of all years as PDF, the newest on top.",
    )
    shows = frozenset({ReportKind.REPORT_CARDS})
    place = 60

    def report(self, history: PupilHistory) -> Report | None:
        """Return every report card under the heading of its school year."""
        return Report(tuple(_by_year(history.report_cards))) if history.report_cards else None


def download(card: ReportCard) -> Download:
    """Return a report card to open, with its period and its day where they are known."""
    title = " ".join(card.title.split())
    period = " ".join((card.period or "").split())
    known = [_period(period) if period else None, words.day(card.issued_on) if card.issued_on else None]
    told = [each for each in known if each is not None]
    return Download(card.key, Text.same(title) if title else REPORT_CARD, words.apart(told) if told else None)


def _period(said: str) -> Text:
    """Return the period as people say it; a LAS may give a bare number."""
    return Text(f"periode {said}", f"period {said}") if said.isdecimal() else Text.same(said)


def _by_year(cards: tuple[ReportCard, ...]) -> Iterator[Block]:
    found: dict[str, list[ReportCard]] = {}
    for each in cards:
        found.setdefault(_year(each), []).append(each)
    for year in sorted(found, reverse=True):
        yield Heading(Text(f"Schooljaar {year}", f"School year {year}") if year else UNDATED)
        yield from (download(each) for each in found[year])


def _year(card: ReportCard) -> str:
    """Return the school year as the LAS says it, or else that of the card's day; empty where nobody says."""
    said = " ".join((card.school_year or "").split())
    return said or (str(SchoolYear.at(card.issued_on)) if card.issued_on else "")
