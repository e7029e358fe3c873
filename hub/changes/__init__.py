"""The flow outward: what a person asks becomes an item, the school decides, the LAS gets it once, and shows it."""

from hub.changes.approvers import approver
from hub.changes.around import Around, around, family_around
from hub.changes.deciding import approve, let_go, refuse
from hub.changes.decisions import DECIDABLE, REFUSABLE, Approver, Compared, approvals_needed, compared, is_overtaken
from hub.changes.desk import SchoolDesk
from hub.changes.echo import hear_echoes, listen_for_echoes
from hub.changes.effective import (
    LONGEST_AHEAD,
    LONGEST_PAST,
    begins,
    checked_day,
    day_words,
    dutch_day,
    dutch_today,
    from_words,
    is_ahead,
    waits,
)
from hub.changes.errors import CannotAskError, CannotDecideError
from hub.changes.family import PARENTS, STAND_IN, Family, fields_seen, may_ask, may_see, sees_pupil
from hub.changes.moving import Moved, Moving, NotAsked, ask_move
from hub.changes.own_family import HIDDEN_HERE, OwnFamily, OwnFamilyError, contact_fields, own_family
from hub.changes.reminders import REMIND_AFTER, REMIND_AT, waited, working_days
from hub.changes.requests import Wish, ask, ask_within, undo, withdraw
from hub.changes.state_words import STATE_WORDS
from hub.changes.values import HOME_COUNTRIES, ValueRefusedError, canonical, checked, same
from hub.changes.waiting import go_on_once_set
from hub.changes.working_days import WorkingDays
from hub.changes.writing import give_up, go_on, tend

__all__ = [
    "DECIDABLE",
    "HIDDEN_HERE",
    "HOME_COUNTRIES",
    "LONGEST_AHEAD",
    "LONGEST_PAST",
    "PARENTS",
    "REFUSABLE",
    "REMIND_AFTER",
    "REMIND_AT",
    "STAND_IN",
    "STATE_WORDS",
    "Approver",
    "Around",
    "CannotAskError",
    "CannotDecideError",
    "Compared",
    "Family",
    "Moved",
    "Moving",
    "NotAsked",
    "OwnFamily",
    "OwnFamilyError",
    "SchoolDesk",
    "ValueRefusedError",
    "Wish",
    "WorkingDays",
    "approvals_needed",
    "approve",
    "approver",
    "around",
    "ask",
    "ask_move",
    "ask_within",
    "begins",
    "canonical",
    "checked",
    "checked_day",
    "compared",
    "contact_fields",
    "day_words",
    "dutch_day",
    "dutch_today",
    "family_around",
    "fields_seen",
    "from_words",
    "give_up",
    "go_on",
    "go_on_once_set",
    "hear_echoes",
    "is_ahead",
    "is_overtaken",
    "let_go",
    "listen_for_echoes",
    "may_ask",
    "may_see",
    "own_family",
    "refuse",
    "same",
    "sees_pupil",
    "tend",
    "undo",
    "waited",
    "waits",
    "withdraw",
    "working_days",
]
