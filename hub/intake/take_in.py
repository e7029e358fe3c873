"""One run of the intake: pull, check, diff, plan, brake, apply."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hub.contract import Ask, ContractBrokenError, HubError, IntakeFinished, LasUnavailableError, SourceRefusedError
from hub.intake.admission import Latest, admit
from hub.intake.brake import Limits, reasons_to_hold
from hub.intake.gather import Gathered, Gathering, counts_by_name
from hub.records import Complete, Kind, Pulled, SchoolCode, Source, Text
from hub.store import Books, Store
from hub.store.runs import Ending, Run, State
from hub.store.steps import Action

TURN_SECONDS = 60
"""How long a run waits for another run of the same school."""

PROGRESS_SECONDS = 0.5


def take_in(  # noqa: PLR0913  # a run is all of these
    store: Store,
    school: SchoolCode,
    pull: Callable[[Ask], Iterator[Pulled]],
    *,
    plugin: str,
    by: str,
    source_name: str = "",
    dry_run: bool = False,
    run: int | None = None,
    since: datetime | None = None,
    progress: Callable[[int, int | None], None] | None = None,
    limits: Limits | None = None,
) -> Run:
    """Bring what a LAS says into the hub, or with `dry_run` say what it would change. Return the run.

    `run` is a run that waits already. With `since`, the LAS is asked for what changed after that moment of its own:
    nobody departs by that, whatever the answer claims to be. A pull that fails changes nothing and ends `refused` with
    its sentence, in the history; only an error that is no `HubError` is raised, after the run is marked `failed`.
    """
    if run is None:
        with store.open(school, by) as books:
            run = books.runs.create(plugin, source_name, dry_run=dry_run)
    attempt = _Attempt(
        store, school, by, run, dry_run=dry_run, since=since, limits=limits or Limits(), listener=progress
    )
    try:
        attempt.make(pull)
    except HubError as error:
        attempt.end_without_change(State.REFUSED, error.text)
    except BaseException:
        attempt.end_without_change(State.FAILED, BROKEN)
        raise
    with store.open(school, by) as books:
        return _existing(books, run)


@dataclass(slots=True, kw_only=True)
class _Timing:
    started: float = field(default_factory=time.monotonic)
    told: float = field(default_factory=time.monotonic)


class _Attempt:
    def __init__(  # noqa: PLR0913
        self,
        store: Store,
        school: SchoolCode,
        by: str,
        run: int,
        *,
        dry_run: bool,
        since: datetime | None,
        limits: Limits,
        listener: Callable[[int, int | None], None] | None,
    ) -> None:
        self._store, self._school, self._by, self._run = store, school, by, run
        self._dry_run, self._since, self._limits, self._listener = dry_run, since, limits, listener
        self._timing = _Timing()
        self._rollover = False
        self._source: Source | None = None

    def make(self, pull: Callable[[Ask], Iterator[Pulled]]) -> None:
        with self._store.open(self._school, self._by) as books:
            if not books.staging.wait_for_turn(TURN_SECONDS):
                raise LasUnavailableError(BUSY)
            with self._store.open(self._school, self._by) as aside:
                aside.runs.start(self._run)
            self._timing = _Timing()
            latest = Latest(*books.runs.latest_applied())
            gathering = Gathering(books, self._run, lambda source: self._admit(source, latest))
            ask = Ask(school=books.school, since=self._since, progress=self._progress)
            gathered = gathering.gather(self._without_departures(_to_the_end(pull(ask))))
            if gathered.source is None:
                raise ContractBrokenError(NOTHING_SAID)
            if self._since is None and _nobody_left(gathered):
                self._end(books, Gathered(rejected=gathered.rejected), State.REFUSED, (NOBODY_LEFT,), None)
            else:
                self._settle(books, gathered)

    def _without_departures(self, pulled: Iterator[Pulled]) -> Iterator[Pulled]:
        """Yield it all; where changes were asked for, without the claim that it is all there is.

        A rollover is another matter: a person decides on it, and whole kinds of it are of the new year.
        """
        for each in pulled:
            is_claim = isinstance(each, Complete) and self._since is not None and not self._rollover
            yield Complete() if is_claim else each

    def _admit(self, source: Source, latest: Latest) -> None:
        self._source = source
        self._rollover = admit(source, self._school, latest)

    def _settle(self, books: Books, gathered: Gathered) -> None:
        """Keep the plan, and apply it where nothing stands in the way."""
        gathered.tally.class_names = {each.key: str(each.name or each.key) for each in books.roll.groups()}
        if gathered.counts[Action.DEPART] and self._source:
            gathered.tally.gone_lately = books.staging.gone_lately(self._source.made_at)
        reasons = () if self._rollover else reasons_to_hold(gathered.tally, self._limits)
        state = self._state(gathered, held=bool(reasons))
        version = None
        if gathered.steps:
            books.staging.settle(self._run)
            if state is State.APPLIED:
                version = books.staging.apply(self._run)
        announced = (ROLLOVER,) if self._rollover and gathered.steps else ()
        sentences = (*announced, *reasons, *gathered.notes)
        self._end(books, gathered, state, sentences, version)

    def _state(self, gathered: Gathered, *, held: bool) -> State:
        if not gathered.steps:
            return State.UNCHANGED
        if self._dry_run or self._rollover:
            return State.PLANNED
        return State.HELD if held else State.APPLIED

    def _end(
        self, books: Books, gathered: Gathered, state: State, sentences: tuple[Text, ...], version: int | None
    ) -> None:
        if state is not State.REFUSED and not self._dry_run and (self._since is None or self._rollover):
            books.runs.replace_open(self._run, rollover=self._rollover)
        counts = counts_by_name(gathered)
        books.tell(IntakeFinished(at=datetime.now(UTC), run=self._run, outcome=state.value))
        if state is not State.UNCHANGED or self._since is None:  # to look for changes and find none is no act
            books.audit.write(
                f"intake.{state.value}",
                f"run {self._run}",
                {"counts": counts, "rejected": gathered.rejected},
                plan_hash=gathered.plan_hash,
            )
        books.runs.finish(
            self._run,
            Ending(
                state=state,
                counts=counts,
                rejected_count=gathered.rejected,
                sentences=sentences,
                source=self._source,
                rollover=self._rollover,
                plan_hash=gathered.plan_hash,
                seconds=time.monotonic() - self._timing.started,
                applied_version=version,
                complete=gathered.complete,
            ),
        )

    def end_without_change(self, state: State, sentence: Text) -> None:
        """Write that nothing came of the run. Everything of the pull was rolled back before."""
        with self._store.open(self._school, self._by) as books:
            books.audit.write(f"intake.{state.value}", f"run {self._run}", {"why": sentence.nl})
            books.tell(IntakeFinished(at=datetime.now(UTC), run=self._run, outcome=state.value))
            seconds = time.monotonic() - self._timing.started
            books.runs.finish(
                self._run, Ending(state=state, sentences=(sentence,), source=self._source, seconds=seconds)
            )

    def _progress(self, done: int, total: int | None) -> None:
        if self._listener:
            self._listener(done, total)
        now = time.monotonic()
        if now - self._timing.told >= PROGRESS_SECONDS:
            self._timing.told = now
            with self._store.open(self._school, self._by) as aside:
                aside.runs.progress(self._run, done, total)


def _to_the_end(pulled: Iterator[Pulled]) -> Iterator[Pulled]:
    """Yield it all; a file that goes away or cannot be read on is no fault of the hub."""
    try:
        yield from pulled
    except (ConnectionError, TimeoutError):
        raise
    except OSError as error:
        raise SourceRefusedError(GONE) from error


def _nobody_left(gathered: Gathered) -> bool:
    return bool(gathered.rejected) and not gathered.said[Kind.PUPILS] and not gathered.said[Kind.GUARDIANS]


def _existing(books: Books, run: int) -> Run:
    found = books.runs.get(run)
    if found is None:
        raise LookupError(run)
    return found


BUSY = Text(
    "Er loopt al een verwerking voor deze school. Wacht tot die klaar is en probeer het dan opnieuw.",
    "Another run for this school is still going on. Wait until it is done, then try again.",
)
BROKEN = Text(
    "De verwerking is afgebroken door een fout in de hub. Er is niets veranderd. Probeer het opnieuw; blijft het "
    "misgaan, geef dan het nummer van deze verwerking door aan uw beheerder.",
    "The run was broken off by a fault in the hub. Nothing was changed. Try again; if it keeps failing, give the "
    "number of this run to your administrator.",
)
GONE = Text(
    "Het bestand kon niet tot het einde gelezen worden: het is weg, of mag niet gelezen worden. Er is niets veranderd. "
    "Zet het terug, kijk of de hub het mag lezen, en probeer het opnieuw.",
    "The file could not be read to its end: it is gone, or may not be read. Nothing was changed. "
    "Put it back, check that the hub may read it, and try again.",
)
NOTHING_SAID = Text(
    "De koppeling gaf geen gegevens. Er is niets veranderd. Meld dit bij de leverancier van de plugin.",
    "The connector gave no data. Nothing was changed. Report this to the plugin's vendor.",
)
NOBODY_LEFT = Text(
    "Geen enkele leerling in deze gegevens is bruikbaar. Er is niets veranderd. Vraag uw LAS-leverancier om een export "
    "die aan de standaard voldoet.",
    "Not one pupil in this data can be used. Nothing was changed. Ask your LAS vendor for an export that follows the "
    "standard.",
)
ROLLOVER = Text(
    "Dit is een jaarovergang: de gegevens zijn van een volgend schooljaar. Bij goedkeuren gaat de hele school in één "
    "keer over.",
    "This is a school-year rollover: the data is of a next school year. On approval the whole school goes over at "
    "once.",
)
