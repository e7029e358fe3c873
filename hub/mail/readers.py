"""Who reads a letter: the name, the address and the language, looked up when it is sent."""

from dataclasses import dataclass

from hub.records import Guardian, Kind
from hub.store import Books, Directory, Letter, label_of

ANYBODY = {"nl": "ouder of verzorger", "en": "parent or guardian"}
"""How a guardian is greeted of whom no name is known."""
INVITATION = "invitation"
HOUSE = "Koppelhub"
"""Who sends the letters of the hub as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody with an e-mail address. `account` is the number of the account, where there is one."""

    address: str
    name: str
    language: str = "nl"
    account: int | None = None


def reader_of(books: Books | Directory, letter: Letter) -> Reader | None:
    """Return who reads a letter; nobody where no address is known, or the account is closed."""
    directory = books if isinstance(books, Directory) else books.directory
    if letter.to_account is not None:
        return _account(directory, letter.to_account)
    if isinstance(books, Directory) or letter.guardian is None:
        return None
    return _guardian(books, letter.guardian, by_account=letter.letter != INVITATION)


def name_of(books: Books, letter: Letter) -> str:
    """Return how a page names the reader of a letter; empty where nobody knows."""
    if letter.to_account is not None:
        account = books.directory.account(letter.to_account)
        return account.name if account else ""
    record = books.changes.record(Kind.GUARDIANS, letter.guardian or "")
    return label_of(record) if record else ""


def _guardian(books: Books, key: str, *, by_account: bool) -> Reader | None:
    """Return a guardian who is on the roll: at the address of the account, or at what the LAS knows.

    Who has an account that may not enter now gets nothing. An invitation always goes where the LAS says.
    """
    link = books.guardian_accounts.of(key) if by_account else None
    if link is not None:
        open_to = {each.guardian for each in books.guardian_accounts.open_to(link.account_id)}
        return _account(books.directory, link.account_id) if key in open_to else None
    record = books.changes.record(Kind.GUARDIANS, key)
    if not isinstance(record, Guardian) or not isinstance(record.email, str) or not record.email:
        return None
    return Reader(address=record.email, name=label_of(record))


def _account(directory: Directory, number: int) -> Reader | None:
    account = directory.account(number)
    if account is None or account.disabled:
        return None
    return Reader(address=account.email, name=account.name, language=account.language or "nl", account=account.id)
