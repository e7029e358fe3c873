"""Writes the reference of hooks and records from the code itself: `python -m hub.testing.reference [FOLDER]`.

A test compares the files in `docs/reference` with what this writes, so that they are never older than the code.
"""

import ast
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from enum import Enum
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from hub.contract import hooks
from hub.records import HISTORY_TYPES, RECORD_TYPES, Asker, Fact, HistoryKind, Kind, Sensitivity, Unsaid, facts, history
from hub.testing.reference_pages import pages_page, reports_page

MADE = "<!-- Made by `python -m hub.testing.reference`. Change the code, not this file. -->"
_SHORT = {
    "typing.": "",
    "hub.records.kinds.": "",
    "hub.records.people.": "",
    "hub.records.history.": "",
    "datetime.": "",
    "NoneType": "None",
}


def pages() -> dict[str, str]:
    """Return the pages of the reference that are made, by file name."""
    return {
        "hooks.md": hooks_page(),
        "pages.md": pages_page(MADE),
        "records.md": records_page(),
        "reports.md": reports_page(MADE),
    }


def hook_specs() -> Mapping[str, Callable[..., Any]]:
    """Return every hook with its specification, in the order of `hub/contract/hooks.py`."""
    return {name: spec for name, spec in vars(hooks).items() if hasattr(spec, f"{hooks.PROJECT}_spec")}


def signature_of(spec: Callable[..., Any]) -> str:
    """Return a hook's signature exactly as the code has it."""
    function = ast.parse(inspect.getsource(spec)).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert function.returns is not None
    return f"def {function.name}({ast.unparse(function.args)}) -> {ast.unparse(function.returns)}"


def hooks_page() -> str:
    """Return the page of the hooks."""
    parts = ["# Hooks", MADE, _paragraph(inspect.getdoc(hooks)), _HOW]
    for name, spec in hook_specs().items():
        parts += [f"## `{name}`", f"```python\n{signature_of(spec)}\n```", _paragraph(inspect.getdoc(spec))]
    return "\n\n".join(parts) + "\n"


def records_page() -> str:
    """Return the page of the records and their fields."""
    parts = ["# Records", MADE, _RECORDS, _legend("Sensitivity", Sensitivity), _legend("Who may ask", Asker)]
    for kind, record in RECORD_TYPES.items():
        parts += [f"## `{record.__name__}`", _paragraph(inspect.getdoc(record)), _table(kind, record)]
    parts += ["# A pupil's history", _paragraph(inspect.getdoc(history))]
    for kept, type_ in HISTORY_TYPES.items():
        parts += [f"## `{type_.__name__}`", _paragraph(inspect.getdoc(type_)), _table(kept, type_)]
    return "\n\n".join(parts) + "\n"


def main(folder: Path) -> None:
    """Write the pages into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in pages().items():
        (folder / name).write_text(page, encoding="utf-8")


def _table(kind: Kind | HistoryKind, record: type) -> str:
    hints, declared = get_type_hints(record), {each.name: each for each in fields(record)}
    rows = [
        _row(fact, _type(hints[name]), required=declared[name].default is MISSING)
        for name, fact in facts(record).items()
    ]
    head = "| Field | Dutch | English | Type | Sensitivity | Who may ask |\n|---|---|---|---|---|---|"
    return f"Kind: `{kind}`.\n\n" + "\n".join([head, *rows])


def _row(fact: Fact, type_: str, *, required: bool) -> str:
    kind = f"`{type_}`" + (", required" if required else "")
    asker = "" if fact.asked_by is Asker.NOBODY else fact.asked_by.value
    return f"| `{fact.name}` | {fact.label.nl} | {fact.label.en} | {kind} | {fact.sensitivity} | {asker} |"


def _type(hint: Any) -> str:
    """Return a field's type as a person reads it; that it may be `UNSAID` holds for all and is left out."""
    if isinstance(hint, type) and not hasattr(hint, "__args__"):
        return hint.__name__
    options = [str(each) if hasattr(each, "__args__") else each.__name__ for each in _options(hint)]
    text = " \\| ".join(options)
    for long, short in _SHORT.items():
        text = text.replace(long, short)
    return text


def _options(hint: Any) -> list[Any]:
    return [hint] if get_origin(hint) is tuple else [each for each in hint.__args__ if each is not Unsaid]


def _legend(title: str, values: type[Enum]) -> str:
    """Return what the values of an enumeration mean: the sentence that stands under each in the code."""
    body = ast.parse(inspect.getsource(values)).body[0]
    assert isinstance(body, ast.ClassDef)
    said: dict[str, str] = {}
    name = ""
    for line in body.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
            name = str(line.value.value)
            said[name] = ""
        elif name and isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
            said[name] = f": {' '.join(str(line.value.value).split())}"
    lines = "\n".join(f"- `{value}`{sentence}" for value, sentence in said.items())
    return f"**{title}.** {_paragraph(inspect.getdoc(values))}\n\n{lines}"


def _paragraph(text: str | None) -> str:
    """Return a docstring as Markdown, without the line breaks of the code."""
    return "\n\n".join(" ".join(part.split()) for part in (text or "").split("\n\n"))


_HOW = (
    "A plugin answers a hook with a plain function of the same name in its package, under `@hookimpl` "
    "(`from hub.contract import hookimpl`). It takes those arguments of the hook that it needs, by name and without "
    "defaults. A function that answers an unknown hook, takes an unknown argument, gives a default, is `async` or a "
    "wrapper, or lacks the marker makes the plugin unusable, and `hub doctor` says why.\n\n"
    "The hub asks in the order of the plugins' keys, and the order never decides. An answer of another type, an error, "
    "or no answer within five seconds is a fault: it is named on the school's page with the plugin, and silences no "
    "other. After three faults in a row, or one answer that does not come, the plugin is left alone at that school for "
    "a minute. Several things (`Iterable`) may be returned as a list or yielded one by one."
)
_RECORDS = (
    "What a LAS delivers, whatever LAS it is. Each field but those marked *required* may be `UNSAID` besides its type: "
    "the LAS did not speak of it, and what is known stays. `None` means that the LAS says it is empty."
)

if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference"))
