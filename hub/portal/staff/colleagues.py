"""Who works at a school and may log in: inviting a colleague, and taking a role away."""

from typing import Any, TypeAlias

from email_validator import EmailNotValidError, validate_email
from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody

from hub import accounts
from hub.portal.desk import desk_of
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.visits import Asking, visit_of
from hub.records import Text
from hub.store import Directory, Role, SchoolEntry, StaffMember

Form: TypeAlias = URLEncodedBody[dict[str, str]]
LONGEST_NAME = 200
GIVEN = {Role.STAFF, Role.SCHOOL_ADMIN}
NO_EMAIL = Text(
    "Dit is geen e-mailadres. Schrijf het zo: naam@school.nl.", "This is no e-mail address: name@school.nl."
)
NO_NAME = Text("Vul de naam van uw collega in.", "Fill in the name of your colleague.")


@get("/s/{school:str}/colleagues", opt={"act": Act.INVITE_COLLEAGUE}, sync_to_thread=True)
def colleagues(request: Asking, school: FromPath[str]) -> Response[str]:  # noqa: ARG001 - in the address
    return _page(request, {}, {})


@post("/s/{school:str}/colleagues", opt={"act": Act.INVITE_COLLEAGUE}, sync_to_thread=True)
def invite(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    """Invite a colleague; who has an account already has the role at once. The answer does not say which."""
    problems: dict[str, Text] = {}
    email, name = _email(data.get("email", ""), problems), data.get("name", "").strip()
    if not 0 < len(name) <= LONGEST_NAME:
        problems["name"] = NO_NAME
    if problems:
        return _page(request, data, problems)
    role = Role.SCHOOL_ADMIN if data.get("role") == Role.SCHOOL_ADMIN else Role.STAFF
    with desk_of(request).store.directory(by=visit_of(request.scope).by) as directory:
        accounts.invite_colleague(directory, email, name, role, _school(request).id)
    return see(f"/s/{school}/colleagues", "colleague_invited")


@post("/s/{school:str}/colleagues/{number:int}", opt={"act": Act.INVITE_COLLEAGUE}, sync_to_thread=True)
def take_away(request: Asking, school: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """Take a colleague's roles at this school away; one's own stay, so that a school is never without."""
    visit = visit_of(request.scope)
    here = _school(request).id
    with desk_of(request).store.directory(by=visit.by) as directory:
        found = next((each for each in directory.staff(here) if each.account_id == number), None)
        if found is None or (visit.visitor and visit.visitor.account_id == number):
            raise NotFoundException
        for role in found.roles:
            directory.revoke(number, role, here)
    return see(f"/s/{school}/colleagues", "colleague_gone")


@get("/s/{school:str}/colleagues/step", opt={"act": Act.INVITE_COLLEAGUE}, sync_to_thread=True)
def step_question(request: Asking, school: FromPath[str]) -> Response[str]:  # noqa: ARG001 - in the address
    """Ask before a second step is asked of everybody who works here, or is asked no more."""
    with desk_of(request).store.directory() as directory:
        without = [each for each in directory.staff(_school(request).id) if not each.has_step and not each.disabled]
    return page(request, "colleagues_step.html", without=without, on=not _school(request).staff_step)


@post("/s/{school:str}/colleagues/step", opt={"act": Act.INVITE_COLLEAGUE}, sync_to_thread=True)
def ask_step(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    on = data.get("on") == "true"
    with desk_of(request).store.directory(by=visit_of(request.scope).by) as directory:
        directory.ask_step_of_staff(_school(request).id, on=on)
    return see(f"/s/{school}/colleagues", "step_asked" if on else "step_not_asked")


@get("/s/{school:str}/colleagues/{number:int}/step", opt={"act": Act.INVITE_COLLEAGUE}, sync_to_thread=True)
def remove_step_question(request: Asking, school: FromPath[str], number: FromPath[int]) -> Response[str]:  # noqa: ARG001
    with desk_of(request).store.directory() as directory:
        found = _with_step(request, directory, number)
        return page(
            request, "colleagues_remove_step.html", colleague=found, elsewhere=_is_elsewhere(request, directory, number)
        )


@post("/s/{school:str}/colleagues/{number:int}/step", opt={"act": Act.INVITE_COLLEAGUE}, sync_to_thread=True)
def remove_step(request: Asking, school: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """Let a colleague who lost the phone in with the password alone; an account that opens more is not ours to open."""
    with desk_of(request).store.directory(by=visit_of(request.scope).by) as directory:
        _with_step(request, directory, number)
        if _is_elsewhere(request, directory, number):
            raise NotFoundException
        accounts.remove_step(directory, number)
    return see(f"/s/{school}/colleagues", "step_removed")


def _with_step(request: Asking, directory: Directory, number: int) -> StaffMember:
    """Return a colleague with a second step; one's own is turned off in one's own account, with a code."""
    visitor = visit_of(request.scope).visitor
    for each in directory.staff(_school(request).id):
        if each.account_id == number and each.has_step and visitor and visitor.account_id != number:
            return each
    raise NotFoundException


def _is_elsewhere(request: Asking, directory: Directory, number: int) -> bool:
    """Tell whether an account opens more than this school: another one, a board, the hub."""
    here = _school(request).id
    return any(each.school_id != here for each in directory.memberships(number))


def _page(request: Asking, values: dict[str, str], problems: dict[str, Text]) -> Response[str]:
    with desk_of(request).store.directory() as directory:
        found = directory.staff(_school(request).id)
    status = 422 if problems else 200
    context: dict[str, Any] = {"colleagues": found, "values": values, "problems": problems, "given": sorted(GIVEN)}
    return page(request, "colleagues.html", status_code=status, **context)


def _email(given: str, problems: dict[str, Text]) -> str:
    try:
        return str(validate_email(given.strip(), check_deliverability=False, test_environment=True).normalized)
    except EmailNotValidError:
        problems["email"] = NO_EMAIL
        return ""


def _school(request: Asking) -> SchoolEntry:
    school = visit_of(request.scope).school
    assert school is not None, "a route below /s/{school} has passed the door"
    return school


COLLEAGUE_ROUTES = (
    colleagues,
    invite,
    step_question,
    ask_step,
    remove_step_question,
    remove_step,
    take_away,
)
