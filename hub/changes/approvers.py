"""Who of a school's staff decides on what people ask, and is reminded of it. Plugins can only leave people out."""

from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from hub.changes.decisions import Approver
from hub.changes.own_family import of_kindred
from hub.changes.working_days import DUTCH_TIME
from hub.contract import Colleague
from hub.registry import Registry
from hub.store import Books
from hub.store.asking import settings_of_those_on


def approvers(registry: Registry, books: Books) -> frozenset[int]:
    """Return the accounts of who decides today. Where a plugin fails, or leaves nobody, the administrators do."""
    colleagues = books.colleagues()
    everyone = frozenset(each.account for each in colleagues)
    admins = frozenset(each.account for each in colleagues if each.admin) or everyone
    on = dict(settings_of_those_on(registry, books))
    today = datetime.now(UTC).astimezone(DUTCH_TIME).date()
    answers = registry.ask("approvers", on, school=books.school, colleagues=colleagues, today=today)
    for fault in answers.faults:
        books.plugins.note_fault(fault.plugin, fault.hook, fault.error, fault.text)
    # A plugin that is on and cannot be asked, set wrongly or gone, may have left somebody out.
    silent = registry.plugins.keys() - registry.answering("approvers")
    unheard = {key for key, state in books.plugins.states().items() if state.on} - on.keys() - silent
    named = everyone.intersection(*(frozenset(chosen) for _, chosen in answers.values))
    return (named & admins if answers.faults or unheard else named) or admins


def approver(books: Books, by: str, guardians: AbstractSet[str]) -> Approver:
    """Return who decides as somebody who is these guardians too, with his family at the school."""
    return Approver(by, guardians, of_kindred(guardians, books.kin.around(guardians)).persons)


def decides(registry: Registry, books: Books, by: str) -> bool:
    """Tell whether this member of staff is one of them. Whoever runs the hub is no member of staff, and may."""
    mine = (each for each in books.colleagues() if each.by == by)
    colleague: Colleague | None = next(mine, None)
    return colleague is None or colleague.account in approvers(registry, books)
