"""The wall between schools, as the ORM sees it; row-level security in the database stands behind it.

A session that opens for a school adds that school to every ORM query and sets it in every transaction. A session
without one refuses every query on a table of schools' rows, ORM or Core. What neither sees (`text()`, COPY, a bare
connection), row-level security decides.
"""

from sqlalchemy import Connection, Executable, Table, event, text
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ClauseElement

from hub.store.errors import UnboundQueryError, UnknownSchoolError
from hub.store.tables import ForSchool


class HubSession(Session):
    """A session for what belongs to the hub as a whole; it cannot reach a school's rows."""


class SchoolSession(Session):
    """A session for one school: `info["school"]` is its number in the hub, and does not change."""


SET_SCHOOL = text("SELECT set_config('hub.school', :school, true)")
TAKE_IN_HAND = """
SELECT id, code, name, set_config('hub.school', id::text, true) FROM hub.school WHERE {known_by} = %(wanted)s
"""


def take_in_hand(session: SchoolSession, wanted: int | str) -> tuple[int, str, str]:
    """Bind `session` to a school, by its number or its code, and return its number, code and name.

    One question to the database both finds the school and sets it: books are opened for every page. Raises
    `UnknownSchoolError`.
    """
    session.info["wanted"] = wanted
    session.connection()
    taken: tuple[int, str, str] = session.info["taken"]
    return taken


@event.listens_for(SchoolSession, "after_begin")
def _set_school(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    wanted = session.info.pop("wanted", None)
    if wanted is None:
        connection.execute(SET_SCHOOL, {"school": str(_school_of(session))})
        return
    question = TAKE_IN_HAND.format(known_by="id" if isinstance(wanted, int) else "code")
    row = connection.exec_driver_sql(question, {"wanted": wanted}).one_or_none()
    if row is None:
        raise UnknownSchoolError(wanted)
    session.info.update(school=row.id, taken=(row.id, row.code, row.name))


@event.listens_for(SchoolSession, "do_orm_execute")
def _only_this_school(state: ORMExecuteState) -> None:
    if state.is_select or state.is_update or state.is_delete:
        school = _school_of(state.session)
        criteria = with_loader_criteria(ForSchool, lambda row: row.school_id == school, include_aliases=True)
        state.statement = state.statement.options(criteria) if state.is_orm_statement else state.statement


@event.listens_for(HubSession, "do_orm_execute")
def _no_school_rows(state: ORMExecuteState) -> None:
    table = _walled_table(state.statement)
    if table is not None:
        raise UnboundQueryError(f"a query on {table} without a school in hand; use store.open(school)")


@event.listens_for(HubSession, "before_flush")
def _no_school_objects(session: Session, _context: UOWTransaction, _instances: object) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, ForSchool):
            raise UnboundQueryError(f"a {type(row).__name__} without a school in hand; use store.open(school)")


def _school_of(session: Session) -> int:
    school = session.info.get("school")
    if not isinstance(school, int):
        raise UnboundQueryError("a session without a school in hand; use store.open(school)")
    return school


def _walled_table(statement: Executable) -> Table | None:
    if not isinstance(statement, ClauseElement):
        return None
    for element in visitors.iterate(statement):
        table = element if isinstance(element, Table) else getattr(element, "table", None)
        if isinstance(table, Table) and "school_id" in table.c:
            return table
    return None
