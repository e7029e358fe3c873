"""The conformance kit: every promise of a LAS connector, as tests.

A vendor's whole test is

    class TestMyLas(ConnectorKit):
        connector = staticmethod(lambda: MyConnector(address_of_my_simulator))

A connector that reads files and cannot write them also names good ones: `files = (Path("tests/good.csv"),)`. One that
writes changes back names some that its LAS carries out: `writes = (Write(...),)`.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

import pytest

from hub.contract import (
    Ask,
    Checked,
    Connector,
    Direction,
    HasReportCards,
    HasResults,
    HubError,
    Plugin,
    ReadsFiles,
    School,
    SourceRefusedError,
    Write,
    WritesBack,
    WritesFiles,
    WriteState,
    declared,
)
from hub.records import RECORD_TYPES, HistoryKind, Kind, Pulled, Record, ReportCard, SchoolCode, Source, field_names
from hub.testing.declaring import undeclared_of
from hub.testing.history_promises import broken_document, broken_history_promises
from hub.testing.made_up import MadeUpSchool, made_up_school
from hub.testing.promises import broken_progress, broken_promises

NOT_THE_STANDARD = {
    "empty": b"",
    "blank": b" \r\n\r\n",
    "html": b"<!DOCTYPE html>\n<html><head><title>Inloggen</title></head><body>Log in</body></html>",
    "zeros": bytes(4096),
    "noise": bytes(range(256)) * 16,
}
"""What comes in place of a good file: an upload that failed, a page that says to log in, a broken disk."""


class ConnectorKit:
    """The tests. `connector` makes a connector that works; `files` are files that it reads, `code` is their school.

    `writes` are changes that the LAS carries out, within `patience` seconds. `plugin` is the connector's plugin,
    whose manifest is held against what the connector brings and writes.
    """

    connector: Callable[[], Any]
    files: ClassVar[tuple[Path, ...]] = ()
    code: ClassVar[SchoolCode] = SchoolCode("99XX")
    writes: ClassVar[tuple[Write, ...]] = ()
    patience: ClassVar[float] = 30.0
    plugin: ClassVar[Plugin | None] = None

    def test_the_connector_can_do_something(self) -> None:
        made = self.connector()
        assert isinstance(made, Connector | ReadsFiles | WritesFiles), "a connector pulls, reads files or writes them"

    def test_check_answers_and_says_what_to_do(self) -> None:
        made = _able(self.connector(), Connector)
        checked = made.check()
        assert isinstance(checked, Checked)
        assert checked.text.nl, "the answer has a sentence in Dutch"
        assert checked.text.en, "the answer has a sentence in English"

    def test_a_pull_keeps_its_promises(self) -> None:
        made = _able(self.connector(), Connector)
        self._keeps_promises(made.pull)

    def test_what_it_brings_and_writes_is_declared(self, tmp_path: Path) -> None:
        if self.plugin is None:
            pytest.skip("name the plugin, so that its manifest is checked")
        made = self.connector()
        pulls = [getattr(made, name) for name in ("pull", "results", "report_cards") if hasattr(made, name)]
        if isinstance(made, ReadsFiles):
            pulls += [partial(made.pull_file, path) for path in self._good_files(tmp_path)]
        for pull in pulls:
            undeclared = undeclared_of(self.plugin, _drained(partial(pull, self.ask()))[0])
            assert not undeclared, f"`processes` of the plugin does not declare {undeclared}"
        writes = declared(self.plugin.processes, Direction.WRITES)
        for write in self.writes:
            assert write.field in writes.get(write.kind, ()), f"`processes` does not declare writing {write.field}"

    def test_a_pull_may_be_given_up_half_way(self) -> None:
        made = _able(self.connector(), Connector)
        _give_up(lambda: made.pull(self.ask()))

    def test_a_good_file_keeps_the_promises(self, tmp_path: Path) -> None:
        made = _able(self.connector(), ReadsFiles)
        for path in self._good_files(tmp_path):
            self._keeps_promises(partial(made.pull_file, path), may_fail=False)

    def test_reading_a_file_may_be_given_up_half_way(self, tmp_path: Path) -> None:
        made = _able(self.connector(), ReadsFiles)
        for path in self._good_files(tmp_path):
            _give_up(partial(made.pull_file, path, self.ask()))

    @pytest.mark.parametrize("content", NOT_THE_STANDARD.values(), ids=NOT_THE_STANDARD)
    def test_a_file_that_is_something_else_is_refused(self, tmp_path: Path, content: bytes) -> None:
        made = _able(self.connector(), ReadsFiles)
        self._refuses(made, tmp_path, content)

    @pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
    def test_a_file_that_is_cut_off_is_refused(self, tmp_path: Path, share: float) -> None:
        made = _able(self.connector(), ReadsFiles)
        for path in self._good_files(tmp_path):
            content = path.read_bytes()
            self._refuses(made, tmp_path, content[: int(len(content) * share)])

    def test_a_file_has_a_name_to_offer(self) -> None:
        name = _able(self.connector(), WritesFiles).file_name
        assert name == Path(name).name, "the name of a file is no path"

    def test_what_is_written_is_read_back(self, tmp_path: Path) -> None:
        made = _able(_able(self.connector(), WritesFiles), ReadsFiles)
        school = self.school()
        read = self._written_and_read(made, tmp_path, school.source, school.records())
        known = _by_key(school.records())
        assert read.keys() == {at for at in known if at[0] in {kind for kind, _ in read}}
        assert any(kind is Kind.PUPILS for kind, _ in read), "the pupils are written"
        for at, record in read.items():
            assert not (wrong := _differs(known[at], record)), f"{at[0]} {at[1]} comes back otherwise: {wrong}"

    def test_what_is_read_back_and_written_again_stays_the_same(self, tmp_path: Path) -> None:
        made = _able(_able(self.connector(), WritesFiles), ReadsFiles)
        school = self.school()
        once = self._written_and_read(made, tmp_path, school.source, school.records())
        assert self._written_and_read(made, tmp_path, school.source, once.values()) == once

    def test_a_write_that_is_sent_twice_has_one_receipt(self) -> None:
        for write in self._good_writes():
            first = _able(self.connector(), WritesBack).write(write)
            assert first.correlation, "a receipt has the LAS's own name for the write"
            assert self.connector().write(write) == first, "the same idempotency key gives the same receipt"

    def test_a_write_is_done_in_the_end_with_its_receipt_and_without(self) -> None:
        for write in self._good_writes():
            receipt = _able(self.connector(), WritesBack).write(write)
            until = time.monotonic() + self.patience
            while (outcome := self.connector().read_back(write, receipt)).state is WriteState.GOING:
                assert time.monotonic() < until, "the LAS is not ready in time"
                time.sleep(0.1)
            assert outcome.state is WriteState.DONE, f"a good write is {outcome.state}"
            blind = self.connector().read_back(write, None).state
            assert blind in (WriteState.DONE, WriteState.UNKNOWN), f"a write that was done is {blind} without receipt"

    def test_a_write_that_was_never_sent_is_not_done(self) -> None:
        made = _able(self.connector(), WritesBack)
        for number, write in enumerate(self._good_writes()):
            never = replace(write, idempotency_key=f"never-sent-{number}", wanted=f"{write.wanted}9")
            outcome = made.read_back(never, None)
            assert outcome.state in (WriteState.NOT_RECEIVED, WriteState.UNKNOWN), f"it is {outcome.state}"

    def test_results_keep_their_promises(self) -> None:
        made = _able(self.connector(), HasResults)
        self._history_keeps_promises(made.results, HistoryKind.RESULTS)

    def test_report_cards_keep_their_promises(self) -> None:
        made = _able(self.connector(), HasReportCards)
        self._history_keeps_promises(made.report_cards, HistoryKind.REPORT_CARDS)

    def test_a_report_card_has_a_document_that_comes_in_pieces(self) -> None:
        made = _able(self.connector(), HasReportCards)
        yielded, _ = _drained(lambda: made.report_cards(self.ask()))
        card = next((each for each in yielded if isinstance(each, ReportCard)), None)
        if card is None:
            pytest.skip("the LAS has no report card")
        problems = broken_document(self.connector().fetch_report_card(card))
        assert not problems, "\n".join(problems)

    def ask(self, progress: Callable[[int, int | None], None] | None = None) -> Ask:
        """Return what the hub would ask."""
        bare = Ask(school=School(self.code, "De Proef"))
        return bare if progress is None else replace(bare, progress=progress)

    def school(self) -> MadeUpSchool:
        """Return the school that is written to a file and read back."""
        return made_up_school(self.code, pupils=60)

    def _good_writes(self) -> tuple[Write, ...]:
        _able(self.connector(), WritesBack)
        if not self.writes:
            pytest.skip("name some changes in `writes` that the LAS carries out")
        return self.writes

    def _keeps_promises(self, pull: Callable[[Ask], Iterable[Pulled]], *, may_fail: bool = True) -> None:
        heard: list[tuple[int, int | None]] = []
        yielded, error = _drained(lambda: pull(self.ask(lambda done, total: heard.append((done, total)))))
        if error is not None:
            assert may_fail, f"a good file is not refused: {error.text.en}"
            assert error.text.nl, "an error has a sentence in Dutch"
            assert error.text.en, "an error has a sentence in English"
        problems = [*broken_promises(yielded, cut_off=error is not None), *broken_progress(heard)]
        assert not problems, "\n".join(problems)

    def _history_keeps_promises(self, pull: Callable[[Ask], Iterable[Any]], kind: HistoryKind) -> None:
        yielded, error = _drained(lambda: pull(self.ask()))
        if error is not None:
            assert error.text.nl, "an error has a sentence in Dutch"
        problems = broken_history_promises(yielded, kind, cut_off=error is not None)
        assert not problems, "\n".join(problems)
        _give_up(lambda: iter(pull(self.ask())))

    def _refuses(self, made: ReadsFiles, folder: Path, content: bytes) -> None:
        path = folder / "brought"
        path.write_bytes(content)
        with pytest.raises(SourceRefusedError) as refused:
            for _ in made.pull_file(path, self.ask()):
                pass
        assert refused.value.text.nl, "a refusal says in Dutch what to do"
        assert refused.value.text.en, "a refusal says in English what to do"

    def _good_files(self, folder: Path) -> Iterator[Path]:
        made = self.connector()
        if not self.files and not isinstance(made, WritesFiles):
            pytest.skip("name a good file in `files`: this connector does not write one itself")
        yield from self.files
        if isinstance(made, WritesFiles):
            school = self.school()
            yield _write(made, folder, school.source, school.records())

    def _written_and_read(
        self, made: Any, folder: Path, source: Source, records: Iterable[Record]
    ) -> dict[tuple[Kind, str], Record]:
        return _by_key(made.pull_file(_write(made, folder, source, records), self.ask()))


def _able(made: Any, ability: Any) -> Any:
    if not isinstance(made, ability):
        pytest.skip(f"the connector is no {ability.__name__}")
    return made


def _drained(pull: Callable[[], Iterable[Any]]) -> tuple[list[Any], HubError | None]:
    """Return what a pull yields, and the error in which it ends. What came before the error is kept."""
    yielded: list[Any] = []
    try:
        yielded.extend(pull())
    except HubError as error:
        return yielded, error
    return yielded, None


def _give_up(pull: Callable[[], Iterator[Any]]) -> None:
    """Take the first things of a pull and close it. A connector that cannot be reached may say so."""
    try:
        pulled = pull()
        list(islice(pulled, 3))
    except HubError:
        return
    close = getattr(pulled, "close", None)
    if close is not None:
        close()


def _write(made: WritesFiles, folder: Path, source: Source, records: Iterable[Record]) -> Path:
    target = BytesIO()
    made.write_file(source, records, target)
    path = folder / made.file_name
    path.write_bytes(target.getvalue())
    return path


def _by_key(pulled: Iterable[Any]) -> dict[tuple[Kind, str], Record]:
    return {(each.KIND, each.key): each for each in pulled if type(each) in RECORD_TYPES.values()}


def _differs(written: Record, read: Record) -> list[str]:
    """Return the fields in which what was read back contradicts what was written; a standard need not hold them all."""
    pairs = ((name, getattr(written, name), getattr(read, name)) for name in field_names(type(written)))
    return [name for name, old, new in pairs if new and old != new]
