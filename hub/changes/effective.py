"""From which day a change is to hold: what may be asked, how it is written, and whether it still waits. Pure."""

from datetime import UTC, date, datetime, time, timedelta

from babel.dates import format_date

from hub.changes.values import ValueRefusedError
from hub.changes.working_days import DUTCH_TIME
from hub.records import Text
from hub.store import Item, ItemState

LONGEST_PAST = timedelta(weeks=8)
"""So long ago somebody may have moved house and still tell it here; before that the school wants to hear why."""
LONGEST_AHEAD = timedelta(days=184)
"""So far ahead a change may be asked: about half a year."""
_FORMS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")


def dutch_today() -> date:
    """Return which day it is in the Netherlands."""
    return dutch_day(datetime.now(UTC))


def dutch_day(moment: datetime) -> date:
    """Return on which day a moment falls in the Netherlands."""
    return moment.astimezone(DUTCH_TIME).date()


def begins(day: date) -> datetime:
    """Return the moment at which a day begins in the Netherlands."""
    return datetime.combine(day, time(), DUTCH_TIME)


def waits(item: Item, today: date) -> bool:
    """Tell whether an approved item waits for the day from which it is to hold."""
    return item.state is ItemState.APPROVED and is_ahead(item, today)


def is_ahead(item: Item, today: date) -> bool:
    """Tell whether an item may not be written yet: its day is to come, and nobody of the school let it go."""
    return item.effective_on is not None and item.effective_on > today and item.early is None


def checked_day(given: str, today: date) -> date:
    """Return the day that somebody filled in. Raises `ValueRefusedError` for none, and for one too far off."""
    day = _read(given.strip())
    if day is None:
        raise ValueRefusedError(NO_DAY)
    if day < today - LONGEST_PAST:
        raise ValueRefusedError(TOO_LONG_AGO)
    if day > today + LONGEST_AHEAD:
        raise ValueRefusedError(TOO_FAR_AHEAD)
    return day


def day_words(day: date) -> Text:
    """Return a day as people write it: `1 februari 2027`."""
    return Text(*(format_date(day, "d MMMM y", locale=language) for language in ("nl", "en")))


def from_words(day: date) -> Text:
    """Return from which day: `per 1 februari 2027`."""
    said = day_words(day)
    return Text(f"per {said.nl}", f"from {said.en}")


def _read(given: str) -> date | None:
    for form in _FORMS:
        try:
            return datetime.strptime(given, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


NO_DAY = Text("Kies een datum, bijvoorbeeld 1-2-2027.", "Choose a date, such as 2027-02-01.")
TOO_LONG_AGO = Text(
    "Dit is meer dan 8 weken geleden. Kies de datum van vandaag, of bel de school.",
    "This is more than 8 weeks ago. Choose today's date, or call the school.",
)
TOO_FAR_AHEAD = Text(
    "Dit is meer dan een half jaar vooruit. Vraag het als het dichterbij is.",
    "This is more than half a year ahead. Ask it when it is nearer.",
)
