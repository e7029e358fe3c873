"""A school decides what parents see, in a real browser: an example, a confirmation, a preview, and its colours."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from hub import intake
from hub.contract import ReportKind
from hub.records import Complete, Guardian, Guardianship, Kind, Pulled, Pupil, Relation, SchoolYear, Source
from hub.store import Publication
from tests.integration.histories import READING, SCHOOL, Lvs, follow, result
from tests.journeys.conftest import SERIOUS, Hub

HERE = "/s/99XX/reports"


@pytest.fixture
def school(hub: Hub) -> Hub:
    """A school with one family, a result, and the reports on."""

    def pulled() -> Iterator[Pulled]:
        yield Source(name="x", school=SCHOOL, school_year=SchoolYear(2026), made_at=datetime(2026, 11, 1, tzinfo=UTC))
        yield Pupil(key="noor-1", first_name="Noor", last_name="Vos", year_group="5")
        yield Guardian(key="els", first_name="Els", last_name="Vos")
        yield Guardian(key="bram", first_name="Bram", last_name="Bos")
        for key, relation, authority in (("els", Relation.MOTHER, True), ("bram", Relation.FATHER, False)):
            tie = Guardianship(
                key=f"noor-1:{key}", pupil="noor-1", guardian=key, relation=relation, authority=authority
            )
            yield tie
        yield Complete(frozenset({Kind.PUPILS, Kind.GUARDIANS, Kind.GUARDIANSHIPS}))

    run = intake.take_in(hub.store, SCHOOL, lambda _: pulled(), plugin="test", by="test")
    follow(hub.store, Lvs(said=[READING, result(1, "noor-1", taken_on=date(2026, 1, 20))]), run)
    with hub.store.open(SCHOOL) as books:
        books.plugins.switch("reports", on=True)
    return hub


def is_fit(page: Page) -> None:
    """Insist that a page has nothing serious against it, and is no wider than its window."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in SERIOUS] == []
    wide: Any = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1


def test_a_school_shows_parents_a_test_looks_as_one_and_turns_it_off_again(school: Hub, chromium: Browser) -> None:
    page = school.log_in(chromium.new_context(viewport={"width": 1280, "height": 900}), "admin")
    page.goto(f"{school.address}/s/99XX")
    page.get_by_role("link", name="Ouders zien").first.click()
    page.get_by_role("link", name="Groei over de jaren").click()
    page.get_by_role("button", name="Aanzetten voor ouders").click()
    page.get_by_role("button", name="Ja, laat het ouders zien").click()
    page.get_by_role("link", name="Toetsen van het leerlingvolgsysteem").click()
    page.get_by_label("Ouders zien dit").check()
    page.get_by_role("button", name="Bewaren").click()
    assert "van 1 leerling" in page.inner_text("main")
    page.get_by_role("button", name="Ja, laat het ouders zien").click()
    assert page.get_by_role("status").inner_text().startswith("Bewaard")
    page.get_by_role("button", name="Bekijken als een ouder").click()
    page.get_by_label("Naam van het kind").fill("noor")
    page.get_by_role("button", name="Zoeken").click()
    page.get_by_role("link", name="Noor Vos").click()
    page.get_by_role("link", name="Bram Bos").click()
    assert "Deze verzorger ziet niets" in page.inner_text("main")
    page.get_by_role("link", name="Als iemand anders").click()
    page.get_by_role("link", name="Els Vos").click()
    assert "Groei over de jaren" in page.inner_text("main")
    page.goto(f"{school.address}{HERE}/kinds/lvs")
    page.get_by_label("Ouders zien dit").uncheck()
    page.get_by_role("button", name="Bewaren").click()
    with school.store.open(SCHOOL) as books:
        assert books.publication.read().of(ReportKind.LVS).on is False
    page.locator(".banner").get_by_role("button", name="Zet terug").click()
    page.get_by_role("button", name="Ja, laat het ouders zien").click()
    with school.store.open(SCHOOL) as books:
        assert books.publication.read().of(ReportKind.LVS).on is True


def test_a_school_chooses_a_colour_that_can_be_read_and_a_logo(school: Hub, chromium: Browser) -> None:
    page = school.log_in(chromium.new_context(viewport={"width": 1280, "height": 900}), "admin")
    page.goto(f"{school.address}/s/99XX/style")
    page.get_by_label("Kleur als tekst").fill("#ffcc00")
    page.get_by_role("button", name="Bewaren", exact=True).click()
    page.get_by_role("button", name="Neem deze").click()
    assert page.get_by_label("Kleur als tekst").input_value() == "#816600"
    page.get_by_role("button", name="Bewaren", exact=True).click()
    button = page.locator(".look.light .look-button")
    expect(button).to_have_css("background-color", "rgb(129, 102, 0)")
    page.get_by_label("Kleur als tekst").fill("#004488")
    expect(button).to_have_css("background-color", "rgb(0, 68, 136)")
    file = BytesIO()
    Image.new("RGBA", (300, 120), (200, 30, 30, 120)).save(file, "PNG")
    page.get_by_label("Een logo kiezen").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    page.get_by_role("button", name="Logo bewaren").click()
    shown = page.locator(".logo-now img")
    assert shown.evaluate("each => each.complete && each.naturalWidth") == 300
    is_fit(page)


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "nl"), (375, "dark", "en")])
def test_the_pages_fit_a_phone_and_a_desk_and_have_nothing_serious_against_them(
    school: Hub, chromium: Browser, width: int, scheme: Any, language: str
) -> None:
    with school.store.open(SCHOOL) as books:
        books.publication.set_kind(ReportKind.LVS, Publication(on=True, average=True))
        books.publication.show("growth", on=True)
        books.style.save(shown_name="De Regenboog", accent="#aa0044")
    page = school.log_in(chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme), "admin")
    if language == "en":
        page.get_by_role("button", name="English").click()
    complaints: list[str] = []
    page.on("console", lambda each: complaints.append(each.text) if each.type == "error" else None)
    page.goto(f"{school.address}{HERE}/preview?pupil=noor-1")
    found = re.search(r'href="([^"]*guardian=[^"]*)"', page.content())
    assert found is not None
    as_mother = found[1].replace("&amp;", "&")
    for path in (
        HERE,
        f"{HERE}/kinds/lvs",
        f"{HERE}/kinds/report_cards",
        f"{HERE}/shown/growth",
        f"{HERE}/preview?q=noor",
        as_mother,
        "/s/99XX/style",
        "/s/99XX/statistics",
        "/s/99XX",
    ):
        page.goto(f"{school.address}{path}")
        is_fit(page)
    page.goto(f"{school.address}{HERE}/kinds/method")
    page.locator("#field-on").check()
    page.locator("button[value=save]").click()
    is_fit(page)
    assert complaints == []
