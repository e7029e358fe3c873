"""Who decides at a school: plugins leave people out, and never let in who is no staff."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from hub import changes
from hub.changes import Approver, SchoolDesk
from hub.changes.approvers import approvers
from hub.contract import Colleague, DecisionDue, Plugin, hookimpl
from hub.contract.errors import NotAllowedError
from hub.contract.rights import Right
from hub.records import Text
from hub.registry import Registry
from hub.store import ItemState, Role
from hub.testing.manifests import EVERYTHING
from tests.integration.changes.conftest import SCHOOL, Circle


class Choosing:
    """A plugin that names who decides, or fails."""

    def __init__(self, key: str) -> None:
        self.says: Any = None
        title = Text("Wie", "Who")

        @hookimpl
        def approvers(colleagues: tuple[Colleague, ...]) -> Iterable[int] | None:
            if isinstance(self.says, Exception):
                raise self.says
            return [each.account for each in colleagues if each.name in self.says] if self.says is not None else None

        plugin = Plugin(key=key, title=title, description=title, package=__name__, processes=EVERYTHING)
        self.door = SimpleNamespace(plugin=plugin, approvers=approvers)


@pytest.fixture
def one() -> Choosing:
    return Choosing("one")


@pytest.fixture
def other() -> Choosing:
    return Choosing("other")


@pytest.fixture
def staffed(circle: Circle, one: Choosing, other: Choosing) -> Circle:
    """The circle with two members of staff, an administrator, a parent and somebody who left."""
    circle.registry = Registry.of(circle.rules.door, circle.more_rules.door, one.door, other.door)
    people = (("anna", Role.SCHOOL_ADMIN), ("piet", Role.STAFF), ("sara", Role.STAFF), ("ouder", Role.PARENT))
    with circle.store.directory() as directory:
        for name, role in people:
            directory.grant(directory.add_account(f"{name}@school", name), role, circle.school.id)
        left = directory.add_account("weg@school", "weg")
        directory.grant(left, Role.STAFF, circle.school.id)
        directory.disable_account(left)
    with circle.store.open(SCHOOL) as books:
        for key in ("one", "other"):
            books.plugins.switch(key, on=True)
        books.plugins.switch("toy_desk", on=False)
    return circle


def desk_of(circle: Circle, by: str) -> SchoolDesk:
    rights = {Right.SEE_CHANGES, Right.DECIDE_CHANGES}
    number = circle.school.id
    return SchoolDesk(circle.store, circle.registry, number, lambda _: Approver(by), by, rights.__contains__)


def named(circle: Circle) -> list[str]:
    with circle.store.open(SCHOOL) as books:
        chosen = approvers(circle.registry, books)
        return [each.name for each in books.colleagues() if each.account in chosen]


@pytest.mark.parametrize(
    ("says", "also_says", "decide"),
    [
        (None, None, ["anna", "piet", "sara"]),
        (["piet"], None, ["piet"]),
        (["piet", "sara"], ["sara", "anna"], ["sara"]),
        (["piet"], ["sara"], ["anna"]),
        ([], None, ["anna"]),
        (["ouder", "weg"], None, ["anna"]),
        (ValueError("stuk"), None, ["anna"]),
        (ValueError("stuk"), ["piet"], ["anna"]),
    ],
)
def test_who_decides_is_whom_every_plugin_names(
    staffed: Circle, one: Choosing, other: Choosing, says: Any, also_says: Any, decide: list[str]
) -> None:
    one.says, other.says = says, also_says
    assert named(staffed) == decide
    with staffed.store.open(SCHOOL) as books:
        faults = [(each.key, each.hook) for each in books.plugins.faults()]
    assert faults == ([("one", "approvers")] if isinstance(says, Exception) else [])


def test_a_plugin_that_is_gone_may_have_left_somebody_out(staffed: Circle, one: Choosing) -> None:
    one.says = ["piet"]
    staffed.registry = Registry.of(staffed.rules.door)
    assert named(staffed) == ["anna"]


def test_who_is_left_out_decides_nothing_and_sees_no_button(staffed: Circle, one: Choosing) -> None:
    item, one.says = staffed.ask("+31611112222"), ["piet"]
    desks = [desk_of(staffed, by) for by in ("sara@school", "piet@school")]
    assert desks[0].details(item.id).change.choices == frozenset()
    for act in (desks[0].approve, lambda number: desks[0].refuse(number, "Nee."), desks[0].typed, desks[0].undo):
        with pytest.raises(NotAllowedError, match="wie over aanvragen beslist"):
            act(item.id)
    assert staffed.now(item).state is ItemState.REQUESTED
    assert desks[1].details(item.id).change.choices
    assert desks[1].approve(item.id).state is not ItemState.REQUESTED


def test_who_decides_is_reminded(staffed: Circle, one: Choosing) -> None:
    heard: list[Any] = []
    staffed.store.listeners.append(lambda _school, event: heard.append(event))
    item, one.says = staffed.ask("+31611112222"), ["piet"]
    with staffed.store.open(SCHOOL) as books:
        books.changes.remind(item, datetime.now(UTC) - timedelta(minutes=1), 0)
        (piet,) = (each.account for each in books.colleagues() if each.name == "piet")
    changes.tend(staffed.store, staffed.registry, staffed.school.id, patience=60)
    assert [each.accounts for each in heard if isinstance(each, DecisionDue)] == [frozenset({piet})]
