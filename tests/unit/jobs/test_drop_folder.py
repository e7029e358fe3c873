import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hub.jobs.drop import DropFolder
from hub.records import Text

QUIET = 0.05
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # another file system, where there is one


@pytest.fixture
def drop(tmp_path: Path) -> DropFolder:
    (tmp_path / "drop" / "99XX").mkdir(parents=True)
    return DropFolder(tmp_path / "drop" / "99XX", tmp_path / "spool" / "drop" / "99XX", quiet=QUIET)


def put(drop: DropFolder, name: str, content: bytes = b"<EDEX/>") -> Path:
    path = drop.folder / name
    path.write_bytes(content)
    return path


def settle() -> None:
    time.sleep(QUIET * 2)


def test_a_whole_file_is_moved_to_the_spool_and_cannot_be_read_twice(drop: DropFolder) -> None:
    put(drop, "EDEXML.xml", b"<EDEX>1</EDEX>")
    settle()
    (taken,) = drop.take()
    assert taken.name == "EDEXML.xml"
    assert taken.path.read_bytes() == b"<EDEX>1</EDEX>"
    assert list(drop.folder.iterdir()) == []
    drop.done(taken)
    assert list(drop.take()) == []


def test_of_more_files_the_oldest_comes_first_whatever_they_are_called(drop: DropFolder) -> None:
    for age, name in enumerate(("EDEXML_2.xml", "EDEXML_10.xml", "EDEXML_1.xml")):
        os.utime(put(drop, name), (age + 1, age + 1))
    settle()
    assert [each.name for each in drop.take()] == ["EDEXML_2.xml", "EDEXML_10.xml", "EDEXML_1.xml"]


def test_a_file_that_is_still_being_written_waits(drop: DropFolder) -> None:
    slow = DropFolder(drop.folder, drop.spool, quiet=3600)
    path = put(drop, "EDEXML.xml")
    assert list(slow.take()) == []
    assert path.exists()


def test_an_old_date_that_the_sender_sets_does_not_make_a_file_whole(drop: DropFolder) -> None:
    slow = DropFolder(drop.folder, drop.spool, quiet=3600)
    path = put(drop, "EDEXML.xml")
    os.utime(path, (1, 1))
    assert list(slow.take()) == []


@pytest.mark.parametrize("name", [".EDEXML.xml", "EDEXML.xml.part", "EDEXML.xml.filepart", "EDEXML.TMP"])
def test_a_name_that_says_unfinished_is_left_alone(drop: DropFolder, name: str) -> None:
    path = put(drop, name)
    settle()
    assert list(drop.take()) == []
    assert path.exists()


def test_links_folders_and_pipes_are_never_read(drop: DropFolder, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("sleutel")
    (drop.folder / "link.xml").symlink_to(secret)
    (drop.folder / "folder.xml").mkdir()
    os.mkfifo(drop.folder / "pipe.xml")
    settle()
    assert list(drop.take()) == []
    assert secret.read_text() == "sleutel"


def test_what_a_dead_watcher_took_is_found_again(drop: DropFolder) -> None:
    put(drop, "EDEXML.xml")
    settle()
    (taken,) = drop.take()
    (again,) = drop.take()
    assert again == taken


def test_a_refused_file_stands_beside_its_reason(drop: DropFolder) -> None:
    put(drop, "EDEXML.xml", b"nonsens")
    settle()
    (taken,) = drop.take()
    drop.refuse(taken, [Text("Dit is geen EDEXML.", "This is not EDEXML.")])
    assert (drop.folder / "geweigerd" / "EDEXML.xml").read_bytes() == b"nonsens"
    assert "Dit is geen EDEXML." in (drop.folder / "geweigerd" / "EDEXML.xml.txt").read_text()
    assert list(drop.take()) == []


def test_a_second_refused_file_of_the_same_name_does_not_overwrite_the_first(drop: DropFolder) -> None:
    for content in (b"een", b"twee"):
        put(drop, "EDEXML.xml", content)
        settle()
        (taken,) = drop.take()
        drop.refuse(taken, [Text("Nee.", "No.")])
    files = [each.read_bytes() for each in (drop.folder / "geweigerd").iterdir() if each.suffix == ".xml"]
    assert sorted(files) == [b"een", b"twee"]


def test_a_refused_folder_that_is_a_link_is_not_followed(drop: DropFolder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (drop.folder / "geweigerd").symlink_to(elsewhere)
    put(drop, "EDEXML.xml")
    settle()
    (taken,) = drop.take()
    drop.refuse(taken, [Text("Nee.", "No.")])
    assert list(elsewhere.iterdir()) == []
    assert not taken.path.exists()


def test_a_name_that_is_too_long_for_its_reason_gets_a_short_one(drop: DropFolder) -> None:
    put(drop, "x" * 250 + ".xml")
    settle()
    (taken,) = drop.take()
    drop.refuse(taken, [Text("Nee.", "No.")])
    names = sorted(each.suffix for each in (drop.folder / "geweigerd").iterdir())
    assert names == [".txt", ".xml"]


def test_a_name_with_bytes_that_are_no_utf_8_is_taken(drop: DropFolder) -> None:
    name = os.fsdecode(b"Ren\xe9.xml")
    put(drop, name)
    settle()
    (taken,) = drop.take()
    assert taken.name == name


def test_refused_files_are_forgotten_after_their_time(drop: DropFolder) -> None:
    put(drop, "EDEXML.xml")
    settle()
    (taken,) = drop.take()
    drop.refuse(taken, [Text("Nee.", "No.")])
    assert drop.forget_refused(3600) == 0
    settle()
    assert drop.forget_refused(0) == 2
    assert list((drop.folder / "geweigerd").iterdir()) == []


def test_a_school_without_a_folder_has_nothing_to_take(tmp_path: Path) -> None:
    assert list(DropFolder(tmp_path / "none", tmp_path / "spool", quiet=0).take()) == []


@pytest.fixture
def far_drop(tmp_path: Path) -> Iterator[DropFolder]:
    """A drop folder on another disk than the spool."""
    if not SHARED_MEMORY.is_dir() or SHARED_MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is only one file system here")
    with TemporaryDirectory(dir=SHARED_MEMORY) as folder:
        yield DropFolder(Path(folder), tmp_path / "spool", quiet=QUIET)


def test_a_file_on_another_disk_is_copied_whole_and_its_original_is_gone(far_drop: DropFolder) -> None:
    content = bytes(range(256)) * 10_000
    put(far_drop, "EDEXML.xml", content)
    settle()
    (taken,) = far_drop.take()
    assert taken.path.read_bytes() == content
    assert list(far_drop.folder.iterdir()) == []
    far_drop.refuse(taken, [Text("Nee.", "No.")])
    assert (far_drop.folder / "geweigerd" / "EDEXML.xml").read_bytes() == content
    assert not taken.path.exists()


def test_a_link_on_another_disk_is_not_followed(far_drop: DropFolder, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("sleutel")
    (far_drop.folder / "link.xml").symlink_to(tmp_path / "secret")
    settle()
    assert list(far_drop.take()) == []


def test_half_a_copy_of_a_watcher_that_died_is_thrown_away(drop: DropFolder) -> None:
    place = drop.spool / "dead"
    place.mkdir(parents=True)
    (place / "0123.part").write_bytes(b"half")
    assert list(drop.take()) == []
    assert not place.exists()
