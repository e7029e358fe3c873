"""What this plugin does with data of persons."""

from hub.contract import Direction, Ground, Processing, Staff
from hub.records import Kind, Text
from hub_approvals.subjects import GROUPS

_JUDGED = tuple(
    Processing(
        of=kind,
        direction=Direction.RECEIVES,
        fields=frozenset(field for group in GROUPS if group.kind is kind for field in group.fields),
        purpose=Text(
            "Bepalen of een wijziging vanzelf doorgaat of dat een medewerker beslist.",
            "Deciding whether a change goes through by itself or a member of staff decides.",
        ),
        ground=Ground.PUBLIC_TASK,
        kept=Text("De plug-in bewaart geen waarden.", "The plugin keeps no values."),
    )
    for kind in (Kind.PUPILS, Kind.GUARDIANS)
)
_COLLEAGUES = Processing(
    of=Staff.COLLEAGUES,
    direction=Direction.RECEIVES,
    fields=frozenset({"account", "name", "by", "admin"}),
    purpose=Text(
        "Bepalen welke medewerkers over wijzigingen beslissen, en wie hen vervangt.",
        "Deciding which members of staff decide on changes, and who stands in for them.",
    ),
    ground=Ground.PUBLIC_TASK,
    kept=Text(
        "De keuze van medewerkers en hun afwezigheid, tot de school die wijzigt.",
        "The choice of members of staff and their absence, until the school changes it.",
    ),
)
PROCESSES = (*_JUDGED, _COLLEAGUES)
