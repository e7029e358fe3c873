import base64
import json
from pathlib import Path
from typing import Any

import pytest

from hub.records import Guardian, Guardianship, Kind, Pupil
from hub.store import SchoolEntry, Store
from tests.toy_las.hub_toy.desk import Desk

NONE = {
    "pupils": 0,
    "groups": 0,
    "combined_groups": 0,
    "teachers": 0,
    "locations": 0,
    "guardians": 0,
    "guardianships": 0,
    "results": 0,
    "report_cards": 0,
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "desk.db")
    made.put(Pupil(key="p1"), first_name="Emma", last_name="Jansen")
    made.put(Guardian(key="g1"), first_name="Gea", email="gea@example.nl")
    made.put(Guardianship(key="p1-g1", pupil="p1", guardian="g1"), pupil="p1", guardian="g1", authority=1, lives_with=1)
    return made


@pytest.fixture
def desk_school(store: Store, school: SchoolEntry, command: Any, desk: Desk) -> SchoolEntry:
    command("plugin", "on", "toy_desk", "--school", "99XX")
    done = command("plugin", "set", "toy_desk", f"file={desk.path}", "key=-", "--school", "99XX", stdin="open sesam\n")
    assert done.returncode == 0, done.stderr
    return school


def test_a_sync_takes_in_what_the_las_says_with_its_guardians(command: Any, desk_school: Any, desk: Desk) -> None:
    planned = command("sync", "--school", "99XX", "--dry-run", "--json")
    assert (planned.returncode, json.loads(planned.stdout)["outcome"]) == (0, "planned")
    applied = json.loads(command("sync", "--school", "99XX", "--json").stdout)
    assert (applied["outcome"], applied["added"]) == (
        "applied",
        {**NONE, "pupils": 1, "guardians": 1, "guardianships": 1},
    )
    desk.set(Kind.GUARDIANS, "g1", "email", "g@example.nl")
    changed = json.loads(command("sync", "--school", "99XX", "--json").stdout)
    assert (changed["outcome"], changed["changed"]) == ("applied", {**NONE, "guardians": 1})
    assert json.loads(command("sync", "--school", "99XX", "--json").stdout)["outcome"] == "unchanged"


def test_a_las_that_does_not_answer_changes_nothing(command: Any, desk_school: Any, desk: Desk) -> None:
    desk.order("pull", "unavailable")
    done = command("sync", "--school", "99XX", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["outcome"], told["sentences"]) == (2, "refused", ["Dit mag niet van het bureau."])


def test_a_school_whose_las_gives_files_is_told_to_import(command: Any, school: Any) -> None:
    command("plugin", "on", "edexml", "--school", "99XX")
    done = command("sync", "--school", "99XX")
    assert done.returncode == 2
    assert "hub import" in done.stderr


def test_a_school_chooses_its_las_and_only_one_that_is_on(command: Any, desk_school: Any, store: Store) -> None:
    assert "staat uit" in command("school", "las", "99XX", "edexml").stderr
    command("plugin", "on", "edexml", "--school", "99XX")
    assert command("school", "las", "99XX", "edexml").returncode == 0
    with store.open(desk_school.id) as books:
        assert books.plugins.las() == "edexml"
    assert json.loads(command("school", "las", "99XX", "toy_desk", "--json").stdout) == {
        "school": "99XX",
        "las": "toy_desk",
    }
    assert json.loads(command("sync", "--school", "99XX", "--json").stdout)["outcome"] == "applied"


def test_a_check_says_whether_the_las_can_be_reached_and_what_to_do(command: Any, desk_school: Any) -> None:
    good = command("check", "--school", "99XX", "toy_desk", "--json")
    assert (good.returncode, json.loads(good.stdout)) == (
        0,
        {"plugin": "toy_desk", "works": True, "text": "Het werkt."},
    )
    command("plugin", "set", "toy_desk", "key=-", "--school", "99XX", stdin="wrong")
    bad = command("check", "--school", "99XX", "toy_desk")
    assert (bad.returncode, "Vraag een nieuwe" in bad.stdout) == (1, True)
    assert "staat uit" in command("check", "--school", "99XX", "toy").stderr
    assert "school" in command("check", "toy").stderr
    assert command("check").returncode == 0


def test_settings_may_come_one_at_a_time_and_secrets_are_never_shown(
    command: Any, store: Store, school: SchoolEntry, tmp_path: Path
) -> None:
    first = command("plugin", "set", "toy_desk", "file=/las.db", "--school", "99XX", "--json")
    assert json.loads(first.stdout) == {"plugin": "toy_desk", "set": ["file"], "missing": ["key"]}
    (tmp_path / "key").write_bytes(b"geheim123\r\n")
    second = command("plugin", "set", "toy_desk", f"key=@{tmp_path / 'key'}", "pace=5", "--school", "99XX", "--json")
    assert json.loads(second.stdout) == {"plugin": "toy_desk", "set": ["key", "pace"], "missing": []}
    with store.open(school.id) as books:
        kept = books.plugins.settings("toy_desk")
        told = str([each.details for each in books.audit.entries()])
    assert (kept["file"], kept["pace"], kept["key"].reveal()) == ("/las.db", 5, "geheim123")
    assert "geheim123" not in told + first.stdout + second.stdout + second.stderr


def test_a_file_that_is_no_text_is_kept_as_base64(
    command: Any, store: Store, school: SchoolEntry, tmp_path: Path
) -> None:
    content = b"0\x82\x01\x00\xff\xfe\x00certificate"
    (tmp_path / "cert.p12").write_bytes(content)
    done = command("plugin", "set", "toy_desk", "file=x", f"key=@{tmp_path / 'cert.p12'}", "--school", "99XX")
    assert done.returncode == 0, done.stderr
    with store.open(school.id) as books:
        assert base64.b64decode(books.plugins.settings("toy_desk")["key"].reveal()) == content


@pytest.mark.parametrize(
    ("assignment", "sentence"),
    [
        ("pace=hard", "heel getal"),
        ("key=geheim123", "hoort niet op de opdrachtregel"),
        ("speed=3", "Er is geen instelling speed"),
        ("pace", "NAAM=WAARDE"),
        ("key=@/nowhere", "kan niet gelezen worden"),
    ],
)
def test_a_setting_that_is_wrong_is_refused_and_nothing_is_kept(
    command: Any, store: Store, school: SchoolEntry, assignment: str, sentence: str
) -> None:
    done = command("plugin", "set", "toy_desk", "file=x", assignment, "--school", "99XX")
    assert (done.returncode, sentence in done.stderr) == (2, True)
    assert "geheim123" not in done.stdout + done.stderr
    with store.open(school.id) as books:
        assert books.plugins.settings("toy_desk") == {}
