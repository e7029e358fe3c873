"""Who may import whom, and that the rule itself bites."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGINS = sorted(path for path in ROOT.glob("plugins/*/hub_*") if path.is_dir())
OPEN_TO_PLUGINS = {"records", "contract", "testing"}


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, env=_environment(root))


def _environment(root: Path) -> dict[str, str]:
    paths = [root, *sorted((root / "plugins").iterdir())]
    return {"PYTHONPATH": ":".join(map(str, paths)), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the code, to break a rule in."""
    ignored = shutil.ignore_patterns("__pycache__", "tests", "*.egg-info")
    shutil.copytree(ROOT / "hub", tmp_path / "hub", ignore=ignored)
    shutil.copytree(ROOT / "plugins", tmp_path / "plugins", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_rooms_import_downwards_only() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_room_that_nobody_placed_breaks_the_build(copy: Path) -> None:
    (copy / "hub" / "cellar").mkdir()
    (copy / "hub" / "cellar" / "__init__.py").write_text('"""A room."""\n')
    done = lint(copy)
    assert done.returncode == 1
    assert "cellar" in done.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("hub/records/text.py", "import hub.contract"),
        ("hub/contract/school.py", "import sqlalchemy"),
        ("hub/registry/answers.py", "import litestar"),
        ("hub/registry/answers.py", "import hub.store"),
        ("plugins/edexml/hub_edexml/__init__.py", "import hub.registry"),
        ("plugins/edexml/hub_edexml/__init__.py", "import psycopg"),
        ("plugins/edexml/edexml_content/__init__.py", "import hub_edexml"),
        ("plugins/edexml/edexml_content/__init__.py", "import hub.store"),
        ("plugins/esis/hub_esis/__init__.py", "import hub_edexml"),
    ],
)
def test_an_import_that_a_room_may_not_make_breaks_the_build(copy: Path, file: str, line: str) -> None:
    path = copy / file
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    done = lint(copy)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{each.name}" for each in node.names)


def forbidden(package: Path) -> list[str]:
    """Return what a plugin imports beyond the rooms that are open to plugins, and of other plugins."""
    return [
        f"{path.name}: {name}"
        for path in sorted(package.rglob("*.py"))
        for name in imported(path)
        if (name.split(".")[0] == "hub" and name.split(".")[1] not in OPEN_TO_PLUGINS)
        or (name.startswith("hub_") and name.split(".")[0] != package.name)
    ]


@pytest.mark.parametrize("package", PLUGINS, ids=lambda path: path.name)
def test_a_plugin_sees_records_contract_and_testing_and_no_other_plugin(package: Path) -> None:
    assert forbidden(package) == []


def test_every_plugin_of_the_repository_stands_in_the_rules() -> None:
    rules = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert PLUGINS
    assert all(f'"{package.name}"' in rules for package in PLUGINS)


def test_records_need_the_standard_library_only() -> None:
    names = {name.split(".")[0] for path in (ROOT / "hub" / "records").glob("*.py") for name in imported(path)}
    assert names - {"hub"} <= sys.stdlib_module_names
