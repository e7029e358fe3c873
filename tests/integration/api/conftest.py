"""A school with a family of every sort, whose portal comes in with tokens; and another one with the canary's name."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import uvicorn

from hub import intake
from hub.contract import ReportKind
from hub.intake.documents import fetch_from
from hub.portal.desk import Desk
from hub.records import (
    Assignment,
    CombinedGroup,
    Complete,
    Group,
    Guardian,
    Guardianship,
    Kind,
    Pulled,
    Pupil,
    Relation,
    SchoolYear,
    Source,
    Teacher,
)
from hub.registry import Registry
from hub.store import Home, Publication, SchoolEntry, Scope, Store
from tests.integration.histories import READING, Lvs, card, follow, pdf, result
from tests.integration.shared_portal import SharedPortal

CANARY = "Kanariegeel"
ODD_KEY = "4a/ü?"
ALL = frozenset(Scope)
TIES = {
    "mother": (Relation.MOTHER, True, True),
    "ex": (Relation.FATHER, True, False),
    "without": (Relation.FATHER, False, False),
    "step": (Relation.STEP_PARENT, True, True),
}


@dataclass
class Api:
    """The API over the wire of a test, with a token."""

    client: Any
    token: str

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(_whole(path), headers=self._with(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.post(_whole(path), json=body, headers=self._with(headers))

    def _with(self, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"Authorization": f"Bearer {self.token}", **named}


def _whole(path: str) -> str:
    return path if path.startswith("/api/") else f"/api/v1{path}"


@dataclass
class Door:
    """The portal of the hub, at which tokens come in."""

    store: Store
    portal: SharedPortal
    stack: ExitStack

    def client(self) -> Any:
        return self.stack.enter_context(self.portal.visitor())

    def with_token(self, school: SchoolEntry, *scopes: Scope, days: int = 30) -> Api:
        with self.store.open(school.id, by="admin@school.example") as books:
            _, token = books.api_tokens.make("Ouderapp", scopes or ALL, days)
        return Api(self.client(), token.reveal())


@pytest.fixture
def door(store: Store, home: Home, portal: SharedPortal) -> Iterator[Door]:
    portal.work_at(Desk.make(store, Registry.load(), home, {}))
    with ExitStack() as stack:
        yield Door(store, portal, stack)
    portal.work_at(None)


def people(first: str) -> Iterator[Pulled]:
    yield Group(key="5a", name="5A", year_group="5")
    yield CombinedGroup(key="gym", name="Gym")
    yield Teacher(
        key="t1",
        first_name="Juf",
        last_name=first,
        eck_id="geheim-eck",
        assignments=(Assignment(group="5a", roles=("LRK",)),),
    )
    yield Pupil(key="p1", first_name=first, last_name="Vos", group="5a", postcode="1234AB", eck_id="geheim-eck-p1")
    yield Pupil(key=ODD_KEY, first_name=first, last_name="Bos", group="5a", combined_groups=("gym",))
    for key, (relation, authority, lives) in TIES.items():
        yield Guardian(key=key, first_name=first, last_name="Vos", mobile="+31612345678", email=f"{key}@example.org")
        tie = {"pupil": "p1", "guardian": key, "relation": relation, "authority": authority, "lives_with": lives}
        yield Guardianship(key=f"p1:{key}", **tie)  # type: ignore[arg-type]


def say(store: Store, school: SchoolEntry, *records: Pulled, day: int = 1) -> Any:
    """Let the LAS of a school say that these, and no others, are there."""
    made_at = datetime(2026, 11, day, tzinfo=UTC)
    head = Source(name="x", school=school.code, school_year=SchoolYear(2026), made_at=made_at)
    pulled = [head, *records, Complete(frozenset(Kind))]
    limits = intake.brake.Limits(floor=9, day_floor=9)
    run = intake.take_in(store, school.code, lambda _: iter(pulled), plugin="test", by="test", limits=limits)
    assert run.state.value == "applied", run.sentences
    return run


@pytest.fixture
def family(store: Store, school: SchoolEntry, other_school: SchoolEntry) -> None:
    """Pupil p1 with guardians of every sort, a result and a report card with its document, all published."""
    say(store, other_school, *people(CANARY))
    run = say(store, school, *people("Noor"))
    lvs = Lvs(said=[READING, result(1)], cards=[card(1)], documents={"c1": pdf()})
    follow(store, lvs, run)
    with store.open(school.id) as books:
        waiting = books.history.cards_to_fetch(50)
    assert fetch_from(store, school.id, lvs, waiting, by="test").kept == 1
    publish(store, school)


def publish(store: Store, school: SchoolEntry, *, on: bool = True) -> None:
    with store.open(school.id) as books:
        books.plugins.switch("reports", on=True)
        for kind in ReportKind:
            books.publication.set_kind(kind, Publication(on=on))
        for report in ("newest", "growth", "report_cards", "whole_child"):
            books.publication.show(report, on=on)


@pytest.fixture
def api(door: Door, family: None, school: SchoolEntry) -> Api:
    """The school's portal, with a token that may do everything."""
    return door.with_token(school)


@pytest.fixture
def stranger(door: Door, family: None, other_school: SchoolEntry) -> Api:
    """The portal of the other school, with a token of its own."""
    return door.with_token(other_school)


@pytest.fixture
def address(door: Door, api: Api) -> Iterator[str]:
    """The portal on a loopback port of its own."""
    server = uvicorn.Server(uvicorn.Config(door.portal.app, port=0, lifespan="off", log_config=None, access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    yield f"http://{host}:{port}"
    server.should_exit = True
    thread.join()
