"""Signing a message as the Standard Webhooks specification says (standardwebhooks.com): HMAC-SHA256 over what is sent.

The receiver makes the same mark with the secret that it got once, and refuses what is older than five minutes.
"""

import base64
import hmac
import secrets
from collections.abc import Mapping, Sequence

from hub.contract import Secret

PREFIX = "whsec_"
LENGTH = 32


def new_secret() -> Secret:
    """Return a secret for one address: 32 random bytes."""
    return Secret(PREFIX + base64.b64encode(secrets.token_bytes(LENGTH)).decode())


def headers(message: str, moment: int, body: bytes, signers: Sequence[Secret]) -> Mapping[str, str]:
    """Return the headers that go with a message, signed with each of the secrets. `moment` is in seconds since 1970."""
    marks = [mark(each, message, moment, body) for each in signers]
    return {"webhook-id": message, "webhook-timestamp": str(moment), "webhook-signature": " ".join(marks)}


def mark(secret: Secret, message: str, moment: int, body: bytes) -> str:
    """Return the mark of one secret over a message."""
    signed = f"{message}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, "sha256")).decode()


def _key(secret: Secret) -> bytes:
    try:
        return base64.b64decode(secret.reveal().removeprefix(PREFIX), validate=True)
    except ValueError:
        raise ValueError("a secret of a webhook is base64") from None
