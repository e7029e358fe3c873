"""Addresses of a database, as people write them and as the drivers want them. Pure."""

from collections.abc import Mapping

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import URL

from hub.records import Text
from hub.store.errors import DatabaseUnfitError

SERVING_ROLE = "hub_app"
SEARCH_PATH = "-csearch_path=hub,procrastinate,public"
"""procrastinate's functions name their tables without a schema."""


def parameters(url: str) -> dict[str, str]:
    """Return the connection parameters that `url` names. Takes postgres://, postgresql:// and postgresql+psycopg://."""
    scheme, divider, rest = url.partition("://")
    if divider and scheme.split("+")[0] not in ("postgres", "postgresql"):
        raise _unreadable()
    try:
        found = conninfo_to_dict(f"postgresql://{rest}" if divider else url)
    except ProgrammingError:
        raise _unreadable() from None  # the driver's message repeats the address, with its password
    return {name: str(value) for name, value in found.items() if value is not None}


def as_serving(given: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters with which a connection is the serving role from its first moment on."""
    role = "" if given.get("user") == SERVING_ROLE else f"-crole={SERVING_ROLE}"
    options = " ".join(each for each in (given.get("options", ""), role, SEARCH_PATH) if each)
    return {"application_name": "koppelhub", "connect_timeout": "10"} | dict(given) | {"options": options}


def conninfo(given: Mapping[str, str]) -> str:
    """Return the parameters as one libpq string."""
    return make_conninfo("", **given)


def sqlalchemy_url(given: Mapping[str, str]) -> URL:
    """Return the parameters as an address of SQLAlchemy."""
    rest = {name: value for name, value in given.items() if name not in ("user", "password", "port", "dbname", "host")}
    host = given.get("host")
    if host is not None and (host.startswith("/") or "," in host):
        rest["host"], host = host, None
    port = given.get("port")
    if port is not None and (host is None or not port.isdigit()):
        rest["port"], port = port, None
    return URL.create(
        "postgresql+psycopg",
        username=given.get("user"),
        password=given.get("password"),
        host=host,
        port=int(port) if port else None,
        database=given.get("dbname"),
        query=rest,
    )


def _unreadable() -> DatabaseUnfitError:
    return DatabaseUnfitError(
        Text(
            "HUB_DATABASE_URL is geen adres van een PostgreSQL-server. Schrijf het als "
            "postgresql://gebruiker:wachtwoord@server:5432/database.",
            "HUB_DATABASE_URL is not the address of a PostgreSQL server. Write it as "
            "postgresql://user:password@server:5432/database.",
        )
    )
