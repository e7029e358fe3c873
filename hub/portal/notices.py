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
    "step_off": Text(
        "De tweede stap staat uit. Uw wachtwoord alleen is weer genoeg.",
        "The second step is off. Your password alone is enough again.",
    ),
    "step_too_late": Text(
        "Dat duurde te lang. Begin opnieuw met uw wachtwoord.", "That took too long. Begin again with your password."
    ),
    "step_needed": Text(
        "Om hier te werken hebt u een tweede stap nodig bij het inloggen. Zet hem hieronder aan.",
        "To work here you need a second step when you log in. Turn it on below.",
    ),
    "step_asked": Text(
        "Vanaf nu heeft iedereen die hier werkt een tweede stap nodig.",
        "From now on everybody who works here needs a second step.",
    ),
    "step_not_asked": Text(
        "De tweede stap is hier niet meer verplicht. Wie er een heeft, houdt hem.",
        "The second step is not required here any more. Who has one keeps it.",
    ),
    "step_removed": Text(
        "Uw collega logt weer in met alleen een wachtwoord, en kan een nieuwe tweede stap aanzetten.",
        "Your colleague logs in with a password alone again, and can turn on a new second step.",
    ),
    "switched_on": Text("De plug-in staat aan.", "The plugin is on."),
    "switched_off": Text(
        "De plug-in staat uit. Wat hij had opgeslagen, blijft bewaard.",
        "The plugin is off. What it had stored is kept.",
    ),
    "letter_on": Text("De school verstuurt deze brief weer.", "The school sends this letter again."),
    "letter_off": Text("De school verstuurt deze brief niet meer.", "The school sends this letter no more."),
    "letter_again": Text("De brief wordt opnieuw verstuurd.", "The letter is being sent again."),
    "letter_not_again": Text(
        "Deze brief is al verstuurd of is er niet meer. Er is niets gebeurd.",
        "This letter was sent already, or is not there any more. Nothing happened.",
    ),
    "file_asked": Text("De hub maakt het bestand.", "The hub makes the file."),
    "file_removed": Text("Het bestand is verwijderd.", "The file was removed."),
    "terms_saved": Text("De bewaartermijnen zijn bewaard.", "The terms of keeping have been saved."),
    "held": Text(
        "De hub houdt deze persoon vast en wist hem niet vanzelf.",
        "The hub holds this person and does not erase him by itself.",
    ),
    "let_go": Text(
        "De hub houdt deze persoon niet meer vast. Wordt hij te oud, dan kondigt de hub dat eerst aan.",
        "The hub holds this person no more. Where he gets too old, the hub announces that first.",
    ),
    "erasing_approved": Text("Goedgekeurd. De hub gaat nu wissen.", "Approved. The hub is going to erase now."),
    "erasing_put_off": Text(
        "Er wordt niets gewist. De hub kondigt het opnieuw aan.", "Nothing is erased. The hub announces it anew."
    ),
    "letters_saved": Text("Uw keuze is bewaard.", "Your choice has been saved."),
    "paper_gone": Text("De PDF is weggegooid.", "The PDF was thrown away."),
    "saved": Text("De instellingen zijn bewaard.", "The settings have been saved."),
    "uploaded": Text("Het bestand is binnen.", "The file has come in."),
    "pulling": Text("De hub gaat ophalen.", "The hub is going to pull."),
    "pulling_already": Text(
        "De hub was al aan het ophalen. Dit is die keer.", "The hub was pulling already. This is that run."
    ),
    "times_saved": Text("De tijden zijn bewaard.", "The times have been saved."),
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
    "change_approved": Text("De aanvraag is goedgekeurd.", "The request has been approved."),
    "change_half": Text(
        "U keurde dit goed. Een tweede medewerker moet het ook goedkeuren.",
        "You approved this. A second member of staff has to approve it too.",
    ),
    "change_task": Text(
        "De aanvraag is goedgekeurd. Typ de nieuwe waarde nu over in uw leerlingadministratiesysteem.",
        "The request has been approved. Now type the new value into your administration system.",
    ),
    "change_conflict": Text(
        "Dit is niet goedgekeurd: het LAS heeft intussen een andere waarde. Kies wat het wordt.",
        "This was not approved: the LAS has another value by now. Choose what it is to be.",
    ),
    "change_refused": Text(
        "De aanvraag is geweigerd. Wie het vroeg, leest uw reden.",
        "The request has been refused. Who asked reads your reason.",
    ),
    "change_typed": Text(
        "Genoteerd. De volgende import controleert of de nieuwe waarde in het LAS staat.",
        "Noted. The next import checks whether the LAS has the new value.",
    ),
    "change_asked": Text(
        "De hub vraagt het LAS opnieuw wat ervan kwam.", "The hub asks the LAS again what came of it."
    ),
    "check_done": Text(
        "Dank u wel. De school weet nu dat uw gegevens kloppen.",
        "Thank you. The school knows now that your details are right.",
    ),
    "check_again": Text(
        "Uw gegevens zijn intussen veranderd. Kijk ze nog een keer na en tik dan.",
        "Your details have changed meanwhile. Look at them once more, and then tap.",
    ),
    "check_over": Text(
        "Deze vraag is gesloten. U hoeft niets meer te doen.", "This question is closed. You need not do anything more."
    ),
    "campaign_started": Text(
        "De controle staat klaar. Over 10 minuten gaan de berichten uit; tot dan kunt u het terugdraaien.",
        "The check is ready. In 10 minutes the letters go out; until then you can undo it.",
    ),
    "campaign_undone": Text("De controle is teruggedraaid. Niemand kreeg bericht.", "Undone. Nobody got a letter."),
    "campaign_reminded": Text("De herinneringen zijn onderweg.", "The reminders are on their way."),
    "campaign_closed": Text("De controle is gesloten. Hieronder staat de uitkomst.", "Closed. The result is below."),
    "change_let_go": Text("De wijziging gaat nu naar de administratie.", "The change goes to the administration now."),
    "change_undone": Text(
        "Dit is een nieuwe aanvraag om de oude waarde terug te zetten.",
        "This is a new request to put the old value back.",
    ),
    "goodbye_everywhere": Text("U bent op elk apparaat uitgelogd.", "You are logged out on every device."),
    "colleague_invited": Text(
        "Uw collega hoort nu bij de school. Wie nog geen account had, krijgt een e-mail.",
        "Your colleague belongs to the school now. Who had no account yet gets an e-mail.",
    ),
    "colleague_gone": Text("Uw collega heeft hier geen rechten meer.", "Your colleague has no rights here any more."),
    "invited": Text("De uitnodiging is onderweg.", "The invitation is on its way."),
    "invited_many": Text("De uitnodigingen zijn onderweg.", "The invitations are on their way."),
    "count_changed": Text(
        "Er is intussen iets veranderd. Er is nog niets verstuurd. Kijk het aantal na en verstuur dan.",
        "Something has changed meanwhile. Nothing was sent yet. Check the number, and then send.",
    ),
    "invitation_revoked": Text("De uitnodiging is ingetrokken.", "The invitation has been withdrawn."),
    "account_block": Text("Het account is geblokkeerd.", "The account has been blocked."),
    "account_unblock": Text("De blokkade is opgeheven.", "The account is not blocked any more."),
    "account_unlink": Text(
        "Het account hoort niet meer bij deze verzorger.", "The account does not belong to this guardian any more."
    ),
    "first_time": Text(
        "Welkom. Uw account is klaar. Hieronder ziet u wat de school van u en uw kind weet.",
        "Welcome. Your account is ready. Below you see what the school knows of you and your child.",
    ),
    "linked": Text("Deze school hoort nu bij uw account.", "This school belongs to your account now."),
    "password_chosen": Text(
        "Uw wachtwoord is gekozen. Log ermee in.", "Your password has been chosen. Log in with it."
    ),
    "asked": Text("Uw aanvraag is binnen. De school bekijkt hem.", "Your request has come in. The school looks at it."),
    "asked_approved": Text(
        "Uw aanvraag is meteen goedgekeurd en gaat naar de administratie.",
        "Your request was approved at once and goes to the administration.",
    ),
    "asked_refused": Text(
        "Dit kan zo niet gewijzigd worden. Hieronder staat waarom.",
        "This cannot be changed this way. The reason is below.",
    ),
    "too_late": Text(
        "Intrekken kan niet meer: de aanvraag is afgehandeld of onderweg naar de administratie.",
        "It cannot be withdrawn any more: the request is settled or on its way to the administration.",
    ),
    "withdrawn": Text("Uw aanvraag is ingetrokken.", "Your request has been withdrawn."),
    "publication_saved": Text(
        "Bewaard. Het geldt vanaf de volgende keer dat een ouder kijkt.",
        "Saved. It counts from the next time that a parent looks.",
    ),
    "publication_same": Text("Dat stond al zo. Er is niets veranderd.", "That was so already. Nothing has changed."),
    "style_saved": Text("Bewaard. Ouders zien dit vanaf nu.", "Saved. Parents see this from now on."),
    "logo_saved": Text(
        "Het logo is bewaard. Ouders zien het vanaf nu.", "The logo is saved. Parents see it from now on."
    ),
    "logo_removed": Text("Het logo is weg.", "The logo is gone."),
    "token_revoked": Text("Het token is ingetrokken.", "The token has been revoked."),
    "webhook_pinged": Text(
        "Het proefbericht is onderweg. Vernieuw deze pagina om te zien of het aankwam.",
        "The trial message is on its way. Reload this page to see whether it arrived.",
    ),
    "webhook_on": Text("Het adres staat aan.", "The address is on."),
    "webhook_off": Text(
        "Het adres staat uit. De hub stuurt er niets heen.", "The address is off. The hub sends nothing there."
    ),
    "webhook_again": Text("Het bericht wordt opnieuw verstuurd.", "The message is being sent again."),
    "webhook_removed": Text("Het adres is weggehaald.", "The address has been taken away."),
    "information_asked": Text(
        "Uw vraag is bij de school. U krijgt bericht als er een antwoord is.",
        "Your question is with the school. You will hear when there is an answer.",
    ),
    "information_already": Text(
        "U had dit al gevraagd. De school heeft nog niet beslist.",
        "You had asked this already. The school has not decided yet.",
    ),
    "information_withdrawn": Text("Uw vraag is ingetrokken.", "Your question has been taken back."),
    "information_decided_already": Text(
        "Intrekken kan niet meer: de school heeft al geantwoord, of de vraag was al ingetrokken.",
        "It cannot be taken back any more: the school has answered, or it was taken back already.",
    ),
    "information_granted": Text(
        "Uw besluit is bewaard. De verzorger krijgt bericht en ziet alleen wat u koos.",
        "Your decision has been kept. The guardian hears of it and sees only what you chose.",
    ),
    "information_refused": Text(
        "Uw besluit is bewaard. De verzorger krijgt bericht en leest uw reden.",
        "Your decision has been kept. The guardian hears of it and reads your reason.",
    ),
    "access_allowed": Text(
        "Bewaard. Deze verzorger ziet vanaf nu wat u koos, en niet meer.",
        "Kept. From now on this guardian sees what you chose, and no more.",
    ),
    "access_stopped": Text(
        "Gestopt. Deze verzorger ziet vanaf nu niets meer van deze leerling.",
        "Stopped. From now on this guardian sees nothing of this pupil any more.",
    ),
    "access_nothing": Text(
        "Er was niets meer om te stoppen. Er is niets veranderd.",
        "There was nothing left to stop. Nothing has changed.",
    ),
    "fault_cleared": Text("De melding is gewist.", "The report has been cleared."),
}


def notice_of(code: str, plugins: Mapping[str, Plugin]) -> Text | None:
    """Return the sentence of a code; a plugin's own code stands behind its key and a full stop."""
    key, _, own = code.partition(".")
    if own and key in plugins:
        return next((each.text for each in plugins[key].notices if each.code == own), None)
    return NOTICES.get(code)
