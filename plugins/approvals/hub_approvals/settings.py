"""What a school chooses: for each kind of field, what becomes of a change that a guardian asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hub.contract import Decision, setting
from hub.records import Text
from hub_approvals.calendar import REGION_LABELS, Region, read_spans

OwnRoute = Literal["automatic", "one", "two", "never"]
ChildRoute = Literal["one", "two", "never"]
"""A child is another person than who asks, so nothing of a child goes through by itself, whatever a school chooses."""

ROUTES: Mapping[str, Decision] = {
    "automatic": Decision.AUTOMATIC,
    "one": Decision.ASK_STAFF,
    "two": Decision.ASK_TWO,
    "never": Decision.NEVER,
}
LABELS: Mapping[str, Text] = {
    "automatic": Text("Gaat vanzelf door", "Goes through by itself"),
    "one": Text("Eén medewerker keurt goed", "One member of staff approves"),
    "two": Text("Twee medewerkers keuren goed", "Two members of staff approve"),
    "never": Text("Kan niet via het ouderportaal", "Not through the parent portal"),
}
ALL = 100


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
    """The policy of one school. What is not said here is decided by a person."""

    own_name: OwnRoute = setting(
        Text("Eigen naam", "Own name"),
        Text(
            "Aanhef, roepnaam, voorletters, voorvoegsel en achternaam van de verzorger die het vraagt.",
            "Salutation, first name, initials, name prefix and last name of the guardian who asks.",
        ),
        default="two",
        choices=LABELS,
    )
    own_email: OwnRoute = setting(
        Text("Eigen e-mailadres", "Own e-mail address"),
        Text(
            "De verzorger logt hiermee in. Laat daarom liever een medewerker meekijken.",
            "The guardian logs in with it. So it is better that a member of staff has a look.",
        ),
        default="one",
        choices=LABELS,
    )
    own_phone: OwnRoute = setting(
        Text("Eigen telefoonnummer", "Own phone number"),
        Text(
            "Het mobiele nummer, het vaste nummer en het nummer op het werk van de verzorger die het vraagt.",
            "The mobile number, the landline and the work phone of the guardian who asks.",
        ),
        default="automatic",
        choices=LABELS,
    )
    own_address: OwnRoute = setting(
        Text("Eigen adres", "Own address"),
        Text(
            "Straat, huisnummer, postcode, woonplaats en land van de verzorger die het vraagt.",
            "Street, house number, postcode, town and country of the guardian who asks.",
        ),
        default="one",
        choices=LABELS,
    )
    child_name: ChildRoute = setting(
        Text("Roepnaam van een kind", "First name of a child"),
        Text(
            "Een gegeven van een kind gaat nooit vanzelf door. Een verzorger zonder gezag kan dit niet vragen.",
            "Nothing of a child goes through by itself. A guardian without parental authority cannot ask this.",
        ),
        default="two",
        choices=LABELS,
    )
    child_postcode: ChildRoute = setting(
        Text("Postcode van een kind", "Postcode of a child"),
        Text(
            "Alleen een verzorger met gezag bij wie het kind woont, kan dit vragen. Het gaat nooit vanzelf door.",
            "Only a guardian with parental authority with whom the child lives can ask this. "
            "It never goes through by itself.",
        ),
        default="one",
        choices=LABELS,
    )
    needs_authority: bool = setting(
        Text("Vanzelf alleen met gezag", "By itself only with parental authority"),
        Text(
            "Aan: een wijziging gaat alleen vanzelf door als de verzorger gezag heeft over een kind op deze school. "
            "Anders beslist een medewerker.",
            "On: a change goes through by itself only where the guardian has parental authority over a child at this "
            "school. Otherwise a member of staff decides.",
        ),
        default=True,
    )
    review_share: int = setting(
        Text("Zoveel procent nakijken", "Share to look over"),
        Text(
            "Van de wijzigingen die vanzelf doorgaan, krijgt u dit deel achteraf te zien. 0 is niets, 100 is alles.",
            "Of the changes that go through by themselves, you are shown this share afterwards, in per cent. "
            "0 is none, 100 is all.",
        ),
        default=10,
        check=is_share,
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
