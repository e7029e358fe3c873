"""Links in letters: made of a row's numbers and its nonce with the hub's own key, so that no table holds a link.

A link reads `7-12-<mark>`: which row it is, and a mark that nobody can make who has only the database or only the
address. It names nobody.
"""

import base64
import hmac
import secrets

from hub.store.sealed import Sealer

MOST_DIGITS = 18


def new_nonce() -> str:
    """Return what makes one row's link another than any other row's."""
    return secrets.token_urlsafe(18)


def link_token(sealer: Sealer, purpose: str, nonce: str, *numbers: int) -> str:
    """Return the token of the row with these numbers."""
    named = "-".join(map(str, numbers))
    mark = sealer.fingerprint(f"link:{purpose}:{named}:{nonce}")
    return f"{named}-{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


def numbers_in(token: str, count: int) -> tuple[int, ...] | None:
    """Return which row a token speaks of, whether or not its mark is right; `None` where it is no token."""
    parts = token.split("-", count)
    numbers = [each for each in parts[:count] if each.isascii() and each.isdecimal() and len(each) <= MOST_DIGITS]
    return tuple(map(int, numbers)) if len(parts) == count + 1 and len(numbers) == count else None


def is_token(sent: str, right: str) -> bool:
    """Tell whether a token is the right one, in the same time whether or not it is."""
    return hmac.compare_digest(sent.encode(), right.encode())
