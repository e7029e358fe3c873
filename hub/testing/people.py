"""The pupils and teachers of a made-up school, each made of the seed and a number."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha512
from random import Random

from hub.records import (
    UNSAID,
    Assignment,
    CombinedGroup,
    Gender,
    Group,
    Location,
    Pupil,
    SchoolCode,
    Teacher,
)
from hub.testing.names import ALL, Names, plain
from hub.testing.rooms import Classes, Classroom

FIRST_KEY = 100_001
"""The LAS key of the first pupil."""
ECK = "https://ketenid.example/202607/"
TWIN, NAMESAKE, WITHOUT_CLASS = 61, 97, 151
"""Every so many pupils there is a twin of the one before, one with the name of another, one without a class."""
_LETTERS_OF_POSTCODES = "ABCDEGHJKLMNPRSTVWXZ"


@dataclass(frozen=True, slots=True)
class _Family:
    names: Names
    prefix: str | None
    last_name: str
    postcode: str


@dataclass(frozen=True, slots=True)
class PupilMaker:
    """Makes the pupils of one school, which began with `size` of them."""

    code: SchoolCode
    seed: int
    size: int
    combined: tuple[CombinedGroup, ...]
    locations: tuple[Location, ...]

    def pupil(self, number: int, classes: Classes) -> Pupil:
        """Return the pupil with this number (from 0), in the class that has a seat for it."""
        origin = number - 1 if self._is_twin(number) else number
        room, year = classes.place(origin)
        return self._pupil(number, room, year, classes)

    def newcomer(self, number: int, classes: Classes) -> Pupil:
        """Return the pupil with this number as a child that has just become four."""
        room, year = classes.first_years(number)
        return self._pupil(number, room, year, classes)

    def another_postcode(self, pupil: Pupil) -> str:
        """Return where the pupil's family moves to."""
        return postcode(self._chance(f"move:{pupil.last_name}:{pupil.postcode}"))

    def family_of(self, number: int) -> int:
        """Return the number of the family of the pupil with this number."""
        families = max(1, self.size * 7 // 10)
        return (number - self._is_twin(number)) % families if number < self.size else number

    def _pupil(self, number: int, room: Classroom, year: str, classes: Classes) -> Pupil:
        chance = self._chance(f"pupil:{number}")
        start = classes.school_year.start
        bare = self._named(number, chance)
        born = self._born(number, start - 4 - int(year))
        return replace(
            bare,
            eck_id=eck_id(self.code, f"{self.seed}:p{number}"),
            birth_date=born,
            year_group=year,
            group=None if number % WITHOUT_CLASS == WITHOUT_CLASS - 1 else room.group.key,
            combined_groups=tuple(each.key for each in self.combined if chance.random() < 0.12),  # noqa: PLR2004
            location=self.locations[int(room.group.key) % len(self.locations)].key,
            started_year_3=date(start - int(year) + 3, 8, 1) if int(year) >= 3 else UNSAID,  # noqa: PLR2004
            enrolled_on=born.replace(year=born.year + 4, day=min(born.day, 28)),
            changed_at=datetime(start, 9, 1, 8, tzinfo=UTC) + timedelta(minutes=chance.randrange(40_000)),
        )

    def _named(self, number: int, chance: Random) -> Pupil:
        """Return the pupil with names and where it lives; twins share a family, namesakes a name."""
        family = self._family(number)
        girl = chance.random() < 0.49  # noqa: PLR2004 - a little fewer girls are born
        first = chance.choice(family.names.girls if girl else family.names.boys)
        if self._is_twin(number):
            first = _another(first, family.names)
        given = f"{first} {chance.choice(family.names.girls if girl else family.names.boys)}"
        username = f"{plain(first)}.{plain(family.last_name)}{number}"
        named = Pupil(
            key=str(FIRST_KEY + number),
            first_name=first,
            prefix=family.prefix,
            last_name=family.last_name,
            given_names=given,
            initials="".join(f"{name[0]}." for name in given.split()),
            gender=chance.choices((Gender.GIRL if girl else Gender.BOY, Gender.NOT_SPECIFIED), (199, 1))[0],
            username=username,
            email=f"{username}@leerling.school.example" if chance.random() < 0.6 else UNSAID,  # noqa: PLR2004
            postcode=family.postcode,
        )
        return self._namesake(named, number) if number % NAMESAKE == NAMESAKE - 1 else named

    def _namesake(self, named: Pupil, number: int) -> Pupil:
        other = self._named(number - 10, self._chance(f"pupil:{number - 10}"))
        return replace(other, key=named.key, username=named.username, email=named.email, postcode=named.postcode)

    def _family(self, number: int) -> _Family:
        """Return the pupil's family. Three in ten pupils have a brother or sister at the school, in another class."""
        chance = self._chance(f"family:{self.family_of(number)}")
        names = chance.choices(ALL, [each.weight for each in ALL])[0]
        prefix, last_name = chance.choice(names.families)
        return _Family(names, prefix, last_name, postcode(chance))

    def _born(self, number: int, year: int) -> date:
        """Return a day between 1 October of `year` and a year after; the same day for twins."""
        chance = self._chance(f"born:{number - self._is_twin(number)}")
        return date(year, 10, 1) + timedelta(days=chance.randrange(365))

    def _is_twin(self, number: int) -> bool:
        return number % TWIN == TWIN - 1

    def _chance(self, of: str) -> Random:
        return Random(f"{self.code}:{self.seed}:{of}")  # noqa: S311 - made-up people need no cryptography


def teachers_of(
    code: SchoolCode, seed: int, size: int, groups: tuple[Group, ...], combined: tuple[CombinedGroup, ...]
) -> tuple[Teacher, ...]:
    """Return about a teacher for every 12 pupils: one or two part-timers for each class, and the others of a school."""
    places: list[tuple[tuple[Assignment, ...], tuple[str, ...]]] = []
    for place, group in enumerate(groups):
        at_class = Assignment(group=group.key, roles=("LRK",))
        places += [((at_class,), ())] * (2 if place % 3 else 1)
    places += [((Assignment(group=each.key, combined=True, roles=("VAK",)),), ("VAK",)) for each in combined]
    places += [((), roles) for roles in (("DIR",), ("ADJ", "IB"), ("ADM",), ("ICT", "Leescoördinator"), ("CON",))]
    helping = max(0, size // 12 - len(places))
    places += [((Assignment(group=groups[n % len(groups)].key, roles=("OWA",)),), ("OWA",)) for n in range(helping)]
    return tuple(_teacher(code, seed, number, *place) for number, place in enumerate(places))


def _teacher(
    code: SchoolCode, seed: int, number: int, assignments: tuple[Assignment, ...], roles: tuple[str, ...]
) -> Teacher:
    chance = Random(f"{code}:{seed}:teacher:{number}")  # noqa: S311 - as above
    names = chance.choices(ALL, [each.weight for each in ALL])[0]
    prefix, last_name = chance.choice(names.families)
    first = chance.choice(names.girls if chance.random() < 0.85 else names.boys)  # noqa: PLR2004 - as it is at schools
    username = f"{plain(first)[0]}.{plain(last_name)}{number}"
    return Teacher(
        key=f"M{number + 1}",
        eck_id=eck_id(code, f"{seed}:t{number}"),
        first_name=first,
        prefix=prefix,
        last_name=last_name,
        given_names=first,
        initials=f"{first[0]}.",
        username=username,
        email=f"{username}@school.example",
        roles=roles,
        assignments=assignments,
        changed_at=datetime(2026, 8, 24, 8, tzinfo=UTC) + timedelta(minutes=chance.randrange(9_000)),
    )


def eck_id(code: SchoolCode, of: str) -> str:
    """Return a pseudonym in the form of an ECK iD; its address shows that it is made up."""
    return ECK + sha512(f"{code}:{of}".encode()).hexdigest()


def _another(first: str, names: Names) -> str:
    """Return the first name that stands after `first`: a twin does not have its brother's or sister's."""
    same = names.girls if first in names.girls else names.boys
    return same[(same.index(first) + 1) % len(same)]


def postcode(chance: Random) -> str:
    """Return a postcode; most of them do not exist."""
    return f"{chance.randrange(1000, 9999)}{chance.choice(_LETTERS_OF_POSTCODES)}{chance.choice(_LETTERS_OF_POSTCODES)}"
