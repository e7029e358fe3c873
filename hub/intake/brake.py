"""The brake: when a plan lets go so much that a person must look first. Pure.

A wrong file, half an answer or another school's file looks like a mass departure. The limits protect a school of 40
pupils as well as one of 1,000: an absolute number, a percentage, a whole class, the last guardian of a pupil; and two
signs that records got mixed up: many pupils with another name and date of birth, many with another year group.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hub.records import Kind, Text

KIND_WORDS = {
    Kind.PUPILS: Text("leerlingen", "pupils"),
    Kind.TEACHERS: Text("leerkrachten", "teachers"),
    Kind.GROUPS: Text("groepen", "classes"),
    Kind.COMBINED_GROUPS: Text("samengestelde groepen", "combined groups"),
    Kind.LOCATIONS: Text("vestigingen", "locations"),
    Kind.GUARDIANS: Text("verzorgers", "guardians"),
    Kind.GUARDIANSHIPS: Text("relaties met verzorgers", "relations with guardians"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much may go without a person. Up to `floor` of a kind always may; a percentage counts above it.

    The same limits hold for all the files of one day together, with `day_floor` as their floor.
    """

    absolute: int = 15
    percentage: float = 10.0
    floor: int = 2
    day_floor: int = 5
    mixed_up_percentage: float = 30.0


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a plan would do, counted: known, departing and gone lately per kind, pupils per class, signs of a mix-up."""

    known: dict[Kind, int] = field(default_factory=dict)
    departing: dict[Kind, int] = field(default_factory=dict)
    gone_lately: Mapping[Kind, int] = field(default_factory=dict)
    class_known: dict[str, int] = field(default_factory=dict)
    class_departing: dict[str, int] = field(default_factory=dict)
    class_names: Mapping[str, str] = field(default_factory=dict)
    without_guardian: int = 0
    other_person: int = 0
    other_year_group: int = 0


BRAKED = (Kind.PUPILS, Kind.TEACHERS, Kind.GROUPS, Kind.GUARDIANS, Kind.GUARDIANSHIPS)


def reasons_to_hold(tally: Tally, limits: Limits) -> tuple[Text, ...]:
    """Return why a person must look before the plan is applied; nothing where it may go on."""
    return (
        *(_too_many(kind, tally, limits) for kind in BRAKED if _exceeds(kind, tally, limits)),
        *(_too_many_today(kind, tally, limits) for kind in BRAKED if _exceeds_today(kind, tally, limits)),
        *_whole_classes(tally),
        *_without_guardian(tally),
        *_mixed_up(tally, limits),
    )


def _exceeds(kind: Kind, tally: Tally, limits: Limits) -> bool:
    return _is_too_many(tally.departing.get(kind, 0), tally.known.get(kind, 0), limits, limits.floor)


def _exceeds_today(kind: Kind, tally: Tally, limits: Limits) -> bool:
    """Tell whether many small files let go together what one file may not."""
    going, gone = tally.departing.get(kind, 0), tally.gone_lately.get(kind, 0)
    if not going or not gone or _exceeds(kind, tally, limits):
        return False
    return _is_too_many(going + gone, tally.known.get(kind, 0) + gone, limits, limits.day_floor)


def _is_too_many(going: int, known: int, limits: Limits, floor: int) -> bool:
    return going > limits.absolute or (going > floor and going * 100 > known * limits.percentage)


def _too_many(kind: Kind, tally: Tally, limits: Limits) -> Text:
    going, known, words = tally.departing[kind], tally.known[kind], KIND_WORDS[kind]
    return Text(
        f"{going} van de {known} {words.nl} staan niet meer in de nieuwe gegevens; dat is meer dan de grens van "
        f"{limits.absolute} of {limits.percentage:g}%. Kijk of dit het juiste en volledige bestand is.",
        f"{going} of {known} {words.en} are missing from the new data; that is more than the limit of "
        f"{limits.absolute} or {limits.percentage:g}%. Check that this is the right and complete file.",
    )


def _too_many_today(kind: Kind, tally: Tally, limits: Limits) -> Text:
    going, gone, words = tally.departing[kind], tally.gone_lately[kind], KIND_WORDS[kind]
    return Text(
        f"Vandaag zijn er al {gone} {words.nl} vertrokken, en met deze gegevens nog {going}; samen is dat meer dan de "
        f"grens van {limits.absolute} of {limits.percentage:g}%. Kijk of de bestanden van vandaag volledig zijn.",
        f"Today {gone} {words.en} have gone already, and with this data another {going}; together that is more than "
        f"the limit of {limits.absolute} or {limits.percentage:g}%. Check that today's files are complete.",
    )


def _whole_classes(tally: Tally) -> Iterable[Text]:
    gone = [
        tally.class_names.get(key, key)
        for key, going in tally.class_departing.items()
        if going > 1 and going == tally.class_known.get(key)
    ]
    if gone:
        names = ", ".join(sorted(gone))
        yield Text(
            f"Uit {_classes(len(gone)).nl} verdwijnen alle leerlingen: {names}. Kijk of die in het bestand ontbreken.",
            f"All pupils of {_classes(len(gone)).en} would go: {names}. Check whether they are missing from the file.",
        )


def _classes(number: int) -> Text:
    return Text("deze groep", "this class") if number == 1 else Text("deze groepen", "these classes")


def _without_guardian(tally: Tally) -> Iterable[Text]:
    if tally.without_guardian:
        yield Text(
            f"{tally.without_guardian} leerling(en) zouden geen enkele verzorger meer hebben.",
            f"{tally.without_guardian} pupil(s) would have no guardian left.",
        )


def _mixed_up(tally: Tally, limits: Limits) -> Iterable[Text]:
    known = tally.known.get(Kind.PUPILS, 0)
    if _is_many(tally.other_person, known, limits):
        yield Text(
            f"Van {tally.other_person} leerlingen zijn de naam én de geboortedatum anders. Waarschijnlijk horen de "
            "sleutels in dit bestand bij andere kinderen. Vraag uw LAS-leverancier of de sleutels veranderd zijn.",
            f"{tally.other_person} pupils have another name and another date of birth. The keys in this file "
            "probably belong to other children. Ask your LAS vendor whether the keys have changed.",
        )
    if _is_many(tally.other_year_group, known, limits):
        yield Text(
            f"{tally.other_year_group} leerlingen krijgen een andere jaargroep, maar het schooljaar is hetzelfde. "
            "Kijk of het schooljaar in het LAS goed staat.",
            f"{tally.other_year_group} pupils get another year group, but the school year is the same. "
            "Check that the school year is right in the LAS.",
        )


def _is_many(number: int, known: int, limits: Limits) -> bool:
    return number > limits.floor and number * 100 > known * limits.mixed_up_percentage
