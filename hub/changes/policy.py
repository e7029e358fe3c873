"""Asking the policies of a school about an item, and finding the way of an item that was approved."""

from hub.changes.decisions import verdict_of
from hub.changes.effective import begins, dutch_today, waits
from hub.contract import ChangeItem, ConfigurationError, Verdict, WritesBack
from hub.records import Text
from hub.registry import Registry
from hub.store import Books, Item, ItemState
from hub.store.asking import las_of, settings_of_those_on
from hub.store.deferring import defer


def judged(registry: Registry, books: Books, item: ChangeItem) -> Verdict:
    """Return what the policies that are on say: the strictest, and a person where none speaks or one fails."""
    asked = dict(settings_of_those_on(registry, books))
    answers = registry.ask("approval_policy", asked, school=books.school, item=item)
    for fault in answers.faults:
        books.plugins.note_fault(fault.plugin, fault.hook, fault.error, fault.text)
    # A plugin that is on and cannot be asked, set wrongly or gone, may have had a rule about this.
    unheard = {key for key, state in books.plugins.states().items() if state.on} - asked.keys()
    said = tuple(value for _, value in answers.values)
    return verdict_of(said, somebody_failed=bool(answers.faults or unheard))


def as_asked(item: Item) -> ChangeItem:
    """Return a kept item as policies are asked of it."""
    return ChangeItem(
        kind=item.kind,
        key=item.key,
        field=item.field,
        base=item.base,
        wanted=item.value,
        asked_by_self=item.self_asked,
        asker_has_authority=item.has_authority,
        asker_lives_with=item.lives_with,
        asked_by_school=item.guardian is None,
        effective_on=item.effective_on,
    )


def send_on(registry: Registry, books: Books, item: Item) -> Item:
    """Let an approved item go its way: to the LAS by a job, or to the office as a task. Not before its day."""
    if item.effective_on is not None and waits(item, dutch_today()):
        return books.changes.look_on(item, begins(item.effective_on))
    try:
        key, connector = las_of(registry, books)
    except ConfigurationError as error:
        return as_task(books, item, error.text) if not books.plugins.las() else _in_queue(books, item)
    return _in_queue(books, item) if isinstance(connector, WritesBack) else as_task(books, item, cannot_write(key))


def as_task(books: Books, item: Item, reason: Text) -> Item:
    """Make an approved item a task of the office."""
    task = books.changes.move(item, ItemState.TASK, reason, by="hub")
    books.changes.look_again(task, None, 0)
    return task


def _in_queue(books: Books, item: Item) -> Item:
    books.changes.look_again(item, 0, 0)
    defer(books, "write_back", item=item.id)
    return books.changes.item(item.id)


def cannot_write(key: str) -> Text:
    """Return the sentence for a LAS into which the hub cannot write."""
    return Text(
        f"De hub kan niet in dit LAS schrijven ({key}). Typ de nieuwe waarde over in het LAS; de volgende import "
        "controleert het.",
        f"The hub cannot write into this LAS ({key}). Type the new value into the LAS; the next import checks it.",
    )
