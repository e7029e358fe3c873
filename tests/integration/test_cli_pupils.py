import json
from pathlib import Path
from typing import Any

WHOLE = "school 99XX\ngroup 4a\npupil 1 Ömer 4a\npupil 2 Fatima 4a\nend\n"


def test_pupils_are_listed_with_the_fields_that_others_build_on(scene: Any, tmp_path: Path) -> None:
    (tmp_path / "toy.txt").write_text(WHOLE)
    assert scene.command("pupils", "--school", "99XX", "--json").stdout == "[]\n"
    scene.command("import", tmp_path / "toy.txt", "--school", "99XX")
    listed = json.loads(scene.command("pupils", "--school", "99XX", "--json", PYTHONIOENCODING="utf-8").stdout)
    assert listed == [
        {
            "key": key,
            "eck_id": None,
            "first_name": name,
            "prefix": None,
            "last_name": "Jansen",
            "birth_date": None,
            "gender": None,
            "year_group": "4",
            "group": "4a",
            "combined_groups": [],
            "location": None,
        }
        for key, name in (("2", "Fatima"), ("1", "Ömer"))
    ]
    table = scene.command("pupils", "--school", "99XX", PYTHONIOENCODING="ascii")
    assert (table.returncode, table.stdout.count("Jansen")) == (0, 2)
    assert "?mer" in table.stdout


def test_an_export_is_whole_or_not_there(scene: Any, tmp_path: Path) -> None:
    (tmp_path / "toy.txt").write_text(WHOLE)
    scene.command("import", tmp_path / "toy.txt", "--school", "99XX")
    target = tmp_path / "out" / "known.txt"
    refused = scene.command("export", "--school", "99XX", target)
    assert refused.returncode == 2
    assert "kan niet geschreven worden" in refused.stderr
    target.parent.mkdir()
    target.write_text("old")
    assert scene.command("export", "--school", "98YY", target).returncode == 2
    assert target.read_text() == "old"
    assert scene.command("export", "--school", "99XX", target).returncode == 0
    assert target.read_text().splitlines()[1:] == ["groups 4a", "pupils 2", "pupils 1"]
    assert list(target.parent.iterdir()) == [target]
