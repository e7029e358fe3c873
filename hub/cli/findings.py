"""What `hub doctor` finds."""

from dataclasses import dataclass

from hub.records import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `text` says what was found, and what to do where it is not right."""

    subject: Text
    is_right: bool
    text: Text
