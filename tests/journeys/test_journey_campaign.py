"""A school asks whether all is still right; a parent says so with one tap, on a phone; the school sees it per class."""

from typing import Any

import pytest
from pwdlib import PasswordHash

from hub import accounts
from hub.intake import take_in
from hub.records import Complete, Group, Kind, Source
from tests.integration.portal.families import TWO_HOMES, child
from tests.journeys.conftest import PASSWORD
from tests.journeys.test_journey_move import once
from tests.journeys.test_journey_parent import PHONE, Eyes

pytestmark = pytest.mark.journey


@pytest.fixture
def school(hub: Any) -> Any:
    """The running hub with two classes; Gea and Vera have an account, the others have none."""
    groups = [Group(key="g3", name="3"), Group(key="g4", name="4")]
    pupils = [child("emma-1", "Emma", group="g3"), child("daan-1", "Daan", group="g4")]
    pupils.append(child("lotte-1", "Lotte", "Vos", group="g4"))
    others = [each for each in TWO_HOMES if each.KIND is not Kind.PUPILS]
    pulled = [Source(name="toy", school=hub.school.code), *groups, *pupils, *others, Complete()]
    take_in(hub.store, hub.school.code, lambda ask: once(pulled, ask), plugin="toy", by="test")
    hashed = PasswordHash.recommended().hash(PASSWORD)
    for key in ("gea", "vera"):
        with hub.store.open(hub.school.id) as books:
            (number,) = accounts.invite(books, [key])
            token = books.invitations.link_token(number)
        accounts.make_account(hub.store, token, hashed)
    return hub


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_tap_when_all_is_right(
    chromium: Any, school: Any, barriers: Any, scheme: Any, server: Any, database: str
) -> None:
    office = chromium.new_context(color_scheme=scheme)
    page = school.log_in(office, "admin")
    eyes = Eyes(page, barriers)
    start(school, page, eyes)
    with server.superuser(database) as superuser:  # the quiet time is over
        superuser.execute("UPDATE hub.campaign SET opens_at = now() - interval '4 days'")
    phone = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True, color_scheme=scheme)
    parent = school.log_in(phone, "gea")
    looks = Eyes(parent, barriers)
    parent.get_by_role("heading", name="De Regenboog vraagt: klopt dit nog?").wait_for()
    looks.look()
    parent.get_by_role("button", name="Ja, alles klopt").click()
    parent.get_by_text("Dank u wel. De school weet nu").wait_for()
    looks.look()
    parent.get_by_role("link", name="Mijn gegevens", exact=True).click()
    parent.get_by_text("gecontroleerd op").first.wait_for()
    looks.look()
    phone.close()
    page.reload()
    page.get_by_role("row", name="Samen 1 van 4").wait_for()
    eyes.look()
    page.get_by_role("link", name="Wie antwoordde nog niet?").click()
    page.get_by_role("link", name="Vera Vos").wait_for()
    eyes.look()
    close(page, eyes)
    office.close()


def start(school: Any, page: Any, eyes: Eyes) -> None:
    page.goto(f"{school.address}/s/99XX/campaign")
    eyes.look()
    page.get_by_role("link", name="Een controle beginnen").click()
    page.get_by_label("Eigen woorden").fill("Beste ouders,\n\nKijkt u even of wij u kunnen bereiken?")
    eyes.look()
    page.get_by_role("button", name="Bekijk het eerst").click()
    page.get_by_role("heading", name="2 verzorgers krijgen bericht").wait_for()
    eyes.look()
    page.get_by_role("button", name="Begin de controle").click()
    page.get_by_role("heading", name="De controle staat klaar").wait_for()
    eyes.look()


def close(page: Any, eyes: Eyes) -> None:
    page.get_by_role("main").get_by_role("link", name="Klopt dit nog?").click()
    page.get_by_role("link", name="Herinner wie nog niet antwoordde").click()
    eyes.look()
    page.get_by_role("button", name="Verstuur de herinneringen").click()
    page.get_by_text("De herinneringen zijn onderweg").wait_for()
    page.get_by_role("link", name="Nu al sluiten").click()
    page.get_by_role("button", name="Sluit de controle").click()
    page.get_by_text("1 van 4 antwoordden").wait_for()
    page.get_by_text("1 van 4 antwoordden").click()
    eyes.look()
