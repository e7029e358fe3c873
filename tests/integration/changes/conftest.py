"""School 99XX with a family, known through a pull from a LAS that can be written to: the desk, a toy."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hub import changes
from hub.changes import Approver, Wish
from hub.contract import ChangeItem, Decision, Plugin, School, Secret, Verdict, hookimpl
from hub.intake import pull_in
from hub.records import Guardian, Guardianship, Kind, Pupil, SchoolCode, Text
from hub.registry import Registry
from hub.store import Item, ItemState, SchoolEntry, StepTaken, Store
from hub.testing.manifests import EVERYTHING
from tests.toy_las.hub_toy import desk as desk_plugin
from tests.toy_las.hub_toy.desk import Desk

SCHOOL = SchoolCode("99XX")
STAFF = Approver("anna@school")
OTHER_STAFF = Approver("piet@school")


class Rules:
    """A plugin that says what it is told to say of any item, or fails."""

    def __init__(self, key: str = "rules") -> None:
        self.says: Callable[[ChangeItem], Verdict | None] = lambda _item: None
        title = Text("Regels", "Rules")
        plugin = Plugin(key=key, title=title, description=title, package=__name__, processes=EVERYTHING)

        @hookimpl
        def approval_policy(item: ChangeItem, school: School, settings: Any) -> Verdict | None:
            return self.says(item)

        self.door = SimpleNamespace(plugin=plugin, approval_policy=approval_policy)

    def say(self, decision: Decision) -> None:
        self.says = lambda _item: Verdict(decision, Text("Regel 3.", "Rule 3."))


@dataclass
class Circle:
    """The hub and the LAS around one family: Gea (g1) and Piet (g2) are parents of Emma (p1)."""

    store: Store
    school: SchoolEntry
    desk: Desk
    rules: Rules = field(default_factory=Rules)
    more_rules: Rules = field(default_factory=lambda: Rules("more_rules"))

    def __post_init__(self) -> None:
        self.registry = Registry.of(desk_plugin, self.rules.door, self.more_rules.door)
        changes.listen_for_echoes(self.store)
        changes.go_on_once_set(self.store)
        with self.store.open(self.school.id) as books:
            books.plugins.switch("toy_desk", on=True)
            books.plugins.save("toy_desk", {"file": self.desk.path}, {"key": Secret("open sesam")})
            books.plugins.switch("rules", on=True)
            books.plugins.switch("more_rules", on=True)
        self.pull()

    def pull(self) -> int:
        run = pull_in(self.store, self.registry, SCHOOL, by="test")
        assert run.state.value in ("applied", "unchanged"), run.sentences
        return run.id

    def ask(self, value: str | None, field_name: str = "mobile", guardian: str = "g1", **more: Any) -> Item:
        wish = Wish(kind=Kind.GUARDIANS, key=guardian, field=field_name, value=value, **more)
        (item,) = changes.ask(self.store, self.registry, SCHOOL, [wish], guardian=guardian)
        return item

    def approve(self, item: Item, approver: Approver = STAFF, **more: Any) -> Item:
        return changes.approve(self.store, self.registry, SCHOOL, item.id, approver=approver, **more)

    def go_on(self, item: Item, times: int = 1) -> Item:
        """Do the job for an item, as if its time had come."""
        for _ in range(times):
            with self.store.open(self.school.id) as books:
                found = books.changes.item(item.id)
                if found.state in (ItemState.APPROVED, ItemState.SENDING, ItemState.SENT, ItemState.UNKNOWN):
                    books.changes.look_again(found, 0, found.tries)
            changes.go_on(self.store, self.registry, self.school.id, item.id, first_pause=0.01)
        return self.now(item)

    def now(self, item: Item) -> Item:
        with self.store.open(self.school.id) as books:
            return books.changes.item(item.id)

    def steps(self, item: Item) -> list[StepTaken]:
        with self.store.open(self.school.id) as books:
            return books.changes.steps(item.id)

    def states(self, item: Item) -> list[str]:
        return [each.new.value for each in self.steps(item)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "desk.db")
    made.put(Pupil(key="p1"), first_name="Emma", last_name="Jansen", postcode="1234 AB")
    made.put(Guardian(key="g1"), first_name="Gea", last_name="Jansen", mobile="+31612345678", email="gea@example.nl")
    made.put(Guardian(key="g2"), first_name="Piet", last_name="Smit", mobile="+31687654321")
    for key in ("g1", "g2"):
        bare = Guardianship(key=f"p1-{key}", pupil="p1", guardian=key)
        made.put(bare, pupil="p1", guardian=key, authority=1, lives_with=1)
    return made


@pytest.fixture
def circle(store: Store, school: SchoolEntry, desk: Desk) -> Circle:
    return Circle(store, school, desk)
