"""A sync of 1,000 pupils with their guardians over SOAP, beside lxml reading the same envelopes and one COPY of rows.

The answers were recorded from the simulated ESIS before, and are served by a process of their own. The floor reads them
from memory, with nothing checked: a row for every pupil, guardian and relation. Beside it stands what zeep takes to
make its own objects of the same envelopes.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import zeep
from hub_esis.client import UWLR, WSDL
from hub_esis.connector import EsisConnector
from hub_esis.settings import EsisSettings
from lxml import etree

from bench.answers import OPERATIONS, record, served
from bench.rounds import NewSchools, in_turns, tell
from hub import intake
from hub.app import collect_seldom
from hub.contract import Ask, School
from hub.store import Home, Store
from hub.store.runs import State

PUPILS, ROUNDS = 1_000, 9
COLUMNS = 20
ROWS = tuple(f"{{{space}}}{tag}" for space, tag in ((UWLR, "leerling"), ("*", "verzorger"), ("*", "relatie")))


def main() -> None:
    """Measure and print."""
    collect_seldom()
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as name:
        folder = Path(name)
        home = Home(path=folder / "home")
        settings = record(folder, PUPILS)
        store = Store.start(home)
        try:
            with served(folder) as address:
                _compare(store, folder, replace(settings, endpoint=address, parent_portal_endpoint=address))
        finally:
            store.close()
            Store.stop_embedded(home)


def _compare(store: Store, folder: Path, settings: EsisSettings) -> None:
    envelopes = {operation: (folder / operation).read_bytes() for operation in OPERATIONS}
    school = NewSchools(store, "EF")
    replies = _zeep(envelopes)
    taken = in_turns(
        ROUNDS,
        {
            "floor": lambda: _floor(store, envelopes),
            "a new school": school.add,
            "first sync": lambda: _sync(store, school, settings, State.APPLIED),
            "unchanged": lambda: _sync(store, school, settings, State.UNCHANGED),
            "pulling alone": lambda: _pull(school, settings),
            "zeep's objects": lambda: [
                operation.process_reply(etree.fromstring(content)) for operation, content in replies
            ],
        },
    )
    size = sum(map(len, envelopes.values())) / 1e6
    print(f"{PUPILS:,} pupils with guardians, {size:.1f} MB of SOAP; {ROUNDS} rounds in turns")
    tell(taken, "floor", PUPILS, {"first sync": 6, "unchanged": 4})
    tell(taken, "zeep's objects", PUPILS, {"pulling alone": 1, "unchanged": 1, "first sync": 1})
    first, again, pull = (taken[each].median for each in ("first sync", "unchanged", "pulling alone"))
    print(
        f"  bound by: asking, reading and checking {pull / first:.0%} of the first sync and {pull / again:.0%} of the "
        "unchanged one; the rest is the plan and PostgreSQL"
    )


def _sync(store: Store, school: NewSchools, settings: EsisSettings, expected: State) -> None:
    connector = EsisConnector(School(school.code, "Meting"), settings)
    run = intake.take_in(store, school.code, connector.pull, plugin="esis", by="bench")
    assert run.state is expected, (run.state, [each.nl for each in run.sentences])


def _pull(school: NewSchools, settings: EsisSettings) -> None:
    asked = School(school.code, "Meting")
    assert sum(1 for _ in EsisConnector(asked, settings).pull(Ask(school=asked))) > PUPILS


def _floor(store: Store, envelopes: dict[str, bytes]) -> None:
    names = ", ".join(f"c{number} text" for number in range(COLUMNS))
    with psycopg.connect(store.conninfo) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE floor ({names}) ON COMMIT DROP")
        with cursor.copy("COPY floor FROM STDIN") as copy:
            for content in envelopes.values():
                for row in _rows(content):
                    copy.write_row(row)


def _rows(content: bytes) -> Iterator[list[str | None]]:
    for _, element in etree.iterparse(BytesIO(content), tag=ROWS):
        values = [*element.attrib.values(), *(child.text for child in element)][:COLUMNS]
        yield values + [None] * (COLUMNS - len(values))
        if not element.tag.endswith("relatie"):
            element.clear()


def _zeep(envelopes: dict[str, bytes]) -> list[tuple[Any, bytes]]:
    """Return what zeep reads the answers with, and the answers."""
    readers = []
    for operation, service in OPERATIONS.items():
        client: Any = zeep.Client(str(WSDL / service.wsdl))  # type: ignore[no-untyped-call]
        readers.append((client.wsdl.bindings[service.binding].get(operation), envelopes[operation]))
    return readers


if __name__ == "__main__":
    main()
