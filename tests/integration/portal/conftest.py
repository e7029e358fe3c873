"""A portal on a real store, with two schools, people in every role, and a browser of our own to walk it with."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from litestar import Litestar
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from hub.contract import Plugin
from hub.contract.secrets import Secret
from hub.intake import take_in
from hub.portal.desk import Desk
from hub.records import Pupil, SchoolCode, Text
from hub.registry import Registry
from hub.store import Home, Role, Run, SchoolEntry, Store
from hub.testing.made_up import MadeUpSchool, made_up_school
from hub.testing.manifests import EVERYTHING
from tests.integration.portal.families import TWO_HOMES, Families, child, grown_up, tie
from tests.integration.shared_portal import SharedPortal

PASSWORD = "zeven groene fietsen"
CANARY = "Kanariegeel"
TOKEN = re.compile(r'name="form_token" value="([0-9a-f]{64})"')


@dataclass
class Browser:
    """One person's browser: keeps its cookies, and sends the form token of the page that it saw last."""

    client: httpx.Client
    token: str = ""

    def get(self, path: str, **headers: str) -> Any:
        answer = self.client.get(path, headers=headers, follow_redirects=False)
        found = TOKEN.search(answer.text) if "text/html" in answer.headers.get("content-type", "") else None
        self.token = found[1] if found else self.token
        return answer

    def post(self, path: str, *, files: Any = None, **data: str) -> Any:
        form = {"form_token": self.token, **data}
        return self.client.post(path, data=form, files=files, follow_redirects=False)

    def log_in(self, who: str, password: str = PASSWORD) -> Any:
        self.get("/login")
        answer = self.post("/login", email=f"{who}@school.example", password=password)
        if answer.status_code == 303:
            self.get("/account")
        return answer

    @property
    def session(self) -> str | None:
        found: str | None = self.client.cookies.get("hub_session")
        return found


@dataclass
class House:
    """The portal, its store, and whoever visits."""

    store: Store
    desk: Desk
    shared: SharedPortal
    school: SchoolEntry
    other: SchoolEntry
    stack: ExitStack
    password_hash: str
    people: dict[str, int] = field(default_factory=dict)

    @property
    def portal(self) -> Litestar:
        return self.shared.app

    def browser(self, base_url: str = "http://127.0.0.1") -> Browser:
        return Browser(self.stack.enter_context(self.shared.visitor(base_url)))

    def change_desk(self, **parts: Any) -> None:
        self.desk = replace(self.desk, **parts)
        self.shared.work_at(self.desk)

    def add(self, who: str, role: Role | None, school: SchoolEntry | None = None, board: str | None = None) -> int:
        with self.store.directory() as directory:
            number = directory.add_account(f"{who}@school.example", f"Naam {who}", self.password_hash)
            if role is not None:
                directory.grant(number, role, school.id if school else None, board)
        self.people[who] = number
        return number

    def as_(self, who: str) -> Browser:
        visitor = self.browser()
        assert visitor.log_in(who).status_code == 303
        return visitor

    def take_in(self, made: MadeUpSchool, *, dry_run: bool = False) -> Run:
        code = made.source.school
        assert code is not None
        return take_in(
            self.store, code, lambda _: made.pulled(), plugin="edexml", by="test", source_name="x.xml", dry_run=dry_run
        )

    def rows(self, sql: str) -> Any:
        with self.store.engine.connect() as connection:
            return connection.exec_driver_sql(sql).scalar_one()


@pytest.fixture(scope="session")
def password_hash() -> str:
    """A hash that is quick to check: what it costs says itself, and hundreds of tests log in."""
    return PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),)).hash(PASSWORD)


@pytest.fixture
def registry() -> Registry:
    """The installed plugins."""
    return Registry.load()


@pytest.fixture
def house(
    store: Store,
    home: Home,
    registry: Registry,
    school: SchoolEntry,
    other_school: SchoolEntry,
    password_hash: str,
    portal: SharedPortal,
) -> Iterator[House]:
    """Two schools; at the first one somebody in every role, and an administrator at the other one."""
    desk = Desk.make(store, registry, home, {"HUB_LARGEST_UPLOAD_MB": "1"})
    portal.work_at(desk)
    with ExitStack() as stack:
        made = House(store, desk, portal, school, other_school, stack, password_hash)
        made.add("parent", Role.PARENT, school)
        made.add("staff", Role.STAFF, school)
        made.add("admin", Role.SCHOOL_ADMIN, school)
        made.add("board", Role.BOARD, board="Stichting Kleur")
        made.add("operator", Role.OPERATOR)
        made.add("stranger", Role.SCHOOL_ADMIN, other_school)
        made.add("nobody", None)
        for each in (school, other_school):
            with store.open(each.id) as books:
                books.plugins.switch("edexml", on=True)
        yield made
    portal.work_at(None)


@pytest.fixture
def full_house(house: House) -> House:
    """The same, with pupils at both schools; those of the other one all have the canary's name."""
    house.take_in(made_up_school(SchoolCode.parse("99XX"), pupils=40, seed=1))
    house.take_in(canaries(made_up_school(SchoolCode.parse("98YY"), pupils=30, seed=2)))
    return house


def canaries(made: MadeUpSchool) -> MadeUpSchool:
    real = made.pupils

    def named() -> Iterator[Pupil]:
        return (replace(each, last_name=CANARY, key=f"{CANARY}-{each.key}") for each in real)

    return replace(made, pupils=replace(real, make=named))


@pytest.fixture
def families(house: Any) -> Families:
    made = Families(house)
    made.say(house.school, *TWO_HOMES)
    made.say(house.other, child("tess-2", "Tess"), grown_up("gea", "Gea", mobile="+31687654321"), tie("tess-2", "gea"))
    for key in ("gea", "piet", "stef", "vera"):
        made.let_in(key, house.school)
    return made


@pytest.fixture
def plugin_of() -> Callable[..., SimpleNamespace]:
    """Make a plugin as an installed package would show it."""

    def make(key: str, **more: Any) -> SimpleNamespace:
        title = Text(f"Plug-in {key}", f"Plugin {key}")
        more.setdefault("processes", EVERYTHING)
        declared = Plugin(key=key, title=title, description=title, package=__name__, **more)
        return SimpleNamespace(plugin=declared)

    return make


@pytest.fixture
def spooled(house: House) -> Callable[[], list[Path]]:
    """The files that wait in the spool."""

    def found() -> list[Path]:
        return [path for path in house.desk.spool.rglob("*") if path.is_file()] if house.desk.spool.exists() else []

    return found


__all__ = ["Browser", "House", "Secret"]
