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
