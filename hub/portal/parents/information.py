"""Asking the school for information on a child that I do not see by myself, its answer, and taking the question back.

Burgerlijk Wetboek 1:377c. Before the school decides there is nothing of the child on these pages, not even its name.
"""

from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody

from hub.portal.kinds import REPORT_KINDS
from hub.portal.pages import page, see
from hub.portal.parents.children import ChildHere, allowed, my_child
from hub.portal.parents.start import FAMILY
from hub.portal.school_style import look_of
from hub.portal.visits import Asking
from hub.portal.wording import RELATIONS
from hub.records import Text
from hub.store import AskedAlreadyError, DecidedBeforeError, RequestState

Form: TypeAlias = URLEncodedBody[dict[str, str]]
LONGEST = 2000
STATES: dict[RequestState, tuple[str, Text]] = {
    RequestState.ASKED: ("note", Text("De school bekijkt uw vraag", "The school looks at your question")),
    RequestState.GRANTED: ("good", Text("De school zei ja", "The school said yes")),
    RequestState.REFUSED: ("bad", Text("De school zei nee", "The school said no")),
    RequestState.WITHDRAWN: ("calm", Text("Door u ingetrokken", "Taken back by you")),
}
EMPTY = Text("Schrijf op wat u wilt weten.", "Write down what you want to know.")
TOO_LONG = Text("Maak uw vraag korter: hooguit 2.000 tekens.", "Make your question shorter: 2,000 signs at most.")


@get("/family/information/{mark:str}", opt=FAMILY, sync_to_thread=True)
def information(request: Asking, mark: FromPath[str]) -> Response[Any]:
    with my_child(request, mark) as here:
        if here.by_law:
            return see(f"/family/child/{mark}")
        context = _context(here)
    return page(request, "family_information.html", active="family", question="", problems={}, **context)


@post("/family/information/{mark:str}", opt=FAMILY, sync_to_thread=True)
def ask_information(request: Asking, mark: FromPath[str], data: Form) -> Response[Any]:
    """Show the question once more, and ask it once the guardian says that he is sure."""
    question = data.get("question", "").replace("\r\n", "\n").strip()
    problem = EMPTY if not question else TOO_LONG if len(question) > LONGEST else None
    with my_child(request, mark) as here:
        _insist_not_by_law(here)
        context: dict[str, Any] = {**_context(here), "question": question}
        if problem is None and data.get("sure") == "yes":
            try:
                here.books.access.ask(here.me, here.pupil.key, question)
            except AskedAlreadyError:
                return see(f"/family/information/{mark}", "information_already")
            return see(f"/family/information/{mark}", "information_asked")
    if problem is not None:
        problems = {"question": problem}
        return page(request, "family_information.html", status_code=422, active="family", problems=problems, **context)
    change = data.get("sure") == "no"
    template = "family_information.html" if change else "family_information_sure.html"
    return page(request, template, active="family", problems={}, **context)


@get("/family/information/{mark:str}/withdraw", opt=FAMILY, sync_to_thread=True)
def withdraw_information_form(request: Asking, mark: FromPath[str]) -> Response[str]:
    with my_child(request, mark) as here:
        _insist_not_by_law(here)
        context = _context(here)
    return page(request, "family_information_withdraw.html", active="family", **context)


@post("/family/information/{mark:str}/withdraw", opt=FAMILY, sync_to_thread=True)
def withdraw_information(request: Asking, mark: FromPath[str]) -> Response[Any]:
    with my_child(request, mark) as here:
        _insist_not_by_law(here)
        asked = allowed(here).open
        try:
            if asked is not None:
                here.books.access.withdraw_request(asked.number)
        except DecidedBeforeError:
            asked = None
    return see(f"/family/information/{mark}", "information_withdrawn" if asked else "information_decided_already")


def _insist_not_by_law(here: ChildHere) -> None:
    """A guardian who sees the child by himself has nothing to ask here."""
    if here.by_law:
        raise NotFoundException


def _context(here: ChildHere) -> dict[str, Any]:
    tie = here.family.of(here.me, here.pupil.key)
    return {
        "mark": here.mark,
        "look": look_of(here.books),
        "relation": (tie.relation if tie else None) or None,
        "name": here.name if here.kinds else None,
        "sees_something": bool(here.kinds),
        "allowed": allowed(here),
        "longest": LONGEST,
        "RELATIONS": RELATIONS,
        "REPORT_KINDS": REPORT_KINDS,
        "INFORMATION_STATES": STATES,
    }


INFORMATION_ROUTES = (information, ask_information, withdraw_information_form, withdraw_information)
