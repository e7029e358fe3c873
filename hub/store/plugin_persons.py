"""The tables of plugins, as the hub goes through them for one person: in its own transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from hub.records import Kind
from hub.store.books import Books
from hub.store.places import OF_ITEM
from hub.store.plugin_rows import RowsInHand


@contextmanager
def rows_of_person(books: Books, plugin: str, kind: Kind, key: str) -> Iterator[RowsInHand]:
    """Open the tables of a plugin for a person of the school in hand; they close at the end."""
    found = text(f"SELECT t.id FROM hub.change_item t WHERE t.school_id = :school AND ({OF_ITEM[kind]})")
    items = frozenset(books.session.scalars(found, {"school": books.school_id, "key": key}))
    rows = RowsInHand(books.session, plugin, items)
    try:
        yield rows
    finally:
        rows.close()


def schemas_of_plugins(books: Books) -> frozenset[str]:
    """Return the keys of the plugins that have tables in this database, installed or not."""
    found = books.session.scalars(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'plugin\\_%'"))
    return frozenset(name.removeprefix("plugin_") for name in found)
