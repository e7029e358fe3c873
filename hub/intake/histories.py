"""Taking in pupils' histories: results and report cards, in a lane beside the plan of who is at the school.

A history grows. Nothing of it waits for a person, the brake does not look at it, and nobody departs by it: what the LAS
changes or withdraws is kept as it was before. So it follows a pull that was applied or said nothing new, each kind in
one transaction, and what goes wrong with it is told in that run and undoes nothing else.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from hub.contract import (
    Ask,
    ContractBrokenError,
    HasReportCards,
    HasResults,
    HubError,
    LasUnavailableError,
    ResultsChanged,
    SourceRefusedError,
)
from hub.intake.admission import no_source, zoned
from hub.intake.plan import DUTCH_TIME
from hub.intake.take_in import BUSY, TURN_SECONDS
from hub.records import (
    Assessment,
    Complete,
    Cost,
    HistoryKind,
    Note,
    PulledHistory,
    Rejected,
    ReportCard,
    Result,
    SchoolCode,
    Source,
    Text,
    faults_of_assessment,
    faults_of_report_card,
    faults_of_result,
)
from hub.records.history_rules import MOVED, REPEATED, UNKNOWN_PUPIL, fault_of
from hub.store import Books, Store
from hub.store.deferring import defer_once
from hub.store.history_staging import HistoryStaging, TakenIn
from hub.store.runs import Run, State

BATCH = 1000
FOLLOWED = frozenset({State.APPLIED, State.UNCHANGED})
"""How a pull of the school must have ended for the histories to follow."""
MOST_FAULTS = 10_000
Pull = Callable[[Ask], Iterator[PulledHistory]]


@dataclass(slots=True)
class Brought:
    """What the histories brought, for the run: counts per kind name, faults and sentences."""

    counts: dict[str, dict[str, int]] = field(default_factory=lambda: {"added": {}, "changed": {}, "departed": {}})
    rejected: list[Rejected] = field(default_factory=list)
    sentences: list[Text] = field(default_factory=list)

    def count(self, kind: HistoryKind, taken: TakenIn) -> None:
        """Note how many came, changed and were withdrawn; a kind of which none did is left out."""
        numbers = {"added": taken.added, "changed": taken.changed, "departed": taken.withdrawn}
        for name, number in numbers.items():
            if number:
                self.counts[name][kind.value] = number


def take_in_histories(  # noqa: PLR0913  # as `take_in`
    store: Store,
    school: SchoolCode,
    connector: object,
    run: Run,
    *,
    by: str,
    progress: Callable[[int, int | None], None] | None = None,
) -> Run:
    """Take in the results and report cards that the connector has, and add what came of it to `run`. Return the run.

    Documents of report cards are not fetched here, see `fetch_documents`.
    """
    pulls = list(_pulls(connector))
    if not pulls or run.state not in FOLLOWED or run.dry_run:
        return run
    brought = Brought()
    for kind, pull in pulls:
        try:
            with store.open(school, by) as books:
                _Lane(books, kind, run, brought, progress).take_in(pull)
        except HubError as error:
            brought.sentences.append(_failed(kind, error.text))
    with store.open(school, by) as books:
        books.runs.add_history(run.id, brought.counts, brought.rejected, brought.sentences)
        if any(brought.counts.values()):
            books.audit.write("intake.histories", f"run {run.id}", {"counts": brought.counts})
        if books.history.waiting():
            defer_once(books, "fetch_documents")
        return books.runs.get(run.id) or run


def _pulls(connector: object) -> Iterator[tuple[HistoryKind, Pull]]:
    if isinstance(connector, HasResults):
        yield HistoryKind.RESULTS, connector.results
    if isinstance(connector, HasReportCards):
        yield HistoryKind.REPORT_CARDS, connector.report_cards


class _Lane:
    """One pull of one kind, in one transaction."""

    def __init__(
        self,
        books: Books,
        kind: HistoryKind,
        run: Run,
        brought: Brought,
        progress: Callable[[int, int | None], None] | None,
    ) -> None:
        self._books, self._kind, self._run, self._brought = books, kind, run, brought
        self._progress = progress
        self._staging: HistoryStaging = books.history_staging(kind)
        self._today = datetime.now(DUTCH_TIME).date()
        self._source: Source | None = None
        self._complete: Complete | None = None
        self._assessments = books.history.assessments() if kind is HistoryKind.RESULTS else {}
        self._new: list[Assessment] = []
        self._batch: list[Result | ReportCard] = []
        self._refused: list[Result | ReportCard] = []

    def take_in(self, pull: Pull) -> None:
        """Read the pull to its end and take it in. Raises a `HubError` where it fails; then nothing of it is kept."""
        if not self._books.staging.wait_for_turn(TURN_SECONDS):
            raise LasUnavailableError(BUSY)
        since = self._staging.since(self._run.plugin, datetime.now(UTC))
        self._staging.begin()
        for each in pull(self._ask(since)):
            self._take(each)
        self._flush()
        if self._source is None or self._complete is None:
            raise ContractBrokenError(NOT_WHOLE)
        whole = since is None and self._kind in self._complete.histories
        taken = self._staging.take_in(self._run.id, whole=whole)
        self._tell(taken)
        if self._kind is HistoryKind.RESULTS and taken.added + taken.changed + taken.withdrawn:
            self._books.tell(ResultsChanged(at=datetime.now(UTC), run=self._run.id))
        if self._source.made_at is not None and not taken.unknown:
            self._staging.note_pull(self._run.plugin, zoned(self._source.made_at), whole=since is None)

    def _ask(self, since: datetime | None) -> Ask:
        bare = Ask(school=self._books.school, since=since)
        return bare if self._progress is None else Ask(school=bare.school, since=since, progress=self._progress)

    def _take(self, each: PulledHistory) -> None:
        if isinstance(each, Source):
            self._admit(each)
        elif isinstance(each, Rejected):
            self._reject([each])
        elif isinstance(each, Note):
            self._brought.sentences.append(each.text)
        elif isinstance(each, Complete):
            self._complete = each
        elif self._source is None:
            raise no_source()
        elif isinstance(each, Assessment):
            self._take_assessment(each)
        else:
            self._take_record(each)

    def _admit(self, source: Source) -> None:
        if source.school not in (None, self._books.school.code):
            raise SourceRefusedError(_another_school(source.school))
        self._source = source

    def _take_assessment(self, assessment: Assessment) -> None:
        faults = list(faults_of_assessment(assessment))
        self._reject(faults)
        usable = _without_norms(assessment) if faults else assessment
        self._assessments[usable.key] = usable
        self._new.append(usable)
        if len(self._new) >= BATCH:
            self._flush()

    def _take_record(self, record: Result | ReportCard) -> None:
        faults = list(self._faults(record))
        self._reject(faults)
        (self._refused if any(each.cost is Cost.RECORD for each in faults) else self._batch).append(record)
        if len(self._batch) + len(self._refused) >= BATCH:
            self._flush()

    def _faults(self, record: Result | ReportCard) -> Iterable[Rejected]:
        if isinstance(record, Result):
            return faults_of_result(record, self._assessments.get(record.assessment), self._today)
        return faults_of_report_card(record, self._today)

    def _flush(self) -> None:
        self._staging.put_assessments(self._new)
        self._staging.write(self._batch)
        self._staging.write(self._refused, refused=True)
        self._new, self._batch, self._refused = [], [], []

    def _tell(self, taken: TakenIn) -> None:
        self._reject(fault_of(each, "history.pupil", UNKNOWN_PUPIL, "pupil") for each in taken.unknown)
        self._reject(fault_of(each, "history.repeated", REPEATED) for each in taken.repeated)
        self._reject(fault_of(each, "history.moved", MOVED, "pupil") for each in taken.moved)
        if taken.too_much_absent:
            self._brought.sentences.append(_much_absent(self._kind, taken.too_much_absent))
        self._brought.count(self._kind, taken)

    def _reject(self, faults: Iterable[Rejected]) -> None:
        room = MOST_FAULTS - len(self._brought.rejected)
        self._brought.rejected += list(faults)[: max(0, room)]


def _without_norms(assessment: Assessment) -> Assessment:
    parts = tuple(replace(each, norms=()) for each in assessment.parts)
    return replace(assessment, norms=(), parts=parts, scale_from=None, scale_to=None)


NOUNS = {
    HistoryKind.RESULTS: Text("resultaten", "results"),
    HistoryKind.REPORT_CARDS: Text("rapporten", "report cards"),
}
NOT_WHOLE = Text(
    "De koppeling gaf niet alles door. Er is niets van overgenomen. Meld dit bij de leverancier van de plugin.",
    "The connector did not give everything. Nothing of it was taken over. Report this to the plugin's vendor.",
)


def _failed(kind: HistoryKind, why: Text) -> Text:
    noun = NOUNS[kind]
    return Text(f"De {noun.nl} zijn niet bijgewerkt. {why.nl}", f"The {noun.en} were not brought up to date. {why.en}")


def _another_school(found: SchoolCode | None) -> Text:
    return Text(
        f"Ze zijn van een andere school ({found}). Controleer de instellingen van de koppeling.",
        f"They are of another school ({found}). Check the settings of the coupling.",
    )


def _much_absent(kind: HistoryKind, number: int) -> Text:
    noun = NOUNS[kind]
    return Text(
        f"{number} {noun.nl} staan niet meer in het LAS. Dat zijn er zo veel dat de hub ze heeft laten staan. Kijk in "
        "het LAS of ze er echt niet meer horen te zijn, en trek ze daar één voor één in.",
        f"{number} {noun.en} are no longer in the LAS. These are so many that the hub left them as they were. Look in "
        "the LAS whether they really should be gone, and withdraw them there one by one.",
    )
