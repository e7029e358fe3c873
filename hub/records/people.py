"""Pupils, teachers and guardians, as the hub speaks of them whatever LAS they come from.

Every field but `key` may be `UNSAID`. Dates are calendar dates; moments carry a time zone where the LAS gives one.
Sources: EDEXML 2.1 and UWLR 2.2/2.3 for pupils and teachers; guardians have no public standard.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from hub.records.facts import Asker, Sensitivity, fact
from hub.records.kinds import Gender, Kind, Relation
from hub.records.said import Said

TECHNICAL, CONTACT = Sensitivity.TECHNICAL, Sensitivity.CONTACT


@dataclass(frozen=True, slots=True, kw_only=True)
class Pupil:
    """A child on the roll of a school.

    `group` is the key of the home group, `combined_groups` are keys of combined groups, `location` is a key.
    `year_group` is `0`–`8`, another code of EDEXML 2.1 (`C`, `H`, `S`, …), and may differ from the group's.
    """

    KIND: ClassVar = Kind.PUPILS

    key: str = fact("Sleutel in het LAS", "LAS key", sensitivity=TECHNICAL, default=...)
    eck_id: Said[str | None] = fact("ECK iD", "ECK iD", sensitivity=TECHNICAL)
    first_name: Said[str | None] = fact("Roepnaam", "First name", asked_by=Asker.GUARDIAN_WITH_AUTHORITY)
    prefix: Said[str | None] = fact("Voorvoegsel", "Name prefix")
    last_name: Said[str | None] = fact("Achternaam", "Last name")
    given_names: Said[str | None] = fact("Voornamen", "Given names")
    initials: Said[str | None] = fact("Voorletters", "Initials")
    birth_date: Said[date | None] = fact("Geboortedatum", "Date of birth")
    gender: Said[Gender | None] = fact("Geslacht", "Gender")
    year_group: Said[str | None] = fact("Jaargroep", "Year group")
    group: Said[str | None] = fact("Groep", "Class")
    combined_groups: Said[tuple[str, ...]] = fact("Samengestelde groepen", "Combined groups")
    location: Said[str | None] = fact("Vestiging", "Location")
    username: Said[str | None] = fact("Gebruikersnaam", "User name")
    email: Said[str | None] = fact("E-mailadres", "E-mail address", sensitivity=CONTACT)
    photo_url: Said[str | None] = fact("Adres van de foto", "Photo address")
    postcode: Said[str | None] = fact("Postcode", "Postcode", sensitivity=CONTACT, asked_by=Asker.RESIDENT_GUARDIAN)
    started_year_3: Said[date | None] = fact("Begin in jaargroep 3", "Started year group 3")
    enrolled_on: Said[date | None] = fact("Datum van instroom", "Enrolled on")
    left_on: Said[date | None] = fact("Datum van uitstroom", "Left on")
    changed_at: Said[datetime | None] = fact(
        "Laatst gewijzigd in het LAS", "Last changed in the LAS", sensitivity=TECHNICAL
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A teacher's place at one class: the group's key, whether it is a combined group, and the roles there.

    A role is a code of EDEXML 2.1 (`LRK`, `IB`, …) or free text.
    """

    group: str
    combined: bool = False
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Teacher:
    """A member of staff. `roles` hold for the school as a whole; the roles at a class stand in `assignments`."""

    KIND: ClassVar = Kind.TEACHERS

    key: str = fact("Sleutel in het LAS", "LAS key", sensitivity=TECHNICAL, default=...)
    eck_id: Said[str | None] = fact("ECK iD", "ECK iD", sensitivity=TECHNICAL)
    first_name: Said[str | None] = fact("Roepnaam", "First name")
    prefix: Said[str | None] = fact("Voorvoegsel", "Name prefix")
    last_name: Said[str | None] = fact("Achternaam", "Last name")
    given_names: Said[str | None] = fact("Voornamen", "Given names")
    initials: Said[str | None] = fact("Voorletters", "Initials")
    username: Said[str | None] = fact("Gebruikersnaam", "User name")
    email: Said[str | None] = fact("E-mailadres", "E-mail address", sensitivity=CONTACT)
    roles: Said[tuple[str, ...]] = fact("Rollen", "Roles")
    assignments: Said[tuple[Assignment, ...]] = fact("Groepen van de leerkracht", "Classes of the teacher")
    changed_at: Said[datetime | None] = fact(
        "Laatst gewijzigd in het LAS", "Last changed in the LAS", sensitivity=TECHNICAL
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """A person with the care of one or more pupils. Phone numbers are E.164 where they can be read as such."""

    KIND: ClassVar = Kind.GUARDIANS

    key: str = fact("Sleutel in het LAS", "LAS key", sensitivity=TECHNICAL, default=...)
    salutation: Said[str | None] = fact("Aanhef", "Salutation", asked_by=Asker.SELF)
    first_name: Said[str | None] = fact("Roepnaam", "First name", asked_by=Asker.SELF)
    initials: Said[str | None] = fact("Voorletters", "Initials", asked_by=Asker.SELF)
    prefix: Said[str | None] = fact("Voorvoegsel", "Name prefix", asked_by=Asker.SELF)
    last_name: Said[str | None] = fact("Achternaam", "Last name", asked_by=Asker.SELF)
    email: Said[str | None] = fact("E-mailadres", "E-mail address", sensitivity=CONTACT, asked_by=Asker.SELF)
    mobile: Said[str | None] = fact("Mobiel nummer", "Mobile number", sensitivity=CONTACT, asked_by=Asker.SELF)
    phone: Said[str | None] = fact("Vast nummer", "Landline", sensitivity=CONTACT, asked_by=Asker.SELF)
    work_phone: Said[str | None] = fact("Nummer op het werk", "Work phone", sensitivity=CONTACT, asked_by=Asker.SELF)
    street: Said[str | None] = fact("Straat", "Street", sensitivity=CONTACT, asked_by=Asker.SELF)
    house_number: Said[str | None] = fact("Huisnummer", "House number", sensitivity=CONTACT, asked_by=Asker.SELF)
    postcode: Said[str | None] = fact("Postcode", "Postcode", sensitivity=CONTACT, asked_by=Asker.SELF)
    city: Said[str | None] = fact("Woonplaats", "Town", sensitivity=CONTACT, asked_by=Asker.SELF)
    country: Said[str | None] = fact("Land", "Country", sensitivity=CONTACT, asked_by=Asker.SELF)
    changed_at: Said[datetime | None] = fact(
        "Laatst gewijzigd in het LAS", "Last changed in the LAS", sensitivity=TECHNICAL
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardianship:
    """What one guardian is to one pupil. Its key is made of both keys, so that it is found again at every pull.

    `authority` is parental authority (gezag); `contact_order` is 1 for whom the school calls first.
    """

    KIND: ClassVar = Kind.GUARDIANSHIPS

    key: str = fact("Sleutel in het LAS", "LAS key", sensitivity=TECHNICAL, default=...)
    pupil: str = fact("Leerling", "Pupil", default=...)
    guardian: str = fact("Verzorger", "Guardian", default=...)
    relation: Said[Relation | None] = fact("Relatie", "Relation")
    authority: Said[bool | None] = fact("Gezag", "Parental authority")
    lives_with: Said[bool | None] = fact("Woont bij deze verzorger", "Lives with this guardian")
    contact_order: Said[int | None] = fact("Volgorde van bellen", "Contact order")
    changed_at: Said[datetime | None] = fact(
        "Laatst gewijzigd in het LAS", "Last changed in the LAS", sensitivity=TECHNICAL
    )
