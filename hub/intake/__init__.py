"""The flow inward: what a LAS says becomes a plan; the plan becomes what is known, when nothing stands in the way."""

from hub.intake.brake import Limits
from hub.intake.decide import CannotDecideError, approve, discard, undo
from hub.intake.documents import Fetched, fetch_documents
from hub.intake.hearing import let_plugins_hear
from hub.intake.pulling import pull_by_itself, pull_in, pulled_las, pulling_las
from hub.intake.readers import export_source, file_reader, file_writer
from hub.intake.report import report
from hub.intake.take_in import take_in
from hub.store.asking import connectors

__all__ = [
    "CannotDecideError",
    "Fetched",
    "Limits",
    "approve",
    "connectors",
    "discard",
    "export_source",
    "fetch_documents",
    "file_reader",
    "file_writer",
    "let_plugins_hear",
    "pull_by_itself",
    "pull_in",
    "pulled_las",
    "pulling_las",
    "report",
    "take_in",
    "undo",
]
