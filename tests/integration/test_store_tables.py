"""What the migrations make: the tables that the rows describe, each behind the wall or on a list with its reason."""

import re
from dataclasses import fields

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, inspect, text

from hub.records import RECORD_TYPES, Kind
from hub.store import Home, SchoolEntry, Store
from hub.store.migrate import HEAD, STEPS, alembic_config
from hub.store.plugin_tables import WALL
from hub.store.tables import RECORD_ROWS, Row
from hub.store.urls import parameters, sqlalchemy_url

WITHOUT_WALL = {
    "account": "a login is looked up before any school is in hand",
    "account_link": "opened before anybody is known; it names an account, and its nonce opens nothing without the key",
    "alembic_version": "the version of the tables",
    "board": "a board stands above schools",
    "change_move": "the moves that an item of a change can make",
    "hub_audit_entry": "acts on the hub as a whole",
    "hub_audit_head": "the end of the hub's own chain",
    "hub_letter": "letters about an account itself; numbers only",
    "letter_declined": "which letters an account does not want, at whatever school",
    "login_attempt": "counted before anybody is known; marks only",
    "membership": "says which schools an account may open, before one is in hand",
    "recovery_code": "looked up before anybody is known; marks of an account's own codes",
    "second_step": "looked up before any school is in hand; it names an account, and its secret is sealed",
    "schedule": "the clock looks for what is due at any school; it holds names and moments",
    "school": "the list of schools itself",
    "web_session": "looked up before anybody is known; marks and sealed state only",
}
OF_THE_HUB = {"id", "school_id", "said_print", "departed_at", "added_run", "changed_run"}


def test_every_table_of_a_school_has_a_forced_wall(store: Store) -> None:
    query = text(
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, a.attnotnull,"
        " array_agg(pg_get_expr(p.polqual, c.oid)), array_agg(pg_get_expr(p.polwithcheck, c.oid))"
        " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'school_id'"
        " LEFT JOIN pg_policy p ON p.polrelid = c.oid"
        " WHERE c.relnamespace = 'hub'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY 1, 2, 3, 4"
    )
    with store.engine.connect() as connection:
        found = connection.execute(query).all()
    assert {row[0] for row in found} >= {str(inspect(row).local_table.name) for row in RECORD_ROWS.values()} | {
        "run",
        "run_step",
    }
    for table, enabled, forced, not_null, using, check in found:
        assert (enabled, forced, not_null, using, check) == (True, True, True, [WALL], [WALL]), table


def test_every_table_without_a_wall_is_on_the_list_with_its_reason(store: Store) -> None:
    query = text(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'hub'::regnamespace AND c.relkind IN ('r', 'p')"
        " AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'school_id')"
    )
    with store.engine.connect() as connection:
        assert set(connection.scalars(query)) == set(WITHOUT_WALL)


def test_the_serving_role_owns_nothing(store: Store) -> None:
    query = text("SELECT relname FROM pg_class WHERE pg_has_role('hub_app', relowner, 'USAGE')")
    with store.engine.connect() as connection:
        assert connection.scalars(query).all() == []


@pytest.mark.parametrize("kind", Kind)
def test_a_record_has_a_column_for_each_of_its_fields(kind: Kind) -> None:
    said = {field.name for field in fields(RECORD_TYPES[kind])}
    assert set(inspect(RECORD_ROWS[kind]).columns.keys()) == said | OF_THE_HUB


def test_the_rows_describe_what_the_migrations_make(home: Home, store: Store) -> None:
    assert home.owner_url is not None
    engine = create_engine(sqlalchemy_url(parameters(home.owner_url)), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT set_config('hub.school', '1', false)"))
        options = {
            "include_schemas": True,
            "version_table_schema": "hub",
            "include_name": lambda name, kind, _parents: kind != "schema" or name == "hub",
            "compare_server_default": True,
        }
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Row.metadata)
    assert differences == []


def test_the_head_that_a_start_compares_with_is_the_newest_step() -> None:
    config = alembic_config(None, STEPS, "hub")  # type: ignore[arg-type]
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]
    assert all(re.fullmatch(r"\d{4}_\w+\.(py|sql)", step.name) for step in STEPS.iterdir() if step.is_file())


def test_two_records_may_swap_their_keys_in_one_transaction(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        books.session.execute(text("INSERT INTO hub.class_group (key) VALUES ('a'), ('b')"))
        books.session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        for old, new in (("a", "x"), ("b", "a"), ("x", "b")):
            books.session.execute(
                text("UPDATE hub.class_group SET key = :new WHERE key = :old"), {"old": old, "new": new}
            )
