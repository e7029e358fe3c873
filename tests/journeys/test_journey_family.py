"""Parents on a phone: what the school shows, what it turns off meanwhile, and a father who asks before he sees."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from pwdlib import PasswordHash

from hub.contract import ReportKind
from hub.registry import Registry
from hub.store import Publication, Role, SchoolEntry
from tests.integration.portal.families import Families, child, grown_up, tie
from tests.integration.portal.shown import bring, enrol, of_both_children, publish

pytestmark = pytest.mark.journey

PHONE = {"width": 375, "height": 740}
PASSWORD = "zeven groene fietsen"


@pytest.fixture
def families(hub: Any) -> Families:
    """Two families at the running hub, whose school shows parents everything; each guardian can log in."""
    hashed = PasswordHash.recommended().hash(PASSWORD)
    desk = SimpleNamespace(registry=Registry.load())
    made = Families(SimpleNamespace(store=hub.store, school=hub.school, desk=desk, password_hash=hashed))
    enrol(made)
    bring(made, *of_both_children())
    publish(made)
    for key in ("gea", "piet"):
        made.let_in(key, hub.school)
    with hub.store.directory() as directory:
        number = directory.add_account("kantoor@school.example", "Kantoor", hashed)
        directory.grant(number, Role.STAFF, hub.school.id)
    return made


@pytest.fixture(params=["light", "dark"])
def phone(request: Any, chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True, color_scheme=request.param)
    yield context
    context.close()


@pytest.fixture
def two_schools(families: Families, hub: Any, other_school: SchoolEntry) -> Families:
    """The same, where Gea has a child at another school too, each school in a colour and under a name of its own."""
    families.say(other_school, child("tess-2", "Tess"), grown_up("gea", "Gea"), tie("tess-2", "gea"))
    families.let_in("gea", other_school)
    for school, name, accent in ((hub.school, "Obs De Regenboog", "#8a3b12"), (other_school, "Kbs Vlieger", "#17603a")):
        with hub.store.open(school.id) as books:
            books.style.save(shown_name=name, accent=accent)
    return families


def look(page: Any, barriers: Any) -> None:
    assert barriers.on(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, page.url


def test_what_the_school_turns_off_while_a_parent_looks_is_gone(
    phone: Any, hub: Any, families: Families, barriers: Any
) -> None:
    page = hub.log_in(phone, "piet")
    page.goto(f"{hub.address}/family")
    look(page, barriers)
    page.get_by_role("link", name="Emma Jansen").click()
    page.get_by_role("link", name="Rapport Kanarie").first.wait_for()
    look(page, barriers)
    assert "Kerkweg" not in page.content()
    for tab in ("Gegevens", "Wie keek mee"):
        page.get_by_role("link", name=tab, exact=True).click()
        look(page, barriers)
        assert "Kerkweg" not in page.content()
    page.get_by_role("link", name="Hoe het gaat").click()
    with hub.store.open(hub.school.id) as books:
        for kind in ReportKind:
            books.publication.set_kind(kind, Publication())
    page.reload()
    page.get_by_role("heading", name="Nog niets te zien").wait_for()
    assert "Kanarie" not in page.content()
    look(page, barriers)


def test_a_parent_at_two_schools_sees_each_child_as_its_own_school_shows_it(
    phone: Any, hub: Any, two_schools: Families, barriers: Any
) -> None:
    page = hub.log_in(phone, "gea")
    page.goto(f"{hub.address}/family")
    for name in ("Obs De Regenboog", "Kbs Vlieger"):
        page.get_by_role("heading", name=name).wait_for()
    look(page, barriers)
    page.get_by_role("link", name="Emma Jansen").click()
    page.get_by_role("link", name="Rapport Kanarie").first.wait_for()
    look(page, barriers)
    colours = [accent(page)]
    page.get_by_role("link", name="Mijn kinderen").last.click()
    page.get_by_role("link", name="Tess Jansen").click()
    page.get_by_role("heading", name="Nog niets te zien").wait_for()
    assert "Kanarie" not in page.content()
    look(page, barriers)
    colours.append(accent(page))
    page.goto(f"{hub.address}/family/me")
    assert colours[0] != colours[1]
    assert accent(page) not in colours


def accent(page: Any) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent')"))


def test_a_father_without_authority_asks_the_school_decides_and_he_sees_only_that(
    phone: Any, chromium: Any, hub: Any, families: Families, barriers: Any
) -> None:
    page = hub.log_in(phone, "nico")
    page.goto(f"{hub.address}/family")
    assert "Daan" not in page.content()
    look(page, barriers)
    page.get_by_role("link", name="Vraag de school om informatie").click()
    look(page, barriers)
    page.get_by_label("Wat wilt u weten?").fill("Hoe gaat het met lezen?")
    page.get_by_role("button", name="Verder").click()
    look(page, barriers)
    page.get_by_role("button", name="Ja, stuur mijn vraag").click()
    page.get_by_text("Uw vraag is bij de school").wait_for()
    assert "Daan" not in page.content()
    look(page, barriers)
    office = chromium.new_context()
    decide(hub.log_in(office, "kantoor"), hub, barriers)
    office.close()
    page.goto(f"{hub.address}/family")
    page.get_by_role("link", name="Daan", exact=True).click()
    page.get_by_text("Lezen gaat goed.").wait_for()
    assert "Rapport Daan" not in page.content()
    assert not any(secret in page.content() for secret in ("Kerkweg", "Gea", "Emma"))
    look(page, barriers)


def decide(page: Any, hub: Any, barriers: Any) -> None:
    page.goto(f"{hub.address}/s/99XX/")
    page.get_by_role("link", name="Bekijk de vragen om informatie").click()
    look(page, barriers)
    page.get_by_role("link", name="Nico Jansen").click()
    look(page, barriers)
    page.get_by_label("Toetsen van het leerlingvolgsysteem").check()
    page.get_by_label("Uw antwoord").fill("Lezen gaat goed.")
    page.locator("form[action$=grant]").get_by_role("button", name="Verder").click()
    look(page, barriers)
    page.get_by_role("button", name="Ja, sta dit toe").click()
    page.get_by_text("Uw besluit is bewaard").wait_for()
    look(page, barriers)
