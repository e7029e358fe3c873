"""The classes, combined groups and buildings of a made-up school."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from string import ascii_uppercase

from hub.records import CombinedGroup, Group, Location, Pupil, SchoolYear, Teacher

CLASS_SIZE = 24
SMALL, LARGE = 120, 400
"""A school below the first number has mixed classes only; one above the second has a second building."""
_YEARS = (("1", "2"), ("3",), ("4",), ("5",), ("6",), ("7",), ("8",))
_YEARS_SMALL = (("1", "2"), ("3", "4"), ("5", "6"), ("7", "8"))


@dataclass(frozen=True, slots=True)
class Classroom:
    """One class, with the year groups that sit in it."""

    group: Group
    years: tuple[str, ...]


@dataclass(frozen=True)
class Classes:
    """The classes of a school of `size` pupils in one school year: 1/2A, 1/2B, 3, 4, …; each year they are new."""

    size: int
    school_year: SchoolYear
    rooms: tuple[Classroom, ...] = field(init=False, repr=False)
    by_key: dict[str, Classroom] = field(init=False, repr=False)
    by_year: dict[str, tuple[Classroom, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rooms = tuple(self._rooms())
        years = dict.fromkeys(year for room in rooms for year in room.years)
        object.__setattr__(self, "rooms", rooms)
        object.__setattr__(self, "by_key", {room.group.key: room for room in rooms})
        object.__setattr__(self, "by_year", {at: tuple(each for each in rooms if at in each.years) for at in years})

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(room.group for room in self.rooms)

    def place(self, number: int) -> tuple[Classroom, str]:
        """Return the class and year group of the pupil with this number: the classes fill up one after another."""
        seat = number % self.size
        room = self.rooms[seat * len(self.rooms) // self.size]
        return room, room.years[seat % len(room.years)]

    def first_years(self, number: int) -> tuple[Classroom, str]:
        """Return where a child goes that is new at school."""
        rooms = self.by_year["1"]
        return rooms[number % len(rooms)], "1"

    def moved_up(self, pupil: Pupil, before: "Classes") -> Pupil:
        """Return the pupil a year further. Classes stay together as far as that goes."""
        year = str(int(str(pupil.year_group)) + 1)
        if not isinstance(pupil.group, str):
            return replace(pupil, year_group=year)
        old = before.by_key[pupil.group]
        parallel = before.by_year[str(pupil.year_group)].index(old)
        rooms = self.by_year[year]
        started = f"{self.school_year.start}-08-01"
        return replace(
            pupil,
            year_group=year,
            group=rooms[parallel % len(rooms)].group.key,
            started_year_3=datetime.fromisoformat(started).date() if year == "3" else pupil.started_year_3,
        )

    def another(self, pupil: Pupil) -> Pupil:
        """Return the pupil in another class: a parallel one, or else the nearest, a year back first."""
        if not isinstance(pupil.group, str):
            return replace(pupil, group=self.by_year[str(pupil.year_group)][0].group.key)
        year = int(str(pupil.year_group))
        for wanted in map(str, (year, year - 1, year + 1, year - 2, year + 2)):
            for room in self.by_year.get(wanted, ()):
                if room.group.key != pupil.group:
                    return replace(pupil, group=room.group.key, year_group=wanted)
        return pupil

    def reassigned(self, teacher: Teacher, before: "Classes", moment: datetime) -> Teacher:
        """Return the teacher with the same classes as before the summer, under this year's keys."""
        now = {old.group.key: new.group.key for old, new in zip(before.rooms, self.rooms, strict=True)}
        places = teacher.assignments or ()
        assignments = tuple(each if each.combined else replace(each, group=now[each.group]) for each in places)
        return replace(teacher, assignments=assignments, changed_at=moment)

    def _rooms(self) -> list[Classroom]:
        layout = _YEARS if self.size >= SMALL else _YEARS_SMALL
        rooms: list[Classroom] = []
        for years in layout:
            parallel = max(1, round(self.size * len(years) / 8 / CLASS_SIZE))
            rooms += [
                self._room(len(rooms) + place, years, _letters(place) if parallel > 1 else "")
                for place in range(parallel)
            ]
        return rooms

    def _room(self, place: int, years: tuple[str, ...], letters: str) -> Classroom:
        group = Group(
            key=f"{self.school_year.start % 100}{place + 1:03}",
            name=f"{'/'.join(years)}{letters}",
            year_group=years[0] if len(years) == 1 else "C",
            description=f"Groep {'/'.join(years)}{letters}",
            changed_at=datetime(self.school_year.start, 7, 6, 9, tzinfo=UTC),
        )
        return Classroom(group, years)


def combined_groups_of(size: int) -> tuple[CombinedGroup, ...]:
    """Return the combined groups of a school of this size."""
    names = ["Plusklas", "Gym maandag", "Gym donderdag", "Leeskring", "Schoolkoor", "Rekenen verdieping"]
    count = 2 if size < SMALL else len(names)
    moment = datetime(2026, 9, 7, 10, 15, tzinfo=UTC)
    return tuple(
        CombinedGroup(key=f"S{place + 1}", name=name, description=f"{name} (samengesteld)", changed_at=moment)
        for place, name in enumerate(names[:count])
    )


def locations_of(size: int) -> tuple[Location, ...]:
    """Return the buildings of a school of this size."""
    names = ["Hoofdgebouw", "Dependance"] if size > LARGE else ["Hoofdgebouw"]
    moment = datetime(2024, 8, 12, 8, tzinfo=UTC)
    return tuple(
        Location(key=f"V{place + 1}", name=name, description=name, changed_at=moment)
        for place, name in enumerate(names)
    )


def _letters(place: int) -> str:
    """Return A, B, …, Z, AA, AB, and so on."""
    letters = ""
    place += 1
    while place:
        place, last = divmod(place - 1, len(ascii_uppercase))
        letters = ascii_uppercase[last] + letters
    return letters
