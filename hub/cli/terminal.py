"""How the command line speaks: results on standard output, everything else on standard error."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from hub.records import Text

PLAIN_LINE_EVERY = 10.0
"""Seconds between two lines of progress where nobody watches a terminal."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where the command runs: the language to speak, and whether another program reads the result as JSON."""

    language: str = "nl"
    as_json: bool = False

    def sentence(self, text: Text) -> str:
        return text.to(self.language)

    def say(self, text: Text) -> None:
        """Print a result for a person; a program gets its object by `show`."""
        if not self.as_json:
            self.line(self.sentence(text))

    def line(self, text: str) -> None:
        _write(sys.stdout, text + "\n")

    def note(self, text: Text) -> None:
        """Print something beside the result."""
        _write(sys.stderr, self.sentence(text) + "\n")

    def complain(self, text: Text) -> None:
        """Print what went wrong: on standard error, or as an object for a program that reads JSON."""
        if self.as_json:
            self.show({"error": self.sentence(text)})
        else:
            _write(sys.stderr, self.sentence(text) + "\n")

    def show(self, value: Any) -> None:
        """Print one JSON value."""
        _write(sys.stdout, json.dumps(value, ensure_ascii=False, indent=2) + "\n")

    def stream(self, values: Iterable[Mapping[str, Any]]) -> None:
        """Print a JSON list of any length, one object a line."""
        separator = "["
        for value in values:
            _write(sys.stdout, f"{separator}\n{json.dumps(value, ensure_ascii=False)}")
            separator = ","
        _write(sys.stdout, "[]\n" if separator == "[" else "\n]\n")

    def table(self, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Print rows in columns as wide as their widest value."""
        lines = [tuple(head), *(tuple("" if cell is None else str(cell) for cell in row) for row in rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
        for line in lines:
            self.line("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())

    @contextmanager
    def progress(self, label: Text) -> Iterator[Callable[[int, int | None], None]]:
        """Give a function that shows how far the work is: a bar on a terminal, otherwise a line now and then."""
        if sys.stderr.isatty():
            with _bar(self.sentence(label)) as moved:
                yield moved
        else:
            yield _lines(self.sentence(label))


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int | None], None]]:
    from rich.console import Console  # noqa: PLC0415  # slow to load, and seldom wanted
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def moved(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        yield moved


def _lines(label: str) -> Callable[[int, int | None], None]:
    last = monotonic()

    def moved(done: int, total: int | None) -> None:
        nonlocal last
        if monotonic() - last >= PLAIN_LINE_EVERY:
            last = monotonic()
            _write(sys.stderr, f"{label}: {done * 100 // total} %\n" if total else f"{label}: {done}\n")

    return moved


def _write(stream: Any, text: str) -> None:
    """Write text that may hold any letter; a terminal that cannot show one gets a question mark."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding))
    if stream is sys.stderr:
        stream.flush()
