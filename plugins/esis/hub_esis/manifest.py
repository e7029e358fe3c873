"""What this plugin does with data of persons."""

from collections.abc import Mapping

from edexml_content.declaring import FIELDS

from hub.contract import Direction, Ground, Processing
from hub.records import HistoryKind, Kind, Text
from hub_esis.mapping import WRITTEN

_ROVICT = (Text("Rovict, de leverancier van ESIS (verwerker van de school).", "Rovict, who makes ESIS (a processor)."),)
_KEPT = Text("De plug-in bewaart niets.", "The plugin keeps nothing.")
_ADMINISTRATION = Text(
    "De administratie van de school overnemen uit ESIS, zodat ouders en school hetzelfde zien.",
    "Taking over the school's administration from ESIS, so that parents and school see the same.",
)
_HISTORY = Text(
    "Ouders laten zien wat de school over de ontwikkeling van hun kind weet.",
    "Showing parents what the school knows of their child's progress.",
)
_GUARDIANS = frozenset(
    {"salutation", "first_name", "initials", "prefix", "last_name", "email", "mobile", "phone", "work_phone"}
    | {"street", "house_number", "postcode", "city", "country", "changed_at"}
)
_BROUGHT: Mapping[Kind | HistoryKind, tuple[frozenset[str], Text]] = {
    **{kind: (fields, _ADMINISTRATION) for kind, fields in FIELDS.items()},
    Kind.GUARDIANS: (_GUARDIANS, _ADMINISTRATION),
    Kind.GUARDIANSHIPS: (
        frozenset({"relation", "authority", "lives_with", "contact_order", "changed_at"}),
        _ADMINISTRATION,
    ),
    HistoryKind.ASSESSMENTS: (
        frozenset({"type", "code", "version", "name", "subject", "year_group", "scale_from", "scale_to", "average"})
        | {"norms", "parts"},
        _HISTORY,
    ),
    HistoryKind.RESULTS: (
        frozenset({"pupil_eck_id", "part", "score", "skill_score", "level", "functioning_level", "reference_level"})
        | {"mark", "changed_at"},
        _HISTORY,
    ),
    HistoryKind.REPORT_CARDS: (
        frozenset({"pupil_eck_id", "school_year", "period", "issued_on", "size", "changed_at"}),
        _HISTORY,
    ),
}
_BRINGS = tuple(
    Processing(
        of=kind,
        direction=Direction.BRINGS,
        fields=fields,
        purpose=purpose,
        ground=Ground.PUBLIC_TASK,
        kept=_KEPT,
        recipients=_ROVICT,
    )
    for kind, (fields, purpose) in _BROUGHT.items()
)
_WRITES = tuple(
    Processing(
        of=kind,
        direction=Direction.WRITES,
        fields=frozenset(field for of, field in WRITTEN if of is kind),
        purpose=Text(
            "Een wijziging die de school goedkeurde in ESIS zetten.",
            "Putting a change that the school approved into ESIS.",
        ),
        ground=Ground.PUBLIC_TASK,
        kept=_KEPT,
        recipients=_ROVICT,
    )
    for kind in (Kind.PUPILS, Kind.GUARDIANS)
)
PROCESSES = (*_BRINGS, *_WRITES)
