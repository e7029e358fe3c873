"""What a form says of what a guardian may see of a pupil: read, checked, and shown once more before it counts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hub.contract import ReportKind
from hub.portal.kinds import REPORT_KINDS
from hub.records import Text

LONGEST = 2000
SUMMER = (7, 31)
"""The last day of a school year."""
FARTHEST = 10
"""So many years ahead a last day may be."""
NO_WORDS = Text("Schrijf hier iets op.", "Write something here.")
TOO_LONG = Text("Maak dit korter: hooguit 2.000 tekens.", "Make this shorter: 2,000 signs at most.")
NO_DATE = Text("Vul een datum in, of laat dit leeg.", "Fill in a date, or leave this empty.")
PAST = Text("Deze dag is voorbij. Kies een dag vanaf vandaag.", "This day is over. Choose a day from today on.")
TOO_FAR = Text("Deze dag is te ver weg. Kies een dag dichterbij.", "This day is too far away. Choose a nearer one.")
NO_KIND = Text("Kies ten minste één ding dat te zien is.", "Choose at least one thing that is to be seen.")


@dataclass(slots=True, kw_only=True)
class Filled:
    """A form that was filled in. `words` is an answer or a reason; `day` is the last day as it was typed."""

    kinds: frozenset[ReportKind] = frozenset()
    day: str = ""
    until: date | None = None
    words: str = ""
    problems: dict[str, Text] = field(default_factory=dict)


def read_form(data: Mapping[str, str], today: date, *, with_kinds: bool = True, needs_kind: bool = False) -> Filled:
    """Read a form. `with_kinds`: it says what is to be seen and until when; otherwise it is only words."""
    filled = Filled(words=data.get("words", "").replace("\r\n", "\n").strip())
    if not filled.words:
        filled.problems["words"] = NO_WORDS
    elif len(filled.words) > LONGEST:
        filled.problems["words"] = TOO_LONG
    if with_kinds:
        filled.kinds = frozenset(each for each in ReportKind if f"kind.{each.value}" in data)
        filled.day = data.get("until", "").strip()[:20]
        _read_day(filled, today)
        if needs_kind and not filled.kinds:
            filled.problems["kinds"] = NO_KIND
    return filled


def _read_day(filled: Filled, today: date) -> None:
    if not filled.day:
        return
    try:
        filled.until = date.fromisoformat(filled.day)
    except ValueError:
        filled.problems["until"] = NO_DATE
        return
    if filled.until < today:
        filled.problems["until"] = PAST
    elif filled.until.year > today.year + FARTHEST:
        filled.problems["until"] = TOO_FAR


def end_of_year(today: date) -> date:
    """Return the last day of the school year that is going on."""
    this_year = date(today.year, *SUMMER)
    return this_year if today <= this_year else date(today.year + 1, *SUMMER)


LABELS = {
    "words": Text("Uw woorden", "Your words"),
    "until": Text("Tot en met", "Up to and including"),
    "kinds": Text("Wat te zien is", "What is to be seen"),
}
__all__ = ["LABELS", "LONGEST", "REPORT_KINDS", "Filled", "end_of_year", "read_form"]
