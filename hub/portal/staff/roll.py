"""Classes, pupils and teachers, as the LAS last gave them."""

from collections.abc import Iterable
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from hub.changes import HIDDEN_HERE, contact_fields
from hub.portal.deciding import own_family_of
from hub.portal.desk import desk_of
from hub.portal.looking import CLASS, PUPIL, looks_at
from hub.portal.pages import page
from hub.portal.rights import Act
from hub.portal.staff.limits import MOST_OFFSET, PER_PAGE, bounded
from hub.portal.staff.school import in_order, sizes
from hub.portal.visits import Asking, visit_of
from hub.records import Group, Kind, Pupil, Teacher, facts
from hub.store import Books

YEAR_GROUPS = tuple("012345678")
WHOLE_CLASS = 200

NAME = ("first_name", "prefix", "last_name", "given_names", "initials")
AT_SCHOOL = ("group", "year_group", "combined_groups", "location", "enrolled_on", "started_year_3", "left_on")
PERSONAL = ("birth_date", "gender", "postcode", "email", "username")
TECHNICAL = ("key", "eck_id", "photo_url", "changed_at")


@get("/s/{school:str}/classes", opt={"act": Act.SEE_RECORDS}, sync_to_thread=True)
def classes(request: Asking, school: FromPath[str]) -> Response[str]:
    with desk_of(request).books(request.scope) as books:
        groups = in_order(books.roll.groups())
        context: dict[str, Any] = {
            "groups": groups,
            "sizes": sizes(groups, books.roll.group_sizes(), school),
            "combined": books.roll.combined_groups(),
            "by_group": _teachers_by_group(books.roll.teachers()),
        }
    return page(request, "classes.html", **context)


@get("/s/{school:str}/class", opt={"act": Act.SEE_RECORDS, "shows": CLASS}, sync_to_thread=True)
def one_class(request: Asking, school: FromPath[str], key: FromQuery[str]) -> Response[str]:  # noqa: ARG001 - in the address
    with desk_of(request).books(request.scope) as books:
        group = next((each for each in books.roll.groups() if each.key == key), None)
        if group is None:
            raise NotFoundException
        pupils = books.roll.pupils(group=key, limit=WHOLE_CLASS)
        teachers = _teachers_by_group(books.roll.teachers()).get(key, [])
    return page(request, "class.html", group=group, pupils=pupils, teachers=teachers)


@get("/s/{school:str}/pupils", opt={"act": Act.SEE_RECORDS}, sync_to_thread=True)
def pupils(  # noqa: PLR0913, PLR0917 - each is a part of the address
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    q: FromQuery[str] = "",
    group: FromQuery[str] = "",
    year_group: FromQuery[str] = "",
    offset: FromQuery[int] = 0,
) -> Response[str]:
    offset = bounded(offset, MOST_OFFSET)
    with desk_of(request).books(request.scope) as books:
        groups = in_order(books.roll.groups())
        # One more than is shown tells whether there is a next page, without counting them all.
        found = books.roll.pupils(
            search=q.strip()[:100] or None,
            group=group or None,
            year_group=year_group or None,
            offset=offset,
            limit=PER_PAGE + 1,
        )
    looks_at(request, (each.key for each in found[:PER_PAGE]))
    return page(
        request,
        "pupils.html",
        pupils=found[:PER_PAGE],
        more=len(found) > PER_PAGE,
        names=_names(groups),
        groups=groups,
        year_groups=YEAR_GROUPS,
        asked={"q": q, "group": group, "year_group": year_group},
        offset=offset,
        limit=PER_PAGE,
    )


@get("/s/{school:str}/pupil", opt={"act": Act.SEE_RECORDS, "shows": PUPIL}, sync_to_thread=True)
def one_pupil(request: Asking, school: FromPath[str], key: FromQuery[str]) -> Response[str]:  # noqa: ARG001 - in the address
    with desk_of(request).books(request.scope) as books:
        pupil = books.roll.pupil(key)
        if pupil is None:
            raise NotFoundException
        names = names_of_places(books)
        own = own_family_of(books, visit_of(request.scope))
        hidden = contact_fields(Kind.PUPILS) if own.has(Kind.PUPILS, key) else frozenset()
    parts = {"name": NAME, "at_school": AT_SCHOOL, "personal": PERSONAL, "technical": TECHNICAL}
    labels = {name: fact.label for name, fact in facts(Pupil).items()}
    words: dict[str, Any] = {"labels": labels, "hidden": hidden, "hidden_here": HIDDEN_HERE}
    return page(request, "pupil.html", pupil=own.narrowed(pupil), names=names, parts=parts, **words)


@get("/s/{school:str}/teachers", opt={"act": Act.SEE_RECORDS}, sync_to_thread=True)
def teachers(request: Asking, school: FromPath[str]) -> Response[str]:  # noqa: ARG001 - in the address
    with desk_of(request).books(request.scope) as books:
        context: dict[str, Any] = {"teachers": books.roll.teachers(), "names": names_of_places(books)}
    return page(request, "teachers.html", **context)


def names_of_places(books: Books) -> dict[str, str]:
    """Return the names of classes, combined groups and locations, by key."""
    places = (*books.roll.all(Kind.GROUPS), *books.roll.all(Kind.COMBINED_GROUPS), *books.roll.all(Kind.LOCATIONS))
    return {each.key: str(each.name) for each in places if each.name}


def _names(groups: Iterable[Group]) -> dict[str, str]:
    return {group.key: str(group.name or group.key) for group in groups}


def _teachers_by_group(everyone: Iterable[Teacher]) -> dict[str, list[Teacher]]:
    by_group: dict[str, list[Teacher]] = {}
    for teacher in everyone:
        for assignment in teacher.assignments or ():
            if not assignment.combined:
                by_group.setdefault(assignment.group, []).append(teacher)
    return by_group


ROLL_ROUTES = (classes, one_class, pupils, one_pupil, teachers)
