"""What this plugin does with data of persons: it receives what it shows, and keeps nothing."""

from hub.contract import Direction, Ground, Processing
from hub.records import HistoryKind, Text

_PURPOSE = Text(
    "Ouders zien hoe hun kind groeit en wat de toetsen en rapporten zeggen, met uitleg in gewone taal.",
    "Parents see how their child grows and what tests and report cards say, explained in plain words.",
)
_KEPT = Text(
    "De plug-in bewaart niets: elk rapport wordt gemaakt op het moment dat iemand kijkt.",
    "The plugin keeps nothing: each report is made at the moment somebody looks.",
)
_FIELDS = {
    HistoryKind.RESULTS: frozenset(
        {
            "assessment",
            "taken_on",
            "part",
            "score",
            "skill_score",
            "level",
            "functioning_level",
            "reference_level",
            "mark",
        }
    ),
    HistoryKind.ASSESSMENTS: frozenset(
        {
            "type",
            "code",
            "version",
            "name",
            "subject",
            "year_group",
            "scale_from",
            "scale_to",
            "average",
            "norms",
            "parts",
        }
    ),
    HistoryKind.REPORT_CARDS: frozenset({"title", "school_year", "period", "issued_on"}),
}
PROCESSES = tuple(
    Processing(
        of=kind,
        direction=Direction.RECEIVES,
        fields=fields,
        purpose=_PURPOSE,
        ground=Ground.PUBLIC_TASK,
        kept=_KEPT,
    )
    for kind, fields in _FIELDS.items()
)
