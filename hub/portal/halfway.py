"""Somebody whose password was right and who has not given the code of the second step yet: known by a sealed cookie.

Nothing is kept in the database for him, and he is nobody yet: the cookie opens only the page that asks for the code.
"""

import json
from datetime import UTC, datetime, timedelta

from litestar.datastructures import Cookie

from hub.contract import Secret
from hub.portal.desk import Desk, desk_of
from hub.portal.doors import safe_next
from hub.portal.visits import Asking, cookie_name, cookies_of, secret_cookie
from hub.store import Account, SecretKeyError

HALFWAY = "hub_halfway"
LASTS = timedelta(minutes=10)


def halfway_cookie(request: Asking, account: Account, onward: str) -> Cookie:
    """Return the cookie of whoever gave the right password of `account` and wants to go on to `onward`."""
    desk = desk_of(request)
    said = {"account": account.id, "at": datetime.now(UTC).isoformat(), "mark": _mark(desk, account), "next": onward}
    return secret_cookie(HALFWAY, desk.store.sealer.seal(Secret(json.dumps(said))), request.scope)


def who_is_halfway(request: Asking) -> tuple[Account, str] | None:
    """Return whose password was right, and where he wants to go; `None` where that is too long ago or was never so."""
    desk, sealed = desk_of(request), cookies_of(request.scope).get(cookie_name(HALFWAY, request.scope))
    if not sealed or not sealed.isascii():
        return None
    try:
        said = json.loads(desk.store.sealer.open(sealed).reveal())
    except SecretKeyError:
        return None
    with desk.store.directory() as directory:
        account = directory.account(said["account"])
    too_late = datetime.fromisoformat(said["at"]) + LASTS < datetime.now(UTC)
    if too_late or account is None or account.disabled or said["mark"] != _mark(desk, account):
        return None
    return account, safe_next(said["next"])


def _mark(desk: Desk, account: Account) -> str:
    """Return what changes with the password: whoever chooses another one ends what was begun with the old."""
    return desk.store.sealer.fingerprint(f"halfway:{account.id}:{account.password_hash}").hex()
