"""What a connector can tell of a pupil's history: results and report cards. Two capabilities; each stands by itself."""

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from hub.contract.connector import Ask
from hub.records import PulledHistory, ReportCard


@runtime_checkable
class HasResults(Protocol):
    """A connector that gives results of assessments, over the years."""

    def results(self, ask: Ask) -> Iterator[PulledHistory]:
        """Yield one `Source`, then assessments and results one at a time, faults and notes between, `Complete` last.

        An assessment comes before the results that name it. With `ask.since`, only what changed after that moment. A
        result that `Complete.histories` promises and that is absent was withdrawn in the LAS, where the pupil has
        others in this pull. Raises a `HubError` where the whole pull fails. Memory must not grow with the results.
        """
        ...


@runtime_checkable
class HasReportCards(Protocol):
    """A connector that gives report cards: which there are, and the document of each."""

    def report_cards(self, ask: Ask) -> Iterator[PulledHistory]:
        """As `HasResults.results`, for report cards without their documents."""
        ...

    def fetch_report_card(self, card: ReportCard) -> Iterator[bytes]:
        """Yield the document of a report card piece by piece: a PDF, as the LAS has it. The hub checks what it is.

        The hub stops reading where it is too large. Raises `SourceRefusedError` where the LAS gives something that is
        no document or says that there is none, and `LasUnavailableError` where it may come another time.
        """
        ...
