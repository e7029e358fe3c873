"""Reports on paper, as whoever asked for them sees it: how far the work is, what came of it, and the PDF itself."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any
from urllib.parse import quote

from litestar.concurrency import sync_to_thread
from litestar.exceptions import NotFoundException
from litestar.response import ServerSentEvent, ServerSentEventMessage, Stream

from hub.jobs import defer
from hub.portal.visits import Asking, visit_of
from hub.records import Text
from hub.registry import Registry
from hub.reports.paper import NOT_SHOWN_NOW, still_shown
from hub.store import Books, PaperRun, PaperState, Reader

EVERY = 0.5
AT_MOST = 600
"""How many times one connection is told; the browser asks anew after that, and shows its session again."""
LONG_IN_THE_ROW = timedelta(minutes=1)
LONGEST_NAME = 80
NOT_IN_A_NAME = re.compile(r"[^\w .-]+")


def start(  # noqa: PLR0913 - who asks, in which language, for whom, and on what paper
    books: Books,
    reader: Reader,
    language: str,
    *,
    group: str | None = None,
    pupil: str | None = None,
    one_sided: bool = False,
) -> int:
    """Let a job make the paper of a class or a pupil, and return the number of the run. Raises `PaperBusyError`."""
    number = books.papers.ask(reader, language=language, group=group, pupil=pupil, one_sided=one_sided)
    defer(books, "make_papers", paper=number)
    return number


def own_run(request: Asking, books: Books, number: int) -> PaperRun:
    """Return a run of the visitor; that of anybody else is not there."""
    visitor = visit_of(request.scope).visitor
    assert visitor is not None
    found = books.papers.get(number, visitor.account_id)
    if found is None:
        raise NotFoundException
    return found


def follow(request: Asking, read: Callable[[], PaperRun]) -> ServerSentEvent:
    """Tell the browser how far a run is for as long as it lasts. `read` looks it up, and whether it may be seen."""
    language = visit_of(request.scope).language
    return ServerSentEvent(_beats(read, language), headers={"Cache-Control": "no-store"})


async def _beats(read: Callable[[], PaperRun], language: str) -> AsyncIterator[ServerSentEventMessage]:
    for _ in range(AT_MOST):
        run = await sync_to_thread(read)
        yield ServerSentEventMessage(event="progress", data=json.dumps(told(run, language)))
        if not run.is_open:
            yield ServerSentEventMessage(event="done", data=run.state)
            return
        await asyncio.sleep(EVERY)


def told(run: PaperRun, language: str) -> dict[str, Any]:
    """Return a run's progress as the page shows it: a share in percents where it is known, and words."""
    return {"state": run.state, "percent": percent(run), "words": paper_words(run).to(language)}


def percent(run: PaperRun) -> int | None:
    """Return how far a run is, where that is known."""
    return min(100, 100 * run.done // run.total) if run.state is PaperState.RUNNING and run.total else None


def paper_words(run: PaperRun, now: datetime | None = None) -> Text:
    """Return how far a run is, or what came of it, in a sentence."""
    if run.state is PaperState.WAITING:
        return WAITS_LONG if (now or datetime.now(UTC)) - run.asked_at > LONG_IN_THE_ROW else WAITS
    if run.state is PaperState.RUNNING:
        return _of_how_many(run)
    if run.state is PaperState.DONE:
        pages = run.pages or 0
        one = pages == 1
        return Text(
            f"De PDF is klaar: {pages} {'bladzijde' if one else 'bladzijden'}.",
            f"The PDF is ready: {pages} {'page' if one else 'pages'}.",
        )
    return run.sentence or STOPPED


def _of_how_many(run: PaperRun) -> Text:
    if run.pupil is not None or not run.total:
        return BEING_MADE
    return Text(
        f"De PDF wordt gemaakt: {run.done} van {run.total} leerlingen klaar.",
        f"The PDF is being made: {run.done} of {run.total} pupils done.",
    )


def given(registry: Registry, books: Books, run: PaperRun) -> bool:
    """Tell whether there is a PDF that may still be given; one that may not is taken back for good."""
    if run.state is not PaperState.DONE:
        return False
    if still_shown(registry, books, run):
        return True
    books.papers.withdraw(run.id, NOT_SHOWN_NOW)
    return False


def sent(books: Books, run: PaperRun, name: str) -> Stream:
    """Stream the PDF of a run as a file to keep."""
    document = books.papers.open(run.id, run.reader.account_id)
    # The first piece is read before anything is said, so that a damaged file is a page with a sentence.
    first = next(document.pieces)
    safe = " ".join(NOT_IN_A_NAME.sub(" ", name).split())[:LONGEST_NAME] or "rapport"
    headers = {
        "Content-Disposition": f"attachment; filename=\"rapport.pdf\"; filename*=UTF-8''{quote(safe)}.pdf",
        "Content-Length": str(document.size),
    }
    return Stream(chain([first], document.pieces), media_type="application/pdf", headers=headers)


WAITS = Text(
    "De PDF staat in de rij. Het maken begint vanzelf.", "The PDF stands in the queue. The work begins by itself."
)
WAITS_LONG = Text(
    "De PDF staat al langer dan een minuut in de rij. Er is veel werk, of de werker van de hub staat stil. Duurt het "
    "lang? Vraag het dan de school of de beheerder van deze hub.",
    "The PDF has stood in the queue for more than a minute. There is much work, or the hub's worker stands still. If "
    "it takes long, ask the school or who runs this hub.",
)
BEING_MADE = Text("De PDF wordt gemaakt.", "The PDF is being made.")
STOPPED = Text("U hebt het maken gestopt. Er is geen PDF.", "You stopped the work. There is no PDF.")
