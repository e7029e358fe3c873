"""The desk on which a visitor decides: in his own name, with his own rights, and never on his own wish."""

from hub.changes import Approver, OwnFamily, SchoolDesk, approver, own_family
from hub.portal.desk import Desk
from hub.portal.looking import note_for
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
        note=note_for(visit),
    )


def approver_of(books: Books, visit: Visit) -> Approver:
    """Return who decides, with every guardian that this person is at the school: a teacher may be a parent."""
    assert visit.visitor is not None
    return approver(books, visit.by, books.guardian_accounts.guardians_of(visit.visitor.account_id))


def own_family_of(books: Books, visit: Visit, run: int | None = None) -> OwnFamily:
    """Return the visitor's own family at the school: no contact details of it are his. `run`: who joins there too."""
    assert visit.visitor is not None
    return own_family(books, visit.visitor.account_id, run)
