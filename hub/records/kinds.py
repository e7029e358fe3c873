"""The kinds of record that a LAS delivers, and their values that come from a fixed list."""

from enum import StrEnum


class Kind(StrEnum):
    """A kind of record; the value is its name in every report, command and table."""

    LOCATIONS = "locations"
    GROUPS = "groups"
    COMBINED_GROUPS = "combined_groups"
    PUPILS = "pupils"
    TEACHERS = "teachers"
    GUARDIANS = "guardians"
    GUARDIANSHIPS = "guardianships"


class HistoryKind(StrEnum):
    """A kind of record of a pupil's history, which grows and lets nobody go; the value is its name everywhere."""

    ASSESSMENTS = "assessments"
    RESULTS = "results"
    REPORT_CARDS = "report_cards"


class Gender(StrEnum):
    """Gender as ISO/IEC 5218 has it, which EDEXML and UWLR follow: 0 unknown, 1 boy, 2 girl, 9 not specified."""

    UNKNOWN = "unknown"
    BOY = "boy"
    GIRL = "girl"
    NOT_SPECIFIED = "not_specified"


class Relation(StrEnum):
    """What a guardian is to a pupil. The first two are the family relations that family law speaks of."""

    MOTHER = "mother"
    FATHER = "father"
    STEP_PARENT = "step_parent"
    FOSTER_PARENT = "foster_parent"
    GRANDPARENT = "grandparent"
    LEGAL_GUARDIAN = "legal_guardian"
    INSTITUTION = "institution"
    OTHER = "other"
