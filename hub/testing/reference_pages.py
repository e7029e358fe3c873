"""The pages of the reference on plugins' pages and on reports: what one is, is asked, and may answer."""

import ast
import inspect
from dataclasses import fields, is_dataclass
from textwrap import dedent, indent
from typing import Any

from hub.contract import desk, pages, reports, rights

PARTS = (
    (
        "Pages",
        pages,
        (
            "Page",
            "Asked",
            "Form",
            "Visitor",
            "Html",
            "SeeOther",
            "Json",
            "File",
            "Live",
            "Beat",
            "Menu",
            "Notice",
            "Tables",
        ),
    ),
    (
        "The desk of changes",
        desk,
        (
            "ChangesDesk",
            "Wanted",
            "Found",
            "Change",
            "AskedBy",
            "OfPupil",
            "Choice",
            "Details",
            "Step",
            "Yes",
            "Call",
            "Moved",
            "DecidedAlreadyError",
        ),
    ),
)

REPORTS = (
    ("What a provider is", ("ReportProvider", "PupilHistory", "Report")),
    ("Blocks", ("Heading", "Words", "Table", "Cards", "Card", "Tone", "Growth", "Moment", "Download")),
)


def reports_page(made: str) -> str:
    """Return the page of reports; `made` is the line that says where it comes from."""
    kinds = "\n".join(f"- `{each.value}`" for each in reports.ReportKind)
    said = inspect.getdoc(reports.ReportKind) or ""
    parts = ["# Reports for parents", made, _module(reports), "## `ReportKind`", said, kinds]
    for title, names in REPORTS:
        parts.append(f"## {title}")
        for name in names:
            parts += _class(name, getattr(reports, name))
    return "\n\n".join(parts) + "\n"


def pages_page(made: str) -> str:
    """Return the page of the pages; `made` is the line that says where it comes from."""
    parts = ["# Pages of a plugin", made, _module(pages), "## Rights", _rights()]
    for title, module, names in PARTS:
        parts.append(f"## {title}")
        if module is not pages:
            parts.append(_module(module))
        for name in names:
            parts += _class(name, getattr(module, name))
    return "\n\n".join(parts) + "\n"


def _module(module: Any) -> str:
    """Return a module's docstring; code in it becomes a block."""
    text = inspect.getdoc(module) or ""
    blocks: list[tuple[bool, str]] = []
    for part in text.split("\n\n"):
        code = part.startswith("    ")
        if code and blocks and blocks[-1][0]:
            blocks[-1] = (True, f"{blocks[-1][1]}\n\n{part}")
        else:
            blocks.append((code, part))
    return "\n\n".join(f"```python\n{dedent(part)}\n```" if code else part for code, part in blocks)


def _rights() -> str:
    said = _docs_behind(rights.Right)
    return "\n".join(f"- `{each.name}`: {said[each.name]}" for each in rights.Right)


def _docs_behind(owner: type) -> dict[str, str]:
    """Return the sentence behind each name of a class."""
    body = ast.parse(dedent(inspect.getsource(owner))).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {}
    for name, doc in zip(body.body, body.body[1:], strict=False):
        if isinstance(name, ast.Assign) and isinstance(name.targets[0], ast.Name) and isinstance(doc, ast.Expr):
            assert isinstance(doc.value, ast.Constant)
            found[name.targets[0].id] = " ".join(str(doc.value.value).split())
    return found


def _class(name: str, owner: type) -> list[str]:
    parts = [f"### `{name}`", inspect.getdoc(owner) or ""]
    if is_dataclass(owner):
        shown = "\n".join(f"{each.name}: {_type(each.type)}" for each in fields(owner))
        parts.append(f"```python\n{shown}\n```")
    for method, function in vars(owner).items():
        if inspect.isfunction(function) and not method.startswith("_"):
            parts.append(f"- `{method}{_signature(function)}`\n" + indent(inspect.getdoc(function) or "", "  "))
    return parts


def _signature(function: Any) -> str:
    found = ast.parse(dedent(inspect.getsource(function))).body[0]
    assert isinstance(found, ast.FunctionDef)
    assert found.returns is not None
    return f"({ast.unparse(found.args)}) -> {ast.unparse(found.returns)}".replace("(self, ", "(").replace(
        "(self)", "()"
    )


def _type(hint: Any) -> str:
    text = hint if isinstance(hint, str) else getattr(hint, "__name__", "") if isinstance(hint, type) else str(hint)
    for long in (
        "typing.",
        "collections.abc.",
        "datetime.",
        "hub.contract.desk.",
        "hub.contract.pages.",
        "hub.contract.reports.",
        "hub.records.history.",
        "hub.records.text.",
        "datetime.",
        "decimal.",
    ):
        text = text.replace(long, "")
    return text.replace("'", '"')
