"""The rights that a page of a plugin can ask for. Which role gives which stands in the hub's one table of rights."""

from enum import StrEnum


class Right(StrEnum):
    """What a visitor must be allowed to do before a page opens."""

    SEE_SCHOOL = "see_school"
    """How the school's coupling does, in figures: staff, and whoever oversees the school."""
    SEE_RECORDS = "see_records"
    """Pupils and classes: staff."""
    SEE_CHANGES = "see_changes"
    """What people ask to change, and what became of it: staff."""
    DECIDE_CHANGES = "decide_changes"
    """Approve, refuse, correct: staff."""
    SET_PLUGINS = "set_plugins"
    """Set how the plugin works for the school: its administrator."""
