"""Who may ask what, and who may see what of another: family law as the product behaves. Pure.

Burgerlijk Wetboek 1:377b and 1:377c: a parent without authority gets important facts on request, from the school; a
parent never learns through the school what can be used against the other: a new address, a phone number, an e-mail
address. What the LAS does not say of authority is no authority: the hub never gives more than the school stated.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hub.records import RECORD_TYPES, Asker, Guardianship, Kind, Relation, Sensitivity, Text, facts

PARENTS = frozenset({Relation.MOTHER, Relation.FATHER})
STAND_IN = frozenset({Relation.LEGAL_GUARDIAN, Relation.INSTITUTION})
"""Not a parent, and with authority in a parent's place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What the school knows around one guardian: every guardianship of this guardian's pupils, and where people live.

    `homes` gives the postcode that is known of a guardian or pupil, by kind and key.
    """

    guardianships: Sequence[Guardianship]
    homes: dict[tuple[Kind, str], str | None]

    def of(self, guardian: str, pupil: str) -> Guardianship | None:
        """Return what a guardian is to a pupil."""
        found = (each for each in self.guardianships if each.guardian == guardian and each.pupil == pupil)
        return next(found, None)

    def pupils_of(self, guardian: str) -> frozenset[str]:
        """Return the pupils of a guardian."""
        return frozenset(each.pupil for each in self.guardianships if each.guardian == guardian)

    def has_authority(self, guardian: str, pupil: str) -> bool:
        """Tell whether a guardian has parental authority over a pupil, as far as the school stated it."""
        found = self.of(guardian, pupil)
        return found is not None and found.authority is True

    def lives_with(self, guardian: str, pupil: str) -> bool:
        """Tell whether a pupil lives with a guardian: the LAS says so, or it says nothing and the postcodes agree."""
        found = self.of(guardian, pupil)
        if found is None:
            return False
        if isinstance(found.lives_with, bool):
            return found.lives_with
        home = _home(self.homes.get((Kind.PUPILS, pupil)))
        return home is not None and home == _home(self.homes.get((Kind.GUARDIANS, guardian)))


def may_ask(asker: str, kind: Kind, key: str, field: str, family: Family) -> Text | None:
    """Return why a guardian may not ask to change a field, with what to do instead; `None`: it may be asked."""
    declared = facts(RECORD_TYPES[kind]).get(field)
    if declared is None or declared.asked_by is Asker.NOBODY:
        return NOT_TO_BE_ASKED
    if not family.pupils_of(asker):
        return NO_GUARDIAN
    if declared.asked_by is Asker.SELF:
        return None if kind is Kind.GUARDIANS and key == asker else NOT_YOURS
    return _may_ask_about_pupil(asker, key, declared.asked_by, family)


def _may_ask_about_pupil(asker: str, key: str, asked_by: Asker, family: Family) -> Text | None:
    if family.of(asker, key) is None:
        return NOT_YOUR_PUPIL
    if not family.has_authority(asker, key):
        return NO_AUTHORITY
    if asked_by is Asker.RESIDENT_GUARDIAN and not family.lives_with(asker, key):
        return NOT_AT_HOME
    return None


def may_see(viewer: str, kind: Kind, key: str, field: str, family: Family) -> bool:
    """Tell whether a guardian may see one field of a guardian or a pupil by himself, without asking the school."""
    declared = facts(RECORD_TYPES[kind]).get(field)
    if declared is None or declared.sensitivity is Sensitivity.TECHNICAL:
        return False
    if kind is Kind.GUARDIANS:
        return _sees_guardian(viewer, key, declared.sensitivity, family)
    if kind is not Kind.PUPILS or not sees_pupil(viewer, key, family):
        return False
    # The address of a pupil who lives elsewhere is the address of the other parent.
    return declared.sensitivity is not Sensitivity.CONTACT or family.lives_with(viewer, key)


def sees_pupil(viewer: str, pupil: str, family: Family) -> bool:
    """Tell whether a guardian sees a pupil by himself: a parent or whoever stands in for one, with authority.

    A step-parent or foster parent sees what the school allows per child; until it does, nothing.
    """
    found = family.of(viewer, pupil)
    return found is not None and found.authority is True and found.relation in PARENTS | STAND_IN


def fields_seen(viewer: str, kind: Kind, key: str, family: Family) -> frozenset[str]:
    """Return the fields of a guardian or a pupil that a guardian may see by himself."""
    names: Iterable[str] = facts(RECORD_TYPES[kind])
    return frozenset(name for name in names if may_see(viewer, kind, key, name, family))


def _sees_guardian(viewer: str, key: str, sensitivity: Sensitivity, family: Family) -> bool:
    if viewer == key:
        return bool(family.pupils_of(viewer))
    shared = family.pupils_of(viewer) & family.pupils_of(key)
    return sensitivity is not Sensitivity.CONTACT and any(sees_pupil(viewer, pupil, family) for pupil in shared)


def _home(postcode: str | None) -> str | None:
    return postcode.replace(" ", "").upper() if isinstance(postcode, str) and postcode.strip() else None


NOT_TO_BE_ASKED = Text(
    "Dit gegeven kunt u hier niet wijzigen. Klopt het niet? Bel of mail dan de school.",
    "This cannot be changed here. Is it not right? Then call or mail the school.",
)
NO_GUARDIAN = Text(
    "De school kent u niet (meer) als verzorger van een leerling. Neem contact op met de school.",
    "The school does not know you as a guardian of a pupil (any more). Get in touch with the school.",
)
NOT_YOURS = Text(
    "Deze gegevens zijn van iemand anders. Alleen die persoon kan ze laten wijzigen.",
    "These details belong to somebody else. Only that person can have them changed.",
)
NOT_YOUR_PUPIL = Text(
    "De school kent u niet als verzorger van deze leerling. Neem contact op met de school.",
    "The school does not know you as a guardian of this pupil. Get in touch with the school.",
)
NO_AUTHORITY = Text(
    "Alleen wie het gezag heeft over dit kind kan dit vragen. Klopt dit niet? Neem dan contact op met de school.",
    "Only who has parental authority over this child can ask this. Is that not right? Then contact the school.",
)
NOT_AT_HOME = Text(
    "Alleen een verzorger bij wie dit kind woont kan het adres laten wijzigen. Klopt dit niet? Bel dan de school.",
    "Only a guardian with whom this child lives can have its address changed. Is that not right? Call the school.",
)
