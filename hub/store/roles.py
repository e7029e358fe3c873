"""Two roles: the owner makes the tables, `hub_app` serves. `hub_app` owns nothing, so that the wall holds for it."""

import psycopg
from psycopg import sql

from hub.records import Text
from hub.store.errors import DatabaseUnfitError, DatabaseUnreachableError
from hub.store.urls import SERVING_ROLE, conninfo

OLDEST = 150000
READY = 42101
"""A number for the advisory lock that lets one process at a time set up a database."""

TOO_STRONG = """
SELECT rolsuper OR rolbypassrls OR EXISTS (
    SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE (n.nspname = 'hub' OR n.nspname LIKE 'plugin\\_%') AND pg_has_role(current_user, c.relowner, 'USAGE')
) FROM pg_roles WHERE rolname = current_user
"""


def connect(parameters: dict[str, str], *, autocommit: bool = False) -> psycopg.Connection:
    """Connect, or raise `DatabaseUnreachableError`; refuse a server that is too old."""
    try:
        connection = psycopg.connect(conninfo(parameters), autocommit=autocommit)
    except psycopg.OperationalError as error:
        raise unreachable(parameters) from error
    try:
        refuse_old(connection.info.server_version)
    except DatabaseUnfitError:
        connection.close()
        raise
    return connection


def refuse_old(server_version: int) -> None:
    """Refuse a server before version 15; `server_version` is PostgreSQL's own number for it, such as 150004."""
    if server_version < OLDEST:
        raise _too_old(server_version // 10000)


def make_serving_role(owner: psycopg.Connection, login: str) -> None:
    """Make the role `hub_app` where it is missing, and let `login` become it."""
    owner.execute("SELECT pg_advisory_xact_lock(%s)", [READY])
    try:
        if not _exists(owner, SERVING_ROLE):
            owner.execute(_create(SERVING_ROLE, "NOLOGIN"))
        if login != SERVING_ROLE and not _may_become(owner, login):
            _let_become(owner, login)
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedObject) as error:
        raise _cannot_make_role(login) from error


def make_login_roles(superuser: psycopg.Connection, owner: str) -> None:
    """Make both roles of the embedded server; there each of them logs in itself."""
    for name in (owner, SERVING_ROLE):
        if not _exists(superuser, name):
            superuser.execute(_create(name, "LOGIN"))


def refuse_strong_role(serving: psycopg.Connection) -> None:
    """Refuse a role that row-level security does not hold for: superuser, `BYPASSRLS`, or owner of the tables."""
    found = serving.execute(TOO_STRONG).fetchone()
    if found is None or found[0]:
        raise _too_strong()


def _exists(connection: psycopg.Connection, role: str) -> bool:
    return connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None


def _create(role: str, login: str) -> sql.Composed:
    """Return SQL that makes a plain role, whoever else may be making it now: roles belong to the whole server."""
    return sql.SQL(
        "DO $$ BEGIN CREATE ROLE {role} {login}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    ).format(role=sql.Identifier(role), login=sql.SQL(login))


def _may_become(connection: psycopg.Connection, login: str) -> bool:
    right = "SET" if connection.info.server_version >= 160000 else "MEMBER"  # noqa: PLR2004 # SET came with 16
    row = connection.execute("SELECT pg_has_role(%s, %s, %s)", [login, SERVING_ROLE, right]).fetchone()
    return row is not None and bool(row[0])


def _let_become(connection: psycopg.Connection, login: str) -> None:
    connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(SERVING_ROLE), sql.Identifier(login)))


def unreachable(parameters: dict[str, str]) -> DatabaseUnreachableError:
    """Return the error for a server that does not answer or does not let us in; the driver's words are its cause."""
    place = f"{parameters.get('host', 'localhost')}:{parameters.get('port', '5432')}/{parameters.get('dbname', '')}"
    return DatabaseUnreachableError(
        Text(
            f"De database op {place} is niet te bereiken. Staat de server aan, bestaat de database, en kloppen "
            "gebruiker en wachtwoord in HUB_DATABASE_URL?",
            f"The database at {place} cannot be reached. Is the server on, does the database exist, and are the user "
            "and password in HUB_DATABASE_URL right?",
        )
    )


def _too_old(found: int) -> DatabaseUnfitError:
    return DatabaseUnfitError(
        Text(
            f"De server draait PostgreSQL {found}; de hub heeft versie 15 of hoger nodig. Werk de server bij, of laat "
            "HUB_DATABASE_URL weg: dan gebruikt de hub zijn eigen database.",
            f"The server runs PostgreSQL {found}; the hub needs version 15 or newer. Upgrade the server, or leave "
            "HUB_DATABASE_URL out: then the hub uses a database of its own.",
        )
    )


def _cannot_make_role(login: str) -> DatabaseUnfitError:
    commands = f'CREATE ROLE {SERVING_ROLE} NOLOGIN; GRANT {SERVING_ROLE} TO "{login}";'
    return DatabaseUnfitError(
        Text(
            f"De gebruiker van de database mag de rol {SERVING_ROLE} niet maken of krijgen. Laat de beheerder dit "
            f"een keer uitvoeren (het eerste deel alleen als de rol er nog niet is): {commands}",
            f"The database's user may not make or get the role {SERVING_ROLE}. Have the administrator run this once "
            f"(the first part only if the role is not there yet): {commands}",
        )
    )


def _too_strong() -> DatabaseUnfitError:
    return DatabaseUnfitError(
        Text(
            f"De hub zou werken als een rol waarvoor de scheiding tussen scholen niet geldt. Maak {SERVING_ROLE} een "
            "gewone rol (NOSUPERUSER NOBYPASSRLS) die geen tabellen bezit.",
            f"The hub would work as a role for which the wall between schools does not hold. Make {SERVING_ROLE} an "
            "ordinary role (NOSUPERUSER NOBYPASSRLS) that owns no tables.",
        )
    )
