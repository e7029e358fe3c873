"""What came of a run, or how far it is, in words: of a file that was brought, and of a pull from the LAS."""

from datetime import UTC, datetime, timedelta

from hub.records import Text
from hub.store import Run

OUTCOMES: dict[str, Text] = {
    "waiting": Text(
        "Het bestand is binnen en staat in de rij. Het inlezen begint vanzelf.",
        "The file is in and stands in the queue. Reading it starts by itself.",
    ),
    "running": Text("Het bestand wordt gelezen en vergeleken.", "The file is being read and compared."),
    "applied": Text("Alles uit dit bestand is verwerkt.", "Everything in this file has been applied."),
    "unchanged": Text(
        "Dit bestand zegt hetzelfde als wat al bekend was. Er is niets veranderd.",
        "This file says what was known already. Nothing has changed.",
    ),
    "planned": Text(
        "Dit is een voorbeeld: er is nog niets veranderd. Bekijk het plan, en verwerk het of gooi het weg.",
        "This is a preview: nothing has changed yet. Look at the plan, and apply it or discard it.",
    ),
    "held": Text(
        "Er zou zoveel veranderen dat iemand van de school het eerst moet bekijken. Er is nog niets veranderd.",
        "So much would change that someone at the school must look first. Nothing has changed yet.",
    ),
    "refused": Text(
        "Dit bestand kan niet worden gebruikt. Er is niets veranderd.",
        "This file cannot be used. Nothing has changed.",
    ),
    "failed": Text(
        "Het inlezen is afgebroken door een fout. Er is niets veranderd. Probeer het opnieuw; "
        "gaat het weer mis, neem dan contact op met de beheerder van deze hub.",
        "A fault ended the import. Nothing has changed. Try again; if it fails again, contact who runs this hub.",
    ),
    "discarded": Text(
        "Dit plan is weggegooid. Er is niets veranderd.", "This plan was discarded. Nothing has changed."
    ),
    "undone": Text(
        "Dit is verwerkt en daarna teruggedraaid. Alles staat weer zoals het ervoor was.",
        "This was applied and undone afterwards. Everything is again as it was before.",
    ),
}

PULLED: dict[str, Text] = OUTCOMES | {
    "waiting": Text(
        "Het ophalen staat in de rij en begint vanzelf.", "The pull stands in the queue and begins by itself."
    ),
    "running": Text(
        "De gegevens worden opgehaald en vergeleken.", "The data is being pulled and compared with what is known."
    ),
    "applied": Text("Alles wat het LAS zei, is verwerkt.", "Everything that the LAS said has been applied."),
    "unchanged": Text(
        "Het LAS zegt hetzelfde als wat al bekend was. Er is niets veranderd.",
        "The LAS says what was known already. Nothing has changed.",
    ),
    "refused": Text("Ophalen is niet gelukt. Er is niets veranderd.", "The pull failed. Nothing has changed."),
    "failed": Text(
        "Het ophalen is afgebroken door een fout. Er is niets veranderd. Probeer het opnieuw; gaat het weer mis, neem "
        "dan contact op met de beheerder van deze hub.",
        "A fault ended the pull. Nothing has changed. Try again; if it fails again, contact who runs this hub.",
    ),
}
"""The same of a pull from the LAS."""
PULL_WAITS_LONG = Text(
    "Het ophalen staat al langer dan een minuut in de rij. Wordt er nu geen bestand van uw school ingelezen? Vraag dan "
    "de beheerder van deze hub om de werker te starten.",
    "The pull has stood in the queue for more than a minute. Is no file of your school being read now? Then ask who "
    "runs this hub to start the worker.",
)
PULLED_IN_PART = Text(
    "Wat het LAS zei, is verwerkt, maar niet alles klopte. Bij de meldingen staat wat is overgeslagen en wat de school "
    "kan doen.",
    "What the LAS said has been applied, but not everything was right. The reports say what was left out and what the "
    "school can do.",
)
NOT_ALL_PULLED = Text(
    "Niet alles klopte. Bij de meldingen staat wat is overgeslagen en wat de school kan doen.",
    "Not everything was right. The reports say what was left out and what the school can do.",
)
ASKED: dict[str, Text] = {
    "changes": Text("veranderingen uit het LAS", "changes from the LAS"),
    "everything": Text("alles uit het LAS", "everything from the LAS"),
}
LONG_IN_THE_ROW = timedelta(minutes=1)
WAITS_LONG = Text(
    "Het bestand is binnen, maar staat al langer dan een minuut in de rij. Wordt er nu geen ander bestand van uw "
    "school ingelezen? Vraag dan de beheerder van deze hub om de werker te starten. Het bestand blijft zolang bewaard.",
    "The file is in, but has stood in the queue for more than a minute. Is no other file of your school being read "
    "now? Then ask who runs this hub to start the worker. The file is kept meanwhile.",
)
APPLIED_IN_PART = Text(
    "Dit bestand is verwerkt, maar niet alles in het bestand klopte. Bij de meldingen staat wat is overgeslagen en wat "
    "de school kan doen.",
    "This file has been applied, but not everything in it was right. The reports say what was left out and what the "
    "school can do.",
)
NOT_ALL_RIGHT = Text(
    "Niet alles in het bestand klopte. Bij de meldingen staat wat is overgeslagen en wat de school kan doen.",
    "Not everything in the file was right. The reports say what was left out and what the school can do.",
)
TOOK_BACK = Text(
    "Een eerdere verwerking is teruggedraaid. Alles staat weer zoals het daarvoor was.",
    "An earlier run was undone. Everything is again as it was before it.",
)
READ_WITH_FAULTS = frozenset({"unchanged", "planned", "held"})


def outcome(run: Run, now: datetime | None = None) -> Text:
    """Return what came of a run, or how far it is, as true as the hub knows it."""
    said = (OUTCOMES if run.asked is None else PULLED)[run.state]
    if run.state == "waiting" and (now or datetime.now(UTC)) - run.started_at > LONG_IN_THE_ROW:
        return WAITS_LONG if run.asked is None else PULL_WAITS_LONG
    if run.state == "applied" and run.undoes is not None:
        return TOOK_BACK
    if run.state == "applied" and run.rejected_count:
        return APPLIED_IN_PART if run.asked is None else PULLED_IN_PART
    if run.state in READ_WITH_FAULTS and run.rejected_count:
        rest = NOT_ALL_RIGHT if run.asked is None else NOT_ALL_PULLED
        return Text(f"{said.nl} {rest.nl}", f"{said.en} {rest.en}")
    return said
