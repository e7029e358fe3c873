"""Passwords: slow on purpose, the same time for an unknown account, and never more than a few at once."""

from functools import cache
from threading import BoundedSemaphore

from litestar.exceptions import ServiceUnavailableException
from pwdlib import PasswordHash

from hub.records import Text

SHORTEST, LONGEST = 12, 200
AT_ONCE, PATIENCE = 2, 5.0


class Passwords:
    """Checks passwords against argon2 hashes. One check takes 64 MiB, so that only a few go at a time."""

    def __init__(self) -> None:
        self._hasher = PasswordHash.recommended()
        self._turns = BoundedSemaphore(AT_ONCE)
        self._nobody = nobody()

    def fits(self, password: str, known: str | None) -> bool:
        """Return whether `password` belongs to the hash; without one it takes as long, and is never right."""
        self._take_turn()
        try:
            right = self._hasher.verify(password[:LONGEST], known or self._nobody)
        finally:
            self._turns.release()
        return right and known is not None

    def hashed(self, password: str) -> str:
        """Return the hash to keep."""
        self._take_turn()
        try:
            return self._hasher.hash(password[:LONGEST])
        finally:
            self._turns.release()

    def _take_turn(self) -> None:
        if not self._turns.acquire(timeout=PATIENCE):
            raise ServiceUnavailableException


@cache
def nobody() -> str:
    """Return the hash of nobody's password, made once: it takes as long to check as anybody's."""
    return PasswordHash.recommended().hash("an account that is not there costs the same time")


def complaint(password: str, again: str, email: str) -> Text | None:
    """Return what is wrong with a new password. Length counts, as NIST SP 800-63B has it; tricks with signs do not."""
    if password != again:
        return Text("De twee wachtwoorden zijn niet gelijk.", "The two passwords are not the same.")
    if not SHORTEST <= len(password) <= LONGEST:
        return Text(
            f"Kies een wachtwoord van {SHORTEST} tot {LONGEST} tekens, bijvoorbeeld een paar losse woorden.",
            f"Choose a password of {SHORTEST} to {LONGEST} characters, such as a few separate words.",
        )
    name = email.partition("@")[0].lower()
    if len(set(password)) < 5 or (name and name in password.lower()):  # noqa: PLR2004 - the same few signs over and over
        return Text(
            "Dit wachtwoord is te makkelijk te raden. Gebruik niet uw e-mailadres of steeds dezelfde tekens.",
            "This password is too easy to guess. Do not use your e-mail address or the same few characters.",
        )
    return None
