"""What jobs do. Nothing here knows the queue: each task is a method that gets what the job carries.

Only numbers of schools and runs, names of tasks and classes of errors are logged: the words of an error may hold a
pupil's name.
"""

import os
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path

import structlog

from hub import campaigns, changes
from hub.contract import Ask, ConfigurationError, HubError
from hub.intake import fetch_documents, file_reader, pull_by_itself, pull_in, take_in
from hub.intake.take_in import BUSY
from hub.jobs.drop import KEEP_REFUSED_DAYS, DropFolder, Dropped
from hub.jobs.limits import Limits
from hub.mail import Post, remind_of_information, tell_news
from hub.privacy.keeping import forget_letters_of_hub, keep_terms, today_at
from hub.privacy.takeout import fail_takeout, make_takeout
from hub.records import Pulled, SchoolCode, Text
from hub.registry import Registry
from hub.reports.paper import BROKEN_OFF, Printing
from hub.store import Books, Store
from hub.store.deferring import defer_once
from hub.store.runs import Ending, Run, State
from hub.webhooks import KEEP_DAYS, Courier

DAY = 86400.0
BY = "hub"
DROP = "drop"

_log = structlog.get_logger(__name__)


class JobFailedError(Exception):
    """A job failed through a fault in the hub or a plugin. Its text names numbers and a class, and nothing else."""


class UnreadableFileError(HubError):
    """The file is gone, or the hub has no right to read it. Nothing was changed."""


@dataclass(frozen=True)
class Work:
    """Everything that jobs need. `drop` is the folder in which every school has one of its own."""

    store: Store
    registry: Registry
    drop: Path
    limits: Limits
    post: Post = field(default_factory=Post.from_environment, repr=False)

    @cached_property
    def courier(self) -> Courier:
        """What sends messages to other programs."""
        return Courier.of(self.limits.worker_threads)

    def drop_of(self, school: SchoolCode) -> DropFolder:
        """Return the drop folder of one school."""
        spool = self.store.home.spool / "drop" / str(school)
        return DropFolder(self.drop / str(school), spool, quiet=self.limits.drop_quiet)

    def intake_file(self, school: int, run: int, path: str) -> None:
        """Take in a file that was brought, for a run that waits. The file goes, whatever happens: it holds BSNs."""
        with _told("intake_file", school=school, run=run):
            try:
                self._take_in(school, Path(path), run)
            except Exception:
                self._end(school, run, OUR_FAULT)
                raise
            finally:
                remove_spooled(Path(path))

    def give_up(self, task: str, arguments: Mapping[str, object]) -> None:
        """Clean up after a job that broke off so often that it is not tried again."""
        school, run, path = arguments.get("school"), arguments.get("run"), arguments.get("path")
        item, paper = arguments.get("item"), arguments.get("paper")
        _log.error("job given up", task=task, school=school, run=run)
        if isinstance(path, str):
            remove_spooled(Path(path))
        if isinstance(school, int) and isinstance(run, int):
            self._end(school, run, GIVEN_UP)
        if isinstance(school, int) and isinstance(item, int):
            changes.give_up(self.store, school, item)
        if isinstance(school, int) and isinstance(paper, int):
            self._printing(school, paper).fail(BROKEN_OFF)
        if isinstance(school, int) and isinstance(takeout := arguments.get("takeout"), int):
            fail_takeout(self.store, school, takeout)

    def pull_in(self, school: int) -> None:
        """Pull what changed, to see whether the LAS shows what was written to it."""
        with _told("pull_in", school=school):
            with self.store.open(school, BY) as books:
                code = books.school.code
            with suppress(ConfigurationError):  # the school's page says what to set; there is nothing to pull
                pull_in(self.store, self.registry, code, by=BY, changes=True)

    def pull_now(self, school: int, run: int) -> None:
        """Pull everything for a run that a person asked for."""
        with _told("pull_now", school=school, run=run):
            with self.store.open(school, BY) as books:
                code, waiting = books.school.code, books.runs.get(run)
            if waiting is None or waiting.state not in UNENDED:
                return  # it is done already: the worker was killed between the end of the run and that of the job
            try:
                pull_in(self.store, self.registry, code, by=waiting.started_by, run=run)
            except ConfigurationError as error:
                self._end(school, run, error.text)
            except Exception:
                self._end(school, run, OUR_FAULT)
                raise

    def pull_by_itself(self, school: int, *, changes: bool) -> None:
        """Pull because the clock rang."""
        with _told("pull_changes" if changes else "pull_all", school=school):
            pull_by_itself(self.store, self.registry, school, by=BY, changes=changes)

    def fetch_documents(self, school: int) -> None:
        """Fetch documents of report cards that wait; where more wait after these, let another job go on."""
        with _told("fetch_documents", school=school):
            fetched = fetch_documents(self.store, self.registry, school, by=BY)
            if fetched.waiting and fetched.stopped is None and fetched.kept + fetched.refused:
                with self.store.open(school, BY) as books:
                    defer_once(books, "fetch_documents")

    def write_back(self, school: int, item: int) -> None:
        """Take the next step with one change towards the LAS."""
        with _told("write_back", school=school, item=item):
            changes.go_on(self.store, self.registry, school, item, first_pause=self.limits.write_pause)

    def tend_changes(self, school: int) -> None:
        """Look for changes whose job was lost, and for tasks that are due."""
        with _told("tend_changes", school=school):
            changes.tend(self.store, self.registry, school, patience=self.limits.tend_every)
            with self.store.open(school, BY) as books:
                campaigns.tend(books, datetime.now(UTC))
                remind_of_information(self.registry, books, datetime.now(UTC))
            self.post.tend(self.store, school)
            self.courier.tend(self.store, school)

    def send_webhooks(self, school: int, webhook: int) -> None:
        """Send what is due to one address of a school."""
        with _told("send_webhooks", school=school, webhook=webhook):
            self.courier.send_due(self.store, school, webhook)

    def tell_news(self, school: int) -> None:
        """Look for what is new to the guardians of a school, and let letters tell them."""
        with _told("tell_news", school=school):
            tell_news(self.store, self.registry, school)

    def send_letters(self, school: int | None) -> None:
        """Send the letters of a school, or of the hub as a whole, that are due."""
        with _told("send_letters", **({} if school is None else {"school": school})):
            self.post.send_due(self.store, school)

    def make_papers(self, school: int, paper: int) -> None:
        """Put reports on paper, for a run that a person asked for."""
        with _told("make_papers", school=school, paper=paper):
            printing = self._printing(school, paper)
            try:
                printing.make()
            except Exception:
                printing.fail(BROKEN_OFF)
                raise

    def _printing(self, school: int, paper: int) -> Printing:
        return Printing(store=self.store, registry=self.registry, school=school, number=paper)

    def make_takeout(self, school: int, takeout: int) -> None:
        """Make the file with everything of a person that somebody asked for."""
        with _told("make_takeout", school=school, takeout=takeout):
            try:
                make_takeout(self.store, self.registry, school, takeout)
            except Exception:
                fail_takeout(self.store, school, takeout)
                raise

    def keep_terms(self, school: int) -> None:
        """Erase what is due by the terms of a school; where more is left, let another job go on."""
        with _told("keep_terms", school=school):
            if keep_terms(self.store, self.registry, school, today_at(datetime.now(UTC))):
                with self.store.open(school, BY) as books:
                    defer_once(books, "keep_terms")

    def watch_drop(self, school: int) -> None:
        """Take in every whole file in the school's drop folder, one after another."""
        with _told("watch_drop", school=school):
            with self.store.open(school, BY) as books:
                code = books.school.code
            folder = self.drop_of(code)
            folder.folder.mkdir(mode=0o770, parents=True, exist_ok=True)
            for dropped in folder.take():
                self._take_dropped(school, folder, dropped)

    def _take_dropped(self, school: int, folder: DropFolder, dropped: Dropped) -> None:
        try:
            run = self._take_in(school, dropped.path)
        except Exception:
            folder.refuse(dropped, [OUR_FAULT])
            raise
        if BUSY in run.sentences:
            return  # it stays in the spool; the next look takes it up again
        if run.state is State.REFUSED:
            folder.refuse(dropped, list(run.sentences))
        else:
            folder.done(dropped)

    def sweep(self) -> None:
        """Remove what has had its time: sessions, login attempts, files that nobody came back for."""
        with _told("sweep"):
            with self.store.directory() as directory:
                directory.sessions.expire()
                directory.attempts.expire(datetime.now(UTC) - timedelta(seconds=DAY))
                schools = [each.code for each in directory.schools()]
            self.post.tend(self.store, None)
            forget_letters_of_hub(self.store, today_at(datetime.now(UTC)))
            remove_orphans(self.store.home.spool, DAY)
            for school in schools:
                with self.store.open(school, BY) as books:
                    books.documents.sweep(DAY)
                    books.papers.expire(DAY)
                    books.webhooks.forget(datetime.now(UTC) - timedelta(days=KEEP_DAYS))
                    books.api_tokens.forget_asked(datetime.now(UTC) - timedelta(seconds=DAY))
                    books.takeouts.expire()
                self.drop_of(school).forget_refused(KEEP_REFUSED_DAYS * DAY)

    def _take_in(self, school: int, path: Path, number: int | None = None) -> Run:
        with self.store.open(school, BY) as books:
            code = books.school.code
            waiting = books.runs.get(number) if number is not None else None
            if number is not None and waiting is None:
                raise LookupError(number)  # not a run of this school: nothing of it may come here
            plugin = waiting.plugin if waiting else self._reading_plugin(books)
        if waiting is not None and waiting.state not in UNENDED:
            return waiting  # the worker was killed between the end of the run and the end of the job
        return take_in(
            self.store,
            code,
            partial(self._pull, school, path),
            plugin=plugin,
            by=waiting.started_by if waiting else DROP,
            source_name="" if waiting else shown_name(path.name),
            dry_run=waiting is not None and waiting.dry_run,
            run=number,
        )

    def _pull(self, school: int, path: Path, ask: Ask) -> Iterator[Pulled]:
        """Find the reader only now, so that a school without one gets the sentence in its history."""
        if not os.access(path, os.R_OK):
            raise UnreadableFileError(UNREADABLE)
        with self.store.open(school, BY) as books:
            _, reader = file_reader(self.registry, books)
        yield from reader.pull_file(path, ask)

    def _reading_plugin(self, books: Books) -> str:
        try:
            return file_reader(self.registry, books)[0]
        except ConfigurationError:
            return ""

    def _end(self, school: int, run: int, sentence: Text) -> None:
        """End a run that nothing works on any more, unless it ended already."""
        with self.store.open(school, BY) as books:
            found = books.runs.get(run)
            if found is not None and found.state in UNENDED:
                books.runs.finish(run, Ending(state=State.FAILED, sentences=(sentence,)))


@contextmanager
def _told(task: str, **numbers: int) -> Iterator[None]:
    """Log a job by its numbers. An error goes on as its class only: its own words may hold a pupil's name."""
    began = time.monotonic()
    try:
        yield
    except Exception as error:  # noqa: BLE001  # whatever it is, the queue may see no more of it than its class
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        _log.error("job failed", task=task, **numbers, error=type(error).__name__, where=where)
        raise JobFailedError(f"{task} {numbers}: {type(error).__name__} at {where}") from None
    _log.debug("job done", task=task, **numbers, seconds=round(time.monotonic() - began, 3))


def shown_name(name: str) -> str:
    """Return the name of a file as a page or a terminal can show it, whatever bytes somebody gave it."""
    readable = os.fsencode(name).decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in readable)


def remove_spooled(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def remove_orphans(spool: Path, older_than: float) -> int:
    """Remove files in the spool whose job never came or never ended, with the folders that are empty then."""
    old = time.time() - older_than
    gone = 0
    for folder, folders, files in os.walk(spool, topdown=False):
        for name in files:
            path = Path(folder, name)
            with suppress(OSError):
                if path.lstat().st_ctime < old:
                    path.unlink()
                    gone += 1
        for name in folders:
            with suppress(OSError):
                if Path(folder, name).lstat().st_mtime < old:
                    Path(folder, name).rmdir()
    return gone


UNENDED = frozenset({State.WAITING, State.RUNNING})
OUR_FAULT = Text(
    "De verwerking is afgebroken door een fout in de hub. Er is niets veranderd. Lever het bestand opnieuw aan; blijft "
    "het misgaan, geef dan het nummer van deze verwerking door aan uw beheerder.",
    "The run was broken off by a fault in the hub. Nothing was changed. Bring the file again; if it keeps failing, "
    "give the number of this run to your administrator.",
)
UNREADABLE = Text(
    "De hub kan dit bestand niet lezen: het is weg, of de hub mag er niet bij. Er is niets veranderd. Lever het "
    "opnieuw aan; helpt dat niet, vraag dan uw beheerder om de rechten van het bestand na te kijken.",
    "The hub cannot read this file: it is gone, or the hub has no right to it. Nothing was changed. Bring it again; if "
    "that does not help, ask your administrator to look at the rights of the file.",
)
GIVEN_UP = Text(
    "De verwerking is een paar keer halverwege afgebroken en wordt niet opnieuw geprobeerd. Er is niets veranderd. "
    "Lever het bestand opnieuw aan en waarschuw uw beheerder.",
    "The run broke off halfway a few times and is not tried again. Nothing was changed. Bring the file again and warn "
    "your administrator.",
)
