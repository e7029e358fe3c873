"""The tables of plugins are brought up to date when the hub starts."""

from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import text

from hub.app import bring_tables
from hub.registry import Registry
from hub.store import Store

PACKAGE = """
from hub.contract import Plugin
from hub.records import Text

title = Text({key!r}, {key!r})
plugin = Plugin(key={key!r}, title=title, description=title, package=__name__)
"""
STEP = """
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute({sql!r})
"""
TABLE = "CREATE TABLE note (id bigint, school_id bigint NOT NULL, words text);"
WALL = "SELECT hub.build_wall('note');"


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """Three plugins: one with tables behind the wall, one with tables without it, one with none."""
    for key, sql in {"diary": TABLE + WALL, "leaky": TABLE, "plain": ""}.items():
        package = tmp_path / f"made_up_{key}"
        (package / "migrations").mkdir(parents=True) if sql else package.mkdir()
        (package / "__init__.py").write_text(PACKAGE.format(key=key))
        if sql:
            (package / "migrations" / "0001_first.py").write_text(STEP.format(sql=sql))
    monkeypatch.syspath_prepend(str(tmp_path))
    return Registry.of(*(import_module(f"made_up_{key}") for key in ("diary", "leaky", "plain")))


def test_a_plugin_whose_tables_lack_the_wall_is_set_aside_and_silences_no_other(
    store: Store, registry: Registry
) -> None:
    bring_tables(store, registry)
    assert set(registry.plugins) == {"diary", "plain"}
    (problem,) = registry.check()
    assert "note" in problem.nl
    with store.engine.connect() as connection:
        schemas = text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'plugin%' ORDER BY nspname")
        assert "plugin_diary" in connection.execute(schemas).scalars().all()
