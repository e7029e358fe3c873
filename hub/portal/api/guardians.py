"""Guardians with their ties to pupils, and what one guardian may see: his reports of his child, and no more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from litestar import Response, get
from litestar.params import PathParameter
from litestar.response import Stream

from hub.changes import Family, sees_pupil
from hub.portal.api.answers import After, Calling, KeyInPath, Limit, Since, moment, next_of, number_after, told
from hub.portal.api.blocks import reports_shape
from hub.portal.api.callers import SCOPE, caller_of
from hub.portal.api.keys import from_path, in_path, path_to
from hub.portal.api.problems import NOT_THERE, ApiProblemError, documented
from hub.portal.api.roll import departures
from hub.portal.api.said import ReportsShape
from hub.portal.api.shapes import DeparturePage, GuardianPage, GuardianShape, TieShape
from hub.portal.desk import desk_of
from hub.portal.rights import Act
from hub.portal.wording import AMSTERDAM
from hub.records import Guardianship, Kind
from hub.reports.reading import document_for, published_to, seen_by
from hub.store import Books, Scope
from hub.store.looks import SeenAs, Sight
from hub.store.roll_pages import Paged

GUARDIANS = {"act": Act.PROGRAM, SCOPE: Scope.GUARDIANS}
REPORTS = {"act": Act.PROGRAM, SCOPE: Scope.REPORTS}
TAGS, AS_GUARDIAN = ["guardians"], ["as a guardian"]


@get("/guardians", opt=GUARDIANS, sync_to_thread=True, tags=TAGS, responses=documented(), summary="Guardians")
def guardians(
    request: Calling, after: After = None, updated_since: Since = None, limit: Limit = 100
) -> Response[GuardianPage]:
    caller, since = caller_of(request.scope), moment(updated_since)
    with desk_of(request).store.open(caller.school_id, by=caller.by) as books:
        as_of = books.roll_pages.as_of()
        rows = books.roll_pages.page(Kind.GUARDIANS, after=number_after(after), limit=limit + 1, since=since)
        items = _shapes(books, rows[:limit])
    return told(request, GuardianPage(items=items, next=next_of(rows, limit), as_of=as_of))


@get(
    "/guardians/{key:str}",
    opt=GUARDIANS,
    sync_to_thread=True,
    tags=TAGS,
    responses=documented(404),
    summary="One guardian",
)
def guardian(request: Calling, key: KeyInPath) -> Response[GuardianShape]:
    caller, wanted = caller_of(request.scope), from_path(key)
    with desk_of(request).store.open(caller.school_id, by=caller.by) as books:
        found = books.roll_pages.one(Kind.GUARDIANS, wanted)
        shapes = _shapes(books, [found] if found else [])
    if not shapes:
        raise ApiProblemError(404, NOT_THERE)
    return told(request, shapes[0])


@get(
    "/departures/guardians",
    opt=GUARDIANS,
    sync_to_thread=True,
    tags=TAGS,
    responses=documented(),
    summary="Guardians who left",
)
def departed_guardians(
    request: Calling, updated_since: Since, after: After = None, limit: Limit = 100
) -> Response[DeparturePage]:
    return told(request, departures(request, Kind.GUARDIANS, after, updated_since, limit))


@get(
    "/guardians/{key:str}/children/{pupil:str}/reports",
    opt=REPORTS,
    sync_to_thread=True,
    tags=AS_GUARDIAN,
    responses=documented(404),
    summary="The reports that this guardian sees of this pupil today",
)
def reports(request: Calling, key: KeyInPath, pupil: KeyInPath) -> Response[ReportsShape]:
    desk, caller = desk_of(request), caller_of(request.scope)
    who, child, today = from_path(key), from_path(pupil), datetime.now(AMSTERDAM).date()
    with desk.store.open(caller.school_id, by=caller.by) as books:
        if published_to(books, who, child, today) is None:
            raise ApiProblemError(404, NOT_THERE)
        made = seen_by(desk.registry, books, who, child, today)
        books.looks.note([child], Sight.REPORTS, SeenAs.PORTAL, caller.token.name)
    return told(request, reports_shape(who, child, today, made))


@get(
    "/guardians/{key:str}/children/{pupil:str}/report-cards/{card:str}/document",
    opt=REPORTS,
    sync_to_thread=True,
    tags=AS_GUARDIAN,
    media_type="application/pdf",
    responses=documented(404),
    summary="The document of a report card, as this guardian may have it",
)
def document(
    request: Calling,
    key: KeyInPath,
    pupil: KeyInPath,
    card: Annotated[str, PathParameter(max_length=400, description="Key of the report card.")],
) -> Stream:
    desk, caller = desk_of(request), caller_of(request.scope)
    who, child, today = from_path(key), from_path(pupil), datetime.now(AMSTERDAM).date()
    with desk.store.open(caller.school_id, by=caller.by) as books:
        found = document_for(books, who, child, from_path(card), today)
        books.looks.note([child], Sight.REPORT_CARD, SeenAs.PORTAL, caller.token.name)
    headers = {"Content-Length": str(found.size), "Content-Disposition": 'attachment; filename="report-card.pdf"'}
    return Stream(found.pieces, media_type="application/pdf", headers=headers)


def _shapes(books: Books, rows: Sequence[Paged]) -> list[GuardianShape]:
    ties = books.changes.guardianships_of([each.record.key for each in rows])
    there = books.changes.records(Kind.PUPILS, sorted({each.pupil for each in ties}))
    family = Family(guardianships=[each for each in ties if each.pupil in there], homes={})
    return [_shape(each, family) for each in rows]


def _shape(row: Paged, family: Family) -> GuardianShape:
    record = row.record
    apart = {"href", "children", "changed_at"}
    same: dict[str, Any] = {
        name: getattr(record, name) for name in GuardianShape.__struct_fields__ if name not in apart
    }
    mine = [each for each in family.guardianships if each.guardian == record.key]
    return GuardianShape(
        **same,
        href=path_to("guardians", in_path(record.key)),
        children=[_tie(each, family) for each in mine],
        changed_at=row.changed_at,
    )


def _tie(tie: Guardianship, family: Family) -> TieShape:
    same: dict[str, Any] = {
        name: getattr(tie, name) for name in ("pupil", "relation", "authority", "lives_with", "contact_order")
    }
    address = path_to("guardians", in_path(tie.guardian), "children", in_path(tie.pupil), "reports")
    return TieShape(**same, sees=sees_pupil(tie.guardian, tie.pupil, family), reports=address)


GUARDIAN_API = (guardians, guardian, departed_guardians, reports, document)
