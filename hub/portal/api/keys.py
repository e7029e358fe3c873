"""Keys of the LAS in an address. A key may hold any sign, also a slash; such a key goes as `~` and base64url."""

import base64
import binascii
import re

from hub.portal.api.problems import NOT_THERE, ApiProblemError

PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")
ROOT = "/api/v1"


def in_path(key: str) -> str:
    """Return a key as it stands in an address."""
    if PLAIN.fullmatch(key):
        return key
    return "~" + base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def from_path(part: str) -> str:
    """Return the key in a part of an address. What cannot be one is not there."""
    if not part.startswith("~"):
        return part
    try:
        key = base64.b64decode(part[1:] + "=" * (-len(part[1:]) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise ApiProblemError(404, NOT_THERE) from None
    if "\0" in key:
        raise ApiProblemError(404, NOT_THERE)
    return key


def path_to(*parts: str) -> str:
    """Return the address of something, of words and keys."""
    return "/".join((ROOT, *parts))
