"""The guardians of a made-up school, in the families that a school has: together, divorced, alone, or otherwise."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import NamedTuple

from hub.testing.names import ALL, DUTCH, Names
from hub_esis_simulator.roll import Carer, Entry, School, Tie

CARER_FIELDS = (
    "aanhef",
    "roepnaam",
    "voorletters",
    "voorvoegsel",
    "achternaam",
    "emailadres",
    "telefoonmobiel",
    "telefoonthuis",
    "telefoonwerk",
    "straat",
    "huisnummer",
    "postcode",
    "plaats",
    "land",
)
"""The elements of a guardian, in the order of the wire."""
TIE_FIELDS = ("soort", "gezag", "woontbij", "belvolgorde")
STREETS = (
    "Dorpsstraat",
    "Kerkweg",
    "Molenpad",
    "Lindelaan",
    "Prinses Beatrixstraat",
    "'t Zand",
    "Oude Gracht",
    "Meent",
)
TOWNS = ("Zonnedam", "Nieuw-Waterland", "Oosterveen", "'s-Gravenhoek", "Sint-Jansbroek")
NATIONAL, WITHOUT_EMAIL, WITHOUT_LANDLINE = 0.1, 0.04, 0.75


class Part(NamedTuple):
    """One guardian in a kind of family."""

    relation: str
    authority: bool
    lives_with: bool
    girl: bool | None = None


MOTHER, FATHER = Part("moeder", True, True, True), Part("vader", True, True, False)  # noqa: FBT003 - as declared above
FAMILIES: tuple[tuple[int, tuple[Part, ...]], ...] = (
    (71, (MOTHER, FATHER)),
    (2, (MOTHER, MOTHER)),
    (1, (FATHER, FATHER)),
    (4, (MOTHER, FATHER._replace(lives_with=False))),
    (4, (MOTHER, FATHER)),  # co-parents at two addresses, see SEPARATED
    (3, (MOTHER, FATHER._replace(authority=False, lives_with=False))),
    (2, (MOTHER, Part("stiefouder", authority=False, lives_with=True), FATHER._replace(lives_with=False))),
    (10, (MOTHER,)),
    (1, (FATHER,)),
    (1, (Part("pleegouder", authority=False, lives_with=True),) * 2 + (Part("voogd", True, False),)),  # noqa: FBT003
    (1, (Part("grootouder", authority=True, lives_with=True),)),
)
"""How many families in a hundred are such; whom the school calls first stands first."""
SEPARATED = 4
"""The place in `FAMILIES` of parents with whom the children live by turns."""
SHARED_EMAIL = 0.06


@dataclass(frozen=True, slots=True)
class _Home:
    straat: str
    huisnummer: str
    postcode: str
    plaats: str


def settle_families(school: School, pupils: Iterable[Entry], moment: datetime) -> list[Carer]:
    """Give these pupils their guardians; brothers and sisters, who share a name and a home, share them."""
    families: dict[tuple[str, ...], list[Entry]] = {}
    for pupil in pupils:
        shared = tuple(pupil.texts.get(tag, "") for tag in ("voorvoegsel", "achternaam", "postcodenl"))
        families.setdefault(shared, []).append(pupil)
    new: list[Carer] = []
    for children in families.values():
        chance = Random(f"{school.code}:{children[0].key}")  # noqa: S311 - made-up people need no cryptography
        new += _family(children, chance, moment)
    school.carers.update({carer.key: carer for carer in new})
    return new


def _family(children: list[Entry], chance: Random, moment: datetime) -> list[Carer]:
    place = chance.choices(range(len(FAMILIES)), [weight for weight, _ in FAMILIES])[0]
    parts = FAMILIES[place][1]
    first, home = children[0], _home(chance, children[0].texts.get("postcodenl"))
    carers = []
    for number, part in enumerate(parts):
        lives_here = part.lives_with and not (place == SEPARATED and number)
        texts = _person(first, part, number, chance) | _contact(chance)
        texts |= _address(home if lives_here else _home(chance))
        tie = {"soort": part.relation, "gezag": _said(part.authority), "woontbij": _said(part.lives_with)}
        ties = {child.key: Tie(tie | {"belvolgorde": str(number + 1)}, moment) for child in children}
        carers.append(Carer(f"{first.key}-{number + 1}", texts, moment, ties))
    _emails(carers, chance, together=place < 3)  # noqa: PLR2004 - the first three live together
    return carers


def _person(child: Entry, part: Part, number: int, chance: Random) -> dict[str, str]:
    """Return the names of a guardian: the first has the child's last name, others often their own."""
    prefix, last = child.texts.get("voorvoegsel"), child.texts.get("achternaam", "Jansen")
    names = next((each for each in ALL if (prefix, last) in each.families), DUTCH)
    girl = chance.random() < 0.5 if part.girl is None else part.girl  # noqa: PLR2004
    if number and chance.random() < 0.7:  # noqa: PLR2004 - most parents keep their own name
        prefix, last = chance.choice(names.families)
    first = _first_name(names, chance, girl=girl)
    return {
        "aanhef": "mevrouw" if girl else "de heer",
        "roepnaam": first,
        "voorletters": f"{first[0]}.",
        "voorvoegsel": prefix or "",
        "achternaam": last,
    }


def _first_name(names: Names, chance: Random, *, girl: bool) -> str:
    return chance.choice(names.girls if girl else names.boys)


def _contact(chance: Random) -> dict[str, str]:
    number: Callable[[], int] = lambda: chance.randrange(1_000_000, 9_999_999)  # noqa: E731
    before = "0" if chance.random() < NATIONAL else "+31"
    landline = "" if chance.random() < WITHOUT_LANDLINE else f"+3120{number()}"
    contact = {"telefoonmobiel": f"{before}6{chance.randrange(1, 5)}{number()}", "telefoonthuis": landline}
    if chance.random() < 0.2:  # noqa: PLR2004 - of few does the school know it; of the others nothing is said
        contact["telefoonwerk"] = f"+3130{number()}"
    return contact


def _home(chance: Random, postcode: str | None = None) -> _Home:
    letters = "ABCDEGHJKLMNPRSTVWXZ"
    new = f"{chance.randrange(1000, 9999)}{chance.choice(letters)}{chance.choice(letters)}"
    number = f"{chance.randrange(1, 200)}{chance.choice(('', '', '', 'a', '-2'))}"
    return _Home(chance.choice(STREETS), number, postcode or new, chance.choice(TOWNS))


def _address(home: _Home) -> dict[str, str]:
    return {
        "straat": home.straat,
        "huisnummer": home.huisnummer,
        "postcode": home.postcode,
        "plaats": home.plaats,
        "land": "NL",
    }


def another_address(chance: Random) -> dict[str, str]:
    """Return where a family moves to."""
    return _address(_home(chance))


def _emails(carers: list[Carer], chance: Random, *, together: bool) -> None:
    for carer in carers:
        name = f"{_plain(carer.texts['roepnaam'])}.{_plain(carer.texts['achternaam'])}.{carer.key}"
        carer.texts["emailadres"] = "" if chance.random() < WITHOUT_EMAIL else f"{name}@ouder.example"
    if together and chance.random() < SHARED_EMAIL:
        carers[1].texts["emailadres"] = carers[0].texts["emailadres"]


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ł", "l").replace("Ł", "L"))
    return "".join(sign for sign in bare.lower() if sign.isascii() and sign.isalnum()) or "x"


def _said(value: bool) -> str:
    return "true" if value else "false"
