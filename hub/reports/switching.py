"""What a school may decide to show, and when parents see more by it than before. Pure."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from hub.records import Text
from hub.store import YEAR_GROUPS, Publication

FURTHEST = timedelta(days=3 * 366)
MOST_EVENINGS = 40


def problems_of(wanted: Publication, before: Publication, today: date) -> dict[str, Text]:
    """Return what is wrong with a decision, by the name of its field. What stood there already may stay."""
    found: dict[str, Text] = {}
    first = wanted.visible_from
    if first is not None and first != before.visible_from:
        if first < today:
            found["visible_from"] = PAST_DAY
        elif first > today + FURTHEST:
            found["visible_from"] = FAR_DAY
    if not wanted.year_groups <= frozenset(YEAR_GROUPS):
        found["year_groups"] = UNKNOWN_GROUP
    elif wanted.on and not wanted.year_groups:
        found["year_groups"] = NO_GROUP
    return found


def problem_of_evening(day: date, known: Collection[date], today: date) -> Text | None:
    """Return why a parents' evening cannot be added."""
    if day in known:
        return KNOWN_EVENING
    if day < today:
        return PAST_EVENING
    if day > today + FURTHEST:
        return FAR_DAY
    return TOO_MANY_EVENINGS if len(known) >= MOST_EVENINGS else None


def shows_more(before: Publication, after: Publication, today: date) -> bool:
    """Tell whether parents come to see something by this decision, now or on a later day, that they did not before."""
    if not after.on:
        return False
    if not before.on:
        return True
    earlier = _first(after, today) < _first(before, today)
    wider = not after.year_groups <= before.year_groups
    told_sooner = before.after_evening and not after.after_evening
    return earlier or wider or told_sooner or (after.average and not before.average)


def evenings_show_more(before: Iterable[date], after: Iterable[date], today: date) -> bool:
    """Tell whether parents see more at once by these parents' evenings: one that lies behind us came with them."""
    return any(day < today for day in set(after) - set(before))


def _first(decided: Publication, today: date) -> date:
    return max(decided.visible_from or today, today)


PAST_DAY = Text(
    "Deze dag is al voorbij. Kies vandaag of een latere dag, of laat de datum leeg: dan zien ouders het meteen.",
    "This day has passed. Choose today or a later day, or leave the date empty: then parents see it at once.",
)
FAR_DAY = Text(
    "Deze dag is meer dan drie jaar weg. Kijk of het jaar klopt.",
    "This day is more than three years away. See whether the year is right.",
)
NO_GROUP = Text("Kies ten minste één groep, of zet dit uit.", "Choose one year group at least, or turn this off.")
UNKNOWN_GROUP = Text("Kies uit groep 1 tot en met 8.", "Choose from year groups 1 to 8.")
PAST_EVENING = Text(
    "Deze dag is al voorbij. Vul een ouderavond in die nog komt.",
    "This day has passed. Fill in a parents' evening that is still to come.",
)
KNOWN_EVENING = Text("Deze ouderavond staat er al.", "This parents' evening is there already.")
TOO_MANY_EVENINGS = Text(
    "Er staan al veertig ouderavonden. Haal er eerst een weg die voorbij is.",
    "There are forty parents' evenings already. First remove one that has passed.",
)
