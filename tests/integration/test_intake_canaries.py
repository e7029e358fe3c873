"""What the hub may never keep: put everywhere in a file, looked for everywhere afterwards."""

import logging
from pathlib import Path
from typing import Any

import pytest
from hub_edexml.connector import EdexmlConnector

from hub import intake
from hub.contract import Ask, School
from hub.records import SchoolCode
from hub.store import Run, State, Store

SCHOOL = SchoolCode("99XX")
CANARIES = {
    "bsn": "917265340",
    "sofinummer": "917265341",
    "onderwijsnummer": "917265342",
    "rijksregisternummer": "91726534315",
    "etniciteit": "canary-ethnicity",
    "land": "canary-country",
    "land_vader": "canary-father",
    "land_moeder": "canary-mother",
    "gewicht_nieuw": "canary-weight-new",
    "gewicht": "canary-weight",
}
"""None of these values is valid but the numbers, so that each is also told as a fault."""
SHORT = "4173"
"""The last four digits alone: too short to look for, so that only the records are checked for them."""


def child(key: str, tag: str, value: str, broken: str = "") -> str:
    return (
        f'<leerling key="{key}"><achternaam>Bakker</achternaam>{broken}<{tag}>{value}</{tag}>'
        f"<toevoegingen><blok><code>x</code><bsn>{value}</bsn></blok></toevoegingen></leerling>"
    )


def canary_file() -> str:
    good = "".join(child(f"good-{tag}", tag, value) for tag, value in CANARIES.items())
    bad = "".join(
        child(f"bad-{tag}", tag, value, "<geboortedatum>gisteren</geboortedatum>") for tag, value in CANARIES.items()
    )
    unknown = "".join(
        f'<leerling key="u-{tag}"><roepnaam>Jan</roepnaam><x>{v}</x></leerling>' for tag, v in CANARIES.items()
    )
    comments = "".join(f"<!-- {value} --><?pi {value}?>" for value in CANARIES.values())
    return (
        "<?xml version='1.0'?><EDEX xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><school>"
        f"<schooljaar>2026-2027</schooljaar><brincode>99XX</brincode><commentaar>{comments}{CANARIES['bsn']}"
        f"</commentaar></school><leerlingen>{comments}{good}{bad}{unknown}</leerlingen></EDEX>"
    )


@pytest.fixture
def path(school: Any, tmp_path: Path) -> Path:
    found = tmp_path / "canaries.xml"
    found.write_text(canary_file(), encoding="utf-8")
    return found


def take(store: Store, path: Path) -> Run:
    return intake.take_in(
        store, SCHOOL, lambda ask: EdexmlConnector().pull_file(path, ask), plugin="edexml", by="test", source_name="x"
    )


def whole_database(server: Any, database: str) -> str:
    """Return every row of every table as text, read past the wall."""
    with server.superuser(database) as superuser:
        tables = superuser.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        rows = [row for (table,) in tables for row in superuser.execute(f"SELECT t::text FROM {table} t")]
    assert len(rows) > len(CANARIES)
    return "\n".join(row[0] for row in rows)


def found_in(text: str) -> set[str]:
    return {tag for tag, value in CANARIES.items() if value in text}


def test_the_file_holds_every_canary_and_half_of_its_records_are_quarantined(store: Store, path: Path) -> None:
    assert found_in(path.read_text()) == set(CANARIES)
    run = take(store, path)
    assert run.state is State.APPLIED
    with store.open(SCHOOL) as books:
        known = {each.key for each in books.roll.pupils(limit=100)}
    assert {f"bad-{tag}" for tag in CANARIES} & known == set()
    assert {f"good-{tag}" for tag in CANARIES} <= known


def test_no_canary_is_in_any_table_log_or_report(
    store: Store, server: Any, database: str, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        run = take(store, path)
    with store.open(SCHOOL) as books:
        report = str(intake.report(books, run))
    assert run.rejected_count >= 2 * len(CANARIES)
    assert found_in(whole_database(server, database)) == set()
    assert found_in(caplog.text) == set()
    assert found_in(report) == set()


def test_no_canary_is_told_when_the_whole_file_is_refused(
    store: Store, server: Any, database: str, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = path.read_text()
    with caplog.at_level(logging.DEBUG):
        for number, cut in enumerate(range(200, len(text), 997)):
            path.write_text(text[:cut])
            run = take(store, path)
            assert run.state is State.REFUSED, number
    assert found_in(whole_database(server, database)) == set()
    assert found_in(caplog.text) == set()


def test_no_canary_leaves_the_plugin(path: Path) -> None:
    told = [str(each) for each in EdexmlConnector().pull_file(path, Ask(school=School(SCHOOL, "De Regenboog")))]
    assert found_in("\n".join(told)) == set()


def test_the_last_four_digits_of_a_number_reach_no_record(tmp_path: Path) -> None:
    path = tmp_path / "four.xml"
    path.write_text(
        canary_file()
        .replace("<bsn>", "<bsn_ondwnr-4>")
        .replace("</bsn>", "</bsn_ondwnr-4>")
        .replace(CANARIES["bsn"], SHORT)
    )
    told = [str(each) for each in EdexmlConnector().pull_file(path, Ask(school=School(SCHOOL, "De Regenboog")))]
    assert SHORT not in "\n".join(told)
