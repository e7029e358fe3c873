"""Bringing the tables of the hub to the form that this version knows."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, NullPool, create_engine, text
from sqlalchemy.exc import ProgrammingError

from hub.records import Text
from hub.store.errors import DatabaseUnfitError
from hub.store.roles import READY
from hub.store.urls import sqlalchemy_url

HEAD = "0024"
"""The newest step in `migrations/versions`; kept here so that a start at head needs no Alembic (a test compares)."""
FOLDER = Path(__file__).with_name("migrations")
STEPS = FOLDER / "versions"


def upgrade(owner: dict[str, str]) -> None:
    """Bring schema `hub` to `HEAD` as its owner. One process at a time does so; the others wait and find it done."""
    engine = create_engine(sqlalchemy_url(owner), poolclass=NullPool)
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": READY})
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS hub"))
            _refuse_newer_tables(connection)
            run_alembic(connection, STEPS, "hub")
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") == "42501":
            raise _no_right() from error
        raise


def run_alembic(connection: Connection, steps: Path, schema: str) -> None:
    """Run the steps in the folder `steps` that `schema` does not have yet, in the connection's transaction."""
    from alembic import command  # noqa: PLC0415 # a start at head does without

    command.upgrade(alembic_config(connection, steps, schema), "head")


def alembic_config(connection: Connection, steps: Path, schema: str, metadata: MetaData | None = None) -> Any:
    """Return Alembic's configuration, all in memory. Every folder of steps runs in the hub's own `env.py`."""
    from alembic.config import Config  # noqa: PLC0415 # a start at head does without

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(steps).replace("%", "%%"))
    config.attributes.update(connection=connection, schema=schema, metadata=metadata)
    return config


def _refuse_newer_tables(connection: Connection) -> None:
    if connection.scalar(text("SELECT to_regclass('hub.alembic_version')")) is None:
        return
    found = connection.scalar(text("SELECT version_num FROM hub.alembic_version"))
    if found is not None and not any(STEPS.glob(f"{found}_*.py")):
        raise DatabaseUnfitError(
            Text(
                f"De tabellen zijn van een nieuwere versie van de hub ({found}). Installeer die versie, of zet een "
                "reservekopie terug. Er is niets veranderd.",
                f"The tables are of a newer version of the hub ({found}). Install that version, or restore a backup. "
                "Nothing has changed.",
            )
        )


def _no_right() -> DatabaseUnfitError:
    return DatabaseUnfitError(
        Text(
            "De gebruiker van de database mag de tabellen niet maken of bijwerken. Geef in HUB_DATABASE_OWNER_URL de "
            "eigenaar van de database op, of laat de beheerder dit eenmaal uitvoeren: GRANT CREATE ON DATABASE …",
            "The database's user may not make or update the tables. Name the owner of the database in "
            "HUB_DATABASE_OWNER_URL, or have the administrator run this once: GRANT CREATE ON DATABASE …",
        )
    )
