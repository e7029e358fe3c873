"""Addresses of a database, read and written without a server."""

from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import create_engine

from hub.store import DatabaseUnfitError, Home
from hub.store.roles import refuse_old
from hub.store.urls import as_serving, conninfo, parameters, sqlalchemy_url


@pytest.mark.parametrize(
    "address",
    [
        "postgres://anna:w%40chtwoord@db.example:5433/hub?sslmode=require",
        "postgresql://anna:w%40chtwoord@db.example:5433/hub?sslmode=require",
        "postgresql+psycopg://anna:w%40chtwoord@db.example:5433/hub?sslmode=require",
        "host=db.example port=5433 dbname=hub user=anna password=w@chtwoord sslmode=require",
    ],
)
def test_every_usual_form_of_an_address_means_the_same(address: str) -> None:
    assert parameters(address) == {
        "host": "db.example",
        "port": "5433",
        "dbname": "hub",
        "user": "anna",
        "password": "w@chtwoord",
        "sslmode": "require",
    }


@pytest.mark.parametrize("address", ["mysql://a:geheim@b/c", "zomaar een woord geheim", "postgresql://a:geheim@[b/c"])
def test_what_is_no_address_of_postgresql_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(DatabaseUnfitError, match="HUB_DATABASE_URL") as refused:
        parameters(address)
    assert "geheim" not in f"{refused.value} {refused.value.__cause__}"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://anna:w%40cht%2Fwoord@db.example:5433/hub?sslmode=require",
        "postgresql://anna@/hub?host=/tmp/een%20map/pg&port=5433",
        "postgresql://anna@een,twee:5432,5433/hub",
        "postgresql:///hub",
    ],
)
def test_sqlalchemy_and_libpq_are_told_the_same(address: str) -> None:
    serving = as_serving(parameters(address))
    _, arguments = create_engine(sqlalchemy_url(serving)).dialect.create_connect_args(sqlalchemy_url(serving))
    by_libpq = {name: str(value) for name, value in conninfo_to_dict(conninfo(serving)).items()}
    assert {name: str(value) for name, value in arguments.items() if name != "context"} == by_libpq


def test_a_connection_is_the_serving_role_from_its_first_moment_on_and_keeps_its_own_options() -> None:
    given = parameters("postgresql://anna@db/hub?options=-cwork_mem%3D8MB")
    assert as_serving(given)["options"].split() == [
        "-cwork_mem=8MB",
        "-crole=hub_app",
        "-csearch_path=hub,procrastinate,public",
    ]
    assert "-crole" not in as_serving({"user": "hub_app"})["options"]


def test_a_home_is_read_from_the_environment_and_shows_no_secret() -> None:
    environment = {
        "HUB_HOME": "/srv/hub",
        "HUB_DATABASE_URL": "postgresql://a:geheim@b/c",
        "HUB_DATABASE_OWNER_URL": "postgresql://o:geheim@b/c",
        "HUB_SECRET_KEY": "geheim-nieuw, geheim-oud,",
    }
    home = Home.from_environment(environment)
    assert (home.path, home.spool, home.drop) == (Path("/srv/hub"), Path("/srv/hub/spool"), Path("/srv/hub/drop"))
    assert home.secret_keys == ("geheim-nieuw", "geheim-oud")
    assert "geheim" not in repr(home)


@pytest.mark.parametrize("size", ["veel", "0", "-3", "1.5"])
def test_a_number_of_connections_that_is_none_is_refused(size: str) -> None:
    with pytest.raises(DatabaseUnfitError, match="HUB_POOL_SIZE"):
        Home.from_environment({"HUB_POOL_SIZE": size})


def test_a_server_before_version_15_is_refused_by_its_version() -> None:
    with pytest.raises(DatabaseUnfitError, match="PostgreSQL 14; de hub heeft versie 15"):
        refuse_old(140022)
    refuse_old(150000)


def test_a_home_without_any_setting_is_a_folder_here_with_a_database_of_its_own() -> None:
    home = Home.from_environment({})
    assert (home.path, home.database_url, home.secret_keys) == (Path.cwd() / "hub-data", None, ())
