"""The school's audit trail: who did what, and whether nobody tampered with it."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from hub.changes import OwnFamily
from hub.portal.deciding import own_family_of
from hub.portal.desk import desk_of
from hub.portal.pages import page
from hub.portal.rights import Act
from hub.portal.staff.limits import PER_PAGE, bounded
from hub.portal.visits import Asking, visit_of
from hub.portal.wording import ACTS
from hub.records import Kind, Text
from hub.store import Books


@get("/s/{school:str}/audit", opt={"act": Act.SEE_AUDIT}, sync_to_thread=True)
def audit(request: Asking, school: FromPath[str], before: FromQuery[int] = 0) -> Response[str]:  # noqa: ARG001 - in the address
    before = bounded(before)
    with desk_of(request).books(request.scope) as books:
        entries = books.audit.entries(before=before or None, limit=PER_PAGE + 1)
        chain = books.audit.verify()
        hidden = _names(books, own_family_of(books, visit_of(request.scope)))
    older = entries[PER_PAGE - 1].seq if len(entries) > PER_PAGE else None
    context: dict[str, Any] = {"entries": entries[:PER_PAGE], "older": older, "before": before, "chain": chain}
    return page(request, "audit.html", **context, acts=ACTS, hidden=hidden, own_family=OWN_FAMILY)


def _names(books: Books, own: OwnFamily) -> frozenset[str]:
    """Return the names of the visitor's own family in the trail: a guardian acts under his e-mail address."""
    return books.kin.accounts({key for kind, key in own.persons if kind is Kind.GUARDIANS})


OWN_FAMILY = Text("iemand van uw eigen gezin", "somebody of your own family")


AUDIT_ROUTES = (audit,)
