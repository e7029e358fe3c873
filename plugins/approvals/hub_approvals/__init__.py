"""Approval rules for Koppelhub: a school says per kind of field what goes through by itself and what people decide."""

from collections.abc import Iterable
from datetime import date

from hub.contract import ChangeItem, Colleague, Plugin, School, Verdict, hookimpl
from hub.records import Text
from hub_approvals.calendar import days_off as closed_on
from hub_approvals.calendar import read_spans
from hub_approvals.manifest import PROCESSES
from hub_approvals.people import read_absences, read_accounts, who_decides
from hub_approvals.people_pages import PEOPLE_NOTICES, PEOPLE_PAGES
from hub_approvals.policy import read_policy
from hub_approvals.policy_pages import POLICY_MENU, POLICY_NOTICES, POLICY_PAGES
from hub_approvals.queue_pages import QUEUE_MENU, QUEUE_NOTICES, QUEUE_PAGES
from hub_approvals.rules import judge
from hub_approvals.sample_pages import SAMPLE_NOTICES, SAMPLE_PAGES
from hub_approvals.settings import ApprovalSettings
from hub_approvals.shredding import Reviews
from hub_approvals.tryout_pages import TRYOUT_PAGES

plugin = Plugin(
    key="approvals",
    title=Text("Regels voor goedkeuren", "Approval rules"),
    description=Text(
        "Bepaalt welke wijziging van een verzorger vanzelf doorgaat en welke één of twee medewerkers goedkeuren. "
        "Staat dit uit, dan beslist altijd een medewerker.",
        "Decides which change of a guardian goes through by itself, and which one or two members of staff approve. "
        "While this is off, a member of staff always decides.",
    ),
    package=__name__,
    settings=ApprovalSettings,
    pages=(*QUEUE_PAGES, *TRYOUT_PAGES, *POLICY_PAGES, *SAMPLE_PAGES, *PEOPLE_PAGES),
    menu=(*QUEUE_MENU, *POLICY_MENU),
    notices=(*QUEUE_NOTICES, *POLICY_NOTICES, *SAMPLE_NOTICES, *PEOPLE_NOTICES),
    processes=PROCESSES,
    shredder=Reviews(),
)


@hookimpl
def approval_policy(item: ChangeItem, school: School, settings: ApprovalSettings | None) -> Verdict | None:  # noqa: ARG001 - as the hook says it
    """Return what the school's rules say of this item; `None`, so that a person decides, where none speaks of it."""
    if settings is None:
        return None
    said = judge(item, read_policy(settings.rules))
    return None if said.rule is None else said.verdict


@hookimpl
def days_off(first: date, last: date, settings: ApprovalSettings | None) -> Iterable[date]:
    """Return the holidays of the school's region, the national days off, and the school's own."""
    chosen = settings or ApprovalSettings()
    return closed_on(chosen.region, read_spans(chosen.own_days_off), first, last)


@hookimpl
def approvers(
    colleagues: tuple[Colleague, ...], today: date, settings: ApprovalSettings | None
) -> Iterable[int] | None:
    """Return who decides by the school's own choice, with deputies for who is away."""
    if settings is None:
        return None
    chosen, absences = read_accounts(settings.deciders), read_absences(settings.absences)
    return who_decides(settings.who_decides, chosen, absences, colleagues, today)
