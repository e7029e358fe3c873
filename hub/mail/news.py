"""The daily look for what is new to a guardian: one letter a day at most, of what he is shown and did not see yet."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from hub.changes import around
from hub.contract import ReportKind
from hub.mail.content import AMSTERDAM
from hub.mail.posting import post
from hub.registry import Registry
from hub.reports import kinds_shown, prints, published_to
from hub.store import Books, Known, Store

AT_ONCE = 25
"""So many guardians are looked at in one transaction."""
HOURS = range(15, 21)
"""Letters of news go after school, and not in the night."""
NOTHING = Known(opened=None, told=frozenset())


def tell_news(store: Store, registry: Registry, school: int, now: datetime | None = None) -> int:
    """Look once a day for what is new to each guardian with an account, and post a letter. Return how many.

    It may be called often: each guardian is looked at once a day, and only in the hours in which letters go.
    """
    here = (now or datetime.now(UTC)).astimezone(AMSTERDAM)
    if here.hour not in HOURS:
        return 0
    posted = 0
    while True:
        with store.open(school) as books:
            guardians = books.news.to_look_at(here.date(), AT_ONCE)
            posted += sum(_tell(registry, books, each, here.date()) for each in guardians)
        if len(guardians) < AT_ONCE:
            return posted


def unseen(books: Books, guardian: str, today: date) -> bool:
    """Tell whether anything is published to a guardian that he has not opened."""
    known = books.news.of(guardian)
    shown = frozenset(ReportKind) if books.publication.read().reports else frozenset()
    return any(
        there - (known.get(pupil, NOTHING).opened or frozenset())
        for pupil, there in _there(books, guardian, shown, today)
    )


def _tell(registry: Registry, books: Books, guardian: str, today: date) -> int:
    """Tell one guardian what is new. What was there when we first looked is not new: it was there to see."""
    link = books.guardian_accounts.of(guardian)
    if link is None or guardian not in {each.guardian for each in books.guardian_accounts.open_to(link.account_id)}:
        return 0
    shown = kinds_shown(registry, books, books.publication.read())
    known, is_new = books.news.of(guardian), False
    for pupil, there in _there(books, guardian, shown, today):
        before = known.get(pupil)
        is_new = is_new or bool(before is not None and there - before.seen)
        if before is None or there != before.told:
            books.news.tell(guardian, pupil, there | (before.told if before else frozenset()))
    return int(is_new and post(books, "news", guardian=guardian) is not None)


def _there(
    books: Books, guardian: str, shown: frozenset[ReportKind], today: date
) -> Iterator[tuple[str, frozenset[int]]]:
    found = around(books, guardian)
    for pupil in sorted(found.family.pupils_of(guardian)):
        history = published_to(books, guardian, pupil, today, found) if shown else None
        yield pupil, frozenset(prints(history, shown)) if history else frozenset()
