"""Why something cannot be asked or decided. Nothing was changed; the sentence says what to do."""

from hub.changes.state_words import STATE_WORDS
from hub.contract import HubError
from hub.records import Text
from hub.store import ItemState


class CannotAskError(HubError):
    """This cannot be asked, or not now. Nothing was asked."""


class CannotDecideError(HubError):
    """This cannot be decided so, or not now. Nothing was changed."""


NO_RECORD = Text(
    "Deze persoon staat niet (meer) in de gegevens van de school. Kijk de sleutel na.",
    "This person is not in the school's data (any more). Check the key.",
)
ALREADY_GOING = Text(
    "Voor dit gegeven is al een wijziging onderweg naar de administratie. Wacht tot die klaar is.",
    "A change of this is on its way to the administration already. Wait until it is done.",
)
ANOTHER_ASKED = Text(
    "Iemand anders vroeg al om dit gegeven te wijzigen. De school beslist daar eerst over.",
    "Somebody else asked to change this already. The school decides on that first.",
)
MOVES_THEN = Text(
    "Voor dit gegeven loopt een verhuizing met een datum die nog komt. Trek die eerst in bij Mijn aanvragen, of wacht "
    "tot die dag.",
    "A move of house with a date to come is under way for this. Withdraw it first under My requests, or wait until "
    "that day.",
)
UNKNOWN_ITEM = Text(
    "Deze aanvraag bestaat niet. Kijk het nummer na met 'hub changes'.",
    "There is no such request. Check its number with 'hub changes'.",
)
OWN_WISH = Text(
    "Over uw eigen aanvraag beslist een collega. Wilt u haar niet meer? Trek haar dan in als ouder.",
    "A colleague decides on your own request. Do you not want it any more? Then withdraw it as a parent.",
)
TOO_NEAR = Text(
    "Dit gaat over uw eigen kind, of komt van een andere verzorger van uw kind. Een collega beslist hierover.",
    "This is about your own child, or comes from another guardian of your child. A colleague decides on it.",
)
SAID_YES = Text(
    "U keurde dit al goed. Een tweede persoon moet het ook goedkeuren.",
    "You approved this already. A second person has to approve it too.",
)
STALE = Text(
    "Het LAS heeft intussen een andere waarde dan u zag. Bekijk de aanvraag opnieuw en beslis dan.",
    "The LAS has another value by now than you saw. Look at the request again, and then decide.",
)
REASON_WANTED = Text(
    "Geef een reden. De verzorger leest die.",
    "Give a reason. The guardian reads it.",
)
NOT_THE_ASKER = Text(
    "Alleen wie dit vroeg kan het intrekken. De school kan het weigeren.",
    "Only who asked this can withdraw it. The school can refuse it.",
)
NOT_DONE = Text(
    "Alleen een wijziging die in het LAS staat kan worden teruggedraaid.",
    "Only a change that the LAS has can be undone.",
)


def not_now(state: ItemState) -> Text:
    """Return the sentence for an item that stands where this cannot be done."""
    words = STATE_WORDS[state]
    return Text(
        f"Dit kan nu niet: de aanvraag is '{words.nl}'. Er is niets veranderd.",
        f"This cannot be done now: the request is '{words.en}'. Nothing was changed.",
    )
