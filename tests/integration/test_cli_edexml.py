import json
from pathlib import Path
from typing import Any

from hub_edexml.connector import EdexmlConnector

from hub.records import SchoolCode
from hub.store import SchoolEntry, Store
from hub.testing.made_up import made_up_school


def test_a_school_goes_in_as_edexml_and_comes_out_the_same(
    command: Any, store: Store, school: SchoolEntry, tmp_path: Path
) -> None:
    made_up = made_up_school(SchoolCode.parse("99XX"), pupils=60)
    with (tmp_path / "in.xml").open("wb") as target:
        EdexmlConnector(None).write_file(made_up.source, made_up.records(), target)
    assert command("plugin", "on", "edexml", "--school", "99XX").returncode == 0
    first = json.loads(command("import", tmp_path / "in.xml", "--school", "99XX", "--json").stdout)
    assert (first["outcome"], first["added"]["pupils"], first["rejected"]) == ("applied", 60, [])
    pupils = json.loads(command("pupils", "--school", "99XX", "--json").stdout)
    known = {each.key: each for each in made_up.pupils}
    assert {each["key"] for each in pupils} == set(known)
    for each in pupils:
        assert each["birth_date"] == str(known[each["key"]].birth_date)
        assert each["group"] == known[each["key"]].group
    assert command("export", "--school", "99XX", tmp_path / "out.xml").returncode == 0
    again = command("import", tmp_path / "out.xml", "--school", "99XX", "--json")
    assert (again.returncode, json.loads(again.stdout)["outcome"]) == (0, "unchanged"), again.stdout
