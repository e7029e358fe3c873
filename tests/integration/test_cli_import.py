import json
from pathlib import Path
from typing import Any

import pytest

from hub.store import SchoolEntry

WHOLE = "school 99XX\ngroup 4a\npupil 1 Jan 4a\npupil 2 Fatima 4a\nend\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "toy.txt"
    path.write_text(WHOLE)
    return path


def test_an_import_says_in_json_what_it_brought(command: Any, toy_school: SchoolEntry, file: Path) -> None:
    done = command("import", file, "--school", "99XX", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["outcome"]) == (0, "applied")
    assert told["added"] == {"pupils": 2, "groups": 1, "combined_groups": 0, "teachers": 0, "locations": 0}
    assert told["changed"]["pupils"] == told["departed"]["pupils"] == 0
    assert told["rejected"] == []
    assert told["seconds"] > 0
    assert isinstance(told["run"], int)
