"""The whole circle in a real browser: a parent asks, the office approves, the LAS has it, and the parent reads so."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeGuard

import pytest
from hub_edexml.connector import EdexmlConnector, EdexmlSettings
from hub_esis_simulator.testing import Simulator

from hub.contract import Secret
from hub.intake import pull_in, take_in
from hub.records import Guardian, Guardianship, Kind, Pupil, Record, SchoolCode
from hub.registry import Registry
from hub.testing.made_up import MadeUpSchool, made_up_school
from tests.integration.mail.sink import Sink, serving, text_of

pytestmark = pytest.mark.journey

PASSWORD = "vier paarse paraplu's"
PHONE = {"width": 375, "height": 812}
MOST = 90_000
"""Milliseconds within which the hub's own jobs come round."""


@pytest.fixture
def sink() -> Iterator[Sink]:
    with serving(Sink()) as made:
        yield made


@pytest.fixture
def host_settings(sink: Sink) -> dict[str, str]:
    return {
        "HUB_SMTP_URL": f"smtp://127.0.0.1:{sink.port}",
        "HUB_MAIL_FROM": "post@hub.example",
        "HUB_MAIL_PER_MINUTE": "6000",
    }


@pytest.fixture
def with_esis(hub: Any, esis_with: Callable[..., Simulator]) -> Simulator:
    """The hub's school, coupled with a simulated ESIS and pulled once."""
    esis = esis_with(pupils=40)
    settings = {name: getattr(esis, name) for name in ("endpoint", "customer_code", "customer_name")}
    settings["parent_portal_endpoint"] = esis.parent_portal_endpoint
    with hub.store.open(hub.school.id) as books:
        for key in ("esis", "approvals"):
            books.plugins.switch(key, on=True)
        books.plugins.choose_las("esis")
        books.plugins.save("esis", settings, {"authorisation_key": Secret(esis.authorisation_key)})
    pull_in(hub.store, Registry.load(), hub.school.code, by="test")
    return esis


@pytest.fixture
def with_files(hub: Any) -> MadeUpSchool:
    """The hub's school with guardians, and a LAS that brings files: nobody can write into it but the office."""
    made = made_up_school(SchoolCode.parse("99XX"), pupils=40, seed=1)
    take_in(hub.store, hub.school.code, lambda _: made.pulled_with_guardians(), plugin="edexml", by="test")
    with hub.store.open(hub.school.id) as books:
        books.plugins.switch("approvals", on=True)
    return made


def mother(hub: Any) -> Guardian:
    """Return a guardian of the school who lives with all her pupils, with an address of her own."""
    with hub.store.open(hub.school.id) as books:
        ties: list[Guardianship] = list(books.roll.all(Kind.GUARDIANSHIPS))
        elsewhere = {each.guardian for each in ties if each.authority is not True or each.lives_with is not True}
        everybody: list[Guardian] = [each for each in books.roll.all(Kind.GUARDIANS) if each.email]
    shared = [each.email for each in everybody]
    return next(each for each in everybody if each.key not in elsewhere and shared.count(each.email) == 1)


def letter_to(hub: Any, sink: Sink, email: str, words: str, page: Any) -> EmailMessage:
    """Wait for the letter with these words in its subject."""
    for _ in range(MOST // 250):
        found = [each for each in sink.letters if email in str(each["To"]) and words in str(each["Subject"])]
        if found:
            return found[-1]
        page.wait_for_timeout(250)
    raise AssertionError([str(each["Subject"]) for each in sink.letters])


def link_in(letter: EmailMessage, path: str) -> str:
    found = re.search(rf"http://localhost:\d+{path}\S+", text_of(letter))
    assert found, text_of(letter)
    return found[0]


def invited(hub: Any, sink: Sink, office: Any, chromium: Any, person: Guardian) -> Any:
    """Let the office invite a guardian, and the guardian take that up on her phone. Return her page."""
    office.goto(f"{hub.address}/s/99XX/guardians?q={person.last_name}")
    office.get_by_role("rowheader").filter(has_text=str(person.first_name or person.initials)).get_by_role(
        "link"
    ).click()
    office.get_by_role("button", name="Verstuur de uitnodiging").click()
    page = chromium.new_context(viewport=PHONE).new_page()
    letter = letter_to(hub, sink, str(person.email), "", page)
    page.goto(link_in(letter, "/invitation"))
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_label("Wachtwoord, nog een keer").fill(PASSWORD)
    page.get_by_role("button", name="Account maken").click()
    page.wait_for_url("**/family**")
    return page


def ask_for(page: Any, address: str, field: str, label: str, value: str) -> None:
    """Ask for another value with the pencil."""
    page.goto(f"{address}/family/me")
    page.get_by_role("link", name=f"{label} laten wijzigen").click()
    page.locator(f"#field-{field}").fill(value)
    page.get_by_role("button", name="Vraag het de school").click()
    page.get_by_text("aangevraagd", exact=False).first.wait_for()


def read_until(page: Any, address: str, words: str) -> None:
    """Look at the own requests now and then, as a parent does, until they say `words`."""
    for _ in range(MOST // 1000):
        page.goto(f"{address}/family/requests")
        if words in page.get_by_role("main").inner_text():
            return
        page.wait_for_timeout(1000)
    raise AssertionError(page.get_by_role("main").inner_text())


def test_a_parent_asks_the_office_approves_esis_has_it_and_the_parent_reads_so(
    chromium: Any, hub: Any, sink: Sink, with_esis: Simulator
) -> None:
    person = mother(hub)
    office = hub.log_in(chromium.new_context(), "admin")
    page = invited(hub, sink, office, chromium, person)
    ask_for(page, hub.address, "email", "E-mailadres", "nieuw@ouder.example")
    assert with_esis.record("verzorger", person.key)["texts"]["emailadres"] == person.email
    office.goto(f"{hub.address}/s/99XX/")
    office.get_by_role("link", name="Aanvragen", exact=True).click()
    office.get_by_text("nieuw@ouder.example").wait_for()
    assert person.email in office.get_by_role("main").inner_text()
    office.get_by_role("button", name=re.compile("^Goedkeuren")).first.click()
    read_until(page, hub.address, "De wijziging staat in de administratie.")
    assert with_esis.record("verzorger", person.key)["texts"]["emailadres"] == "nieuw@ouder.example"
    written = [each for each in with_esis.effects(by="koppelhub") if each["key"] == person.key]
    assert [each["new"] for each in written] == ["nieuw@ouder.example"]
    with hub.store.open(hub.school.id) as books:
        assert books.changes.record(Kind.GUARDIANS, person.key).email == "nieuw@ouder.example"
    letter_to(hub, sink, "@ouder.example", "ontvangen", page)
    assert not [each for each in sink.letters if "nieuw@ouder.example" in text_of(each)]
    page.context.close()
    office.context.close()


def test_at_a_school_with_files_the_office_types_it_over_and_the_next_file_shows_that_it_did(
    chromium: Any, hub: Any, sink: Sink, with_files: MadeUpSchool, tmp_path: Path
) -> None:
    person, child = mother(hub), pupil_of(hub, mother(hub))
    office = hub.log_in(chromium.new_context(), "admin")
    page = invited(hub, sink, office, chromium, person)
    page.goto(f"{hub.address}/family")
    page.get_by_role("link", name=str(child.first_name)).first.click()
    page.get_by_role("link", name="Gegevens", exact=True).click()
    page.get_by_role("link", name="Postcode laten wijzigen").click()
    page.locator("#field-postcode").fill("3811 bc")
    page.get_by_role("button", name="Vraag het de school").click()
    office.goto(f"{hub.address}/s/99XX/changes")
    office.get_by_role("rowheader").get_by_role("link").first.click()
    office.get_by_role("button", name="Goedkeuren", exact=True).click()
    read_until(page, hub.address, "De administratie van de school typt dit over.")
    office.goto(f"{hub.address}/s/99XX/changes?only=task")
    office.get_by_role("rowheader").get_by_role("link").first.click()
    office.get_by_role("button", name="Ik heb dit ingetypt").click()
    office.goto(f"{hub.address}/s/99XX/import")
    office.locator("#field-file").set_input_files(typed_over(with_files, child, tmp_path / "morgen.xml"))
    office.get_by_label("Direct verwerken").check()
    office.get_by_role("main").get_by_role("button", name="Inlezen").click()
    office.get_by_text("Alles uit dit bestand is verwerkt.").wait_for()
    read_until(page, hub.address, "De wijziging staat in de administratie.")
    page.context.close()
    office.context.close()


def pupil_of(hub: Any, person: Guardian) -> Pupil:
    with hub.store.open(hub.school.id) as books:
        tie = books.changes.guardianships(guardian=person.key)[0]
        found = books.roll.pupil(tie.pupil)
    assert isinstance(found, Pupil)
    return found


def typed_over(made: MadeUpSchool, child: Pupil, path: Path) -> Path:
    """Write the next day's file, in which the office has typed the new postcode."""
    assert made.source.made_at is not None
    source = replace(made.source, made_at=made.source.made_at + timedelta(days=1))
    records = (replace(each, postcode="3811BC") if _is(each, child) else each for each in made.records())
    with path.open("wb") as target:
        EdexmlConnector(EdexmlSettings()).write_file(source, records, target)
    return path


def _is(record: Record, child: Pupil) -> TypeGuard[Pupil]:
    return isinstance(record, Pupil) and record.key == child.key
