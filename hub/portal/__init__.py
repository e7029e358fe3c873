"""The portal: the pages of the hub."""

from hub.portal.app import make_portal

__all__ = ["make_portal"]
