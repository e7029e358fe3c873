"""The guardians of a school: who has an account, who can be invited, and letting somebody in no more."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody

from hub import accounts
from hub.accounts.errors import WHY_NOT
from hub.changes import HIDDEN_HERE
from hub.portal.deciding import own_family_of
from hub.portal.desk import desk_of
from hub.portal.kinds import REPORT_KINDS
from hub.portal.looking import looks_at
from hub.portal.pages import page, see
from hub.portal.rights import Act
from hub.portal.staff.guardian_access import mark_of_guardian, sight_of
from hub.portal.staff.limits import MOST_OFFSET, PER_PAGE, bounded
from hub.portal.staff.school import in_order
from hub.portal.visits import Asking, visit_of
from hub.portal.wording import full_name
from hub.records import Group, Kind, Text
from hub.store import INVITABLE, AccountState, Books, GuardianEntry

Form: TypeAlias = URLEncodedBody[dict[str, str]]
S = AccountState
ACCOUNT_STATES: dict[str, tuple[str, Text]] = {
    S.ACTIVE: ("good", Text("Heeft een account", "Has an account")),
    S.INVITED: ("note", Text("Uitgenodigd", "Invited")),
    S.EXPIRED: ("warn", Text("Uitnodiging verlopen", "Invitation expired")),
    S.UNINVITED: ("calm", Text("Nog niet uitgenodigd", "Not invited yet")),
    S.SHARED_EMAIL: ("warn", Text("Deelt een e-mailadres", "Shares an e-mail address")),
    S.NO_EMAIL: ("warn", Text("Geen e-mailadres", "No e-mail address")),
    S.OTHER_NAME: ("bad", Text("Andere naam in het LAS", "Other name in the LAS")),
    S.BLOCKED: ("bad", Text("Geblokkeerd", "Blocked")),
}
ACTS: dict[AccountState, tuple[str, ...]] = {
    S.UNINVITED: ("invite",),
    S.EXPIRED: ("invite", "revoke"),
    S.INVITED: ("invite", "revoke"),
    S.ACTIVE: ("block", "unlink"),
    S.OTHER_NAME: ("unlink", "block"),
    S.BLOCKED: ("unblock", "unlink"),
}
"""What can be done with a guardian, the likeliest first."""
FOR_ADMINS = frozenset({"block", "unblock", "unlink"})
NEW = frozenset({S.UNINVITED, S.EXPIRED})
"""Whom the button for many invites: who was invited and may still come is left in peace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A guardian in the list. `mark` stands for the key of the LAS in addresses."""

    mark: str
    name: str
    entry: GuardianEntry


@get("/s/{school:str}/guardians", opt={"act": Act.SEE_RECORDS}, sync_to_thread=True)
def guardians(  # noqa: PLR0913, PLR0917 - each is a part of the address
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    q: FromQuery[str] = "",
    group: FromQuery[str] = "",
    account: FromQuery[str] = "",
    offset: FromQuery[int] = 0,
) -> Response[str]:
    offset = bounded(offset, MOST_OFFSET)
    with desk_of(request).books(request.scope) as books:
        groups = in_order(books.roll.groups())
        rows = _rows(books)
    found = [each for each in rows if _fits(each, q.strip()[:100], group, account)]
    counts = Counter(each.entry.state for each in rows)
    shown = found[offset : offset + PER_PAGE]
    looks_at(request, (child.key for row in shown for child in row.entry.children))
    return page(
        request,
        "guardians.html",
        rows=shown,
        total=len(found),
        counts=[(each, counts[each]) for each in S if counts[each]],
        everybody=len(rows),
        to_invite=sum(counts[each] for each in NEW),
        groups=groups,
        names={each.key: str(each.name or each.key) for each in groups},
        asked={"q": q, "group": group, "account": account},
        offset=offset,
        limit=PER_PAGE,
        ACCOUNT_STATES=ACCOUNT_STATES,
    )


@get("/s/{school:str}/guardians/invite", opt={"act": Act.INVITE}, sync_to_thread=True)
def invite_form(request: Asking, school: FromPath[str], group: FromQuery[str] = "") -> Response[str]:  # noqa: ARG001 - in the address
    with desk_of(request).books(request.scope) as books:
        groups = books.roll.groups()
        rows = _of_class(_rows(books), groups, group)
    counts = Counter(each.entry.state for each in rows)
    context: dict[str, Any] = {
        "letters": sum(counts[each] for each in NEW),
        "not_now": [(each, counts[each]) for each in S if each not in NEW and counts[each]],
        "group": next((str(each.name or each.key) for each in groups if each.key == group), None),
        "group_key": group,
    }
    return page(request, "guardians_invite.html", ACCOUNT_STATES=ACCOUNT_STATES, **context)


@post("/s/{school:str}/guardians/invite", opt={"act": Act.INVITE}, sync_to_thread=True)
def invite_many(request: Asking, school: FromPath[str], data: Form) -> Response[Any]:
    """Invite who was on the page: where the number is another by now, it is shown once more."""
    group = data.get("group", "")
    with desk_of(request).books(request.scope) as books:
        rows = [each for each in _of_class(_rows(books), books.roll.groups(), group) if each.entry.state in NEW]
        if str(len(rows)) != data.get("letters"):
            return see(f"/s/{school}/guardians/invite?group={group}", "count_changed")
        accounts.invite(books, [each.entry.guardian.key for each in rows])
    return see(f"/s/{school}/guardians", "invited_many")


@get("/s/{school:str}/guardians/{mark:str}", opt={"act": Act.SEE_RECORDS}, sync_to_thread=True)
def guardian(request: Asking, school: FromPath[str], mark: FromPath[str]) -> Response[str]:  # noqa: ARG001 - in the address
    with desk_of(request).books(request.scope) as books:
        row = _one(books, mark)
        own = own_family_of(books, visit_of(request.scope)).has(Kind.GUARDIANS, row.entry.guardian.key)
        names = {each.key: str(each.name or each.key) for each in books.roll.groups()}
        answered = books.campaigns.last_answer(row.entry.guardian.key)
        may_decide = visit_of(request.scope).may(Act.DECIDE_INFORMATION)
        sight = sight_of(request, books, row.entry.guardian.key) if may_decide else []
    may_block = visit_of(request.scope).may(Act.BLOCK)
    acts = [] if own else [each for each in ACTS.get(row.entry.state, ()) if may_block or each not in FOR_ADMINS]
    looks_at(request, (child.key for child in row.entry.children))
    context: dict[str, Any] = {
        "row": row,
        "names": names,
        "answered": answered,
        "acts": acts,
        "own": own,
        "why_not": WHY_NOT.get(row.entry.state) if row.entry.state not in INVITABLE else None,
    }
    words: dict[str, Any] = {"ACCOUNT_STATES": ACCOUNT_STATES, "REPORT_KINDS": REPORT_KINDS, "hidden_here": HIDDEN_HERE}
    return page(request, "guardian.html", sight=sight, **words, **context)


@post("/s/{school:str}/guardians/{mark:str}/invitation", opt={"act": Act.INVITE}, sync_to_thread=True)
def invite_one(request: Asking, school: FromPath[str], mark: FromPath[str], data: Form) -> Response[Any]:
    """Invite once (more), or with `act=revoke` take the invitation back."""
    revoke = data.get("act") == "revoke"
    with desk_of(request).books(request.scope) as books:
        key = _of_another(request, books, mark)
        if revoke:
            books.invitations.revoke(key)
        else:
            accounts.invite(books, [key])
    return see(f"/s/{school}/guardians/{mark}", "invitation_revoked" if revoke else "invited")


@post("/s/{school:str}/guardians/{mark:str}/account", opt={"act": Act.BLOCK}, sync_to_thread=True)
def change_account(request: Asking, school: FromPath[str], mark: FromPath[str], data: Form) -> Response[Any]:
    """Block or unblock the account of a guardian here, or take it apart from the guardian."""
    act = data.get("act", "")
    with desk_of(request).books(request.scope) as books:
        link = books.guardian_accounts.of(_of_another(request, books, mark))
        if link is None or act not in FOR_ADMINS:
            raise NotFoundException
        if act == "unlink":
            books.guardian_accounts.unlink(link)
        else:
            books.guardian_accounts.block(link, blocked=act == "block")
    return see(f"/s/{school}/guardians/{mark}", f"account_{act}")


def _rows(books: Books) -> list[Row]:
    return [
        Row(mark=mark_of_guardian(books, each.guardian.key), name=name_of(each), entry=each)
        for each in books.guardians()
    ]


def _one(books: Books, mark: str) -> Row:
    found = next((each for each in _rows(books) if each.mark == mark), None)
    if found is None:
        raise NotFoundException
    return found


def _of_another(request: Asking, books: Books, mark: str) -> str:
    """Return the key of a guardian. Raises `OwnFamilyError` where he is of the visitor's own family, or himself."""
    key = _one(books, mark).entry.guardian.key
    own_family_of(books, visit_of(request.scope)).refuse(Kind.GUARDIANS, key)
    return key


def name_of(entry: GuardianEntry) -> str:
    """Return the guardian's name; the key of the LAS is not one."""
    name = full_name(entry.guardian)
    return "" if name == entry.guardian.key else name


def _fits(row: Row, search: str, group: str, state: str) -> bool:
    names = " ".join((row.name, *(child.name for child in row.entry.children))).casefold()
    in_class = not group or any(child.group == group for child in row.entry.children)
    return (
        in_class
        and (not state or row.entry.state == state)
        and all(word in names for word in search.casefold().split())
    )


def _of_class(rows: Sequence[Row], groups: Sequence[Group], group: str) -> list[Row]:
    if group and group not in {each.key for each in groups}:
        raise NotFoundException
    return [each for each in rows if _fits(each, "", group, "")]


GUARDIAN_ROUTES = (guardians, invite_form, invite_many, guardian, invite_one, change_account)
