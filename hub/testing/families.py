"""The guardians of a made-up school: families as a school has them, in a fixed round, so that a small one has each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from hub.records import UNSAID, Guardian, Guardianship, Pupil, Relation, Said, SchoolCode
from hub.testing.names import ALL, DUTCH, plain
from hub.testing.people import FIRST_KEY, PupilMaker, postcode

R = Relation
ROUND = 20
"""After so many families the round begins again."""
SHARED_MAILBOX, WITHOUT_EMAIL, NATIONAL_NUMBER, PATCHWORK = 5, 9, 13, 11
"""The places in the round of a couple with one e-mail address, of a mother without one, of a number as people write it,
and of a family whose stepfather is the father of the family before."""
STREETS = ("Dorpsstraat", "Kerkweg", "Molenpad", "Lindelaan", "Prinses Beatrixstraat", "'t Zand", "Oude Gracht")
TOWNS = ("Zonnedam", "Nieuw-Waterland", "Oosterveen", "'s-Gravenhoek", "Sint-Jansbroek")


class Part(NamedTuple):
    """One guardian of a family. `home`: lives at the pupils' address; `lives_with` is what the LAS says of that."""

    relation: Relation
    authority: Said[bool | None] = True
    lives_with: Said[bool | None] = True
    home: bool = True


class Carer(NamedTuple):
    """A guardian, and what he is to each of the family's pupils."""

    guardian: Guardian
    ties: tuple[Guardianship, ...]


MOTHER, FATHER = Part(R.MOTHER), Part(R.FATHER)
AWAY = FATHER._replace(lives_with=False, home=False)
TOGETHER = (MOTHER, FATHER)
UNUSUAL: dict[int, tuple[Part, ...]] = {
    1: (MOTHER, AWAY),
    3: (MOTHER, FATHER._replace(home=False)),  # co-parents: the children live with both
    4: (MOTHER,),
    7: (MOTHER, AWAY._replace(authority=False)),
    8: (MOTHER, MOTHER),
    PATCHWORK - 1: (MOTHER, AWAY),
    PATCHWORK: (MOTHER, AWAY, Part(R.STEP_PARENT, authority=False)),
    14: (MOTHER, FATHER._replace(authority=UNSAID, lives_with=UNSAID, home=False)),
    16: (FATHER,),
    17: (Part(R.FOSTER_PARENT, authority=False),) * 2 + (AWAY._replace(relation=R.LEGAL_GUARDIAN),),
    19: (Part(R.GRANDPARENT), AWAY._replace(relation=R.MOTHER, authority=False)),
}
"""Families by their place in the round; every other one lives together. Whom the school calls first stands first."""


def families_of(maker: PupilMaker, pupils: Iterable[Pupil]) -> Iterator[Carer]:
    """Yield the guardians of these pupils; brothers and sisters share them, and a guardian keeps his key for ever."""
    families: dict[int, list[Pupil]] = {}
    for pupil in pupils:
        families.setdefault(maker.family_of(int(pupil.key) - FIRST_KEY), []).append(pupil)
    for number, children in families.items():
        yield from _Family(maker.code, maker.seed, number, tuple(children), families.get(number + 1)).carers()


@dataclass(frozen=True, slots=True)
class _Family:
    """The family with this number. `others` are the children of the next one, whose stepfather may be from here."""

    code: SchoolCode
    seed: int
    number: int
    children: tuple[Pupil, ...]
    others: list[Pupil] | None

    @property
    def place(self) -> int:
        return self.number % ROUND

    def carers(self) -> Iterator[Carer]:
        """Yield the guardians; the stepfather of a patchwork family comes with the family that he is a father of."""
        parts = UNUSUAL.get(self.place, TOGETHER)
        made = [self._carer(order, part) for order, part in enumerate(parts, 1) if part.relation is not R.STEP_PARENT]
        if self.place == SHARED_MAILBOX:
            made[1] = made[1]._replace(guardian=replace(made[1].guardian, email=made[0].guardian.email))
        if self.place == PATCHWORK - 1 and self.others:
            step = UNUSUAL[PATCHWORK][-1]
            ties = (*made[1].ties, *(_tie(made[1].guardian.key, each, step, 3) for each in self.others))
            made[1] = made[1]._replace(ties=ties)
        yield from made

    def _carer(self, order: int, part: Part) -> Carer:
        chance = Random(f"{self.code}:{self.seed}:family:{self.number}:{order}")  # noqa: S311 - made-up people
        key = f"V{self.number + 1}-{order}"
        named = self._contact(self._named(key, order, part, chance), chance)
        return Carer(self._housed(named, part, chance), tuple(_tie(key, each, part, order) for each in self.children))

    def _named(self, key: str, order: int, part: Part, chance: Random) -> Guardian:
        """Return a guardian with names: the first has the children's name, the others mostly their own."""
        child = self.children[0]
        family = (child.prefix or None, str(child.last_name))
        names = next((each for each in ALL if family in each.families), DUTCH)
        woman = part.relation is R.MOTHER or (part.relation is not R.FATHER and order == 1)
        prefix, last_name = family if order == 1 or chance.random() < 0.3 else chance.choice(names.families)  # noqa: PLR2004
        first = chance.choice(names.girls if woman else names.boys)
        return Guardian(
            key=key,
            salutation="mevrouw" if woman else "de heer",
            first_name=first,
            initials=f"{first[0]}.",
            prefix=prefix,
            last_name=last_name,
        )

    def _contact(self, named: Guardian, chance: Random) -> Guardian:
        """Return the guardian with numbers and an e-mail address: of some the school knows little."""
        number, landline = chance.randrange(10_000_000, 50_000_000), chance.randrange(2_000_000, 9_000_000)
        name = f"{plain(str(named.first_name))}.{plain(str(named.last_name))}.{named.key.lower()}"
        return replace(
            named,
            email=None if self.place == WITHOUT_EMAIL and named.key.endswith("1") else f"{name}@ouder.example",
            mobile=f"06-{number}" if self.place == NATIONAL_NUMBER else f"+316{number}",
            phone=f"+3120{landline}" if chance.random() < 0.25 else None,  # noqa: PLR2004
            work_phone=f"+3130{landline}" if chance.random() < 0.2 else UNSAID,  # noqa: PLR2004
        )

    def _housed(self, named: Guardian, part: Part, chance: Random) -> Guardian:
        """Return the guardian with an address: the pupils' own, or one of his own."""
        home = str(self.children[0].postcode)
        where = chance if not part.home else Random(f"{self.code}:{self.seed}:home:{home}")  # noqa: S311 - made-up people
        number = f"{where.randrange(1, 200)}{where.choice(('', '', '', 'a', '-2'))}"
        return replace(
            named,
            street=where.choice(STREETS),
            house_number=number,
            postcode=home if part.home else postcode(where),
            city=where.choice(TOWNS),
            country="NL",
            changed_at=self.children[0].changed_at,
        )


def _tie(guardian: str, pupil: Pupil, part: Part, order: int) -> Guardianship:
    return Guardianship(
        key=f"{pupil.key}:{guardian}",
        pupil=pupil.key,
        guardian=guardian,
        relation=part.relation,
        authority=part.authority,
        lives_with=part.lives_with,
        contact_order=order,
    )
