"""The address in a letter at which its reader has no more of them: it opens without a login, and does nothing else."""

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hmac import compare_digest

from hub.mail.names import LETTERS
from hub.store import Store

PATH = "/letters/no-more"
MARK = re.compile(r"(?P<account>[0-9]{1,18})-(?P<letter>[a-z_]{1,40})-(?P<sign>[A-Za-z0-9_-]{24})")


@dataclass(frozen=True, slots=True)
class Declined:
    """Which letters, and of which account."""

    account: int
    letter: str


def decline_path(store: Store, account: int, letter: str) -> str:
    """Return the path at which this account has no more letters of this kind."""
    return f"{PATH}/{account}-{letter}-{_sign(store, account, letter)}"


def read_mark(store: Store, mark: str) -> Declined | None:
    """Return what the last part of such a path stands for; nothing where the hub did not make it."""
    found = MARK.fullmatch(mark)
    if found is None:
        return None
    account, letter = int(found["account"]), found["letter"]
    if letter not in LETTERS or not LETTERS[letter].can_be_declined:
        return None
    return Declined(account, letter) if compare_digest(found["sign"], _sign(store, account, letter)) else None


def _sign(store: Store, account: int, letter: str) -> str:
    return urlsafe_b64encode(store.sealer.fingerprint(f"no more letters:{account}:{letter}")[:18]).decode()
