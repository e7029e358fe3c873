"""What a school wants to ask, checked before anybody is bothered. Pure."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from hub.changes import ValueRefusedError
from hub.contract import HubError
from hub.records import RECORD_TYPES, Asker, Kind, Text, facts
from hub.store import NewCampaign

SHORTEST, LONGEST = timedelta(days=3), timedelta(days=90)
"""So long guardians have at least and at most."""
LONGEST_WORDS = 1000


class PlanRefusedError(HubError):
    """A campaign cannot be started so. `problems` say per part what to do."""

    def __init__(self, problems: Mapping[str, Text]) -> None:
        super().__init__(next(iter(problems.values())))
        self.problems = dict(problems)


def checked_plan(  # noqa: PLR0913  # a plan is all of these
    *,
    groups: Sequence[str] | None,
    known_groups: Collection[str],
    asks: Sequence[tuple[Kind, str]],
    closes_on: date | None,
    words: str,
    reminds_itself: bool,
    today: date,
) -> NewCampaign:
    """Return the campaign that is wanted. Raises `PlanRefusedError`."""
    problems: dict[str, Text] = {}
    if groups is not None and (not groups or not set(groups) <= set(known_groups)):
        problems["groups"] = NO_GROUP
    if not asks or not all(_may_be_asked(kind, name) for kind, name in asks):
        problems["asks"] = NOTHING_ASKED
    if closes_on is None or not today + SHORTEST <= closes_on <= today + LONGEST:
        problems["closes_on"] = NO_TIME
    try:
        said = _readable(words)
    except ValueRefusedError as error:
        problems["words"] = error.text
    if problems:
        raise PlanRefusedError(problems)
    assert closes_on is not None
    kept = None if groups is None else tuple(dict.fromkeys(groups))
    return NewCampaign(
        groups=kept,
        asks=tuple(dict.fromkeys(asks)),
        closes_on=closes_on,
        words=said,
        reminds_itself=reminds_itself,
    )


def _may_be_asked(kind: Kind, name: str) -> bool:
    declared = facts(RECORD_TYPES[kind]).get(name)
    return kind in (Kind.PUPILS, Kind.GUARDIANS) and declared is not None and declared.asked_by is not Asker.NOBODY


def _readable(words: str) -> str:
    """Return the school's own words: plain text in paragraphs. Raises `ValueRefusedError`."""
    text = unicodedata.normalize("NFC", words.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > LONGEST_WORDS:
        raise ValueRefusedError(TOO_LONG)
    if any(unicodedata.category(sign)[0] == "C" and sign != "\n" for sign in text):
        raise ValueRefusedError(UNSEEN)
    return text


NO_GROUP = Text("Kies ten minste één groep, of de hele school.", "Choose one class at least, or the whole school.")
NOTHING_ASKED = Text("Kies ten minste één gegeven.", "Choose one detail at least.")
NO_TIME = Text("Kies een dag tussen 3 en 90 dagen na vandaag.", "Choose a day between 3 and 90 days from today.")
TOO_LONG = Text("Schrijf het korter: hoogstens 1000 tekens.", "Make it shorter: 1000 characters at most.")
UNSEEN = Text(
    "Hier staan tekens in die niemand kan lezen. Typ de tekst over.",
    "This holds signs that nobody can read. Type the text over.",
)
