"""The store: tables, migrations, and the wall between schools. It answers with records and values, never with rows."""

from hub.contract import ItemState
from hub.store.access import AskedAlreadyError, DecidedBeforeError, Grant, InformationRequest, RequestState
from hub.store.account_links import AccountLink, LinkPurpose
from hub.store.accounts import Account, AccountExistsError, Membership, Role, StaffMember
from hub.store.api_tokens import ApiToken, Entered, Scope, school_in
from hub.store.books import Books
from hub.store.campaigns import Answer, Campaign, Campaigns, CampaignState, How, NewCampaign
from hub.store.chain import AuditEntry, ChainResult
from hub.store.change_items import Approval, Asked, Attempt, Item, StepTaken
from hub.store.change_states import ECHOED, ENDS, MOVES, may_move
from hub.store.changes import Changes
from hub.store.couplings import Coupling, Freshness
from hub.store.directory import Directory
from hub.store.documents import Document, Documents, NoDocumentError
from hub.store.erasure import CannotEraseError
from hub.store.errors import (
    DatabaseUnfitError,
    DatabaseUnreachableError,
    HomeUnusableError,
    PluginTablesRefusedError,
    SchoolExistsError,
    SecretKeyError,
    StoreError,
    UnboundQueryError,
    UnknownSchoolError,
)
from hub.store.guardian_accounts import GuardianAccount
from hub.store.guardian_list import INVITABLE, AccountState, Child, GuardianEntry
from hub.store.history import History, KeptCard, Past
from hub.store.home import Home
from hub.store.invitations import Invitation
from hub.store.letters import Letter, LetterState
from hub.store.looks import Look, SeenAs, Sight
from hub.store.news import Known
from hub.store.papers import Outcome, PaperBusyError, PaperRun, Papers, PaperState, Printed, Reader
from hub.store.plugin_rows import PluginRows
from hub.store.plugin_states import PluginFault, PluginState
from hub.store.publication import YEAR_GROUPS, Publication, Published
from hub.store.pull_times import PullTimes
from hub.store.reach import Reach
from hub.store.retention import DuePerson, Hold, HoldRefusedError, Retention, RetentionRun
from hub.store.retention_terms import Kept, Terms
from hub.store.roll import label_of, year_group_of
from hub.store.runs import Ending, Run, State
from hub.store.schedule import Due
from hub.store.schools import SchoolEntry
from hub.store.statistics import AskedInWeek, CameOf, Decided, Waiting
from hub.store.steps import Action, ShownStep
from hub.store.store import Store
from hub.store.style import Logo, SchoolStyle
from hub.store.takeouts import Asker, NoTakeoutError, Takeout
from hub.store.traces import PersonEntry
from hub.store.webhook_values import Message, MessageState, Webhook, WebhookState

__all__ = [
    "ECHOED",
    "ENDS",
    "INVITABLE",
    "MOVES",
    "YEAR_GROUPS",
    "Account",
    "AccountExistsError",
    "AccountLink",
    "AccountState",
    "Action",
    "Answer",
    "ApiToken",
    "Approval",
    "Asked",
    "AskedAlreadyError",
    "AskedInWeek",
    "Asker",
    "Attempt",
    "AuditEntry",
    "Books",
    "CameOf",
    "Campaign",
    "CampaignState",
    "Campaigns",
    "CannotEraseError",
    "ChainResult",
    "Changes",
    "Child",
    "Coupling",
    "DatabaseUnfitError",
    "DatabaseUnreachableError",
    "Decided",
    "DecidedBeforeError",
    "Directory",
    "Document",
    "Documents",
    "Due",
    "DuePerson",
    "Ending",
    "Entered",
    "Freshness",
    "Grant",
    "GuardianAccount",
    "GuardianEntry",
    "History",
    "Hold",
    "HoldRefusedError",
    "Home",
    "HomeUnusableError",
    "How",
    "InformationRequest",
    "Invitation",
    "Item",
    "ItemState",
    "Kept",
    "KeptCard",
    "Known",
    "Letter",
    "LetterState",
    "LinkPurpose",
    "Logo",
    "Look",
    "Membership",
    "Message",
    "MessageState",
    "NewCampaign",
    "NoDocumentError",
    "NoTakeoutError",
    "Outcome",
    "PaperBusyError",
    "PaperRun",
    "PaperState",
    "Papers",
    "Past",
    "PersonEntry",
    "PluginFault",
    "PluginRows",
    "PluginState",
    "PluginTablesRefusedError",
    "Printed",
    "Publication",
    "Published",
    "PullTimes",
    "Reach",
    "Reader",
    "RequestState",
    "Retention",
    "RetentionRun",
    "Role",
    "Run",
    "SchoolEntry",
    "SchoolExistsError",
    "SchoolStyle",
    "Scope",
    "SecretKeyError",
    "SeenAs",
    "ShownStep",
    "Sight",
    "StaffMember",
    "State",
    "StepTaken",
    "Store",
    "StoreError",
    "Takeout",
    "Terms",
    "UnboundQueryError",
    "UnknownSchoolError",
    "Waiting",
    "Webhook",
    "WebhookState",
    "label_of",
    "may_move",
    "school_in",
    "year_group_of",
]
