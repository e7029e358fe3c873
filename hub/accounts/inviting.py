"""Inviting: guardians at the address that the LAS has of them, and colleagues at the address that a colleague gives."""

from collections.abc import Sequence

from hub import mail
from hub.accounts.errors import NO_GUARDIAN, WHY_NOT, CannotInviteError
from hub.store import INVITABLE, Books, Directory, LinkPurpose, Role


def invite(books: Books, guardians: Sequence[str]) -> list[int]:
    """Invite guardians, by their keys in the LAS; all of them or none. Return the numbers of the invitations.

    An earlier invitation of theirs opens nothing any more. Raises `CannotInviteError`.
    """
    known = {each.guardian.key: each for each in books.guardians()}
    invited = []
    for key in guardians:
        entry = known.get(key)
        if entry is None:
            raise CannotInviteError(NO_GUARDIAN)
        if entry.state not in INVITABLE:
            raise CannotInviteError(WHY_NOT[entry.state])
        number = books.invitations.add(key, str(entry.guardian.email))
        mail.post(books, "invitation", guardian=key, subject=number)
        invited.append(number)
    return invited


def invite_colleague(directory: Directory, email: str, name: str, role: Role, school_id: int | None) -> int | None:
    """Give somebody a role at a school, with an account that waits for a password. Return the number of the link.

    `None`: there is an account with a password already, which has the role from now on.
    """
    known = directory.account_by_email(email)
    account_id = known.id if known else directory.add_account(email, name)
    directory.grant(account_id, role, school_id)
    if known is not None and known.password_hash is not None:
        return None
    number = directory.links.add(account_id, LinkPurpose.WELCOME)
    mail.post(directory, "invitation", to_account=account_id, subject=number)
    return number
