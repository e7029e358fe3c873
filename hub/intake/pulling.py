"""Pulling from the school's LAS: the intake of whatever it says now, or of what changed since it last said all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hub.contract import (
    Ask,
    ConfigurationError,
    Connector,
    HubError,
    LasUnavailableError,
    ReadsFiles,
    SourceRefusedError,
)
from hub.intake.histories import take_in_histories
from hub.intake.take_in import BROKEN, BUSY, take_in
from hub.records import Pulled, SchoolCode, SchoolYear, Text
from hub.registry import Registry
from hub.store import Books, Run, State, Store
from hub.store.asking import las_of
from hub.store.couplings import OVERLAP, Retry


def pull_in(  # noqa: PLR0913  # a run is all of these
    store: Store,
    registry: Registry,
    school: SchoolCode,
    *,
    by: str,
    changes: bool = False,
    run: int | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int | None], None] | None = None,
    overlap: timedelta = OVERLAP,
) -> Run:
    """Take in what the school's LAS says, or with `dry_run` say what it would change. Return the run.

    `changes` asks for what changed since the LAS last said everything that the hub has, less `overlap`; nobody departs
    by that. `run` is a run that waits already. How it went is kept as the state of the coupling. Raises
    `ConfigurationError` where the school has no LAS that can be pulled from: there is no run then.
    """
    with store.open(school, by) as books:
        plugin, connector = pulling_las(registry, books)
        since = _since(books, plugin, overlap) if changes else None
        run = run or books.runs.create_pull(plugin, since, dry_run=dry_run)
        is_pulled = _is_pulled(books, plugin, connector)
    wire = _Wire(connector)
    told = None if dry_run else _Telling(store, school, by, plugin, is_pulled, everything=since is None)
    try:
        made = take_in(
            store,
            school,
            wire.pull,
            plugin=plugin,
            by=by,
            source_name=plugin,
            dry_run=dry_run,
            run=run,
            since=since,
            progress=progress,
        )
    except Exception as error:
        if told:
            told.failed(error, BROKEN)
        raise
    if told:
        told.ended(made, wire.error)
    return take_in_histories(store, school, connector, made, by=by, progress=progress)


@dataclass(slots=True)
class _Wire:
    """The connector, and the error with which it broke off, where it did."""

    connector: Connector
    error: HubError | None = None

    def pull(self, ask: Ask) -> Iterator[Pulled]:
        try:
            yield from self.connector.pull(ask)
        except HubError as error:
            self.error = error
            raise


@dataclass(frozen=True, slots=True)
class _Telling:
    """Keeps how a pull went."""

    store: Store
    school: SchoolCode
    by: str
    plugin: str
    is_pulled: bool
    everything: bool = field(kw_only=True)

    def ended(self, run: Run, error: HubError | None) -> None:
        if run.state is not State.REFUSED:
            with self.store.open(self.school, self.by) as books:
                fresh = run.state in FRESH
                books.coupling.worked(self.plugin, everything=self.everything, fresh=fresh)
        elif BUSY not in run.sentences:  # then nothing was asked: another run of the school was going on
            self.failed(error or SourceRefusedError(run.sentences[0]), run.sentences[0])

    def failed(self, error: Exception, sentence: Text) -> None:
        if not self.is_pulled:
            return
        with self.store.open(self.school, self.by) as books:
            retry = retry_after(error)
            name = type(error).__name__
            books.coupling.failed(self.plugin, name, sentence, retry, everything=self.everything)


FRESH = frozenset({State.APPLIED, State.UNCHANGED})
"""Outcomes of a pull after which the hub has what the LAS says."""


def retry_after(error: Exception) -> Retry:
    """Return when a pull that failed so is tried again: an error's class says what happens next."""
    if isinstance(error, ConfigurationError):
        return Retry.PERSON
    return Retry.SOON if isinstance(error, LasUnavailableError) else Retry.TONIGHT


def pull_by_itself(store: Store, registry: Registry, school: int, *, by: str, changes: bool) -> Run | None:
    """Pull because the clock rang. `None` where there is nothing to pull from, or a plan waits for a decision.

    While a plan of a pull waits, changes are not asked for: they would make the plan stale under the eyes of whoever
    looks at it. The pull of the night makes a new plan in its place.
    """
    with store.open(school, by) as books:
        code = books.school.code
        if not books.coupling.times().on or (changes and books.runs.pull_waits()):
            return None
        try:
            is_pulled = _is_pulled(books, *pulling_las(registry, books))
        except ConfigurationError as error:
            _nothing_to_pull(books, error)
            return None
        if not is_pulled:
            books.coupling.none()
            return None
    return pull_in(store, registry, code, by=by, changes=changes)


def _nothing_to_pull(books: Books, error: ConfigurationError) -> None:
    """Let the pulls rest; where the LAS that was pulled from is still on, somebody should know."""
    plugin = books.coupling.state().plugin
    state = books.plugins.states().get(plugin or "")
    if plugin is not None and state is not None and state.on:
        books.coupling.failed(plugin, type(error).__name__, error.text, Retry.TONIGHT, everything=True)
    else:
        books.coupling.none()


def pulling_las(registry: Registry, books: Books) -> tuple[str, Connector]:
    """Return the school's LAS where the hub can pull from it."""
    plugin, connector = las_of(registry, books)
    if not isinstance(connector, Connector) or (isinstance(connector, ReadsFiles) and books.plugins.las() != plugin):
        raise ConfigurationError(_files_only(plugin))
    return plugin, connector


def pulled_las(registry: Registry, books: Books) -> str | None:
    """Return the plugin of the LAS that the hub pulls from, or would; `None` where the school brings files."""
    try:
        plugin, connector = pulling_las(registry, books)
    except ConfigurationError:
        return books.coupling.state().plugin
    return plugin if _is_pulled(books, plugin, connector) else None


def _is_pulled(books: Books, plugin: str, connector: Connector) -> bool:
    """Tell whether this is a way to pull; that of one that reads files too is known by its having worked."""
    return not isinstance(connector, ReadsFiles) or books.coupling.state().plugin == plugin


def _since(books: Books, plugin: str, overlap: timedelta) -> datetime | None:
    """Return after which moment to ask; for another school year than the hub has, everything is asked."""
    year, _ = books.runs.latest_applied()
    if year is not None and year != SchoolYear.at(datetime.now(UTC).date()):
        return None
    return books.coupling.since(plugin, overlap)


def _files_only(plugin: str) -> Text:
    return Text(
        f"De koppeling {plugin} leest bestanden; er valt niets op te halen. Gebruik 'hub import', of kies een ander "
        "LAS met 'hub school las'.",
        f"The coupling {plugin} reads files; there is nothing to pull. Use 'hub import', or choose another LAS with "
        "'hub school las'.",
    )
