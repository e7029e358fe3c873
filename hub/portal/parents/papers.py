"""A child's page as a PDF to keep or print: made by a job, with what the school shows me then, and gone with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import ServerSentEvent

from hub.portal import papers
from hub.portal.desk import desk_of
from hub.portal.pages import page, see
from hub.portal.papers import paper_words, percent
from hub.portal.parents.children import ChildHere, my_child
from hub.portal.parents.reports import around_child
from hub.portal.parents.start import FAMILY
from hub.portal.visits import Asking, visit_of
from hub.store import PaperRun, Reader, Sight, label_of

MOST = 2**62


@post("/family/child/{mark:str}/pdf", opt=FAMILY, sync_to_thread=True)
def start_paper(request: Asking, mark: FromPath[str]) -> Response[Any]:
    with my_child(request, mark) as here:
        guardian = here.seen_by_me().around.guardians[here.me]
        reader = Reader(account_id=here.link.account_id, who=label_of(guardian), guardian=here.me)
        language = visit_of(request.scope).language
        number = papers.start(here.books, reader, language, pupil=here.pupil.key)
    return see(f"/family/child/{mark}/pdf/{number}")


@get("/family/child/{mark:str}/pdf/{paper:int}", opt=FAMILY, sync_to_thread=True)
def one_paper(request: Asking, mark: FromPath[str], paper: FromPath[int]) -> Response[str]:
    with _mine(request, mark, paper) as (here, run):
        context = {**around_child(here), "run": run, "words": paper_words(run), "percent": percent(run)}
    return page(request, "family_paper.html", active="family", tab="", **context)


@get("/family/child/{mark:str}/pdf/{paper:int}/progress", opt=FAMILY)
async def paper_progress(request: Asking, mark: FromPath[str], paper: FromPath[int]) -> ServerSentEvent:
    def read() -> PaperRun:
        with _mine(request, mark, paper) as (_, run):
            return run

    await sync_to_thread(read)
    return papers.follow(request, read)


@get("/family/child/{mark:str}/pdf/{paper:int}/pdf", opt=FAMILY, sync_to_thread=True)
def take_paper(request: Asking, mark: FromPath[str], paper: FromPath[int]) -> Response[Any]:
    """Give the PDF where all that is in it is still shown; otherwise it is taken back for good."""
    with _mine(request, mark, paper) as (here, run):
        if papers.given(desk_of(request).registry, here.books, run):
            here.look(Sight.PAPER)
            here.books.audit.write("paper.taken", f"pupil {here.pupil.key}", {"paper": run.id})
            return papers.sent(here.books, run, here.name)
    return see(f"/family/child/{mark}/pdf/{paper}")


@post("/family/child/{mark:str}/pdf/{paper:int}/cancel", opt=FAMILY, sync_to_thread=True)
def cancel_paper(request: Asking, mark: FromPath[str], paper: FromPath[int]) -> Response[Any]:
    with _mine(request, mark, paper) as (here, run):
        here.books.papers.cancel(run.id)
    return see(f"/family/child/{mark}/pdf/{paper}")


@post("/family/child/{mark:str}/pdf/{paper:int}/delete", opt=FAMILY, sync_to_thread=True)
def delete_paper(request: Asking, mark: FromPath[str], paper: FromPath[int]) -> Response[Any]:
    with _mine(request, mark, paper) as (here, run):
        here.books.papers.forget(run.id)
    return see(f"/family/child/{mark}", "paper_gone")


@contextmanager
def _mine(request: Asking, mark: str, paper: int) -> Iterator[tuple[ChildHere, PaperRun]]:
    """Open the books with a PDF that I asked of this child as this guardian; any other one is not there."""
    with my_child(request, mark) as here:
        run = papers.own_run(request, here.seen_by_me().books, paper if 0 < paper < MOST else 0)
        if (run.pupil, run.reader.guardian) != (here.pupil.key, here.me):
            raise NotFoundException
        yield here, run


PAPER_ROUTES = (start_paper, one_paper, paper_progress, take_paper, cancel_paper, delete_paper)
