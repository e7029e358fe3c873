"""What a page says after a form: one sentence per code, so that an address cannot put words in the hub's mouth."""

from collections.abc import Mapping

from hub.contract import Plugin
from hub.records import Text

NOTICES: dict[str, Text] = {
    "welcome": Text("U bent ingelogd.", "You are logged in."),
    "goodbye": Text("U bent uitgelogd.", "You are logged out."),
    "ended": Text(
        "U was uitgelogd. Wat u net deed, is niet gebeurd. Log in en doe het nog een keer.",
        "You had been logged out. What you just did has not happened. Log in and do it once more.",
    ),
    "form_too_old": Text(
        "Deze pagina stond te lang open. Log hieronder opnieuw in.",
        "This page stood open too long. Log in again below.",
    ),
    "password": Text(
        "Uw wachtwoord is veranderd. Op andere apparaten moet u opnieuw inloggen.",
        "Your password has been changed. On other devices you must log in again.",
    ),
    "switched_on": Text("De plug-in staat aan.", "The plugin is on."),
    "switched_off": Text(
        "De plug-in staat uit. Wat hij had opgeslagen, blijft bewaard.",
        "The plugin is off. What it had stored is kept.",
    ),
    "saved": Text("De instellingen zijn bewaard.", "The settings have been saved."),
    "uploaded": Text("Het bestand is binnen.", "The file has come in."),
    "approved": Text("Het plan is goedgekeurd en verwerkt.", "The plan has been approved and applied."),
    "discarded": Text("Het plan is weggegooid. Er is niets veranderd.", "The plan was discarded. Nothing has changed."),
    "undone": Text(
        "Het is teruggedraaid. Alles staat weer zoals het ervoor was.",
        "It has been undone. Everything is again as it was before.",
    ),
    "school_added": Text(
        "De school is toegevoegd. Maak nu een beheerder voor haar aan.",
        "The school has been added. Now make an administrator for it.",
    ),
    "fault_cleared": Text("De melding is gewist.", "The report has been cleared."),
}


def notice_of(code: str, plugins: Mapping[str, Plugin]) -> Text | None:
    """Return the sentence of a code; a plugin's own code stands behind its key and a full stop."""
    key, _, own = code.partition(".")
    if own and key in plugins:
        return next((each.text for each in plugins[key].notices if each.code == own), None)
    return NOTICES.get(code)
