"""What belongs to the hub as a whole: schools, boards, who may enter, and the clock's table. No pupils' data."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy.orm import Session

from hub.records import SchoolCode
from hub.store.account_links import AccountLinks
from hub.store.accounts import Account, Accounts, Membership, Role, StaffMember
from hub.store.audit import Audit
from hub.store.letters import LetterChoices, Letters
from hub.store.login_attempts import LoginAttempts
from hub.store.schedule import Schedule
from hub.store.schools import SchoolEntry, Schools
from hub.store.sealed import Sealer
from hub.store.second_steps import SecondSteps
from hub.store.sessions import WebSessions
from hub.store.tables import HubLetterRow


@dataclass(frozen=True)
class Directory:
    """The hub's own books. `session` is for the rooms store and jobs only; `by` is who acts."""

    session: Session
    by: str
    sealer: Sealer = field(repr=False)

    @cached_property
    def audit(self) -> Audit:
        """What was done at the hub as a whole: schools added, logins, acts of operators."""
        return Audit.of_hub(self.session, self.by)

    @cached_property
    def sessions(self) -> WebSessions:
        """The server side of web sessions."""
        return WebSessions(self.session, self.sealer)

    @cached_property
    def attempts(self) -> LoginAttempts:
        """Logins that failed, for the rate limit."""
        return LoginAttempts(self.session, self.sealer)

    @cached_property
    def links(self) -> AccountLinks:
        """Links with which the owner of an account chooses a password."""
        return AccountLinks(self.session, self.by, self.audit, self.sealer)

    @cached_property
    def second_steps(self) -> SecondSteps:
        """The second step of logging in, of accounts that have one."""
        return SecondSteps(self.session, self.audit, self.sealer)

    @cached_property
    def schedule(self) -> Schedule:
        """What is due when."""
        return Schedule(self.session)

    @cached_property
    def letters(self) -> Letters:
        """Letters about an account itself that wait to be sent, or were."""
        return Letters(self.session, HubLetterRow)

    @cached_property
    def letter_choices(self) -> LetterChoices:
        """Which letters an account does not want."""
        return LetterChoices(self.session)

    def schools(self) -> list[SchoolEntry]:
        """Return every school, by name."""
        return self._schools.all()

    def school(self, code: SchoolCode | int) -> SchoolEntry:
        """Return one school, by its code or its number in the hub. Raises `UnknownSchoolError`."""
        return self._schools.one(code)

    def add_school(
        self, code: SchoolCode, name: str, board: str | None = None, plugins_on: Iterable[str] = ()
    ) -> SchoolEntry:
        """Add a school with the plugins that it starts with. Raises `SchoolExistsError`."""
        return self._schools.add(code, name, board, plugins_on)

    def ask_step_of_staff(self, school_id: int, *, on: bool) -> None:
        """Let nobody work at a school without a second step of logging in, or let everybody again."""
        self._schools.ask_step_of_staff(school_id, on=on)

    def boards(self) -> list[str]:
        """Return the names of the boards."""
        return self._schools.boards()

    def add_account(self, email: str, name: str, password_hash: str | None = None) -> int:
        """Add an account and return its number. Raises `AccountExistsError`; the caller hashes the password."""
        return self._accounts.add(email, name, password_hash)

    def account(self, account_id: int) -> Account | None:
        """Return an account by its number."""
        return self._accounts.by_id(account_id)

    def account_by_email(self, email: str) -> Account | None:
        """Return an account by its e-mail address, in whatever case it is written."""
        return self._accounts.by_email(email)

    def names(self, emails: Iterable[str]) -> dict[str, str]:
        """Return the names of the accounts with these addresses, by address."""
        return self._accounts.names(emails)

    def set_password_hash(self, account_id: int, password_hash: str) -> None:
        """Keep another password; every web session of the account ends, and links to choose one open nothing more."""
        self._accounts.set_password_hash(account_id, password_hash)
        self.sessions.delete_of(account_id)
        self.links.drop(account_id)

    def set_language(self, account_id: int, language: str) -> None:
        """Keep the language in which the owner of an account reads."""
        self._accounts.set_language(account_id, language)

    def disable_account(self, account_id: int) -> None:
        """Let nobody in with this account any more; every web session of it ends."""
        self._accounts.disable(account_id)
        self.sessions.delete_of(account_id)

    def grant(self, account_id: int, role: Role | str, school_id: int | None = None, board: str | None = None) -> None:
        """Give an account a role: at one school, at a board (all its schools), or as operator of the hub."""
        self._accounts.grant(account_id, Role(role), school_id, self._schools.board_id(board))

    def revoke(self, account_id: int, role: Role | str, school_id: int | None = None, board: str | None = None) -> None:
        """Take a role away."""
        self._accounts.revoke(account_id, Role(role), school_id, self._schools.board_id(board))

    def memberships(self, account_id: int) -> list[Membership]:
        """Return the roles of an account, and where it has them."""
        return self._accounts.memberships(account_id)

    def roles_at(self, account_id: int, school_id: int) -> frozenset[Role]:
        """Return the roles that an account has at a school: its own, those of its board, and the operator's."""
        return self._accounts.roles_at(account_id, school_id)

    def staff(self, school_id: int) -> list[StaffMember]:
        """Return who works at a school, by name."""
        return self._accounts.staff(school_id)

    @cached_property
    def _schools(self) -> Schools:
        return Schools(self.session, self.audit, self.sealer, self.by)

    @cached_property
    def _accounts(self) -> Accounts:
        return Accounts(self.session, self.audit)
