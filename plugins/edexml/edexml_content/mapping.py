"""What each element of EDEXML means to the hub, per version of the standard: frozen tables, pure.

A layout lists a record's elements in their order. Elements with the same place exclude each other. Facts from the
EDEXML schemas 1.03, 2.0 and 2.1, in our own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from edexml_content.codes import COUNTRIES, COUNTRIES_SINCE_2, ROLES, ROLES_SINCE_21, YEAR_GROUPS, YEAR_GROUPS_SINCE_2
from edexml_content.rules import Length, Reader, any_text, day, gender, moment, one_of, pattern
from hub.records import CombinedGroup, Group, Kind, Location, Pupil, Teacher


class Version(StrEnum):
    """The versions of the standard that are in use; each later one accepts every record of an earlier one."""

    V103 = "1.03"
    V20 = "2.0"
    V21 = "2.1"


LATEST = Version.V21
SPELLINGS = {"1.03": Version.V103, "1.0.3": Version.V103, "2.0": Version.V20, "2.0 CONCEPT": Version.V20} | {
    "2.1": Version.V21
}


class Shape(StrEnum):
    """What stands in an element."""

    VALUE = "value"
    REFERENCE = "reference"
    COMBINED = "combined"
    """References to combined groups."""
    ROLE = "role"
    """May be repeated."""
    ASSIGNMENTS = "assignments"
    SKIPPED = "skipped"
    """A vendor's own extension; nobody looks inside."""


@dataclass(frozen=True, slots=True)
class Field:
    """One element or attribute of a record. `name` is the record's field; `None`: checked, and not taken over.

    `secret` marks what the hub may never keep: not even a fault in it shows anything of its value.
    """

    tag: str
    place: int
    read: Reader
    name: str | None = None
    shape: Shape = Shape.VALUE
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """What one kind of record holds: its elements and attributes by tag, and the elements that it needs.

    `person`: it needs a last name, or a first name alone. `roles` are the elements that a teacher's class may hold.
    """

    tag: str
    kind: Kind
    record: type
    fields: Mapping[str, Field]
    attributes: Mapping[str, Field]
    required: tuple[str, ...] = ()
    person: bool = False
    roles: Mapping[str, Reader] | None = None
    assigned: frozenset[str] = frozenset()


SINCE = {Version.V103: 0, Version.V20: 1, Version.V21: 2}
NAMED = ("achternaam",)
NEEDS_LAST_NAME = ("voorvoegsel", "voornamen", "voorletters-1")


def _layouts(version: Version) -> Mapping[str, Layout]:
    """Return the layouts of one version by the tag of the record."""
    made = [_group(version), _pupil(version), _teacher(version)]
    if version is not Version.V103:
        made += [_combined_group(version), _location(version)]
    return {each.tag: each for each in made}


def _layout(
    version: Version, tag: str, record: type, rows: list[Field], *, eck: bool = False, **more: object
) -> Layout:
    key = Length(256 if version is Version.V21 else 64)
    attributes = [Field("key", 0, key, "key")]
    if eck and version is Version.V21:
        attributes.append(Field("eckid", 0, key, "eck_id"))
    return Layout(
        tag,
        record.KIND,  # type: ignore[attr-defined]
        record,
        {each.tag: each for each in rows},
        {each.tag: each for each in attributes},
        **more,  # type: ignore[arg-type]
    )


def _location(version: Version) -> Layout:
    rows = [
        Field("naam", 1, Length(64), "name"),
        Field("omschrijving", 2, Length(256), "description"),
        Field("mutatiedatum", 4, moment, "changed_at"),
    ]
    return _layout(version, "vestiging", Location, rows, required=("naam",))


def _combined_group(version: Version) -> Layout:
    rows = [
        Field("naam", 1, Length(64), "name"),
        Field("omschrijving", 2, Length(256), "description"),
        _extension(3),
        Field("mutatiedatum", 4, moment, "changed_at"),
    ]
    return _layout(version, "samengestelde_groep", CombinedGroup, rows, required=("naam",))


def _group(version: Version) -> Layout:
    rows = [Field("naam", 1, Length(64), "name"), Field("jaargroep", 2, _year_group(version), "year_group")]
    if version is not Version.V103:
        rows += [Field("omschrijving", 3, Length(256), "description"), _extension(4)]
    rows.append(Field("mutatiedatum", 5, moment, "changed_at"))
    return _layout(version, "groep", Group, rows, required=("naam", "jaargroep"))


def _names(version: Version) -> list[Field]:
    old = version is Version.V103
    rows = [
        Field("achternaam", 1, Length(70 if old else 200), "last_name"),
        Field("voorvoegsel", 2, Length(10), "prefix"),
        Field("voorletters-1", 4, Length(6), "initials"),
        Field("roepnaam", 5, Length(64), "first_name"),
    ]
    return rows if old else [*rows, Field("voornamen", 3, Length(200), "given_names")]


def _pupil(version: Version) -> Layout:
    old = version is Version.V103
    group = Field("groep", 9 if old else 10, any_text, "group", Shape.REFERENCE)
    rows = [
        *_names(version),
        Field("geboortedatum", 6, day, "birth_date"),
        Field("geslacht", 7, gender, "gender"),
        Field("jaargroep", 9, _year_group(version), "year_group"),
        group,
        *_protected(version),
        Field("postcodenl", 24, pattern("9999XX"), "postcode"),
        Field("postcodeoverig", 24, Length(32), "postcode"),
        Field("instroomdatum", 25, day, "enrolled_on"),
        Field("uitstroomdatum", 26, day, "left_on"),
        _extension(27),
        Field("mutatiedatum", 28, moment, "changed_at"),
    ]
    if not old:
        rows += [
            Field("start_ondw_jgr3", 8, day, "started_year_3"),
            Field("samengestelde_groepen", 11, any_text, "combined_groups", Shape.COMBINED),
            Field("vestiging", 12, any_text, "location", Shape.REFERENCE),
            Field("gebruikersnaam", 13, Length(64), "username"),
            Field("emailadres", 14, Length(256), "email"),
            Field("fotourl", 15, Length(256), "photo_url"),
            Field("postnummerbe", 24, pattern("9999"), "postcode"),
        ]
    return _layout(version, "leerling", Pupil, rows, eck=True, person=True)


def _protected(version: Version) -> list[Field]:
    """Return what the hub may never keep: citizens' numbers, ethnicity, countries of birth and weights."""
    land = one_of("?", *COUNTRIES, *(() if version is Version.V103 else COUNTRIES_SINCE_2))
    rows: list[tuple[str, int, Reader]] = [
        ("etniciteit", 16, one_of("9", "0", "1")),
        ("land", 17, land),
        ("land_vader", 18, land),
        ("land_moeder", 19, land),
        ("sofinummer", 20, pattern("999999999")),
        ("onderwijsnummer", 20, pattern("999999999")),
        ("gewicht_nieuw", 21, one_of("?", "0", "0,3", "1,2")),
        ("gewicht", 22, one_of("?", "0.00", "0.25", "0.40", "0.70", "0.90")),
    ]
    if version is not Version.V103:
        rows += [
            ("bsn", 20, pattern("999999999")),
            ("bsn_ondwnr-4", 20, pattern("9999")),
            ("rijksregisternummer", 20, pattern("99999999999")),
        ]
    return [Field(tag, place, read, secret=True) for tag, place, read in rows]


def _teacher(version: Version) -> Layout:
    rows = [*_names(version), Field("mutatiedatum", 28, moment, "changed_at")]
    groups = Field("groepen", 16, any_text, "assignments", Shape.ASSIGNMENTS)
    if version is Version.V103:
        assigned = frozenset({"groep"})
        return _layout(version, "leerkracht", Teacher, [*rows, groups], person=True, assigned=assigned)
    roles: dict[str, Reader] = {"rol": _role(version), "rolomschrijving": Length(64)}
    rows += [
        Field("gebruikersnaam", 13, Length(64), "username"),
        Field("emailadres", 14, Length(256), "email"),
        *(Field(tag, 15, read, "roles", Shape.ROLE) for tag, read in roles.items()),
        groups,
        _extension(27),
    ]
    assigned = frozenset({"groep", "samengestelde_groep"})
    eck = version is Version.V21
    return _layout(version, "leerkracht", Teacher, rows, eck=eck, person=True, roles=roles, assigned=assigned)


def _extension(place: int) -> Field:
    return Field("toevoegingen", place, any_text, shape=Shape.SKIPPED)


def _year_group(version: Version) -> Reader:
    return one_of(*YEAR_GROUPS, *(() if version is Version.V103 else YEAR_GROUPS_SINCE_2))


def _role(version: Version) -> Reader:
    return one_of(*ROLES, *(ROLES_SINCE_21 if version is Version.V21 else ()))


LAYOUTS: Mapping[Version, Mapping[str, Layout]] = {version: _layouts(version) for version in Version}
