"""Who is at the school: the school itself, its classes, teachers and pupils, and who left."""

from typing import Annotated, Any

from litestar import Response, get
from litestar.params import QueryParameter

from hub.portal.api.answers import (
    NO_ZONE,
    After,
    Calling,
    KeyInPath,
    Limit,
    Since,
    moment,
    next_of,
    number_after,
    told,
)
from hub.portal.api.callers import SCOPE, caller_of, note_pupils
from hub.portal.api.keys import from_path, in_path, path_to
from hub.portal.api.problems import NOT_THERE, ApiProblemError, documented
from hub.portal.api.shapes import (
    ClassPage,
    ClassShape,
    CombinedGroupPage,
    CombinedGroupShape,
    DeparturePage,
    DepartureShape,
    PlaceShape,
    PupilPage,
    PupilShape,
    SchoolShape,
    TeacherPage,
    TeacherShape,
)
from hub.portal.desk import desk_of
from hub.portal.rights import Act
from hub.records import Kind, Pupil, Teacher
from hub.store import Scope
from hub.store.roll_pages import Paged

ANY = {"act": Act.PROGRAM}
ROLL = {"act": Act.PROGRAM, SCOPE: Scope.ROLL}
TAGS = ["roll"]


@get("/school", opt=ANY, sync_to_thread=True, tags=TAGS, responses=documented(), summary="The school of this token")
def school(request: Calling) -> Response[SchoolShape]:
    caller = caller_of(request.scope)
    with desk_of(request).store.open(caller.school_id, by=caller.by) as books:
        freshness = books.coupling.freshness()
        found = SchoolShape(
            code=str(books.school.code),
            name=books.school.name,
            token=caller.token.name,
            scopes=sorted(each.value for each in caller.token.scopes),
            expires_at=caller.token.expires_at,
            fresh_at=freshness.at,
        )
    return told(request, found)


@get("/classes", opt=ROLL, sync_to_thread=True, tags=TAGS, responses=documented(), summary="Classes (home groups)")
def classes(
    request: Calling, after: After = None, updated_since: Since = None, limit: Limit = 100
) -> Response[ClassPage]:
    rows, rest = _page(request, Kind.GROUPS, after, updated_since, limit)
    return told(request, ClassPage(items=[_group(ClassShape, each) for each in rows], **rest))


@get("/combined-groups", opt=ROLL, sync_to_thread=True, tags=TAGS, responses=documented(), summary="Combined groups")
def combined_groups(
    request: Calling, after: After = None, updated_since: Since = None, limit: Limit = 100
) -> Response[CombinedGroupPage]:
    rows, rest = _page(request, Kind.COMBINED_GROUPS, after, updated_since, limit)
    return told(request, CombinedGroupPage(items=[_group(CombinedGroupShape, each) for each in rows], **rest))


@get("/teachers", opt=ROLL, sync_to_thread=True, tags=TAGS, responses=documented(), summary="Teachers")
def teachers(
    request: Calling, after: After = None, updated_since: Since = None, limit: Limit = 100
) -> Response[TeacherPage]:
    rows, rest = _page(request, Kind.TEACHERS, after, updated_since, limit)
    return told(request, TeacherPage(items=[_teacher(each) for each in rows], **rest))


@get("/pupils", opt=ROLL, sync_to_thread=True, tags=TAGS, responses=documented(), summary="Pupils on the roll")
def pupils(
    request: Calling,
    after: After = None,
    updated_since: Since = None,
    group: Annotated[str | None, QueryParameter(description="Key of a class: only its pupils.")] = None,
    limit: Limit = 100,
) -> Response[PupilPage]:
    rows, rest = _page(request, Kind.PUPILS, after, updated_since, limit, group)
    return told(request, PupilPage(items=[pupil_shape(each) for each in rows], **rest))


@get(
    "/pupils/{key:str}",
    opt=ROLL,
    sync_to_thread=True,
    tags=TAGS,
    responses=documented(404),
    summary="One pupil on the roll",
)
def pupil(request: Calling, key: KeyInPath) -> Response[PupilShape]:
    caller, wanted = caller_of(request.scope), from_path(key)
    with desk_of(request).store.open(caller.school_id, by=caller.by) as books:
        found = books.roll_pages.one(Kind.PUPILS, wanted)
        note_pupils(books, caller, [wanted])
    if found is None:
        raise ApiProblemError(404, NOT_THERE)
    return told(request, pupil_shape(found))


@get(
    "/departures/pupils",
    opt=ROLL,
    sync_to_thread=True,
    tags=TAGS,
    responses=documented(),
    summary="Pupils who left",
)
def departed_pupils(
    request: Calling, updated_since: Since, after: After = None, limit: Limit = 100
) -> Response[DeparturePage]:
    return told(request, departures(request, Kind.PUPILS, after, updated_since, limit))


def departures(request: Calling, kind: Kind, after: str | None, since: Any, limit: int) -> DeparturePage:
    """Return who of a kind left since a moment."""
    caller, since = caller_of(request.scope), moment(since)
    if since is None:
        raise ApiProblemError(400, NO_ZONE)
    with desk_of(request).store.open(caller.school_id, by=caller.by) as books:
        as_of = books.roll_pages.as_of()
        rows = books.roll_pages.departed(kind, since=since, after=number_after(after), limit=limit + 1)
    items = [DepartureShape(key=each.key, departed_at=each.at) for each in rows[:limit]]
    return DeparturePage(items=items, next=next_of(rows, limit), as_of=as_of)


def _page(  # noqa: PLR0913, PLR0917 - what narrows a page
    request: Calling, kind: Kind, after: str | None, since: Any, limit: int, group: str | None = None
) -> tuple[list[Paged], dict[str, Any]]:
    """Return the rows of a page, and what stands beside them."""
    caller, since = caller_of(request.scope), moment(since)
    with desk_of(request).store.open(caller.school_id, by=caller.by) as books:
        as_of = books.roll_pages.as_of()
        rows = books.roll_pages.page(kind, after=number_after(after), limit=limit + 1, since=since, group=group)
        if kind is Kind.PUPILS:
            note_pupils(books, caller, [each.record.key for each in rows[:limit]])
    return rows[:limit], {"next": next_of(rows, limit), "as_of": as_of}


def _group(shape: Any, row: Paged) -> Any:
    names = [name for name in shape.__struct_fields__ if name != "changed_at"]
    return shape(**{name: getattr(row.record, name) for name in names}, changed_at=row.changed_at)


def _teacher(row: Paged) -> TeacherShape:
    record: Teacher = row.record
    same = ("key", "first_name", "prefix", "last_name", "given_names", "initials", "username", "email")
    places = [
        PlaceShape(group=each.group, combined=each.combined, roles=list(each.roles))
        for each in listed(record.assignments)
    ]
    return TeacherShape(
        **{name: getattr(record, name) for name in same},
        roles=listed(record.roles),
        assignments=places,
        changed_at=row.changed_at,
    )


def pupil_shape(row: Paged) -> PupilShape:
    """Return a pupil as the API gives it."""
    record: Pupil = row.record
    apart = {"href", "combined_groups", "changed_at"}
    same = {name: getattr(record, name) for name in PupilShape.__struct_fields__ if name not in apart}
    return PupilShape(
        **same,
        href=path_to("pupils", in_path(record.key)),
        combined_groups=listed(record.combined_groups),
        changed_at=row.changed_at,
    )


def listed(values: Any) -> list[Any]:
    """Return a field of several values as a list; of what the LAS says nothing there are none."""
    return list(values) if values else []


ROLL_API = (school, classes, combined_groups, teachers, pupils, pupil, departed_pupils)
