"""Writing a zip as a stream: nothing of it is ever whole in memory or in a file that is not sealed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo


class _Pipe:
    """What a zip is written into, and taken out of piece by piece."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Do nothing: whatever was written can be taken."""

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def zipped(entries: Iterable[tuple[str, Iterable[bytes]]], made_at: datetime) -> Iterator[bytes]:
    """Yield the bytes of a zip with these files: each has a name and its content in pieces."""
    pipe = _Pipe()
    with ZipFile(pipe, "w") as archive:  # type: ignore[call-overload]  # a stream that can only be written to will do
        for name, pieces in entries:
            entry = ZipInfo(name, made_at.timetuple()[:6])
            entry.compress_type = ZIP_STORED if name.endswith(".pdf") else ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            with archive.open(entry, "w") as file:
                for piece in pieces:
                    file.write(piece)
                    yield pipe.take()
            yield pipe.take()
    yield pipe.take()
