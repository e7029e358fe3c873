"""What a rule can be about: a group of fields, one field, or everything; and why a school would look at it or not."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.contract import ChangeItem
from hub.records import RECORD_TYPES, Kind, Text, facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a rule is about. `label` stands in a list to choose from, `name` in a sentence.

    Without a `kind` it is everything. `freely` says why it may go through by itself; where it is `None`, it never does.
    `carefully` says why people look at it.
    """

    key: str
    label: Text
    name: Text
    carefully: Text
    freely: Text | None = None
    kind: Kind | None = None
    fields: tuple[str, ...] = ()

    def covers(self, item: ChangeItem) -> bool:
        """Tell whether an item is of this subject."""
        return self.kind is None or (item.kind is self.kind and item.field in self.fields)

    def within(self, other: "Subject") -> bool:
        """Tell whether whatever is of this subject is of the other too."""
        if other.kind is None or self.kind is None:
            return other.kind is None
        return self.kind is other.kind and set(self.fields) <= set(other.fields)


GROUPS: tuple[Subject, ...] = (
    Subject(
        key="own_name",
        kind=Kind.GUARDIANS,
        fields=("salutation", "first_name", "initials", "prefix", "last_name"),
        label=Text(
            "Eigen naam: aanhef, roepnaam, voorletters, achternaam", "Own name: salutation, first and last name"
        ),
        name=Text("de eigen naam", "one's own name"),
        freely=Text("verzorgers zelf weten hoe zij heten", "guardians know their own names"),
        carefully=Text(
            "de naam op brieven en formulieren van de school staat", "the name stands on the school's letters and forms"
        ),
    ),
    Subject(
        key="own_email",
        kind=Kind.GUARDIANS,
        fields=("email",),
        label=Text("Eigen e-mailadres", "Own e-mail address"),
        name=Text("het eigen e-mailadres", "one's own e-mail address"),
        freely=Text("verzorgers zelf weten welke mail zij lezen", "guardians know which mail they read"),
        carefully=Text("een verzorger daarmee inlogt", "a guardian logs in with it"),
    ),
    Subject(
        key="own_phone",
        kind=Kind.GUARDIANS,
        fields=("mobile", "phone", "work_phone"),
        label=Text("Eigen telefoonnummer: mobiel, vast, werk", "Own phone number: mobile, landline, work"),
        name=Text("een eigen telefoonnummer", "one's own phone number"),
        freely=Text(
            "verzorgers zelf weten op welk nummer zij te bereiken zijn", "guardians know at which number they answer"
        ),
        carefully=Text(
            "de school dit nummer belt als er iets met het kind is",
            "the school calls this number when something is the matter with the child",
        ),
    ),
    Subject(
        key="own_address",
        kind=Kind.GUARDIANS,
        fields=("street", "house_number", "postcode", "city", "country"),
        label=Text(
            "Eigen adres: straat, nummer, postcode, plaats, land", "Own address: street, postcode, town, country"
        ),
        name=Text("het eigen adres", "one's own address"),
        freely=Text("verzorgers zelf weten waar zij wonen", "guardians know where they live"),
        carefully=Text("het kind misschien ook verhuist", "the child may be moving too"),
    ),
    Subject(
        key="child_name",
        kind=Kind.PUPILS,
        fields=("first_name",),
        label=Text("Roepnaam van een kind", "First name of a child"),
        name=Text("de roepnaam van een kind", "the first name of a child"),
        carefully=Text("de hele school het kind bij deze naam noemt", "the whole school calls the child by this name"),
    ),
    Subject(
        key="child_postcode",
        kind=Kind.PUPILS,
        fields=("postcode",),
        label=Text("Postcode van een kind", "Postcode of a child"),
        name=Text("de postcode van een kind", "the postcode of a child"),
        carefully=Text("dit ook de andere verzorgers aangaat", "it concerns the other guardians too"),
    ),
)
EVERYTHING = Subject(
    key="any",
    label=Text("Alles", "Everything"),
    name=Text("welk gegeven dan ook", "any detail"),
    carefully=Text("de school dat zo gekozen heeft", "the school chose so"),
)


def _one_field(group: Subject, field: str) -> Subject:
    assert group.kind is not None
    label = facts(RECORD_TYPES[group.kind])[field].label
    return Subject(
        key=field,
        kind=group.kind,
        fields=(field,),
        label=Text(f"Alleen: {label.nl}", f"Only: {label.en}"),
        name=Text(f"het eigen gegeven ‘{label.nl}’", f"one's own ‘{label.en}’"),
        freely=group.freely,
        carefully=group.carefully,
    )


FIELDS: Mapping[str, tuple[Subject, ...]] = {
    group.key: tuple(_one_field(group, field) for field in group.fields) for group in GROUPS if len(group.fields) > 1
}
"""The single fields of a group of several."""

SUBJECTS: Mapping[str, Subject] = {
    each.key: each for each in (*(one for group in GROUPS for one in (group, *FIELDS.get(group.key, ()))), EVERYTHING)
}
"""Every subject by its key, in the order in which a school chooses."""
