"""A move of house, before it is asked: who moves, where to, from when, and what that means at each school."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any, Self
from uuid import uuid4

from hub import changes
from hub.changes import ValueRefusedError, Wish
from hub.portal.parents import details
from hub.portal.parents.mine import Mine, MyChild
from hub.portal.parents.wishes import is_new, plain, why_not_along
from hub.records import Kind, Text

HOME_FIELDS = ("street", "house_number", "postcode", "city", "country")
TYPED = ("street", "house_number", "addition", "postcode", "city", "country")
AT_HOME = "Nederland"
LONGEST = 200
LABELS: Mapping[str, Text] = {
    **{name: details.field_label(Kind.GUARDIANS, name) for name in HOME_FIELDS},
    "addition": Text("Toevoeging", "Addition"),
    "since": Text("Vanaf welke dag?", "From which day?"),
    "who": Text("Wie verhuist er?", "Who moves?"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was filled in so far. `move` is the mark of this move: the same form sent twice asks once."""

    move: str = field(default_factory=lambda: str(uuid4()))
    who: tuple[str, ...] = ()
    home: Mapping[str, str] = field(default_factory=dict)
    since: str = ""

    @classmethod
    def read(cls, kept: str | None) -> Self | None:
        """Return what was kept of an earlier step."""
        if kept is None:
            return None
        found = json.loads(kept)
        return cls(**{**found, "who": tuple(found["who"])})

    def written(self) -> str:
        """Return it as it is kept between two steps."""
        return json.dumps(asdict(self))

    def with_home(self, data: Mapping[str, str]) -> Self:
        """Return it with what a form says of the new address."""
        typed = {name: " ".join(data.get(name, "").split())[:LONGEST] for name in TYPED}
        return replace(self, home=typed, since=data.get("since", "").strip()[:LONGEST])


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may move: me at one school, or a child. `why_not` says why I may not ask it, and what to do."""

    key: str
    at: Mine
    child: MyChild | None = None
    why_not: Text | None = None

    @property
    def kind(self) -> Kind:
        return Kind.PUPILS if self.child else Kind.GUARDIANS

    @property
    def record_key(self) -> str:
        return self.child.pupil.key if self.child else self.at.link.guardian


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A new address that could be read, and from which day it holds."""

    values: Mapping[str, str]
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AtSchool:
    """What is asked at one school: for each person the wishes; none where it stands so or was asked already."""

    at: Mine
    people: tuple[tuple[Person, tuple[Wish, ...]], ...]

    @property
    def wishes(self) -> list[tuple[Wish, ...]]:
        return [wishes for _, wishes in self.people if wishes]


def people_of(mine: Sequence[Mine]) -> list[Person]:
    """Return everybody whom I see who may move, me first at each school."""
    return [
        person
        for at in mine
        for person in (
            Person(key=f"me.{at.link.number}", at=at),
            *(Person(key=each.mark, at=at, child=each, why_not=why_not_along(at, each)) for each in at.children),
        )
    ]


def chosen_of(people: Sequence[Person], data: Mapping[str, str]) -> tuple[str, ...]:
    """Return who was ticked in a form and may be asked for."""
    return tuple(each.key for each in people if each.why_not is None and f"who.{each.key}" in data)


def home_of(draft: Draft, today: date) -> tuple[Home | None, dict[str, Text]]:
    """Read the new address and the day; where something is wrong, say what beside each field."""
    problems: dict[str, Text] = {}
    typed = {name: draft.home.get(name, "") for name in TYPED}
    typed["house_number"] = house_number(typed["house_number"], typed.pop("addition"))
    values = dict(_checked(typed, problems))
    try:
        since = changes.checked_day(draft.since, today)
    except ValueRefusedError as error:
        problems["since"] = error.text
    return (None, problems) if problems else (Home(values=values, since=since), {})


def house_number(number: str, addition: str) -> str:
    """Return a house number with its addition: `12 bis`, and `12-3` where it begins with a digit."""
    if not addition or not number:
        return number
    return f"{number}-{addition}" if addition[0].isdigit() else f"{number} {addition.lstrip('-')}".strip()


def asked_of(mine: Sequence[Mine], draft: Draft, home: Home) -> list[AtSchool]:
    """Return what would be asked at each school."""
    chosen = [each for each in people_of(mine) if each.key in draft.who and each.why_not is None]
    found = []
    for at in mine:
        people = tuple((each, tuple(_wishes(each, home))) for each in chosen if each.at is at)
        if people:
            found.append(AtSchool(at=at, people=people))
    return found


def mark_of(draft: Draft, asked: Sequence[AtSchool]) -> str:
    """Return what stands for a page that shows this: what is known and asked, so that nothing else is asked unseen."""
    shown = [
        (person.key, each.field, each.value, plain(_record(person), each.field))
        for school in asked
        for person, wishes in school.people
        for each in wishes
    ]
    return sha256(json.dumps([draft.move, draft.since, shown]).encode()).hexdigest()[:24]


def _record(person: Person) -> Any:
    return person.child.pupil if person.child else person.at.guardian


def _checked(typed: Mapping[str, str], problems: dict[str, Text]) -> Iterator[tuple[str, str]]:
    for name in HOME_FIELDS:
        try:
            value = changes.checked(Kind.GUARDIANS, name, typed[name], country=typed["country"])
        except ValueRefusedError as error:
            problems[name] = error.text
            continue
        if value is None:
            problems[name] = FILL_IN
        else:
            yield name, value


def _wishes(person: Person, home: Home) -> Iterator[Wish]:
    """Return what is wanted otherwise for one person; of a child a school knows the postcode only."""
    at, kind, key = person.at, person.kind, person.record_key
    for name in ("postcode",) if person.child else HOME_FIELDS:
        known, value = plain(_record(person), name), home.values[name]
        if name == "country" and _both_at_home(known, value):
            continue
        if is_new(at, kind, key, name, known=known, value=value, since=home.since):
            yield Wish(kind=kind, key=key, field=name, value=value)


def _both_at_home(known: str, value: str) -> bool:
    """Tell whether two names of a country are the Netherlands: a LAS writes NL, Nederland, or nothing."""
    return {known.casefold().strip(), value.casefold().strip()} <= changes.HOME_COUNTRIES


FILL_IN = Text("Vul dit in.", "Fill this in.")
NOBODY = Text("Kies ten minste één persoon.", "Choose one person at least.")
