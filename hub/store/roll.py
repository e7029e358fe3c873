"""Who is at the school: the records as the LAS last gave them, read back."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from hub.records import (
    CombinedGroup,
    Group,
    Guardian,
    Guardianship,
    Kind,
    Location,
    Pupil,
    Record,
    Teacher,
    from_json,
)
from hub.store.questions import asked
from hub.store.rows import TABLES, columns, from_row, listed

BY_NAME = "last_name, first_name, id"
ORDERS = {
    Kind.PUPILS: BY_NAME,
    Kind.TEACHERS: BY_NAME,
    Kind.GROUPS: "year_group, name, id",
    Kind.COMBINED_GROUPS: "name, id",
    Kind.LOCATIONS: "name, id",
}


class Roll:
    """The records of one school that are there now; departed ones are not on the roll."""

    def __init__(self, session: Session, school_id: int) -> None:
        self._session = session
        self._school_id = school_id

    def counts(self) -> dict[Kind, int]:
        """Return how many there are of each kind."""
        each = ", ".join(
            f"(SELECT count(*) FROM {table} WHERE school_id = :school AND departed_at IS NULL)"
            for table in TABLES.values()
        )
        row = self._session.execute(text(f"SELECT {each}"), {"school": self._school_id}).one()
        return dict(zip(TABLES, row, strict=True))

    def groups(self) -> list[Group]:
        """Return the classes, by year group and name."""
        return self._rows(Kind.GROUPS)

    def combined_groups(self) -> list[CombinedGroup]:
        """Return the combined groups, by name."""
        return self._rows(Kind.COMBINED_GROUPS)

    def locations(self) -> list[Location]:
        """Return the locations, by name."""
        return self._rows(Kind.LOCATIONS)

    def teachers(self) -> list[Teacher]:
        """Return the teachers, by last name; the prefix does not count in sorting."""
        return self._rows(Kind.TEACHERS)

    def class_of(self, group: str) -> tuple[Group | None, list[Teacher]]:
        """Return the class with this LAS key, and who is anything at it, by last name; without a class nobody."""
        there = msgspec.json.encode([{"group": group, "combined": False}]).decode()
        row = asked(self._session, CLASS_OF, {"school": self._school_id, "group": group, "there": there}).one_or_none()
        if row is None:
            return None, []
        return _record(Kind.GROUPS, row[0]), [_record(Kind.TEACHERS, each) for each in row[1] or ()]

    def ties_around(self, guardian: str) -> list[tuple[Guardianship, Pupil | None, Guardian | None]]:
        """Return everybody who is guardian of one of this guardian's pupils, with the pupil and the guardian."""
        rows = asked(self._session, TIES_AROUND, {"school": self._school_id, "guardian": guardian})
        kinds = (Kind.GUARDIANSHIPS, Kind.PUPILS, Kind.GUARDIANS)
        return [tuple(each and _record(kind, each) for kind, each in zip(kinds, row, strict=True)) for row in rows]

    def group_sizes(self) -> dict[str, int]:
        """Return the number of pupils per class key."""
        rows = self._session.execute(text(GROUP_SIZES), {"school": self._school_id})
        return {row[0]: row[1] for row in rows}

    def pupil(self, key: str) -> Pupil | None:
        """Return the pupil with this LAS key."""
        return next(iter(self._rows(Kind.PUPILS, "AND key = :key", {"key": key})), None)

    def group(self, key: str) -> Group | None:
        """Return the class with this LAS key."""
        return next(iter(self._rows(Kind.GROUPS, "AND key = :key", {"key": key})), None)

    def pupils(  # each narrows the list, and all are named
        self,
        *,
        search: str | None = None,
        group: str | None = None,
        year_group: str | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> list[Pupil]:
        """Return a page of pupils by last name, narrowed to part of a name, a class key or a year group."""
        chosen = ""
        values: dict[str, Any] = {"offset": offset, "limit": limit}
        for word in (search or "").split():
            name = f"word{len(values)}"
            chosen += f" AND concat_ws(' ', first_name, prefix, last_name, given_names) ILIKE :{name}"
            values[name] = f"%{_literally(word)}%"
        if group is not None:
            chosen += ' AND "group" = :group'
            values["group"] = group
        if year_group is not None:
            chosen += f" AND {YEAR_GROUP} = :year_group"
            values["year_group"] = year_group
        return self._rows(Kind.PUPILS, chosen, values, tail="OFFSET :offset LIMIT :limit")

    def all(self, kind: Kind) -> Iterator[Any]:
        """Yield every record of a kind, streamed, in the order of `pupils` or `groups`."""
        rows = self._session.execute(
            text(self._select(kind)), {"school": self._school_id}, execution_options={"yield_per": 2000}
        )
        try:
            yield from self._records(kind, rows)
        finally:
            rows.close()

    def year_groups(self) -> dict[str, str]:
        """Return the year group of every class that has one of its own: not of a mixed class (`C`)."""
        return _own_years(self.groups())

    def year_group(self, pupil: Pupil) -> str | None:
        """Return a pupil's own year group, or else that of the class."""
        own = pupil.year_group or None
        room = self.group(str(pupil.group)) if own is None and pupil.group else None
        return own or (year_group_of(pupil, _own_years([room])) if room else None)

    def _rows(self, kind: Kind, chosen: str = "", values: Mapping[str, Any] | None = None, tail: str = "") -> list[Any]:
        found = self._session.execute(
            text(self._select(kind, chosen, tail)), {"school": self._school_id, **(values or {})}
        )
        return list(self._records(kind, found))

    def _select(self, kind: Kind, chosen: str = "", tail: str = "") -> str:
        return (
            f"SELECT {listed(columns(kind))} FROM {TABLES[kind]} WHERE school_id = :school AND departed_at IS NULL "
            f"{chosen} ORDER BY {ORDERS.get(kind, 'id')} {tail}"
        )

    def _records(self, kind: Kind, rows: Iterable[Any]) -> Iterator[Any]:
        names = columns(kind)
        return (from_row(kind, dict(zip(names, row, strict=True))) for row in rows)


def year_group_of(pupil: Pupil, of_classes: dict[str, str]) -> str | None:
    """Return the pupil's own year group, or else that of the class (EDEXML 1.03 gives one or the other)."""
    return pupil.year_group or of_classes.get(pupil.group or "") or None


def _own_years(groups: Iterable[Group]) -> dict[str, str]:
    return {
        each.key: each.year_group
        for each in groups
        if isinstance(each.year_group, str) and each.year_group not in NO_YEAR_OF_ITS_OWN
    }


NO_YEAR_OF_ITS_OWN = frozenset({"C", "H"})
"""Year groups of a class that say nothing of its pupils: mixed, and historical."""

GROUP_SIZES = """
SELECT "group", count(*) FROM hub.pupil
WHERE school_id = :school AND departed_at IS NULL AND "group" IS NOT NULL GROUP BY "group"
"""
CLASS_OF = f"""
SELECT to_jsonb(g), (
    SELECT jsonb_agg(to_jsonb(t) ORDER BY {BY_NAME}) FROM hub.teacher t
    WHERE school_id = :school AND departed_at IS NULL AND assignments @> CAST(:there AS jsonb))
FROM hub.class_group g WHERE school_id = :school AND departed_at IS NULL AND key = :group
"""
TIES_AROUND = """
SELECT to_jsonb(t), to_jsonb(p), to_jsonb(g) FROM hub.guardianship t
LEFT JOIN hub.pupil p ON p.school_id = t.school_id AND p.key = t.pupil AND p.departed_at IS NULL
LEFT JOIN hub.guardian g ON g.school_id = t.school_id AND g.key = t.guardian AND g.departed_at IS NULL
WHERE t.school_id = :school AND t.departed_at IS NULL AND t.pupil IN (
    SELECT pupil FROM hub.guardianship WHERE school_id = :school AND departed_at IS NULL AND guardian = :guardian)
ORDER BY t.id
"""
"""Rows as JSON: in one question instead of three, which for a page of a few people is by far the quickest."""
YEAR_GROUP = """coalesce(year_group, (SELECT g.year_group FROM hub.class_group g
WHERE g.school_id = pupil.school_id AND g.key = pupil."group" AND g.departed_at IS NULL
AND g.year_group NOT IN ('C', 'H')))"""


def _record(kind: Kind, said: Mapping[str, Any]) -> Any:
    return from_json(kind, said)


def _literally(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def label_of(record: Record) -> str:
    """Return what a person calls a record: a full name, or the name of a group."""
    if isinstance(record, Pupil | Teacher | Guardian):
        parts = (record.first_name, record.prefix, record.last_name)
        return " ".join(part for part in parts if part) or record.key
    return str(getattr(record, "name", None) or record.key)
