"""The plugin that the how-to of reports makes is a plugin: it loads, it passes its test, and it reports."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/how-to/write-a-report.md"
FILE = re.compile(r"^\*\*(?P<name>[\w./-]+)\*\*\n\n```\w+\n(?P<content>.*?)^```$", re.MULTILINE | re.DOTALL)
SAYS = """
from hub.contract import School
from hub.records import SchoolCode
from hub.registry import Registry
from hub.testing.report_histories import HISTORIES

registry = Registry.load()
assert not registry.check(), registry.check()
answers = registry.ask("report_providers", {"levels_now": None}, school=School(SchoolCode("99XX"), "De Proef"))
assert not answers.faults, answers.faults
((_, (provider,)),) = answers.values
for row in provider.report(HISTORIES["years"]).blocks[1].rows:
    print(*row)
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Write the files of the page as an installed distribution."""
    for found in FILE.finditer(PAGE.read_text(encoding="utf-8")):
        path = tmp_path / found["name"]
        path.parent.mkdir(exist_ok=True)
        path.write_text(found["content"], encoding="utf-8")
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    about = tmp_path / "koppelhub_levels_now-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    points = "\n".join(f"{name} = {where}" for name, where in project["entry-points"]["hub.plugins"].items())
    (about / "entry_points.txt").write_text(f"[hub.plugins]\n{points}\n")
    return tmp_path


def run(installed: Path, *command: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, *command], cwd=installed, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_test_of_the_page_passes(installed: Path) -> None:
    told = run(installed, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_levels_now.py")
    assert "7 passed" in told


def test_the_hub_finds_the_report_of_the_page_and_gets_what_it_says(installed: Path) -> None:
    assert run(installed, "-c", SAYS).splitlines() == ["rekenen II", "begrijpend lezen A"]


def test_the_page_names_every_block(installed: Path) -> None:
    from hub.contract.report_rules import BLOCKS

    table = PAGE.read_text(encoding="utf-8").split("## What a report is made of")[1]
    assert [each.__name__ for each in BLOCKS if f"| `{each.__name__}`" not in table] == []
