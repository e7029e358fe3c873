"""Who may enter, and in which role."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.contract import Colleague
from hub.records import SchoolCode, Text
from hub.store.audit import Audit
from hub.store.errors import StoreError
from hub.store.tables import AccountRow, BoardRow, MembershipRow, SchoolRow, SecondStepRow


class Role(StrEnum):
    """What somebody is to the hub. The first three are at one school."""

    PARENT = "parent"
    STAFF = "staff"
    SCHOOL_ADMIN = "school_admin"
    BOARD = "board"
    """For all schools of a board."""
    OPERATOR = "operator"
    """Runs the hub."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A login. `password_hash` is `None` where somebody has not chosen a password yet."""

    id: int
    email: str
    name: str
    password_hash: str | None = field(repr=False)
    disabled: bool
    language: str | None = None
    """The language that somebody chose; `None` where nobody did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A role, and where it holds: at one school, at a board, or (operator) everywhere."""

    role: Role
    school_id: int | None
    school: SchoolCode | None
    board: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """Somebody who works at a school, with the roles there. `has_password`: the invitation was taken up."""

    account_id: int
    email: str
    name: str
    roles: frozenset[Role]
    has_password: bool
    disabled: bool
    has_step: bool
    """Whether this account logs in with a second step."""


class AccountExistsError(StoreError):
    """There is an account with this e-mail address. Nothing was done."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Er is al een account met dit e-mailadres. Gebruik dat account, of kies een ander adres.",
                "There is an account with this e-mail address already. Use that account, or choose another address.",
            )
        )


class Accounts:
    """Accounts and memberships, in the transaction of a `Directory`."""

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def add(self, email: str, name: str, password_hash: str | None) -> int:
        """Add an account and return its number."""
        values = {"email": address(email), "name": name.strip(), "password_hash": password_hash}
        made = insert(AccountRow).values(**values).on_conflict_do_nothing().returning(AccountRow.id)
        account_id = self._session.execute(made).scalar_one_or_none()
        if account_id is None:
            raise AccountExistsError
        self._audit.write("account.added", _subject(account_id))
        return account_id

    def by_id(self, account_id: int) -> Account | None:
        """Return an account by its number."""
        return self._one(AccountRow.id == account_id)

    def by_email(self, email: str) -> Account | None:
        """Return an account by its e-mail address."""
        return self._one(AccountRow.email == address(email))

    def names(self, emails: Iterable[str]) -> dict[str, str]:
        """Return the names of the accounts with these addresses, by address."""
        wanted = [address(each) for each in emails]
        rows = self._session.execute(select(AccountRow.email, AccountRow.name).where(AccountRow.email.in_(wanted)))
        return {row.email: row.name for row in rows}

    def set_password_hash(self, account_id: int, password_hash: str) -> None:
        """Keep another password."""
        self._change(account_id, password_hash=password_hash)
        self._audit.write("account.password", _subject(account_id))

    def disable(self, account_id: int) -> None:
        """Let nobody in with this account any more."""
        self._change(account_id, disabled_at=func.now())
        self._audit.write("account.disabled", _subject(account_id))

    def set_language(self, account_id: int, language: str) -> None:
        """Keep the language in which somebody reads."""
        self._change(account_id, language=language)

    def grant(self, account_id: int, role: Role, school_id: int | None, board_id: int | None) -> None:
        """Give a role. What is given already stays as it is."""
        where = {"at_school": school_id, "at_board": board_id}
        made = insert(MembershipRow).values(account_id=account_id, role=role.value, **where).on_conflict_do_nothing()
        if self._session.execute(made.returning(MembershipRow.id)).scalar_one_or_none() is not None:
            self._audit.write("role.granted", _subject(account_id), {"role": role, **where})

    def revoke(self, account_id: int, role: Role, school_id: int | None, board_id: int | None) -> None:
        """Take a role away."""
        where = {"at_school": school_id, "at_board": board_id}
        gone = delete(MembershipRow).where(
            MembershipRow.account_id == account_id,
            MembershipRow.role == role.value,
            MembershipRow.at_school.is_not_distinct_from(school_id),
            MembershipRow.at_board.is_not_distinct_from(board_id),
        )
        if self._session.scalars(gone.returning(MembershipRow.id)).all():
            self._audit.write("role.revoked", _subject(account_id), {"role": role, **where})

    def memberships(self, account_id: int) -> list[Membership]:
        """Return the roles of an account, and where it has them."""
        columns = (MembershipRow.role, MembershipRow.at_school, SchoolRow.code, BoardRow.name.label("board"))
        wanted = (
            select(*columns)
            .outerjoin(SchoolRow, SchoolRow.id == MembershipRow.at_school)
            .outerjoin(BoardRow, BoardRow.id == MembershipRow.at_board)
            .where(MembershipRow.account_id == account_id)
            .order_by(MembershipRow.id)
        )
        return [_membership(row) for row in self._session.execute(wanted)]

    def roles_at(self, account_id: int, school_id: int) -> frozenset[Role]:
        """Return the roles that hold at a school."""
        board = select(SchoolRow.board_id).where(SchoolRow.id == school_id).scalar_subquery()
        here = or_(
            MembershipRow.at_school == school_id,
            MembershipRow.at_board == board,
            MembershipRow.role == Role.OPERATOR.value,
        )
        found = select(MembershipRow.role).where(MembershipRow.account_id == account_id, here)
        return frozenset(Role(role) for role in self._session.scalars(found))

    def staff(self, school_id: int) -> list[StaffMember]:
        """Return who works at a school, by name."""
        at_work = [Role.STAFF.value, Role.SCHOOL_ADMIN.value]
        here = (MembershipRow.at_school == school_id, MembershipRow.role.in_(at_work))
        roles = func.array_agg(MembershipRow.role)
        step = exists().where(SecondStepRow.account_id == AccountRow.id, SecondStepRow.since.is_not(None))
        wanted = select(AccountRow, roles, step).join(MembershipRow, MembershipRow.account_id == AccountRow.id)
        rows = self._session.execute(wanted.where(*here).group_by(AccountRow.id).order_by(AccountRow.name))
        return [_staff_member(row, found, has_step=has_step) for row, found, has_step in rows]

    def _one(self, known_by: Any) -> Account | None:
        row = self._session.scalars(
            select(AccountRow).where(known_by), execution_options={"populate_existing": True}
        ).one_or_none()
        return _account(row) if row else None

    def _change(self, account_id: int, **values: Any) -> None:
        changed = update(AccountRow).where(AccountRow.id == account_id).values(**values)
        self._session.execute(changed, execution_options={"synchronize_session": False})


def accounts_at(session: Session, school_id: int, roles: Collection[Role]) -> list[int]:
    """Return the accounts that have one of these roles at a school itself, and are not closed."""
    found = (
        select(MembershipRow.account_id)
        .join(AccountRow, AccountRow.id == MembershipRow.account_id)
        .where(
            MembershipRow.at_school == school_id,
            MembershipRow.role.in_([each.value for each in roles]),
            AccountRow.disabled_at.is_(None),
        )
        .distinct()
        .order_by(MembershipRow.account_id)
    )
    return list(session.scalars(found))


def colleagues_at(session: Session, school_id: int) -> tuple[Colleague, ...]:
    """Return the staff of a school who can log in, by name."""
    admins = set(accounts_at(session, school_id, [Role.SCHOOL_ADMIN]))
    numbers = accounts_at(session, school_id, [Role.STAFF, Role.SCHOOL_ADMIN])
    rows = session.scalars(
        select(AccountRow).where(AccountRow.id.in_(numbers)).order_by(AccountRow.name, AccountRow.id)
    )
    return tuple(Colleague(account=row.id, name=row.name, by=row.email, admin=row.id in admins) for row in rows)


def address(email: str) -> str:
    """Return an e-mail address as the hub keeps it."""
    return email.strip().lower()


def _subject(account_id: int) -> str:
    return f"account:{account_id}"


def _account(row: AccountRow) -> Account:
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        password_hash=row.password_hash,
        disabled=row.disabled_at is not None,
        language=row.language,
    )


def _staff_member(row: AccountRow, roles: Iterable[str], *, has_step: bool) -> StaffMember:
    return StaffMember(
        account_id=row.id,
        email=row.email,
        name=row.name,
        roles=frozenset(Role(each) for each in roles),
        has_password=row.password_hash is not None,
        disabled=row.disabled_at is not None,
        has_step=has_step,
    )


def _membership(row: Any) -> Membership:
    code = SchoolCode.parse(row.code) if row.code else None
    return Membership(role=Role(row.role), school_id=row.at_school, school=code, board=row.board)
