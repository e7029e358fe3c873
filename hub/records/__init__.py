"""The language of the hub: the records that a LAS delivers, and how two of them differ. Pure; standard library only."""

from hub.records.codec import from_json, said_fields, said_values, to_json
from hub.records.diff import FieldChange, diff, field_names, merged, values
from hub.records.facts import Asker, Fact, Sensitivity, facts
from hub.records.groups import CombinedGroup, Group, Location
from hub.records.kinds import Gender, Kind, Relation
from hub.records.people import Assignment, Guardian, Guardianship, Pupil, Teacher
from hub.records.pulls import RECORD_TYPES, Complete, Cost, Note, Pulled, Record, Rejected, Source
from hub.records.said import UNSAID, Said, Unsaid
from hub.records.school import SchoolCode, SchoolYear
from hub.records.text import Text

__all__ = [
    "RECORD_TYPES",
    "UNSAID",
    "Asker",
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
    "Kind",
    "Location",
    "Note",
    "Pulled",
    "Pupil",
    "Record",
    "Rejected",
    "Relation",
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
    "field_names",
    "from_json",
    "merged",
    "said_fields",
    "said_values",
    "to_json",
    "values",
]
