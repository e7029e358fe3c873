import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

PUPILS = "".join(f"pupil {number} Jan{number} 4a\n" for number in range(30))
WHOLE = f"school 99XX\ngroup 4a\n{PUPILS}end\n"
NONE = {"pupils": 0, "groups": 0, "combined_groups": 0, "teachers": 0, "locations": 0}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "toy.txt"
    path.write_text(WHOLE)
    return path


def taken_in(scene: Any, file: Path, *options: str) -> tuple[int, dict[str, Any]]:
    done = scene.command("import", file, "--school", "99XX", "--json", *options)
    return done.returncode, json.loads(done.stdout)


def test_an_import_tells_in_json_what_it_brought(scene: Any, file: Path) -> None:
    code, planned = taken_in(scene, file, "--dry-run")
    assert (code, planned["outcome"], planned["added"]["pupils"]) == (0, "planned", 30)
    code, applied = taken_in(scene, file)
    assert (code, applied["outcome"]) == (0, "applied")
    assert applied["added"] == {**NONE, "pupils": 30, "groups": 1}
    assert (applied["changed"], applied["departed"], applied["rejected"]) == (NONE, NONE, [])
    assert applied["run"] == scene.runs()[0].id
    assert applied["seconds"] > 0
    code, unchanged = taken_in(scene, file)
    assert (code, unchanged["outcome"], unchanged["added"]) == (0, "unchanged", NONE)


def test_a_fault_in_one_record_is_told_with_its_place_and_the_rest_goes_on(scene: Any, file: Path) -> None:
    file.write_text(WHOLE.replace("pupil 7 Jan7 4a", "bad 7"))
    code, told = taken_in(scene, file)
    assert (code, told["outcome"], told["added"]["pupils"]) == (0, "applied", 29)
    assert told["rejected"] == [{"where": "regel 10", "what": "leerling 7", "why": "Deze leerling deugt niet."}]


def test_a_refused_file_ends_with_2_and_its_sentence(scene: Any, file: Path) -> None:
    file.write_text("nonsens")
    code, told = taken_in(scene, file)
    assert (code, told["outcome"], told["added"]) == (2, "refused", NONE)
    assert told["sentences"] == ["Dit is geen speelgoed. Kies een ander bestand."]
    english = scene.command("import", file, "--school", "99XX", HUB_LANG="en")
    assert english.returncode == 2
    assert "This is no toy." in english.stdout
    assert [each.state for each in scene.runs()] == ["refused", "refused"]


def test_a_held_file_ends_with_3_and_waits_for_a_decision(scene: Any, file: Path) -> None:
    taken_in(scene, file)
    file.write_text("school 99XX\ngroup 4a\npupil 0 Jan0 4a\nend\n")
    code, held = taken_in(scene, file)
    assert (code, held["outcome"], held["departed"]["pupils"]) == (3, "held", 29)
    shown = scene.command("run", "show", held["run"])
    assert shown.returncode == 0
    assert "vertrokken (leerlingen): Jan12 Jansen" in shown.stdout
    assert f"hub run approve {held['run']}" in shown.stdout
    approved = scene.command("run", "approve", held["run"], "--json")
    assert (approved.returncode, json.loads(approved.stdout)["outcome"]) == (0, "applied")
    again = scene.command("run", "approve", held["run"])
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.strip()
    undone = scene.command("run", "undo", held["run"], "--json")
    assert json.loads(undone.stdout)["added"]["pupils"] == 29


def test_a_run_shows_what_changes_field_by_field(scene: Any, file: Path) -> None:
    taken_in(scene, file)
    file.write_text(WHOLE.replace("Jan7 ", "Jaap "))
    code, planned = taken_in(scene, file, "--dry-run")
    assert (code, planned["changed"]["pupils"]) == (0, 1)
    shown = scene.command("run", "show", planned["run"]).stdout
    assert "first_name: Jan7 → Jaap" in shown
    steps = json.loads(scene.command("run", "show", planned["run"], "--json").stdout)["steps"]
    changes = [{"field": "first_name", "old": "Jan7", "new": "Jaap"}]
    assert steps == [{"kind": "pupils", "action": "change", "key": "7", "label": "Jan7 Jansen", "changes": changes}]


def test_a_discarded_plan_changes_nothing(scene: Any, file: Path) -> None:
    code, planned = taken_in(scene, file, "--dry-run")
    discarded = scene.command("run", "discard", planned["run"], "--json")
    assert (code, discarded.returncode) == (0, 0)
    assert json.loads(discarded.stdout)["outcome"] == "discarded"
    listed = json.loads(scene.command("runs", "--school", "99XX", "--json").stdout)
    assert [(each["run"], each["outcome"], each["source"]) for each in listed] == [
        (planned["run"], "discarded", "toy.txt"),
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["import", "/nowhere.xml", "--school", "99XX"], "Het bestand /nowhere.xml is er niet."),
        (["import", "/", "--school", "99XX"], "/ is een map."),
        (["import", "/dev/zero", "--school", "99XX"], "/dev/zero is geen gewoon bestand."),
        (["import", __file__, "--school", "11AA"], "School 11AA staat niet in deze hub."),
        (["import", "/dev/null", "--school", "school"], "'school' is geen BRIN"),
        (["runs", "--school", "99XX", "--limit", "-1"], "'-1' is geen aantal van 1 tot 1000000."),
        (["import", "/dev/null"], "Dit ontbreekt nog: --school."),
        (["run", "approve", "4711"], "Er is geen run 4711."),
        (["run", "approve", "x"], "'x' is geen getal."),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_a_sentence_and_no_traceback(
    scene: Any, arguments: list[str], sentence: str
) -> None:
    done = scene.command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_pipe_in_which_nothing_comes_does_not_keep_the_command_waiting(scene: Any, tmp_path: Path) -> None:
    pipe = tmp_path / "export.xml"
    os.mkfifo(pipe)
    done = scene.command("import", pipe, "--school", "99XX")
    assert done.returncode == 2
    assert "is geen gewoon bestand" in done.stderr


def test_an_error_is_an_object_for_a_program_that_reads_json(scene: Any) -> None:
    done = scene.command("pupils", "--school", "11AA", "--json", HUB_LANG="en")
    assert (done.returncode, done.stderr) == (2, "")
    assert json.loads(done.stdout)["error"].startswith("School 11AA is not in this hub.")


def test_a_fault_in_the_hub_names_its_class_and_not_its_words(scene: Any, file: Path) -> None:
    file.write_text("school 99XX\ncrash Fatima Jansen\n")
    done = scene.command("import", file, "--school", "99XX")
    assert done.returncode == 1
    assert "ValueError" in done.stderr
    assert "Fatima" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    assert [each.state for each in scene.runs()] == ["failed"]


def test_ctrl_c_ends_an_import_cleanly_and_changes_nothing(scene: Any, file: Path) -> None:
    file.write_text(f"school 99XX\ngroup 4a\n{PUPILS}wait {scene.gate}\nend\n")
    process = scene.command.start("import", file, "--school", "99XX")
    scene.until(lambda: scene.waited)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    assert "Afgebroken." in scene.command.logs()
    assert "Traceback" not in scene.command.logs()
    assert [each.state for each in scene.runs()] == ["failed"]
    with scene.store.open(scene.school.id) as books:
        assert sum(books.roll.counts().values()) == 0
