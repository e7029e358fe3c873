"""How far a run is, live: the one page that is asynchronous, for it stays open as long as the run lasts."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from litestar import get
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath
from litestar.response import ServerSentEvent, ServerSentEventMessage

from hub.portal.desk import desk_of
from hub.portal.outcomes import outcome
from hub.portal.rights import Act
from hub.portal.staff.limits import BUSY
from hub.portal.staff.runs import the_run
from hub.portal.visits import Asking, visit_of
from hub.store import Run

EVERY = 0.5
AT_MOST = 600
"""How many times one connection is told; the browser asks anew after that, and shows its session again."""


@get("/s/{school:str}/runs/{run:int}/progress", opt={"act": Act.SEE_RUNS})
async def progress(request: Asking, school: FromPath[str], run: FromPath[int]) -> ServerSentEvent:  # noqa: ARG001 - in the address
    first = await sync_to_thread(_read, request, run)
    return ServerSentEvent(_beats(request, first), headers={"Cache-Control": "no-store"})


async def _beats(request: Asking, run: Run) -> AsyncIterator[ServerSentEventMessage]:
    for _ in range(AT_MOST):
        yield ServerSentEventMessage(event="progress", data=json.dumps(told(run, visit_of(request.scope).language)))
        if run.state not in BUSY:
            yield ServerSentEventMessage(event="done", data=run.state)
            return
        await asyncio.sleep(EVERY)
        run = await sync_to_thread(_read, request, run.id)


def _read(request: Asking, number: int) -> Run:
    with desk_of(request).books(request.scope) as books:
        return the_run(books, number)


def told(run: Run, language: str) -> dict[str, Any]:
    """Return a run's progress as the page shows it: a share in percents where it is known, and words."""
    percent = min(100, 100 * run.progress_done // run.progress_total) if run.progress_total else None
    words = outcome(run).to(language)
    return {"state": run.state, "percent": percent, "words": words if percent is None else f"{words} {percent}%"}


PROGRESS_ROUTES = (progress,)
