"""What is new in what a parent fills in, beside what the school knows and what was asked before. Pure."""

from datetime import date

from hub import changes
from hub.portal.parents.mine import Mine, MyChild
from hub.records import Guardian, Kind, Pupil, Text
from hub.store import ENDS


def plain(record: Guardian | Pupil, name: str) -> str:
    """Return a known value as a form carries it."""
    return str(getattr(record, name, None) or "")


def is_new(  # noqa: PLR0913 - a wish is all of these
    at: Mine, kind: Kind, key: str, name: str, *, known: str, value: str, since: date | None = None
) -> bool:
    """Tell whether a value is another than what is known, or than what is being asked already.

    `since` is the day from which it is to hold: the same value from another day is another wish.
    """
    if changes.same(kind, name, known, value):
        return False
    waiting = [each.item for each in at.asked if (each.item.kind, each.item.key, each.item.field) == (kind, key, name)]
    if not waiting or waiting[-1].state in ENDS:
        return True
    last = waiting[-1]
    return not changes.same(kind, name, last.wanted, value) or last.effective_on != since


def why_not_along(at: Mine, child: MyChild) -> Text | None:
    """Return why I may not ask that a child moves along, with what to do; `None`: I may."""
    return changes.may_ask(at.link.guardian, Kind.PUPILS, child.pupil.key, "postcode", at.family)


def home_country(at: Mine) -> str | None:
    """Return in which country I live, as I asked it or as the school knows it: my children's postcodes look like it."""
    asked = [each.item for each in at.asked if (each.item.key, each.item.field) == (at.link.guardian, "country")]
    if asked and asked[-1].state not in ENDS:
        return None if asked[-1].value is None else str(asked[-1].value)
    return at.guardian.country or None
