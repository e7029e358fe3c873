"""Composing a letter when it is sent: from its numbers, and what is known by then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hub.changes import dutch_today
from hub.mail import content, links, portals, showing
from hub.mail.checking import ASKING
from hub.mail.content import Content, since_of
from hub.mail.information import waiting_for
from hub.mail.news import unseen
from hub.mail.reminding import reminder
from hub.records import Guardian, Kind
from hub.store import Books, Directory, Item, ItemState, Letter, RequestState, StepTaken, WebhookState

BY_ITSELF = "hub"
"""Who takes a step that no person took."""
OVER = frozenset({ItemState.REFUSED, ItemState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Composed:
    """What a letter says, and the numbers of what it tells, so that the next one does not tell it again."""

    content: Content
    covers: tuple[int, ...] = ()


def _received(books: Books, letter: Letter) -> Composed | None:
    items = _items(books, letter)
    if all(each.state in OVER for each in items):
        return None
    told = [each for each in items if each.state not in OVER]
    return Composed(
        content.received(books.school.name, told, links.own_requests()),
        tuple(each.id for each in told),
    )


def _decided(books: Books, letter: Letter) -> Composed | None:
    found = _untold(books, letter, _is_decision)
    if not found:
        return None
    last = {item.id: (item, step.new, step.reason) for item, step in found}
    path = links.own_requests()
    return Composed(content.decided(books.school.name, list(last.values()), path), tuple(step.id for _, step in found))


def _confirmed(books: Books, letter: Letter) -> Composed | None:
    found = _untold(books, letter, lambda step: step.new is ItemState.CONFIRMED)
    if not found:
        return None
    path = links.own_details()
    items = [item for item, _ in found]
    return Composed(content.confirmed(books.school.name, items, path), tuple(step.id for _, step in found))


def _is_decision(step: StepTaken) -> bool:
    """A yes by itself stands in the first letter already; a no is always told."""
    return step.new is ItemState.REFUSED or (step.new is ItemState.APPROVED and step.by != BY_ITSELF)


def _untold(books: Books, letter: Letter, wanted: Callable[[StepTaken], bool]) -> list[tuple[Item, StepTaken]]:
    """Return the steps that this letter is to tell: at a second attempt those of the first."""
    told = books.letters.told(letter.letter, letter.subject or 0)
    steps = [(item, step) for item in _items(books, letter) for step in books.changes.steps(item.id) if wanted(step)]
    if letter.covers is not None:
        return [each for each in steps if each[1].id in letter.covers]
    return [each for each in steps if each[1].id not in told]


def _items(books: Books, letter: Letter) -> list[Item]:
    return books.changes.items_of(letter.subject or 0)


def _reminder(books: Books, letter: Letter) -> Composed | None:
    counts, code = books.changes.counts(), str(books.school.code)
    information = waiting_for(books, letter.to_account or 0)
    waiting = sum(counts.get(each, 0) for each in PERSONS)
    tasks = counts.get(ItemState.TASK, 0)
    if not waiting + tasks + information:
        return None
    path = links.changes_page(code) if waiting + tasks else links.information_page(code)
    return Composed(reminder(books.school.name, waiting, tasks, path, information=information))


def _news(books: Books, letter: Letter) -> Composed | None:
    """Nothing is sent where what was new was looked at meanwhile, or is not shown any more."""
    guardian = letter.guardian or ""
    if not unseen(books, guardian, dutch_today()):
        return None
    return Composed(showing.news(books.school.name, links.own_family()))


def _information_asked(books: Books, letter: Letter) -> Composed | None:
    waiting = waiting_for(books, letter.to_account or 0)
    path = links.information_page(str(books.school.code))
    return Composed(showing.information_asked(books.school.name, waiting, path)) if waiting else None


def _information_decided(books: Books, letter: Letter) -> Composed | None:
    asked = books.access.request(letter.subject or 0)
    if asked is None or asked.state not in (RequestState.GRANTED, RequestState.REFUSED):
        return None
    return Composed(showing.information_decided(books.school.name, links.own_family()))


PERSONS = (ItemState.REQUESTED, ItemState.CONFLICT, ItemState.FAILED, ItemState.UNKNOWN)
"""Where an item stands that waits for a person of the school."""


def _coupling_broke(books: Books, letter: Letter) -> Composed:
    path = links.school_page(str(books.school.code))
    return Composed(content.coupling_broke(books.school.name, since_of(letter.subject or 0), path))


def _coupling_works(books: Books, letter: Letter) -> Composed:
    path = links.school_page(str(books.school.code))
    return Composed(content.coupling_works(books.school.name, since_of(letter.subject or 0), path))


def _invitation(books: Books, letter: Letter) -> Composed | None:
    """Nothing is sent where the invitation was used or taken back, or the LAS has another address by now."""
    token = books.invitations.link_token(letter.subject or 0)
    found = books.invitations.find(token) if token else None
    record = books.changes.record(Kind.GUARDIANS, letter.guardian or "")
    if token is None or found is None or not isinstance(record, Guardian):
        return None
    if books.invitations.email_mark(str(record.email)) != found.email_mark:
        return None
    return Composed(content.invitation(books.school.name, found.expires_at, links.invitation(token)))


def _welcome(directory: Directory, letter: Letter) -> Composed | None:
    token = directory.links.link_token(letter.subject or 0)
    return Composed(content.welcome(links.new_password(token))) if token else None


def _password_reset(directory: Directory, letter: Letter) -> Composed | None:
    token = directory.links.link_token(letter.subject or 0)
    return Composed(content.password_reset(links.new_password(token))) if token else None


def _step_changed(directory: Directory, letter: Letter) -> Composed | None:
    """Tell how it is now: whoever turned it off and on again reads the same truth twice."""
    if letter.to_account is None:
        return None
    is_on = directory.second_steps.of(letter.to_account) is not None
    return Composed(content.step_changed(links.own_step(), is_on=is_on))


def _check(books: Books, letter: Letter) -> Composed | None:
    found = ASKING[letter.letter](books, letter)
    return Composed(found) if found else None


def _webhook_paused(books: Books, letter: Letter) -> Composed | None:
    """Nothing is left to tell where the school turned the address on again, or took it away."""
    webhook = books.webhooks.find(letter.subject or 0)
    if webhook is None or webhook.state is not WebhookState.PAUSED:
        return None
    return Composed(portals.webhook_paused(books.school.name, links.portal_webhook(str(books.school.code), webhook.id)))


AT_SCHOOL: Mapping[str, Callable[[Books, Letter], Composed | None]] = {
    "invitation": _invitation,
    "received": _received,
    "decided": _decided,
    "confirmed": _confirmed,
    "check": _check,
    "check_reminder": _check,
    "news": _news,
    "information_asked": _information_asked,
    "information_decided": _information_decided,
    "reminder": _reminder,
    "coupling_broke": _coupling_broke,
    "coupling_works": _coupling_works,
    "webhook_paused": _webhook_paused,
}
"""How each letter of a school comes about."""
OF_HUB: Mapping[str, Callable[[Directory, Letter], Composed | None]] = {
    "invitation": _welcome,
    "password_reset": _password_reset,
    "step_changed": _step_changed,
}
"""How each letter of the hub as a whole comes about."""
