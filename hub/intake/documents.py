"""Fetching the documents of report cards: streamed from the LAS, checked, sealed, and kept outside the rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from hub.contract import ConfigurationError, HasReportCards, HubError, ReportCardAdded, SourceRefusedError
from hub.intake.pdf import checked
from hub.records import SchoolCode, Text
from hub.records.history_rules import fault_of
from hub.registry import Registry
from hub.store import KeptCard, Store
from hub.store.asking import las_of

AT_ONCE = 20
"""So many documents are fetched before the queue gets a turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of it: documents kept and quarantined, how many still wait, and why it stopped where the LAS did."""

    kept: int = 0
    refused: int = 0
    waiting: int = 0
    stopped: Text | None = None


def fetch_documents(
    store: Store, registry: Registry, school: SchoolCode | int, *, by: str, most: int = AT_ONCE
) -> Fetched:
    """Fetch documents that wait, the newest first, each in a transaction of its own. Memory is bounded by one."""
    with store.open(school, by) as books:
        waiting = books.history.cards_to_fetch(most)
        try:
            connector = las_of(registry, books)[1] if waiting else None
        except ConfigurationError as error:
            return Fetched(waiting=books.history.waiting(), stopped=error.text)
    if not isinstance(connector, HasReportCards):
        return Fetched(waiting=len(waiting))
    return fetch_from(store, school, connector, waiting, by=by)


def fetch_from(
    store: Store, school: SchoolCode | int, connector: HasReportCards, waiting: Iterable[KeptCard], *, by: str
) -> Fetched:
    """Fetch the documents of these report cards from a connector."""
    kept = refused = 0
    stopped: Text | None = None
    for card in waiting:
        try:
            kept += _fetch(store, school, connector, card, by)
        except SourceRefusedError as error:
            refused += _refuse(store, school, card, error.text, by)
        except HubError as error:
            stopped = error.text  # the LAS does not answer; the rest waits for another time
            break
    with store.open(school, by) as books:
        return Fetched(kept=kept, refused=refused, waiting=books.history.waiting(), stopped=stopped)


def _fetch(store: Store, school: SchoolCode | int, connector: HasReportCards, waiting: KeptCard, by: str) -> int:
    document = checked(connector.fetch_report_card(waiting.card))
    with store.open(school, by) as books:
        card = books.history.claim(waiting.id)
        if card is None:
            return 0  # another worker was first
        number = books.documents.keep(card.card.pupil, [document.content], document.pages)
        if card.document is not None:
            books.documents.forget(card.document)
        books.history.attach(card.id, number)
        books.tell(ReportCardAdded(at=datetime.now(UTC), card=card.id))
    return 1


def _refuse(store: Store, school: SchoolCode | int, waiting: KeptCard, why: Text, by: str) -> int:
    """Quarantine a document: it is not kept, and the run that brought the report card tells why."""
    fault = fault_of(waiting.card, "history.document", why)
    with store.open(school, by) as books:
        card = books.history.claim(waiting.id)
        if card is None:
            return 0
        if card.document is not None:
            books.documents.forget(card.document)
        books.history.refuse_document(card.id, why)
        books.runs.add_history(card.run, {}, [fault], ())
        books.audit.write("document.refused", f"report card {card.id}", {"rule": fault.rule})
    return 1
