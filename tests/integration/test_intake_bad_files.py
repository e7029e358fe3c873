"""Files that an office brings by mistake or a hostile hand on purpose: a sentence, no harm, a run in the history."""

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hub_edexml.connector import EdexmlConnector

from hub import intake
from hub.records import Kind, SchoolCode
from hub.store import Run, State, Store

SCHOOL = SchoolCode("99XX")

Take = Callable[[bytes], Run]


def edex(
    *,
    pupils: int = 40,
    first: int = 0,
    brin: str = "99XX",
    year: str = "2026-2027",
    made: str = "2026-11-02T08:00:00",
    declared: str = "UTF-8",
    name: str = "Zoë",
    extra: str = "",
) -> str:
    groups = "".join(
        f'<groep key="g{number}"><naam>Groep {number}</naam><jaargroep>{number}</jaargroep></groep>'
        for number in range(1, 9)
    )
    children = "".join(
        f'<leerling key="p{number}"><achternaam>Bakker</achternaam><roepnaam>{name}{number}</roepnaam>'
        f'<groep key="g{number % 8 + 1}"/></leerling>\n'
        for number in range(first, first + pupils)
    )
    return (
        f'<?xml version="1.0" encoding="{declared}"?>\n<EDEX xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:noNamespaceSchemaLocation="EDEXML.structuur.xsd"><school><schooljaar>{year}</schooljaar>'
        f"<brincode>{brin}</brincode><aanmaakdatum>{made}</aanmaakdatum><xsdversie>2.1</xsdversie></school>"
        f"<groepen>{groups}</groepen><leerlingen>{children}{extra}</leerlingen></EDEX>\n"
    )


@pytest.fixture
def take(store: Store, school: Any, tmp_path: Path) -> Take:
    """Take in a file with these bytes."""

    def take_bytes(content: bytes) -> Run:
        path = tmp_path / "edex.xml"
        path.write_bytes(content)
        return intake.take_in(
            store,
            SCHOOL,
            lambda ask: EdexmlConnector().pull_file(path, ask),
            plugin="edexml",
            by="test",
            source_name=path.name,
        )

    return take_bytes


def names(store: Store) -> dict[str, str]:
    with store.open(SCHOOL) as books:
        return {each.key: each.first_name for each in books.roll.all(Kind.PUPILS)}


def zipped(content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("edex.xml", content)
    return target.getvalue()


GOOD = edex().encode()
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(10))

BAD: dict[str, tuple[bytes, str]] = {
    "not XML": (b"Naam;Groep\nEmma;5A\n", "XML"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, ""),
    "another XML": (b"<?xml version='1.0'?><rss><channel/></rss>", "EDEX"),
    "a web page": (b"<!DOCTYPE html><html><body>Log in</body></html>", ""),
    "truncated half-way": (GOOD[: len(GOOD) // 2], ""),
    "truncated at the last tag": (GOOD[:-10], ""),
    "empty": (b"", "leeg"),
    "only white space": (b"  \n \n", ""),
    "no pupils": (edex(pupils=0).encode(), "leerling"),
    "an entity bomb": (GOOD.replace(b"<EDEX", f"<!DOCTYPE EDEX [{BOMB}]><EDEX".encode(), 1), "DOCTYPE"),
    "an external entity": (
        GOOD.replace(b"<EDEX", b'<!DOCTYPE EDEX [<!ENTITY x SYSTEM "file:///etc/passwd">]><EDEX', 1),
        "DOCTYPE",
    ),
    "an endless text": (edex(extra=f'<leerling key="x"><achternaam>{"a" * 40_000_000}').encode(), ""),
    "endless nesting": (edex(extra='<leerling key="x">' + "<a>" * 100_000).encode(), ""),
    "another school": (edex(brin="99XY").encode(), "99XY"),
    "an older file": (edex(made="2026-11-01T08:00:00").encode(), "nieuwer"),
    "last year": (edex(year="2025-2026").encode(), "2025-2026"),
    "no school year": (edex(year="").encode(), "schooljaar"),
    "a school year of three years": (edex(year="2026-2029").encode(), "schooljaar"),
    "a zip that holds the file": (zipped(GOOD), "zip"),
    "a gzip that holds the file": (gzip.compress(GOOD), ""),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_a_sentence_and_changes_nothing(store: Store, take: Take, case: str) -> None:
    assert take(GOOD).state is State.APPLIED
    before = names(store)
    content, word = BAD[case]
    run = take(content)
    assert run.state is State.REFUSED
    (sentence,) = run.sentences
    assert word in sentence.nl
    assert len(sentence.nl) > 40
    assert sentence.en
    assert names(store) == before
    with store.open(SCHOOL) as books:
        assert books.runs.list()[0].id == run.id


FINE_AS_THE_FIRST = {"an older file", "last year"}


@pytest.mark.parametrize("case", sorted(BAD.keys() - FINE_AS_THE_FIRST))
def test_a_good_file_is_taken_in_right_after_a_bad_one(store: Store, take: Take, case: str) -> None:
    assert take(BAD[case][0]).state is State.REFUSED
    assert take(GOOD).state is State.APPLIED
    assert len(names(store)) == 40


READABLE: dict[str, bytes] = {
    "UTF-8 with a BOM": b"\xef\xbb\xbf" + edex().encode(),
    "declared ISO-8859-1, and is": edex(declared="ISO-8859-1").encode("iso-8859-1"),
    "declared Windows-1252, and is": edex(declared="windows-1252").encode("cp1252"),
    "declared ISO-8859-1, is UTF-8": edex(declared="ISO-8859-1").encode(),
    "declared UTF-8, is Windows-1252": edex().encode("cp1252"),
    "UTF-16 with a BOM": edex(declared="UTF-16").encode("utf-16"),
    "declared as an encoding that is none, is UTF-8": edex(declared="EBCDIC-9").encode(),
    "lines that end in CRLF": edex().replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("case", READABLE)
def test_the_names_are_right_whatever_the_encoding_is_said_to_be(store: Store, take: Take, case: str) -> None:
    run = take(READABLE[case])
    assert run.state is State.APPLIED
    assert names(store)["p7"] == "Zoë7"
    assert bool(run.sentences) == (", is " in case)


def test_a_file_with_half_of_the_pupils_is_held(store: Store, take: Take) -> None:
    take(GOOD)
    run = take(edex(pupils=20, made="2026-11-03T08:00:00").encode())
    assert run.state is State.HELD
    assert len(names(store)) == 40


def test_two_pupils_with_one_key_are_quarantined_and_who_was_known_stays(store: Store, take: Take) -> None:
    take(GOOD)
    double = '<leerling key="p7"><achternaam>Ander</achternaam><roepnaam>Ander</roepnaam></leerling>'
    run = take(edex(extra=double, made="2026-11-03T08:00:00").encode())
    assert run.rejected_count >= 1
    assert names(store)["p7"] == "Zoë7"
    with store.open(SCHOOL) as books:
        assert all(each.where.startswith("regel ") for each in books.runs.rejected(run.id))
