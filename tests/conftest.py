"""A real store for every test that asks for one: one embedded PostgreSQL for the run, one database for each test."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir, mkdtemp

import psycopg
import pytest

from hub.records import SchoolCode
from hub.store import Home, SchoolEntry, Store
from hub.store.embedded import OWNER, SUPERUSER, EmbeddedPostgres
from hub.store.processes import lives
from hub.store.urls import SERVING_ROLE, conninfo

TEMPLATE = "hub"
"""The embedded server's own database, migrated and empty, is what every test gets a copy of."""


@dataclass(frozen=True)
class Server:
    """The embedded PostgreSQL of this test run."""

    postgres: EmbeddedPostgres
    numbers: Iterator[int]

    def address(self, database: str, user: str) -> str:
        parameters = self.postgres.parameters(user, database)
        return f"postgresql://{user}@/{database}?host={parameters['host']}"

    def superuser(self, database: str = SUPERUSER) -> psycopg.Connection:
        return psycopg.connect(conninfo(self.postgres.parameters(SUPERUSER, database)), autocommit=True)

    def home(self, path: Path, database: str) -> Home:
        owner, serving = self.address(database, OWNER), self.address(database, SERVING_ROLE)
        return Home(path=path, database_url=serving, owner_url=owner, pool_size=5)


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder for an embedded server. Pytest closes its own at every start, also to the server of root."""
    path = _new_folder()
    yield path
    rmtree(path)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server of this run; every test gets a database of its own in it."""
    _sweep_after_killed_runs()
    home = Home(path=_new_folder())
    postgres = EmbeddedPostgres(home.postgres)
    try:
        Store.start(home).close()
        running = Server(postgres, count(1))
        with running.superuser() as superuser:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                superuser.execute(f"ALTER SYSTEM SET {setting} = off")
            superuser.execute("ALTER SYSTEM SET file_copy_method = clone")
            superuser.execute("SELECT pg_reload_conf()")
        yield running
    finally:
        postgres.stop()
        rmtree(home.path)


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """The name of a migrated database without a school in it."""
    name = f"test_{next(server.numbers)}"
    with server.superuser() as superuser:
        # The files as they are: through the log, as PostgreSQL does by itself, takes more than twice the processor.
        superuser.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER {OWNER} STRATEGY = FILE_COPY")
        yield name
        superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def home(server: Server, database: str, tmp_path: Path) -> Home:
    return server.home(tmp_path / "home", database)


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    opened = Store.start(home)
    yield opened
    opened.close()


@pytest.fixture
def school(store: Store) -> SchoolEntry:
    """A school 99XX in the store."""
    with store.directory() as directory:
        return directory.add_school(SchoolCode.parse("99XX"), "De Regenboog", board="Stichting Kleur")


@pytest.fixture
def other_school(store: Store) -> SchoolEntry:
    """A second school, 98YY, whose rows the first may never reach."""
    with store.directory() as directory:
        return directory.add_school(SchoolCode.parse("98YY"), "De Vlieger")


def _new_folder() -> Path:
    return Path(mkdtemp(prefix=f"hub-tests-{os.getpid()}-"))


def _sweep_after_killed_runs() -> None:
    """Stop the servers of runs that were killed before they could do so themselves."""
    for left in Path(gettempdir()).glob("hub-tests-*-*"):
        if not lives(int(left.name.split("-")[2])):
            with suppress(FileNotFoundError):  # another process of this run was first
                for pid_file in left.rglob("postmaster.pid"):
                    EmbeddedPostgres(pid_file.parent).stop()
                rmtree(left)
