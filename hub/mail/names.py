"""The letters that there are."""

from dataclasses import dataclass

from hub.records import Text

HOUR = 3600.0
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of letter: its name, its title, and when it goes to whom.

    `pause`: so many seconds it waits for more of the same, which goes in one letter. `patience`: after so many seconds
    of trying it is of no use any more. `can_be_off`: a school may do without. `can_be_declined`: so may a reader.
    """

    name: str
    title: Text
    when: Text
    pause: float = 0.0
    patience: float = 3 * DAY
    can_be_off: bool = True
    can_be_declined: bool = False


LETTERS = {
    each.name: each
    for each in (
        Kind(
            name="invitation",
            title=Text("Uitnodiging", "Invitation"),
            when=Text(
                "Als iemand een account mag maken voor het ouderportaal.",
                "When somebody may make an account for the parent portal.",
            ),
        ),
        Kind(
            name="password_reset",
            title=Text("Nieuw wachtwoord", "New password"),
            when=Text("Als iemand zijn wachtwoord is vergeten.", "When somebody forgot the password."),
            patience=HOUR,
            can_be_off=False,
        ),
        Kind(
            name="step_changed",
            title=Text("Tweede stap veranderd", "Second step changed"),
            when=Text(
                "Als bij iemands account de tweede stap bij het inloggen aan- of uitgaat.",
                "When the second step of logging in is turned on or off for somebody's account.",
            ),
            can_be_off=False,
        ),
        Kind(
            name="received",
            title=Text("Aanvraag ontvangen", "Request received"),
            when=Text("Als een ouder vraagt om iets te wijzigen.", "When a parent asks to change something."),
            pause=60.0,
            can_be_declined=True,
        ),
        Kind(
            name="decided",
            title=Text("Besluit over een aanvraag", "Decision on a request"),
            when=Text("Als de school een aanvraag goedkeurt of weigert.", "When the school approves or refuses one."),
            pause=300.0,
            can_be_declined=True,
        ),
        Kind(
            name="confirmed",
            title=Text("Wijziging verwerkt", "Change carried out"),
            when=Text("Als het LAS de wijziging laat zien.", "When the LAS shows the change."),
            pause=300.0,
            can_be_declined=True,
        ),
        Kind(
            name="news",
            title=Text("Iets nieuws te zien", "Something new to see"),
            when=Text(
                "Als er een nieuw rapport of een nieuwe toets van uw kind te zien is. Hooguit één keer per dag.",
                "When there is a new report card or a new test of your child to see. Once a day at most.",
            ),
            patience=DAY,
            can_be_declined=True,
        ),
        Kind(
            name="information_decided",
            title=Text("Antwoord op een vraag om informatie", "Answer to a request for information"),
            when=Text(
                "Als de school besluit over een vraag om informatie van een ouder zonder gezag.",
                "When the school decides on a request for information of a parent without authority.",
            ),
            can_be_declined=True,
        ),
        Kind(
            name="information_asked",
            title=Text("Vraag om informatie", "Request for information"),
            when=Text(
                "Als een ouder zonder gezag om informatie over een kind vraagt. Gaat naar de beheerders van de school.",
                "When a parent without authority asks for information on a child. Goes to the school's administrators.",
            ),
            pause=600.0,
            can_be_declined=True,
        ),
        Kind(
            name="check",
            title=Text("Klopt dit nog?", "Is this still right?"),
            when=Text(
                "Als de school verzorgers vraagt om hun gegevens na te kijken.",
                "When the school asks guardians to check their details.",
            ),
            pause=600.0,
            can_be_declined=True,
        ),
        Kind(
            name="check_reminder",
            title=Text("Klopt dit nog? (herinnering)", "Is this still right? (reminder)"),
            when=Text(
                "Als de school wie nog niet antwoordde eraan herinnert.",
                "When the school reminds who did not answer yet.",
            ),
            can_be_declined=True,
        ),
        Kind(
            name="reminder",
            title=Text("Er wacht werk", "Work is waiting"),
            when=Text(
                "Als een aanvraag, een taak of een vraag om informatie te lang wacht. Gaat naar wie erover beslist.",
                "When a request, a task or a request for information waits for too long. Goes to who decides on it.",
            ),
            pause=600.0,
            can_be_declined=True,
        ),
        Kind(
            name="coupling_broke",
            title=Text("Koppeling verbroken", "Coupling broken"),
            when=Text(
                "Als de koppeling met het LAS niet meer werkt. Gaat naar de beheerders van de school.",
                "When the coupling with the LAS works no more. Goes to the school's administrators.",
            ),
        ),
        Kind(
            name="coupling_works",
            title=Text("Koppeling werkt weer", "Coupling works again"),
            when=Text(
                "Als de koppeling met het LAS het weer doet. Gaat naar de beheerders van de school.",
                "When the coupling with the LAS works again. Goes to the school's administrators.",
            ),
        ),
        Kind(
            name="webhook_paused",
            title=Text("Portaal niet bereikbaar", "Portal not reached"),
            when=Text(
                "Als uw eigen portaal dagenlang geen berichten aanneemt. Gaat naar de beheerders van de school.",
                "When your own portal takes no messages for days. Goes to the school's administrators.",
            ),
        ),
    )
}
"""Every kind of letter, by name, in the order in which pages show them."""
