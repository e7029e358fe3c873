"""Reports on paper for a whole class: who is in it, a run that makes the PDF, and the PDF for who asked for it."""

from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import ServerSentEvent

from hub.portal import papers
from hub.portal.desk import desk_of
from hub.portal.looking import looks_at
from hub.portal.pages import page, see
from hub.portal.papers import own_run, paper_words, percent
from hub.portal.rights import Act
from hub.portal.staff.limits import bounded
from hub.portal.staff.school import in_order
from hub.portal.visits import Asking, visit_of
from hub.store import Books, Outcome, PaperRun, PaperState, Reader, label_of

Form: TypeAlias = URLEncodedBody[dict[str, str]]
BOTH, ONE = "both", "one"
"""How a class is printed: on both sides of a sheet, or on one."""
PRINT = {"act": Act.PRINT_REPORTS}


@get("/s/{school:str}/reports/paper", opt=PRINT, sync_to_thread=True)
def overview(request: Asking, school: FromPath[str], group: FromQuery[str] = "") -> Response[str]:  # noqa: ARG001 - in the address
    visitor = visit_of(request.scope).visitor
    assert visitor is not None
    with desk_of(request).books(request.scope) as books:
        groups, sizes = in_order(books.roll.groups()), books.roll.group_sizes()
        mine = [each for each in books.papers.of_account(visitor.account_id) if each.reader.guardian is None]
        context: dict[str, Any] = {
            "choices": [(each.key, label_of(each), sizes.get(each.key, 0)) for each in groups],
            "chosen": group,
            "one_sided": bool(mine) and mine[0].one_sided,
            "runs": [(each, _title(books, each), paper_words(each)) for each in mine],
            "shows": _shows_something(books),
        }
    return page(request, "papers.html", **context)


@post("/s/{school:str}/reports/paper", opt=PRINT, sync_to_thread=True)
def start(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    visit = visit_of(request.scope)
    assert visit.visitor is not None
    reader = Reader(account_id=visit.visitor.account_id, who=visit.visitor.name)
    with desk_of(request).books(request.scope) as books:
        if books.roll.group(data.get("group", "")) is None:
            raise NotFoundException
        number = papers.start(books, reader, visit.language, group=data["group"], one_sided=data.get("sides") == ONE)
    return see(f"/s/{school}/reports/paper/{number}")


@get("/s/{school:str}/reports/paper/{paper:int}", opt=PRINT, sync_to_thread=True)
def one_run(request: Asking, school: FromPath[str], paper: FromPath[int]) -> Response[str]:  # noqa: ARG001 - in the address
    with desk_of(request).books(request.scope) as books:
        run = own_run(request, books, bounded(paper))
        context: dict[str, Any] = {
            "run": run,
            "title": _title(books, run),
            "words": paper_words(run),
            "percent": percent(run),
            "printed": len(books.papers.outcomes(run.id, Outcome.PRINTED)),
            "empty": _names(books, run, Outcome.EMPTY),
            "failed": _names(books, run, Outcome.FAILED),
            "boxes": _labels(books, run, books.papers.with_boxes(run.id)),
        }
        told = () if run.state is not PaperState.DONE else (Outcome.EMPTY, Outcome.FAILED)
        looks_at(request, (key for each in told for key in books.papers.outcomes(run.id, each)))
    return page(request, "paper.html", **context)


@get("/s/{school:str}/reports/paper/{paper:int}/progress", opt=PRINT)
async def progress(request: Asking, school: FromPath[str], paper: FromPath[int]) -> ServerSentEvent:  # noqa: ARG001 - in the address
    def read() -> PaperRun:
        with desk_of(request).books(request.scope) as books:
            return own_run(request, books, bounded(paper))

    await sync_to_thread(read)
    return papers.follow(request, read)


@get("/s/{school:str}/reports/paper/{paper:int}/pdf", opt=PRINT, sync_to_thread=True)
def download(request: Asking, school: FromPath[str], paper: FromPath[int]) -> Response[Any]:
    desk = desk_of(request)
    with desk.books(request.scope) as books:
        run = own_run(request, books, bounded(paper))
        if papers.given(desk.registry, books, run):
            subject = f"class {run.group}" if run.group else f"pupil {run.pupil}"
            books.audit.write("paper.taken", subject, {"paper": run.id})
            return papers.sent(books, run, _title(books, run))
    return see(f"/s/{school}/reports/paper/{run.id}")


@post("/s/{school:str}/reports/paper/{paper:int}/cancel", opt=PRINT, sync_to_thread=True)
def cancel(request: Asking, school: FromPath[str], paper: FromPath[int]) -> Response[Any]:
    with desk_of(request).books(request.scope) as books:
        run = own_run(request, books, bounded(paper))
        books.papers.cancel(run.id)
    return see(f"/s/{school}/reports/paper/{run.id}")


@post("/s/{school:str}/reports/paper/{paper:int}/delete", opt=PRINT, sync_to_thread=True)
def delete(request: Asking, school: FromPath[str], paper: FromPath[int]) -> Response[Any]:
    with desk_of(request).books(request.scope) as books:
        books.papers.forget(own_run(request, books, bounded(paper)).id)
    return see(f"/s/{school}/reports/paper", "paper_gone")


def _shows_something(books: Books) -> bool:
    published = books.publication.read()
    return bool(published.reports) and any(each.on for each in published.kinds.values())


def _title(books: Books, run: PaperRun) -> str:
    if run.group is not None:
        group = books.roll.group(run.group)
        return label_of(group) if group else run.group
    pupil = books.roll.pupil(run.pupil or "")
    return label_of(pupil) if pupil else "–"


def _names(books: Books, run: PaperRun, outcome: Outcome) -> list[str]:
    return _labels(books, run, books.papers.outcomes(run.id, outcome))


def _labels(books: Books, run: PaperRun, keys: list[str]) -> list[str]:
    if run.state is not PaperState.DONE:
        return []
    pupils = (books.roll.pupil(key) for key in keys)
    return [label_of(each) for each in pupils if each is not None]


PAPER_ROUTES = (overview, start, one_run, progress, download, cancel, delete)
