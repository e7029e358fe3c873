"""What the tests of this plugin share: made-up documents, and real pulls of real files."""  # noqa: INP001 - no package

from collections.abc import Callable
from pathlib import Path

import pytest
from hub_edexml.connector import EdexmlConnector, EdexmlSettings
from hypothesis import settings as hypothesis_settings

from hub.contract import Ask, School
from hub.records import Pulled, SchoolCode

hypothesis_settings.register_profile("hub", max_examples=30, deadline=None, database=None)
hypothesis_settings.load_profile(
    "hub"
)  # so many examples that a rule is tried from every side, and no clock judges them

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
ROOT = (
    '<EDEX xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="EDEXML.structuur.xsd">'
)
SCHOOL = "<schooljaar>2026-2027</schooljaar><brincode>99XX</brincode>"
GROUPS = '<groep key="g1"><naam>3a</naam><jaargroep>3</jaargroep></groep>'
GYM = '<samengestelde_groep key="s1"><naam>Gym</naam></samengestelde_groep>'
PUPIL = '<leerling key="1"><achternaam>Jansen</achternaam></leerling>'


def _block(tag: str, content: str) -> list[str]:
    return [f"<{tag}>", content, f"</{tag}>"] if content else []


@pytest.fixture
def gym() -> str:
    """A combined group with the key s1. In a file that lists one, every pupil says whether it is in one."""
    return GYM


@pytest.fixture
def document() -> Callable[..., str]:
    """Return what makes a document; each block on lines of its own, its content on one line: pupils on line 10."""

    def make(  # noqa: PLR0913 - the parts of a document
        *,
        school: str = SCHOOL,
        version: str = "2.1",
        locations: str = "",
        groups: str = GROUPS,
        combined: str = "",
        pupils: str = PUPIL,
        teachers: str = "",
        head: str = HEAD,
    ) -> str:
        named = f"<xsdversie>{version}</xsdversie>" if version else ""
        lines = [ROOT, "<school>", school + named, "</school>", *_block("vestigingen", locations)]
        lines += [
            *_block("groepen", groups + combined),
            *_block("leerlingen", pupils),
            *_block("leerkrachten", teachers),
        ]
        return head + "\n".join([*lines, "</EDEX>"])

    return make


@pytest.fixture
def pull(tmp_path: Path) -> Callable[..., list[Pulled]]:
    """Return what pulls a text or bytes, through a real file."""

    def do(content: str | bytes, settings: EdexmlSettings | None = None) -> list[Pulled]:
        path = tmp_path / "EDEXML.xml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        ask = Ask(school=School(SchoolCode("99XX"), "De Proef"))
        return list(EdexmlConnector(settings).pull_file(path, ask))

    return do
