"""A folder of sealed files under names that say nothing. The key of each file is given to whoever keeps its row.

So a file without its row is a heap of noise, and what a crash or a backup keeps of it opens for nobody.
"""

import base64
import secrets
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from hub.contract import Secret
from hub.store.sealed import Sealer
from hub.store.sealed_files import new_key, seal, unseal


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFile:
    """A file as its row names it: `key` is sealed with the hub's key, `size` is in bytes."""

    name: str
    key: str = field(repr=False)
    size: int


@dataclass(frozen=True)
class SealedFolder:
    """The sealed files in one folder, in step with one transaction."""

    session: Session
    sealer: Sealer = field(repr=False)
    folder: Path

    def keep(self, pieces: Iterable[bytes]) -> SealedFile:
        """Write a file. It goes where the transaction is undone."""
        name, key = secrets.token_hex(20), new_key()
        path = self._path(name)
        event.listen(self.session, "after_rollback", lambda _: path.unlink(missing_ok=True), once=True)
        size = seal(path, key, pieces)
        return SealedFile(name=name, key=self.sealer.seal(Secret(base64.b64encode(key).decode())), size=size)

    def pieces(self, name: str, sealed_key: str) -> Iterator[bytes]:
        """Yield what is in a file. Raises `DocumentDamagedError`, or `OSError` where it is gone."""
        return unseal(self._path(name), base64.b64decode(self.sealer.open(sealed_key).reveal()))

    def remove_after(self, names: Iterable[str]) -> None:
        """Remove files once the transaction is kept. One that stays behind opens for nobody, and is swept later."""
        paths = [self._path(name) for name in names]
        event.listen(self.session, "after_commit", lambda _: _remove(paths), once=True)

    def sweep(self, known: Collection[str], older_than: float) -> int:
        """Remove files that no row names, unless they are of the last `older_than` seconds."""
        old, gone = time.time() - older_than, 0
        for path in self.folder.glob("??/*"):
            with suppress(OSError):
                if path.name not in known and path.stat().st_mtime < old:
                    path.unlink()
                    gone += 1
        return gone

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
