"""School 99XX, coupled with a simulated ESIS of 60 pupils in a process of its own."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from hub.contract import Event, Secret
from hub.intake import pull_by_itself, pull_in
from hub.registry import Registry
from hub.store import Run, SchoolEntry, State, Store
from hub.store.couplings import Coupling

NO_OVERLAP = timedelta(0)


@dataclass
class Coupled:
    """The hub and the LAS of one school. `heard` is what listeners heard."""

    store: Store
    school: SchoolEntry
    esis: Any
    registry: Registry = field(default_factory=Registry.load)
    heard: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store.listeners.append(lambda _school, event: self.heard.append(event))
        with self.store.open(self.school.id) as books:
            books.plugins.switch("esis", on=True)
        self.set_key(self.esis.authorisation_key)

    def set_key(self, key: str) -> None:
        esis = self.esis
        values = {"endpoint": esis.endpoint, "parent_portal_endpoint": esis.parent_portal_endpoint}
        values |= {"customer_code": esis.customer_code, "customer_name": esis.customer_name}
        with self.store.open(self.school.id) as books:
            books.plugins.save("esis", values, {"authorisation_key": Secret(key)})

    def pull(self, *, changes: bool = False, **more: Any) -> Run:
        return pull_in(self.store, self.registry, self.school.code, by="test", changes=changes, **more)

    def changes(self) -> Run:
        """Ask for what changed since the last whole answer, to the microsecond."""
        return self.pull(changes=True, overlap=NO_OVERLAP)

    def ring(self, *, changes: bool = True) -> Run | None:
        return pull_by_itself(self.store, self.registry, self.school.id, by="hub", changes=changes)

    def state(self) -> Coupling:
        with self.store.open(self.school.id) as books:
            return books.coupling.state()

    def pupils(self) -> set[str]:
        with self.store.open(self.school.id) as books:
            return {each.key for each in books.roll.pupils(limit=1000)}

    def runs(self) -> list[tuple[State, str | None]]:
        with self.store.open(self.school.id) as books:
            return [(each.state, each.asked) for each in books.runs.list()]

    def due(self) -> dict[str, datetime | None]:
        with psycopg.connect(self.store.conninfo) as connection:
            found = connection.execute(
                "SELECT name, next_due FROM hub.schedule WHERE at_school = %s AND name LIKE 'pull%%'", [self.school.id]
            )
            return dict(found.fetchall())

    def plan(self) -> None:
        """Plan the pulls, as the clock does at its first ring."""
        with self.store.open(self.school.id) as books:
            books.coupling.set_times(books.coupling.times())

    def long_ago(self, **columns: timedelta) -> None:
        """Set moments of the coupling back, as if so much time had gone by."""
        with self.store.open(self.school.id) as books:
            for name, ago in columns.items():
                books.session.connection().exec_driver_sql(
                    f"UPDATE hub.coupling SET {name} = %s",  # a name of this test
                    (datetime.now(UTC) - ago,),
                )

    def told(self, kind: type[Event]) -> list[Any]:
        return [each for each in self.heard if isinstance(each, kind)]


@pytest.fixture
def coupled(store: Store, school: SchoolEntry, esis: Any) -> Coupled:
    made = Coupled(store, school, esis)
    made.plan()
    return made
