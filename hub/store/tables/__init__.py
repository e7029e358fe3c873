"""The tables, as SQLAlchemy rows. For the rooms store and jobs only: everybody else gets records and values."""

from hub.store.tables.access import (
    AccountRow,
    BoardRow,
    LoginAttemptRow,
    MembershipRow,
    RecoveryCodeRow,
    ScheduleRow,
    SchoolRow,
    SecondStepRow,
    WebSessionRow,
)
from hub.store.tables.api import ApiAskedRow, ApiTokenRow, WebhookMessageRow, WebhookRow
from hub.store.tables.audit import AuditEntryRow, AuditHeadRow, HubAuditEntryRow, HubAuditHeadRow
from hub.store.tables.base import ForSchool, Row
from hub.store.tables.campaigns import CampaignAnswerRow, CampaignCheckedRow, CampaignRow
from hub.store.tables.changes import (
    ChangeApprovalRow,
    ChangeAttemptRow,
    ChangeItemRow,
    ChangeMoveRow,
    ChangeRequestRow,
    ChangeStepRow,
)
from hub.store.tables.couplings import CouplingRow
from hub.store.tables.guardians import AccountLinkRow, GuardianAccountRow, InvitationRow
from hub.store.tables.history import (
    AssessmentRow,
    DocumentRow,
    ForHistory,
    HistoryChangeRow,
    HistoryPullRow,
    ReportCardRow,
    ResultRow,
)
from hub.store.tables.letters import HubLetterRow, LetterDeclinedRow, LetterOffRow, LetterRow, Outgoing
from hub.store.tables.papers import PaperPupilRow, PaperRunRow
from hub.store.tables.people import GuardianRow, GuardianshipRow, PupilRow, TeacherRow
from hub.store.tables.places import CombinedGroupRow, GroupRow, LocationRow
from hub.store.tables.plugins import PluginFaultRow, SchoolPluginRow
from hub.store.tables.records import RECORD_ROWS, ForRecord
from hub.store.tables.retention import (
    RetentionHoldRow,
    RetentionNoticeRow,
    RetentionRow,
    RetentionRunRow,
    TakeoutRow,
)
from hub.store.tables.runs import RunRejectedRow, RunRow, RunStepRow
from hub.store.tables.showing import (
    AccessGrantRow,
    InformationRequestRow,
    LookRow,
    NewsRow,
    PublicationKindRow,
    PublicationRow,
    SchoolStyleRow,
)

__all__ = [
    "RECORD_ROWS",
    "AccessGrantRow",
    "AccountLinkRow",
    "AccountRow",
    "ApiAskedRow",
    "ApiTokenRow",
    "AssessmentRow",
    "AuditEntryRow",
    "AuditHeadRow",
    "BoardRow",
    "CampaignAnswerRow",
    "CampaignCheckedRow",
    "CampaignRow",
    "ChangeApprovalRow",
    "ChangeAttemptRow",
    "ChangeItemRow",
    "ChangeMoveRow",
    "ChangeRequestRow",
    "ChangeStepRow",
    "CombinedGroupRow",
    "CouplingRow",
    "DocumentRow",
    "ForHistory",
    "ForRecord",
    "ForSchool",
    "GroupRow",
    "GuardianAccountRow",
    "GuardianRow",
    "GuardianshipRow",
    "HistoryChangeRow",
    "HistoryPullRow",
    "HubAuditEntryRow",
    "HubAuditHeadRow",
    "HubLetterRow",
    "InformationRequestRow",
    "InvitationRow",
    "LetterDeclinedRow",
    "LetterOffRow",
    "LetterRow",
    "LocationRow",
    "LoginAttemptRow",
    "LookRow",
    "MembershipRow",
    "NewsRow",
    "Outgoing",
    "PaperPupilRow",
    "PaperRunRow",
    "PluginFaultRow",
    "PublicationKindRow",
    "PublicationRow",
    "PupilRow",
    "RecoveryCodeRow",
    "ReportCardRow",
    "ResultRow",
    "RetentionHoldRow",
    "RetentionNoticeRow",
    "RetentionRow",
    "RetentionRunRow",
    "Row",
    "RunRejectedRow",
    "RunRow",
    "RunStepRow",
    "ScheduleRow",
    "SchoolPluginRow",
    "SchoolRow",
    "SchoolStyleRow",
    "SecondStepRow",
    "TakeoutRow",
    "TeacherRow",
    "WebSessionRow",
    "WebhookMessageRow",
    "WebhookRow",
]
