"""A real browser before the real hub: web and worker in a process of their own, on a real store."""

import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from hub_edexml.connector import EdexmlConnector, EdexmlSettings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pwdlib import PasswordHash

from hub.intake import take_in
from hub.records import Kind, Rejected, SchoolCode, Text
from hub.store import Home, Role, SchoolEntry, Store
from hub.testing.made_up import MadeUpSchool, made_up_school
from tests.hubs import HubProcess, start_hub

PASSWORD = "zeven groene fietsen"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
SERIOUS = {"serious", "critical"}
PATIENCE = 90.0


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's browser; without one the journeys are skipped, but never in CI."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        assert not os.environ.get("CI"), "the journeys need a Chromium, and CI has to have one"
        pytest.skip("there is no Chromium on this machine: install one to run the journeys")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Hub:
    """The running hub: where it is, and what stands behind it."""

    address: str
    store: Store
    school: SchoolEntry

    def log_in(self, context: BrowserContext, who: str) -> Page:
        page = context.new_page()
        page.goto(f"{self.address}/login")
        page.get_by_label("E-mailadres").fill(f"{who}@school.example")
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Inloggen").click()
        page.get_by_role("button", name="Uitloggen").wait_for()
        return page


@pytest.fixture
def host_settings() -> dict[str, str]:
    """How the host set this hub, beside where its data stands. A journey that needs more says so."""
    return {}


@pytest.fixture
def hub(store: Store, home: Home, school: SchoolEntry, host_settings: dict[str, str]) -> Iterator[Hub]:
    """`hub serve` on a free port, for a school with an administrator and an operator."""
    hashed = PasswordHash.recommended().hash(PASSWORD)
    with store.open(school.id) as books:
        books.plugins.switch("edexml", on=True)
    with store.directory() as directory:
        for who, role, at in (("admin", Role.SCHOOL_ADMIN, school.id), ("operator", Role.OPERATOR, None)):
            directory.grant(directory.add_account(f"{who}@school.example", who.title(), hashed), role, at)
    port = free_port()
    address = f"http://localhost:{port}"
    given = {**environment(home), "HUB_PUBLIC_URL": address, **host_settings}
    process = start_hub(["serve", "--port", port], given, home.path / "serve.log")
    try:
        wait_for(address, process, home.path / "serve.log")
        yield Hub(address, store, school)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def environment(home: Home) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    assert home.database_url
    assert home.owner_url
    given = {"HUB_DATABASE_URL": home.database_url, "HUB_DATABASE_OWNER_URL": home.owner_url}
    return {**kept, **given, "HUB_HOME": str(home.path), "HUB_POLL": "0.5"}


def wait_for(address: str, process: HubProcess, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        with suppress(OSError), urlopen(f"{address}/healthz") as answer:  # noqa: S310 - our own address
            assert answer.status == 200
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture
def full_hub(hub: Hub) -> Hub:
    """The same with pupils, a plan that waits, a quarantine and a plugin that failed: something on every page."""
    made = made_up_school(SchoolCode.parse("99XX"), pupils=60, seed=1)
    take_in(hub.store, hub.school.code, lambda _: made.pulled(), plugin="edexml", by="test", source_name="een.xml")
    few = made_up_school(SchoolCode.parse("99XX"), pupils=30, seed=1)
    head, *rest = few.pulled()
    sorry = Text("Verbeter het in het LAS.", "Mend it in the LAS.")
    what = Text("leerling 17, geslacht", "pupil 17, gender")
    fault = Rejected(kind=Kind.PUPILS, key="17", where="regel 17", what=what, why=sorry, rule="test", value="•••")
    pulled = [head, *rest[:-1], fault, rest[-1]]
    take_in(hub.store, hub.school.code, lambda _: iter(pulled), plugin="edexml", by="test", source_name="twee.xml")
    with hub.store.open(hub.school.id) as books:
        books.plugins.note_fault("edexml", "las_connector", "ValueError", sorry)
    return hub


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """An EDEXML file of the school, as its LAS would make it."""
    return written(made_up_school(SchoolCode.parse("99XX"), pupils=40, seed=1), tmp_path / "leerlingen.xml")


def written(made: MadeUpSchool, path: Path) -> Path:
    with path.open("wb") as target:
        EdexmlConnector(EdexmlSettings()).write_file(made.source, made.records(), target)
    return path


@pytest.fixture(scope="session")
def barriers() -> "Barriers":
    return Barriers()


class Barriers:
    """What stands in the way of somebody who cannot see or point, as axe finds it."""

    def __init__(self) -> None:
        self._axe = Axe()

    def on(self, page: Page) -> list[str]:
        found = self._axe.run(page).response["violations"]
        return [
            f"{page.url} {each['id']}: {node['html'][:160]}"
            for each in found
            if each["impact"] in SERIOUS
            for node in each["nodes"]
        ]
