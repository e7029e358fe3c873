"""Who is asking: the visitor, the school in the address, and the cookies by which they are known."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import Cookie, State
from litestar.types import Scope

from hub.portal.catalogue import LANGUAGES
from hub.portal.rights import Act, Role, may
from hub.store import Membership, SchoolEntry

SESSION, GUEST, LANGUAGE = "hub_session", "hub_guest", "hub_language"
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who is logged in. `token` is the session's, as the cookie carries it."""

    account_id: int
    email: str
    name: str
    memberships: tuple[Membership, ...]
    token: str = field(repr=False)

    def roles_at(self, school: SchoolEntry) -> frozenset[Role]:
        """Return what this person is to `school`: by itself, through its board, or as operator of the hub."""
        return frozenset(
            each.role
            for each in self.memberships
            if each.role == Role.OPERATOR
            or (each.role == Role.BOARD and each.board is not None and each.board == school.board)
            or (each.school_id is not None and each.school_id == school.id)
        )

    @property
    def roles(self) -> frozenset[Role]:
        """Every role that this person has anywhere."""
        return frozenset(each.role for each in self.memberships)

    @property
    def is_parent(self) -> bool:
        """Return whether a school linked this person to a guardian."""
        return Role.PARENT in self.roles

    @property
    def is_staff(self) -> bool:
        """Return whether there is anything for this person but the rooms of a parent."""
        return self.roles != {Role.PARENT}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: who asks, in which language, of which school, and which plugins with pages are on there."""

    language: str = "nl"
    visitor: Visitor | None = None
    school: SchoolEntry | None = None
    roles: frozenset[Role] = frozenset()
    plugins_on: frozenset[str] = frozenset()
    lacks_step: bool = False
    """Whether this visitor is here for work, where that takes a second step of logging in that he does not have."""

    def may(self, act: str) -> bool:
        """Return whether this visitor may do `act` here."""
        return may(self.roles, Act(act))

    @property
    def by(self) -> str:
        """The name that stands in the audit trail."""
        return self.visitor.email if self.visitor else "guest"


Asking: TypeAlias = Request[Visit, Any, State]
"""A request to the portal."""


def visit_of(scope: Scope) -> Visit:
    """Return the visit; of an address that does not exist nobody looked up who asked for it."""
    found = scope.get("user")
    return found if isinstance(found, Visit) else Visit(language_of(cookies_of(scope)))


def cookies_of(scope: Scope) -> Mapping[str, str]:
    """Return the cookies of a request."""
    # The standard library's parser stops at the first cookie that it finds odd, and loses ours behind it.
    sent = (value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")
    pairs = (each.partition("=") for line in sent for each in line.split(";"))
    return {name.strip(): value.strip().strip('"') for name, _, value in pairs}


def language_of(cookies: Mapping[str, str]) -> str:
    """Return the language that the visitor chose; Dutch where he did not."""
    chosen = cookies.get(LANGUAGE, "nl")
    return chosen if chosen in LANGUAGES else "nl"


def is_plain_loopback(scope: Scope) -> bool:
    """Return whether this is plain http on the machine itself, where a Secure cookie would not come back."""
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    name = urlsplit(f"//{host}").hostname or ""
    if scope["scheme"] != "http":
        return False
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def cookie_name(name: str, scope: Scope) -> str:
    """Return the name under which a secret cookie goes; with `__Host-` no other host can plant it."""
    return name if is_plain_loopback(scope) else f"__Host-{name}"


def secret_cookie(name: str, value: str, scope: Scope) -> Cookie:
    """Return a cookie that scripts cannot read and other sites cannot send along with a form."""
    secure = not is_plain_loopback(scope)
    return Cookie(key=cookie_name(name, scope), value=value, httponly=True, samesite="lax", secure=secure, path="/")


def without_cookie(name: str, scope: Scope) -> Cookie:
    """Return the cookie that makes the browser forget `name`."""
    secure = not is_plain_loopback(scope)
    return Cookie(
        key=cookie_name(name, scope), value="", max_age=0, httponly=True, samesite="lax", secure=secure, path="/"
    )


def session_token(scope: Scope) -> str | None:
    """Return the session's token as the browser sent it."""
    return cookies_of(scope).get(cookie_name(SESSION, scope)) or None


def form_token(scope: Scope) -> str:
    """Return the token that a form of this visitor must carry, made from a cookie that only his browser has.

    The cookie of a session that has ended serves as well: whoever still sees the page can log out, or in again.
    """
    return token_for(session_token(scope) or guest_secret(scope))


def guest_secret(scope: Scope) -> str:
    """Return the secret of a visitor without a session; a new one is sent along with the page that needs it."""
    known = cookies_of(scope).get(cookie_name(GUEST, scope))
    if known:
        return known
    made: str = scope["state"].setdefault("new_guest", secrets.token_urlsafe(32))
    return made


def token_for(secret: str) -> str:
    """Return the form token that belongs to a cookie's secret: from the token nobody finds the secret."""
    return hmac.new(secret.encode(), b"koppelhub form", hashlib.sha256).hexdigest()
