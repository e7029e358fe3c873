"""What a report provider promises."""

from typing import Protocol, runtime_checkable

from hub.records import Text


@runtime_checkable
class ReportProvider(Protocol):
    """One report that a school can turn on for parents. Reports are listed by title."""

    key: str
    title: Text
