"""The rooms of a parent: the children, what the schools show and know of them, and what was asked."""

from hub.portal.parents.asking import ASKING_ROUTES
from hub.portal.parents.checking import CHECK_ROUTES
from hub.portal.parents.information import INFORMATION_ROUTES
from hub.portal.parents.looks import LOOK_ROUTES
from hub.portal.parents.move_pages import MOVE_ROUTES
from hub.portal.parents.own_file import OWN_FILE_ROUTES
from hub.portal.parents.pages import FAMILY_ROUTES
from hub.portal.parents.papers import PAPER_ROUTES
from hub.portal.parents.reports import REPORT_ROUTES
from hub.portal.parents.start import START_ROUTES

PARENT_ROUTES = (
    *START_ROUTES,
    *REPORT_ROUTES,
    *LOOK_ROUTES,
    *PAPER_ROUTES,
    *INFORMATION_ROUTES,
    *FAMILY_ROUTES,
    *ASKING_ROUTES,
    *MOVE_ROUTES,
    *CHECK_ROUTES,
    *OWN_FILE_ROUTES,
)

__all__ = ["PARENT_ROUTES"]
