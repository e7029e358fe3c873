"""What the LAS knows of one school, by the names that it has on the wire."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from hub.records import Assignment, CombinedGroup, Gender, Group, Location, Pupil, SchoolCode, SchoolYear, Teacher
from hub.testing.made_up import MadeUpSchool, made_up_school

PERSON = {
    "achternaam": "last_name",
    "voorvoegsel": "prefix",
    "voornamen": "given_names",
    "voorletters-1": "initials",
    "roepnaam": "first_name",
    "gebruikersnaam": "username",
    "emailadres": "email",
}
PUPIL = PERSON | {
    "geboortedatum": "birth_date",
    "geslacht": "gender",
    "start_ondw_jgr3": "started_year_3",
    "jaargroep": "year_group",
    "fotourl": "photo_url",
    "postcodenl": "postcode",
    "instroomdatum": "enrolled_on",
    "uitstroomdatum": "left_on",
}
GROUP = {"naam": "name", "jaargroep": "year_group", "omschrijving": "description"}
GENDERS = {Gender.UNKNOWN: "0", Gender.BOY: "1", Gender.GIRL: "2", Gender.NOT_SPECIFIED: "9"}


@dataclass(slots=True, kw_only=True)
class Entry:
    """A record of the LAS: `texts` are its elements by name, an empty one is known to be empty."""

    key: str
    texts: dict[str, str]
    changed_at: datetime
    eck_id: str | None = None
    group: str | None = None
    combined: tuple[str, ...] = ()
    location: str | None = None
    roles: tuple[str, ...] = ()
    assignments: tuple[Assignment, ...] = ()


@dataclass(slots=True)
class Tie:
    """What a guardian is to a pupil (relatie)."""

    texts: dict[str, str]
    changed_at: datetime


@dataclass(slots=True)
class Carer:
    """A guardian (verzorger), with what he or she is to each pupil, by the pupil's LAS key."""

    key: str
    texts: dict[str, str]
    changed_at: datetime
    ties: dict[str, Tie] = field(default_factory=dict)

    def last_changed(self) -> datetime:
        return max([self.changed_at, *(tie.changed_at for tie in self.ties.values())])


@dataclass(slots=True)
class Lvs:
    """What the office did to the histories since the school was made up: corrections by key, and what was withdrawn."""

    corrected: dict[str, dict[str, str]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    changed_at: dict[str, datetime] = field(default_factory=dict)


@dataclass(slots=True)
class School:
    """A school in the LAS. `changed_at` is of what UWLR delivers, `carers_changed_at` of the guardians."""

    code: SchoolCode
    year: SchoolYear
    made: MadeUpSchool
    pupils: dict[str, Entry]
    teachers: dict[str, Entry]
    groups: dict[str, Entry]
    combined: dict[str, Entry]
    locations: dict[str, Entry]
    changed_at: datetime
    carers_changed_at: datetime
    given_out: int
    carers: dict[str, Carer] = field(default_factory=dict)
    by_eck: dict[str, str] = field(default_factory=dict)
    lvs: Lvs = field(default_factory=Lvs)
    again: frozenset[str] = frozenset()
    """Pupils who do the last year group again, while they are in it."""

    def ties(self, pupil: str) -> Iterator[tuple[Carer, Tie]]:
        """Yield the guardians of a pupil."""
        return ((carer, carer.ties[pupil]) for carer in self.carers.values() if pupil in carer.ties)


def made_up(code: SchoolCode, pupils: int, year: SchoolYear, seed: int = 1) -> School:
    """Return a made-up school, without guardians yet."""
    made = made_up_school(code, pupils, seed, year)
    now = datetime.now(UTC)
    entries = {key: pupil_entry(pupil, now) for pupil in made.pupils for key in [pupil.key]}
    return School(
        code=code,
        year=year,
        made=made,
        pupils=entries,
        teachers={each.key: _teacher(each, now) for each in made.teachers},
        groups={each.key: _bare(each, now) for each in made.groups},
        combined={each.key: _bare(each, now) for each in made.combined_groups},
        locations={each.key: _bare(each, now) for each in made.locations},
        changed_at=now,
        carers_changed_at=now,
        given_out=made.given_out,
        by_eck={entry.eck_id: key for key, entry in entries.items() if entry.eck_id},
        again=frozenset(_eldest_by_class(entries.values())),
    )


def _eldest_by_class(pupils: Iterable[Entry]) -> Iterator[str]:
    """Yield the eldest pupil of each class."""
    eldest: dict[str, Entry] = {}
    for each in sorted(pupils, key=lambda each: each.texts.get("geboortedatum") or "9"):
        eldest.setdefault(each.group or "", each)
    return (each.key for each in eldest.values())


def pupil_entry(pupil: Pupil, now: datetime) -> Entry:
    texts = _texts(pupil, PUPIL)
    return Entry(
        key=pupil.key,
        texts=texts,
        changed_at=_past(pupil.changed_at, now),
        eck_id=pupil.eck_id or None,
        group=pupil.group or None,
        combined=pupil.combined_groups or (),
        location=pupil.location or None,
    )


def _teacher(teacher: Teacher, now: datetime) -> Entry:
    return Entry(
        key=teacher.key,
        texts=_texts(teacher, PERSON),
        changed_at=_past(teacher.changed_at, now),
        eck_id=teacher.eck_id or None,
        roles=teacher.roles or (),
        assignments=teacher.assignments or (),
    )


def _bare(record: Group | CombinedGroup | Location, now: datetime) -> Entry:
    return Entry(key=record.key, texts=_texts(record, GROUP), changed_at=_past(record.changed_at, now))


def _texts(record: object, names: dict[str, str]) -> dict[str, str]:
    values = {tag: getattr(record, name, None) for tag, name in names.items()}
    return {tag: _text(value) for tag, value in values.items() if value}


def _text(value: object) -> str:
    if isinstance(value, Gender):
        return GENDERS[value]
    return value.isoformat() if isinstance(value, date) else str(value)


def _past(moment: object, now: datetime) -> datetime:
    """Return when the record last changed, never later than now: a made-up school may be of this summer."""
    return min(moment, now) if isinstance(moment, datetime) else now
