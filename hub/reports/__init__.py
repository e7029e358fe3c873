"""What parents see of a pupil's history: the school publishes, providers of plugins say it, and it is drawn here."""

from hub.reports.asking import Made, providers, reports_on
from hub.reports.publication import YEAR_GROUPS, Publication, Published, narrowed

__all__ = ["YEAR_GROUPS", "Made", "Publication", "Published", "narrowed", "providers", "reports_on"]
