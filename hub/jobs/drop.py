"""The drop folder of one school: files that somebody puts there, for example over SFTP.

Whoever can write there is not trusted with anything else: no link is followed, nothing but a plain file is read, and a
file is first moved to where only the hub can reach it. Names of files may hold a pupil's name: they are never logged.
"""

import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EXDEV
from pathlib import Path

from hub.records import Text

REFUSED = "geweigerd"
KEEP_REFUSED_DAYS = 30
UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", "~")
FOLDER = os.O_RDONLY | os.O_DIRECTORY
INSIDE = FOLDER | os.O_NOFOLLOW
PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file that was taken out of the drop folder: the name it had, and where it is now."""

    name: str
    path: Path


class DropFolder:
    """Where one school's files arrive. One watcher at a time: the queue sees to that with a lock per school."""

    def __init__(self, folder: Path, spool: Path, *, quiet: float) -> None:
        self.folder = folder
        self.spool = spool
        self.quiet = quiet

    def take(self) -> Iterator[Dropped]:
        """Yield every file that is whole, the oldest first, moved to the spool.

        First comes what a watcher that died left there.
        """
        yield from self._left_behind()
        if not self.folder.is_dir():
            return
        with _opened(self.folder, FOLDER) as folder:
            for name in _oldest_first(folder):
                dropped = self._move(name, folder) if self._is_whole(name, folder) else None
                if dropped is not None:
                    yield dropped

    def done(self, dropped: Dropped) -> None:
        """Remove the file: what the hub may know of it is in the hub."""
        shutil.rmtree(dropped.path.parent, ignore_errors=True)

    def refuse(self, dropped: Dropped, sentences: list[Text]) -> None:
        """Put the file into `geweigerd/`, with the reason beside it. Where even that fails, the file is removed."""
        with suppress(OSError), _opened(self.folder, FOLDER) as folder:
            mode = stat.S_IMODE(os.fstat(folder).st_mode)
            with suppress(FileExistsError):
                os.mkdir(REFUSED, mode, dir_fd=folder)
            with _opened(REFUSED, INSIDE, folder) as refused:
                name = _free_name(dropped.name, refused)
                _bring(dropped.path, name, refused)
                _write_reason(f"{name}.txt", refused, mode & 0o666, sentences)
        self.done(dropped)

    def forget_refused(self, older_than: float) -> int:
        """Remove refused files of more than `older_than` seconds: they are full of what the hub never keeps."""
        gone = 0
        with suppress(OSError), _opened(self.folder, FOLDER) as folder, _opened(REFUSED, INSIDE, folder) as refused:
            for name in os.listdir(refused):  # noqa: PTH208  # a descriptor
                with suppress(OSError):
                    if time.time() - os.stat(name, dir_fd=refused, follow_symlinks=False).st_ctime > older_than:
                        os.unlink(name, dir_fd=refused)
                        gone += 1
        return gone

    def _left_behind(self) -> Iterator[Dropped]:
        for place in sorted(self.spool.glob("*")):
            files = [each for each in place.iterdir() if not each.name.endswith(UNFINISHED)]
            if not files:
                shutil.rmtree(place, ignore_errors=True)
            for file in files:
                yield Dropped(file.name, file)

    def _is_whole(self, name: str, folder: int) -> bool:
        if name.startswith(".") or name.lower().endswith(UNFINISHED):
            return False
        try:
            seen = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except OSError:
            return False
        # The change time moves with every change of size or mtime, and unlike mtime no client can set it back.
        return stat.S_ISREG(seen.st_mode) and time.time() - seen.st_ctime >= self.quiet

    def _move(self, name: str, folder: int) -> Dropped | None:
        place = self.spool / secrets.token_hex(8)
        try:
            place.mkdir(parents=True, mode=0o700)
            _take_out(name, folder, place)
        except OSError:
            shutil.rmtree(place, ignore_errors=True)
            return None
        taken = place / name
        # Between the look and the move a link may have been put in its place; now nobody can any more.
        if not stat.S_ISREG(taken.lstat().st_mode):
            shutil.rmtree(place, ignore_errors=True)
            return None
        return Dropped(name, taken)


def _oldest_first(folder: int) -> list[str]:
    """Return the names in a folder: of a week's files the last one must win, whatever they are called."""
    found = []
    for name in os.listdir(folder):  # a descriptor, not a path
        with suppress(OSError):  # it went in the meantime
            found.append((os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime, name))
    return [name for _, name in sorted(found)]


@contextmanager
def _opened(path: str | Path, flags: int, folder: int | None = None) -> Iterator[int]:
    opened = os.open(path, flags, dir_fd=folder)
    try:
        yield opened
    finally:
        os.close(opened)


def _take_out(name: str, folder: int, place: Path) -> None:
    """Move the file into `place`. From another disk it is copied; a crash halfway leaves the original."""
    try:
        os.rename(name, place / name, src_dir_fd=folder)
    except OSError as error:
        if error.errno != EXDEV:
            raise
        half = place / f"{secrets.token_hex(8)}.part"
        with _opened(name, PLAIN, folder) as source:
            if not stat.S_ISREG(os.fstat(source).st_mode):
                raise
            _copy(source, os.open(half, NEW, 0o600))
        half.rename(place / name)
        os.unlink(name, dir_fd=folder)


def _bring(path: Path, name: str, folder: int) -> None:
    try:
        os.rename(path, name, dst_dir_fd=folder)
    except OSError as error:
        if error.errno != EXDEV:
            raise
        with _opened(path, PLAIN) as source:
            _copy(source, os.open(name, NEW, 0o660, dir_fd=folder))


def _copy(source: int, target: int) -> None:
    with os.fdopen(source, "rb", closefd=False) as reader, os.fdopen(target, "wb") as writer:
        shutil.copyfileobj(reader, writer, 1 << 20)
        writer.flush()
        os.fsync(target)


def _free_name(name: str, folder: int) -> str:
    """Return `name`, or where it or its reason stands there already or is too long, a name that is free."""
    there = set(os.listdir(folder))
    if (
        name not in there
        and f"{name}.txt" not in there
        and len(os.fsencode(f"{name}.txt")) <= os.fpathconf(folder, "PC_NAME_MAX")
    ):
        return name
    return f"bestand-{secrets.token_hex(4)}{Path(name).suffix[:10]}"


def _write_reason(name: str, folder: int, mode: int, sentences: list[Text]) -> None:
    lines = [
        "De hub heeft dit bestand geweigerd. Er is niets veranderd.",
        "",
        *(each.nl for each in sentences),
        "",
        f"De hub verwijdert het geweigerde bestand na {KEEP_REFUSED_DAYS} dagen.",
        "",
    ]
    target = os.open(name, NEW, mode, dir_fd=folder)
    with os.fdopen(target, "w", encoding="utf-8") as writer:
        writer.write("\r\n".join(lines))
