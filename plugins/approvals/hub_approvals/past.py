"""What was asked before, as the rules are asked of it once more."""

from collections.abc import Iterator
from datetime import datetime

from hub.contract import ChangeItem
from hub.contract.change_states import ItemState
from hub.contract.desk import Change, ChangesDesk, Wanted
from hub.records import Kind

AT_ONCE = 100
EVERY_STATE = frozenset(ItemState)


def latest(
    desk: ChangesDesk, most: int, *, since: datetime | None = None, automatic: bool | None = None
) -> list[Change]:
    """Return the changes that were asked last, the latest first; not more than `most`, and none from before `since`.

    Those whose values are hidden from the visitor are left out: rules cannot be asked of them.
    """
    found: list[Change] = []
    for change in _backwards(desk, automatic):
        if len(found) >= most or (since is not None and change.asked_at < since):
            break
        if not change.hidden:
            found.append(change)
    return found


def _backwards(desk: ChangesDesk, automatic: bool | None) -> Iterator[Change]:
    after: int | None = 0
    while after is not None:
        wanted = Wanted(states=EVERY_STATE, newest_first=True, automatic=automatic, after=after, limit=AT_ONCE)
        page = desk.find(wanted)
        yield from page.changes
        after = page.next


def as_asked(change: Change) -> ChangeItem:
    """Return a change as policies were asked of it."""
    return ChangeItem(
        kind=Kind(change.kind),
        key=change.key,
        field=change.field,
        base=change.old,
        wanted=change.wanted,
        asked_by_self=change.asked_by.itself,
        asker_has_authority=change.asked_by.authority,
        asker_lives_with=change.asked_by.lives_with,
        effective_on=change.effective_on,
        asked_by_school=change.asked_by.guardian is None,
    )
