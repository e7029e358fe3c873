"""What other programs can hear of, by name. A message carries keys and numbers; whoever wants values asks the API."""

from collections.abc import Mapping

from hub.records import Text

EVENTS: Mapping[str, Text] = {
    "pupil.added": Text("Een leerling kwam erbij", "A pupil came"),
    "pupil.changed": Text("Gegevens van een leerling veranderden", "A pupil's details changed"),
    "pupil.departed": Text("Een leerling vertrok", "A pupil left"),
    "guardian.added": Text("Een verzorger kwam erbij", "A guardian came"),
    "guardian.changed": Text(
        "Gegevens van een verzorger, of zijn band met een leerling, veranderden",
        "A guardian's details, or his tie to a pupil, changed",
    ),
    "guardian.departed": Text("Een verzorger vertrok", "A guardian left"),
    "change.requested": Text("Iemand vroeg een wijziging", "Somebody asked for a change"),
    "change.approved": Text("Een wijziging is goedgekeurd", "A change was approved"),
    "change.refused": Text("Een wijziging is geweigerd", "A change was refused"),
    "change.withdrawn": Text("Een wijziging is ingetrokken", "A change was withdrawn"),
    "change.task": Text("De school typt een wijziging over in het LAS", "The school types a change into the LAS"),
    "change.sent": Text("Een wijziging is naar het LAS gestuurd", "A change was sent to the LAS"),
    "change.confirmed": Text("Het LAS heeft een wijziging", "The LAS has a change"),
    "change.conflict": Text("Een wijziging botst met het LAS", "A change conflicts with the LAS"),
    "change.failed": Text("Het LAS weigerde een wijziging", "The LAS refused a change"),
    "results.changed": Text("Resultaten van een leerling veranderden", "A pupil's results changed"),
    "report_card.added": Text("Een rapport kwam binnen", "A report card came in"),
    "intake.finished": Text("Een verwerking is klaar", "A run of the intake ended"),
}
"""The events that a school can choose. None says whether parents see it already: the school publishes."""
PING = "webhook.ping"
"""The event of the test button, which every address hears."""
MANY = 100
"""About more people than this in one run an address gets one message instead, which names nobody."""
ROLL, HISTORY = "roll.changed", "history.changed"
IN_BULK: Mapping[str, Text] = {
    ROLL: Text("Heel veel leerlingen en verzorgers veranderden", "Very many pupils and guardians changed"),
    HISTORY: Text("Resultaten van heel veel leerlingen veranderden", "Very many pupils' results changed"),
}
"""What comes in the place of many messages, to an address that wants any of those. A school does not choose these."""
