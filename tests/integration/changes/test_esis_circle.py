"""The whole circle with ESIS: what a parent asks is in the simulated ESIS once, or somebody sees why not."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import hub_esis
import pytest
from hub_esis_simulator.testing import Simulator

from hub import changes
from hub.changes import Approver, Wish
from hub.contract import Secret
from hub.intake import pull_in
from hub.records import Kind, SchoolCode
from hub.registry import Registry
from hub.store import Item, ItemState, SchoolEntry, Store
from tests.integration.changes.mortals import QUICK, Mortals, has_settled
from tests.integration.conftest import Command, Scene

SCHOOL = SchoolCode("99XX")
STAFF = Approver("anna@school")
NEW = "+31611112222"
OTHER = "+31699999999"
HANDS_IN, ASKS, PULLS = "DienMutatieIn", "HaalVerzoekresultaat", "HaalLeerlinggegevens"


@dataclass
class EsisCircle:
    """School 99XX on the simulated ESIS, known through a pull."""

    store: Store
    school: SchoolEntry
    esis: Simulator
    registry: Registry = field(default_factory=lambda: Registry.of(hub_esis))

    def __post_init__(self) -> None:
        changes.listen_for_echoes(self.store)
        changes.go_on_once_set(self.store)
        self.set(parent_portal_endpoint=self.esis.parent_portal_endpoint)
        with self.store.open(self.school.id) as books:
            books.plugins.switch("esis", on=True)
        self.pull()

    def set(self, **values: str) -> None:
        names = ("endpoint", "customer_code", "customer_name")
        known = {name: getattr(self.esis, name) for name in names}
        with self.store.open(self.school.id) as books:
            key = {"authorisation_key": Secret(self.esis.authorisation_key)}
            books.plugins.save("esis", known | values, key)

    def pull(self) -> int:
        run = pull_in(self.store, self.registry, SCHOOL, by="test")
        assert run.state.value in ("applied", "unchanged"), run.sentences
        return run.id

    def guardians(self) -> list[str]:
        """Return the keys of the guardians who have a mobile number."""
        return [each["key"] for each in self.esis.records("verzorger") if each["texts"].get("telefoonmobiel")]

    def ask(self, value: str = NEW, number: int = 0, name: str = "mobile") -> Item:
        key = self.guardians()[number]
        wish = Wish(kind=Kind.GUARDIANS, key=key, field=name, value=value)
        (item,) = changes.ask(self.store, self.registry, SCHOOL, [wish], guardian=key)
        return item

    def approve(self, item: Item, **more: Any) -> Item:
        return changes.approve(self.store, self.registry, SCHOOL, item.id, approver=STAFF, **more)

    def go_on(self, item: Item, until: ItemState) -> Item:
        """Do the job for an item, as if its time had come, until it stands there."""
        for _ in range(100):
            with self.store.open(self.school.id) as books:
                books.changes.look_again(item, 0, 0)
            changes.go_on(self.store, self.registry, self.school.id, item.id, first_pause=0.01)
            if self.now(item).state is until:
                return self.now(item)
            time.sleep(0.05)
        raise AssertionError(self.states(item))

    def now(self, item: Item) -> Item:
        with self.store.open(self.school.id) as books:
            return books.changes.item(item.id)

    def states(self, item: Item) -> list[str]:
        with self.store.open(self.school.id) as books:
            return [each.new.value for each in books.changes.steps(item.id)]

    def why(self, item: Item) -> str:
        with self.store.open(self.school.id) as books:
            return str(books.changes.steps(item.id)[-1].reason)

    def office(self, item: Item, value: str) -> None:
        """Let the office change the very same number in ESIS."""
        self.esis.office({"entity": "verzorger", "key": item.key, "field": "telefoonmobiel", "value": value})

    def in_esis(self, item: Item) -> str:
        return str(self.esis.record("verzorger", item.key)["texts"]["telefoonmobiel"])

    def written(self) -> list[str]:
        return [each["new"] for each in self.esis.effects(by="koppelhub")]


@pytest.fixture
def circle(store: Store, school: SchoolEntry, esis: Simulator) -> EsisCircle:
    return EsisCircle(store, school, esis)


def test_a_change_goes_round_by_the_jobs_alone_and_esis_itself_confirms_it(
    circle: EsisCircle, command: Command
) -> None:
    item = circle.approve(circle.ask())
    command.start("worker", **QUICK)
    Scene.until(lambda: circle.now(item).state is ItemState.CONFIRMED)
    assert circle.states(item) == ["approved", "sending", "sent", "confirmed"]
    assert circle.in_esis(item) == NEW
    assert circle.written() == [NEW]
    with circle.store.open(SCHOOL) as books:
        assert getattr(books.changes.record(Kind.GUARDIANS, item.key), "mobile", None) == NEW


def test_what_the_office_changed_before_the_write_is_found_by_esis_and_a_person_chooses(circle: EsisCircle) -> None:
    item = circle.approve(circle.ask())
    circle.office(item, OTHER)
    item = circle.go_on(item, until=ItemState.CONFLICT)
    assert "In ESIS staat inmiddels een andere waarde" in circle.why(item)
    assert (circle.written(), circle.in_esis(item)) == ([], OTHER)
    circle.pull()
    again = circle.approve(item, seen=OTHER)
    assert circle.go_on(again, until=ItemState.SENT).write_key != item.write_key
    Scene.until(circle.written)
    circle.pull()
    assert circle.now(item).state is ItemState.CONFIRMED
    assert circle.in_esis(item) == NEW


def test_what_the_office_changed_after_the_write_is_a_conflict_at_the_pull_that_shows_it(circle: EsisCircle) -> None:
    item = circle.go_on(circle.approve(circle.ask()), until=ItemState.SENT)
    Scene.until(circle.written)
    circle.office(item, OTHER)
    circle.pull()
    assert circle.now(item).state is ItemState.CONFLICT
    assert circle.in_esis(item) == OTHER


def test_what_esis_refuses_is_failed_with_its_reason_in_dutch_and_is_not_repeated(circle: EsisCircle) -> None:
    circle.esis.misbehave("not-successful", operation=HANDS_IN)
    item = circle.go_on(circle.approve(circle.ask()), until=ItemState.FAILED)
    assert "ESIS nam de wijziging aan, maar kon haar niet verwerken." in circle.why(item)
    assert circle.written() == []
    asked = circle.esis.requests()[HANDS_IN]
    changes.go_on(circle.store, circle.registry, circle.school.id, item.id)
    assert circle.esis.requests()[HANDS_IN] == asked


def test_a_school_with_nothing_but_uwlr_gets_a_task(circle: EsisCircle) -> None:
    item = circle.ask()
    circle.set(parent_portal_endpoint="")
    task = circle.approve(item)
    assert task.state is ItemState.TASK
    assert "Typ de nieuwe waarde over" in circle.why(task)


def test_a_key_that_was_withdrawn_lets_the_change_wait_with_a_sentence_until_another_is_filled_in(
    circle: EsisCircle,
) -> None:
    item = circle.approve(circle.ask())
    circle.esis.misbehave("refused-credentials", 0, operation=HANDS_IN)
    changes.go_on(circle.store, circle.registry, circle.school.id, item.id)
    waiting = circle.now(item)
    assert waiting.state is ItemState.APPROVED
    assert "Dit wacht. ESIS neemt de autorisatiesleutel niet aan" in str(waiting.waits_for)
    circle.esis.behave()
    circle.set(parent_portal_endpoint=circle.esis.parent_portal_endpoint)
    changes.go_on(circle.store, circle.registry, circle.school.id, item.id)
    assert circle.now(item).state is ItemState.SENT


PEOPLE = 3
KILLS = 3
PATIENCE = 240.0


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        (HANDS_IN, None),
        (HANDS_IN, "hang-before"),
        (HANDS_IN, "hang-after"),
        (HANDS_IN, "late"),
        (ASKS, None),
        (ASKS, "hang-before"),
        (ASKS, "hang-after"),
        (PULLS, "hang-before"),
    ],
)
def test_a_worker_killed_at_any_step_leaves_one_effect_in_esis_or_a_visible_unknown(
    circle: EsisCircle, command: Command, operation: str, fault: str | None
) -> None:
    items = [circle.approve(circle.ask(f"+3161111333{number}", number)) for number in range(PEOPLE)]
    mortals, chance = Mortals(command), Random(f"{operation}{fault}")  # noqa: S311 - when somebody dies
    for _ in range(KILLS):
        _kill_at(circle, mortals, items, operation, fault)
        time.sleep(chance.uniform(0, 0.5))
    circle.esis.behave()
    _wait(mortals, lambda: has_settled(circle.store, circle.school, items))
    assert mortals.deaths > 0, "nobody was killed"
    effects = Counter(each["key"] for each in circle.esis.effects(by="koppelhub"))
    for item in items:
        state = circle.now(item).state
        assert effects[item.key] <= 1, circle.states(item)
        if state is ItemState.CONFIRMED:
            assert (effects[item.key], circle.in_esis(item)) == (1, item.value), circle.states(item)
        else:
            assert state is ItemState.UNKNOWN, circle.states(item)


def _kill_at(circle: EsisCircle, mortals: Mortals, items: list[Item], operation: str, fault: str | None) -> None:
    """Kill a worker as soon as ESIS gets this question, which it then handles as the fault has it."""
    before = circle.esis.requests().get(operation, 0)
    if fault:
        circle.esis.misbehave(fault, operation=operation)

    def asked() -> bool:
        return circle.esis.requests().get(operation, 0) > before

    _wait(mortals, lambda: asked() or has_settled(circle.store, circle.school, items))
    if asked():
        mortals.kill()


def _wait(mortals: Mortals, true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    mortals.keep_alive()
    while not true():
        mortals.keep_alive()
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)
