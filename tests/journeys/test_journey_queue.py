"""The office works through what parents ask: by keyboard, without reload, with a colleague at the same queue."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from hub import changes
from hub.changes import Approver, Wish
from hub.records import Kind, SchoolCode
from hub.registry import Registry
from hub.store import ItemState
from hub.testing.made_up import made_up_school
from tests.wishes import ask_for, guardians_of, take_in_families

pytestmark = pytest.mark.journey

QUEUE = "/s/99XX/p/approvals/queue"
SLOW = 60_000
"""Milliseconds within which everything is done, also on a machine that has other work."""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 375, "height": 800}


@pytest.fixture
def asked(hub: Any) -> Any:
    """The running hub, with approvals on and 30 wishes that wait."""
    take_in_families(hub.store, made_up_school(SchoolCode.parse("99XX"), pupils=40, seed=1))
    hub.registry = Registry.load()
    hub.items = ask_for(hub.store, hub.registry, hub.school.code, 30)
    # Turned on after the asking, so that its rules let none of these through by themselves.
    with hub.store.open(hub.school.id) as books:
        books.plugins.switch("approvals", on=True)
    return hub


def states(hub: Any) -> list[ItemState]:
    with hub.store.open(hub.school.id) as books:
        return [books.changes.item(each.id).state for each in hub.items]


def test_routine_requests_are_decided_by_keyboard_without_reload(chromium: Any, asked: Any) -> None:
    page = asked.log_in(chromium.new_context(), "admin")
    page.goto(asked.address + QUEUE)
    page.evaluate("document.body.dataset.stays = 'yes'")
    page.keyboard.press("j")
    for _ in range(20):
        page.keyboard.press("a")
    expect(page.locator(".wish.done")).to_have_count(20, timeout=SLOW)
    expect(page.locator(".wish:focus")).to_have_attribute("data-number", str(asked.items[20].id))
    page.keyboard.press("r")
    page.get_by_text("Kies een reden om mee te beginnen").click()
    page.get_by_role("button", name="Wij hebben hier een vraag over.").click()
    page.get_by_role("dialog").get_by_role("button", name="Weigeren").click()
    expect(page.locator(".wish.done")).to_have_count(21, timeout=SLOW)
    page.keyboard.press("c")
    page.get_by_label("Dit gaat naar het LAS").fill("kapot")
    page.keyboard.press("Enter")
    expect(page.locator("[data-done-words]")).to_contain_text("telefoonnummer", timeout=SLOW)
    page.locator(f'.wish[data-number="{asked.items[21].id}"]').focus()
    page.keyboard.press("c")
    page.get_by_label("Dit gaat naar het LAS").fill("06 1111 2222")
    page.keyboard.press("Enter")
    expect(page.locator(".wish.done")).to_have_count(22, timeout=SLOW)
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("Shift+A")
    page.get_by_role("dialog").get_by_role("button", name="Ja, goedkeuren").click()
    expect(page.locator(".wish.done")).to_have_count(24, timeout=SLOW)
    assert page.evaluate("document.body.dataset.stays") == "yes"
    assert states(asked)[:20] == [ItemState.TASK] * 20
    assert states(asked)[20:25] == [ItemState.REFUSED, *[ItemState.TASK] * 3, ItemState.REQUESTED]


def test_a_page_that_was_fetched_before_a_decision_does_not_take_it_back(chromium: Any, asked: Any) -> None:
    page = asked.log_in(chromium.new_context(), "admin")
    held: list[Any] = []
    page.goto(asked.address + QUEUE)

    def hold_the_first(route: Any) -> None:
        if held or route.request.method != "GET":
            route.continue_()
        else:
            held.append((route, route.fetch()))

    page.route(f"**{QUEUE}", hold_the_first)
    for value, told in (("kapot", "telefoonnummer"), ("06 1111 2222", "Goedgekeurd")):
        page.locator(f'.wish[data-number="{asked.items[0].id}"]').focus()
        page.keyboard.press("c")
        page.get_by_label("Dit gaat naar het LAS").fill(value)
        page.keyboard.press("Enter")
        expect(page.locator("[data-done-words]")).to_contain_text(told)
    expect(page.locator(".wish.done")).to_have_count(1)
    with page.expect_event("requestfinished", lambda each: each.method == "GET" and each.url.endswith(QUEUE)):
        held[0][0].fulfill(response=held[0][1])
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(page.locator(".wish.done")).to_have_count(1)


def test_what_a_colleague_decides_and_a_parent_asks_shows_without_reload(chromium: Any, asked: Any) -> None:
    page = asked.log_in(chromium.new_context(), "admin")
    page.goto(asked.address + QUEUE)
    first = asked.items[0]
    colleague = Approver("piet@school.example")
    changes.refuse(asked.store, asked.school.code, first.id, approver=colleague, reason="Klopt niet.")
    row = page.locator(f'.wish[data-number="{first.id}"]')
    expect(row.locator("[data-outcome]")).to_contain_text("Geweigerd door piet@school.example", timeout=SLOW)
    guardian = guardians_of(asked.store, asked.school.code)[0]
    wish = Wish(kind=Kind.GUARDIANS, key=guardian.key, field="country", value="België")
    (late,) = changes.ask(asked.store, asked.registry, asked.school.code, [wish], guardian=guardian.key)
    expect(page.locator(f'.wish[data-number="{late.id}"]')).to_contain_text("België", timeout=SLOW)
    expect(page.locator('[data-count="requested"]')).to_have_text("30", timeout=SLOW)


def test_without_a_script_every_decision_is_a_form(chromium: Any, asked: Any) -> None:
    page = asked.log_in(chromium.new_context(java_script_enabled=False), "admin")
    page.goto(asked.address + QUEUE)
    page.get_by_role("button", name="Goedkeuren", exact=True).first.click()
    expect(page.get_by_role("status").first).to_contain_text("De aanvraag is goedgekeurd.")
    page.get_by_role("link", name="Weigeren…").last.click()
    page.get_by_label("Reden").fill("Belt u ons even?")
    page.get_by_role("button", name="Weigeren", exact=True).click()
    expect(page.locator(".head .badge")).to_have_text("Geweigerd")
    page.goto(asked.address + QUEUE)
    for box in page.locator('[name="item"]').all()[:3]:
        box.check()
    page.get_by_role("button", name="Keur gekozen goed…").click()
    page.get_by_role("button", name="Ja, goedkeuren").click()
    expect(page.get_by_text("Gelukt")).to_have_count(3)


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", WIDE), ("light", NARROW), ("dark", NARROW)])
def test_the_dashboard_puts_nothing_in_anybodys_way(
    chromium: Any, asked: Any, barriers: Any, scheme: Any, size: Any
) -> None:
    changes.approve(
        asked.store, asked.registry, asked.school.code, asked.items[0].id, approver=Approver("piet@school.example")
    )
    context = chromium.new_context(color_scheme=scheme, viewport=size)
    broken: list[str] = []
    page = asked.log_in(context, "admin")
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: broken.append(str(error)))
    found = []
    paths = (QUEUE, f"{QUEUE}?asker=qq", "/s/99XX/p/approvals/history", "/s/99XX/changes")
    items = tuple(f"/s/99XX/{part}/{asked.items[n].id}" for part in ("p/approvals/items", "changes") for n in (0, 1))
    for path in (*paths, *items):
        page.goto(asked.address + path)
        found += barriers.on(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} pixels wider than the screen"
    page.goto(asked.address + QUEUE)
    for key, name in (("?", "Sneltoetsen"), ("r", "Weigeren"), ("c", "Verbeteren")):
        page.locator(".wish[data-quick]").first.focus()
        page.keyboard.press(key)
        page.get_by_role("dialog", name=re.compile(name)).wait_for()
        found += barriers.on(page)
        page.keyboard.press("Escape")
    context.close()
    assert found == []
    assert broken == []
