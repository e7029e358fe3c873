"""What one reader may see of one pupil: by law or by the school's grant, and of that what the school publishes.

Every way to a pupil's history for a guardian goes through here: pages, paper and the API.
"""

from dataclasses import replace
from datetime import date

from hub.changes import Around, around, sees_pupil
from hub.contract import PupilHistory, ReportKind
from hub.records import Kind, Pupil, Result
from hub.records.signs import shown
from hub.registry import Registry
from hub.reports.asking import Made, reports_on
from hub.reports.publication import narrowed
from hub.store import Books, Document, NoDocumentError

ALL_KINDS = frozenset(ReportKind)


def kinds_for(
    books: Books, guardian: str, pupil: str, today: date, found: Around | None = None
) -> frozenset[ReportKind]:
    """Return the kinds of history that a guardian may see of a pupil at all: by law all, else what the school granted.

    Of a pupil whose guardian he is not (any more) he sees nothing, whatever was granted. `found` is what is around the
    guardian, where it was looked up already.
    """
    family = (found or around(books, guardian)).family
    if family.of(guardian, pupil) is None:
        return frozenset()
    return ALL_KINDS if sees_pupil(guardian, pupil, family) else books.access.granted(guardian, pupil, today)


def read_as(books: Books, guardian: str, pupil: str, today: date, found: Around | None = None) -> PupilHistory | None:
    """Return what a guardian may see of a pupil; `None`: nothing. It is not narrowed yet to what is published."""
    found = found or around(books, guardian)
    kinds = kinds_for(books, guardian, pupil, today, found)
    record = found.pupils.get(pupil) if kinds else None
    return _of_kinds(_history(books, record, today), kinds) if record else None


def history_of(books: Books, pupil: str, today: date) -> PupilHistory | None:
    """Return everything that the hub has of a pupil on the roll, for nobody's eyes yet; `None`: there is no such pupil.

    Results without their assessment, and report cards without their document, are left out.
    """
    record = books.changes.record(Kind.PUPILS, pupil)
    return _history(books, record, today) if isinstance(record, Pupil) else None


def _history(books: Books, record: Pupil, today: date) -> PupilHistory:
    found = books.history.results(record.key)
    assessments = books.history.assessments(each.assessment for each in found) if found else {}
    results = tuple(each for each in found if each.assessment in assessments)
    cards = tuple(each.card for each in books.history.report_cards(record.key) if each.document is not None)
    return PupilHistory(
        first_name=shown(str(record.first_name or record.given_names or "")),
        grade_now=books.roll.year_group(record),
        today=today,
        results=results,
        assessments=assessments,
        report_cards=cards,
    )


def published_to(
    books: Books, guardian: str, pupil: str, today: date, found: Around | None = None
) -> PupilHistory | None:
    """Return what a guardian sees of a pupil's history: allowed, and published. `None`: he may see nothing at all."""
    history = read_as(books, guardian, pupil, today, found)
    return history and narrowed(history, books.publication.read())


def seen_by(registry: Registry, books: Books, guardian: str, pupil: str, today: date) -> list[Made]:
    """Return the reports that a guardian sees of a pupil now."""
    history = read_as(books, guardian, pupil, today)
    return list(reports_on(registry, books, history, books.publication.read())) if history else []


def shown_of(registry: Registry, books: Books, pupil: str, today: date) -> list[Made]:
    """Return the reports of a pupil that a guardian with authority sees now: for the school's own preview and paper."""
    history = history_of(books, pupil, today)
    return list(reports_on(registry, books, history, books.publication.read())) if history else []


def document_for(books: Books, guardian: str, pupil: str, card: str, today: date) -> Document:
    """Open the document of a report card (LAS key) for a guardian. Raises `NoDocumentError`: not there, or not his."""
    history = published_to(books, guardian, pupil, today)
    if history is None or card not in {each.key for each in history.report_cards}:
        raise NoDocumentError
    return document_of(books, pupil, card)


def document_of(books: Books, pupil: str, card: str) -> Document:
    """Open the document of a report card; who asks has looked whether it may be seen. Raises `NoDocumentError`."""
    cards = books.history.report_cards(pupil)
    number = next((each.document for each in cards if each.card.key == card), None)
    if number is None:
        raise NoDocumentError
    return books.documents.open(number, pupil=pupil)


def _of_kinds(history: PupilHistory, kinds: frozenset[ReportKind]) -> PupilHistory:
    if kinds == ALL_KINDS:
        return history

    def stays(result: Result) -> bool:
        return ReportKind.of(history.assessment_of(result)) in kinds

    results = tuple(each for each in history.results if stays(each))
    named = {each.assessment for each in results}
    assessments = {key: each for key, each in history.assessments.items() if key in named}
    cards = history.report_cards if ReportKind.REPORT_CARDS in kinds else ()
    return replace(history, results=results, assessments=assessments, report_cards=cards)
