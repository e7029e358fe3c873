"""The desk on which a visitor decides: in his own name, with his own rights, and never on his own wish."""

from hub.changes import Approver, SchoolDesk, approver
from hub.portal.desk import Desk
from hub.portal.rights import ACTS
from hub.portal.visits import Visit
from hub.store import Books


def school_desk(desk: Desk, visit: Visit) -> SchoolDesk:
    """Return the changes of the school in the address, as this visitor may see and decide on them."""
    assert visit.school is not None
    return SchoolDesk(
        store=desk.store,
        registry=desk.registry,
        school=visit.school.id,
        find_approver=lambda books: approver_of(books, visit),
        by=visit.by,
        may=lambda right: visit.may(ACTS[right]),
    )


def approver_of(books: Books, visit: Visit) -> Approver:
    """Return who decides, with every guardian that this person is at the school: a teacher may be a parent."""
    assert visit.visitor is not None
    return approver(books, visit.by, books.guardian_accounts.guardians_of(visit.visitor.account_id))
