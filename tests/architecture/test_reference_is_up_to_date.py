"""The reference is made from the code, and what people read is documented."""

import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import hub.contract
import hub.records
from hub.records import RECORD_TYPES, field_names
from hub.testing import kit, made_up, promises, reference

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
TEST_FOLDERS = [ROOT / "tests", *ROOT.glob("plugins/*/tests")]


@pytest.mark.parametrize("name", reference.pages())
def test_the_page_on_disk_is_what_the_code_says(name: str) -> None:
    on_disk = (REFERENCE / name).read_text(encoding="utf-8")
    assert on_disk == reference.pages()[name], "run: uv run python -m hub.testing.reference"


@pytest.mark.parametrize("hook", reference.hook_specs())
def test_every_hook_is_documented_with_its_signature(hook: str) -> None:
    page = (REFERENCE / "hooks.md").read_text(encoding="utf-8")
    assert f"## `{hook}`" in page
    assert reference.signature_of(reference.hook_specs()[hook]) in page
    assert inspect.getdoc(reference.hook_specs()[hook])


@pytest.mark.parametrize("hook", reference.hook_specs())
def test_every_hook_is_tested(hook: str) -> None:
    tests = [path for folder in TEST_FOLDERS for path in folder.rglob("test_*.py") if path != Path(__file__)]
    assert any(f'"{hook}"' in path.read_text(encoding="utf-8") for path in tests)


@pytest.mark.parametrize("record", RECORD_TYPES.values(), ids=lambda record: record.__name__)
def test_every_field_of_a_record_is_documented(record: type) -> None:
    page = (REFERENCE / "records.md").read_text(encoding="utf-8")
    section = page.split(f"## `{record.__name__}`")[1].split("\n## ")[0]
    assert all(f"| `{name}` |" in section for name in field_names(record))


def test_writing_the_reference_makes_every_page(tmp_path: Path) -> None:
    reference.main(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(reference.pages())


def public(module: ModuleType) -> dict[str, Any]:
    """Return the public classes and functions of a room, those of its classes too."""
    names = getattr(module, "__all__", None) or [
        name for name, each in vars(module).items() if getattr(each, "__module__", "") == module.__name__
    ]
    found = {name: getattr(module, name) for name in names if not name.startswith("_")}
    methods = {
        f"{name}.{method}": each
        for name, owner in found.items()
        if inspect.isclass(owner)
        for method, each in vars(owner).items()
        if inspect.isfunction(each) and not method.startswith(("_", "test_"))
    }
    return {name: each for name, each in (found | methods).items() if inspect.isclass(each) or inspect.isfunction(each)}


@pytest.mark.parametrize("module", [hub.records, hub.contract, made_up, promises, kit, reference])
def test_every_public_name_promises_something(module: ModuleType) -> None:
    bare = [name for name, each in public(module).items() if not each.__doc__ or each.__doc__.startswith(f"{name}(")]
    assert bare == []
