"""Trying to cross the wall between schools: by the ORM, Core, text(), COPY, and the serving role's own hands."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import NullPool, create_engine, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, aliased

from hub.store import Books, Home, SchoolEntry, Store, UnboundQueryError
from hub.store.embedded import OWNER, SUPERUSER
from hub.store.tables import GroupRow, GuardianshipRow, PupilRow, SchoolRow
from hub.store.urls import sqlalchemy_url
from hub.store.walls import HubSession, SchoolSession
from tests.conftest import Server

REFUSED_ROW = "42501"
NO_SETTING = "42704"
EMPTY_SETTING = "22P02"


@pytest.fixture
def ours(store: Store, school: SchoolEntry, other_school: SchoolEntry) -> Iterator[Books]:
    """The books of one school, while both schools have a pupil and a class with the same keys."""
    for each in (school, other_school):
        with store.open(each.id) as books:
            books.session.add(PupilRow(key="p1", first_name=str(each.code), group="g1"))
            books.session.add(GroupRow(key="g1", name=str(each.code)))
    with store.open(school.id) as books:
        yield books


def sqlstate(error: pytest.ExceptionInfo[DBAPIError]) -> str | None:
    return getattr(error.value.orig, "sqlstate", None)


def test_a_school_sees_only_its_own_rows_through_the_orm(ours: Books) -> None:
    session = ours.session
    assert session.scalars(select(PupilRow.first_name)).all() == ["99XX"]
    assert session.scalars(select(func.count()).select_from(PupilRow)).one() == 1
    other = aliased(PupilRow)
    assert session.execute(select(other.first_name)).scalars().all() == ["99XX"]


def test_the_orm_guard_alone_holds_where_row_level_security_lets_everything_through(
    server: Server, database: str, ours: Books
) -> None:
    ours.session.commit()
    all_powerful = create_engine(sqlalchemy_url(server.postgres.parameters(SUPERUSER, database)), poolclass=NullPool)
    with SchoolSession(all_powerful, info={"school": ours.school_id}) as session:
        assert session.execute(text("SELECT count(*) FROM hub.pupil")).scalar_one() == 2
        assert session.scalars(select(PupilRow.first_name)).all() == ["99XX"]
        assert session.scalars(select(aliased(PupilRow).first_name)).all() == ["99XX"]
        assert session.execute(select(SchoolRow.code).join(PupilRow, PupilRow.school_id == SchoolRow.id)).all() == [
            ("99XX",)
        ]
        session.execute(update(PupilRow).values(first_name="nieuw"))
        session.execute(delete(GroupRow))
        left = session.execute(text("SELECT first_name FROM hub.pupil ORDER BY school_id")).scalars().all()
        assert left == ["nieuw", "98YY"]
        assert session.execute(text("SELECT name FROM hub.class_group")).scalars().all() == ["98YY"]


def test_a_row_of_another_school_cannot_be_got_by_its_number(
    store: Store, ours: Books, other_school: SchoolEntry
) -> None:
    with store.open(other_school.id) as theirs:
        number = theirs.session.scalars(select(PupilRow.id)).one()
    assert ours.session.get(PupilRow, number) is None


def test_a_school_sees_only_its_own_rows_through_core_and_text(ours: Books) -> None:
    table = PupilRow.__table__
    assert ours.session.execute(select(table.c.first_name)).scalars().all() == ["99XX"]
    assert ours.session.execute(text("SELECT first_name FROM hub.pupil")).scalars().all() == ["99XX"]
    everyone = text("SELECT first_name FROM hub.pupil WHERE school_id <> :ours OR true")
    assert ours.session.execute(everyone, {"ours": ours.school_id}).scalars().all() == ["99XX"]


def test_a_join_from_the_schools_of_the_hub_reaches_no_other_schools_pupils(ours: Books) -> None:
    joined = select(SchoolRow.code, PupilRow.first_name).join(PupilRow, PupilRow.school_id == SchoolRow.id)
    assert ours.session.execute(joined).all() == [("99XX", "99XX")]


def test_copy_reads_only_the_rows_of_the_school_in_hand(ours: Books) -> None:
    driver = ours.session.connection().connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    with driver.cursor() as cursor, cursor.copy("COPY (SELECT first_name FROM hub.pupil) TO STDOUT") as copy:
        assert [row[0] for row in copy.rows()] == ["99XX"]
    with driver.cursor() as cursor, cursor.copy("COPY hub.pupil (first_name) TO STDOUT") as copy:
        assert [row[0] for row in copy.rows()] == ["99XX"]


def test_copy_cannot_write_into_a_walled_table_at_all(ours: Books) -> None:
    driver = ours.session.connection().connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    with (
        pytest.raises(psycopg.errors.FeatureNotSupported),
        driver.cursor() as cursor,
        cursor.copy("COPY hub.pupil (school_id, key) FROM STDIN") as copy,
    ):
        copy.write_row((ours.school_id, "p2"))
    ours.session.rollback()


def test_a_row_for_another_school_is_refused(ours: Books, other_school: SchoolEntry) -> None:
    attempts = (
        insert(PupilRow).values(school_id=other_school.id, key="p9"),
        insert(PupilRow.__table__).values(school_id=other_school.id, key="p9"),  # type: ignore[arg-type]
        text(f"INSERT INTO hub.pupil (school_id, key) VALUES ({other_school.id}, 'p9')"),
    )
    for attempt in attempts:
        with pytest.raises(DBAPIError) as refused, ours.session.begin_nested():
            ours.session.execute(attempt)
        assert sqlstate(refused) == REFUSED_ROW


def test_a_row_cannot_be_moved_to_another_school(ours: Books, other_school: SchoolEntry) -> None:
    attempts = (
        update(PupilRow).values(school_id=other_school.id),
        text(f"UPDATE hub.pupil SET school_id = {other_school.id}"),
    )
    for attempt in attempts:
        with pytest.raises(DBAPIError) as refused, ours.session.begin_nested():
            ours.session.execute(attempt)
        assert sqlstate(refused) == REFUSED_ROW


def test_an_update_and_a_delete_of_everything_touch_only_the_school_in_hand(
    store: Store, ours: Books, other_school: SchoolEntry
) -> None:
    ours.session.execute(text("UPDATE hub.pupil SET first_name = 'weg'"))
    ours.session.execute(delete(GroupRow))
    ours.session.execute(text("DELETE FROM hub.pupil"))
    ours.session.commit()
    with store.open(other_school.id) as theirs:
        assert theirs.session.scalars(select(PupilRow.first_name)).all() == ["98YY"]
        assert theirs.session.scalars(select(GroupRow.name)).all() == ["98YY"]


def test_the_wall_stands_again_in_the_next_transaction_of_a_session(store: Store, ours: Books) -> None:
    ours.session.commit()
    with SchoolSession(store.engine, info={"school": ours.school_id}) as session:
        for end in (session.commit, session.rollback, session.close):
            assert session.execute(text("SELECT first_name FROM hub.pupil")).scalars().all() == ["99XX"]
            end()


def test_a_session_for_schools_without_a_school_in_hand_does_nothing(store: Store) -> None:
    with SchoolSession(store.engine) as session, pytest.raises(UnboundQueryError):
        session.execute(text("SELECT 1"))


@pytest.mark.parametrize(
    "statement",
    [
        select(PupilRow),
        select(PupilRow.id),
        select(func.count()).select_from(PupilRow),
        select(PupilRow.__table__),
        select(SchoolRow.id).join(PupilRow, PupilRow.school_id == SchoolRow.id),
        select(SchoolRow.id).where(select(PupilRow.id).exists()),
        select(aliased(PupilRow)),
        select(select(PupilRow.id).subquery()),
        update(PupilRow).values(first_name="x"),
        delete(GuardianshipRow),
        insert(PupilRow).values(school_id=1, key="x"),
    ],
)
def test_the_hubs_own_session_refuses_every_query_on_schools_rows(store: Store, statement: object) -> None:
    with HubSession(store.engine) as session, pytest.raises(UnboundQueryError):
        session.execute(statement)  # type: ignore[call-overload]


def test_the_hubs_own_session_refuses_a_row_of_a_school(store: Store, school: SchoolEntry) -> None:
    with HubSession(store.engine) as session, pytest.raises(UnboundQueryError):
        session.add(PupilRow(school_id=school.id, key="p1"))
        session.flush()


@pytest.mark.parametrize("statement", ["SELECT * FROM hub.pupil", "UPDATE hub.pupil SET key = key"])
def test_unbound_text_fails_closed_on_a_fresh_connection(store: Store, ours: Books, statement: str) -> None:
    ours.session.commit()
    store.engine.dispose()
    with HubSession(store.engine) as session, pytest.raises(DBAPIError) as refused:
        session.execute(text(statement))
    assert sqlstate(refused) == NO_SETTING


def test_unbound_text_fails_closed_on_a_connection_that_served_a_school_before(
    store: Store, school: SchoolEntry
) -> None:
    with store.engine.connect() as connection:
        with SchoolSession(connection, info={"school": school.id}) as session:
            session.add(PupilRow(key="p1"))
            session.commit()
        connection.rollback()
        with pytest.raises(DBAPIError) as refused:
            connection.execute(text("SELECT * FROM hub.pupil"))
    assert sqlstate(refused) == EMPTY_SETTING


def test_a_school_number_that_is_no_number_fails_closed(store: Store, ours: Books) -> None:
    with HubSession(store.engine) as session, pytest.raises(DBAPIError) as refused:
        session.execute(text("SELECT set_config('hub.school', '1 OR true', true)"))
        session.execute(text("SELECT * FROM hub.pupil"))
    assert sqlstate(refused) == EMPTY_SETTING


@pytest.mark.parametrize(
    "attempt",
    [
        "ALTER TABLE hub.pupil DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE hub.pupil NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY school_in_hand ON hub.pupil",
        "CREATE POLICY all_of_it ON hub.pupil USING (true)",
        "ALTER TABLE hub.pupil OWNER TO hub_app",
        "TRUNCATE hub.pupil",
        "CREATE TABLE hub.mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "CREATE SCHEMA mine",
        "ALTER ROLE hub_app BYPASSRLS",
        "CREATE ROLE another",
        f"SET ROLE {OWNER}",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "SELECT pg_read_file('PG_VERSION')",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "UPDATE hub.alembic_version SET version_num = 'x'",
    ],
)
def test_the_serving_role_cannot_take_the_wall_down(store: Store, attempt: str) -> None:
    with store.engine.connect() as connection, pytest.raises(DBAPIError) as refused:
        connection.execute(text(attempt))
    assert sqlstate(refused) == REFUSED_ROW


def test_row_security_cannot_be_switched_off_for_a_query(ours: Books) -> None:
    ours.session.execute(text("SET LOCAL row_security = off"))
    with pytest.raises(DBAPIError) as refused:
        ours.session.execute(text("SELECT * FROM hub.pupil"))
    assert sqlstate(refused) == REFUSED_ROW
    ours.session.rollback()


def test_the_owner_of_the_tables_is_behind_the_wall_as_well(ours: Books, home: Home) -> None:
    with psycopg.connect(home.owner_url or "") as connection, pytest.raises(psycopg.errors.UndefinedObject):
        connection.execute("SELECT * FROM hub.pupil")


def test_an_exception_undoes_everything_and_the_end_of_the_books_keeps_it(store: Store, school: SchoolEntry) -> None:
    with pytest.raises(ZeroDivisionError), store.open(school.id) as books:
        books.session.add(PupilRow(key="p1"))
        books.session.flush()
        raise ZeroDivisionError
    with store.open(school.id) as books:
        assert _count(books.session) == 0
        books.session.add(PupilRow(key="p1"))
    with store.open(school.id) as books:
        assert _count(books.session) == 1


def _count(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(PupilRow)).one()
