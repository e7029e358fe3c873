"""A school makes a rule, tries it out, switches it on, and the next request goes by it; in a real browser."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import expect

from hub import changes
from hub.changes import Wish
from hub.intake import take_in
from hub.records import Kind, Pulled
from hub.registry import Registry
from hub.store import Item, ItemState
from hub.testing.made_up import MadeUpSchool, made_up_school

pytestmark = pytest.mark.journey


def pulled(made: MadeUpSchool, _: object) -> Iterator[Pulled]:
    return made.pulled_with_guardians()


@pytest.fixture
def families(hub: Any) -> Any:
    """The running hub, with guardians and the rules on."""
    made = made_up_school(hub.school.code, pupils=12, seed=3)
    take_in(hub.store, hub.school.code, partial(pulled, made), plugin="edexml", by="test")
    with hub.store.open(hub.school.id) as books:
        books.plugins.switch("approvals", on=True)
    return hub


def ask(hub: Any, place: int, email: str) -> Item:
    with hub.store.open(hub.school.id) as books:
        ties = books.changes.guardianships(pupils=[each.key for each in books.roll.pupils(limit=100)])
    key = sorted({each.guardian for each in ties if each.authority is True})[place]
    wish = Wish(kind=Kind.GUARDIANS, key=key, field="email", value=email)
    (item,) = changes.ask(hub.store, Registry.load(), hub.school.code, [wish], guardian=key)
    return item


def test_a_rule_is_made_tried_out_and_switched_on_and_the_next_request_goes_by_it(
    chromium: Any, families: Any, barriers: Any
) -> None:
    assert ask(families, 0, "gea@voorbeeld.nl").state is ItemState.REQUESTED
    context = chromium.new_context()
    page = families.log_in(context, "admin")
    page.goto(f"{families.address}/s/99XX/p/approvals/rules")
    found = barriers.on(page)
    page.get_by_role("button", name="Regels wijzigen").click()
    page.get_by_role("link", name="Regel toevoegen").click()
    page.get_by_label("Gegeven", exact=True).select_option("own_email")
    expect(page.get_by_label("De vier cijfers van de postcode blijven gelijk")).to_be_hidden()
    page.get_by_label("Gaat vanzelf door").check()
    page.get_by_label("De aanvrager heeft gezag over het kind", exact=True).check()
    page.get_by_label("Plaats").select_option("1")
    found += barriers.on(page)
    page.get_by_role("button", name="Bewaren in het ontwerp").click()
    sentence = "Regel 1: het eigen e-mailadres wijzigen gaat vanzelf als de aanvrager gezag heeft over het kind"
    expect(page.get_by_role("listitem").filter(has_text=sentence).first).to_be_visible()
    found += barriers.on(page)
    page.get_by_role("link", name="Uitproberen").click()
    expect(page.get_by_text("Bij 1 beslist het ontwerp anders")).to_be_visible()
    found += barriers.on(page)
    page.get_by_role("link", name="Zet aan…").click()
    found += barriers.on(page)
    page.get_by_role("button", name="Zet aan").click()
    expect(page.get_by_text("De nieuwe regels gelden vanaf nu.")).to_be_visible()
    item = ask(families, 1, "piet@voorbeeld.nl")
    assert item.state is ItemState.TASK
    assert item.verdict.reason.nl.startswith(sentence)
    with families.store.open(families.school.id) as books:
        books.plugins.save("approvals", {**books.plugins.settings("approvals"), "review_share": 100}, {})
    for path in ("rules/sample", "rules/history"):
        page.goto(f"{families.address}/s/99XX/p/approvals/{path}")
        found += barriers.on(page)
    expect(page.get_by_text("admin@school.example")).to_be_visible()
    context.close()
    assert found == []
