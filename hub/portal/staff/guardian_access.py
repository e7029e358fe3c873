"""What one guardian may see of a pupil whom he does not see by himself: allowing, changing and stopping it."""

import base64
from dataclasses import dataclass
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody

from hub.changes import around, dutch_today, sees_pupil
from hub.contract import ReportKind
from hub.portal.deciding import own_family_of
from hub.portal.desk import desk_of
from hub.portal.looking import looks_at
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.staff.access import LABELS, LONGEST, REPORT_KINDS, Filled, end_of_year, read_form
from hub.portal.visits import Asking, visit_of
from hub.portal.wording import RELATIONS
from hub.records import Guardianship, Pupil
from hub.store import Books, Grant, label_of

Form: TypeAlias = URLEncodedBody[dict[str, str]]
DECIDE = {"act": Act.DECIDE_INFORMATION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sees:
    """What a guardian sees of one pupil. `mark` stands for the pupil in addresses; `by_law`: all, without a grant."""

    mark: str
    pupil: Pupil
    name: str
    tie: Guardianship
    by_law: bool
    grant: Grant | None


def sight_of(request: Asking, books: Books, guardian: str) -> list[Sees]:
    """Return what a guardian sees of each of his pupils; of the visitor's own family nothing is told."""
    found, own, today = around(books, guardian), own_family_of(books, visit_of(request.scope)), dutch_today()
    grants = {each.pupil: each for each in books.access.grants(guardian=guardian) if each.counts_on(today)}
    return [
        Sees(
            mark=pupil_mark(books, guardian, tie.pupil),
            pupil=found.pupils[tie.pupil],
            name=label_of(found.pupils[tie.pupil]),
            tie=tie,
            by_law=sees_pupil(guardian, tie.pupil, found.family),
            grant=grants.get(tie.pupil),
        )
        for tie in found.family.guardianships
        if tie.guardian == guardian and not own.touches(guardian, tie.pupil)
    ]


def pupil_mark(books: Books, guardian: str, pupil: str) -> str:
    """Return what stands for a guardian's pupil in addresses."""
    mark = books.sealer.fingerprint(f"access:{books.school_id}:{guardian}:{pupil}")
    return base64.urlsafe_b64encode(mark[:15]).decode()


def mark_of_guardian(books: Books, key: str) -> str:
    """Return what stands for a guardian in the addresses of a school's staff."""
    return base64.urlsafe_b64encode(books.sealer.fingerprint(f"guardian:{books.school_id}:{key}")[:15]).decode()


@get("/s/{school:str}/guardians/{mark:str}/access/{child:str}", opt=DECIDE, sync_to_thread=True)
def access_form(request: Asking, school: FromPath[str], mark: FromPath[str], child: FromPath[str]) -> Response[str]:  # noqa: ARG001 - in the address
    with desk_of(request).books(request.scope) as books:
        guardian, sees = _one(request, books, mark, child)
        context = _context(books, guardian, sees)
    looks_at(request, [sees.pupil.key])
    grant = sees.grant
    day = (grant.until.isoformat() if grant.until else "") if grant else end_of_year(dutch_today()).isoformat()
    filled = Filled(kinds=grant.kinds if grant else frozenset(), day=day)
    return page(request, "guardian_access.html", mark=mark, filled=filled, stop=Filled(), **context)


@post("/s/{school:str}/guardians/{mark:str}/access/{child:str}", opt=DECIDE, sync_to_thread=True)
def set_access(
    request: Asking, school: FromPath[str], mark: FromPath[str], child: FromPath[str], data: Form
) -> Response[Any]:
    """Show what is chosen once more, and keep it once the visitor says that he is sure."""
    stops = data.get("act") == "stop"
    filled = read_form(data, dutch_today(), with_kinds=not stops, needs_kind=True)
    with desk_of(request).books(request.scope) as books:
        guardian, sees = _one(request, books, mark, child)
        context: dict[str, Any] = {"mark": mark, **_context(books, guardian, sees)}
        if not filled.problems and data.get("sure") == "yes":
            return see(f"/s/{school}/guardians/{mark}", _kept(books, guardian, sees, filled, stops=stops))
    looks_at(request, [sees.pupil.key])
    if filled.problems or data.get("sure") == "no":
        day = end_of_year(dutch_today()).isoformat()
        forms = {"filled": Filled(day=day), "stop": filled} if stops else {"filled": filled, "stop": Filled()}
        status = 422 if filled.problems else 200
        return page(request, "guardian_access.html", status_code=status, **forms, **context)
    return page(request, "guardian_access_sure.html", filled=filled, stops=stops, **context)


def _kept(books: Books, guardian: str, sees: Sees, filled: Filled, *, stops: bool) -> str:
    """Keep what was chosen, and return what to say of it."""
    if not stops:
        books.access.allow(guardian, sees.pupil.key, filled.kinds, filled.words, until=filled.until)
        return "access_allowed"
    if sees.grant is None or not books.access.revoke(sees.grant.number, filled.words):
        return "access_nothing"
    return "access_stopped"


def _one(request: Asking, books: Books, mark: str, child: str) -> tuple[str, Sees]:
    """Return a guardian with a pupil whom he does not see by himself; anything else is not there."""
    keys = (each.guardian.key for each in books.guardians())
    guardian = next((key for key in keys if mark_of_guardian(books, key) == mark), None)
    found = sight_of(request, books, guardian) if guardian is not None else []
    sees = next((each for each in found if each.mark == child and not each.by_law), None)
    if guardian is None or sees is None:
        raise NotFoundException
    return guardian, sees


def _context(books: Books, guardian: str, sees: Sees) -> dict[str, Any]:
    record = around(books, guardian).guardians.get(guardian)
    name = label_of(record) if record else ""
    published = books.publication.read()
    return {
        "sees": sees,
        "past": books.access.past(guardian, sees.pupil.key),
        "guardian_name": "" if name == guardian else name,
        "labels": LABELS,
        "longest": LONGEST,
        "today": dutch_today(),
        "RELATIONS": RELATIONS,
        "REPORT_KINDS": REPORT_KINDS,
        "unpublished": frozenset(each for each in ReportKind if not published.of(each).on),
    }


ACCESS_ROUTES = (access_form, set_access)
