"""A guardian's own rows as he may have them in hand: nothing of another guardian, and no names of staff."""

from collections.abc import Mapping
from typing import Any

from hub.changes import Family, may_see
from hub.records import Kind
from hub.store import Books
from hub.store.places import PLACES

THE_SCHOOL = "school"
ACTORS = frozenset(
    {
        *("by", "who", "asked_by", "given_by", "revoked_by", "decided_by", "held_by", "invited_by", "linked_by"),
        *("blocked_by", "made_by", "used_by", "early"),
    }
)
"""Columns that say who did something."""
OF_THE_LAS = {
    "change_item": ("base", "correction", "typed", "waits_for"),
    "change_step": ("known", "reason"),
    "change_approval": ("value",),
    "change_attempt": ("sent", "reason"),
}
"""Columns in which a value of the LAS or of the school may stand, beside what the guardian wished himself."""
NOT_HIS = frozenset({"retention_hold", "takeout", "webhook_message"})
"""What the school considered about him, files that others asked for, and what its portal was told of a family."""


def narrowed_rows(books: Books, guardian: str, family: Family, account: int) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a guardian by table, without what is not his to see."""
    found = {
        table: rows
        for table in PLACES
        if table not in NOT_HIS and (rows := books.traces.rows(table, Kind.GUARDIANS, guardian))
    }
    own = _names_of(found, account)
    secret = {each["id"] for each in found.get("change_item", ()) if not _sees(guardian, each, family)}
    asked = {each["id"] for each in found.get("change_request", ()) if each["guardian"] == guardian}
    for table, rows in found.items():
        for row in rows:
            _hide_values(table, row, secret, asked)
            _hide_staff(row, own)
    return found


def _sees(guardian: str, item: Mapping[str, Any], family: Family) -> bool:
    """Tell whether the school's values of a changed field are the guardian's to see now."""
    kind = Kind(item["kind"])
    if kind is Kind.GUARDIANS and item["key"] == guardian:
        return True
    return may_see(guardian, kind, item["key"], item["field"], family)


def _hide_values(table: str, row: dict[str, Any], secret: set[int], asked: set[int]) -> None:
    item = row.get("id") if table == "change_item" else row.get("item_id")
    if table not in OF_THE_LAS or item not in secret:
        return
    for name in OF_THE_LAS[table]:
        row[name] = None
    # What somebody else wished for a field that is not his to see is not his to see either.
    if table == "change_item" and row["request_id"] not in asked:
        row["wanted"] = None


def _hide_staff(row: dict[str, Any], own: frozenset[str]) -> None:
    for name in ACTORS & row.keys():
        if row[name] is not None and str(row[name]) not in own:
            row[name] = THE_SCHOOL


def _names_of(found: Mapping[str, list[dict[str, Any]]], account: int) -> frozenset[str]:
    """Return the names under which the guardian himself does something."""
    names = {str(account)}
    for row in found.get("account", ()):
        names |= {str(row["email"]), str(row["name"]), str(row["id"])}
    for row in found.get("change_request", ()):
        if row["guardian"] is not None:
            names.add(str(row["asked_by"]))
    return frozenset(names)
