"""What this plugin does with data of persons."""

from edexml_content.declaring import FIELDS

from hub.contract import Direction, Ground, Processing
from hub.records import Kind, Text

_KEPT = Text(
    "De plug-in bewaart niets. Het bestand wordt gewist zodra het verwerkt is.",
    "The plugin keeps nothing. The file is erased as soon as it was processed.",
)
_BRINGS = {
    kind: Processing(
        of=kind,
        direction=Direction.BRINGS,
        fields=fields,
        purpose=Text(
            "De administratie van de school overnemen uit een bestand van het LAS.",
            "Taking over the school's administration from a file of the LAS.",
        ),
        ground=Ground.PUBLIC_TASK,
        kept=_KEPT,
    )
    for kind, fields in FIELDS.items()
}
_RECEIVES = tuple(
    Processing(
        of=kind,
        direction=Direction.RECEIVES,
        fields=fields,
        purpose=Text(
            "Een bestand van de administratie maken, als een medewerker daarom vraagt.",
            "Making a file of the administration, where a member of staff asks for it.",
        ),
        ground=Ground.PUBLIC_TASK,
        kept=Text("De plug-in bewaart niets.", "The plugin keeps nothing."),
        recipients=(Text("Wie het bestand van de school krijgt.", "Whoever gets the file from the school."),),
    )
    for kind, fields in FIELDS.items()
)
PROCESSES = (*(_BRINGS[kind] for kind in Kind if kind in _BRINGS), *_RECEIVES)
