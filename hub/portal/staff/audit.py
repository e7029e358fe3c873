"""The school's audit trail: who did what, and whether nobody tampered with it."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from hub.portal.desk import desk_of
from hub.portal.pages import page
from hub.portal.rights import Act
from hub.portal.staff.limits import PER_PAGE, bounded
from hub.portal.visits import Asking
from hub.portal.wording import ACTS


@get("/s/{school:str}/audit", opt={"act": Act.SEE_AUDIT}, sync_to_thread=True)
def audit(request: Asking, school: FromPath[str], before: FromQuery[int] = 0) -> Response[str]:  # noqa: ARG001 - in the address
    before = bounded(before)
    with desk_of(request).books(request.scope) as books:
        entries = books.audit.entries(before=before or None, limit=PER_PAGE + 1)
        chain = books.audit.verify()
    older = entries[PER_PAGE - 1].seq if len(entries) > PER_PAGE else None
    context: dict[str, Any] = {"entries": entries[:PER_PAGE], "older": older, "before": before, "chain": chain}
    return page(request, "audit.html", **context, acts=ACTS)


AUDIT_ROUTES = (audit,)
