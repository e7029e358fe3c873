"""Bringing the tables of the hub to the form that this version knows."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, NullPool, create_engine, text

from hub.store.roles import READY
from hub.store.urls import sqlalchemy_url

HEAD = "0002"
"""The newest step in `migrations/versions`; kept here so that a start at head needs no Alembic (a test compares)."""
FOLDER = Path(__file__).with_name("migrations")


def upgrade(owner: dict[str, str]) -> None:
    """Bring schema `hub` to `HEAD` as its owner. One process at a time does so; the others wait and find it done."""
    engine = create_engine(sqlalchemy_url(owner), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": READY})
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS hub"))
        run_alembic(connection, FOLDER, "hub")


def run_alembic(connection: Connection, folder: Path, schema: str) -> None:
    """Run the steps of the script folder `folder` that `schema` does not have yet, in the connection's transaction."""
    from alembic import command  # noqa: PLC0415 # a start at head does without

    command.upgrade(alembic_config(connection, folder, schema), "head")


def alembic_config(connection: Connection, folder: Path, schema: str, metadata: MetaData | None = None) -> Any:
    """Return Alembic's configuration, all in memory."""
    from alembic.config import Config  # noqa: PLC0415 # a start at head does without

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes.update(connection=connection, schema=schema, metadata=metadata)
    return config
