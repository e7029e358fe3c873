"""Who of the school hears that a guardian without authority asks for information, and when they are reminded of it."""

from datetime import datetime

from hub.changes import REMIND_AFTER, REMIND_AT, own_family, working_days
from hub.mail.posting import post
from hub.registry import Registry
from hub.store import Books, InformationRequest, RequestState, Role

ADMINS = frozenset({Role.SCHOOL_ADMIN})
STAFF = ADMINS | {Role.STAFF}


def deciders(books: Books, asked: InformationRequest) -> list[int]:
    """Return the accounts that hear of a request: the administrators; where it is the family of all, all other staff.

    Nobody of whose own family it is hears of it: he does not decide on it, and is not to know of it.
    """
    for roles in (ADMINS, STAFF):
        found = [each for each in books.accounts_with(roles) if not _is_near(books, each, asked)]
        if found:
            return found
    return []


def waiting_for(books: Books, account: int) -> int:
    """Return how many requests wait for a decision of which this account hears."""
    return sum(account in deciders(books, each) for each in books.access.requests(state=RequestState.ASKED))


def remind_of_information(registry: Registry, books: Books, now: datetime) -> None:
    """Remind once of every request that waits for more than some working days."""
    waiting = [each for each in books.access.requests(state=RequestState.ASKED) if each.reminded_at is None]
    if not waiting:
        return
    days = working_days(registry, books, min(each.asked_at for each in waiting))
    for each in waiting:
        if days.later(each.asked_at, REMIND_AFTER, REMIND_AT) <= now:
            books.access.note_reminder(each.number)
            for account in deciders(books, each):
                post(books, "reminder", to_account=account)


def _is_near(books: Books, account: int, asked: InformationRequest) -> bool:
    return own_family(books, account).touches(asked.guardian, asked.pupil)
