"""Files at rest that only the hub can read: AES-256-GCM in blocks, so that a file is sealed and opened as it streams.

Every file has a key of its own. A block's nonce is its number and whether it is the last one, and its place is part of
what the cipher checks: a block that is changed, moved, left out or repeated makes the file unreadable, and so does a
file that ends early. Source: the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015).
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BLOCK = 1 << 16
TAG = 16
KEY_BITS = 256


class DocumentDamagedError(Exception):
    """The file is not as the hub wrote it: damaged, swapped or cut off. Nothing of the damaged block is given."""


def new_key() -> bytes:
    """Return a key for one file; it must seal no other."""
    return AESGCM.generate_key(bit_length=KEY_BITS)


def seal(path: Path, key: bytes, pieces: Iterable[bytes]) -> int:
    """Write `pieces` sealed to a new file at `path`, for its owner only, and return how many bytes went in."""
    cipher, size = AESGCM(key), 0
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 # the mode counts from the start
        for number, block, last in _blocks(pieces):
            size += len(block)
            file.write(cipher.encrypt(_nonce(number, last=last), block, None))
        file.flush()
        os.fsync(file.fileno())
    return size


def unseal(path: Path, key: bytes) -> Iterator[bytes]:
    """Yield what is in a sealed file, block by block. Raises `DocumentDamagedError`, or `OSError` where it is gone."""
    cipher = AESGCM(key)
    with path.open("rb") as file:
        for number, block, last in _blocks(_read(file), BLOCK + TAG):
            try:
                yield cipher.decrypt(_nonce(number, last=last), block, None)
            except InvalidTag:
                raise DocumentDamagedError(f"block {number} of {path.name}") from None


def _blocks(pieces: Iterable[bytes], size: int = BLOCK) -> Iterator[tuple[int, bytes, bool]]:
    """Yield blocks of `size` with their number and whether each is the last. Nothing is one empty block."""
    waiting, number = bytearray(), 0
    for piece in pieces:
        waiting += piece
        while len(waiting) > size:
            yield number, bytes(waiting[:size]), False
            del waiting[:size]
            number += 1
    yield number, bytes(waiting), True


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _read(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(BLOCK):
        yield piece
