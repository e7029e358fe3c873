"""The exact line of a record or of an element in it, found only when a fault has to be shown.

libxml2 keeps line numbers in sixteen bits, so above line 65,535 they are a guess. This is a second reading of the file
with expat, which counts exactly; it walks along behind the first one, and only as far as the last fault.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from hub_edexml.encoding import utf8_pieces

Path_ = tuple[int, ...]
RECORDS_IN = {
    ("vestigingen", "vestiging"),
    ("groepen", "groep"),
    ("groepen", "samengestelde_groep"),
    ("leerlingen", "leerling"),
    ("leerkrachten", "leerkracht"),
}
RECORD_DEPTH = 3
DEEPEST = 3
"""Faults are told apart down to a role of a teacher at a class: three levels below the record."""


class Lines:
    """Answers at which line a record stands, by its number in the file (the first is 1)."""

    def __init__(self, path: Path, codec: str) -> None:
        self._path = path
        self._codec = codec
        self._walk: _Walk | None = None

    def of(self, record: int, child: Path_ = ()) -> int | None:
        """Return the line where the element begins; `child` are the places of the elements on the way to it."""
        if self._walk is None or record < self._walk.kept_from:
            self._walk = _Walk(utf8_pieces(self._path, self._codec))
        return self._walk.line(record, child)


class _Walk:
    """One reading of the file, forward only."""

    def __init__(self, pieces: Iterator[tuple[int, bytes]]) -> None:
        self.kept_from = 0
        self._pieces = pieces
        self._lines: dict[int, dict[Path_, int]] = {}
        self._names: list[str] = []
        self._places: list[int] = [0]
        self._record = 0
        self._complete = 0
        self._parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def line(self, record: int, child: Path_) -> int | None:
        self.kept_from = record
        for passed in [number for number in self._lines if number < record]:
            del self._lines[passed]
        while self._complete < record and self._read_on():
            pass
        found = self._lines.get(record, {})
        return found.get(child, found.get(()))

    def _read_on(self) -> bool:
        try:
            _, piece = next(self._pieces)
            self._parser.Parse(piece, False)  # noqa: FBT003 - expat takes it by place
        except (StopIteration, UnicodeDecodeError, expat.ExpatError):
            return False
        return True

    def _start(self, name: str, _: dict[str, str]) -> None:
        depth = len(self._names) + 1
        below = depth - RECORD_DEPTH
        if below == 0 and (self._names[1], name) in RECORDS_IN:
            self._record += 1
        if below >= 0 and self._record >= self.kept_from and below <= DEEPEST and self._in_record(name):
            lines = self._lines.setdefault(self._record, {})
            lines[tuple(self._places[RECORD_DEPTH:])] = self._parser.CurrentLineNumber
        self._names.append(name)
        self._places.append(0)

    def _in_record(self, name: str) -> bool:
        names = [*self._names, name]
        return (names[1], names[2]) in RECORDS_IN

    def _end(self, _: str) -> None:
        if len(self._names) == RECORD_DEPTH and (self._names[1], self._names[2]) in RECORDS_IN:
            self._complete = self._record
        self._names.pop()
        self._places.pop()
        self._places[-1] += 1
