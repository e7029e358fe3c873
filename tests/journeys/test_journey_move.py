"""A parent at two schools moves house, on a phone: three steps, a look back, and each school sees from which day."""

from functools import partial
from typing import Any

import pytest
from pwdlib import PasswordHash

from hub import accounts, changes
from hub.intake import take_in
from hub.records import Complete, Source
from hub.store import SchoolEntry
from tests.integration.portal.families import TWO_HOMES, child, grown_up, tie
from tests.journeys.conftest import PASSWORD
from tests.journeys.test_journey_parent import PHONE, Eyes

pytestmark = pytest.mark.journey

LATER = changes.dutch_today() + changes.LONGEST_AHEAD / 2


@pytest.fixture
def two_schools(hub: Any, other_school: SchoolEntry) -> Any:
    """The running hub with Gea's children at two schools, and Gea's account at both."""
    at_other = (child("tess-2", "Tess"), grown_up("gea", "Gea"), tie("tess-2", "gea"))
    hashed, account = PasswordHash.recommended().hash(PASSWORD), None
    for school, records in ((hub.school, TWO_HOMES), (other_school, at_other)):
        pulled = [Source(name="toy", school=school.code), *records, Complete()]
        take_in(hub.store, school.code, partial(once, pulled), plugin="toy", by="test")
        with hub.store.open(school.id) as books:
            (number,) = accounts.invite(books, ["gea"])
            token = books.invitations.link_token(number)
        if account is None:
            account = accounts.make_account(hub.store, token, hashed)
        else:
            accounts.join_account(hub.store, token, account)
    return hub


def once(pulled: list[Any], _ask: Any) -> Any:
    return iter(pulled)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_parent_at_two_schools_moves_house(chromium: Any, two_schools: Any, barriers: Any, scheme: Any) -> None:
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True, color_scheme=scheme)
    page = two_schools.log_in(context, "gea")
    eyes = Eyes(page, barriers)
    page.get_by_role("link", name="Verhuizen", exact=True).click()
    page.get_by_role("heading", name="Wie verhuist er?").wait_for()
    assert page.get_by_role("checkbox").count() == 5
    eyes.look()
    page.get_by_role("button", name="Verder").click()
    where_to(page, eyes)
    look_back(page)
    page.get_by_role("button", name="Vraag het alle scholen").click()
    page.get_by_role("heading", name="Verhuizing per").wait_for()
    for name in ("De Regenboog", "De Vlieger"):
        assert page.get_by_role("heading", name=name).is_visible()
    eyes.look()
    page.get_by_role("link", name="Aanvragen", exact=True).click()
    page.get_by_role("link", name="Verhuizing per").wait_for()
    assert page.get_by_role("link", name="Verhuizing per").count() == 1
    eyes.look()
    context.close()
    the_office_approves(two_schools, chromium, barriers, scheme)


def where_to(page: Any, eyes: Eyes) -> None:
    page.get_by_role("heading", name="Uw nieuwe adres").wait_for()
    eyes.look()
    page.get_by_label("Postcode").fill("43")
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("heading", name="Kijk dit na").wait_for()
    eyes.look()
    for label, value in (
        ("Postcode", "4321 AB"),
        ("Huisnummer", "12"),
        ("Toevoeging", "bis"),
        ("Woonplaats", "Zwolle"),
    ):
        page.get_by_label(label).fill(value)
    page.get_by_label("Straat").fill("Kanarielaan")
    page.get_by_label("Vanaf welke dag?").fill(LATER.isoformat())
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("heading", name="Klopt dit?").wait_for()
    assert page.get_by_text("Kanarielaan 12 bis, 4321 AB Zwolle").first.is_visible()
    eyes.look()


def look_back(page: Any) -> None:
    """Go back with the browser's own button, and on again: nothing is lost."""
    page.go_back()
    page.get_by_role("heading", name="Uw nieuwe adres").wait_for()
    assert page.get_by_label("Straat").input_value() == "Kanarielaan"
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("heading", name="Klopt dit?").wait_for()


def the_office_approves(hub: Any, chromium: Any, barriers: Any, scheme: Any) -> None:
    context = chromium.new_context(color_scheme=scheme)
    page = hub.log_in(context, "admin")
    page.goto(f"{hub.address}/s/99XX/changes")
    page.get_by_text(changes.from_words(LATER).nl).first.wait_for()
    assert barriers.on(page) == []
    page.get_by_role("rowheader").first.get_by_role("link").click()
    page.get_by_role("button", name="Goedkeuren", exact=True).click()
    page.get_by_role("heading", name="Goedgekeurd, en wacht op de dag").wait_for()
    assert page.get_by_role("button", name="Laat het nu al doorgaan").is_visible()
    assert barriers.on(page) == []
    context.close()
