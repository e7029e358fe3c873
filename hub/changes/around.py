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
    """Return what the school knows around a guardian, in three questions."""
    ties = books.changes.guardianships_around(guardian)
    pupils = books.changes.records(Kind.PUPILS, sorted({each.pupil for each in ties}))
    guardians = books.changes.records(Kind.GUARDIANS, sorted({each.guardian for each in ties}))
    homes = {(Kind.PUPILS, key): _postcode(each) for key, each in pupils.items()}
    homes |= {(Kind.GUARDIANS, key): _postcode(each) for key, each in guardians.items()}
    return Around(
        family=Family(guardianships=[each for each in ties if each.pupil in pupils], homes=homes),
        pupils={key: each for key, each in pupils.items() if isinstance(each, Pupil)},
        guardians={key: each for key, each in guardians.items() if isinstance(each, Guardian)},
    )


def family_around(books: Books, guardian: str) -> Family:
    """Return the family around a guardian."""
    return around(books, guardian).family


def guardians_near(books: Books, pupil: str) -> frozenset[str]:
    """Return every guardian of a pupil: whoever is one of them decides on nothing that is asked about this pupil."""
    return frozenset(each.guardian for each in books.changes.guardianships(pupils=[pupil]))


def _postcode(record: Record) -> str | None:
    value = getattr(record, "postcode", None)
    return None if value is UNSAID or value is None else str(value)


def home_country(books: Books, guardian: str) -> str | None:
    """Return in which country a guardian lives, as he asks it now, or as the LAS says it."""
    item = books.changes.open_item(Kind.GUARDIANS, guardian, "country")
    if item is not None:
        return None if item.value is None else str(item.value)
    return getattr(books.changes.record(Kind.GUARDIANS, guardian), "country", None) or None
