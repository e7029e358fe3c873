"""Reports on paper: what a school publishes of one pupil, or of a class, as a PDF that can be printed and kept."""

from hub.reports.paper.binding import Binding
from hub.reports.paper.press import Paper, PaperFailedError, Press
from hub.reports.paper.printing import BROKEN_OFF, NOT_SHOWN_NOW, Printing, child_paper, letterhead, still_shown
from hub.reports.paper.sheet import Letterhead, Sheet

__all__ = [
    "BROKEN_OFF",
    "NOT_SHOWN_NOW",
    "Binding",
    "Letterhead",
    "Paper",
    "PaperFailedError",
    "Press",
    "Printing",
    "Sheet",
    "child_paper",
    "letterhead",
    "still_shown",
]
