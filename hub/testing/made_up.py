"""Made-up schools as records, for tests, measurements and the demo: nobody in them exists.

    school = made_up_school(SchoolCode.parse("99XX"), pupils=215, seed=1)
    tomorrow = a_day_later(school, seed=2)

The same arguments make the same school. Pupils are made while they are read, so that a school of 100,000 fits anywhere;
only its guardians, who have children in many places, are gathered first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from random import Random

from hub.records import (
    CombinedGroup,
    Complete,
    Group,
    Guardian,
    Guardianship,
    Kind,
    Location,
    Pulled,
    Pupil,
    Record,
    SchoolCode,
    SchoolYear,
    Source,
    Teacher,
)
from hub.testing.families import families_of
from hub.testing.people import PupilMaker, teachers_of
from hub.testing.rooms import Classes, combined_groups_of, locations_of

KINDS = frozenset({Kind.LOCATIONS, Kind.GROUPS, Kind.COMBINED_GROUPS, Kind.PUPILS, Kind.TEACHERS})
AROUND = frozenset({Kind.GUARDIANS, Kind.GUARDIANSHIPS})
THIS_YEAR = SchoolYear(2026)


@dataclass(frozen=True, slots=True)
class Pupils:
    """The pupils of a made-up school. Each time they are read they are made anew, and are the same."""

    count: int
    make: Callable[[], Iterator[Pupil]] = field(repr=False)

    def __iter__(self) -> Iterator[Pupil]:
        return self.make()

    def __len__(self) -> int:
        return self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpSchool:
    """A school that does not exist, as its LAS would deliver it at `source.made_at`.

    `given_out` is how many pupils' numbers the LAS has given out; a new pupil gets the next.
    """

    source: Source
    locations: tuple[Location, ...]
    groups: tuple[Group, ...]
    combined_groups: tuple[CombinedGroup, ...]
    pupils: Pupils
    teachers: tuple[Teacher, ...]
    classes: Classes = field(repr=False)
    maker: PupilMaker = field(repr=False)
    given_out: int

    def records(self) -> Iterator[Record]:
        """Yield every record, grouped by kind, in the order of `Kind`."""
        return chain(self.locations, self.groups, self.combined_groups, self.pupils, self.teachers)

    def pulled(self) -> Iterator[Pulled]:
        """Yield the school as a connector's `pull` does: the source, every record, and that this was all."""
        return chain((self.source,), self.records(), (Complete(KINDS),))

    def guardians(self) -> Iterator[Guardian | Guardianship]:
        """Yield every guardian, and then what each is to whom: families of every kind that a school has."""
        carers = list(families_of(self.maker, self.pupils))
        yield from (carer.guardian for carer in carers)
        yield from (tie for carer in carers for tie in carer.ties)

    def pulled_with_guardians(self) -> Iterator[Pulled]:
        """Yield what `pulled` does and the guardians too, as a LAS that delivers them."""
        return chain((self.source,), self.records(), self.guardians(), (Complete(KINDS | AROUND),))

    def pulled_guardians(self) -> Iterator[Pulled]:
        """Yield the guardians only, and that these were all."""
        return chain((self.source,), self.guardians(), (Complete(AROUND),))


def made_up_school(
    code: SchoolCode, pupils: int = 215, seed: int = 1, school_year: SchoolYear = THIS_YEAR
) -> MadeUpSchool:
    """Return a made-up primary school, on 1 October of `school_year`."""
    made_at = datetime(school_year.start, 10, 1, 7, 30, tzinfo=UTC)
    classes = Classes(pupils, school_year)
    combined, locations = combined_groups_of(pupils), locations_of(pupils)
    maker = PupilMaker(code, seed, pupils, combined, locations)
    return MadeUpSchool(
        source=Source(
            name="Verzonnen LAS",
            school=code,
            school_year=school_year,
            made_at=made_at,
            as_of=made_at.date(),
            author="Koppelhub",
            version="2.1",
        ),
        locations=locations,
        groups=classes.groups,
        combined_groups=combined,
        pupils=Pupils(pupils, lambda: (maker.pupil(number, classes) for number in range(pupils))),
        teachers=teachers_of(code, seed, pupils, classes.groups, combined),
        classes=classes,
        maker=maker,
        given_out=pupils,
    )


def a_day_later(school: MadeUpSchool, seed: int = 1) -> MadeUpSchool:
    """Return the school as its LAS delivers it the next day: a few pupils moved house or class, left or are new.

    Of 300 pupils about one leaves, one is new, three change class and three families move house; of each at least one.
    """
    later = _as_of(school, _made_at(school) + timedelta(days=1))
    count = len(school.pupils)
    chance = Random(f"{seed}:{school.source.made_at}")  # noqa: S311 - made-up people need no cryptography
    some = chance.sample(range(count), min(count, 1 + count // 300 + 2 * (1 + count // 100)))
    leaving = frozenset(some[: 1 + count // 300])
    moving, changing = some[len(leaving) :: 2], some[len(leaving) + 1 :: 2]
    homes = _homes(school, frozenset(moving))
    new = 1 + count // 300

    def pupils() -> Iterator[Pupil]:
        for place, pupil in enumerate(school.pupils):
            if place not in leaving:
                here = later.classes.another(pupil) if place in changing else pupil
                here = replace(here, postcode=homes.get((here.postcode, here.last_name), here.postcode))
                yield pupil if here == pupil else replace(here, changed_at=later.source.made_at)
        for number in range(school.given_out, school.given_out + new):
            yield replace(later.maker.pupil(number, later.classes), changed_at=later.source.made_at)

    return replace(later, pupils=Pupils(count - len(leaving) + new, pupils), given_out=school.given_out + new)


def next_year(school: MadeUpSchool) -> MadeUpSchool:
    """Return the school after the summer: everyone in a new class, year group 8 gone, and new children of four."""
    year = (school.source.school_year or THIS_YEAR).next()
    made_at = datetime(year.start, 8, 24, 7, 30, tzinfo=UTC)
    classes = Classes(school.classes.size, year)
    staying = sum(pupil.year_group != "8" for pupil in school.pupils)
    new = max(1, len(school.pupils) - staying)

    def pupils() -> Iterator[Pupil]:
        for pupil in school.pupils:
            if pupil.year_group != "8":
                yield replace(classes.moved_up(pupil, school.classes), changed_at=made_at)
        for number in range(school.given_out, school.given_out + new):
            yield replace(school.maker.newcomer(number, classes), changed_at=made_at)

    return replace(
        _as_of(school, made_at, year),
        groups=classes.groups,
        pupils=Pupils(staying + new, pupils),
        teachers=tuple(classes.reassigned(teacher, school.classes, made_at) for teacher in school.teachers),
        classes=classes,
        given_out=school.given_out + new,
    )


def _homes(school: MadeUpSchool, moving: frozenset[int]) -> dict[tuple[object, object], str]:
    """Return the new postcode of each family that moves house, by its old postcode and name: siblings move along."""
    return {
        (pupil.postcode, pupil.last_name): school.maker.another_postcode(pupil)
        for place, pupil in enumerate(school.pupils)
        if place in moving
    }


def _as_of(school: MadeUpSchool, moment: datetime, year: SchoolYear | None = None) -> MadeUpSchool:
    source = replace(school.source, made_at=moment, as_of=moment.date(), school_year=year or school.source.school_year)
    return replace(school, source=source)


def _made_at(school: MadeUpSchool) -> datetime:
    return school.source.made_at or datetime(THIS_YEAR.start, 10, 1, tzinfo=UTC)
