"""Putting a letter in the outbox, in the transaction of what it tells about."""

from collections.abc import Sequence

from hub.mail.names import LETTERS
from hub.store import Books, Directory
from hub.store.deferring import defer, defer_hub

SEND = "send_letters"
"""The job that sends what is due."""


def post(
    books: Books | Directory,
    letter: str,
    *,
    to_account: int | None = None,
    guardian: str | None = None,
    subject: int | None = None,
) -> int | None:
    """Put one letter in the outbox, to an account or to a guardian by his key in the LAS. Return its number.

    It is composed when it is sent, from `subject`: the number of what it is about, such as a request or an invitation.
    `None`: the same letter waits already, and tells this too. In the hub's own books it goes to an account. Raises
    `LookupError` for a letter that does not exist.
    """
    pause = LETTERS[letter].pause
    if isinstance(books, Directory):
        return _post_of_hub(books, letter, pause, {"to_account": to_account, "subject": subject})
    posted = books.letters.post(letter, pause, to_account=to_account, guardian=guardian, subject=subject)
    if posted is not None:
        defer(books, SEND, at=posted[1])
    return posted[0] if posted else None


def post_many(books: Books, letter: str, guardians: Sequence[str], *, subject: int) -> int:
    """Put the same letter in the outbox for many guardians, with one job for all. Return how many were put in."""
    posted = [
        made
        for each in guardians
        if (made := books.letters.post(letter, LETTERS[letter].pause, guardian=each, subject=subject)) is not None
    ]
    if posted:
        defer(books, SEND, at=max(at for _, at in posted))
    return len(posted)


def send_again(books: Books, number: int) -> bool:
    """Try a letter of the school that was not sent once more, now. False: it was sent, or there is none."""
    if not books.letters.again(number):
        return False
    defer(books, SEND)
    books.audit.write("letter.again", f"letter {number}")
    return True


def _post_of_hub(directory: Directory, letter: str, pause: float, about: dict[str, int | None]) -> int | None:
    posted = directory.letters.post(letter, pause, **about)
    if posted is not None:
        defer_hub(directory, SEND, at=posted[1])
    return posted[0] if posted else None
