"""Files at rest that only the hub can read."""

from pathlib import Path

import pytest

from hub.store.sealed_files import BLOCK, TAG, DocumentDamagedError, new_key, seal, unseal


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 7])
@pytest.mark.parametrize("piece", [1 << 10, BLOCK, BLOCK * 2])
def test_what_goes_in_comes_out_whatever_its_size_and_pieces(tmp_path: Path, size: int, piece: int) -> None:
    content, key = bytes(range(256)) * (size // 256 + 1), new_key()
    content = content[:size]
    pieces = [content[at : at + piece] for at in range(0, size, piece)]
    assert seal(tmp_path / "a" / "file", key, pieces) == size
    assert b"".join(unseal(tmp_path / "a" / "file", key)) == content


def test_no_file_is_written_over_another(tmp_path: Path) -> None:
    seal(tmp_path / "file", new_key(), [b"one"])
    with pytest.raises(FileExistsError):
        seal(tmp_path / "file", new_key(), [b"two"])


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    seal(tmp_path / "file", new_key(), [b"x"])
    with pytest.raises(DocumentDamagedError):
        list(unseal(tmp_path / "file", new_key()))


@pytest.mark.parametrize("damage", ["cut", "cut at a block", "swapped", "longer", "repeated", "empty", "one bit"])
def test_a_file_that_is_not_as_it_was_written_is_refused(tmp_path: Path, damage: str) -> None:
    key, path, block = new_key(), tmp_path / "file", BLOCK + TAG
    seal(path, key, [bytes(3 * BLOCK)])
    whole = path.read_bytes()
    path.write_bytes(
        {
            "cut": whole[:-1],
            "cut at a block": whole[: 2 * block],
            "swapped": whole[block : 2 * block] + whole[:block] + whole[2 * block :],
            "longer": whole + b"x",
            "repeated": whole + whole[2 * block :],
            "empty": b"",
            "one bit": whole[:-1] + bytes([whole[-1] ^ 1]),
        }[damage]
    )
    with pytest.raises(DocumentDamagedError):
        list(unseal(path, key))
