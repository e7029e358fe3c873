"""What a coupling with a LAS can do. A capability is a method: the hub asks `isinstance`, not a flag."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from hub.contract.school import School
from hub.records import Pulled, Record, SchoolYear, Source, Text


def _unheard(done: int, total: int | None) -> None:
    """Nobody listens to the progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What the hub wants of a pull.

    `since`: only what changed after this moment, where the connector can; otherwise everything. `progress(done, total)`
    is called now and then with any unit that grows evenly (bytes, records); `total` is `None` where nobody knows.
    """

    school: School
    since: datetime | None = None
    school_year: SchoolYear | None = None
    progress: Callable[[int, int | None], None] = _unheard


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """One part of a coupling that was tried: what it is called, whether it works, and what was found or is to be done.

    A part that works may have a warning in its `text`, such as a certificate that is about to expire.
    """

    title: Text
    works: bool
    text: Text


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer of `check`: whether the LAS can be reached as it is set now, and what to do where it cannot.

    `text` says it as a whole; `parts` say it one by one, where a coupling has several.
    """

    works: bool
    text: Text
    parts: tuple[CheckedPart, ...] = ()


@runtime_checkable
class Connector(Protocol):
    """The way to one school's LAS. Made for one job and thrown away after it."""

    def check(self) -> Checked:
        """Try whether the coupling works, without changing anything. Never raises."""
        ...

    def pull(self, ask: Ask) -> Iterator[Pulled]:
        """Yield one `Source`, then every record one at a time, faults and notes between, and `Complete` last.

        Raises a `HubError` where the whole pull fails; one record's fault is yielded as `Rejected`.
        Memory must not grow with the number of records beyond their keys.
        """
        ...


@runtime_checkable
class ReadsFiles(Protocol):
    """A connector that reads a file which somebody brings: by hand, or into the drop folder."""

    def pull_file(self, path: Path, ask: Ask) -> Iterator[Pulled]:
        """As `Connector.pull`, from the file at `path`. Raises `SourceRefusedError` for a file that cannot be used."""
        ...


@runtime_checkable
class WritesFiles(Protocol):
    """A connector that writes what the hub knows to a file of its standard."""

    file_name: str
    """The name to offer for the file, such as `EDEXML.xml`."""

    def write_file(self, source: Source, records: Iterable[Record], target: BinaryIO) -> None:
        """Write `records` to `target`; they come grouped by kind, in the order of `hub.records.Kind`."""
        ...
