"""Moving house: one request at each school for everybody who moves, from a day that may be to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hub.changes.around import family_around
from hub.changes.effective import begins, is_ahead
from hub.changes.errors import NO_RECORD, CannotAskError
from hub.changes.requests import Asking, Wish, known_or_nothing, to_conflict
from hub.changes.values import ValueRefusedError
from hub.contract import HubError
from hub.records import Kind, SchoolCode, Text
from hub.registry import Registry
from hub.store import Books, Item, ItemState, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """One move of house at one school: its mark, from which day it holds, and who asks under which account.

    `country` is where to: it decides what a postcode looks like, also that of a child.
    """

    move: str
    effective_on: date
    country: str | None = None
    guardian: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAsked:
    """Somebody whose move could not be asked, and why."""

    kind: Kind
    key: str
    why: HubError


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What came of a move at one school. `before`: it was asked here already, by the same form."""

    items: tuple[Item, ...] = ()
    not_asked: tuple[NotAsked, ...] = ()
    before: bool = False


class _NobodyError(Exception):
    """Nothing could be asked: the request goes too."""

    def __init__(self, not_asked: tuple[NotAsked, ...]) -> None:
        super().__init__()
        self.not_asked = not_asked


def ask_move(
    store: Store, registry: Registry, school: SchoolCode, people: Sequence[Sequence[Wish]], moving: Moving
) -> Moved:
    """Ask at one school for everybody who moves, each with all wishes or none, in one request.

    Who cannot be asked for does not stop the others. The same form sent twice asks once. Raises `CannotAskError` where
    the school does not know the guardian any more.
    """
    try:
        with store.open(school, moving.by) as books:
            return _asked(books, registry, people, moving)
    except _NobodyError as nobody:
        return Moved(not_asked=nobody.not_asked)


def _asked(books: Books, registry: Registry, people: Sequence[Sequence[Wish]], moving: Moving) -> Moved:
    if books.changes.record(Kind.GUARDIANS, moving.guardian) is None:
        raise CannotAskError(NO_RECORD)
    request = books.changes.request_of_move(moving.guardian, moving.by, moving.move)
    if request is None:
        return Moved(items=tuple(books.changes.items_of_move(moving.guardian, moving.move)), before=True)
    abroad = {(each.kind, each.key): moving.country for wishes in people for each in wishes if moving.country}
    asking = Asking(registry, books, moving.by, moving.guardian, abroad, moving.effective_on)
    refused: list[NotAsked] = []
    items = [item for wishes in people for item in _ask_for(asking, request, wishes, refused)]
    if not items:
        raise _NobodyError(tuple(refused))
    return Moved(items=tuple(items), not_asked=tuple(refused))


def _ask_for(asking: Asking, request: int, wishes: Sequence[Wish], refused: list[NotAsked]) -> list[Item]:
    """Ask for one person: all of it or nothing."""
    if not wishes:
        return []
    try:
        with asking.books.all_or_nothing():
            return [asking.ask(request, wish) for wish in wishes]
    except (CannotAskError, ValueRefusedError) as error:
        refused.append(NotAsked(kind=wishes[0].kind, key=wishes[0].key, why=error))
        return []


def holds_back(books: Books, item: Item, today: date) -> bool:
    """Tell whether an approved item is not to be written now: its day is to come, or the family is another by then.

    Between the yes and the day lie months, in which a child may leave the school, or go to live with the other parent.
    """
    if item.effective_on is None:
        return False
    if is_ahead(item, today):
        books.changes.look_on(item, begins(item.effective_on))
        return True
    if books.changes.record(item.kind, item.key) is None:
        books.changes.look_again(item, None, 0)
        books.changes.move(item, ItemState.WITHDRAWN, LEFT)
        return True
    lost = _lost_right(books, item)
    if lost is not None:
        to_conflict(books, item, known_or_nothing(books, item), lost)
    return lost is not None


def _lost_right(books: Books, item: Item) -> Text | None:
    """Return why who asked may not ask this of the pupil any more. What a person decided after that was told stands."""
    if item.guardian is None or item.kind is not Kind.PUPILS:
        return None
    if any(step.new is ItemState.CONFLICT for step in books.changes.steps(item.id)):
        return None
    found = family_around(books, item.guardian).of(item.guardian, item.key)
    if found is None or found.authority is not True:
        return NO_SAY
    # Where the LAS does not say with whom the child lives, the postcodes tell; those are just what changes here.
    return LIVES_ELSEWHERE if found.lives_with is False else None


LEFT = Text(
    "Deze persoon staat niet meer in de gegevens van de school.", "This person is not in the school's data any more."
)
NO_SAY = Text(
    "Wie dit vroeg, heeft volgens het LAS geen gezag meer over dit kind. Kijk na of de verhuizing nog doorgaat.",
    "Who asked this has no parental authority over this child any more, by the LAS. Check whether it still moves.",
)
LIVES_ELSEWHERE = Text(
    "Dit kind woont volgens het LAS niet meer bij wie dit vroeg. Kijk na of het nog meeverhuist.",
    "By the LAS this child does not live with who asked this any more. Check whether it still moves along.",
)
