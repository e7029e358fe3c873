"""Rows of changes as the values that the rooms above get."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from hub.contract import Decision, ItemState, Verdict
from hub.records import Kind, Text
from hub.store.change_items import Attempt, Item
from hub.store.tables import ChangeAttemptRow, ChangeItemRow, ChangeRequestRow


def item_rows() -> Any:
    return select(ChangeItemRow, ChangeRequestRow).join(
        ChangeRequestRow, ChangeRequestRow.id == ChangeItemRow.request_id
    )


_MORE = ("lives_with", "remind_at", "reminders", "undoes", "typed", "effective_on", "early")


def item_of(row: ChangeItemRow, request: ChangeRequestRow) -> Item:
    same = ("id", "key", "field", "base", "wanted", "correction", "moved_at", "self_asked", "has_authority", "tries")
    return Item(
        **{name: getattr(row, name) for name in (*same, *_MORE)},
        request=request.id,
        kind=Kind(row.kind),
        state=ItemState(row.state),
        asked_by=request.asked_by,
        guardian=request.guardian,
        asked_at=request.asked_at,
        verdict=Verdict(Decision(row.verdict), Text(**row.verdict_reason)),
        write_key=str(row.write_key),
        waits_for=text_of(row.waits_for),
        move=str(request.move) if request.move else None,
    )


def attempt_of(row: ChangeAttemptRow) -> Attempt:
    return Attempt(
        id=row.id,
        act=row.act,
        write_key=str(row.write_key),
        began_at=row.began_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        correlation=row.correlation,
        sent=row.sent,
        reason=text_of(row.reason),
    )


def said(sentence: Text) -> dict[str, str]:
    return {"nl": sentence.nl, "en": sentence.en}


def text_of(said: Mapping[str, str] | None) -> Text | None:
    return Text(said["nl"], said["en"]) if said else None
