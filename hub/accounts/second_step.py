"""The second step of logging in: a code of an app on the phone (RFC 6238), or one on paper where the phone is gone."""

import secrets
from datetime import UTC, datetime
from hmac import compare_digest

import pyotp

from hub import mail
from hub.contract import Secret
from hub.store import Account, Directory, Store

ISSUER = "Koppelhub"
"""What the app on the phone calls us."""
DIGITS = 6
STEPS_BESIDE = (-1, 0, 1)
"""Clocks differ: the code of half a minute ago and that of the next half minute count too."""
CODES = 10
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What cannot be taken for something else on paper: no i, l, o, 0, 1."""
LENGTH, GROUP = 16, 4


def begin_step(store: Store, account: Account) -> Secret:
    """Let a new secret wait for its first code, and return it."""
    secret = Secret(pyotp.random_base32())
    with store.directory(account.email) as directory:
        directory.second_steps.begin(account.id, secret)
    return secret


def step_address(account: Account, secret: Secret) -> str:
    """Return what an app reads from the picture: an `otpauth` address with the secret in it."""
    return pyotp.TOTP(secret.reveal()).provisioning_uri(name=account.email, issuer_name=ISSUER)


def start_step(directory: Directory, account_id: int, given: str) -> list[str] | None:
    """Put the secret that waits in use where the code is right, and return codes for a lost phone.

    `None`: the code is not right, or nothing waits (any more).
    """
    secret = directory.second_steps.waiting(account_id)
    counter = _counter(secret, given) if secret else None
    codes = _new_codes()
    if counter is None or not directory.second_steps.start(account_id, counter, [_plain(each) for each in codes]):
        return None
    mail.post(directory, "step_changed", to_account=account_id)
    return codes


def passes_step(directory: Directory, account_id: int, given: str) -> bool:
    """Tell whether a code is right, and use it up: one of the app, or one for a lost phone."""
    step = directory.second_steps.of(account_id)
    if step is None:
        return False
    counter = _counter(step.secret, given)
    if counter is not None:
        return directory.second_steps.take(account_id, counter)
    return directory.second_steps.take_code(account_id, _plain(given))


def new_step_codes(directory: Directory, account_id: int) -> list[str]:
    """Make other codes for a lost phone; those of before open nothing any more."""
    codes = _new_codes()
    directory.second_steps.renew_codes(account_id, [_plain(each) for each in codes])
    return codes


def remove_step(directory: Directory, account_id: int) -> bool:
    """Let somebody in with the password alone again, and tell so. False: that was so already."""
    if not directory.second_steps.remove(account_id):
        return False
    mail.post(directory, "step_changed", to_account=account_id)
    return True


def _counter(secret: Secret, given: str) -> int | None:
    """Return the moment, counted in half minutes, of which this is the code; `None` for any other."""
    code = "".join(given.split())
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    totp, now = pyotp.TOTP(secret.reveal()), datetime.now(UTC)
    counters = [totp.timecode(now) + each for each in STEPS_BESIDE]
    return next((each for each in counters if compare_digest(totp.generate_otp(each), code)), None)


def _new_codes() -> list[str]:
    return ["-".join(_letters(GROUP) for _ in range(LENGTH // GROUP)) for _ in range(CODES)]


def _letters(count: int) -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(count))


def _plain(code: str) -> str:
    return "".join(each for each in code.lower() if each.isalnum())
