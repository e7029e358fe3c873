"""`hub person export`: the whole file of a person, for its owner only, and noted."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from hub.intake import take_in
from hub.records import Complete, Relation, SchoolYear, Source
from hub.store import SchoolEntry, SeenAs, Sight, Store
from tests.integration.portal.families import child, grown_up, tie


@pytest.fixture
def family(store: Store, school: SchoolEntry) -> Store:
    head = Source(name="x", school=school.code, school_year=SchoolYear(2026), made_at=datetime.now(UTC))
    records: list[Any] = [child("emma-1", "Emma"), grown_up("gea", "Gea")]
    records.append(grown_up("piet", "Piet", street="Geheimelaan"))
    ties = [tie("emma-1", "gea"), tie("emma-1", "piet", Relation.FATHER, lives=False)]
    take_in(store, school.code, lambda _: iter([head, *records, *ties, Complete()]), plugin="toy", by="test")
    return store


def data_of(file: Path) -> dict[str, Any]:
    with ZipFile(file) as made:
        assert made.testzip() is None
        found: dict[str, Any] = json.loads(made.read("gegevens.json"))
    return found


def test_the_file_holds_everything_is_for_its_owner_only_and_is_noted(
    command: Any, family: Store, school: SchoolEntry, tmp_path: Path
) -> None:
    file = tmp_path / "emma.zip"
    done = command("person", "export", "--school", "99XX", "pupil", "emma-1", file, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["file"], told["bytes"]) == (str(file), file.stat().st_size)
    assert told["sorts"]["pupil"] == 1
    assert file.stat().st_mode & 0o777 == 0o600
    assert data_of(file)["sorts"]["pupil"]["rows"][0]["first_name"] == "Emma"
    again = command("person", "export", "--school", "99XX", "pupil", "emma-1", file)
    assert again.returncode == 2
    assert "wordt niet overschreven" in again.stderr
    with family.open(school.id) as books:
        (entry,) = [each for each in books.audit.entries() if each.act == "takeout.exported"]
        (look,) = books.looks.of("emma-1")
    assert (entry.subject, entry.who[:4]) == ("pupils emma-1", "cli:")
    assert (look.seen_as, look.what) == (SeenAs.HOST, Sight.EXPORT)
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["emma.zip"]


def test_a_guardian_gets_for_himself_nothing_of_the_other_one(command: Any, family: Store, tmp_path: Path) -> None:
    for name, more in (("own", ["--own"]), ("whole", [])):
        made = command("person", "export", "--school", "99XX", "guardian", "gea", tmp_path / name, *more)
        assert made.returncode == 0, made.stderr
        assert "Alleen u kunt het lezen" in made.stdout
    own = data_of(tmp_path / "own")
    assert own["children"][0]["fields"]["first_name"] == "Emma"
    assert "Geheimelaan" not in json.dumps(own)
    assert "children" not in data_of(tmp_path / "whole") or not data_of(tmp_path / "whole")["children"]
    assert family


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (["pupil", "nobody", "x.zip"], "geen leerling met sleutel nobody"),
        (["pupil", "emma-1", "x.zip", "--own"], "alleen voor een verzorger"),
        (["pupil", "emma-1", "nowhere/x.zip"], "kan niet geschreven worden"),
    ],
)
def test_what_cannot_be_is_said_and_leaves_no_file(
    command: Any, family: Store, tmp_path: Path, asked: list[str], sentence: str
) -> None:
    kind, key, name, *more = asked
    done = command("person", "export", "--school", "99XX", kind, key, tmp_path / name, *more)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert [each for each in tmp_path.iterdir() if each.is_file()] == []
    assert family
