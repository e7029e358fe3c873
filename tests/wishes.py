"""Guardians of a made-up school who ask for changes, through the same door as real ones."""

from collections.abc import Sequence

from hub import changes
from hub.changes import Wish
from hub.intake import take_in
from hub.records import Guardian, Kind, SchoolCode
from hub.registry import Registry
from hub.store import Item, Run, Store
from hub.testing.made_up import MadeUpSchool

FIELDS = (
    ("mobile", "06 2345 {:04d}"),
    ("street", "Nieuwstraat {}"),
    ("email", "ouder{}@example.nl"),
    ("city", "Zwolle {}"),
)


def take_in_families(store: Store, made: MadeUpSchool) -> Run:
    code = made.source.school
    assert code is not None
    return take_in(store, code, lambda _: made.pulled_with_guardians(), plugin="edexml", by="test", source_name="x.xml")


def guardians_of(store: Store, code: SchoolCode) -> Sequence[Guardian]:
    """Return the guardians who have a pupil at the school, in the order of their keys."""
    with store.open(code) as books:
        pupils = [each.key for each in books.roll.pupils(limit=5000)]
        linked = sorted({each.guardian for each in books.changes.guardianships(pupils=pupils)})
        found = books.changes.records(Kind.GUARDIANS, linked).values()
        return [each for each in found if isinstance(each, Guardian)]


def ask_for(store: Store, registry: Registry, code: SchoolCode, count: int) -> list[Item]:
    """Let as many wishes come in as are wanted: one field of one guardian each."""
    guardians = guardians_of(store, code)
    wishes = [(guardian.key, *field) for field in FIELDS for guardian in guardians][:count]
    assert len(wishes) == count, f"only {len(wishes)} wishes for {len(guardians)} guardians"
    made = []
    for number, (key, field, value) in enumerate(wishes):
        wish = Wish(kind=Kind.GUARDIANS, key=key, field=field, value=value.format(number))
        made += changes.ask(store, registry, code, [wish], guardian=key)
    return made
