"""What the hub itself processes, in the same terms in which plugins declare: the core's part of the register."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.contract import Ground
from hub.privacy.words import FAMILY, GUARDIANS, PUPILS, TEACHERS
from hub.records import Guardian, Guardianship, Pupil, ReportCard, Result, Teacher, Text, facts
from hub.store import Terms

ACCOUNT_HOLDERS = Text("Verzorgers en medewerkers met een account", "Guardians and members of staff with an account")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnActivity:
    """One activity of the hub itself. `kept` says for how long, by the terms of the school."""

    what: Text
    purpose: Text
    whose: Text
    data: tuple[Text, ...]
    kept: Callable[[Terms], Text]
    ground: Ground = Ground.PUBLIC_TASK
    recipients: tuple[Text, ...] = ()


def _labels(record: type) -> tuple[Text, ...]:
    return tuple(each.label for each in facts(record).values())


def _until_left(months: int) -> Text:
    said = _months(months)
    return Text(
        f"Zolang de leerling op school zit, en daarna {said.nl}.",
        f"As long as the pupil is at the school, and {said.en} after that.",
    )


def _after(months: int, nl: str, en: str) -> Text:
    said = _months(months)
    return Text(f"{said.nl.capitalize()} {nl}.", f"{said.en.capitalize()} {en}.")


def _months(number: int) -> Text:
    if number % 12 == 0:
        years = number // 12
        return Text(f"{years} jaar", f"{years} year" if years == 1 else f"{years} years")
    return Text("1 maand" if number == 1 else f"{number} maanden", "1 month" if number == 1 else f"{number} months")


OWN: tuple[OwnActivity, ...] = (
    OwnActivity(
        what=Text("Leerlingen bewaren zoals het LAS ze geeft", "Keeping pupils as the LAS gives them"),
        purpose=Text(
            "Ouders en medewerkers zien wie op school zit, zonder dat iemand het overtypt.",
            "Parents and staff see who is at the school, without anybody typing it over.",
        ),
        whose=PUPILS,
        data=_labels(Pupil),
        kept=lambda terms: _until_left(terms.pupils),
    ),
    OwnActivity(
        what=Text("Verzorgers bewaren zoals het LAS ze geeft", "Keeping guardians as the LAS gives them"),
        purpose=Text(
            "De school bereikt verzorgers, en weet wie wat van een kind mag zien.",
            "The school reaches guardians, and knows who may see what of a child.",
        ),
        whose=GUARDIANS,
        data=_labels(Guardian) + _labels(Guardianship),
        kept=lambda terms: Text(
            f"Zolang een kind op school zit, en daarna {_months(terms.guardians).nl}.",
            f"As long as a child is at the school, and {_months(terms.guardians).en} after that.",
        ),
    ),
    OwnActivity(
        what=Text("Leerkrachten bewaren zoals het LAS ze geeft", "Keeping teachers as the LAS gives them"),
        purpose=Text("Ouders zien wie lesgeeft aan hun kind.", "Parents see who teaches their child."),
        whose=TEACHERS,
        data=_labels(Teacher),
        kept=lambda _: Text("Zolang het LAS de leerkracht noemt.", "As long as the LAS names the teacher."),
    ),
    OwnActivity(
        what=Text("Resultaten en rapporten over de jaren bewaren", "Keeping results and report cards over the years"),
        purpose=Text(
            "Ouders en leerkrachten volgen hoe een kind zich ontwikkelt.",
            "Parents and teachers follow how a child develops.",
        ),
        whose=PUPILS,
        data=(*_labels(Result), *_labels(ReportCard), Text("Het rapport zelf (pdf)", "The report card itself (PDF)")),
        kept=lambda terms: _until_left(terms.pupils),
    ),
    OwnActivity(
        what=Text("Aanvragen om gegevens te wijzigen", "Requests to change data"),
        purpose=Text(
            "Een verzorger vraagt een wijziging, de school beslist, en het LAS neemt haar over.",
            "A guardian asks for a change, the school decides, and the LAS takes it over.",
        ),
        whose=FAMILY,
        data=(
            Text("Wie het vroeg en wanneer", "Who asked it and when"),
            Text("De oude en de gewenste waarde", "The old and the wanted value"),
            Text("Wie besliste, en waarom", "Who decided, and why"),
        ),
        kept=lambda terms: Text(
            f"Zolang de aanvraag loopt, en daarna {_months(terms.requests).nl}.",
            f"As long as the request goes on, and {_months(terms.requests).en} after that.",
        ),
    ),
    OwnActivity(
        what=Text(
            "Vragen om informatie, en wat de school daarover besluit",
            "Requests for information, and what the school decides on them",
        ),
        purpose=Text(
            "Een ouder zonder gezag krijgt op verzoek belangrijke informatie over zijn kind (BW 1:377c).",
            "A parent without authority gets important information about his child on request (BW 1:377c).",
        ),
        ground=Ground.LEGAL_OBLIGATION,
        whose=FAMILY,
        data=(
            Text("De vraag, en wie haar stelde", "The question, and who asked it"),
            Text("Het besluit, met reden", "The decision, with its reason"),
        ),
        kept=lambda terms: _after(terms.information, "na het besluit", "after the decision"),
    ),
    OwnActivity(
        what=Text("Accounts en uitnodigingen", "Accounts and invitations"),
        purpose=Text("Weten wie er inlogt, en namens wie.", "Knowing who logs in, and as whom."),
        whose=ACCOUNT_HOLDERS,
        data=(
            Text("Naam", "Name"),
            Text("E-mailadres", "E-mail address"),
            Text("Afdruk van het wachtwoord", "Hash of the password"),
            Text("Rol op school", "Role at the school"),
            Text("Wanneer iemand het laatst inlogde", "When somebody last logged in"),
        ),
        kept=lambda _: Text(
            "Tot de verzorger gewist wordt, of de school de medewerker weghaalt.",
            "Until the guardian is erased, or the school removes the member of staff.",
        ),
    ),
    OwnActivity(
        what=Text("Ingelogd blijven", "Staying logged in"),
        purpose=Text(
            "Iemand hoeft niet op elke pagina in te loggen, en raden van wachtwoorden wordt gestopt.",
            "Nobody has to log in on every page, and guessing of passwords is stopped.",
        ),
        whose=ACCOUNT_HOLDERS,
        data=(
            Text("Een cookie die nodig is om ingelogd te zijn", "A cookie that is needed to be logged in"),
            Text("Afdruk van e-mailadres en IP-adres bij een mislukte poging", "Marks of a failed attempt"),
        ),
        kept=lambda _: Text(
            "Tot uitloggen of verlopen; mislukte pogingen een dag.",
            "Until logging out or expiring; failed attempts a day.",
        ),
    ),
    OwnActivity(
        what=Text("Berichten per e-mail", "Letters by e-mail"),
        purpose=Text(
            "Verzorgers en medewerkers horen dat er iets voor hen is.",
            "Guardians and staff hear that there is something for them.",
        ),
        whose=ACCOUNT_HOLDERS,
        data=(
            Text("E-mailadres", "E-mail address"),
            Text("Welk bericht, wanneer, en of het aankwam", "Which letter, when, and whether it arrived"),
        ),
        recipients=(Text("Wie de e-mail van de hub bezorgt", "Who delivers the hub's e-mail"),),
        kept=lambda terms: _after(terms.letters, "na het versturen", "after it was sent"),
    ),
    OwnActivity(
        what=Text("Bijhouden hoe het inlezen ging", "Keeping how imports went"),
        purpose=Text(
            "De school ziet wat er veranderde en wat er niet klopte, en kan het terugdraaien.",
            "The school sees what changed and what was wrong, and can undo it.",
        ),
        whose=FAMILY,
        data=(
            Text("De oude en de nieuwe waarde van een veld", "The old and the new value of a field"),
            Text("Welk gegeven geweigerd is, en waarom", "Which value was refused, and why"),
        ),
        kept=lambda terms: Text(
            f"Veranderingen {_months(terms.run_details).nl}, geweigerde gegevens {_months(terms.quarantine).nl}.",
            f"Changes {_months(terms.run_details).en}, refused data {_months(terms.quarantine).en}.",
        ),
    ),
    OwnActivity(
        what=Text("Bijhouden wie gegevens van een leerling bekeek", "Keeping who looked at a pupil's data"),
        purpose=Text(
            "Ouders en de school kunnen nagaan wie in de gegevens van een kind keek.",
            "Parents and the school can see who looked into a child's data.",
        ),
        ground=Ground.LEGAL_OBLIGATION,
        whose=Text("Medewerkers, en de leerling om wie het gaat", "Staff, and the pupil concerned"),
        data=(Text("Wie, wat en in welk uur", "Who, what and in which hour"),),
        kept=lambda terms: _after(terms.looks, "na het bekijken", "after the look"),
    ),
    OwnActivity(
        what=Text("Logboek van handelingen", "Audit trail of acts"),
        purpose=Text(
            "De school kan aantonen wie wat deed. Dat moet zij kunnen (AVG art. 5 lid 2).",
            "The school can prove who did what. It must be able to (GDPR art. 5(2)).",
        ),
        ground=Ground.LEGAL_OBLIGATION,
        whose=Text("Wie iets deed, en over wie het ging", "Who did something, and whom it was about"),
        data=(
            Text("E-mailadres van wie iets deed", "E-mail address of who did something"),
            Text("Sleutel in het LAS van wie het betrof", "LAS key of whom it concerned"),
        ),
        kept=lambda _: Text(
            "Zolang de school de hub gebruikt: het bewijs zou anders niet meer kloppen.",
            "As long as the school uses the hub: otherwise the proof would no longer hold.",
        ),
    ),
    OwnActivity(
        what=Text("Inzage geven", "Giving access"),
        purpose=Text(
            "Iemand krijgt op verzoek wat de hub van hem heeft (AVG art. 15 en 20).",
            "Somebody gets on request what the hub has of him (GDPR art. 15 and 20).",
        ),
        ground=Ground.LEGAL_OBLIGATION,
        whose=FAMILY,
        data=(Text("Alles wat de hub van de persoon heeft", "Everything that the hub has of the person"),),
        kept=lambda _: Text(
            "Het bestand ligt 7 dagen klaar, versleuteld.", "The file lies ready for 7 days, encrypted."
        ),
    ),
)
"""What the hub itself does at every school."""
