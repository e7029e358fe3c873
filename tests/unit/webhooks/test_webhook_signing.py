"""A message is signed as Standard Webhooks asks: its own library reads it."""

import re
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from hub.contract import Secret
from hub.webhooks.sending import PAUSES, pause_after
from hub.webhooks.signing import headers, mark, new_secret

BODY = b'{"type":"pupil.changed"}'


def now() -> int:
    return int(datetime.now(UTC).timestamp())


def test_the_standards_own_library_verifies_what_is_signed() -> None:
    secret = new_secret()
    sent = headers("msg-1", now(), BODY, [secret])
    assert Webhook(secret.reveal()).verify(BODY, dict(sent)) == {"type": "pupil.changed"}


def test_while_a_secret_is_renewed_both_verify() -> None:
    new, old = new_secret(), new_secret()
    sent = dict(headers("msg-1", now(), BODY, [new, old]))
    assert Webhook(new.reveal()).verify(BODY, sent)
    assert Webhook(old.reveal()).verify(BODY, sent)


@pytest.mark.parametrize("change", ["body", "id", "timestamp", "secret", "age"])
def test_what_was_changed_or_is_old_does_not_verify(change: str) -> None:
    secret = new_secret()
    moment = now() - 600 if change == "age" else now()
    sent = dict(headers("msg-1", moment, BODY, [secret]))
    sent |= {"webhook-id": "msg-2"} if change == "id" else {}
    sent |= {"webhook-timestamp": str(moment + 1)} if change == "timestamp" else {}
    key = new_secret() if change == "secret" else secret
    with pytest.raises(WebhookVerificationError):
        Webhook(key.reveal()).verify(BODY + b" " if change == "body" else BODY, sent)


def test_a_secret_is_32_random_bytes_and_a_mark_is_always_the_same() -> None:
    secret = new_secret()
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", secret.reveal())
    assert secret != new_secret()
    assert mark(secret, "a", 1, b"x") == mark(secret, "a", 1, b"x")
    with pytest.raises(ValueError, match="base64"):
        mark(Secret("whsec_ü"), "a", 1, b"x")


def test_pauses_grow_over_more_than_three_days_and_then_a_message_is_given_up() -> None:
    pauses = [pause_after(tries) for tries in range(1, len(PAUSES) + 1)]
    assert all(each is not None for each in pauses)
    assert sum(each or 0 for each in pauses) > 3 * 86_400
    assert pause_after(len(PAUSES) + 1) is None
