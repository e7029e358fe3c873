"""The values of the changes: an item, the steps it took, who approved it, and what the LAS was asked about it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hub.contract import ItemState, Verdict
from hub.records import Kind, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One field of one record that somebody asks to change.

    `effective_on` is the day from which it is to hold, where who asks named one; `early` is who of the school let it
    go before that day (`{"by": …, "at": …}`). `move` is the move of house that it belongs to.

    `base` is what was known when it was asked, or last decided on; `wanted` what the asker wants; `correction` what the
    school made of it (`{"value": …, "by": …}`). `asked_by` is who acted, `guardian` the LAS key of the guardian who
    asks. `verdict` is the strictest that the policies said. `write_key` names the write to the LAS. `waits_for` says
    what is to be set right before it goes on: the coupling is off, or set wrongly. `typed` is who typed it over, and
    when (`{"by": …, "at": …}`).
    """

    id: int
    request: int
    kind: Kind
    key: str
    field: str
    base: Any
    wanted: Any
    correction: dict[str, Any] | None
    state: ItemState
    moved_at: datetime
    asked_by: str
    guardian: str | None
    asked_at: datetime
    self_asked: bool
    has_authority: bool
    lives_with: bool = False
    verdict: Verdict
    write_key: str
    tries: int
    remind_at: datetime | None
    reminders: int
    undoes: int | None
    waits_for: Text | None = None
    typed: dict[str, Any] | None = None
    effective_on: date | None = None
    early: dict[str, Any] | None = None
    move: str | None = None

    @property
    def value(self) -> Any:
        """What goes to the LAS: the school's own value where it corrected the wish, else the wish."""
        return self.correction["value"] if self.correction else self.wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A new item, before it is kept."""

    kind: Kind
    key: str
    field: str
    base: Any
    wanted: Any
    self_asked: bool
    has_authority: bool
    lives_with: bool = False
    verdict: Verdict
    undoes: int | None = None
    effective_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """One step of an item. `known` holds the three values of a conflict: `base`, `known` and `wanted`."""

    id: int
    old: ItemState
    new: ItemState
    by: str
    at: datetime
    reason: Text | None
    known: dict[str, Any] | None
    run: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One person's yes, and to which value."""

    by: str
    value: Any
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One call of the LAS about an item. `outcome` is `None` while it is going on, or was broken off.

    `sent` is what the write said (`{"base": …, "wanted": …}`).
    """

    id: int
    act: str
    write_key: str
    began_at: datetime
    ended_at: datetime | None
    outcome: str | None
    correlation: str | None
    sent: dict[str, Any] | None
    reason: Text | None
