"""A parent with a phone: the invitation, a password, the children, a new number, how far it is, and taking it back."""

from typing import Any

import pytest

from hub.intake import take_in
from hub.records import Kind, SchoolCode
from hub.store import AccountState
from hub.testing.made_up import made_up_school

pytestmark = pytest.mark.journey

PHONE = {"width": 375, "height": 740}
PASSWORD = "acht gele laarzen"


@pytest.fixture
def school(hub: Any) -> Any:
    """The running hub, with pupils and their guardians as a LAS with guardians delivers them."""
    made = made_up_school(SchoolCode.parse("99XX"), pupils=40, seed=1)
    pulled = made.pulled_with_guardians
    take_in(hub.store, hub.school.code, lambda _: pulled(), plugin="esis", by="test", source_name="ESIS")
    return hub


class Eyes:
    """Looks at each page that the journey comes to: nothing in the way, and nothing wider than the screen."""

    def __init__(self, page: Any, barriers: Any) -> None:
        self.page, self.barriers = page, barriers

    def look(self) -> None:
        assert self.barriers.on(self.page) == []
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, self.page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_the_invitation_to_a_wish_that_is_taken_back(
    chromium: Any, school: Any, barriers: Any, scheme: Any
) -> None:
    office = chromium.new_context(color_scheme=scheme)
    token, name = invite_in_the_portal(school, school.log_in(office, "admin"), barriers)
    office.close()
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True, color_scheme=scheme)
    page = context.new_page()
    eyes = Eyes(page, barriers)
    page.goto(f"{school.address}/invitation/{token}")
    page.get_by_role("heading", name=f"Welkom, {name}").wait_for()
    eyes.look()
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_label("Wachtwoord, nog een keer").fill(PASSWORD)
    page.get_by_role("button", name="Account maken").click()
    page.get_by_role("heading", name="Mijn kinderen").wait_for()
    assert page.locator(".child").count() > 0
    eyes.look()
    page.locator(".child a").first.click()
    page.get_by_role("heading", name="Nog niets te zien").wait_for()
    eyes.look()
    page.get_by_role("link", name="Gegevens", exact=True).click()
    page.get_by_text("Geboortedatum").wait_for()
    eyes.look()
    ask_for_a_number(page, eyes)
    follow_and_take_back(page, eyes)
    context.close()


def invite_in_the_portal(school: Any, page: Any, barriers: Any) -> tuple[str, str]:
    """Let the office invite one guardian with authority; return what the letter's link ends with, and the name."""
    with school.store.open(school.school.id) as books:
        rules = {each.guardian for each in books.roll.all(Kind.GUARDIANSHIPS) if each.authority and each.lives_with}
        entry = next(
            each for each in books.guardians() if each.state is AccountState.UNINVITED and each.guardian.key in rules
        )
    guardian = entry.guardian
    name = " ".join(str(part) for part in (guardian.first_name, guardian.prefix, guardian.last_name) if part)
    page.goto(f"{school.address}/s/99XX/guardians")
    assert barriers.on(page) == []
    page.get_by_role("link", name=name, exact=True).first.click()
    assert barriers.on(page) == []
    page.get_by_role("button", name="Verstuur de uitnodiging").click()
    page.get_by_text("De uitnodiging is onderweg").wait_for()
    with school.store.open(school.school.id) as books:
        letter = next(each for each in books.letters.all() if each.guardian == guardian.key)
        token = books.invitations.link_token(letter.subject)
    assert token is not None
    return token, name


def ask_for_a_number(page: Any, eyes: Eyes) -> None:
    page.get_by_role("link", name="Mijn gegevens", exact=True).click()
    eyes.look()
    page.get_by_role("link", name="Mobiel nummer laten wijzigen").click()
    eyes.look()
    page.get_by_label("Mobiel nummer").fill("06 12")
    page.get_by_role("button", name="Vraag het de school").click()
    page.get_by_text("Dit is geen telefoonnummer").first.wait_for()
    eyes.look()
    page.get_by_label("Mobiel nummer").fill("06 2468 1357")
    page.get_by_role("button", name="Vraag het de school").click()
    page.get_by_text("Uw aanvraag is binnen").wait_for()


def follow_and_take_back(page: Any, eyes: Eyes) -> None:
    wish = page.locator(".wish")
    assert "06 24681357" in wish.inner_text()
    assert wish.locator("[aria-current=step]").inner_text().startswith("aangevraagd")
    eyes.look()
    wish.get_by_role("link", name="Aanvraag intrekken").click()
    eyes.look()
    page.get_by_role("button", name="Ja, trek de aanvraag in").click()
    page.get_by_text("Uw aanvraag is ingetrokken").wait_for()
    assert "Ingetrokken" in page.locator(".wish").inner_text()
    eyes.look()


def test_who_forgot_the_password_asks_for_a_link_and_meets_no_barrier(
    chromium: Any, school: Any, barriers: Any
) -> None:
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{school.address}/login")
    page.get_by_role("link", name="Wachtwoord vergeten?").click()
    assert barriers.on(page) == []
    page.get_by_label("E-mailadres").fill("admin@school.example")
    page.get_by_role("button", name="Stuur mij een link").click()
    page.get_by_text("krijgt u zo een e-mail").wait_for()
    assert barriers.on(page) == []
    with school.store.directory() as directory:
        token = directory.links.link_token(directory.letters.all()[0].subject)
    page.goto(f"{school.address}/password/{token}")
    assert barriers.on(page) == []
    page.get_by_label("Nieuw wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_label("Nieuw wachtwoord, nog een keer").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Wachtwoord kiezen").click()
    page.get_by_text("Uw wachtwoord is gekozen").wait_for()
    context.close()
