"""The school in hand: the rooms of its books, all in one transaction."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sqlalchemy.orm import Session

from hub.contract import Colleague, Event, ReportKind, School
from hub.records import HistoryKind, Relation
from hub.store.access import Access
from hub.store.accounts import Role, accounts_at, colleagues_at
from hub.store.api_tokens import ApiTokens
from hub.store.audit import Audit
from hub.store.campaigns import Campaigns
from hub.store.change_list import ChangeList
from hub.store.changes import Changes
from hub.store.couplings import Couplings
from hub.store.directory import Directory
from hub.store.documents import Documents
from hub.store.erasure import Erasure
from hub.store.guardian_accounts import GuardianAccounts
from hub.store.guardian_list import GuardianEntry, guardian_list
from hub.store.history import History
from hub.store.history_staging import HistoryStaging
from hub.store.invitations import Invitations
from hub.store.kin import Kin
from hub.store.letters import Letters, LetterSwitches
from hub.store.looks import Looks
from hub.store.news import NewsBook
from hub.store.papers import Papers
from hub.store.plugin_states import PluginStates
from hub.store.publication import PublicationBook
from hub.store.reach import Reach, reach_of
from hub.store.retention import Retention
from hub.store.roll import Roll
from hub.store.roll_pages import RollPages
from hub.store.runs import Runs
from hub.store.sealed import Sealer
from hub.store.staging import Staging
from hub.store.stamps import stamp_of
from hub.store.statistics import Statistics
from hub.store.style import StyleBook
from hub.store.tables import LetterRow
from hub.store.takeouts import Takeouts
from hub.store.traces import Traces
from hub.store.webhooks import Webhooks


@dataclass(frozen=True)
class Books:
    """The books of one school. `session` is for the rooms store and jobs only; `by` is who acts."""

    session: Session
    school: School
    school_id: int
    by: str
    sealer: Sealer = field(repr=False)
    folder: Path = field(repr=False)
    events: list[Event] = field(default_factory=list, repr=False)
    at_the_end: set[tuple[str, str]] = field(default_factory=set, repr=False)
    """Jobs, by task and arguments in JSON, of which one waits at a time: see `hub.store.deferring`."""

    def tell(self, event: Event) -> None:
        """Let plugins hear of this once the transaction is kept; where it is undone, nobody hears."""
        self.events.append(event)

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Keep what happens within, or undo that and no more where it fails; what was told is not told then either."""
        told = len(self.events)
        try:
            with self.session.begin_nested():
                yield
        except Exception:
            del self.events[told:]
            raise

    def accounts_with(self, roles: Collection[Role]) -> list[int]:
        """Return the accounts that have one of these roles at this school."""
        return accounts_at(self.session, self.school_id, roles)

    def colleagues(self) -> tuple[Colleague, ...]:
        """Return the staff of this school who can log in, by name."""
        return colleagues_at(self.session, self.school_id)

    @cached_property
    def audit(self) -> Audit:
        """What was done at this school, by whom and when."""
        return Audit.of_school(self.session, self.school_id, self.by)

    @cached_property
    def plugins(self) -> PluginStates:
        """Which plugins are on, how they are set, and which of them failed."""
        return PluginStates(self.session, self.audit, self.sealer, self.by, self.tell, self.coupling.wake)

    @cached_property
    def coupling(self) -> Couplings:
        """How pulling from the LAS goes, and when it is done."""
        return Couplings(self.session, self.school_id, self.audit, self.tell)

    @cached_property
    def roll(self) -> Roll:
        """Who is at the school."""
        return Roll(self.session, self.school_id)

    @cached_property
    def runs(self) -> Runs:
        """The history of the intake."""
        return Runs(self.session, self.school_id, self.by)

    @cached_property
    def staging(self) -> Staging:
        """Where a plan is made and applied."""
        return Staging(self.session, self.school_id)

    @cached_property
    def changes(self) -> Changes:
        """What people ask to change, and what became of it."""
        return Changes(self.session, self.school_id, self.by, self.audit, self.tell)

    @cached_property
    def campaigns(self) -> Campaigns:
        """What the school asks its guardians to check, and what they answered."""
        return Campaigns(self.session, self.school_id, self.by, self.audit, self.sealer)

    @cached_property
    def change_list(self) -> ChangeList:
        """The same as a list, for people who decide."""
        return ChangeList(self.session, self.school_id, self.changes)

    @cached_property
    def letters(self) -> Letters:
        """Letters of the school that wait to be sent, or were."""
        return Letters(self.session, LetterRow)

    @cached_property
    def letter_switches(self) -> LetterSwitches:
        """Which letters the school does not send."""
        return LetterSwitches(self.session)

    @cached_property
    def guardian_accounts(self) -> GuardianAccounts:
        """Which account is which guardian."""
        return GuardianAccounts(self.session, self.by, self.audit, self.sealer)

    @cached_property
    def kin(self) -> Kin:
        """Who stands around a guardian."""
        return Kin(self.session, self.school_id)

    @cached_property
    def invitations(self) -> Invitations:
        """Who was invited to make an account."""
        return Invitations(self.session, self.school_id, self.by, self.audit, self.sealer)

    def guardians(self) -> list[GuardianEntry]:
        """Return every guardian with a pupil at the school, with how far the account is."""
        return guardian_list(self.guardian_accounts, self.invitations)

    @cached_property
    def directory(self) -> Directory:
        """The hub's own books, in the same transaction: an account and what it is to this school come together."""
        return Directory(session=self.session, by=self.by, sealer=self.sealer)

    @cached_property
    def erasure(self) -> Erasure:
        """Erasing a person of this school."""
        return Erasure(
            session=self.session,
            school_id=self.school_id,
            audit=self.audit,
            documents=self.documents,
            papers=self.papers,
            history=self.history,
            accounts=self.guardian_accounts,
            directory=self.directory,
            traces=self.traces,
            takeouts=self.takeouts,
        )

    @cached_property
    def history(self) -> History:
        """What the pupils collected over the years."""
        return History(self.session, self.school_id)

    def history_staging(self, kind: HistoryKind) -> HistoryStaging:
        """Return where a pull of one kind of history is taken in."""
        return HistoryStaging(self.session, self.school_id, kind)

    @cached_property
    def documents(self) -> Documents:
        """The documents outside the rows, which open for this school and the pupil they are about."""
        return Documents(self.session, self.school_id, self.sealer, self.folder)

    @cached_property
    def publication(self) -> PublicationBook:
        """What parents see of the pupils' histories."""
        return PublicationBook(self.session, self.school_id, self.audit)

    def reach(self, kinds: Mapping[ReportKind, Collection[str]], relations: Collection[Relation]) -> Reach:
        """Return how many people see something of these kinds, each for its year groups, where they are published."""
        return reach_of(self.session, self.school_id, kinds, relations)

    @cached_property
    def statistics(self) -> Statistics:
        """How it goes with requests, in numbers."""
        return Statistics(self.session, self.school_id)

    @cached_property
    def style(self) -> StyleBook:
        """How the school looks to parents."""
        return StyleBook(self.session, self.audit)

    @cached_property
    def access(self) -> Access:
        """What the school allows a guardian who sees nothing by himself, and what such a guardian asked."""
        return Access(self.session, self.by, self.audit, self.tell)

    @cached_property
    def looks(self) -> Looks:
        """Who looked at a pupil's data."""
        return Looks(self.session, self.school_id)

    @cached_property
    def retention(self) -> Retention:
        """What goes when, and who is due."""
        return Retention(self.session, self.school_id, self.by, self.audit)

    @cached_property
    def traces(self) -> Traces:
        """Everything that the hub has of one person."""
        return Traces(self.session, self.school_id, self.guardian_accounts)

    @cached_property
    def takeouts(self) -> Takeouts:
        """Files with what the hub has of a person, for who asked for them."""
        folder = self.folder.parent.parent / "takeouts" / str(self.school_id)
        return Takeouts(self.session, self.school_id, self.sealer, folder)

    @cached_property
    def papers(self) -> Papers:
        """Reports on paper that somebody asked for."""
        return Papers(self.session, self.school_id, self.by, self.audit, self.sealer, self.folder)

    @cached_property
    def api_tokens(self) -> ApiTokens:
        """With which tokens an existing portal comes in."""
        return ApiTokens(self.session, self.school_id, self.by, self.audit, self.sealer)

    @cached_property
    def webhooks(self) -> Webhooks:
        """Which addresses want to hear what happens, and how far each message is."""
        return Webhooks(self.session, self.school_id, self.by, self.audit, self.sealer)

    @cached_property
    def roll_pages(self) -> RollPages:
        """Who is at the school, a page at a time, and who left it."""
        return RollPages(self.session, self.school_id)

    @cached_property
    def news(self) -> NewsBook:
        """What guardians know already of their children's histories."""
        return NewsBook(self.session, self.school_id)

    def stamp(self, pupil: str) -> str:
        """Return a stamp of all that decides what is shown of a pupil: another one as soon as any of it changes."""
        return stamp_of(self.session, self.school_id, pupil)
