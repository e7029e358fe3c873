"""What leaves the hub for a school's own portal: who comes in with a token, and which addresses hear what happens."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from hub.contract import Ground
from hub.privacy.activities import Activity, Standing
from hub.privacy.words import FAMILY, GUARDIANS, PUPILS, SCOPES, TEACHERS
from hub.records import Guardian, Guardianship, Pupil, ReportCard, Result, Sensitivity, Teacher, Text, facts
from hub.store import ApiToken, Books, Scope, Webhook, WebhookState
from hub.webhooks import EVENTS, KEEP_DAYS

PORTAL = Text("Het eigen portaal van de school", "The school's own portal")
KEYS = Text("Sleutels en nummers, geen namen of waarden", "Keys and numbers, no names or values")
ASKED = Text("Wat een verzorger wil wijzigen, en het besluit", "What a guardian wishes to change, and the decision")
DATA: Mapping[Scope, tuple[type, ...]] = {
    Scope.ROLL: (Pupil, Teacher),
    Scope.GUARDIANS: (Guardian, Guardianship),
    Scope.REPORTS: (Result, ReportCard),
    Scope.CHANGES: (),
    Scope.ASK: (),
}
WHOSE: Mapping[Scope, tuple[Text, ...]] = {
    Scope.ROLL: (PUPILS, TEACHERS),
    Scope.GUARDIANS: (GUARDIANS, FAMILY),
    Scope.REPORTS: (PUPILS,),
    Scope.CHANGES: (FAMILY,),
    Scope.ASK: (FAMILY,),
}
HOW_LONG = Text(
    "Wat de ontvanger zelf bewaart, spreekt de school met hem af in een verwerkersovereenkomst.",
    "What the receiver keeps himself, the school agrees with him in a processing agreement.",
)


def of_portals(books: Books) -> Iterator[Activity]:
    """Yield an activity for every token that opens something now, and for every address that hears something."""
    now = datetime.now(UTC)
    yield from (_of_token(each) for each in books.api_tokens.all() if each.opens(now))
    yield from (_of_webhook(each) for each in books.webhooks.all() if each.state is not WebhookState.OFF)


def _of_token(token: ApiToken) -> Activity:
    scopes = [each for each in Scope if each in token.scopes]
    until = f"{token.expires_at:%d-%m-%Y}"
    return Activity(
        by=PORTAL,
        plugin=None,
        standing=Standing.ON,
        what=Text(f"Gegevens over de API: {token.name}", f"Data over the API: {token.name}"),
        purpose=Text(
            "Een programma van de school, zoals een ouderportaal, leest wat de hub weet, en vraagt namens ouders.",
            "A program of the school, such as a parent portal, reads what the hub knows, and asks for parents.",
        ),
        ground=Ground.PUBLIC_TASK,
        whose=_joined(dict.fromkeys(each for scope in scopes for each in WHOSE[scope])),
        data=tuple(dict.fromkeys(each for scope in scopes for each in _data(scope))),
        recipients=(_receiver(token.name, [SCOPES[each] for each in scopes]),),
        kept=Text(
            f"Het programma kan erbij tot {until}. {HOW_LONG.nl}",
            f"The program can come in until {until}. {HOW_LONG.en}",
        ),
    )


def _of_webhook(webhook: Webhook) -> Activity:
    events = [words for name, words in EVENTS.items() if name in webhook.events]
    return Activity(
        by=PORTAL,
        plugin=None,
        standing=Standing.ON,
        what=Text(f"Berichten aan {webhook.address}", f"Messages to {webhook.address}"),
        purpose=Text(
            "Het portaal van de school hoort meteen dat er iets veranderde, en haalt het daarna zelf op.",
            "The school's portal hears at once that something changed, and then fetches it itself.",
        ),
        ground=Ground.PUBLIC_TASK,
        whose=FAMILY,
        data=(KEYS,),
        recipients=(_receiver(webhook.address, events),),
        kept=Text(
            f"De hub bewaart een bericht {KEEP_DAYS} dagen. {HOW_LONG.nl}",
            f"The hub keeps a message for {KEEP_DAYS} days. {HOW_LONG.en}",
        ),
    )


def _data(scope: Scope) -> tuple[Text, ...]:
    named = [fact.label for each in DATA[scope] for fact in facts(each).values() if _is_told(fact.sensitivity)]
    return tuple(named) or (ASKED,)


def _is_told(sensitivity: Sensitivity) -> bool:
    return sensitivity is not Sensitivity.TECHNICAL


def _receiver(name: str, rights: Iterable[Text]) -> Text:
    several = list(rights)
    nl, en = "; ".join(each.nl for each in several), "; ".join(each.en for each in several)
    return Text(f"{name} ({nl})", f"{name} ({en})")


def _joined(several: Iterable[Text]) -> Text:
    found = list(several)
    return Text(", ".join(each.nl for each in found), ", ".join(each.en for each in found))
