"""Klopt dit nog? A school asks its guardians to check what it knows of them; one tap when all is right."""

from hub.campaigns.audience import Counted, Person, Response, Standing, asked_about, people_of, response_of
from hub.campaigns.plan import PlanRefusedError, checked_plan
from hub.campaigns.running import (
    QUIET,
    REMIND_EVERY,
    CannotCampaignError,
    answer_right,
    close,
    may_remind_from,
    note_answers,
    remind,
    silent_of,
    start,
    tend,
    undo,
)

__all__ = [
    "QUIET",
    "REMIND_EVERY",
    "CannotCampaignError",
    "Counted",
    "Person",
    "PlanRefusedError",
    "Response",
    "Standing",
    "answer_right",
    "asked_about",
    "checked_plan",
    "close",
    "may_remind_from",
    "note_answers",
    "people_of",
    "remind",
    "response_of",
    "silent_of",
    "start",
    "tend",
    "undo",
]
