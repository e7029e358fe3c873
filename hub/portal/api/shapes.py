"""What the API gives of who is at the school. The descriptions of fields are those of the records.

Of each record everything goes out that says something, and nothing technical but the keys: no ECK iD, no moment of the
LAS. A test holds every shape against its record.
"""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from hub.records import CombinedGroup, Gender, Group, Guardian, Guardianship, Pupil, Relation, Teacher, facts

HREF = Meta(description="Where this is, on this hub. Keys may hold any sign: follow this, do not build it.")
KEY = Meta(description="Key in the LAS, which the school's other systems know too.")
CHANGED = Meta(description="When the hub took over the last change.")


def of(record: type, name: str) -> Meta:
    """Return the description of a record's field: what people call it, in English and in Dutch."""
    label = facts(record)[name].label
    return Meta(description=f"{label.en} ({label.nl})")


class SchoolShape(Struct, kw_only=True):
    """The school that the token belongs to."""

    code: Annotated[str, Meta(description="BRIN with the location's code where there is one, or instellingsnummer.")]
    name: str
    token: Annotated[str, Meta(description="The name that the school gave this token.")]
    scopes: Annotated[list[str], Meta(description="What the token may do.")]
    expires_at: Annotated[datetime, Meta(description="From this moment on the token opens nothing.")]
    fresh_at: Annotated[datetime | None, Meta(description="When the data was last found to be what the LAS says.")]


class ClassShape(Struct, kw_only=True):
    """A class (home group)."""

    key: Annotated[str, KEY]
    name: Annotated[str | None, of(Group, "name")]
    year_group: Annotated[str | None, of(Group, "year_group")]
    description: Annotated[str | None, of(Group, "description")]
    changed_at: Annotated[datetime | None, CHANGED]


class CombinedGroupShape(Struct, kw_only=True):
    """A group of pupils from several classes."""

    key: Annotated[str, KEY]
    name: Annotated[str | None, of(CombinedGroup, "name")]
    description: Annotated[str | None, of(CombinedGroup, "description")]
    changed_at: Annotated[datetime | None, CHANGED]


class PlaceShape(Struct, kw_only=True):
    """A teacher's place at one class."""

    group: Annotated[str, Meta(description="Key of the class or combined group.")]
    combined: bool
    roles: list[str]


class TeacherShape(Struct, kw_only=True):
    """A member of staff."""

    key: Annotated[str, KEY]
    first_name: Annotated[str | None, of(Teacher, "first_name")]
    prefix: Annotated[str | None, of(Teacher, "prefix")]
    last_name: Annotated[str | None, of(Teacher, "last_name")]
    given_names: Annotated[str | None, of(Teacher, "given_names")]
    initials: Annotated[str | None, of(Teacher, "initials")]
    username: Annotated[str | None, of(Teacher, "username")]
    email: Annotated[str | None, of(Teacher, "email")]
    roles: Annotated[list[str], of(Teacher, "roles")]
    assignments: Annotated[list[PlaceShape], of(Teacher, "assignments")]
    changed_at: Annotated[datetime | None, CHANGED]


class PupilShape(Struct, kw_only=True):
    """A pupil on the roll."""

    key: Annotated[str, KEY]
    href: Annotated[str, HREF]
    first_name: Annotated[str | None, of(Pupil, "first_name")]
    prefix: Annotated[str | None, of(Pupil, "prefix")]
    last_name: Annotated[str | None, of(Pupil, "last_name")]
    given_names: Annotated[str | None, of(Pupil, "given_names")]
    initials: Annotated[str | None, of(Pupil, "initials")]
    birth_date: Annotated[date | None, of(Pupil, "birth_date")]
    gender: Annotated[Gender | None, of(Pupil, "gender")]
    year_group: Annotated[str | None, of(Pupil, "year_group")]
    group: Annotated[str | None, of(Pupil, "group")]
    combined_groups: Annotated[list[str], of(Pupil, "combined_groups")]
    location: Annotated[str | None, of(Pupil, "location")]
    username: Annotated[str | None, of(Pupil, "username")]
    email: Annotated[str | None, of(Pupil, "email")]
    photo_url: Annotated[str | None, of(Pupil, "photo_url")]
    postcode: Annotated[str | None, of(Pupil, "postcode")]
    started_year_3: Annotated[date | None, of(Pupil, "started_year_3")]
    enrolled_on: Annotated[date | None, of(Pupil, "enrolled_on")]
    left_on: Annotated[date | None, of(Pupil, "left_on")]
    changed_at: Annotated[datetime | None, CHANGED]


class TieShape(Struct, kw_only=True):
    """What a guardian is to a pupil. Your portal answers to the same law as the hub: see `sees`."""

    pupil: Annotated[str, of(Guardianship, "pupil")]
    relation: Annotated[Relation | None, of(Guardianship, "relation")]
    authority: Annotated[
        bool | None,
        Meta(description="Parental authority (Gezag). What the LAS does not say (null) is no authority."),
    ]
    lives_with: Annotated[
        bool | None,
        Meta(
            description="Lives with this guardian (Woont bij deze verzorger). Where a pupil lives elsewhere, its "
            "postcode and contact details are those of the other parent, and not for this guardian."
        ),
    ]
    contact_order: Annotated[int | None, of(Guardianship, "contact_order")]
    sees: Annotated[
        bool,
        Meta(
            description="Whether this guardian sees the pupil by law, without asking the school. Show nothing of the "
            "pupil where it is false; what the school granted all the same, the reports of this guardian tell."
        ),
    ]
    reports: Annotated[str, Meta(description="Where this guardian's reports of this pupil are.")]


class GuardianShape(Struct, kw_only=True):
    """A guardian, with the pupils of whom. Show his contact details to nobody but himself: not to the other parent."""

    key: Annotated[str, KEY]
    href: Annotated[str, HREF]
    salutation: Annotated[str | None, of(Guardian, "salutation")]
    first_name: Annotated[str | None, of(Guardian, "first_name")]
    initials: Annotated[str | None, of(Guardian, "initials")]
    prefix: Annotated[str | None, of(Guardian, "prefix")]
    last_name: Annotated[str | None, of(Guardian, "last_name")]
    email: Annotated[str | None, of(Guardian, "email")]
    mobile: Annotated[str | None, of(Guardian, "mobile")]
    phone: Annotated[str | None, of(Guardian, "phone")]
    work_phone: Annotated[str | None, of(Guardian, "work_phone")]
    street: Annotated[str | None, of(Guardian, "street")]
    house_number: Annotated[str | None, of(Guardian, "house_number")]
    postcode: Annotated[str | None, of(Guardian, "postcode")]
    city: Annotated[str | None, of(Guardian, "city")]
    country: Annotated[str | None, of(Guardian, "country")]
    children: Annotated[list[TieShape], Meta(description="What this guardian is to which pupils on the roll.")]
    changed_at: Annotated[datetime | None, CHANGED]


class DepartureShape(Struct, kw_only=True):
    """Somebody who left the school."""

    key: Annotated[str, KEY]
    departed_at: Annotated[datetime, Meta(description="When the hub saw it.")]


NEXT = Meta(description="Give this as `after` for the next page; null: there is none.")
AS_OF = Meta(
    description="Give this as `updated_since` next time: every change up to this moment is in this page or in the next."
)


class ClassPage(Struct, kw_only=True):
    """Classes, a page at a time."""

    items: list[ClassShape]
    next: Annotated[str | None, NEXT]
    as_of: Annotated[datetime, AS_OF]


class CombinedGroupPage(Struct, kw_only=True):
    """Combined groups, a page at a time."""

    items: list[CombinedGroupShape]
    next: Annotated[str | None, NEXT]
    as_of: Annotated[datetime, AS_OF]


class TeacherPage(Struct, kw_only=True):
    """Teachers, a page at a time."""

    items: list[TeacherShape]
    next: Annotated[str | None, NEXT]
    as_of: Annotated[datetime, AS_OF]


class PupilPage(Struct, kw_only=True):
    """Pupils, a page at a time."""

    items: list[PupilShape]
    next: Annotated[str | None, NEXT]
    as_of: Annotated[datetime, AS_OF]


class GuardianPage(Struct, kw_only=True):
    """Guardians, a page at a time."""

    items: list[GuardianShape]
    next: Annotated[str | None, NEXT]
    as_of: Annotated[datetime, AS_OF]


class DeparturePage(Struct, kw_only=True):
    """Who left the school, a page at a time."""

    items: list[DepartureShape]
    next: Annotated[str | None, NEXT]
    as_of: Annotated[datetime, AS_OF]
