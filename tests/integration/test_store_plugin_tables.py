"""A plugin's own tables: in its own schema, behind the same wall, or not at all."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub.records import SchoolCode
from hub.store import Home, PluginTablesRefusedError, SchoolEntry, Store

STEP = '''
"""A step of a plugin."""

from alembic import op

revision = {revision!r}
down_revision = {before!r}


def upgrade() -> None:
    """Make the tables."""
    op.execute({sql!r})
'''
NOTE = "CREATE TABLE note (id bigint GENERATED ALWAYS AS IDENTITY, school_id bigint NOT NULL, words text);"
WALL = "SELECT hub.build_wall('note');"


def _steps(folder: Path, *steps: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number, sql in enumerate(steps, start=1):
        before = f"{number - 1:04}" if number > 1 else None
        step = STEP.format(revision=f"{number:04}", before=before, sql=sql)
        (folder / f"{number:04}_step.py").write_text(step)
    return folder


def test_a_plugin_gets_tables_in_its_own_schema_and_each_school_sees_its_own_rows(
    store: Store, school: SchoolEntry, other_school: SchoolEntry, tmp_path: Path
) -> None:
    store.migrate_plugin("diary", _steps(tmp_path / "met spatie", NOTE + WALL))
    for each in (school, other_school):
        with store.open(each.id) as books:
            insert = text("INSERT INTO plugin_diary.note (school_id, words) VALUES (:school, :words)")
            books.session.execute(insert, {"school": each.id, "words": str(each.code)})
    with store.open(school.id) as books:
        assert books.session.execute(text("SELECT words FROM plugin_diary.note")).scalars().all() == ["99XX"]
    with pytest.raises(DBAPIError), store.directory() as directory:
        directory.session.execute(text("SELECT words FROM plugin_diary.note"))


def test_steps_are_run_once_and_new_ones_after_them(store: Store, tmp_path: Path) -> None:
    folder = _steps(tmp_path, NOTE + WALL)
    store.migrate_plugin("diary", folder)
    store.migrate_plugin("diary", folder)
    store.migrate_plugin("diary", _steps(tmp_path, NOTE + WALL, "ALTER TABLE note ADD colour text"))
    with store.engine.connect() as connection:
        versions = connection.execute(text("SELECT version_num FROM plugin_diary.alembic_version")).scalars().all()
        assert versions == ["0002"]


def test_two_plugins_have_their_own_steps_under_the_same_names(store: Store, tmp_path: Path) -> None:
    for key in ("diary", "agenda"):
        store.migrate_plugin(key, _steps(tmp_path / key, NOTE + WALL))
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT to_regclass('plugin_agenda.note')")).scalar_one() is not None


@pytest.mark.parametrize(
    "sql",
    [
        NOTE,
        "CREATE TABLE note (id int, school_id bigint);" + WALL,
        "CREATE TABLE note (id int)",
        NOTE + "ALTER TABLE note ENABLE ROW LEVEL SECURITY",
        NOTE + WALL + "ALTER TABLE note NO FORCE ROW LEVEL SECURITY",
        NOTE + WALL + "CREATE POLICY open ON note USING (true)",
        NOTE + WALL + "CREATE POLICY open ON note FOR SELECT USING (school_id > 0)",
        NOTE + WALL + "DROP POLICY school_in_hand ON note",
        NOTE + WALL + "CREATE TABLE second (id int)",
        NOTE + WALL + "CREATE MATERIALIZED VIEW everything AS SELECT 1 AS one",
        NOTE + WALL + "CREATE VIEW everything AS SELECT * FROM note",
        NOTE + WALL + "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    ],
)
def test_tables_without_the_whole_wall_are_refused_and_leave_nothing(store: Store, tmp_path: Path, sql: str) -> None:
    with pytest.raises(PluginTablesRefusedError, match="diary"):
        store.migrate_plugin("diary", _steps(tmp_path, sql))
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT to_regnamespace('plugin_diary')")).scalar_one() is None


def test_a_later_step_that_takes_the_wall_down_is_refused_and_the_tables_stay(store: Store, tmp_path: Path) -> None:
    store.migrate_plugin("diary", _steps(tmp_path, NOTE + WALL))
    with pytest.raises(PluginTablesRefusedError, match="note"):
        store.migrate_plugin("diary", _steps(tmp_path, NOTE + WALL, "ALTER TABLE note DISABLE ROW LEVEL SECURITY"))
    with store.engine.connect() as connection:
        forced = text("SELECT relrowsecurity FROM pg_class WHERE oid = 'plugin_diary.note'::regclass")
        assert connection.execute(forced).scalar_one() is True


def test_the_serving_role_gets_rows_and_nothing_else(store: Store, tmp_path: Path) -> None:
    store.migrate_plugin("diary", _steps(tmp_path, NOTE + WALL + "GRANT ALL ON note TO hub_app, PUBLIC"))
    for attempt in (
        "TRUNCATE plugin_diary.note",
        "DROP TABLE plugin_diary.note",
        "ALTER TABLE plugin_diary.note DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE plugin_diary.another (id int)",
        "DELETE FROM plugin_diary.alembic_version",
    ):
        with store.engine.connect() as connection, pytest.raises(DBAPIError, match="InsufficientPrivilege"):
            connection.execute(text(attempt))


def test_a_plugin_that_is_gone_breaks_neither_the_start_nor_other_plugins(
    store: Store, home: Home, tmp_path: Path
) -> None:
    gone = _steps(tmp_path / "gone", NOTE + WALL)
    store.migrate_plugin("gone", gone)
    for step in gone.iterdir():
        if step.is_file():
            step.unlink()
    with Store.start(home) as again:
        again.migrate_plugin("diary", _steps(tmp_path / "diary", NOTE + WALL))
        with again.directory() as directory:
            directory.add_school(SchoolCode.parse("11AA"), "Nog een school")


def test_a_key_that_is_no_key_never_reaches_the_database(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not the key"):
        store.migrate_plugin("x; DROP SCHEMA hub", _steps(tmp_path, NOTE))
