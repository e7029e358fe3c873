"""Campaigns of the school in hand: what it asks its guardians to check, who answered, and what was right when."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.records import Kind, to_json
from hub.store.audit import Audit
from hub.store.sealed import Sealer
from hub.store.tables import CampaignAnswerRow, CampaignCheckedRow, CampaignRow

Known: TypeAlias = tuple[Kind, str, str, Any]
"""A detail as it is known: kind, key, field and value."""


class How(StrEnum):
    """What a guardian answered."""

    RIGHT = "right"
    """Everything is right; or the rest, where something was asked to change before."""
    CHANGED = "changed"
    """He asked to change something."""


class CampaignState(StrEnum):
    """How far a campaign is."""

    COMING = "coming"
    """It was started, and nobody was told yet: it can be undone."""
    OPEN = "open"
    ENDED = "ended"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    """A campaign before it is started. `groups` are keys of classes (`None`: all), `asks` are kinds with fields."""

    groups: tuple[str, ...] | None
    asks: tuple[tuple[Kind, str], ...]
    closes_on: date
    words: str = ""
    reminds_itself: bool = False

    def asks_for(self, kind: Kind) -> tuple[str, ...]:
        """Return which fields of a kind are to be checked."""
        return tuple(name for of_kind, name in self.asks if of_kind is kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign(NewCampaign):
    """A campaign. `result` are the counts with which it ended, without names."""

    id: int
    started_by: str
    started_at: datetime
    opens_at: datetime
    reminded_at: datetime | None
    reminders: int
    ended_at: datetime | None
    ended_by: str | None
    undone: bool
    result: Mapping[str, Any] | None

    def state(self, now: datetime) -> CampaignState:
        """Return how far it is."""
        if self.undone:
            return CampaignState.UNDONE
        if self.ended_at is not None:
            return CampaignState.ENDED
        return CampaignState.COMING if now < self.opens_at else CampaignState.OPEN


@dataclass(frozen=True, slots=True)
class Answer:
    """What a guardian answered, and when."""

    how: How
    at: datetime


@dataclass(frozen=True)
class Campaigns:
    """The campaigns of the school in hand. At most one is under way."""

    session: Session
    school_id: int
    by: str
    audit: Audit = field(repr=False)
    sealer: Sealer = field(repr=False)

    def start(self, wanted: NewCampaign, quiet: timedelta) -> Campaign | None:
        """Start a campaign that opens after a quiet time. `None`: one is under way already."""
        values = {
            "started_by": self.by,
            "opens_at": func.now() + quiet,
            "closes_on": wanted.closes_on,
            "groups": None if wanted.groups is None else list(wanted.groups),
            "asks": [f"{kind.value}.{name}" for kind, name in wanted.asks],
            "words": wanted.words,
            "reminds_itself": wanted.reminds_itself,
        }
        made = insert(CampaignRow).values(**values).on_conflict_do_nothing().returning(CampaignRow.id)
        number = self.session.scalar(made)
        if number is None:
            return None
        self._note("started", number)
        return self.find(number)

    def under_way(self, *, lock: bool = False) -> Campaign | None:
        """Return the campaign that was started and has not ended. `lock`: others wait who would end it or answer."""
        wanted = select(CampaignRow).where(CampaignRow.ended_at.is_(None))
        return self._one(wanted.with_for_update() if lock else wanted)

    def find(self, number: int) -> Campaign | None:
        """Return one campaign of this school."""
        return self._one(select(CampaignRow).where(CampaignRow.id == number))

    def all(self, limit: int = 50) -> list[Campaign]:
        """Return the campaigns, the latest first."""
        rows = self.session.scalars(select(CampaignRow).order_by(CampaignRow.id.desc()).limit(limit))
        return [_campaign(row) for row in rows]

    def end(self, campaign: Campaign, result: Mapping[str, Any]) -> None:
        """End a campaign, and keep its counts."""
        self._update(campaign, ended_at=func.now(), ended_by=self.by, result=dict(result))
        self._note("ended", campaign.id)

    def undo(self, campaign: Campaign) -> None:
        """Take the start of a campaign back."""
        self._update(campaign, ended_at=func.now(), ended_by=self.by, undone=True)
        self._note("undone", campaign.id)

    def note_reminder(self, campaign: Campaign) -> None:
        """Keep that guardians were reminded."""
        self._update(campaign, reminded_at=func.now(), reminders=CampaignRow.reminders + 1)
        self._note("reminded", campaign.id)

    def answer(self, campaign: Campaign, guardian: str, how: How) -> None:
        """Keep a guardian's answer. Who asked a change and then says that the rest is right, has answered so."""
        values = {"how": how.value, "answered_at": func.now()}
        made = insert(CampaignAnswerRow).values(campaign_id=campaign.id, guardian=guardian, **values)
        keys = ["school_id", "campaign_id", "guardian"]
        made = (
            made.on_conflict_do_update(index_elements=keys, set_=values)
            if how is How.RIGHT
            else made.on_conflict_do_nothing()
        )
        self.session.execute(made)

    def answers(self, campaign: Campaign, guardians: Collection[str] | None = None) -> dict[str, Answer]:
        """Return who answered what: everybody, or these guardians."""
        wanted = select(CampaignAnswerRow).where(CampaignAnswerRow.campaign_id == campaign.id)
        if guardians is not None:
            wanted = wanted.where(CampaignAnswerRow.guardian.in_(guardians))
        rows = self.session.scalars(wanted, execution_options={"populate_existing": True})
        return {row.guardian: Answer(How(row.how), row.answered_at) for row in rows}

    def check(self, guardian: str, right: Iterable[Known]) -> None:
        """Keep which values a guardian found right today."""
        for kind, key, name, value in right:
            mark = self._mark(kind, key, name, value)
            values = {"value_mark": mark, "checked_at": func.now()}
            made = insert(CampaignCheckedRow).values(guardian=guardian, kind=kind.value, key=key, field=name, **values)
            keys = ["school_id", "guardian", "kind", "key", "field"]
            self.session.execute(made.on_conflict_do_update(index_elements=keys, set_=values))

    def checked(
        self, guardian: str, known: Iterable[tuple[Kind, str, str, Any]]
    ) -> dict[tuple[Kind, str, str], datetime]:
        """Return when a guardian found details right, of those that still have the value that they had then."""
        rows = self.session.scalars(select(CampaignCheckedRow).where(CampaignCheckedRow.guardian == guardian))
        found = {(row.kind, row.key, row.field): (bytes(row.value_mark), row.checked_at) for row in rows}
        kept = {}
        for kind, key, name, value in known:
            mark, at = found.get((kind.value, key, name), (None, None))
            if at is not None and mark == self._mark(kind, key, name, value):
                kept[kind, key, name] = at
        return kept

    def last_answer(self, guardian: str) -> Answer | None:
        """Return what a guardian answered last, in whichever campaign."""
        wanted = select(CampaignAnswerRow).where(CampaignAnswerRow.guardian == guardian)
        row = self.session.scalars(wanted.order_by(CampaignAnswerRow.answered_at.desc()).limit(1)).one_or_none()
        return Answer(How(row.how), row.answered_at) if row else None

    def _mark(self, kind: Kind, key: str, name: str, value: Any) -> bytes:
        said = None if value is None else to_json(value)
        return self.sealer.fingerprint(f"checked:{self.school_id}:{kind.value}:{key}:{name}:{said}")[:16]

    def _one(self, wanted: Any) -> Campaign | None:
        row = self.session.scalars(wanted, execution_options={"populate_existing": True}).one_or_none()
        return _campaign(row) if row else None

    def _update(self, campaign: Campaign, **values: Any) -> None:
        changed = update(CampaignRow).where(CampaignRow.id == campaign.id).values(**values)
        self.session.execute(changed, execution_options={"synchronize_session": False})

    def _note(self, act: str, number: int) -> None:
        self.audit.write(f"campaign.{act}", f"campaign {number}")


def _campaign(row: CampaignRow) -> Campaign:
    same = ("id", "started_by", "started_at", "opens_at", "closes_on", "words", "reminds_itself", "reminded_at")
    pairs = (each.partition(".") for each in row.asks)
    return Campaign(
        **{name: getattr(row, name) for name in (*same, "reminders", "ended_at", "ended_by", "undone", "result")},
        groups=None if row.groups is None else tuple(row.groups),
        asks=tuple((Kind(kind), name) for kind, _, name in pairs),
    )
