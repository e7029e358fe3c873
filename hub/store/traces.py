"""Everything that the hub has of one person at a school, table by table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from hub.records import Kind
from hub.store.guardian_accounts import GuardianAccounts
from hub.store.places import PLACES
from hub.store.retention_sql import NAMED
from hub.store.tables import Row

TABLES: Mapping[Kind, str] = {Kind.PUPILS: "hub.pupil", Kind.GUARDIANS: "hub.guardian"}
"""Who is a person here, and where he stands."""
COLUMNS: Mapping[str, frozenset[str]] = {
    table.name: frozenset(column.name for column in table.columns) for table in Row.metadata.tables.values()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """A pupil or guardian in a list. `departed_at`: since when the LAS names him no more; `None`: he is in it."""

    kind: Kind
    key: str
    name: str
    departed_at: datetime | None


@dataclass(frozen=True)
class Traces:
    """The rows of persons of the school in hand."""

    session: Session
    school_id: int
    accounts: GuardianAccounts

    def rows(self, table: str, kind: Kind, key: str) -> list[dict[str, Any]]:
        """Return the rows of a person in one table, as JSON values, without what says nothing to anybody."""
        place = PLACES[table]
        if kind not in place.finds:
            return []
        hidden = [*place.hidden, "school_id"]
        wanted = text(f"SELECT to_jsonb(t) - CAST(:hidden AS text[]) {self._found(table, kind)} {_order(table)}")
        return list(self.session.scalars(wanted, {**self._person(kind, key), "hidden": hidden}))

    def counts(self, kind: Kind, key: str) -> dict[str, int]:
        """Return how many rows of a person there are in each table that has any."""
        values = self._person(kind, key)
        found = {
            table: int(self.session.scalar(text(f"SELECT count(*) {self._found(table, kind)}"), values) or 0)
            for table, place in PLACES.items()
            if kind in place.finds
        }
        return {table: number for table, number in found.items() if number}

    def person(self, kind: Kind, key: str) -> PersonEntry | None:
        """Return who a person is, on the roll or off it; `None`: the hub knows nobody of this key."""
        found = self._people(kind, "t.key = :key", {"key": key})
        return found[0] if found else None

    def people(self, kind: Kind, search: str, offset: int, limit: int) -> list[PersonEntry]:
        """Return persons of a kind whose name or key holds `search`, those that left first, then by name."""
        like = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        wanted = f"({NAMED} ILIKE :like OR t.key = :search) ORDER BY t.departed_at IS NULL, 2, 1"
        values = {"like": f"%{like}%", "search": search, "offset": offset, "limit": limit}
        return self._people(kind, f"{wanted} OFFSET :offset LIMIT :limit", values)

    def _people(self, kind: Kind, chosen: str, values: Mapping[str, Any]) -> list[PersonEntry]:
        statement = f"SELECT t.key, {NAMED} AS name, t.departed_at FROM {TABLES[kind]} t WHERE t.school_id = :school"
        rows = self.session.execute(text(f"{statement} AND {chosen}"), {"school": self.school_id, **values})
        return [PersonEntry(kind=kind, key=row.key, name=row.name, departed_at=row.departed_at) for row in rows]

    def remove(self, kind: Kind, key: str) -> dict[str, int]:
        """Remove the rows of a person from the tables from which the serving role may, and return how many went."""
        values = self._person(kind, key)
        gone = {}
        for table, place in PLACES.items():
            if place.direct and kind in place.finds:
                gone[table] = len(
                    self.session.execute(text(f"DELETE {self._found(table, kind)} RETURNING 1"), values).all()
                )
        return gone

    def _found(self, table: str, kind: Kind) -> str:
        walled = "t.school_id = :school AND " if "school_id" in COLUMNS[table] else ""
        return f"FROM hub.{table} t WHERE {walled}({PLACES[table].finds[kind]})"

    def _person(self, kind: Kind, key: str) -> dict[str, Any]:
        person = self.session.scalar(
            text(f"SELECT id FROM {TABLES[kind]} WHERE school_id = :school AND key = :key"),
            {"school": self.school_id, "key": key},
        )
        return {"school": self.school_id, "key": key, "person": person, "account": self._account(kind, key)}

    def _account(self, kind: Kind, key: str) -> int | None:
        """Return the account that is this guardian, unless it is another guardian of this school too."""
        link = self.accounts.of(key) if kind is Kind.GUARDIANS else None
        return link.account_id if link and self.accounts.guardians_of(link.account_id) == {key} else None


def _order(table: str) -> str:
    names = [name for name in ("run_id", "seq", "id") if name in COLUMNS[table]]
    return f"ORDER BY {', '.join(f't.{name}' for name in names)}" if names else ""
