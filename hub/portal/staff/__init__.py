"""The rooms of a school's staff: what the hub knows, how it came in, and which plugins help."""

from hub.portal.staff.audit import AUDIT_ROUTES
from hub.portal.staff.campaigns import CAMPAIGN_ROUTES
from hub.portal.staff.changes import CHANGE_ROUTES
from hub.portal.staff.colleagues import COLLEAGUE_ROUTES
from hub.portal.staff.export import EXPORT_ROUTES
from hub.portal.staff.guardian_access import ACCESS_ROUTES
from hub.portal.staff.guardians import GUARDIAN_ROUTES
from hub.portal.staff.imports import IMPORT_ROUTES
from hub.portal.staff.information import INFORMATION_ROUTES
from hub.portal.staff.keeping import KEEPING_ROUTES
from hub.portal.staff.letters import LETTER_ROUTES
from hub.portal.staff.papers import PAPER_ROUTES
from hub.portal.staff.persons import PERSON_ROUTES
from hub.portal.staff.plugins import PLUGIN_ROUTES
from hub.portal.staff.portal_tokens import PORTAL_TOKEN_ROUTES
from hub.portal.staff.portal_webhooks import PORTAL_WEBHOOK_ROUTES
from hub.portal.staff.privacy import PRIVACY_ROUTES
from hub.portal.staff.progress import PROGRESS_ROUTES
from hub.portal.staff.pulling import PULL_ROUTES
from hub.portal.staff.report_preview import REPORT_PREVIEW_ROUTES
from hub.portal.staff.report_switches import REPORT_SWITCH_ROUTES
from hub.portal.staff.roll import ROLL_ROUTES
from hub.portal.staff.runs import RUN_ROUTES
from hub.portal.staff.school import SCHOOL_ROUTES
from hub.portal.staff.statistics import STATISTICS_ROUTES
from hub.portal.staff.style import STYLE_ROUTES

STAFF_ROUTES = (
    *SCHOOL_ROUTES,
    *ROLL_ROUTES,
    *GUARDIAN_ROUTES,
    *ACCESS_ROUTES,
    *INFORMATION_ROUTES,
    *COLLEAGUE_ROUTES,
    *IMPORT_ROUTES,
    *PULL_ROUTES,
    *RUN_ROUTES,
    *CAMPAIGN_ROUTES,
    *CHANGE_ROUTES,
    *PROGRESS_ROUTES,
    *EXPORT_ROUTES,
    *PAPER_ROUTES,
    *PLUGIN_ROUTES,
    *LETTER_ROUTES,
    *PRIVACY_ROUTES,
    *KEEPING_ROUTES,
    *PERSON_ROUTES,
    *AUDIT_ROUTES,
    *PORTAL_TOKEN_ROUTES,
    *PORTAL_WEBHOOK_ROUTES,
    *STYLE_ROUTES,
    *REPORT_SWITCH_ROUTES,
    *REPORT_PREVIEW_ROUTES,
    *STATISTICS_ROUTES,
)

__all__ = ["STAFF_ROUTES"]
