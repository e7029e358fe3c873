"""The schools of the hub, and their boards."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.records import SchoolCode
from hub.store.audit import Audit
from hub.store.errors import SchoolExistsError, UnknownSchoolError
from hub.store.plugin_states import PluginStates
from hub.store.sealed import Sealer
from hub.store.tables import BoardRow, SchoolRow
from hub.store.walls import SchoolSession


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolEntry:
    """A school as the hub lists it: `id` is its number in the hub, `board` the name of its board."""

    id: int
    code: SchoolCode
    name: str
    board: str | None
    created_at: datetime
    staff_step: bool = False
    """Whether who works there needs a second step to log in."""


class Schools:
    """Schools and boards, in the transaction of a `Directory`."""

    def __init__(self, session: Session, audit: Audit, sealer: Sealer, by: str) -> None:
        self._session = session
        self._audit = audit
        self._sealer = sealer
        self._by = by

    def all(self) -> list[SchoolEntry]:
        """Return every school, by name."""
        return [_entry(row) for row in self._session.execute(_entries().order_by(SchoolRow.name, SchoolRow.id))]

    def one(self, school: SchoolCode | int) -> SchoolEntry:
        """Return one school, by code or number."""
        known_by = SchoolRow.id == school if isinstance(school, int) else SchoolRow.code == str(school)
        row = self._session.execute(_entries().where(known_by)).one_or_none()
        if row is None:
            raise UnknownSchoolError(school)
        return _entry(row)

    def add(self, code: SchoolCode, name: str, board: str | None, plugins_on: Iterable[str]) -> SchoolEntry:
        """Add a school, and open its own books for the plugins that it starts with."""
        values = {"code": str(code), "name": name.strip(), "board_id": self.board_id(board)}
        made = insert(SchoolRow).values(**values).on_conflict_do_nothing().returning(SchoolRow.id)
        school_id = self._session.execute(made).scalar_one_or_none()
        if school_id is None:
            raise SchoolExistsError(code)
        self._audit.write("school.added", str(code), {"name": name.strip(), "board": board})
        self._start_plugins(school_id, plugins_on)
        return self.one(school_id)

    def ask_step_of_staff(self, school_id: int, *, on: bool) -> None:
        """Keep whether who works at a school needs a second step to log in."""
        other = (SchoolRow.id == school_id, SchoolRow.staff_step.is_distinct_from(on))
        changed = update(SchoolRow).where(*other).values(staff_step=on).returning(SchoolRow.code)
        code = self._session.execute(changed, execution_options={"synchronize_session": False}).scalar_one_or_none()
        if code is not None:
            self._audit.write("school.step_asked" if on else "school.step_not_asked", code)

    def boards(self) -> list[str]:
        """Return the names of the boards."""
        return list(self._session.scalars(select(BoardRow.name).order_by(BoardRow.name)))

    def board_id(self, name: str | None) -> int | None:
        """Return the number of a board; one that is not there yet is made."""
        if name is None or not name.strip():
            return None
        self._session.execute(insert(BoardRow).values(name=name.strip()).on_conflict_do_nothing())
        return self._session.scalars(select(BoardRow.id).where(BoardRow.name == name.strip())).one()

    def _start_plugins(self, school_id: int, keys: Iterable[str]) -> None:
        """Turn plugins on in the books of the new school, on the same connection: one transaction makes it all."""
        connection = self._session.connection()
        with SchoolSession(connection, info={"school": school_id}) as books, books.begin():
            audit = Audit.of_school(books, school_id, self._by)
            PluginStates(books, audit, self._sealer, self._by).turn_on_at_first(keys)
        connection.execute(text("SELECT set_config('hub.school', '', true)"))


def _entries() -> Select[*tuple[Any, ...]]:
    own = (SchoolRow.id, SchoolRow.code, SchoolRow.name, SchoolRow.created_at, SchoolRow.staff_step)
    return select(*own, BoardRow.name.label("board")).outerjoin(BoardRow, BoardRow.id == SchoolRow.board_id)


def _entry(row: Any) -> SchoolEntry:
    code = SchoolCode.parse(row.code)
    return SchoolEntry(
        id=row.id,
        code=code,
        name=row.name,
        board=row.board,
        created_at=row.created_at,
        staff_step=row.staff_step,
    )
