"""The main job in a real browser: from the file on somebody's desk to the pupil on the screen."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey


def tab_to(page: Any, name: str) -> None:
    """Go by the Tab key until the focus is on what has this name, as somebody without a mouse does."""
    focused = "() => { const on = document.activeElement; return on.innerText || on.labels?.[0]?.innerText || '' }"
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(focused).strip().startswith(name):
            return
    raise AssertionError(f"the Tab key never reaches {name!r} on {page.url}")


def test_a_file_goes_in_by_the_keyboard_alone(chromium: Any, hub: Any, exported: Path) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.on("filechooser", lambda chooser: chooser.set_files(exported))  # from the start: asking for it takes a while
    page.goto(f"{hub.address}/s/99XX/import")
    tab_to(page, "E-mailadres")
    page.keyboard.type("admin@school.example")
    tab_to(page, "Wachtwoord")
    page.keyboard.type("zeven groene fietsen")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Een bestand inlezen").wait_for()
    tab_to(page, "Bestand uit uw leerlingadministratiesysteem")
    page.keyboard.press("Enter")
    expect(page.locator("#field-file")).to_have_value(re.compile(r"leerlingen\.xml$"))
    assert page.get_by_label("Eerst bekijken").is_checked()
    tab_to(page, "Inlezen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/*")
    page.get_by_text("Bekeken, nog niet verwerkt").wait_for()
    assert "leerlingen.xml" in page.get_by_role("main").inner_text()
    tab_to(page, "Goedkeuren en verwerken")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Dit plan goedkeuren en verwerken?").wait_for()
    tab_to(page, "Ja, verwerken")
    page.keyboard.press("Enter")
    page.get_by_text("Het plan is goedgekeurd en verwerkt.").wait_for()
    tab_to(page, "Leerlingen")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Leerlingen").wait_for()
    with hub.store.open(hub.school.id) as books:
        pupil = books.roll.pupils(limit=1)[0]
    tab_to(page, f"{pupil.last_name}, {pupil.first_name}")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name=str(pupil.first_name)).wait_for()
    assert "Geboortedatum" in page.get_by_role("main").inner_text()
    context.close()


def test_the_same_goes_without_javascript(chromium: Any, hub: Any, exported: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = hub.log_in(context, "admin")
    page.goto(f"{hub.address}/s/99XX/import")
    page.locator("#field-file").set_input_files(exported)
    page.get_by_label("Direct verwerken").check()
    page.get_by_role("main").get_by_role("button", name="Inlezen").click()
    page.wait_for_url("**/runs/*")
    page.get_by_text("Alles uit dit bestand is verwerkt.").wait_for()
    page.goto(f"{hub.address}/s/99XX/pupils?q=qqqq")
    assert "Niemand gevonden" in page.get_by_role("main").inner_text()
    context.close()


def test_a_list_narrows_while_one_types(chromium: Any, full_hub: Any) -> None:
    context = chromium.new_context()
    page = full_hub.log_in(context, "admin")
    page.goto(f"{full_hub.address}/s/99XX/pupils")
    with full_hub.store.open(full_hub.school.id) as books:
        pupil = books.roll.pupils(offset=5, limit=1)[0]
    page.get_by_label("Zoek op naam").press_sequentially(f"{pupil.first_name} {pupil.last_name}")
    page.locator("#results tbody tr").nth(10).wait_for(state="detached")
    assert str(pupil.last_name) in page.locator("#results").inner_text()
    assert "q=" in page.url
    context.close()


def test_a_file_that_is_not_edexml_says_what_to_do(chromium: Any, hub: Any, tmp_path: Path) -> None:
    broken = tmp_path / "brief.xml"
    broken.write_text("<brief>Beste ouders</brief>")
    context = chromium.new_context()
    page = hub.log_in(context, "admin")
    page.goto(f"{hub.address}/s/99XX/import")
    page.locator("#field-file").set_input_files(broken)
    page.get_by_role("main").get_by_role("button", name="Inlezen").click()
    page.get_by_text("Geweigerd").wait_for()
    assert "EDEXML" in page.get_by_role("main").inner_text()
    context.close()


def test_english_is_one_click_away(chromium: Any, hub: Any) -> None:
    context = chromium.new_context()
    page = hub.log_in(context, "admin")
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="My schools").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    context.close()
