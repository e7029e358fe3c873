"""A plugin's own tables, as its pages reach them: one school's rows, in the schema of the plugin."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, text
from sqlalchemy.orm import Session

from hub.contract.plugin import KEY
from hub.store.store import Store


@dataclass(frozen=True)
class PluginRows:
    """The tables of the plugin `key`, narrowed to a school (its number in the hub); `by` is who acts."""

    store: Store
    school: int
    key: str
    by: str

    def rows(self, sql: str, **values: Any) -> list[Mapping[str, Any]]:
        """Return what a query finds, a mapping by column name for each row."""
        with self._opened() as session:
            return [dict(row) for row in session.execute(text(sql), values).mappings()]

    def run(self, sql: str, **values: Any) -> int:
        """Change rows, and return how many."""
        with self._opened() as session:
            done = session.execute(text(sql), values)
            assert isinstance(done, CursorResult)
            return int(done.rowcount)

    def run_all(self, *statements: tuple[str, Mapping[str, Any]]) -> None:
        """Run statements with their values in one transaction: all of them or none."""
        with self._opened() as session:
            for sql, values in statements:
                session.execute(text(sql), values)

    @contextmanager
    def _opened(self) -> Iterator[Session]:
        assert KEY.fullmatch(self.key)
        with self.store.open(self.school, self.by) as books:
            books.session.execute(text(f"SET LOCAL search_path TO plugin_{self.key}"))
            yield books.session


MOST_SECONDS = 20


class RowsInHand:
    """The tables of a plugin within a transaction of the hub, for as long as they are open: `TablesOfPerson`."""

    def __init__(self, session: Session, key: str, items: frozenset[int]) -> None:
        assert KEY.fullmatch(key)
        self.items = items
        self._session = session
        self._key = key
        self._open = True

    def close(self) -> None:
        """Refuse every later call: one that was left behind on another thread must not reach a later transaction."""
        self._open = False

    def rows(self, sql: str, **values: Any) -> list[Mapping[str, Any]]:
        """Return what a query finds, a mapping by column name for each row."""
        with self._turned() as session:
            return [dict(row) for row in session.execute(text(sql), values).mappings()]

    def run(self, sql: str, **values: Any) -> int:
        """Change rows, and return how many."""
        with self._turned() as session:
            done = session.execute(text(sql), values)
            assert isinstance(done, CursorResult)
            return int(done.rowcount)

    def run_all(self, *statements: tuple[str, Mapping[str, Any]]) -> None:
        """Run statements with their values, all of them or none."""
        with self._turned() as session:
            for sql, values in statements:
                session.execute(text(sql), values)

    @contextmanager
    def _turned(self) -> Iterator[Session]:
        """Turn the session to the plugin's schema for one call; what fails leaves the rest of the transaction whole."""
        if not self._open:
            raise RuntimeError("the tables of a person are closed after the call that they were given to")
        with self._session.begin_nested():
            before = self._session.scalar(text("SELECT current_setting('search_path')"))
            self._session.execute(text(TURN), {"path": f"plugin_{self._key}", "limit": f"{MOST_SECONDS}s"})
            yield self._session
            self._session.execute(text(TURN), {"path": before, "limit": "0"})


TURN = "SELECT set_config('search_path', :path, true), set_config('statement_timeout', :limit, true)"
