"""The tables of a plugin: a schema and a version table of its own, and the same wall between schools as the hub's."""

from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine, text

from hub.contract.plugin import KEY
from hub.records import Text
from hub.store.errors import PluginTablesRefusedError
from hub.store.migrate import run_alembic
from hub.store.roles import READY
from hub.store.urls import SERVING_ROLE, sqlalchemy_url

WALL = "(school_id = (current_setting('hub.school'::text))::bigint)"

TABLES_WITHOUT_WALL = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = CAST(:schema AS regnamespace) AND c.relkind IN ('r', 'p') AND c.relname <> 'alembic_version'
AND NOT (
    c.relrowsecurity AND c.relforcerowsecurity
    AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'school_id' AND a.attnotnull)
    AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd = '*')
    AND NOT EXISTS (
        SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND (
            coalesce(pg_get_expr(p.polqual, c.oid), :wall) <> :wall
            OR coalesce(pg_get_expr(p.polwithcheck, c.oid), :wall) <> :wall
            OR (p.polqual IS NULL AND p.polwithcheck IS NULL)
        )
    )
) ORDER BY 1
"""
WAYS_AROUND_IT = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = CAST(:schema AS regnamespace) AND (c.relkind IN ('m', 'f') OR (
    c.relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)
))
UNION ALL
SELECT p.proname FROM pg_proc p WHERE p.pronamespace = CAST(:schema AS regnamespace) AND p.prosecdef
ORDER BY 1
"""


def upgrade(owner: dict[str, str], key: str, steps: Path) -> None:
    """Bring schema `plugin_<key>` to the newest step in the folder `steps`, or refuse and change nothing."""
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is not the key of a plugin")
    schema = f"plugin_{key}"
    engine = create_engine(sqlalchemy_url(owner), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": READY})
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
        connection.execute(text(f"SET LOCAL search_path TO {schema}"))
        run_alembic(connection, steps, schema)
        _refuse_without_wall(connection, key, schema)
        _grant(connection, schema)


def _refuse_without_wall(connection: Connection, key: str, schema: str) -> None:
    bare = list(connection.scalars(text(TABLES_WITHOUT_WALL), {"schema": schema, "wall": WALL}))
    if bare:
        raise _refused(key, bare, "geen afscheiding tussen scholen", "no wall between schools")
    around = list(connection.scalars(text(WAYS_AROUND_IT), {"schema": schema}))
    if around:
        raise _refused(key, around, "een omweg om de afscheiding tussen scholen", "a way around the wall")


def _grant(connection: Connection, schema: str) -> None:
    """Give the serving role rows and nothing else, whatever the plugin's steps gave."""
    for grant in (
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {SERVING_ROLE}",
        f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC, {SERVING_ROLE}",
        f"GRANT USAGE ON SCHEMA {schema} TO {SERVING_ROLE}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {SERVING_ROLE}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {SERVING_ROLE}",
        f"REVOKE INSERT, UPDATE, DELETE ON {schema}.alembic_version FROM {SERVING_ROLE}",
    ):
        connection.execute(text(grant))


def _refused(key: str, found: list[str], nl: str, en: str) -> PluginTablesRefusedError:
    names = ", ".join(found)
    return PluginTablesRefusedError(
        Text(
            f"De tabellen van plugin {key} zijn niet gemaakt: {names} heeft {nl}. Vraag de maker van de plugin om in "
            "zijn migratie school_id te zetten en hub.build_wall aan te roepen.",
            f"The tables of plugin {key} were not made: {names} has {en}. Ask the maker of the plugin to give them "
            "school_id and to call hub.build_wall in its migration.",
        )
    )
