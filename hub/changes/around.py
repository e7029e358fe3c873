"""What the school knows around one guardian: the pupils, everybody who is guardian of one, and where they live."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.changes.family import Family
from hub.records import UNSAID, Guardian, Kind, Pupil, Record
from hub.store import Books


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """A family with the records of those in it, by LAS key. Who left is in none of it."""

    family: Family
    pupils: Mapping[str, Pupil]
    guardians: Mapping[str, Guardian]


def around(books: Books, guardian: str) -> Around:
    """Return what the school knows around a guardian."""
    found = books.roll.ties_around(guardian)
    pupils = {each.key: each for _, each, _ in found if each}
    guardians = {each.key: each for _, _, each in found if each}
    homes = {(Kind.PUPILS, key): _postcode(each) for key, each in pupils.items()}
    homes |= {(Kind.GUARDIANS, key): _postcode(each) for key, each in guardians.items()}
    ties = [tie for tie, pupil, _ in found if pupil]
    return Around(family=Family(guardianships=ties, homes=homes), pupils=pupils, guardians=guardians)


def family_around(books: Books, guardian: str) -> Family:
    """Return the family around a guardian."""
    return around(books, guardian).family


def _postcode(record: Record) -> str | None:
    value = getattr(record, "postcode", None)
    return None if value is UNSAID or value is None else str(value)


def home_country(books: Books, guardian: str) -> str | None:
    """Return in which country a guardian lives, as he asks it now, or as the LAS says it."""
    item = books.changes.open_item(Kind.GUARDIANS, guardian, "country")
    if item is not None:
        return None if item.value is None else str(item.value)
    return getattr(books.changes.record(Kind.GUARDIANS, guardian), "country", None) or None
