"""The store: the one way to a school's rows, and to those of the hub as a whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import psycopg
from sqlalchemy import Engine

from hub.contract import Event, School
from hub.records import SchoolCode
from hub.store import migrate, plugin_tables, roles, urls
from hub.store.books import Books
from hub.store.deferring import put_in_queue
from hub.store.directory import Directory
from hub.store.embedded import DATABASE, OWNER, SUPERUSER, EmbeddedPostgres
from hub.store.engine import make_engine
from hub.store.errors import HomeUnusableError
from hub.store.home import Home
from hub.store.sealed import Sealer
from hub.store.walls import HubSession, SchoolSession, take_in_hand


class Store:
    """An open store. `url` and `conninfo` are how the serving role connects, for SQLAlchemy and for libpq.

    `listeners` are called with what happened at a school, once it is kept. They may not raise. `clerks` are called
    just before, with the books still open: what they write is kept or undone together with what happened.
    """

    def __init__(self, home: Home, serving: dict[str, str], sealer: Sealer) -> None:
        self.home = home
        self.sealer = sealer
        self.listeners: list[Callable[[School, Event], None]] = []
        self.clerks: list[Callable[[Books, Event], None]] = []
        self.conninfo = urls.conninfo(serving)
        self.url = urls.sqlalchemy_url(serving)
        self.engine: Engine = make_engine(self.url, home.pool_size)

    @classmethod
    def start(cls, home: Home) -> "Store":
        """Start or find the database, bring its tables up to date as their owner, and serve as `hub_app`.

        Raises `HomeUnusableError`, `DatabaseUnreachableError` or `DatabaseUnfitError`, whose sentence says what to do.
        """
        try:
            return cls._started(home)
        except OSError as error:
            raise HomeUnusableError(home.path, error.strerror) from error

    @classmethod
    def _started(cls, home: Home) -> "Store":
        home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        given = urls.parameters(home.database_url) if home.database_url else _embedded(home)
        serving = urls.as_serving(given)
        if _version(serving) != migrate.HEAD:
            _prepare(given, _owner(home, given))
        with roles.connect(serving) as connection:
            roles.refuse_strong_role(connection)
        return cls(home, serving, Sealer.of(home))

    @staticmethod
    def stop_embedded(home: Home) -> bool:
        """End the embedded PostgreSQL of `home`, for all its processes. Returns whether it ran."""
        return EmbeddedPostgres(home.postgres).stop()

    def migrate_plugin(self, key: str, folder: Path) -> None:
        """Bring the tables of a plugin, in schema `plugin_<key>`, to the newest step in `folder`.

        Raises `PluginTablesRefusedError`, and changes nothing, where a table lacks the wall between schools.
        """
        given = urls.parameters(self.home.database_url) if self.home.database_url else _embedded(self.home)
        plugin_tables.upgrade(_owner(self.home, given), key, folder)

    def reseal(self) -> int:
        """Seal every secret of every school with the newest key. Returns how many there were."""
        with self.directory() as directory:
            schools = [school.id for school in directory.schools()]
            sealed = directory.second_steps.reseal()
        for school in schools:
            with self.open(school) as books:
                sealed += books.plugins.reseal() + books.documents.reseal()
                sealed += books.takeouts.reseal() + books.papers.reseal()
                sealed += books.webhooks.reseal()
        return sealed

    def close(self) -> None:
        """Give the connections back. The embedded server stays: other processes may use it."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def open(self, school: SchoolCode | int, by: str = "hub") -> Iterator[Books]:
        """Open the books of one school, in one transaction: kept at the end, undone by an exception.

        `school` is its code, or its number in the hub; `by` is who acts. Raises `UnknownSchoolError`. What the books
        `tell` reaches the listeners after the transaction is kept.
        """
        with SchoolSession(self.engine) as session, session.begin():
            number, code, name = take_in_hand(session, school if isinstance(school, int) else str(school))
            entry = School(SchoolCode.parse(code), name)
            folder = self.home.documents / str(number)
            books = Books(session=session, school=entry, school_id=number, by=by, sealer=self.sealer, folder=folder)
            yield books
            for event in tuple(books.events):
                for clerk in self.clerks:
                    clerk(books, event)
            put_in_queue(books)
        for event in books.events:
            for listener in self.listeners:
                listener(entry, event)

    @contextmanager
    def directory(self, by: str = "hub") -> Iterator[Directory]:
        """Open what belongs to the hub as a whole, in one transaction. It holds no pupils' data."""
        with HubSession(self.engine) as session, session.begin():
            yield Directory(session=session, by=by, sealer=self.sealer)


def _embedded(home: Home) -> dict[str, str]:
    server = EmbeddedPostgres(home.postgres)
    server.start()
    if _version(server.parameters(urls.SERVING_ROLE)) is None:
        with roles.connect(server.parameters(SUPERUSER, SUPERUSER), autocommit=True) as superuser:
            superuser.execute("SELECT pg_advisory_lock(%s)", [roles.READY])
            roles.make_login_roles(superuser, OWNER)
            if superuser.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
                superuser.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    return server.parameters(urls.SERVING_ROLE)


def _owner(home: Home, given: dict[str, str]) -> dict[str, str]:
    """Return how the owner of the tables connects."""
    if home.owner_url:
        return urls.parameters(home.owner_url)
    return given if home.database_url else {**given, "user": OWNER}


def _prepare(given: dict[str, str], owner: dict[str, str]) -> None:
    with roles.connect(given) as connection:
        login = connection.info.user
    with roles.connect(owner) as connection:
        roles.make_serving_role(connection, login)
    migrate.upgrade(owner)


def _version(serving: dict[str, str]) -> str | None:
    """Return the version of the tables, or `None` where there is nothing that serves yet."""
    try:
        with psycopg.connect(urls.conninfo(serving)) as connection:
            row = connection.execute("SELECT version_num FROM hub.alembic_version").fetchone()
    except psycopg.Error:
        return None
    return str(row[0]) if row else None
