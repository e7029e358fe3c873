"""Files and functions stay small: there is no hall that knows everyone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE, LONGEST_FUNCTION = 350, 25
LONGER_FILES: dict[str, str] = {
    "hub/store/runs.py": "a run, its steps and its rejected records are written and read in one place",
}
"""Files that are longer, with the reason."""


def rooms() -> list[Path]:
    return sorted([path for path in (ROOT / "hub").iterdir() if path.is_dir()] + list(ROOT.glob("plugins/*/*_*")))


def code(under: Path) -> Iterator[Path]:
    return (path for path in under.rglob("*.py") if "versions" not in path.parts)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function's name and length, from its `def` to its last line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1


@pytest.mark.parametrize("room", rooms(), ids=lambda path: path.name)
def test_no_file_is_longer_than_a_reader_bears(room: Path) -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in code(room)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert not long.keys() - LONGER_FILES.keys(), long


@pytest.mark.parametrize("room", rooms(), ids=lambda path: path.name)
def test_nine_in_ten_functions_fit_a_glance(room: Path) -> None:
    lengths = dict(each for path in code(room) for each in functions(path))
    long = {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION}
    assert len(long) * 10 <= len(lengths), long


def test_an_exception_that_is_no_longer_needed_goes() -> None:
    needed = {name for name in LONGER_FILES if len((ROOT / name).read_text().splitlines()) > LONGEST_FILE}
    assert needed == set(LONGER_FILES)
