"""Who stands at the door: the web session, its account and roles, and the school that is asked for, in one query.

Every page of the portal asks this first. Nothing of it is a school's own row.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, text

from hub.records import SchoolCode
from hub.store.accounts import Membership, Role
from hub.store.schools import SchoolEntry
from hub.store.sealed import Sealer
from hub.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class AtTheDoor:
    """A session that is alive, whose it is, and the school that was asked for, where there is one with that code."""

    content: bytes
    expires_at: datetime | None
    account_id: int
    email: str
    name: str
    memberships: tuple[Membership, ...]
    school: SchoolEntry | None
    has_step: bool = False
    """Whether this account logs in with a second step."""


class Doorway:
    """Looks up visitors. It reads and never writes."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        # One statement needs no transaction around it: one way to the database and back instead of three.
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._sealer = sealer

    @classmethod
    def of(cls, store: Store) -> "Doorway":
        """Return the doorway of an open store."""
        return cls(store.engine, store.sealer)

    def find(self, session_id: str, school: str | None) -> AtTheDoor | None:
        """Return who has this session; `None` where it has ended, or its account may not enter any more."""
        values = {"mark": self._sealer.fingerprint(f"session:{session_id}"), "school": school}
        with self._engine.connect() as connection:
            row = connection.execute(FIND, values).one_or_none()
        if row is None:
            return None
        return AtTheDoor(
            content=bytes(row.content),
            expires_at=row.expires_at,
            account_id=row.id,
            email=row.email,
            name=row.name,
            memberships=tuple(_membership(*each) for each in row.memberships),
            school=_school(row),
            has_step=row.has_step,
        )

    def answers(self) -> bool:
        """Return whether the database answers; raises what the driver raises where it does not."""
        with self._engine.connect() as connection:
            return bool(connection.execute(text("SELECT 1")).scalar_one())


FIND = text(
    """
    SELECT s.content, s.expires_at, a.id, a.email, a.name,
        coalesce((SELECT json_agg(json_build_array(m.role, m.at_school, ms.code, mb.name) ORDER BY m.id)
            FROM hub.membership m LEFT JOIN hub.school ms ON ms.id = m.at_school
            LEFT JOIN hub.board mb ON mb.id = m.at_board WHERE m.account_id = a.id), '[]'::json) AS memberships,
        w.id AS asked_id, w.code AS asked_code, w.name AS asked_name, wb.name AS asked_board, w.created_at AS asked_at,
        w.staff_step AS asked_step,
        EXISTS (SELECT FROM hub.second_step p WHERE p.account_id = a.id AND p.since IS NOT NULL) AS has_step
    FROM hub.web_session s JOIN hub.account a ON a.id = s.account_id AND a.disabled_at IS NULL
    LEFT JOIN hub.school w ON w.code = :school LEFT JOIN hub.board wb ON wb.id = w.board_id
    WHERE s.id_hash = :mark AND s.expires_at > now()
    """
)


def _membership(role: str, school_id: int | None, code: str | None, board: str | None) -> Membership:
    return Membership(
        role=Role(role), school_id=school_id, school=SchoolCode.parse(code) if code else None, board=board
    )


def _school(row: Any) -> SchoolEntry | None:
    if row.asked_id is None:
        return None
    code = SchoolCode.parse(row.asked_code)
    return SchoolEntry(
        id=row.asked_id,
        code=code,
        name=row.asked_name,
        board=row.asked_board,
        created_at=row.asked_at,
        staff_step=row.asked_step,
    )
