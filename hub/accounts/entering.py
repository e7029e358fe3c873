"""Coming in with an invitation: with a new account, or with the account that somebody has already.

A letter proves who reads a mailbox, not who somebody is. So an invitation counts only while the LAS has its address at
this guardian, and at nobody with another name; and an account takes in no guardian with another name than those it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hub.accounts.errors import InvitationGoneError, SomebodyElseError
from hub.contract import School
from hub.records import Guardian
from hub.store import AccountState, Books, Invitation, Role, Store, UnknownSchoolError, label_of
from hub.store.links import numbers_in


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInvitation:
    """What an invitation opens. `has_account`: somebody logs in with its address already."""

    school: School
    guardian: Guardian
    email: str
    has_account: bool


def look(store: Store, token: str) -> OpenInvitation:
    """Return what an invitation opens, and change nothing. Raises `InvitationGoneError`."""
    with _opened(store, token, by="guest") as (books, _, guardian):
        email = str(guardian.email)
        known = books.directory.account_by_email(email)
        return OpenInvitation(school=books.school, guardian=guardian, email=email, has_account=known is not None)


def make_account(store: Store, token: str, password_hash: str) -> int:
    """Make an account for whoever was invited, and return its number. Raises `InvitationGoneError`.

    Raises `AccountExistsError` where somebody logs in with the address already.
    """
    with _opened(store, token, by="invitation", lock=True) as (books, invitation, guardian):
        account_id = books.directory.add_account(str(guardian.email), label_of(guardian), password_hash)
        _link(books, invitation, guardian, account_id)
        return account_id


def join_account(store: Store, token: str, account_id: int) -> None:
    """Link whoever was invited to an account. Raises `InvitationGoneError`, and `SomebodyElseError`."""
    with store.directory() as directory:
        elsewhere = [each.school_id for each in directory.memberships(account_id) if each.role is Role.PARENT]
    with _opened(store, token, by="invitation", lock=True) as (books, invitation, guardian):
        for school_id in {each for each in (books.school_id, *elsewhere) if each is not None}:
            _insist_on_one_person(store, school_id, guardian, account_id)
        _link(books, invitation, guardian, account_id)


def _insist_on_one_person(store: Store, school_id: int, guardian: Guardian, account_id: int) -> None:
    with store.open(school_id) as books:
        if not books.guardian_accounts.is_same_person(guardian, account_id):
            raise SomebodyElseError


@contextmanager
def _opened(store: Store, token: str, by: str, *, lock: bool = False) -> Iterator[tuple[Books, Invitation, Guardian]]:
    """Open the books of the school that invited. Raises where the invitation does not stand any more."""
    numbers = numbers_in(token, 2)
    if numbers is None:
        raise InvitationGoneError
    try:
        with store.open(numbers[0], by) as books:
            invitation = books.invitations.find(token, lock=lock)
            if invitation is None:
                raise InvitationGoneError
            yield books, invitation, _invited(books, invitation)
    except UnknownSchoolError:
        raise InvitationGoneError from None


def _invited(books: Books, invitation: Invitation) -> Guardian:
    """Return the guardian, where the LAS still says what it said when the letter went out."""
    entry = next((each for each in books.guardians() if each.guardian.key == invitation.guardian), None)
    if entry is None or entry.state is not AccountState.INVITED:
        raise InvitationGoneError
    return entry.guardian


def _link(books: Books, invitation: Invitation, guardian: Guardian, account_id: int) -> None:
    if not books.guardian_accounts.link(guardian, account_id):
        raise InvitationGoneError
    books.invitations.use(invitation, account_id)
    books.directory.grant(account_id, Role.PARENT, books.school_id)
