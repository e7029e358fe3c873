"""A school lets its own portal in, and lets it hear: a token that really opens, a message that really arrives."""

import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from standardwebhooks.webhooks import Webhook

from tests.integration.webhooks.conftest import Receiver, listening
from tests.journeys.conftest import Barriers, Hub

SLOW = 30_000


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    server = listening(found)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.address = f"http://127.0.0.1:{server.server_port}/in"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def host_settings(receiver: Receiver) -> dict[str, str]:
    return {"HUB_WEBHOOK_ALLOW": receiver.address.split("/")[2]}


def kept_once(page: Page) -> str:
    """Return the secret that the page shows this once, and go back."""
    secret = page.locator("#secret").input_value()
    page.get_by_role("link", name="Ik heb het bewaard").click()
    assert secret not in page.content()
    return secret


def test_a_school_lets_its_own_portal_in_tells_it_what_happens_and_shuts_the_door(
    full_hub: Hub, receiver: Receiver, chromium: Browser, barriers: Barriers
) -> None:
    page = full_hub.log_in(chromium.new_context(viewport={"width": 1280, "height": 900}), "admin")
    here, found = f"{full_hub.address}/s/99XX/portal", []
    page.goto(here)
    page.get_by_text("Nieuw token maken").click()
    page.get_by_label("Naam").fill("Ouderapp")
    page.get_by_label("Leerlingen, groepen en leerkrachten lezen").check()
    found += barriers.on(page)
    page.get_by_role("button", name="Token maken").click()
    found += barriers.on(page)
    opens = {"Authorization": f"Bearer {kept_once(page)}"}
    pupils = f"{full_hub.address}/api/v1/pupils"
    answer = httpx.get(pupils, headers=opens)
    assert answer.status_code == 200
    assert len(answer.json()["items"]) == 60
    assert httpx.get(f"{full_hub.address}/api/v1/guardians", headers=opens).status_code == 403
    page.reload()
    expect(page.get_by_role("row", name="Ouderapp")).not_to_contain_text("Nog nooit")

    page.get_by_text("Adres toevoegen").first.click()
    page.get_by_label("Adres", exact=True).fill(receiver.address)
    page.get_by_label("Gegevens van een leerling veranderden").check()
    page.get_by_role("button", name="Adres toevoegen").click()
    secret = kept_once(page)
    page.get_by_role("button", name="Proefbericht sturen").click()
    until_told(receiver)
    headers, body = receiver.got[0]
    said = Webhook(secret).verify(body, headers)
    assert (said["type"], said["data"]) == ("webhook.ping", {"school": "99XX"})
    page.goto(page.url.partition("?")[0])
    expect(page.get_by_role("row", name="Proefbericht")).to_contain_text("Aangekomen", timeout=SLOW)
    found += barriers.on(page)
    page.set_viewport_size({"width": 375, "height": 800})
    found += barriers.on(page)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 1

    page.goto(here)
    page.get_by_role("link", name="Intrekken Ouderapp").click()
    found += barriers.on(page)
    page.get_by_role("main").get_by_role("button", name="Intrekken").click()
    expect(page.get_by_text("1 token dat niet meer geldt")).to_be_visible()
    assert httpx.get(pupils, headers=opens).status_code == 401
    assert found == []


def until_told(receiver: Receiver) -> None:
    end = time.monotonic() + 60
    while not receiver.got and time.monotonic() < end:
        time.sleep(0.2)
    assert receiver.got, "the message did not arrive"
