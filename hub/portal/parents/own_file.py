"""A guardian's own file: everything that a school's hub has of him, and of his children what he sees."""

from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Stream

from hub.portal.desk import desk_of
from hub.portal.files import STATES, UNENDED, ask_for_file, megabytes, percent_of, send_file
from hub.portal.pages import page, see
from hub.portal.parents.mine import Mine, mine_or_not_there
from hub.portal.rights import Act
from hub.portal.visits import Asking, Visitor, visit_of
from hub.records import Kind, SchoolCode
from hub.store import Asker, Takeout
from hub.store.looks import SeenAs

Form: TypeAlias = URLEncodedBody[dict[str, str]]
OWN = {"act": Act.OWN_FAMILY}


@get("/family/export", opt=OWN, sync_to_thread=True)
def own_files(request: Asking) -> Response[str]:
    desk, account = desk_of(request), _visitor(request).account_id
    shown: list[tuple[Mine, list[tuple[Takeout, int | None, float]]]] = []
    for mine in mine_or_not_there(request):
        with desk.store.open(mine.school) as books:
            found = [each for each in books.takeouts.of(account, own=True) if each.key == mine.link.guardian]
        shown.append((mine, [(each, percent_of(each), megabytes(each)) for each in found]))
    unended = any(each.state in UNENDED for _, files in shown for each, _, _ in files)
    return page(request, "family_export.html", active="me", shown=shown, unended=unended, file_states=STATES)


@post("/family/export", opt=OWN, sync_to_thread=True)
def ask_own_file(request: Asking, data: Form) -> Response[Any]:
    visitor = _visitor(request)
    mine = _mine(request, data.get("link", ""))
    with desk_of(request).store.open(mine.school, by=visitor.email) as books:
        language = visit_of(request.scope).language
        asker = Asker(account=visitor.account_id, by=visitor.email, own=True, language=language)
        ask_for_file(books, Kind.GUARDIANS, mine.link.guardian, asker)
    return see("/family/export", "file_asked")


@get("/family/export/{school:str}/{number:int}", opt=OWN, sync_to_thread=True)
def own_download(request: Asking, school: FromPath[str], number: FromPath[int]) -> Stream:
    """Send a file to the guardian that asked for it, as long as he is that guardian."""
    visitor = _visitor(request)
    found = [each for each in mine_or_not_there(request) if str(each.school) == school]
    if not found:
        raise NotFoundException
    with desk_of(request).store.open(SchoolCode.parse(school), by=visitor.email) as books:
        takeout = books.takeouts.get(min(number, 2**62), visitor.account_id)
        if takeout is None or not takeout.own or takeout.key not in {each.link.guardian for each in found}:
            raise NotFoundException
        return send_file(books, takeout.id, visitor.account_id, visitor.name, SeenAs.GUARDIAN)


def _mine(request: Asking, link: str) -> Mine:
    """Return the guardian that a form means, by the number of the link and its school."""
    found = (each for each in mine_or_not_there(request) if f"{each.school}:{each.link.number}" == link)
    mine = next(found, None)
    if mine is None:
        raise NotFoundException
    return mine


def _visitor(request: Asking) -> Visitor:
    visitor = visit_of(request.scope).visitor
    assert visitor is not None, "the page asks for a right"
    return visitor


OWN_FILE_ROUTES = (own_files, ask_own_file, own_download)
