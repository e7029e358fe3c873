"""What an approval policy is asked, and what it may answer."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from hub.records import Kind, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeItem:
    """One field of one record that a person asks to change, with what is known now and what is wanted.

    Of a pupil, authority and living together are over and with that pupil; of a guardian who asks about himself, over
    and with any pupil at this school. `asked_by_school`: no guardian asks, the school takes a change back.
    `effective_on` is the day from which it is to hold, where who asks named one: the hub writes nothing before it.
    """

    kind: Kind
    key: str
    field: str
    base: Any
    wanted: Any
    asked_by_self: bool
    asker_has_authority: bool
    asker_lives_with: bool = False
    asked_by_school: bool = False
    effective_on: date | None = None


class Decision(IntEnum):
    """From mild to strict: of several answers the highest counts."""

    AUTOMATIC = 1
    ASK_STAFF = 2
    ASK_TWO = 3
    NEVER = 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """A policy's answer for one item, with the reason that people read."""

    decision: Decision
    reason: Text


SILENCE = Verdict(Decision.ASK_STAFF, Text("Geen regel zegt hier iets over.", "No rule speaks of this."))
"""What holds where no policy answers."""


def strictest(verdicts: tuple[Verdict, ...]) -> Verdict:
    """Return the strictest of the verdicts; where there are none, a person decides."""
    return max(verdicts, key=lambda each: each.decision, default=SILENCE)
