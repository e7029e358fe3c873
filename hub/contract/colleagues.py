"""The members of staff of a school, as plugins see them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """A member of staff with a login: the account's number, the name that people read, the name in the audit trail.

    `admin`: an administrator of the school.
    """

    account: int
    name: str
    by: str
    admin: bool
