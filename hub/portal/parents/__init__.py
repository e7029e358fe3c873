"""The rooms of a parent: the children, what the schools know, and what was asked to change."""

from hub.portal.parents.asking import ASKING_ROUTES
from hub.portal.parents.checking import CHECK_ROUTES
from hub.portal.parents.move_pages import MOVE_ROUTES
from hub.portal.parents.pages import FAMILY_ROUTES

PARENT_ROUTES = (*FAMILY_ROUTES, *ASKING_ROUTES, *MOVE_ROUTES, *CHECK_ROUTES)

__all__ = ["PARENT_ROUTES"]
