"""What a school chooses: the rules, who decides, what is looked at again, and when the school is closed."""

from dataclasses import dataclass
from typing import Literal

from hub.contract import setting
from hub.records import Text
from hub_approvals.calendar import REGION_LABELS, Region, read_spans
from hub_approvals.people import WHO, are_absences, are_accounts
from hub_approvals.policy import AT_FIRST, is_policy
from hub_approvals.words import ALL


def is_share(value: int) -> Text | None:
    """Say what is wrong with a share of a hundred."""
    if 0 <= value <= ALL:
        return None
    return Text("Vul een getal in van 0 tot en met 100.", "Fill in a number from 0 up to and including 100.")


def are_days(value: str) -> Text | None:
    """Say what is wrong with a school's own days off."""
    try:
        read_spans(value)
    except ValueError as error:
        return Text(
            f"'{error}' is geen dag of reeks dagen. Schrijf bijvoorbeeld: 5-10-2026, 3-5-2027 t/m 7-5-2027.",
            f"'{error}' is no day or row of days. Write for instance: 5-10-2026, 3-5-2027 t/m 7-5-2027.",
        )
    return None


@dataclass(frozen=True, kw_only=True)
class ApprovalSettings:
    """The choices of one school. What no rule speaks of is decided by a person."""

    rules: str = setting(
        Text("Regels", "Rules"),
        Text(
            "Elke regel op een eigen regel: besluit, gegeven en voorwaarden. Dit stelt u in bij Regels in het menu.",
            "Each rule on a line of its own: decision, subject and conditions. It is set under Rules in the menu.",
        ),
        default=AT_FIRST,
        check=is_policy,
        own_page=True,
    )
    review_share: int = setting(
        Text("Zoveel procent nakijken", "Share to look over"),
        Text(
            "Van de wijzigingen die vanzelf doorgaan, krijgt u dit deel achteraf te zien, en elke week minstens één. "
            "0 is niets, 100 is alles.",
            "Of the changes that go through by themselves, you are shown this share afterwards, in per cent, and at "
            "least one a week. 0 is none, 100 is all.",
        ),
        default=5,
        check=is_share,
    )
    who_decides: Literal["staff", "admins", "chosen"] = setting(
        Text("Wie beslist", "Who decides"),
        Text("Wie over aanvragen beslist en herinneringen krijgt.", "Who decides on requests and is reminded of them."),
        default="staff",
        choices=WHO,
        own_page=True,
    )
    deciders: str = setting(
        Text("Gekozen medewerkers", "Chosen staff"),
        Text("De nummers van hun accounts.", "The numbers of their accounts."),
        default="",
        check=are_accounts,
        own_page=True,
    )
    absences: str = setting(
        Text("Afwezigheid", "Absence"),
        Text(
            "Wie van wanneer tot wanneer weg is, en wie vervangt.", "Who is away from when to when, and who stands in."
        ),
        default="",
        check=are_absences,
        own_page=True,
    )
    region: Region | None = setting(
        Text("Regio van de schoolvakanties", "Region of the school holidays"),
        Text(
            "In een vakantie krijgt u geen herinnering en telt geen dag als werkdag. Kiest u niets, dan tellen alleen "
            "vakantiedagen die in elke regio vrij zijn.",
            "Days of a holiday are no working days: you are not reminded then. If you choose none, only those days "
            "count that are a holiday in every region.",
        ),
        default=None,
        choices=REGION_LABELS,
    )
    own_days_off: str = setting(
        Text("Eigen vrije dagen", "Days off of your own"),
        Text(
            "Studiedagen en vakantiedagen van uw school zelf, bijvoorbeeld: 5-10-2026, 3-5-2027 t/m 7-5-2027.",
            "Study days and holidays of your school itself, such as: 5-10-2026, 3-5-2027 t/m 7-5-2027.",
        ),
        default="",
        check=are_days,
    )
