"""The language of the hub: the records that a LAS delivers, and how two of them differ. Pure; standard library only."""

from hub.records.codec import from_json, said_fields, said_values, to_json
from hub.records.diff import FieldChange, diff, field_names, merged, values
from hub.records.facts import Asker, Fact, Sensitivity, facts
from hub.records.groups import CombinedGroup, Group, Location
from hub.records.history import (
    HISTORY_TYPES,
    Assessment,
    AssessmentPart,
    AssessmentType,
    HistoryRecord,
    NormBand,
    ReportCard,
    Result,
)
from hub.records.history_rules import faults_of_assessment, faults_of_report_card, faults_of_result
from hub.records.kinds import Gender, HistoryKind, Kind, Relation
from hub.records.people import Assignment, Guardian, Guardianship, Pupil, Teacher
from hub.records.pulls import RECORD_TYPES, Complete, Cost, Note, Pulled, PulledHistory, Record, Rejected, Source
from hub.records.said import UNSAID, Said, Unsaid
from hub.records.school import SchoolCode, SchoolYear
from hub.records.text import Text

__all__ = [
    "HISTORY_TYPES",
    "RECORD_TYPES",
    "UNSAID",
    "Asker",
    "Assessment",
    "AssessmentPart",
    "AssessmentType",
    "Assignment",
    "CombinedGroup",
    "Complete",
    "Cost",
    "Fact",
    "FieldChange",
    "Gender",
    "Group",
    "Guardian",
    "Guardianship",
    "HistoryKind",
    "HistoryRecord",
    "Kind",
    "Location",
    "NormBand",
    "Note",
    "Pulled",
    "PulledHistory",
    "Pupil",
    "Record",
    "Rejected",
    "Relation",
    "ReportCard",
    "Result",
    "Said",
    "SchoolCode",
    "SchoolYear",
    "Sensitivity",
    "Source",
    "Teacher",
    "Text",
    "Unsaid",
    "diff",
    "facts",
    "faults_of_assessment",
    "faults_of_report_card",
    "faults_of_result",
    "field_names",
    "from_json",
    "merged",
    "said_fields",
    "said_values",
    "to_json",
    "values",
]
