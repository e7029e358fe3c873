"""The docs name files and folders that exist, and link to pages that exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins/*/docs/**/*.md")]
    if "CHANGES" not in page.name
)
PATH = re.compile(r"`((?:hub|plugins|tests|docs|bench|changes)/[\w./-]+)`")
LINK = re.compile(r"\]\(([^)#:]+?)(?:#[^)]*)?\)")
NAMED_BY_PATTERN = re.compile(r"NNNN|\*")


def named(page: Path) -> Iterator[Path]:
    text = page.read_text(encoding="utf-8")
    for found in PATH.findall(text):
        if not NAMED_BY_PATTERN.search(found):
            yield ROOT / found
    for found in LINK.findall(text):
        yield page.parent / found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_only_what_exists(page: Path) -> None:
    missing = [str(path) for path in named(page) if not path.exists()]
    assert missing == []


def test_the_tour_and_the_readme_name_many_places() -> None:
    assert len(list(named(ROOT / "docs/tour.md"))) > 10
    assert len(list(named(ROOT / "README.md"))) > 10
