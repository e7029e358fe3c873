"""What a plugin gets and gives: the hooks, the declaration, what a connector can do, settings and errors."""

from hub.contract.change_states import STATE_WORDS, ItemState
from hub.contract.colleagues import Colleague
from hub.contract.connector import Ask, Checked, CheckedPart, Connector, ReadsFiles, WritesFiles
from hub.contract.errors import (
    ChangeRefusedError,
    ConfigurationError,
    ConflictError,
    ContractBrokenError,
    CredentialsRefusedError,
    HubError,
    LasUnavailableError,
    NotAllowedError,
    NotThereError,
    OnlyByHandError,
    OutcomeUnknownError,
    SourceRefusedError,
)
from hub.contract.events import (
    ChangeMoved,
    CouplingBroke,
    CouplingWorks,
    DecisionDue,
    Event,
    IntakeFinished,
    PluginSet,
    PluginSwitched,
    ReportCardAdded,
    ResultsChanged,
    TaskDue,
)
from hub.contract.histories import HasReportCards, HasResults
from hub.contract.hooks import hookimpl
from hub.contract.manifest import Direction, Ground, Processing, Staff, declared
from hub.contract.plugin import Level, Plugin
from hub.contract.reports import PupilHistory, Report, ReportKind, ReportProvider
from hub.contract.rights import Right
from hub.contract.school import School
from hub.contract.secrets import Secret
from hub.contract.settings import (
    FieldType,
    SettingField,
    SettingsRefusedError,
    as_secrets,
    as_values,
    fields_of,
    read_settings,
    secret,
    setting,
)
from hub.contract.shredder import Exempt, Shredder, TablesOfPerson
from hub.contract.verdicts import SILENCE, ChangeItem, Decision, Verdict, strictest
from hub.contract.writing import Outcome, Receipt, Write, WritesBack, WriteState

__all__ = [
    "SILENCE",
    "STATE_WORDS",
    "Ask",
    "ChangeItem",
    "ChangeMoved",
    "ChangeRefusedError",
    "Checked",
    "CheckedPart",
    "Colleague",
    "ConfigurationError",
    "ConflictError",
    "Connector",
    "ContractBrokenError",
    "CouplingBroke",
    "CouplingWorks",
    "CredentialsRefusedError",
    "Decision",
    "DecisionDue",
    "Direction",
    "Event",
    "Exempt",
    "FieldType",
    "Ground",
    "HasReportCards",
    "HasResults",
    "HubError",
    "IntakeFinished",
    "ItemState",
    "LasUnavailableError",
    "Level",
    "NotAllowedError",
    "NotThereError",
    "OnlyByHandError",
    "Outcome",
    "OutcomeUnknownError",
    "Plugin",
    "PluginSet",
    "PluginSwitched",
    "Processing",
    "PupilHistory",
    "ReadsFiles",
    "Receipt",
    "Report",
    "ReportCardAdded",
    "ReportKind",
    "ReportProvider",
    "ResultsChanged",
    "Right",
    "School",
    "Secret",
    "SettingField",
    "SettingsRefusedError",
    "Shredder",
    "SourceRefusedError",
    "Staff",
    "TablesOfPerson",
    "TaskDue",
    "Verdict",
    "Write",
    "WriteState",
    "WritesBack",
    "WritesFiles",
    "as_secrets",
    "as_values",
    "declared",
    "fields_of",
    "hookimpl",
    "read_settings",
    "secret",
    "setting",
    "strictest",
]
