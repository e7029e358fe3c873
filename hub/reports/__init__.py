"""What parents see of a pupil's history: the school publishes, providers of plugins say it, and it is drawn here."""

from hub.reports.asking import Made, providers, reports_on
from hub.reports.example import example_history, example_of, example_report
from hub.reports.news import Newest, kinds_shown, newest_of, prints
from hub.reports.publication import narrowed
from hub.reports.reading import document_for, history_of, kinds_for, published_to, read_as, seen_by, shown_of
from hub.reports.switching import evenings_show_more, problem_of_evening, problems_of, shows_more
from hub.store import YEAR_GROUPS, Publication, Published

__all__ = [
    "YEAR_GROUPS",
    "Made",
    "Newest",
    "Publication",
    "Published",
    "document_for",
    "evenings_show_more",
    "example_history",
    "example_of",
    "example_report",
    "history_of",
    "kinds_for",
    "kinds_shown",
    "narrowed",
    "newest_of",
    "prints",
    "problem_of_evening",
    "problems_of",
    "providers",
    "published_to",
    "read_as",
    "reports_on",
    "seen_by",
    "shown_of",
    "shows_more",
]
