"""Every page in a real browser: nothing in anybody's way, in both languages, light and dark, wide and narrow."""

from typing import Any

import pytest

pytestmark = pytest.mark.journey

PAGES = (
    "/",
    "/account",
    "/s/99XX/",
    "/s/99XX/classes",
    "/s/99XX/class?key={group}",
    "/s/99XX/pupils",
    "/s/99XX/pupils?q=qqqq",
    "/s/99XX/pupil?key=100001",
    "/s/99XX/teachers",
    "/s/99XX/import",
    "/s/99XX/runs",
    "/s/99XX/runs/1",
    "/s/99XX/runs/2",
    "/s/99XX/runs/2?kind=pupils&action=depart",
    "/s/99XX/runs/2/approve",
    "/s/99XX/runs/2/discard",
    "/s/99XX/runs/2/rejected",
    "/s/99XX/plugins",
    "/s/99XX/plugins/edexml",
    "/s/99XX/plugins/edexml/switch?on=false",
    "/s/99XX/guardians",
    "/s/99XX/guardians/invite",
    "/s/99XX/colleagues",
    "/s/99XX/audit",
    "/not-there",
)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 700}


@pytest.mark.parametrize(
    ("scheme", "size", "language"),
    [("light", WIDE, "nl"), ("dark", WIDE, "en"), ("light", NARROW, "en"), ("dark", NARROW, "nl")],
)
def test_no_page_puts_anything_in_anybodys_way(
    chromium: Any, full_hub: Any, barriers: Any, language: str, scheme: Any, size: Any
) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport=size)
    broken: list[str] = []
    page = full_hub.log_in(context, "admin")
    page.on("console", lambda said: broken.append(f"{page.url} {said.text}") if said.type == "error" else None)
    context.add_cookies([{"name": "hub_language", "value": language, "url": full_hub.address}])
    with full_hub.store.open(full_hub.school.id) as books:
        group = books.roll.groups()[0].key
    found = []
    for path in PAGES:
        page.goto(full_hub.address + path.format(group=group))
        found += barriers.on(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} pixels wider than the screen"
    context.close()
    assert found == []
    assert [each for each in broken if "404" not in each] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_before_the_login_and_of_the_operator_put_nothing_in_the_way(
    chromium: Any, full_hub: Any, barriers: Any, scheme: Any
) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport=NARROW)
    page = context.new_page()
    page.goto(f"{full_hub.address}/login")
    found = barriers.on(page)
    page.get_by_label("E-mailadres").fill("x@school.example")
    page.get_by_label("Wachtwoord").fill("x")
    page.get_by_role("main").get_by_role("button", name="Inloggen").click()
    page.get_by_role("alert").wait_for()
    found += barriers.on(page)
    page = full_hub.log_in(context, "operator")
    found += barriers.on(page)
    page.goto(f"{full_hub.address}/schools/new")
    page.get_by_label("BRIN").fill("zz")
    page.get_by_label("Naam van de school").fill("x")
    page.get_by_role("main").get_by_role("button", name="School toevoegen").click()
    page.get_by_role("alert").wait_for()
    found += barriers.on(page)
    context.close()
    assert found == []
