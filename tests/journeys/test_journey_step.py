"""A second step at the door, in a real browser: turned on with an app, required by the school, asked at a login."""

import re
from datetime import UTC, datetime

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PASSWORD, Barriers, Hub

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark")])
def test_the_second_step_is_turned_on_asked_and_required(
    hub: Hub, chromium: Browser, barriers: Barriers, width: int, scheme: "str"
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = hub.log_in(context, "admin")
    page.goto(f"{hub.address}/account")
    page.get_by_role("link", name="Tweede stap bekijken").click()
    found = is_clear(page, barriers)
    page.get_by_label("Uw wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Aanzetten").click()
    expect(page.get_by_role("img", name="Plaatje voor de app")).to_be_visible()
    page.get_by_text("Lukt het lezen niet").click()
    found += is_clear(page, barriers)
    app = pyotp.TOTP(page.locator("code.key").inner_text().replace(" ", ""))
    first = app.timecode(datetime.now(UTC))
    page.get_by_label("Code").fill(app.generate_otp(first))
    page.get_by_role("button", name="Aanzetten").click()
    expect(page.get_by_role("heading", name="Bewaar deze codes")).to_be_visible()
    found += is_clear(page, barriers)
    assert len(re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", page.inner_text("main"))) == 10
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    found += is_clear(page, barriers)
    page.goto(f"{hub.address}/s/99XX/colleagues")
    page.get_by_role("link", name="Verplicht voor iedereen die hier werkt").click()
    found += is_clear(page, barriers)
    page.get_by_role("button", name="Verplichten").click()
    expect(page.get_by_role("status")).to_contain_text("een tweede stap nodig")
    context.clear_cookies()
    page.goto(f"{hub.address}/s/99XX/pupils")
    page.get_by_label("E-mailadres").fill("admin@school.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("heading", name="Nog één stap")).to_be_visible()
    found += is_clear(page, barriers)
    page.get_by_label("Code").fill(app.generate_otp(first + 1))
    page.get_by_role("main").get_by_role("button", name="Inloggen").click()
    page.wait_for_url("**/s/99XX/pupils")
    context.close()
    assert found == []


def is_clear(page: Page, barriers: Barriers) -> list[str]:
    """Return what stands in somebody's way, and insist that the page is no wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels wider than the screen"
    return barriers.on(page)
